//! `/api/v1`: what our own screens speak. Described by OpenAPI ([`document`]), from which the UI's types are made.

pub mod problem;
pub mod session;
pub mod sign_in;
pub mod views;
pub mod who;

use axum::Router;
use axum::http::StatusCode;
use latchkey_domain::{Refusal, RefusalCode};
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::state::ServerState;
use problem::Problem;

#[derive(OpenApi)]
#[openapi(info(
    title = "Latchkey",
    description = "What Latchkey's own screens speak.",
    license(name = "MIT OR Apache-2.0")
))]
struct Document;

fn described() -> OpenApiRouter<ServerState> {
    OpenApiRouter::with_openapi(Document::openapi())
        .routes(routes!(session::get, session::create, session::delete))
        .routes(routes!(session::challenge))
        .routes(routes!(sign_in::get))
        .routes(routes!(sign_in::test))
}

/// The routes below `/api/v1`.
pub fn routes() -> Router<ServerState> {
    let (router, _) = described().split_for_parts();
    router
        .fallback(unknown)
        .method_not_allowed_fallback(wrong_method)
}

/// The OpenAPI document, with absolute paths.
pub fn document() -> utoipa::openapi::OpenApi {
    let nested = OpenApiRouter::new().nest("/api/v1", described());
    let mut document = nested.split_for_parts().1;
    document.info = Document::openapi().info;
    document
}

async fn unknown() -> Problem {
    Problem::from(Refusal::new(
        RefusalCode::NotFound,
        "There is nothing at this address of the API.",
    ))
}

async fn wrong_method() -> Problem {
    let mut problem = Problem::from(Refusal::new(
        RefusalCode::NotFound,
        "This address of the API does not know that method.",
    ));
    problem.status = StatusCode::METHOD_NOT_ALLOWED;
    problem
}
