//! `/scim/v2`: SCIM 2.0 (RFC 7644) as Okta speaks it.
//!
//! Every handler takes [`call::OktaCall`] first, which lets nobody in without a passkey; every refusal is a
//! [`answer::Refused`], a SCIM body whatever went wrong.

pub mod answer;
mod bulk;
pub mod call;
mod discovery;
mod groups;
mod query;
mod search;
mod suspended;
mod users;

use axum::Router;
use axum::extract::Request;
use axum::middleware;
use axum::routing::{get, post};
use latchkey_scim::error::ScimError;
use tower_http::normalize_path::NormalizePath;

use crate::state::ServerState;
use answer::Refused;
use call::OktaCall;

/// What answers below `/scim/v2`. A trailing slash is accepted everywhere.
pub fn service(state: &ServerState) -> NormalizePath<Router> {
    // The slash has to go before a route is looked for, so this wraps the router as a service.
    NormalizePath::trim_trailing_slash(routes(state))
}

/// The routes below `/scim/v2`.
pub fn routes(state: &ServerState) -> Router {
    Router::new()
        .route("/Users", get(users::list).post(users::create))
        .route("/Users/.search", post(search::users))
        .route(
            "/Users/{id}",
            get(users::get)
                .put(users::replace)
                .patch(users::patch)
                .delete(users::remove),
        )
        .route("/Groups", get(groups::list).post(groups::create))
        .route("/Groups/.search", post(search::groups))
        .route(
            "/Groups/{id}",
            get(groups::get)
                .put(groups::replace)
                .patch(groups::patch)
                .delete(groups::remove),
        )
        .route("/.search", post(search::all))
        .route("/Bulk", post(bulk::run))
        .route(
            "/ServiceProviderConfig",
            get(discovery::service_provider_config),
        )
        .route("/ResourceTypes", get(discovery::resource_types))
        .route("/ResourceTypes/{name}", get(discovery::resource_type))
        .route("/Schemas", get(discovery::schemas))
        .route("/Schemas/{urn}", get(discovery::schema))
        .route("/Me", axum::routing::any(me))
        .fallback(unknown)
        .method_not_allowed_fallback(wrong_method)
        .layer(middleware::from_fn_with_state(state.clone(), call::admit))
        .with_state(state.clone())
}

async fn unknown(call: OktaCall, request: Request) -> Refused {
    let path: String = request.uri().path().chars().take(200).collect();
    call.refused(
        "scim.unknown_path",
        ScimError::not_found(format!(
            "There is nothing at {path}. Latchkey serves Users, Groups, Bulk, ServiceProviderConfig, ResourceTypes and \
             Schemas below {}.",
            call.base()
        )),
    )
    .await
}

async fn wrong_method(call: OktaCall, request: Request) -> Refused {
    let method = request.method().clone();
    let path: String = request.uri().path().chars().take(200).collect();
    call.refused(
        "scim.wrong_method",
        ScimError::method_not_allowed(format!("{path} does not know the method {method}.")),
    )
    .await
}

/// RFC 7644 §3.11: a provisioning client is no user, so there is no "me" for it.
async fn me(call: OktaCall) -> Refused {
    call.refused(
        "scim.unknown_path",
        ScimError::not_implemented(
            "/Me stands for the user who asks, and a provisioning client is none. Use /Users.",
        ),
    )
    .await
}
