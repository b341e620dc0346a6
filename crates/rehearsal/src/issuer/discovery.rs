//! What the issuer says about itself: discovery and keys.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, HeaderName};
use serde_json::{Value, json};

use super::bent;
use super::tenant::Tenant;

/// The scopes that the application may ask for.
pub(super) const SCOPES: [&str; 5] = ["openid", "profile", "email", "address", "phone"];

type Cached = ([(HeaderName, &'static str); 1], Json<Value>);

/// `/.well-known/openid-configuration` and, in the same shape, `/.well-known/oauth-authorization-server`.
///
/// Okta's keys for what works here. A key that Okta has and this issuer cannot hold is left out.
pub(super) async fn configuration(State(tenant): State<Arc<Tenant>>) -> Cached {
    let mut document = json!({
        "issuer": tenant.issuer,
        "authorization_endpoint": tenant.endpoint("/v1/authorize"),
        "token_endpoint": tenant.endpoint("/v1/token"),
        "userinfo_endpoint": tenant.endpoint("/v1/userinfo"),
        "jwks_uri": tenant.endpoint("/v1/keys"),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "scopes_supported": SCOPES,
        "token_endpoint_auth_methods_supported": ["none"],
        "claims_supported": [
            "iss", "ver", "sub", "aud", "iat", "exp", "jti", "auth_time", "amr", "idp", "nonce",
            "name", "preferred_username", "given_name", "family_name", "email", "email_verified",
            "zoneinfo", "locale", "at_hash"
        ],
        "code_challenge_methods_supported": ["S256"],
        "request_parameter_supported": false,
        "request_uri_parameter_supported": false,
    });
    let behaviour = tenant.memory().behaviour.clone();
    if behaviour.names_itself_at_callback {
        document["authorization_response_iss_parameter_supported"] = json!(true);
    }
    bent::discovery(&mut document, behaviour.discovery.as_ref());
    (
        [(CACHE_CONTROL, "max-age=86400, must-revalidate")],
        Json(document),
    )
}

/// `/v1/keys`.
pub(super) async fn keys(State(tenant): State<Arc<Tenant>>) -> Cached {
    let published = tenant.keys().published();
    (
        [(CACHE_CONTROL, "max-age=3600, must-revalidate")],
        Json(published),
    )
}
