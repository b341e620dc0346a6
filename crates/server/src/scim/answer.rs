//! What SCIM is answered with: `application/scim+json`, refusals included.

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use latchkey_app::Failure;
use latchkey_scim::error::{ScimError, ScimType};
use serde_json::Value;

/// The media type (RFC 7644 §3.1).
const SCIM_JSON: HeaderValue = HeaderValue::from_static("application/scim+json");

/// A body that is JSON text already.
pub(super) fn text(status: StatusCode, body: String) -> Response {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, SCIM_JSON);
    response
}

/// A body that is a value.
pub(super) fn value(status: StatusCode, body: &Value) -> Response {
    text(status, body.to_string())
}

/// One resource with its version and place.
pub(super) fn resource(status: StatusCode, body: String, etag: &str, location: &str) -> Response {
    let mut response = text(status, body);
    let headers = response.headers_mut();
    if let Ok(etag) = HeaderValue::from_str(etag) {
        headers.insert(header::ETAG, etag);
    }
    if let Ok(location) = HeaderValue::from_str(location) {
        let name = if status == StatusCode::CREATED {
            header::LOCATION
        } else {
            header::CONTENT_LOCATION
        };
        headers.insert(name, location);
    }
    response
}

/// The version that the client has is still the one (RFC 7644 §3.14).
pub(super) fn not_modified(etag: &str) -> Response {
    let mut response = StatusCode::NOT_MODIFIED.into_response();
    if let Ok(etag) = HeaderValue::from_str(etag) {
        response.headers_mut().insert(header::ETAG, etag);
    }
    response
}

/// The `scimType` of a refusal, for the one who counts them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RefusedAs(pub(crate) &'static str);

/// A refusal. Nothing of what the client asked for was done.
#[derive(Debug)]
pub struct Refused(pub Failure);

impl<F: Into<Failure>> From<F> for Refused {
    fn from(failure: F) -> Self {
        Self(failure.into())
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        if let Failure::Store(fault) = &self.0 {
            tracing::error!(%fault, "a SCIM request could not be served");
        }
        let error: ScimError = self.0.to_scim();
        let status =
            StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = value(status, &error.to_body());
        response.extensions_mut().insert(RefusedAs(
            error.scim_type().map_or("none", ScimType::as_str),
        ));
        let headers = response.headers_mut();
        if status == StatusCode::UNAUTHORIZED {
            headers.append(
                header::WWW_AUTHENTICATE,
                HeaderValue::from_static("Basic realm=\"Latchkey SCIM\", charset=\"UTF-8\""),
            );
            headers.append(
                header::WWW_AUTHENTICATE,
                HeaderValue::from_static("Bearer realm=\"Latchkey SCIM\""),
            );
        }
        if let Some(seconds) = self.0.retry_after() {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
