//! A call by Okta that was let in: what every SCIM handler takes first.

use std::sync::Arc;
use std::time::Instant;

use axum::body::{Body, HttpBody as _};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use axum::response::Response;
use futures_util::StreamExt as _;
use http_body_util::BodyStream;
use latchkey_app::credentials::Credentials;
use latchkey_app::directory::Precondition;
use latchkey_app::record::{CallInProgress, Caller};
use latchkey_app::{App, Failure};
use latchkey_domain::activity::{self, Actor, Call, Outcome, Target};
use latchkey_scim::error::ScimError;
use latchkey_scim::json;
use latchkey_scim::projection::Projection;
use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::answer::Refused;
use crate::request_id;
use crate::state::ServerState;

/// More of a path is not put on record, in characters.
const LONGEST_PATH: usize = 2_000;

/// Who calls, with what, and what is put on record of it.
#[derive(Clone)]
pub struct OktaCall {
    state: ServerState,
    call: Arc<Call>,
    started: Instant,
    precondition: Precondition,
    /// Why its body is not read, whatever is in it.
    unreadable: Option<ScimError>,
    /// The query, undecoded.
    pub query: String,
}

/// What becomes of a call before its handler is looked for.
pub(super) enum Admission {
    /// It goes on.
    In(OktaCall),
    /// Who calls is not let in.
    Shut(Shut),
    /// Okta calls, and Enterprise Toolkit is off.
    Suspended(Box<OktaCall>, Failure),
}

/// Why who calls is not let in, and by which address they came.
pub(super) struct Shut {
    failure: Failure,
    from: Option<String>,
}

impl Shut {
    /// Whoever brings many wrong credentials is answered slowly, and told to wait. Good ones never come here.
    pub(super) async fn slowed(self, state: &ServerState) -> Refused {
        let Failure::Refused(mut refusal) = self.failure else {
            return Refused(self.failure);
        };
        refusal.retry_after = state.app.slow_down_passkeys(self.from.as_deref()).await;
        refusal.into()
    }
}

impl OktaCall {
    /// Nobody makes one of these in another way.
    pub(super) fn admit(parts: &Parts, state: &ServerState) -> Admission {
        let started = Instant::now();
        let mut call = describe(parts, state);
        match state.app.admit(&credentials(&parts.headers)) {
            Ok(admitted) => {
                state.app.note_passkey_used(&admitted.passkey_id);
                call.passkey = Some(admitted.passkey);
                Admission::In(Self::new(state, call, started, parts))
            }
            Err(shut) => {
                call.status = shut.failure.to_scim().status();
                if call.status == 403 {
                    // The credentials were right: what Okta wanted is worth knowing one by one (product rule 7).
                    let okta = Self::new(state, call, started, parts);
                    return Admission::Suspended(Box::new(okta), shut.failure);
                }
                let from = call.from.clone();
                if matches!(shut.failure, Failure::Refused(_)) {
                    let reason = shut.failure.to_string();
                    let outcome = Outcome::WrongPasskey;
                    state.app.note_shut_out(shut.kind, outcome, &reason, call);
                }
                Admission::Shut(Shut {
                    failure: shut.failure,
                    from,
                })
            }
        }
    }
}

fn describe(parts: &Parts, state: &ServerState) -> Call {
    let full = parts.uri.path_and_query().map_or("", |path| path.as_str());
    let path = full.strip_prefix(super::BASE).unwrap_or(full);
    let end = path
        .char_indices()
        .nth(LONGEST_PATH)
        .map_or(path.len(), |(end, _)| end);
    Call {
        method: parts.method.as_str().to_owned(),
        path: path[..end].to_owned(),
        from: crate::client::address(parts, &state.trusted_proxies())
            .map(|address| address.to_string()),
        request_id: request_id::of(&parts.extensions),
        ..Call::default()
    }
}

impl OktaCall {
    fn new(state: &ServerState, call: Call, started: Instant, parts: &Parts) -> Self {
        Self {
            state: state.clone(),
            call: Arc::new(call),
            started,
            precondition: precondition(&parts.headers),
            unreadable: media_type(&parts.headers).err(),
            query: parts.uri.query().unwrap_or_default().to_owned(),
        }
    }

    /// The use cases.
    pub fn app(&self) -> &App {
        &self.state.app
    }

    /// `https://host/scim/v2`.
    pub fn base(&self) -> &str {
        &self.state.fixed.scim_base
    }

    /// If-Match and If-None-Match.
    pub fn precondition(&self) -> Precondition {
        self.precondition.clone()
    }

    /// The caller, for a use case.
    pub fn caller(&self) -> Caller {
        Caller {
            actor: Actor::Okta,
            call: Some(CallInProgress {
                call: Arc::clone(&self.call),
                started: self.started,
                signed_in_at: None,
                session_id: None,
                answered_below: None,
            }),
        }
    }

    /// The same for a change that is answered with the resource; the record keeps the answer where that is whole.
    pub fn caller_answered(&self, projection: &Projection) -> Caller {
        let mut caller = self.caller();
        if let Some(progress) = caller.call.as_mut().filter(|_| projection.is_default()) {
            progress.answered_below = Some(self.base().to_owned());
        }
        caller
    }

    /// The largest body of an ordinary request.
    pub fn body_limit(&self) -> usize {
        self.state.fixed.limits.body
    }

    /// The largest body of a bulk request or a group.
    pub fn large_body_limit(&self) -> usize {
        self.state.fixed.limits.large_body
    }

    /// Puts a refusal on record that no use case saw.
    pub async fn refused(&self, action: &str, error: ScimError) -> Refused {
        self.refused_with(action, error.into()).await
    }

    pub(super) async fn refused_with(&self, action: &str, failure: Failure) -> Refused {
        let target = Target::of("SCIM");
        match self
            .app()
            .record_refusal(self.caller(), action, target, &failure)
            .await
        {
            Ok(()) => Refused(failure),
            Err(fault) => Refused(fault),
        }
    }

    /// Keeps a refused read on record; passes a success on.
    pub async fn or_refuse<T, E: Into<Failure>>(
        &self,
        action: &str,
        answer: Result<T, E>,
    ) -> Result<T, Refused> {
        match answer {
            Ok(answer) => Ok(answer),
            Err(failure) => Err(Box::pin(self.refused_with(action, failure.into())).await),
        }
    }

    /// The same for what a use case that only reads says: a refusal of its own stands on record, a fault is for the log.
    pub async fn or_refuse_asked<T>(
        &self,
        action: &str,
        answer: Result<T, Failure>,
    ) -> Result<T, Refused> {
        match answer {
            Err(fault @ Failure::Store(_)) => Err(Refused(fault)),
            answer => self.or_refuse(action, answer).await,
        }
    }

    /// Answers a call that only read, and notes it.
    pub fn read_only(mut self, kind: &str, answer: Response) -> Response {
        let call = Arc::make_mut(&mut self.call);
        call.status = answer.status().as_u16();
        call.micros = u64::try_from(self.started.elapsed().as_micros()).unwrap_or(u64::MAX);
        self.state
            .app
            .note_read(kind, Arc::unwrap_or_clone(self.call));
        answer
    }

    /// Reads the body, keeps it masked for the record, and hands it to `read`. What cannot be read is refused, on
    /// record.
    pub async fn body<T>(
        &mut self,
        body: Body,
        limit: usize,
        action: &str,
        read: impl FnOnce(Value) -> Result<T, ScimError>,
    ) -> Result<T, Refused> {
        match self.read_body(body, limit).await.and_then(read) {
            Ok(answer) => Ok(answer),
            Err(error) => Err(self.refused(action, error).await),
        }
    }

    /// The same without a word on record.
    pub(super) async fn read_body(&mut self, body: Body, limit: usize) -> Result<Value, ScimError> {
        let bytes = self.receive(body, limit).await?;
        self.parse(&bytes)
    }

    async fn receive(&self, body: Body, limit: usize) -> Result<Vec<u8>, ScimError> {
        if let Some(unreadable) = &self.unreadable {
            return Err(unreadable.clone());
        }
        let too_large = || {
            ScimError::payload_too_large(format!(
                "The body is larger than the {limit} bytes that Latchkey reads here. Nothing was changed. Send it in parts."
            ))
        };
        // A body that is somewhat too large is still read to its end, unkept: a client that is cut off while it
        // writes never sees the answer.
        let patience = limit.saturating_mul(4);
        if body.size_hint().lower() > patience as u64 {
            return Err(too_large());
        }
        let arrival = self.state.fixed.limits.arrival;
        let reading = async {
            let mut bytes = Vec::new();
            let mut received = 0;
            let mut stream = BodyStream::new(body);
            while let Some(frame) = stream.next().await {
                let frame = frame.map_err(|_| {
                    ScimError::invalid_syntax(
                        "The body broke off before its end. Nothing was changed. Send it again.",
                    )
                })?;
                if let Ok(data) = frame.into_data() {
                    received += data.len();
                    if received > patience {
                        return Err(too_large());
                    }
                    if received <= limit {
                        bytes.extend_from_slice(&data);
                    } else {
                        bytes = Vec::new();
                    }
                }
            }
            if received > limit {
                return Err(too_large());
            }
            Ok(bytes)
        };
        tokio::time::timeout(arrival, reading)
            .await
            .unwrap_or_else(|_| {
                Err(ScimError::request_timeout(format!(
                    "The body did not arrive within {} s. Nothing was changed. Send it again.",
                    arrival.as_secs()
                )))
            })
    }

    fn parse(&mut self, bytes: &[u8]) -> Result<Value, ScimError> {
        let value = json::parse(bytes);
        Arc::make_mut(&mut self.call).request = Some(match &value {
            Ok(value) => activity::on_record(value, bytes.len()),
            Err(_) => activity::not_kept(bytes.len()),
        });
        value
    }
}

/// What the caller brought; a header that is no text is none.
fn credentials(headers: &HeaderMap) -> Credentials {
    let sent = headers.get_all(header::AUTHORIZATION).iter();
    Credentials::read(sent.map(|value| value.to_str().ok()))
}

/// `application/scim+json` or `application/json`, with any charset parameter; none at all is let through.
fn media_type(headers: &HeaderMap) -> Result<(), ScimError> {
    if let Some(encoding) = headers.get(header::CONTENT_ENCODING)
        && encoding != "identity"
    {
        return Err(ScimError::unsupported_media_type(
            "The body is compressed, which Latchkey does not read. Nothing was changed. Send it as it is.",
        ));
    }
    let Some(value) = headers.get(header::CONTENT_TYPE) else {
        return Ok(());
    };
    let text = value.to_str().unwrap_or_default();
    let essence = text.split(';').next().unwrap_or_default().trim();
    let json = ["application/scim+json", "application/json"]
        .iter()
        .any(|known| essence.eq_ignore_ascii_case(known));
    if json {
        return Ok(());
    }
    let shown: String = essence.chars().take(80).collect();
    Err(ScimError::unsupported_media_type(format!(
        "The body is of the type \"{shown}\". Send application/scim+json. Nothing was changed."
    )))
}

pub(crate) fn precondition(headers: &HeaderMap) -> Precondition {
    let tags = |name: header::HeaderName| {
        let values: Vec<String> = headers
            .get_all(name)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .map(|tag| tag.trim().to_owned())
            .filter(|tag| !tag.is_empty())
            .collect();
        (!values.is_empty()).then_some(values)
    };
    Precondition {
        if_match: tags(header::IF_MATCH),
        if_none_match: tags(header::IF_NONE_MATCH),
    }
}

/// The id in a path. One that is no UTF-8 is an id that nobody has.
pub(super) struct Id(pub(super) String);

impl Id {
    /// Reads a segment.
    pub(super) fn read(segment: &str) -> Result<Self, Refused> {
        match percent_decode_str(segment).decode_utf8() {
            Ok(id) if id.len() <= 256 && !id.contains('\0') => Ok(Self(id.into_owned())),
            _ => Err(ScimError::not_found("There is nothing with that id here.").into()),
        }
    }
}
