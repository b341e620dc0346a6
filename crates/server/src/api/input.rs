//! What a request brings, read with our own refusals instead of the framework's.

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Query, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use latchkey_domain::{Refusal, RefusalCode};
use latchkey_scim::json;
use serde::de::DeserializeOwned;

use super::problem::Problem;
use crate::state::ServerState;

/// The query.
pub struct Asked<T>(pub T);

/// The body, as JSON.
pub struct Given<T>(pub T);

/// The same before it is read as anything.
pub struct JsonBytes(pub Bytes);

/// No screen sends more at once.
const LONGEST: usize = 256 * 1024;

fn unreadable(detail: impl Into<String>) -> Problem {
    Refusal::new(RefusalCode::UnacceptedValue, detail).into()
}

impl<T: DeserializeOwned> FromRequestParts<ServerState> for Asked<T> {
    type Rejection = Problem;

    async fn from_request_parts(
        parts: &mut Parts,
        state: &ServerState,
    ) -> Result<Self, Self::Rejection> {
        let Query(asked) =
            Query::<T>::from_request_parts(parts, state)
                .await
                .map_err(|rejection| {
                    unreadable(format!(
                        "The address's query cannot be read: {}.",
                        rejection.body_text().trim_end_matches('.')
                    ))
                })?;
        Ok(Self(asked))
    }
}

impl FromRequest<ServerState> for JsonBytes {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &ServerState) -> Result<Self, Self::Rejection> {
        if !is_json(request.headers()) {
            let mut problem = unreadable("The body is not application/json. Nothing was changed.");
            problem.status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
            return Err(problem);
        }
        let bytes = axum::body::to_bytes(request.into_body(), LONGEST).await;
        bytes.map(Self).map_err(|_| {
            unreadable(format!(
                "The body is longer than {LONGEST} bytes, or broke off. Nothing was changed."
            ))
        })
    }
}

/// Only this type: what a form of another site can send (text/plain, say) is none, and anything else a browser sends there
/// with our consent alone (Fetch, "CORS-safelisted request-header").
pub(crate) fn is_json(headers: &HeaderMap) -> bool {
    is_of_type(headers, "application/json")
}

/// Whether the body is said to be of this media type, with whatever parameters.
pub(crate) fn is_of_type(headers: &HeaderMap, wanted: &str) -> bool {
    headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .is_some_and(|essence| essence.trim().eq_ignore_ascii_case(wanted))
}

impl<T: DeserializeOwned> FromRequest<ServerState> for Given<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &ServerState) -> Result<Self, Self::Rejection> {
        let JsonBytes(bytes) = JsonBytes::from_request(request, state).await?;
        let value = json::parse(&bytes)
            .map_err(|error| unreadable(format!("{} Nothing was changed.", error.detail())))?;
        serde_json::from_value(value).map(Self).map_err(|fault| {
            unreadable(format!(
                "The body does not fit: {fault}. Nothing was changed."
            ))
        })
    }
}

/// Keeps null apart from nothing, in a change: `#[serde(default, deserialize_with = "present")]`.
pub fn present<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: serde::Deserializer<'de>,
    T: serde::Deserialize<'de>,
{
    T::deserialize(deserializer).map(Some)
}
