//! One call: Okta's headers on the way out, Okta's reactions to what comes back.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderName, HeaderValue, RETRY_AFTER};
use reqwest::{Client, Method, Response};
use serde_json::Value;

use super::headers::{authorization, base, okta_headers};
use super::{Connection, Dialect, Exchange, ScimFailure};

/// After this Okta closes the socket.
const PATIENCE: Duration = Duration::from_mins(1);
/// Okta tries a call that was answered 429 ten times.
const TRIES: usize = 10;
/// A longer Retry-After is told instead of waited out.
const LONGEST_WAIT: Duration = Duration::from_mins(1);
/// No answer of a directory of a million people's page is larger.
const LARGEST_ANSWER: usize = 64 * 1024 * 1024;

/// Waits for so long. An argument, so that a test need not wait.
pub type Pause = Arc<dyn Fn(Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> + Send + Sync>;

/// An answer that is JSON, or has no body.
#[derive(Debug)]
pub(crate) struct Answer {
    /// Method and path, for failures.
    pub(crate) call: String,
    pub(crate) status: u16,
    pub(crate) content_type: String,
    pub(crate) body: Option<Value>,
}

impl Answer {
    /// The answer if its status is one of those that Okta takes, else what Okta makes of it.
    pub(crate) fn with_status(self, wanted: &[u16]) -> Result<Self, ScimFailure> {
        if wanted.contains(&self.status) {
            return Ok(self);
        }
        let text = |key: &str| Some(self.body.as_ref()?.get(key)?.as_str()?.to_owned());
        let detail = text("detail").unwrap_or_else(|| "nothing (there is no detail).".to_owned());
        let scim_type = text("scimType");
        if self.status == 409 {
            return Err(ScimFailure::Conflict {
                call: self.call,
                detail,
                scim_type,
            });
        }
        let expected: Vec<_> = wanted.iter().map(u16::to_string).collect();
        Err(ScimFailure::Refused {
            call: self.call,
            expected: expected.join(" or "),
            status: self.status,
            detail,
            scim_type,
        })
    }

    /// The body, without which Okta has nothing to go on with.
    pub(crate) fn resource(self) -> Result<Resource, ScimFailure> {
        let Some(value) = self.body else {
            return Err(ScimFailure::EmptyUser {
                call: self.call,
                status: self.status,
            });
        };
        match value.get("id") {
            Some(Value::String(id)) if !id.is_empty() => Ok(Resource {
                call: self.call,
                id: id.clone(),
                value,
            }),
            other => Err(ScimFailure::MissingId {
                call: self.call,
                came: shown(other),
            }),
        }
    }
}

/// A resource as the server gave it.
#[derive(Debug)]
pub(crate) struct Resource {
    pub(crate) call: String,
    pub(crate) id: String,
    pub(crate) value: Value,
}

/// A value in a sentence, cut where it would drown the rest.
pub(crate) fn shown(value: Option<&Value>) -> String {
    const LONGEST: usize = 200;
    match value {
        None => "absent".to_owned(),
        Some(value) => excerpt(&value.to_string(), LONGEST),
    }
}

fn excerpt(text: &str, longest: usize) -> String {
    match text.char_indices().nth(longest) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// The connection to one server.
pub(super) struct Transport {
    client: Client,
    base_url: String,
    base_path: String,
    authorization: HeaderValue,
    pause: Pause,
    exchanges: Vec<Exchange>,
}

impl Transport {
    pub(super) fn new(connection: &Connection, dialect: Dialect) -> Result<Self, ScimFailure> {
        let (base_url, base_path) = base(&connection.base_url)?;
        let authorization = authorization(&connection.auth, dialect)?;
        let refused = |why: String| ScimFailure::BaseUrl {
            url: connection.base_url.clone(),
            why,
        };
        // The program may have chosen a provider already, and then that one stays.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut client = Client::builder()
            .default_headers(okta_headers())
            .http1_only()
            .http1_title_case_headers()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(PATIENCE);
        if base_url.starts_with("http://") {
            client = client.no_proxy();
        }
        let client = client
            .build()
            .map_err(|failure| refused(root_cause(&failure)))?;
        let pause: Pause = Arc::new(|duration| Box::pin(tokio::time::sleep(duration)));
        Ok(Self {
            client,
            base_url,
            base_path,
            authorization,
            pause,
            exchanges: Vec::new(),
        })
    }

    pub(super) fn set_pause(&mut self, pause: Pause) {
        self.pause = pause;
    }

    pub(super) fn take_exchanges(&mut self) -> Vec<Exchange> {
        std::mem::take(&mut self.exchanges)
    }

    /// Adds to what the last call is recorded with.
    pub(super) fn note(&mut self, note: &str) {
        if let Some(exchange) = self.exchanges.last_mut() {
            exchange.note = Some(note.to_owned());
        }
    }

    /// Calls, and calls again when the server asks for a pause that Okta understands.
    pub(super) async fn call(
        &mut self,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> Result<Answer, ScimFailure> {
        let authorization = self.authorization.clone();
        self.call_as(authorization, method, path, body).await
    }

    /// As `call`, with other credentials.
    pub(super) async fn call_as(
        &mut self,
        authorization: HeaderValue,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> Result<Answer, ScimFailure> {
        for _ in 0..TRIES {
            let answered = self.once(&authorization, &method, path, body).await?;
            match answered {
                Once::Answer(answer) => return Ok(answer),
                Once::Again(wait) => (self.pause)(wait).await,
            }
        }
        let why = format!("{TRIES} tries were answered so, after which Okta gives up.");
        self.note("Okta gives up");
        Err(ScimFailure::Held {
            call: format!("{method} {path}"),
            why,
        })
    }

    async fn once(
        &mut self,
        authorization: &HeaderValue,
        method: &Method,
        path: &str,
        body: Option<&Value>,
    ) -> Result<Once, ScimFailure> {
        let call = format!("{method} {path}");
        let began = Instant::now();
        let mut request = self
            .client
            .request(method.clone(), format!("{}{path}", self.base_url))
            .header(AUTHORIZATION, authorization.clone());
        if let Some(body) = body {
            request = request.body(body.to_string());
        }
        let mut exchange = Exchange {
            method: method.to_string(),
            path: format!("{}{path}", self.base_path),
            status: None,
            ms: 0,
            sent: body.cloned(),
            received: None,
            note: None,
        };
        let read = match request.send().await {
            Ok(response) => read(response).await,
            Err(failure) => Err(failure),
        };
        exchange.ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
        let read = match read {
            Ok(read) => read,
            Err(failure) => {
                let failure = no_answer(call, &failure);
                exchange.note = Some(failure.to_string());
                self.exchanges.push(exchange);
                return Err(failure);
            }
        };
        exchange.status = Some(read.status);
        let outcome = judge(call, read, &mut exchange);
        self.exchanges.push(exchange);
        outcome
    }
}

enum Once {
    Answer(Answer),
    Again(Duration),
}

struct Read {
    status: u16,
    content_type: String,
    retry_after: Option<String>,
    body: Vec<u8>,
}

async fn read(mut response: Response) -> Result<Read, reqwest::Error> {
    let text = |name: HeaderName| {
        let value = response.headers().get(name)?;
        Some(String::from_utf8_lossy(value.as_bytes()).into_owned())
    };
    let status = response.status().as_u16();
    let content_type = text(CONTENT_TYPE).unwrap_or_else(|| "no Content-Type".to_owned());
    let retry_after = text(RETRY_AFTER);
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        body.extend_from_slice(&chunk);
        if body.len() > LARGEST_ANSWER {
            // Cut short it is no JSON any more, which is how it ends.
            break;
        }
    }
    Ok(Read {
        status,
        content_type,
        retry_after,
        body,
    })
}

/// What Okta makes of an answer before it looks at the content.
fn judge(call: String, read: Read, exchange: &mut Exchange) -> Result<Once, ScimFailure> {
    let body = if read.body.iter().all(u8::is_ascii_whitespace) {
        None
    } else if let Ok(value) = serde_json::from_slice::<Value>(&read.body) {
        Some(value)
    } else if read.status == 429 {
        // Waiting comes before reading.
        None
    } else {
        exchange.note = Some("Okta shows a parse failure: the body is not JSON".to_owned());
        return Err(ScimFailure::NotJson {
            call,
            status: read.status,
            content_type: read.content_type,
            excerpt: excerpt(String::from_utf8_lossy(&read.body).trim(), 120),
        });
    };
    exchange.received.clone_from(&body);
    if read.status == 429 {
        return match wait(read.retry_after.as_deref()) {
            Ok(wait) => {
                exchange.note = Some(format!("Okta waits {} s and calls again", wait.as_secs()));
                Ok(Once::Again(wait))
            }
            Err(why) => {
                exchange.note = Some(why.clone());
                Err(ScimFailure::Held { call, why })
            }
        };
    }
    let Read {
        status,
        content_type,
        ..
    } = read;
    Ok(Once::Answer(Answer {
        call,
        status,
        content_type,
        body,
    }))
}

/// Okta reads `Retry-After` as a whole number of seconds; RFC 9110 §10.2.3 would allow a date as well.
fn wait(retry_after: Option<&str>) -> Result<Duration, String> {
    const BACKOFF: &str =
        "Okta would wait five minutes, then twice as long each time, ten times at most";
    let Some(came) = retry_after else {
        return Err(format!("There is no Retry-After: {BACKOFF}."));
    };
    match came.trim().parse::<u64>() {
        Err(_) => Err(format!(
            "Retry-After is {came:?}, which is no whole number of seconds: {BACKOFF}."
        )),
        Ok(seconds) if seconds > LONGEST_WAIT.as_secs() => Err(format!(
            "Okta would wait {seconds} seconds and call again; a rehearsal waits {} at most.",
            LONGEST_WAIT.as_secs()
        )),
        Ok(seconds) => Ok(Duration::from_secs(seconds)),
    }
}

fn no_answer(call: String, failure: &reqwest::Error) -> ScimFailure {
    if failure.is_timeout() {
        ScimFailure::TimedOut {
            call,
            seconds: PATIENCE.as_secs(),
        }
    } else {
        ScimFailure::Unreachable {
            call,
            why: root_cause(failure),
        }
    }
}

/// The innermost cause says what happened; the outer ones say in which library.
fn root_cause(failure: &dyn std::error::Error) -> String {
    let mut cause = failure;
    while let Some(source) = cause.source() {
        cause = source;
    }
    cause.to_string()
}
