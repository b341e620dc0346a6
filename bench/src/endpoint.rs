//! Where requests go and what lets them in; the messages themselves, ready to be sent.

use std::fmt::Write as _;

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

use crate::wire::{Answer, Connection};

/// A base of paths on a server, such as its SCIM endpoint, and who asks there.
#[derive(Clone)]
pub(crate) struct Endpoint {
    /// `host:port`.
    pub(crate) address: String,
    /// What stands before every path.
    base: String,
    /// The header lines that let a caller in, each with its end.
    credentials: String,
    media_type: &'static str,
}

impl Endpoint {
    /// A SCIM endpoint, with the value of `Authorization`.
    pub(crate) fn scim(address: &str, base: &str, authorization: &str) -> Self {
        Self {
            address: address.to_owned(),
            base: base.to_owned(),
            credentials: format!("authorization: {authorization}\r\n"),
            media_type: "application/scim+json",
        }
    }

    /// The API of the screens; with a session's cookie, as a browser sends it.
    pub(crate) fn screens(address: &str, cookie: Option<&str>) -> Self {
        Self {
            address: address.to_owned(),
            base: "/api/v1".to_owned(),
            credentials: cookie.map_or_else(String::new, |cookie| {
                format!("cookie: {cookie}\r\nsec-fetch-site: same-origin\r\n")
            }),
            media_type: "application/json",
        }
    }

    /// GET.
    pub(crate) fn get(&self, path: &str) -> Vec<u8> {
        self.message("GET", path, &[])
    }

    /// DELETE.
    pub(crate) fn delete(&self, path: &str) -> Vec<u8> {
        self.message("DELETE", path, &[])
    }

    /// POST of JSON.
    pub(crate) fn post(&self, path: &str, body: &str) -> Vec<u8> {
        self.message("POST", path, body.as_bytes())
    }

    /// PUT of JSON.
    pub(crate) fn put(&self, path: &str, body: &str) -> Vec<u8> {
        self.message("PUT", path, body.as_bytes())
    }

    /// PATCH with operations.
    pub(crate) fn patch(&self, path: &str, operations: &Value) -> Vec<u8> {
        let body = json!({
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
            "Operations": operations,
        });
        self.message("PATCH", path, body.to_string().as_bytes())
    }

    /// Sends one message on a connection of its own and keeps all that comes back.
    pub(crate) async fn record(&self, message: &[u8]) -> Result<Answer> {
        Connection::open(&self.address).await?.ask(message).await
    }

    /// Sends one message, which has to be answered with `status`, and reads the JSON that comes back.
    pub(crate) async fn ask(&self, message: &[u8], status: u16) -> Result<Value> {
        self.record(message).await?.json(status)
    }

    fn message(&self, method: &str, path: &str, body: &[u8]) -> Vec<u8> {
        let mut head = String::with_capacity(512 + body.len());
        // Writing to a text cannot fail.
        let _ = write!(
            head,
            "{method} {}{path} HTTP/1.1\r\nhost: {}\r\n{}accept: {}\r\n",
            self.base, self.address, self.credentials, self.media_type
        );
        if !body.is_empty() {
            let _ = write!(
                head,
                "content-type: {}; charset=utf-8\r\ncontent-length: {}\r\n",
                self.media_type,
                body.len()
            );
        }
        head.push_str("\r\n");
        let mut message = head.into_bytes();
        message.extend_from_slice(body);
        message
    }
}

impl Answer {
    /// The JSON of an answer that has this status.
    pub(crate) fn json(&self, status: u16) -> Result<Value> {
        ensure!(
            self.status == status,
            "answered {} instead of {status}: {}",
            self.status,
            self.text()
        );
        serde_json::from_slice(&self.body).with_context(|| format!("no JSON: {}", self.text()))
    }

    /// The beginning of the body, for a message.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body)
            .chars()
            .take(600)
            .collect()
    }
}

/// A text as it stands in a query.
pub(crate) fn in_query(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes())
        .collect::<String>()
        .replace('+', "%20")
}
