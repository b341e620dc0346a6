//! `/api/v1/troubleshooting`: checks with fixes, and people who could not be provisioned.

use axum::Json;
use axum::extract::{Path, State};
use jiff::Timestamp;
use latchkey_app::troubleshooting::{CHECKS, Check};
use latchkey_app::unprovisioned::Unprovisioned;
use serde::Serialize;
use utoipa::ToSchema;

use super::problem::{Problem, ProblemBody};
use super::views::words;
use super::who::Person;
use crate::state::ServerState;

/// The page.
#[derive(Serialize, ToSchema)]
#[schema(as = Troubleshooting)]
pub struct TroubleshootingJson {
    checks: Vec<CheckJson>,
    /// The newest refusal first.
    unprovisioned: Vec<UnprovisionedJson>,
}

/// One check.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Check)]
pub struct CheckJson {
    #[schema(schema_with = ids)]
    id: &'static str,
    #[schema(schema_with = states)]
    state: &'static str,
    sentence: String,
    /// What to do.
    #[schema(required)]
    fix: Option<String>,
    /// When it was looked at.
    #[schema(value_type = Option<String>, format = DateTime, required)]
    at: Option<Timestamp>,
    /// The entry that shows it.
    #[schema(required)]
    entry_id: Option<String>,
}

fn ids() -> utoipa::openapi::schema::Object {
    words(&CHECKS)
}

fn states() -> utoipa::openapi::schema::Object {
    words(&["ok", "warning", "failed", "unknown"])
}

/// Someone whom Okta could not provision.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Unprovisioned)]
pub struct UnprovisionedJson {
    who: String,
    /// Which attribute it was about, where that is known.
    #[schema(required)]
    attribute: Option<&'static str>,
    reason: String,
    /// What to click in Okta.
    fix: &'static str,
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    attempts: u64,
    entry_id: String,
    /// When it went well after all.
    #[schema(value_type = Option<String>, format = DateTime, required)]
    retried_at: Option<Timestamp>,
}

impl From<Check> for CheckJson {
    fn from(check: Check) -> Self {
        Self {
            id: check.id,
            state: check.state.as_str(),
            sentence: check.sentence,
            fix: check.fix,
            at: check.at,
            entry_id: check.entry_id,
        }
    }
}

impl From<Unprovisioned> for UnprovisionedJson {
    fn from(person: Unprovisioned) -> Self {
        Self {
            who: person.who,
            attribute: person.attribute,
            reason: person.reason,
            fix: person.fix,
            at: person.at,
            attempts: person.attempts,
            entry_id: person.entry_id,
            retried_at: person.retried_at,
        }
    }
}

/// Every check, and people who could not be provisioned.
#[utoipa::path(get, path = "/troubleshooting", operation_id = "get_troubleshooting", responses(
    (status = 200, body = TroubleshootingJson, description = "The page"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn get(
    State(state): State<ServerState>,
    person: Person,
) -> Result<Json<TroubleshootingJson>, Problem> {
    let found = state.app.troubleshooting(&person.caller)?;
    Ok(Json(TroubleshootingJson {
        checks: found.checks.into_iter().map(CheckJson::from).collect(),
        unprovisioned: found
            .unprovisioned
            .into_iter()
            .map(UnprovisionedJson::from)
            .collect(),
    }))
}

/// Does one check again.
#[utoipa::path(post, path = "/troubleshooting/{id}/check", operation_id = "check_again", params(("id" = String, Path, description = "Which check")), responses(
    (status = 200, body = CheckJson, description = "The check, done again"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn check(
    State(state): State<ServerState>,
    person: Person,
    Path(id): Path<String>,
) -> Result<Json<CheckJson>, Problem> {
    let check = state
        .app
        .check_again(&person.caller, &id, &state.fixed.public_url)
        .await?;
    Ok(Json(check.into()))
}
