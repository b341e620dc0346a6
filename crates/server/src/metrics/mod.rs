//! `/metrics`: figures for Prometheus, in its text format.
//!
//! What the server sees by itself (requests) is counted as it happens, in [`requests`]; everything else is asked for when somebody
//! looks, in [`figures`]. Each server has a registry of its own: a process may hold several.
//!
//! To add a figure: to [`figures`], and its line to `docs/operator/watch.md`; a test misses it there.

mod door;
mod figures;
mod requests;

use axum::Router;
use axum::extract::State;
use axum::http::header;
use axum::middleware;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;

pub(crate) use requests::{Asked, Requests};

use crate::api::problem::{Problem, with_request_id};
use crate::state::ServerState;
use door::MayScrape;

/// <https://prometheus.io/docs/instrumenting/exposition_formats/>
const TEXT_FORMAT: &str = "text/plain; version=0.0.4; charset=utf-8";

/// `/metrics`.
pub(crate) fn routes() -> Router<ServerState> {
    Router::new()
        .route("/metrics", get(metrics))
        .layer(middleware::from_fn(with_request_id))
}

async fn metrics(_: MayScrape, State(state): State<ServerState>) -> Result<Response, Problem> {
    let text = figures::text(&state)?;
    Ok(([(header::CONTENT_TYPE, TEXT_FORMAT)], text).into_response())
}
