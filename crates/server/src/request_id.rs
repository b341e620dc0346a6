//! A number for every request: in the answer's `x-request-id`, in each log line that the request leaves, on record with
//! what it did, and on the page or in the problem that a person gets. Whoever is told one of them finds the others.

use axum::extract::{FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap, HeaderName, HeaderValue, Method};
use tracing::Span;

use crate::client;
use crate::state::ServerState;

pub(crate) const HEADER: HeaderName = HeaderName::from_static("x-request-id");
/// What a proxy's own number may have; a UUID has 36 characters.
const LONGEST: usize = 128;

/// The request's number, for a handler whose page names it.
pub struct Reference(pub String);

impl<S: Send + Sync> FromRequestParts<S> for Reference {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self(of(&parts.extensions)))
    }
}

/// As it goes with the request.
#[derive(Clone)]
struct Number(HeaderValue);

/// The number of the request that carries these extensions.
pub fn of(extensions: &Extensions) -> String {
    extensions
        .get::<Number>()
        .and_then(|Number(id)| id.to_str().ok())
        .unwrap_or_default()
        .to_owned()
}

/// Gives a request its number. A trusted proxy's own stays, so that its log and ours can be laid side by side; anybody else's
/// would let a caller choose what our log says.
pub(crate) fn give(state: &ServerState, request: &mut Request) -> HeaderValue {
    let from_proxy = client::peer(request.extensions())
        .is_some_and(|peer| client::is_trusted(peer, &state.trusted_proxies()));
    let theirs = from_proxy && is_one_plain_word(request.headers());
    let brought = request.headers_mut().remove(HEADER).filter(|_| theirs);
    let number = brought.unwrap_or_else(|| {
        // A UUID is plain text.
        HeaderValue::try_from(state.app.request_id()).unwrap_or(HeaderValue::from_static("-"))
    });
    request.extensions_mut().insert(Number(number.clone()));
    number
}

fn is_one_plain_word(headers: &HeaderMap) -> bool {
    let mut brought = headers.get_all(HEADER).iter();
    let (Some(word), None) = (brought.next(), brought.next()) else {
        return false;
    };
    (1..=LONGEST).contains(&word.len())
        && word
            .as_bytes()
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(byte))
}

/// The span that a request's log lines stand in. Of the highest level, so that every line which a log filter lets through
/// keeps its number. Without the address: an invite's holds its token, a callback's the authorization code. The record
/// has what may be known of it.
pub(crate) fn span(number: &HeaderValue, method: &Method) -> Span {
    // As they are, without quotes: both are plain words, and every request pays for what is written here.
    let id = number.to_str().unwrap_or_default();
    tracing::error_span!("request", %id, %method)
}
