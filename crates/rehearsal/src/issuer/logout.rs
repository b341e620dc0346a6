//! What the tenant sends by itself to end somebody's sessions at the application: Universal Logout as Okta has it, and
//! OpenID Connect Back-Channel Logout, which Okta has not, and other issuers have.

use std::time::{Duration, Instant};

use anyhow::Context;
use reqwest::header::CONTENT_TYPE;
use serde_json::{Map, Value, json};

use super::id_token::{Token, seal};
use super::{Issuer, random};
use crate::people::Person;
use crate::scim::Exchange;

/// Okta's tokens of this kind live five minutes.
const LIFETIME_SECONDS: i64 = 300;
const PATIENCE: Duration = Duration::from_secs(30);
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// How Universal Logout names a person, as it is chosen in Okta's app.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SubjectFormat {
    /// Issuer and Subject Identifier.
    IssSub,
    /// Email.
    Email,
}

impl Issuer {
    /// The token by which a Universal Logout is authenticated at `endpoint`
    /// (draft-parecki-oauth-global-token-revocation; the claims are Okta's).
    pub fn revocation_token(&self, endpoint: &str) -> Token {
        let mut token = self.token("global-token-revocation+jwt", endpoint);
        let sub = json!(self.client_id());
        token.claims.insert("sub".to_owned(), sub);
        token
    }

    /// A logout token (`OpenID` Connect Back-Channel Logout 1.0, section 2.4).
    pub fn logout_token(&self, person: &Person) -> Token {
        let mut token = self.token("logout+jwt", self.client_id());
        token.claims.insert("sub".to_owned(), json!(person.okta_id));
        token.claims.insert("events".to_owned(), json!({EVENT: {}}));
        token
    }

    fn token(&self, kind: &str, audience: &str) -> Token {
        let now = self.tenant.now().as_second();
        let mut header = Map::new();
        header.insert("kid".to_owned(), json!(self.tenant.keys().signing_id()));
        header.insert("typ".to_owned(), json!(kind));
        header.insert("alg".to_owned(), json!("RS256"));
        let mut claims = Map::new();
        claims.insert("iss".to_owned(), json!(self.issuer_url()));
        claims.insert("aud".to_owned(), json!(audience));
        claims.insert("iat".to_owned(), json!(now));
        claims.insert("exp".to_owned(), json!(now + LIFETIME_SECONDS));
        claims.insert("jti".to_owned(), json!(random::token()));
        Token { header, claims }
    }

    /// Signs it with the key that signs ID tokens, whatever its header says.
    pub fn seal(&self, token: &Token) -> anyhow::Result<String> {
        seal(token, &self.tenant.keys())
    }

    /// Who is meant, as the body of a Universal Logout says it (RFC 9493).
    pub fn subject(&self, person: &Person, format: SubjectFormat) -> Value {
        json!({"sub_id": match format {
            SubjectFormat::IssSub => {
                json!({"format": "iss_sub", "iss": self.issuer_url(), "sub": person.okta_id})
            }
            SubjectFormat::Email => json!({"format": "email", "email": person.email}),
        }})
    }

    /// Sends a Universal Logout to `endpoint`, and gives back the call.
    pub async fn send_universal_logout(
        &self,
        endpoint: &str,
        person: &Person,
        format: SubjectFormat,
    ) -> anyhow::Result<Exchange> {
        let token = self.seal(&self.revocation_token(endpoint))?;
        let body = self.subject(person, format);
        let request = client()?.post(endpoint).bearer_auth(token).json(&body);
        call(endpoint, request, Some(body)).await
    }

    /// Sends a logout token to `endpoint`, and gives back the call.
    pub async fn send_backchannel_logout(
        &self,
        endpoint: &str,
        person: &Person,
    ) -> anyhow::Result<Exchange> {
        let token = self.seal(&self.logout_token(person))?;
        let form = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("logout_token", &token)
            .finish();
        let request = client()?
            .post(endpoint)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(form);
        call(endpoint, request, None).await
    }
}

fn client() -> anyhow::Result<reqwest::Client> {
    reqwest::Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .timeout(PATIENCE)
        .build()
        .context("the stand-in Okta has no client to call with")
}

async fn call(
    endpoint: &str,
    request: reqwest::RequestBuilder,
    sent: Option<Value>,
) -> anyhow::Result<Exchange> {
    let began = Instant::now();
    let answer = request
        .send()
        .await
        .with_context(|| format!("POST {endpoint}: no answer came"))?;
    let status = answer.status().as_u16();
    let body = answer.text().await.unwrap_or_default();
    Ok(Exchange {
        method: "POST".to_owned(),
        path: endpoint.to_owned(),
        status: Some(status),
        ms: u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX),
        sent,
        received: serde_json::from_str(&body).ok(),
        note: None,
    })
}
