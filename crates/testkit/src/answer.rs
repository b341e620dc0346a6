//! An HTTP answer, read whole.

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, Response, StatusCode};
use http_body_util::BodyExt as _;
use serde_json::Value;
use tower::ServiceExt as _;

/// Status, headers and body.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body as text.
    pub text: String,
}

impl Answer {
    /// The answer of this address space.
    pub async fn of(router: &Router, request: Request<Body>) -> Self {
        match router.clone().oneshot(request).await {
            Ok(response) => Self::read(response).await,
            Err(never) => match never {},
        }
    }

    /// Reads it to its end.
    pub async fn read(response: Response<Body>) -> Self {
        let (parts, body) = response.into_parts();
        let text = match body.collect().await {
            Ok(body) => String::from_utf8_lossy(&body.to_bytes()).into_owned(),
            Err(fault) => format!("the body broke off: {fault}"),
        };
        Self {
            status: parts.status,
            headers: parts.headers,
            text,
        }
    }

    /// A request that could not even be built; its status is one that no server gives.
    pub fn fault(fault: &dyn std::fmt::Display) -> Self {
        Self {
            status: StatusCode::IM_A_TEAPOT,
            headers: HeaderMap::new(),
            text: fault.to_string(),
        }
    }

    /// The body as JSON; null when it is none.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or(Value::Null)
    }

    /// A header as text.
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    /// SCIM's `scimType`; empty where there is none.
    pub fn scim_type(&self) -> String {
        self.json()["scimType"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }

    /// SCIM's `detail`.
    pub fn detail(&self) -> String {
        self.json()["detail"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }
}
