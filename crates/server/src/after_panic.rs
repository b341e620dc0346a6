//! A handler panicked: the request is lost, the server is not.

use std::any::Any;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};

/// What a panic leaves behind.
pub(crate) type Panic = Box<dyn Any + Send>;

/// What people are told of it.
pub(crate) const SENTENCE: &str =
    "Latchkey could not do this, and nothing was changed. Its log has the cause.";

/// Logs it.
#[expect(
    clippy::needless_pass_by_value,
    reason = "the shape that the layer asks for"
)]
pub(crate) fn log_panic(panic: Panic) {
    let text = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("no message");
    tracing::error!(panic = text, "a handler panicked");
}

/// Everywhere that has no words of its own for it: SCIM's.
pub(crate) fn answer(panic: Panic) -> Response {
    log_panic(panic);
    let error = latchkey_scim::ScimError::internal(SENTENCE);
    let mut response = (
        StatusCode::INTERNAL_SERVER_ERROR,
        error.to_body().to_string(),
    )
        .into_response();
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/scim+json"),
    );
    response
}
