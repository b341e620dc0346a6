//! A SCIM client as plain as can be: it sends what it is told and shows what came back.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use reqwest::{Client, ClientBuilder, Method, header};
use serde_json::{Value, json};

/// The URN of an error body.
pub const ERROR: &str = "urn:ietf:params:scim:api:messages:2.0:Error";

/// The URN of Latchkey's own extension.
pub const LATCHKEY_USER: &str = "urn:ietf:params:scim:schemas:extension:latchkey:2.0:User";

/// A client of one server with one `Authorization`.
#[derive(Debug, Clone)]
pub struct Scim {
    client: Client,
    base: String,
    authorization: String,
}

/// One answer, read to its end.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The Content-Type without its parameters.
    pub content_type: String,
    /// `Retry-After`, where it was there.
    pub retry_after: Option<String>,
    /// The body as JSON; null when there was none.
    pub body: Value,
    /// How long it took.
    pub took: Duration,
}

/// An HTTP client that follows no redirect, keeps no cookie and knows no proxy.
pub fn client() -> Result<Client> {
    Ok(builder().build()?)
}

/// The same, which trusts this authority (PEM) and no other.
pub fn client_trusting(authority: &str) -> Result<Client> {
    let authority = reqwest::Certificate::from_pem(authority.as_bytes())?;
    Ok(builder().tls_certs_only([authority]).build()?)
}

fn builder() -> ClientBuilder {
    // Whoever comes first installs it; most tests speak plain HTTP, but the client asks for a provider when it is made.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .timeout(crate::patience::LIMIT)
}

impl Scim {
    /// HTTP Basic with the Company ID and the Integration Passkey.
    pub fn basic(url: &str, user_name: &str, password: &str) -> Result<Self> {
        Self::with_authorization(
            url,
            &format!(
                "Basic {}",
                STANDARD.encode(format!("{user_name}:{password}"))
            ),
        )
    }

    /// Any `Authorization` as it stands.
    pub fn with_authorization(url: &str, authorization: &str) -> Result<Self> {
        Ok(Self {
            client: client()?,
            base: format!("{url}/scim/v2"),
            authorization: authorization.to_owned(),
        })
    }

    /// The SCIM Url.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// The `Authorization` that every request carries.
    pub fn authorization(&self) -> &str {
        &self.authorization
    }

    /// Sends a request whose body, when there is one, is `body` byte for byte.
    pub async fn send(&self, method: Method, path: &str, body: Option<Vec<u8>>) -> Result<Answer> {
        let mut request = self
            .client
            .request(method.clone(), format!("{}{path}", self.base))
            .header(header::AUTHORIZATION, &self.authorization)
            .header(header::ACCEPT, "application/scim+json")
            .header(header::USER_AGENT, "Okta SCIM Client 1.0.0");
        if let Some(body) = body {
            request = request
                .header(header::CONTENT_TYPE, "application/scim+json; charset=utf-8")
                .body(body);
        }
        let started = Instant::now();
        let response = request
            .send()
            .await
            .with_context(|| format!("{method} {path}"))?;
        let status = response.status().as_u16();
        let content_type = response
            .headers()
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.split(';').next())
            .unwrap_or_default()
            .to_owned();
        let retry_after = response
            .headers()
            .get(header::RETRY_AFTER)
            .and_then(|value| value.to_str().ok())
            .map(str::to_owned);
        let bytes = response.bytes().await?;
        let took = started.elapsed();
        let body = if bytes.is_empty() {
            Value::Null
        } else {
            serde_json::from_slice(&bytes).with_context(|| {
                format!(
                    "{method} {path}: {status} with no JSON: {}",
                    String::from_utf8_lossy(&bytes)
                )
            })?
        };
        Ok(Answer {
            status,
            content_type,
            retry_after,
            body,
            took,
        })
    }

    /// GET.
    pub async fn get(&self, path: &str) -> Result<Answer> {
        self.send(Method::GET, path, None).await
    }

    /// POST of a JSON document.
    pub async fn post(&self, path: &str, body: &Value) -> Result<Answer> {
        self.send(Method::POST, path, Some(body.to_string().into_bytes()))
            .await
    }

    /// PUT of a JSON document.
    pub async fn put(&self, path: &str, body: &Value) -> Result<Answer> {
        self.send(Method::PUT, path, Some(body.to_string().into_bytes()))
            .await
    }

    /// PATCH with the given operations.
    pub async fn patch(&self, path: &str, operations: &Value) -> Result<Answer> {
        let body = json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": operations.clone()});
        self.send(Method::PATCH, path, Some(body.to_string().into_bytes()))
            .await
    }

    /// `GET /Users` with a filter, as Okta writes it.
    pub async fn find(&self, filter: &str) -> Result<Answer> {
        let filter: String = url::form_urlencoded::byte_serialize(filter.as_bytes()).collect();
        self.get(&format!("/Users?filter={filter}&startIndex=1&count=100"))
            .await
    }
}

impl Answer {
    /// The answer itself when its status is `status`.
    pub fn expect(self, status: u16) -> Result<Self> {
        ensure!(
            self.status == status,
            "status {} instead of {status}: {}",
            self.status,
            self.body
        );
        Ok(self)
    }

    /// The `detail` of a SCIM error (RFC 7644 §3.12) with this status and `scimType`; everything about it is checked.
    pub fn refusal(&self, status: u16, scim_type: Option<&str>) -> Result<String> {
        ensure!(
            self.status == status,
            "status {} instead of {status}: {}",
            self.status,
            self.body
        );
        ensure!(
            self.content_type == "application/scim+json",
            "Content-Type {}",
            self.content_type
        );
        ensure!(
            self.body["schemas"] == json!([ERROR]),
            "no error body: {}",
            self.body
        );
        ensure!(
            self.body["status"] == json!(status.to_string()),
            "status is not a string: {}",
            self.body
        );
        ensure!(
            self.body["scimType"].as_str() == scim_type,
            "scimType instead of {scim_type:?}: {}",
            self.body
        );
        let detail = self.body["detail"].as_str().unwrap_or_default();
        ensure!(!detail.is_empty(), "no detail: {}", self.body);
        Ok(detail.to_owned())
    }

    /// A text in the body, by JSON pointer.
    pub fn text(&self, pointer: &str) -> Result<&str> {
        self.body
            .pointer(pointer)
            .and_then(Value::as_str)
            .with_context(|| format!("no text at {pointer}: {}", self.body))
    }
}

/// A user as Okta creates one (okta-behaviour: POST /Users).
pub fn new_user(user_name: &str, given_name: &str, family_name: &str, external_id: &str) -> Value {
    json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
        "userName": user_name,
        "name": {"givenName": given_name, "familyName": family_name},
        "emails": [{"primary": true, "value": user_name, "type": "work"}],
        "displayName": format!("{given_name} {family_name}"),
        "locale": "en-US",
        "externalId": external_id,
        "groups": [],
        "password": "1mz050nq",
        "active": true,
    })
}
