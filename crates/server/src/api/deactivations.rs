//! `/api/v1/deactivations/…`: what an admin decides about deactivations by Okta.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use jiff::Timestamp;
use latchkey_app::deactivations::{Decision, Settled};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::input::Given;
use super::problem::{Problem, ProblemBody};
use super::views::words;
use super::who::Person;
use crate::state::ServerState;

/// Since when.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BringBack {
    /// Everyone whom Okta deactivated since then.
    #[schema(value_type = String, format = DateTime)]
    since: Timestamp,
}

/// What came of many.
#[derive(Serialize, ToSchema)]
#[schema(as = Settled)]
pub struct SettledJson {
    /// Ids of those whose state is another one now.
    done: Vec<String>,
    refused: Vec<NotSettled>,
}

/// Someone whose state is as it was.
#[derive(Serialize, ToSchema)]
pub struct NotSettled {
    name: String,
    /// Why.
    detail: String,
}

/// What to do.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Decide {
    #[serde(rename = "do")]
    #[schema(schema_with = decisions)]
    what: What,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum What {
    Deactivate,
    Dismiss,
}

fn decisions() -> utoipa::openapi::schema::Object {
    words(&["deactivate", "dismiss"])
}

impl From<Settled> for SettledJson {
    fn from(settled: Settled) -> Self {
        Self {
            done: settled.done,
            refused: settled
                .refused
                .into_iter()
                .map(|(name, detail)| NotSettled { name, detail })
                .collect(),
        }
    }
}

/// Brings a mass deactivation back.
#[utoipa::path(post, path = "/deactivations/bring-back", operation_id = "bring_back", request_body = BringBack, responses(
    (status = 200, body = SettledJson, description = "Who is active again"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    (status = 422, body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn bring_back(
    State(state): State<ServerState>,
    person: Person,
    Given(wanted): Given<BringBack>,
) -> Result<Json<SettledJson>, Problem> {
    let settled = state.app.bring_back(person.caller, wanted.since).await?;
    Ok(Json(settled.into()))
}

/// Carries out every held deactivation.
#[utoipa::path(post, path = "/deactivations/allow-held", operation_id = "allow_held", responses(
    (status = 200, body = SettledJson, description = "Who is deactivated now"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn allow_held(
    State(state): State<ServerState>,
    person: Person,
) -> Result<Json<SettledJson>, Problem> {
    Ok(Json(state.app.allow_held(person.caller).await?.into()))
}

/// Settles a deactivation that was refused while Enterprise Toolkit was off.
#[utoipa::path(post, path = "/deactivations/waiting/{entryId}", operation_id = "settle_waiting", params(("entryId" = String, Path, description = "UUID of the refusal's entry")), request_body = Decide, responses(
    (status = 204, description = "It is settled"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 422, body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn settle_waiting(
    State(state): State<ServerState>,
    person: Person,
    Path(entry_id): Path<String>,
    Given(decide): Given<Decide>,
) -> Result<StatusCode, Problem> {
    let decision = match decide.what {
        What::Deactivate => Decision::Deactivate,
        What::Dismiss => Decision::Dismiss,
    };
    state
        .app
        .settle_waiting(person.caller, &entry_id, decision)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
