//! `/metrics`: figures for Prometheus and what understands its text format, to a token or a local caller.
//!
//! | file | what is in it |
//! | --- | --- |
//! | [`table`] | every metric: its name, kind, labels and what it says; `docs/metrics.md` is made of it |
//! | [`requests`] | what was answered, counted around every answer |
//! | `local` | who is a local caller |
//! | `figures` | the figures of the app and of this process under their names |
//! | `text` | the text format |
//!
//! Each server counts for itself: nothing is global, so that several in one process are not mixed up. To add a metric: its
//! row in [`table`], its value in `figures`, then `./dev generate`.

mod figures;
mod local;
mod page;
pub mod requests;
pub mod table;
mod text;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use latchkey_app::Failure;

use crate::api::who;
use crate::state::ServerState;

pub use page::page;

const CHALLENGE: (HeaderName, HeaderValue) = (
    header::WWW_AUTHENTICATE,
    HeaderValue::from_static("Bearer realm=\"Latchkey metrics\""),
);

/// `/metrics`.
pub fn routes() -> Router<ServerState> {
    Router::new().route("/metrics", get(show))
}

async fn show(State(state): State<ServerState>, request: Request) -> Response {
    if request.headers().contains_key(header::AUTHORIZATION) {
        let (parts, _) = request.into_parts();
        let token = who::bearer(&parts.headers).unwrap_or_default();
        let caller = who::unknown(&parts, &state);
        if let Err(failure) = state.app.admit_to_metrics(&caller, &token).await {
            return refused(&failure);
        }
    } else if let Err(why) = local::is_local(&state, &request) {
        let sentence = format!(
            "The metrics are shown to a local caller and to a token, and {why}. Nothing was shown. Make a token on the host \
             with \"latchkey metrics token\" and send it as Authorization: Bearer TOKEN.\n"
        );
        return (StatusCode::UNAUTHORIZED, [CHALLENGE], sentence).into_response();
    }
    match tokio::task::spawn_blocking(move || figures::render(&state)).await {
        Ok(text) => ([(header::CONTENT_TYPE, text::MEDIA_TYPE)], text).into_response(),
        Err(panicked) => {
            tracing::error!(%panicked, "the metrics could not be put together");
            (
                StatusCode::INTERNAL_SERVER_ERROR,
                "The metrics could not be put together; Latchkey's log has the cause.\n",
            )
                .into_response()
        }
    }
}

fn refused(failure: &Failure) -> Response {
    if let Failure::Store(fault) = failure {
        tracing::error!(%fault, "the token for metrics could not be looked up");
        let told = fault.told().map_or_else(
            || "Latchkey could not look the token up; its log has the cause.".to_owned(),
            |told| format!("{} {}", told.what, told.fix),
        );
        return later(failure, (StatusCode::SERVICE_UNAVAILABLE, told + "\n"));
    }
    let sentence = format!("{failure}\n");
    if failure.retry_after().is_some() {
        return later(failure, (StatusCode::TOO_MANY_REQUESTS, sentence));
    }
    (StatusCode::UNAUTHORIZED, [CHALLENGE], sentence).into_response()
}

fn later(failure: &Failure, answer: (StatusCode, String)) -> Response {
    let mut response = answer.into_response();
    if let Some(seconds) = failure.retry_after() {
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}
