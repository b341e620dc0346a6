//! Wrong credentials: each must be refused with 401 and a SCIM body.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use reqwest::Method;
use reqwest::header::HeaderValue;
use serde_json::Value;

use super::transport::shown;
use super::{Provisioner, ScimFailure};

/// RFC 7644 §3.12: the schema of a refusal.
const REFUSAL: &str = "urn:ietf:params:scim:api:messages:2.0:Error";

impl Provisioner {
    /// Calls with credentials that no server gave out, in every scheme, and gives how many were refused.
    pub async fn try_wrong_credentials(&mut self, user_name: &str) -> Result<usize, ScimFailure> {
        let pair = |password: &str| {
            format!(
                "Basic {}",
                STANDARD.encode(format!("{user_name}:{password}"))
            )
        };
        let wrong = [
            pair("not-the-passkey"),
            "Basic not*base64".to_owned(),
            "Bearer not-the-passkey".to_owned(),
            "not-the-passkey".to_owned(),
        ];
        for credentials in &wrong {
            self.expect_401(credentials).await?;
        }
        Ok(wrong.len())
    }

    async fn expect_401(&mut self, credentials: &str) -> Result<(), ScimFailure> {
        let scheme = match credentials.split_once(' ') {
            Some((scheme, _)) => scheme,
            None => "raw header",
        };
        let header = HeaderValue::from_str(credentials).map_err(|_| ScimFailure::Credentials)?;
        let path = "/Users?startIndex=1&count=2";
        let answer = self
            .transport
            .call_as(header, Method::GET, path, None)
            .await?;
        self.transport
            .note(&format!("a wrong {scheme} authorization"));
        let call = format!("{} with a wrong {scheme} authorization", answer.call);
        let differs = |attribute: &str, expected: &str, came: String| ScimFailure::Differs {
            call: call.clone(),
            attribute: attribute.to_owned(),
            expected: expected.to_owned(),
            came,
        };
        if answer.status != 401 {
            return Err(differs("the status", "401", answer.status.to_string()));
        }
        if !answer.content_type.starts_with("application/scim+json") {
            return Err(differs(
                "Content-Type",
                "application/scim+json",
                answer.content_type,
            ));
        }
        let body = answer.body.unwrap_or(Value::Null);
        let named = body
            .get("schemas")
            .and_then(Value::as_array)
            .is_some_and(|schemas| schemas.iter().any(|schema| schema == REFUSAL));
        if !named {
            return Err(differs("schemas", REFUSAL, shown(body.get("schemas"))));
        }
        // RFC 7644 §3.12: "The HTTP status code […] expressed as a JSON string."
        if body.get("status") != Some(&Value::from("401")) {
            return Err(differs("status", "\"401\"", shown(body.get("status"))));
        }
        Ok(())
    }
}
