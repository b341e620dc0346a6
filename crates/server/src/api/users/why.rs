//! `/api/v1/users/{id}/why`: the last cause of each value that a person has.

use axum::Json;
use axum::extract::{Path, State};
use jiff::Timestamp;
use latchkey_app::directory::people::why::Cause;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::api::aside;
use crate::api::entry::ActorJson;
use crate::api::problem::{Problem, ProblemBody};
use crate::api::who::Person;
use crate::state::ServerState;

/// Why a person is as they are.
#[derive(Serialize, ToSchema)]
pub struct Why {
    /// One cause a value; a value that is older than the record has none.
    values: Vec<CauseJson>,
}

/// What made a value what it is.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Cause)]
pub struct CauseJson {
    /// The value, by its leaf; the role in effect is "access role".
    attribute: String,
    /// The activity entry.
    entry_id: String,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// Who.
    actor: ActorJson,
    /// What was done: "user.updated".
    action: String,
    /// What it was; null where there was none.
    before: Value,
    /// What it became.
    after: Value,
}

impl From<Cause> for CauseJson {
    fn from(cause: Cause) -> Self {
        Self {
            attribute: cause.change.attribute,
            entry_id: cause.entry_id,
            at: cause.at,
            actor: cause.actor.into(),
            action: cause.action,
            before: cause.change.before,
            after: cause.change.after,
        }
    }
}

/// Why a person is as they are.
#[utoipa::path(get, path = "/users/{id}/why", operation_id = "explain_user", params(("id" = String, Path,)), responses(
    (status = 200, body = Why, description = "The last cause of each value"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn get(
    State(state): State<ServerState>,
    asking: Person,
    Path(id): Path<String>,
) -> Result<Json<Why>, Problem> {
    let causes = aside(move || state.app.why(&asking.caller, &id)).await?;
    Ok(Json(Why {
        values: causes.into_iter().map(CauseJson::from).collect(),
    }))
}
