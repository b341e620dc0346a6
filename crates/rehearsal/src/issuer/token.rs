//! `/v1/token`: a code for tokens.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::header::{AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE, PRAGMA};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use url::form_urlencoded;

use super::id_token::{self, Facts};
use super::tenant::{Grant, Redeemed, Tenant};
use super::{bent_token, random};

struct Refusal {
    status: StatusCode,
    error: &'static str,
    description: &'static str,
}

impl Refusal {
    const fn new(error: &'static str, description: &'static str) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            error,
            description,
        }
    }

    /// RFC 6749 §5.2: 401 for a client that failed to authenticate.
    const fn client(description: &'static str) -> Self {
        Self {
            status: StatusCode::UNAUTHORIZED,
            error: "invalid_client",
            description,
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let body = json!({"error": self.error, "error_description": self.description});
        answer(self.status, body)
    }
}

/// RFC 6749 §5.1: "Cache-Control: no-store" and "Pragma: no-cache" on any response with tokens.
fn answer(status: StatusCode, body: Value) -> Response {
    (
        status,
        [(CACHE_CONTROL, "no-cache, no-store"), (PRAGMA, "no-cache")],
        Json(body),
    )
        .into_response()
}

pub(super) async fn token(
    State(tenant): State<Arc<Tenant>>,
    headers: HeaderMap,
    body: String,
) -> Response {
    match exchange(&tenant, &headers, &body) {
        Ok(Ok(tokens)) => answer(StatusCode::OK, tokens),
        Ok(Err(refusal)) => refusal.into_response(),
        Err(failure) => {
            let body = json!({"error": "server_error", "error_description": failure.to_string()});
            answer(StatusCode::INTERNAL_SERVER_ERROR, body)
        }
    }
}

fn exchange(
    tenant: &Tenant,
    headers: &HeaderMap,
    body: &str,
) -> anyhow::Result<Result<Value, Refusal>> {
    let (code, grant) = match redeem(tenant, headers, body) {
        Ok(redeemed) => redeemed,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let now = tenant.now();
    let mut memory = tenant.memory();
    let Some(person) = memory
        .people
        .get(&grant.okta_id)
        .filter(|person| person.assigned)
        .cloned()
    else {
        let text = "User is not assigned to the client application.";
        return Ok(Err(Refusal::new("invalid_grant", text)));
    };
    let access_token = memory.issue_token(&code, &grant, now);
    let behaviour = memory.behaviour.clone();
    let nonce_before = std::mem::replace(&mut memory.nonce_before, grant.nonce.clone());
    drop(memory);

    let keys = tenant.keys();
    let facts = Facts {
        issuer: &tenant.issuer,
        client_id: &tenant.client_id,
        person: &person,
        scopes: &grant.scopes,
        nonce: grant.nonce.as_deref(),
        access_token: &access_token,
        auth_time: grant.auth_time,
        now,
        token_id: &random::token(),
        key_id: keys.signing_id(),
    };
    let id_token = bent_token::issue(
        id_token::put_together(&facts, &behaviour),
        &facts,
        nonce_before.as_deref(),
        behaviour.id_token,
        &keys,
    )?;
    let mut tokens = json!({
        "token_type": "Bearer",
        "expires_in": id_token::LIFETIME_SECONDS,
        "access_token": access_token,
        "scope": grant.scopes.join(" "),
    });
    if let Some(id_token) = id_token {
        tokens["id_token"] = json!(id_token);
    }
    Ok(Ok(tokens))
}

/// Everything that must hold before a code is worth something.
fn redeem(tenant: &Tenant, headers: &HeaderMap, body: &str) -> Result<(String, Grant), Refusal> {
    let form = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| {
            value
                .to_ascii_lowercase()
                .starts_with("application/x-www-form-urlencoded")
        });
    if !form {
        let text = "The token request must be application/x-www-form-urlencoded.";
        return Err(Refusal::new("invalid_request", text));
    }
    let pairs: Vec<(String, String)> = form_urlencoded::parse(body.as_bytes())
        .into_owned()
        .collect();
    for (index, (name, _)) in pairs.iter().enumerate() {
        if pairs[..index].iter().any(|(earlier, _)| earlier == name) {
            return Err(Refusal::new(
                "invalid_request",
                "A parameter was sent twice.",
            ));
        }
    }
    let field = |wanted: &str| {
        pairs
            .iter()
            .find(|(name, _)| name == wanted)
            .map(|(_, value)| value.as_str())
    };

    // A Native application has no secret: who sends one is set up as another type of application.
    if headers.contains_key(AUTHORIZATION)
        || field("client_secret").is_some()
        || field("client_assertion").is_some()
    {
        return Err(Refusal::client(
            "Client authentication failed. Either the client or the client credentials are invalid.",
        ));
    }
    if field("client_id") != Some(tenant.client_id.as_str()) {
        return Err(Refusal::client("Invalid value for 'client_id' parameter."));
    }
    match field("grant_type") {
        Some("authorization_code") => {}
        Some(_) => {
            let text =
                "The grant type is not supported. Configured grant types: [authorization_code].";
            return Err(Refusal::new("unsupported_grant_type", text));
        }
        None => {
            return Err(Refusal::new(
                "invalid_request",
                "The 'grant_type' parameter is missing.",
            ));
        }
    }
    let (Some(code), Some(redirect_uri), Some(verifier)) =
        (field("code"), field("redirect_uri"), field("code_verifier"))
    else {
        let text = "The token request needs 'code', 'redirect_uri' and 'code_verifier'.";
        return Err(Refusal::new("invalid_request", text));
    };
    let grant = match tenant.memory().redeem(code, tenant.now()) {
        Redeemed::Good(grant) => grant,
        Redeemed::Unknown | Redeemed::Expired | Redeemed::Replayed => {
            let text = "The authorization code is invalid or has expired.";
            return Err(Refusal::new("invalid_grant", text));
        }
    };
    if grant.redirect_uri != redirect_uri {
        return Err(Refusal::new(
            "invalid_grant",
            "The 'redirect_uri' does not match the redirection URI used in the authorization request.",
        ));
    }
    if !verifier_fits(verifier, &grant.code_challenge) {
        return Err(Refusal::new("invalid_grant", "PKCE verification failed."));
    }
    Ok((code.to_owned(), grant))
}

/// RFC 7636 §4.1 and §4.6: 43 to 128 unreserved letters, whose SHA-256 is the challenge.
fn verifier_fits(verifier: &str, challenge: &str) -> bool {
    let unreserved = |letter: char| letter.is_ascii_alphanumeric() || "-._~".contains(letter);
    (43..=128).contains(&verifier.len())
        && verifier.chars().all(unreserved)
        && URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes())) == challenge
}
