//! Who asks: the extractors by which a handler says whom it serves.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::{FromRequestParts, MatchedPath};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use latchkey_app::record::{CallInProgress, Caller};
use latchkey_app::sign_in::session::{SignedIn, ended};
use latchkey_domain::activity::{Actor, Call};
use latchkey_domain::session;
use latchkey_domain::{AccessRole, Refusal, RefusalCode};
use secrecy::SecretString;

use super::problem::Problem;
use crate::auth::cookie;
use crate::request_id;
use crate::state::ServerState;

/// Someone who is signed in.
pub struct Person {
    /// Who, and by which session.
    pub signed_in: SignedIn,
    /// The same as a caller, for a use case.
    pub caller: Caller,
}

/// Anyone: a sign-in that begins, a page before it.
pub struct Anyone(pub Caller);

/// Where a session that begins will live: the desktop app says so, everyone else is the portal.
pub struct Surface(pub session::Surface);

/// By which the desktop app is known. A page of another site cannot send it: that would need our consent (CORS).
const SURFACE: &str = "x-latchkey-surface";

/// By which a page says that it asks by itself, while nobody is there: a session that nobody uses ends, though its page be
/// open.
const UNATTENDED: &str = "x-latchkey-unattended";

impl FromRequestParts<ServerState> for Surface {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(
        parts: &mut Parts,
        _: &ServerState,
    ) -> Result<Self, Self::Rejection> {
        let is_app = parts
            .headers
            .get(SURFACE)
            .is_some_and(|value| value.as_bytes() == b"app");
        Ok(Self(if is_app {
            session::Surface::App
        } else {
            session::Surface::Portal
        }))
    }
}

/// An EnterpriseAdmin who is signed in.
pub struct EnterpriseAdmin(pub Person);

impl FromRequestParts<ServerState> for Anyone {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(
        parts: &mut Parts,
        state: &ServerState,
    ) -> Result<Self, Self::Rejection> {
        Ok(Self(unknown(parts, state)))
    }
}

impl FromRequestParts<ServerState> for Person {
    type Rejection = Problem;

    async fn from_request_parts(
        parts: &mut Parts,
        state: &ServerState,
    ) -> Result<Self, Self::Rejection> {
        let token = token(&parts.headers, state);
        let signed_in = match &token {
            Some(token) if parts.headers.contains_key(UNATTENDED) => {
                state.app.signed_in_unattended(token).await?
            }
            Some(token) => state.app.signed_in(token).await?,
            None => None,
        };
        let Some(signed_in) = signed_in else {
            let mut refusal = ended();
            if token.is_some() {
                let caller = caller(parts, state, Actor::Unknown, None);
                refusal.retry_after = state.app.slow_down_tokens(&caller).await;
            }
            return Err(refusal.into());
        };
        let actor = Actor::Person {
            id: signed_in.user.id.clone(),
            name: signed_in.user.display_name.clone(),
        };
        Ok(Self {
            caller: caller(parts, state, actor, Some(&signed_in.session)),
            signed_in,
        })
    }
}

impl FromRequestParts<ServerState> for EnterpriseAdmin {
    type Rejection = Problem;

    async fn from_request_parts(
        parts: &mut Parts,
        state: &ServerState,
    ) -> Result<Self, Self::Rejection> {
        let person = Person::from_request_parts(parts, state).await?;
        if person.signed_in.user.access_role < Some(AccessRole::EnterpriseAdmin) {
            return Err(Refusal::new(
                RefusalCode::Forbidden,
                "This needs the access role EnterpriseAdmin. Ask one of your EnterpriseAdmins.",
            )
            .into());
        }
        Ok(Self(person))
    }
}

/// The session's token: the cookie of a browser, or the Bearer token of an app.
fn token(headers: &HeaderMap, state: &ServerState) -> Option<SecretString> {
    if headers.contains_key(header::AUTHORIZATION) {
        return bearer(headers);
    }
    cookie::read(headers, &cookie::session_name(state.fixed.secure)).map(SecretString::from)
}

/// RFC 6750, section 2.1. Two headers are none: one of them is somebody else's.
pub(crate) fn bearer(headers: &HeaderMap) -> Option<SecretString> {
    let mut all = headers.get_all(header::AUTHORIZATION).iter();
    let text = all.next()?.to_str().ok()?;
    let (scheme, token) = text.split_once(' ')?;
    let alone = all.next().is_none() && scheme.eq_ignore_ascii_case("bearer");
    alone.then(|| SecretString::from(token.trim()))
}

/// Whoever it is: nobody has shown who they are.
pub(crate) fn unknown(parts: &Parts, state: &ServerState) -> Caller {
    caller(parts, state, Actor::Unknown, None)
}

fn caller(
    parts: &Parts,
    state: &ServerState,
    actor: Actor,
    session: Option<&session::Session>,
) -> Caller {
    // Without the query: a callback's holds the authorization code. And an invite's path holds its token.
    let matched = parts
        .extensions
        .get::<MatchedPath>()
        .map(MatchedPath::as_str)
        .filter(|path| path.contains("{token}"));
    let path = parts
        .extensions
        .get::<axum::extract::OriginalUri>()
        .map_or(parts.uri.path(), |uri| uri.0.path());
    Caller {
        actor,
        call: Some(CallInProgress {
            call: Arc::new(Call {
                method: parts.method.as_str().to_owned(),
                path: matched.unwrap_or(path).chars().take(500).collect(),
                from: crate::client::address(parts, &state.fixed.trusted_proxies)
                    .map(|address| address.to_string()),
                request_id: request_id::of(&parts.extensions),
                ..Call::default()
            }),
            started: Instant::now(),
            signed_in_at: session.map(|session| session.created_at),
            session_id: session.map(|session| session.id.clone()),
            answered_below: None,
        }),
    }
}

impl axum::extract::OptionalFromRequestParts<ServerState> for Person {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(
        parts: &mut Parts,
        state: &ServerState,
    ) -> Result<Option<Self>, Self::Rejection> {
        let person = <Self as FromRequestParts<ServerState>>::from_request_parts(parts, state);
        Ok(person.await.ok())
    }
}
