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
use crate::{api, arrival, auth, client, csrf, health, portal, request_id, scim};

/// Answers smaller than this are not worth compressing.
const COMPRESS_ABOVE: u64 = 4 * 1024;

/// Everything that the server answers.
pub fn router(state: ServerState) -> Router {
    let browser = Router::new()
        .nest("/api/v1", api::routes(&state))
        .nest(
            "/auth",
            auth::routes().route_layer(middleware::from_fn_with_state(
                state.clone(),
                portal::set_up_first,
            )),
        )
        .merge(portal::routes())
        .layer(middleware::from_fn_with_state(state.clone(), csrf::guard))
        .layer(middleware::from_fn_with_state(
            state.clone(),
            arrival::limit,
        ))
        .layer(middleware::from_fn(api::problem::with_request_id))
        .layer(middleware::from_fn(browser_headers));
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
        .layer(CatchPanicLayer::custom(portal::page::after_panic))
        .layer(CompressionLayer::new().gzip(true).compress_when(compressed));
    Router::new()
        .nest_service("/scim/v2", scim::service(&state))
        .merge(health::routes())
        .merge(issuers)
        .merge(browser)
        .with_state(state)
        .layer(around)
}

/// On what a browser shows. Pages bring their own Content-Security-Policy, with a nonce.
async fn browser_headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(
        header::REFERRER_POLICY,
        HeaderValue::from_static("no-referrer"),
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
