//! For machines: is the process up, can it serve.

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;

use crate::state::ServerState;

/// Where nothing else says when it is worth asking again, in seconds.
const ASK_AGAIN: u64 = 10;

/// `/healthz`, which never touches the store, and `/readyz`.
pub fn routes() -> Router<ServerState> {
    Router::new()
        .route("/healthz", get(async || "ok\n"))
        .route("/readyz", get(ready))
}

/// Set up, and the store can be read and takes changes.
async fn ready(State(state): State<ServerState>) -> Response {
    match state.app.read(|store| store.organization()) {
        // A fault that lasts is known from whoever met it; nothing is written for a probe.
        Ok(Some(_)) => match state.app.store_trouble() {
            None => "ready\n".into_response(),
            Some(trouble) => not_ready(trouble.told.what, trouble.told.retry_after),
        },
        Ok(None) => not_ready("not set up", ASK_AGAIN),
        Err(fault) => {
            tracing::error!(%fault, "not ready");
            match fault.told() {
                Some(told) => not_ready(told.what, told.retry_after),
                None => not_ready("the store failed", ASK_AGAIN),
            }
        }
    }
}

fn not_ready(why: &str, retry_after: u64) -> Response {
    let retry_after = (header::RETRY_AFTER, HeaderValue::from(retry_after));
    let line = format!("{why}\n");
    (StatusCode::SERVICE_UNAVAILABLE, [retry_after], line).into_response()
}
