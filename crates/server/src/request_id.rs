//! A number for every request: in the answer's `x-request-id`, in each log line that the request leaves, on record with
//! what it did, and on the page or in the problem that a person gets. Whoever is told one of them finds the others.

use axum::Router;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap, HeaderName, HeaderValue};
use axum::middleware::{self, Next};
use axum::response::Response;
use latchkey_app::App;
use tower_http::request_id::{
    MakeRequestId, PropagateRequestIdLayer, RequestId, SetRequestIdLayer,
};
use tracing::Instrument as _;

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

/// Numbers every request to `router`, before anything else looks at it.
pub(crate) fn number(router: Router, state: ServerState) -> Router {
    router
        .layer(middleware::from_fn(in_its_span))
        .layer(PropagateRequestIdLayer::new(HEADER))
        .layer(SetRequestIdLayer::new(HEADER, Ours(state.app.clone())))
        .layer(middleware::from_fn_with_state(
            state,
            drop_what_anybody_says,
        ))
}

/// Our own numbers.
#[derive(Clone)]
struct Ours(App);

impl MakeRequestId for Ours {
    fn make_request_id<B>(&mut self, _: &axum::http::Request<B>) -> Option<RequestId> {
        HeaderValue::try_from(self.0.request_id())
            .ok()
            .map(RequestId::new)
    }
}

/// A trusted proxy's number stays, so that its log and ours can be laid side by side. Anybody else's would let a caller
/// choose what our log says.
async fn drop_what_anybody_says(
    State(state): State<ServerState>,
    mut request: Request,
    next: Next,
) -> Response {
    let from_proxy = client::peer(request.extensions())
        .is_some_and(|peer| client::is_trusted(peer, &state.fixed.trusted_proxies));
    if !(from_proxy && is_one_plain_word(request.headers())) {
        request.headers_mut().remove(HEADER);
    }
    next.run(request).await
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

async fn in_its_span(request: Request, next: Next) -> Response {
    // Of the highest level, so that every line which a log filter lets through keeps its number. Without the address: an
    // invite's holds its token, a callback's the authorization code. The record has what may be known of it.
    let span = tracing::error_span!(
        "request",
        id = of(request.extensions()),
        method = request.method().as_str(),
    );
    async {
        let response = next.run(request).await;
        tracing::debug!(status = response.status().as_u16(), "answered");
        response
    }
    .instrument(span)
    .await
}
