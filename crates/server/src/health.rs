//! For machines: is the process up, can it serve.

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;

use crate::state::ServerState;

/// `/healthz` and `/readyz`.
pub fn routes() -> Router<ServerState> {
    Router::new()
        .route("/healthz", get(async || "ok\n"))
        .route("/readyz", get(ready))
}

/// Set up, and the store answers and takes changes.
async fn ready(State(state): State<ServerState>) -> (StatusCode, &'static str) {
    if state.app.store_trouble().is_some() {
        return (StatusCode::SERVICE_UNAVAILABLE, "the store failed\n");
    }
    match state.app.read(|store| store.organization()) {
        Ok(Some(_)) => (StatusCode::OK, "ready\n"),
        Ok(None) => (StatusCode::SERVICE_UNAVAILABLE, "not set up\n"),
        Err(fault) => {
            tracing::error!(%fault, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "the store failed\n")
        }
    }
}
