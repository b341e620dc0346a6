//! What an issuer's server sends by itself, and how it is answered. No browser is behind it: there is neither cookie nor
//! Origin, and nothing of either would count.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use latchkey_app::Failure;
use latchkey_app::sign_in::ended_by_issuer::NotEnded;
use latchkey_domain::{Refusal, RefusalCode};
use serde_json::json;

use crate::state::ServerState;

/// A token and a name have a few hundred bytes.
const LONGEST: usize = 32 * 1024;

/// The body, or that it was too long or broke off.
pub(super) struct Received(Result<Bytes, Refusal>);

impl FromRequest<ServerState> for Received {
    type Rejection = std::convert::Infallible;

    async fn from_request(request: Request, _: &ServerState) -> Result<Self, Self::Rejection> {
        let read = axum::body::to_bytes(request.into_body(), LONGEST).await;
        Ok(Self(read.map_err(|_| {
            Refusal::new(
                RefusalCode::UnacceptedValue,
                "The body is longer than 32 KiB, or broke off. No session was ended.",
            )
        })))
    }
}

impl Received {
    /// The bytes.
    pub(super) fn bytes(&self) -> Result<&Bytes, Refusal> {
        self.0.as_ref().map_err(Clone::clone)
    }
}

/// The status says it all to an issuer; the words are for whoever reads along. Who is not the issuer is not told what was
/// wrong with the token: Activity says so to those who may see it.
pub(super) fn answer(ended: Result<(), NotEnded>, done: StatusCode) -> Response {
    match ended {
        Ok(()) => done.into_response(),
        Err(NotEnded { status, failure }) => refused(status, &failure),
    }
}

fn refused(status: u16, failure: &Failure) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let (error, words) = match failure.code() {
        Some(RefusalCode::Unauthenticated) => (
            "invalid_token",
            "No token of the configured issuer came with it. Latchkey's Activity has the reason. No session was ended."
                .to_owned(),
        ),
        Some(RefusalCode::ToolkitOff) => ("temporarily_unavailable", failure.to_string()),
        Some(RefusalCode::Issuer) => (
            "temporarily_unavailable",
            "The issuer's keys could not be had. No session was ended. Send it again later.".to_owned(),
        ),
        Some(_) => ("invalid_request", failure.to_string()),
        None => {
            tracing::error!(%failure, "sessions could not be ended for the issuer");
            (
                "server_error",
                "Latchkey could not do this. No session was ended. Its log has the cause.".to_owned(),
            )
        }
    };
    let body = json!({"error": error, "error_description": words});
    let mut response = (status, axum::Json(body)).into_response();
    if let Some(seconds) = failure.retry_after() {
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, seconds.into());
    }
    if status == StatusCode::UNAUTHORIZED {
        response.headers_mut().insert(
            header::WWW_AUTHENTICATE,
            HeaderValue::from_static("Bearer error=\"invalid_token\""),
        );
    }
    response
}
