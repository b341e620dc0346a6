//! The whole address space.

use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderValue, header};
use axum::middleware::{self, Next};
use axum::response::Response;
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate as _, SizeAbove};
use tower_http::set_header::SetResponseHeaderLayer;

use crate::state::ServerState;
use crate::{
    after_panic, api, arrival, auth, client, csrf, health, host, portal, request_id, scim,
};

/// Answers smaller than this are not worth compressing.
const COMPRESS_ABOVE: u64 = 4 * 1024;

/// Over https a browser comes back by https for a year. Not for siblings and hosts below: they are not ours to speak for.
const HTTPS_ONLY: HeaderValue = HeaderValue::from_static("max-age=31536000");

/// Everything that the server answers.
pub fn router(state: ServerState) -> Router {
    let pages = Router::new()
        .nest(
            "/auth",
            auth::routes().route_layer(middleware::from_fn_with_state(
                state.clone(),
                portal::set_up_first,
            )),
        )
        .merge(portal::routes());
    let browser = for_browsers(&state, api::routes(&state), pages);
    let issuers = auth::routes_for_issuers().layer(middleware::from_fn_with_state(
        state.clone(),
        arrival::limit,
    ));
    let compressed = SizeAbove::new(COMPRESS_ABOVE).and(NotForContentType::IMAGES);
    // In one stack, the outermost first: what is given to a router layer by layer is boxed and cloned at each of them,
    // for every request.
    let around = ServiceBuilder::new()
        .map_request(client::watch_for_unnamed_proxies(state.clone()))
        .map_request(request_id::drop_what_anybody_says(state.clone()))
        .layer(request_id::set(state.clone()))
        .layer(request_id::propagate())
        .layer(request_id::span())
        .layer(SetResponseHeaderLayer::overriding(
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        ))
        .layer(SetResponseHeaderLayer::if_not_present(
            header::CACHE_CONTROL,
            HeaderValue::from_static("no-store"),
        ))
        .layer(SetResponseHeaderLayer::overriding(
            header::STRICT_TRANSPORT_SECURITY,
            state.fixed.secure.then_some(HTTPS_ONLY),
        ))
        .layer(CatchPanicLayer::custom(after_panic::answer))
        .layer(CompressionLayer::new().gzip(true).compress_when(compressed));
    Router::new()
        .nest_service("/scim/v2", scim::service(&state))
        .merge(health::routes())
        .merge(issuers)
        .merge(browser)
        .with_state(state)
        .layer(around)
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
