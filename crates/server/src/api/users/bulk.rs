//! `/api/v1/users/bulk`: one act on many people.

use axum::Json;
use axum::extract::State;
use latchkey_app::directory::users::together::{Act, RefusedOne};
use latchkey_domain::{AccessRole, Refusal, RefusalCode};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::api::input::{Given, present};
use crate::api::problem::{Problem, ProblemBody};
use crate::api::views::access_role;
use crate::api::who::Person;
use crate::state::ServerState;

/// What is done with each.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum BulkAction {
    /// Deactivate.
    Deactivate,
    /// Bring back.
    Reactivate,
    /// Give an access role.
    SetAccessRole,
    /// End every session.
    EndSessions,
}

/// An act on many people.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BulkAct {
    /// What is done with each.
    action: BulkAction,
    /// With whom: up to 1000 ids.
    ids: Vec<String>,
    /// For "setAccessRole": the role; null is app access only.
    #[serde(default, deserialize_with = "present")]
    #[schema(schema_with = access_role)]
    access_role: Option<Value>,
}

/// What came of it.
#[derive(Serialize, ToSchema)]
pub struct BulkOutcome {
    /// The ids of those with whom it was done.
    done: Vec<String>,
    /// The others, each with the reason.
    refused: Vec<RefusedJson>,
}

/// Someone with whom it was not done.
#[derive(Serialize, ToSchema)]
#[schema(as = RefusedOne)]
pub struct RefusedJson {
    /// The id.
    id: String,
    /// The name to show.
    name: String,
    /// Which of the closed set of codes.
    code: &'static str,
    /// What was wrong, and what to do.
    detail: String,
}

impl From<RefusedOne> for RefusedJson {
    fn from(refused: RefusedOne) -> Self {
        let problem = Problem::from(refused.failure);
        Self {
            id: refused.id,
            name: refused.name,
            code: problem.code(),
            detail: problem.detail().to_owned(),
        }
    }
}

impl BulkAct {
    fn act(&self) -> Result<Act, Refusal> {
        Ok(match self.action {
            BulkAction::Deactivate => Act::Deactivate,
            BulkAction::Reactivate => Act::Reactivate,
            BulkAction::EndSessions => Act::EndSessions,
            BulkAction::SetAccessRole => Act::SetAccessRole(self.role()?),
        })
    }

    fn role(&self) -> Result<Option<AccessRole>, Refusal> {
        let role = self.access_role.clone().map(serde_json::from_value);
        match role {
            Some(Ok(role)) => Ok(role),
            _ => Err(Refusal::new(
                RefusalCode::UnacceptedValue,
                format!(
                    "An access role is needed: {}, or null for app access only. Nothing was changed.",
                    latchkey_domain::access_role::ACCEPTED
                ),
            )),
        }
    }
}

/// Does one thing with many people: each is done, or refused by name.
#[utoipa::path(post, path = "/users/bulk", operation_id = "act_on_users", request_body = BulkAct, responses(
    (status = 200, body = BulkOutcome, description = "What came of it"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    (status = 422, body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn act(
    State(state): State<ServerState>,
    asking: Person,
    Given(asked): Given<BulkAct>,
) -> Result<Json<BulkOutcome>, Problem> {
    let outcomes = state
        .app
        .act_on_people(asking.caller, asked.act()?, asked.ids)
        .await?;
    Ok(Json(BulkOutcome {
        done: outcomes.done,
        refused: outcomes
            .refused
            .into_iter()
            .map(RefusedJson::from)
            .collect(),
    }))
}
