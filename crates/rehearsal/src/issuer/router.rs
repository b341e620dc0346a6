//! The endpoints, and what stands before all of them.

use std::sync::Arc;

use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::StatusCode;
use axum::http::header::HOST;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::json;

use super::tenant::Tenant;
use super::{authorize, bent, discovery, pages, sign_in, token, userinfo};

/// Every form that arrives is a few hundred bytes long.
const BODY_LIMIT: usize = 64 * 1024;

pub(super) fn router(tenant: Arc<Tenant>) -> Router {
    let at = |path: &str| format!("{}{path}", tenant.endpoints);
    let known = |path: &str| format!("{}/.well-known/{path}", tenant.issuer_path);
    Router::new()
        .route("/", get(front))
        .route("/rehearsal.css", get(pages::style))
        .route("/login/login.htm", post(sign_in::submit))
        .route("/login/signout", get(sign_in::sign_out))
        .route(
            &known("openid-configuration"),
            get(discovery::configuration),
        )
        .route(
            &known("oauth-authorization-server"),
            get(discovery::configuration),
        )
        .route(&at("/v1/keys"), get(discovery::keys))
        .route(
            &at("/v1/authorize"),
            get(authorize::by_query).post(authorize::by_form),
        )
        .route(&at("/v1/token"), post(token::token))
        .route(
            &at("/v1/userinfo"),
            get(userinfo::userinfo).post(userinfo::userinfo),
        )
        .fallback(unknown)
        .method_not_allowed_fallback(wrong_method)
        .layer(middleware::from_fn_with_state(
            Arc::clone(&tenant),
            bent::instead,
        ))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(middleware::from_fn_with_state(
            Arc::clone(&tenant),
            own_host_only,
        ))
        .with_state(tenant)
}

/// A page of the web that resolves its own name to this machine must not reach the stand-in (DNS rebinding).
async fn own_host_only(
    State(tenant): State<Arc<Tenant>>,
    request: Request,
    next: Next,
) -> Response {
    let host = request.headers().get(HOST).map(http::HeaderValue::as_bytes);
    if host == Some(tenant.host.as_bytes()) {
        return next.run(request).await;
    }
    pages::refusal(
        StatusCode::MISDIRECTED_REQUEST,
        "Another host was asked for",
        &format!("This stand-in Okta answers as {} only.", tenant.host),
    )
}

async fn front(State(tenant): State<Arc<Tenant>>) -> Response {
    let memory = tenant.memory();
    pages::front(
        &tenant.issuer,
        &tenant.client_id,
        &memory.redirect_uris,
        memory.people.len(),
        memory.tile.as_deref(),
    )
}

async fn unknown() -> Response {
    okta_failure(
        StatusCode::NOT_FOUND,
        "E0000007",
        "Not found: Resource not found",
    )
}

async fn wrong_method() -> Response {
    let summary = "The endpoint does not support the provided HTTP method";
    okta_failure(StatusCode::METHOD_NOT_ALLOWED, "E0000022", summary)
}

fn okta_failure(status: StatusCode, code: &str, summary: &str) -> Response {
    let body = json!({
        "errorCode": code,
        "errorSummary": summary,
        "errorLink": code,
        "errorId": "rehearsal",
        "errorCauses": [],
    });
    (status, Json(body)).into_response()
}
