//! A call by Okta that was let in: the extractor that every SCIM handler takes first.

use std::time::Instant;

use axum::body::{Body, HttpBody as _};
use axum::extract::{FromRequestParts, OriginalUri, Path, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
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
use serde_json::Value;

use super::answer::Refused;
use super::suspended;
use crate::request_id;
use crate::state::ServerState;

/// Who calls, with what, and what is put on record of it.
#[derive(Clone)]
pub struct OktaCall {
    state: ServerState,
    call: Call,
    started: Instant,
    precondition: Precondition,
    /// Why its body is not read, whatever is in it.
    unreadable: Option<ScimError>,
    /// The query, undecoded.
    pub query: String,
}

/// Why a call goes no further.
enum Stopped {
    /// Who calls is not let in, and by which address they came.
    Shut(Failure, Option<String>),
    /// Okta calls, and Enterprise Toolkit is off.
    Suspended(Box<OktaCall>, Failure),
}

/// The layer around every route: lets a call in before its handler is looked for. The body is still there, so what a
/// suspended connector asks for can be kept.
pub(super) async fn admit(
    State(state): State<ServerState>,
    mut request: Request,
    next: Next,
) -> Response {
    let (parts, body) = request.into_parts();
    match OktaCall::admit(&parts, &state) {
        Ok(call) => {
            request = Request::from_parts(parts, body);
            request.extensions_mut().insert(call);
            next.run(request).await
        }
        Err(Stopped::Shut(failure, from)) => slowed(&state, failure, from).await.into_response(),
        Err(Stopped::Suspended(call, failure)) => {
            suspended::refuse(*call, &parts.method, parts.uri.path(), body, failure)
                .await
                .into_response()
        }
    }
}

impl FromRequestParts<ServerState> for OktaCall {
    type Rejection = Refused;

    async fn from_request_parts(
        parts: &mut Parts,
        state: &ServerState,
    ) -> Result<Self, Self::Rejection> {
        // What [`admit`] let in, or a handler that stands outside of it: no route is open by its place.
        if let Some(call) = parts.extensions.remove::<Self>() {
            return Ok(call);
        }
        match Self::admit(parts, state) {
            Ok(call) => Ok(call),
            Err(Stopped::Shut(failure, from)) => Err(slowed(state, failure, from).await),
            Err(Stopped::Suspended(call, failure)) => {
                Err(call.refused_with("scim.suspended", failure).await)
            }
        }
    }
}

impl OktaCall {
    fn admit(parts: &Parts, state: &ServerState) -> Result<Self, Stopped> {
        let started = Instant::now();
        let mut call = describe(parts, state);
        match state.app.admit(&credentials(&parts.headers)) {
            Ok(admitted) => {
                state.app.note_passkey_used(&admitted.passkey_id);
                call.passkey = Some(admitted.passkey);
                Ok(Self::new(state, call, started, parts))
            }
            Err(shut) => {
                call.status = shut.failure.to_scim().status();
                if call.status == 403 {
                    // The credentials were right: what Okta wanted is worth knowing one by one (product rule 7).
                    let okta = Self::new(state, call, started, parts);
                    return Err(Stopped::Suspended(Box::new(okta), shut.failure));
                }
                if matches!(shut.failure, Failure::Refused(_)) {
                    let reason = shut.failure.to_string();
                    state.app.note_shut_out(
                        shut.kind,
                        Outcome::WrongPasskey,
                        &reason,
                        call.clone(),
                    );
                }
                Err(Stopped::Shut(shut.failure, call.from))
            }
        }
    }
}

/// Whoever brings many wrong credentials is answered slowly, and told to wait. Good ones never come here.
async fn slowed(state: &ServerState, failure: Failure, from: Option<String>) -> Refused {
    let Failure::Refused(mut refusal) = failure else {
        return Refused(failure);
    };
    refusal.retry_after = state.app.slow_down_passkeys(from.as_deref()).await;
    refusal.into()
}

fn describe(parts: &Parts, state: &ServerState) -> Call {
    let uri = parts
        .extensions
        .get::<OriginalUri>()
        .map_or(&parts.uri, |OriginalUri(uri)| uri);
    let full = uri.path_and_query().map_or("", |path| path.as_str());
    let path: String = full
        .strip_prefix("/scim/v2")
        .unwrap_or(full)
        .chars()
        .take(2_000)
        .collect();
    Call {
        method: parts.method.as_str().to_owned(),
        path,
        from: crate::client::address(parts, &state.fixed.trusted_proxies)
            .map(|address| address.to_string()),
        request_id: request_id::of(&parts.extensions),
        ..Call::default()
    }
}

impl OktaCall {
    fn new(state: &ServerState, call: Call, started: Instant, parts: &Parts) -> Self {
        Self {
            state: state.clone(),
            call,
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
                call: self.call.clone(),
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
            Err(failure) => Err(self.refused_with(action, failure.into()).await),
        }
    }

    /// Answers a call that only read, and notes it.
    pub fn read_only(mut self, kind: &str, answer: Response) -> Response {
        self.call.status = answer.status().as_u16();
        self.call.micros = u64::try_from(self.started.elapsed().as_micros()).unwrap_or(u64::MAX);
        self.state.app.note_read(kind, self.call);
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
        self.call.request = Some(match &value {
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
pub struct Id(pub String);

impl<S: Send + Sync> FromRequestParts<S> for Id {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        match Path::<String>::from_request_parts(parts, state).await {
            Ok(Path(id)) if id.len() <= 256 && !id.contains('\0') => Ok(Self(id)),
            _ => Err(ScimError::not_found("There is nothing with that id here.").into()),
        }
    }
}
