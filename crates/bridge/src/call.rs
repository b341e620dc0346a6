//! One request of the page. What the page says is not trusted more than a web page's word: the path leads to the API and
//! nowhere else; of its headers two are taken, and whether a person is there.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::uri::PathAndQuery;
use http::{HeaderValue, Method, Request, header};
use serde::Deserialize;

/// Everything of the API lies below it.
const BELOW: &str = "/api/v1/";
/// A search's filters are a few hundred characters.
const LONGEST_PATH: usize = 8 * 1024;
/// The largest body that any request of the API may have, in bytes.
const LARGEST_BODY: usize = 8 * 1024 * 1024;
/// Tells the server that a desktop app asks, so that it answers with a token and not with a cookie.
const SURFACE: &str = "x-latchkey-surface";
/// Tells the server that no person made the call, so that it is no use of the session.
const UNATTENDED: &str = "x-latchkey-unattended";

/// A request as the page hands it over. There is no room for other headers.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PageCall {
    method: String,
    path: String,
    #[serde(default)]
    content_type: Option<String>,
    #[serde(default)]
    if_match: Option<String>,
    #[serde(default)]
    unattended: bool,
    #[serde(default)]
    body: Option<PageBody>,
}

/// A body, as text or, where it is none, as base64.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
enum PageBody {
    Text(String),
    Base64(String),
}

/// Why a request of the page went nowhere.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CallRefused {
    /// Not a method of the API.
    #[error(
        "The page asked with the method {0:?}. Latchkey's window speaks GET, POST, PUT, PATCH and DELETE only."
    )]
    Method(String),
    /// Not an address of the API.
    #[error("The page asked for {0:?}. Latchkey's window goes to addresses below /api/v1/ only.")]
    Path(String),
    /// A header that cannot be sent.
    #[error("The page's {0} is no text that a header can have.")]
    Header(&'static str),
    /// A body that cannot be read, or is too large.
    #[error("The page's body has {0}. Nothing was sent.")]
    Body(&'static str),
}

impl PageCall {
    /// A request without a body, for what the app itself asks.
    pub fn get(path: &str) -> Self {
        Self {
            method: "GET".to_owned(),
            path: path.to_owned(),
            content_type: None,
            if_match: None,
            unattended: false,
            body: None,
        }
    }

    /// POST of a JSON document, for what the app itself asks.
    pub fn post(path: &str, body: &serde_json::Value) -> Self {
        Self {
            method: "POST".to_owned(),
            content_type: Some("application/json".to_owned()),
            body: Some(PageBody::Text(body.to_string())),
            ..Self::get(path)
        }
    }

    /// The same call, made by no person.
    #[must_use]
    pub fn unattended(self) -> Self {
        Self {
            unattended: true,
            ..self
        }
    }

    /// The request that is sent, still without a session. Its target is a path, never a whole URL.
    pub fn checked(self) -> Result<Request<Bytes>, CallRefused> {
        let method = match self.method.as_str() {
            "GET" => Method::GET,
            "POST" => Method::POST,
            "PUT" => Method::PUT,
            "PATCH" => Method::PATCH,
            "DELETE" => Method::DELETE,
            _ => return Err(CallRefused::Method(shown(&self.method))),
        };
        let mut request = Request::new(self.body.map_or(Ok(Bytes::new()), read)?);
        *request.uri_mut() = checked_path(&self.path)
            .ok_or_else(|| CallRefused::Path(shown(&self.path)))?
            .into();
        *request.method_mut() = method;
        let headers = request.headers_mut();
        headers.insert(SURFACE, HeaderValue::from_static("app"));
        headers.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
        if self.unattended {
            headers.insert(UNATTENDED, HeaderValue::from_static("1"));
        }
        let taken = [
            (header::CONTENT_TYPE, "Content-Type", self.content_type),
            (header::IF_MATCH, "If-Match", self.if_match),
        ];
        for (name, word, value) in taken {
            if let Some(value) = value {
                let value = HeaderValue::from_str(&value).map_err(|_| CallRefused::Header(word))?;
                headers.insert(name, value);
            }
        }
        Ok(request)
    }
}

fn read(body: PageBody) -> Result<Bytes, CallRefused> {
    let bytes = match body {
        PageBody::Text(text) => Bytes::from(text),
        PageBody::Base64(text) => STANDARD
            .decode(text)
            .map_err(|_| CallRefused::Body("no base64 where base64 was announced"))?
            .into(),
    };
    if bytes.len() > LARGEST_BODY {
        return Err(CallRefused::Body("more than 8 MiB"));
    }
    Ok(bytes)
}

/// A path below `/api/v1/` that no server, proxy or URL library reads as another one.
fn checked_path(path: &str) -> Option<PathAndQuery> {
    if path.len() > LONGEST_PATH || !path.bytes().all(|byte| byte.is_ascii_graphic()) {
        return None;
    }
    let (route, _) = path.split_once('?').unwrap_or((path, ""));
    let below = route.strip_prefix(BELOW)?;
    if path.contains(['\\', '#']) || below.is_empty() {
        return None;
    }
    let decoded = below.to_ascii_lowercase().replace("%2e", ".");
    // Slashes and control characters in disguise belong to no address of the API.
    let disguised = ["%2f", "%5c", "%0", "%1", "%7f", "%25"];
    let odd = disguised.iter().any(|odd| decoded.contains(odd))
        || decoded
            .split('/')
            .any(|segment| matches!(segment, "" | "." | ".."));
    if odd {
        return None;
    }
    path.parse().ok()
}

/// As much of it as a sentence bears.
fn shown(text: &str) -> String {
    text.chars().take(80).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn call(value: serde_json::Value) -> Result<PageCall, serde_json::Error> {
        serde_json::from_value(value)
    }

    #[test]
    fn a_path_that_leads_elsewhere_is_refused() {
        for path in [
            "https://evil.example/api/v1/session",
            "//evil.example/api/v1/session",
            "/\\evil.example/api/v1/",
            "/scim/v2/Users",
            "/auth/login",
            "/metrics",
            "/api/v1",
            "/api/v1/",
            "/api/v1/../../auth/login",
            "/api/v1/./session",
            "/api/v1/%2e%2e/%2E%2E/auth/login",
            "/api/v1/.%2e/x",
            "/api/v1//session",
            "/api/v1/users/",
            "/api/v1/users/a%2fb",
            "/api/v1/users/a%5Cb",
            "/api/v1/users/a%00",
            "/api/v1/users/%252e%252e",
            "/api/v1/session#x",
            "/api/v1/sess ion",
            "/api/v1/session\r\nHost: evil.example",
            "/api/v1/séance",
            "api/v1/session",
            "@evil.example/api/v1/session",
            "",
        ] {
            assert_eq!(
                PageCall::get(path).checked().map(|_| ()),
                Err(CallRefused::Path(path.chars().take(80).collect())),
                "{path}"
            );
        }
        let endless = format!("/api/v1/users?q={}", "a".repeat(LONGEST_PATH));
        assert!(PageCall::get(&endless).checked().is_err());
    }

    #[test]
    fn a_method_of_no_endpoint_is_refused() {
        for method in ["CONNECT", "TRACE", "OPTIONS", "HEAD", "get", ""] {
            let refused = PageCall {
                method: method.to_owned(),
                ..PageCall::get("/api/v1/session")
            };
            assert_eq!(
                refused.checked().map(|_| ()),
                Err(CallRefused::Method(method.to_owned()))
            );
        }
    }

    #[test]
    fn there_is_no_room_for_another_header() {
        for name in [
            "headers",
            "authorization",
            "cookie",
            "host",
            "x-forwarded-for",
        ] {
            let mut value = json!({"method": "GET", "path": "/api/v1/session"});
            value[name] = json!("x");
            assert!(call(value).is_err(), "{name}");
        }
    }

    #[test]
    fn a_header_with_a_line_break_is_refused() {
        let mut split = PageCall::get("/api/v1/session");
        split.if_match = Some("\"1\"\r\nCookie: x".to_owned());
        assert_eq!(
            split.checked().map(|_| ()),
            Err(CallRefused::Header("If-Match"))
        );
    }

    #[test]
    fn a_body_that_is_too_large_or_unreadable_is_refused() {
        let odd = call(
            json!({"method": "PUT", "path": "/api/v1/organization/logo", "body": {"base64": "ö"}}),
        );
        assert!(odd.expect("it reads").checked().is_err());
        let mut large = PageCall::get("/api/v1/session");
        large.body = Some(PageBody::Text("x".repeat(LARGEST_BODY + 1)));
        assert!(large.checked().is_err());
    }

    #[test]
    fn what_is_sent_has_the_two_headers_and_the_surface() {
        let call = call(json!({
            "method": "PATCH",
            "path": "/api/v1/users/018f?x=%2e%2e/%2f",
            "contentType": "application/json",
            "ifMatch": "\"7\"",
            "unattended": false,
            "body": {"text": "{}"},
        }));
        let request = call.expect("it reads").checked().expect("it is fine");
        assert_eq!(request.uri(), "/api/v1/users/018f?x=%2e%2e/%2f");
        assert_eq!(request.uri().authority(), None);
        let mut names: Vec<&str> = request
            .headers()
            .keys()
            .map(http::HeaderName::as_str)
            .collect();
        names.sort_unstable();
        assert_eq!(names, ["accept", "content-type", "if-match", SURFACE]);
        assert_eq!(request.body(), "{}");
    }
}
