//! POST `/auth/global-token-revocation`: Okta's Universal Logout (draft-parecki-oauth-global-token-revocation).
//!
//! Okta reads the status alone: 204 done, 400 a body that cannot be read, 401 no token of the issuer, 403 suspended, 404 nobody
//! of that name, 422 a person who cannot be told by it here. Why, stands in Activity.

use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use latchkey_app::sign_in::ended_by_issuer::Subject;
use latchkey_domain::{Refusal, RefusalCode, connector};
use latchkey_scim::json;
use serde_json::{Map, Value};

use super::from_issuer::{self, Received};
use crate::api::input::is_json;
use crate::api::who::{Anyone, bearer};
use crate::state::ServerState;

/// Ends every session of the person whom the issuer names.
pub(super) async fn post(
    State(state): State<ServerState>,
    Anyone(mut caller): Anyone,
    headers: HeaderMap,
    body: Received,
) -> Response {
    let token = bearer(&headers);
    let (subject, shown) = match subject(&headers, &body) {
        Ok((subject, shown)) => (Ok(subject), Some(shown)),
        Err(refusal) => (Err(refusal), None),
    };
    if let Some(progress) = caller.call.as_mut() {
        Arc::make_mut(&mut progress.call).request = shown;
    }
    let endpoint = connector::universal_logout_url(&state.fixed.public_url);
    let ended = state
        .app
        .revoke_globally(caller, &endpoint, token.as_ref(), subject)
        .await;
    from_issuer::answer(ended, axum::http::StatusCode::NO_CONTENT)
}

/// `{"sub_id": {…}}`, in one of the two formats that Okta sends (RFC 9493, sections 3.2.2 and 3.2.3).
fn subject(headers: &HeaderMap, body: &Received) -> Result<(Subject, Value), Refusal> {
    if !is_json(headers) {
        return Err(unreadable("The body is not application/json."));
    }
    let value = json::parse(body.bytes()?).map_err(|error| unreadable(error.detail()))?;
    let sub_id = value
        .get("sub_id")
        .and_then(Value::as_object)
        .ok_or_else(|| {
            unreadable("The body has no sub_id, which says whose sessions are to end.")
        })?;
    let format = sub_id
        .get("format")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let subject = match format {
        "iss_sub" => {
            members(sub_id, &["format", "iss", "sub"])?;
            Subject::IssSub {
                issuer: text(sub_id, "iss")?,
                subject: text(sub_id, "sub")?,
            }
        }
        "email" => {
            members(sub_id, &["format", "email"])?;
            Subject::Email(text(sub_id, "email")?)
        }
        other => {
            return Err(unreadable(&format!(
                "The sub_id has the format \"{}\"; iss_sub and email are understood.",
                shown(other)
            )));
        }
    };
    Ok((subject, value))
}

/// RFC 9493, section 3: a subject identifier has the members of its format and no others.
fn members(sub_id: &Map<String, Value>, known: &[&str]) -> Result<(), Refusal> {
    match sub_id.keys().find(|name| !known.contains(&name.as_str())) {
        None => Ok(()),
        Some(other) => Err(unreadable(&format!(
            "The sub_id has a member \"{}\" that its format does not know.",
            shown(other)
        ))),
    }
}

/// As much of what was sent as a sentence holds.
fn shown(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(80).collect()
}

fn text(sub_id: &Map<String, Value>, name: &str) -> Result<String, Refusal> {
    sub_id
        .get(name)
        .and_then(Value::as_str)
        .filter(|text| !text.trim().is_empty() && text.len() <= 1024)
        .map(str::to_owned)
        .ok_or_else(|| unreadable(&format!("The sub_id has no {name} of 1 to 1,024 bytes.")))
}

fn unreadable(sentence: &str) -> Refusal {
    Refusal::new(
        RefusalCode::UnacceptedValue,
        format!("{sentence} No session was ended."),
    )
}
