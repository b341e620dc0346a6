//! The whole address space: SCIM beside everything that browsers and machines ask for, and what is around every answer.

use std::any::Any;
use std::convert::Infallible;
use std::fmt;
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Instant;

use axum::body::{Body, HttpBody};
use axum::extract::Request;
use axum::http::{HeaderValue, header};
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::{BoxError, Router};
use bytes::Bytes;
use futures_util::FutureExt as _;
use tower::{Service, ServiceExt as _};
use tower_http::catch_panic::CatchPanicLayer;
use tracing::Instrument as _;

use crate::state::ServerState;
use crate::{
    after_panic, api, arrival, auth, client, compressed, csrf, health, host, portal, request_id,
    scim,
};

/// Over https a browser comes back by https for a year. Not for siblings and hosts below: they are not ours to speak for.
const HTTPS_ONLY: HeaderValue = HeaderValue::from_static("max-age=31536000");

/// Everything that the server answers, as a service for a socket.
///
/// Okta's calls come by the thousand, and what an axum router does for one (two routers, a box and copies at each layer)
/// takes longer than what is done for Okta; so SCIM has its own way to its handlers ([`scim::serve`]), and what is around
/// every answer is one function.
#[derive(Clone)]
pub struct AddressSpace {
    state: ServerState,
    others: Router,
}

/// Everything that the server answers.
pub fn address_space(state: ServerState) -> AddressSpace {
    AddressSpace {
        others: others(&state),
        state,
    }
}

/// The same as a router, for a program that serves in its own process.
pub fn router(state: ServerState) -> Router {
    Router::new().fallback_service(address_space(state))
}

impl<B> Service<Request<B>> for AddressSpace
where
    B: HttpBody<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    type Response = Response;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let space = self.clone();
        let request = request.map(Body::new);
        Box::pin(async move { Ok(space.answer(request).await) })
    }
}

/// Shows the paths, which axum's routers tell in no other way.
impl fmt::Debug for AddressSpace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AddressSpace")
            .field("others", &self.others)
            .finish_non_exhaustive()
    }
}

impl AddressSpace {
    /// What is around every answer: its number, its line in the log, the headers that all have, and an answer even when the
    /// handler panicked.
    async fn answer(self, mut request: Request) -> Response {
        let started = Instant::now();
        client::watch_for_unnamed_proxy(&self.state, &request);
        let number = request_id::give(&self.state, &mut request);
        let span = request_id::span(&number, request.method());
        let secure = self.state.fixed.secure;
        let answering = async move {
            let response = AssertUnwindSafe(self.find(request))
                .catch_unwind()
                .await
                .unwrap_or_else(|panic: Box<dyn Any + Send>| after_panic::answer(panic));
            tracing::debug!(
                status = response.status().as_u16(),
                took = ?started.elapsed(),
                "answered"
            );
            response
        };
        let mut response = answering.instrument(span).await;
        let headers = response.headers_mut();
        headers.insert(request_id::HEADER, number);
        headers.insert(
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        );
        headers
            .entry(header::CACHE_CONTROL)
            .or_insert(HeaderValue::from_static("no-store"));
        if secure {
            headers.insert(header::STRICT_TRANSPORT_SECURITY, HTTPS_ONLY);
        }
        response
    }

    async fn find(self, request: Request) -> Response {
        if scim::is_below(request.uri().path()) {
            return scim::serve(&self.state, request).await;
        }
        match Box::pin(self.others.oneshot(request)).await {
            Ok(response) => response,
            Err(never) => match never {},
        }
    }
}

/// Everything but SCIM.
fn others(state: &ServerState) -> Router {
    let pages = Router::new()
        .nest(
            "/auth",
            auth::routes().route_layer(middleware::from_fn_with_state(
                state.clone(),
                portal::set_up_first,
            )),
        )
        .merge(portal::routes());
    let browser = for_browsers(state, api::routes(state), pages);
    let issuers = auth::routes_for_issuers().layer(middleware::from_fn_with_state(
        state.clone(),
        arrival::limit,
    ));
    Router::new()
        .merge(health::routes())
        .merge(issuers)
        .merge(browser)
        .with_state(state.clone())
        .layer(compressed::layer())
}

/// What stands before everything that a browser may be shown, a handler that panicked included.
fn for_browsers(
    state: &ServerState,
    api: Router<ServerState>,
    pages: Router<ServerState>,
) -> Router<ServerState> {
    let of_page = state.clone();
    Router::new()
        .nest(
            "/api/v1",
            api.layer(CatchPanicLayer::custom(api::problem::after_panic)),
        )
        .merge(pages.layer(CatchPanicLayer::custom(move |panic| {
            portal::page::broken(&of_page, panic)
        })))
        .layer(middleware::from_fn_with_state(state.clone(), csrf::guard))
        .layer(middleware::from_fn_with_state(
            state.clone(),
            arrival::limit,
        ))
        .layer(middleware::from_fn_with_state(state.clone(), host::guard))
        .layer(middleware::from_fn(api::problem::with_request_id))
        .layer(middleware::from_fn(browser_headers))
}

/// On what a browser shows. Pages bring their own Content-Security-Policy, with a nonce.
async fn browser_headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    // Nothing for other sites. Not no-referrer: with it a browser sends "Origin: null" with the form that signs out.
    headers.insert(
        header::REFERRER_POLICY,
        HeaderValue::from_static("same-origin"),
    );
    headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    headers.insert(
        "cross-origin-opener-policy",
        HeaderValue::from_static("same-origin"),
    );
    headers.insert(
        "cross-origin-resource-policy",
        HeaderValue::from_static("same-origin"),
    );
    headers
        .entry(header::CONTENT_SECURITY_POLICY)
        .or_insert(HeaderValue::from_static(
            "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
        ));
    response
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::http::{HeaderMap, StatusCode};
    use axum::routing::get;
    use http_body_util::BodyExt as _;
    use latchkey_testkit::Latchkey;
    use tower::ServiceExt as _;

    use super::*;
    use crate::{Limits, ServeConfig};

    async fn broken() -> &'static str {
        panic!("what nobody outside should read")
    }

    async fn ask(path: &str) -> (StatusCode, HeaderMap, String) {
        let latchkey = Latchkey::new().unwrap();
        let config = ServeConfig {
            listen: ([127, 0, 0, 1], 0).into(),
            public_url: None,
            tls: None,
            trusted_proxies: Vec::new(),
            webhooks_may_reach: Vec::new(),
            limits: Limits::default(),
            rehearsal: false,
        };
        let state = ServerState::new(latchkey.app.clone(), "http://127.0.0.1:8765", &config);
        let api = Router::new().route("/broken", get(broken));
        let pages = Router::new().route("/broken", get(broken));
        let router = for_browsers(&state, api, pages).with_state(state);
        let request = Request::get(path).body(Body::empty()).unwrap();
        let (parts, body) = router.oneshot(request).await.unwrap().into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        let text = String::from_utf8_lossy(&body).into_owned();
        (parts.status, parts.headers, text)
    }

    #[tokio::test]
    async fn after_a_panic_a_page_has_its_headers_and_the_api_its_words() {
        let (status, headers, text) = ask("/broken").await;
        assert_eq!(status, 500);
        assert!(text.contains("Latchkey could not do this"), "{text}");
        assert_eq!(headers["x-frame-options"], "DENY");
        let policy = headers["content-security-policy"].to_str().unwrap();
        assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
        assert!(!text.contains("nobody outside"), "{text}");

        let (status, headers, text) = ask("/api/v1/broken").await;
        assert_eq!(status, 500);
        assert_eq!(headers["content-type"], "application/problem+json");
        let body: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(body["code"], "fault");
        assert!(!text.contains("nobody outside"), "{text}");
    }
}
