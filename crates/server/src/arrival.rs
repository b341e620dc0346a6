//! A body that takes longer than [`Limits::arrival`](crate::Limits) to arrive is given up. SCIM reads its bodies by
//! itself, for its refusals stand on record; this is for the rest.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use futures_util::{StreamExt as _, stream};
use http_body_util::{BodyStream, StreamBody};
use tokio::time::{Instant, timeout_at};

use crate::state::ServerState;

#[derive(Debug, thiserror::Error)]
#[error("the body did not arrive in time")]
struct TooSlow;

/// Hands the body on frame by frame until its time is over.
pub(crate) async fn limit(
    State(state): State<ServerState>,
    request: Request,
    next: Next,
) -> Response {
    let arrival = state.fixed.limits.arrival;
    let end = Instant::now() + arrival;
    let given_up = Arc::new(AtomicBool::new(false));
    let giving_up = Arc::clone(&given_up);
    let request = request.map(|body| {
        let frames = stream::unfold(Some(BodyStream::new(body)), move |frames| {
            let giving_up = Arc::clone(&giving_up);
            async move {
                let mut frames = frames?;
                let Ok(frame) = timeout_at(end, frames.next()).await else {
                    giving_up.store(true, Ordering::Relaxed);
                    return Some((Err(axum::Error::new(TooSlow)), None));
                };
                frame.map(|frame| (frame, Some(frames)))
            }
        });
        Body::new(StreamBody::new(frames))
    });
    let response = next.run(request).await;
    if given_up.load(Ordering::Relaxed) {
        let text = format!(
            "The request did not arrive within {} s. Nothing was changed. Send it again.",
            arrival.as_secs()
        );
        return (StatusCode::REQUEST_TIMEOUT, text).into_response();
    }
    response
}
