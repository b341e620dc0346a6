//! What the page gets back. A token in an answer is taken out before the page sees it; of the headers, those that screens
//! read are handed on, and a cookie is not among them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::{HeaderMap, Response};
use secrecy::SecretString;
use serde::Serialize;
use serde_json::Value;

/// The headers that screens read.
const HANDED_ON: [&str; 5] = [
    "content-type",
    "etag",
    "retry-after",
    "x-request-id",
    "content-disposition",
];

/// An answer as the page gets it.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct PageReply {
    /// The status.
    pub status: u16,
    headers: Vec<(&'static str, String)>,
    body: ReplyBody,
}

#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
enum ReplyBody {
    Text(String),
    Base64(String),
}

impl PageReply {
    /// The page's share of an answer.
    pub fn new(response: Response<Bytes>) -> Self {
        let (parts, body) = response.into_parts();
        Self {
            status: parts.status.as_u16(),
            headers: handed_on(&parts.headers),
            body: match std::str::from_utf8(&body) {
                Ok(text) => ReplyBody::Text(text.to_owned()),
                Err(_) => ReplyBody::Base64(STANDARD.encode(&body)),
            },
        }
    }

    /// The body as JSON; null where it is none.
    pub fn json(&self) -> Value {
        match &self.body {
            ReplyBody::Text(text) => serde_json::from_str(text).unwrap_or(Value::Null),
            ReplyBody::Base64(_) => Value::Null,
        }
    }

    /// The body as bytes.
    pub fn bytes(&self) -> Vec<u8> {
        match &self.body {
            ReplyBody::Text(text) => text.as_bytes().to_vec(),
            ReplyBody::Base64(text) => STANDARD.decode(text).unwrap_or_default(),
        }
    }

    /// One of the headers that are handed on.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| value.as_str())
    }
}

fn handed_on(headers: &HeaderMap) -> Vec<(&'static str, String)> {
    HANDED_ON
        .into_iter()
        .filter_map(|name| Some((name, headers.get(name)?.to_str().ok()?.to_owned())))
        .collect()
}

/// Takes a session's token out of an answer: the body is left with null in its place.
pub(crate) fn take_token(response: &mut Response<Bytes>) -> Option<SecretString> {
    let mut body: Value = serde_json::from_slice(response.body()).ok()?;
    let token = body.as_object_mut()?.get_mut("token")?.take();
    let Value::String(token) = token else {
        return None;
    };
    *response.body_mut() = Bytes::from(body.to_string());
    Some(token.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use secrecy::ExposeSecret as _;

    #[test]
    fn a_token_is_taken_out() {
        let mut response = Response::new(Bytes::from(r#"{"user":{"id":"1"},"token":"t0k"}"#));
        let token = take_token(&mut response).expect("there is one");
        assert_eq!(token.expose_secret(), "t0k");
        assert_eq!(response.body(), r#"{"user":{"id":"1"},"token":null}"#);
    }

    #[test]
    fn an_answer_without_one_stays_as_it_is() {
        for body in [
            "",
            "[]",
            "not json",
            r#"{"token":null}"#,
            r#"{"passkeys":[]}"#,
        ] {
            let mut response = Response::new(Bytes::from(body));
            assert!(take_token(&mut response).is_none());
            assert_eq!(response.body(), body);
        }
    }

    #[test]
    fn a_cookie_is_not_handed_on() {
        let mut response = Response::new(Bytes::new());
        let headers = response.headers_mut();
        headers.insert("set-cookie", "latchkey=1".parse().expect("a value"));
        headers.insert("etag", "\"7\"".parse().expect("a value"));
        let reply = PageReply::new(response);
        assert_eq!(reply.headers, [("etag", "\"7\"".to_owned())]);
    }

    #[test]
    fn what_is_no_text_goes_as_base64() {
        let reply = PageReply::new(Response::new(Bytes::from_static(&[0xff, 0x00])));
        assert_eq!(reply.body, ReplyBody::Base64("/wA=".to_owned()));
        assert_eq!(reply.bytes(), [0xff, 0x00]);
    }
}
