//! A number for every request: in the answer's `x-request-id`, in each log line that the request leaves, on record with
//! what it did, and on the page or in the problem that a person gets. Whoever is told one of them finds the others.

use axum::extract::{FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap, HeaderName, HeaderValue};
use tower_http::classify::{ServerErrorsAsFailures, SharedClassifier};
use tower_http::request_id::{
    MakeRequestId, PropagateRequestIdLayer, RequestId, SetRequestIdLayer,
};
use tower_http::trace::{DefaultOnResponse, TraceLayer};
use tracing::{Level, Span};

use crate::client;
use crate::state::ServerState;

const HEADER: HeaderName = HeaderName::from_static("x-request-id");
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

/// The number of the request that carries these extensions.
pub fn of(extensions: &Extensions) -> String {
    extensions
        .get::<RequestId>()
        .and_then(|id| id.header_value().to_str().ok())
        .unwrap_or_default()
        .to_owned()
}

/// Gives every request its number, unless a trusted proxy did.
pub(crate) fn set(state: ServerState) -> SetRequestIdLayer<Ours> {
    SetRequestIdLayer::new(HEADER, Ours(state))
}

/// Puts the number into the answer.
pub(crate) fn propagate() -> PropagateRequestIdLayer {
    PropagateRequestIdLayer::new(HEADER)
}

/// Our own numbers.
#[derive(Clone)]
pub(crate) struct Ours(ServerState);

impl MakeRequestId for Ours {
    fn make_request_id<B>(&mut self, _: &axum::http::Request<B>) -> Option<RequestId> {
        HeaderValue::try_from(self.0.app.request_id())
            .ok()
            .map(RequestId::new)
    }
}

/// A trusted proxy's number stays, so that its log and ours can be laid side by side. Anybody else's would let a caller
/// choose what our log says.
pub(crate) fn drop_what_anybody_says(
    state: ServerState,
) -> impl FnMut(Request) -> Request + Clone + Send + Sync + 'static {
    move |mut request| {
        let from_proxy = client::peer(request.extensions())
            .is_some_and(|peer| client::is_trusted(peer, &state.fixed.trusted_proxies));
        if !(from_proxy && is_one_plain_word(request.headers())) {
            request.headers_mut().remove(HEADER);
        }
        request
    }
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

/// See [`span`].
type InASpan = TraceLayer<
    SharedClassifier<ServerErrorsAsFailures>,
    fn(&Request) -> Span,
    (),
    DefaultOnResponse,
    (),
    (),
    (),
>;

/// The span that a request's log lines stand in. Of the highest level, so that every line which a log filter lets through
/// keeps its number. Without the address: an invite's holds its token, a callback's the authorization code. The record
/// has what may be known of it.
pub(crate) fn span() -> InASpan {
    TraceLayer::new_for_http()
        .make_span_with(named as fn(&Request) -> Span)
        .on_request(())
        .on_response(DefaultOnResponse::new().level(Level::DEBUG))
        .on_body_chunk(())
        .on_eos(())
        // What went wrong was logged where it did.
        .on_failure(())
}

fn named(request: &Request) -> Span {
    tracing::error_span!(
        "request",
        id = request
            .headers()
            .get(HEADER)
            .and_then(|id| id.to_str().ok()),
        method = request.method().as_str(),
    )
}
