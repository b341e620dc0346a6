//! `/v1/userinfo`: the claims that the access token opens.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use super::id_token::profile_claims;
use super::tenant::Tenant;

pub(super) async fn userinfo(State(tenant): State<Arc<Tenant>>, headers: HeaderMap) -> Response {
    match claims(&tenant, &headers) {
        Some(claims) => Json(Value::Object(claims)).into_response(),
        // RFC 6750 §3
        None => (
            StatusCode::UNAUTHORIZED,
            [(
                WWW_AUTHENTICATE,
                "Bearer error=\"invalid_token\", error_description=\"The access token is invalid\"",
            )],
        )
            .into_response(),
    }
}

fn claims(tenant: &Tenant, headers: &HeaderMap) -> Option<Map<String, Value>> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("Bearer") {
        return None;
    }
    let memory = tenant.memory();
    let token = memory.token(token.trim(), tenant.now())?;
    let person = memory.people.get(&token.okta_id)?;
    let mut claims = Map::new();
    let subject = memory.behaviour.userinfo_subject.as_deref();
    let subject = subject.unwrap_or(&person.okta_id);
    if !subject.is_empty() {
        claims.insert("sub".to_owned(), json!(subject));
    }
    claims.extend(profile_claims(person, &token.scopes));
    Some(claims)
}
