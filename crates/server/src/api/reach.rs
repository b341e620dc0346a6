//! `/api/v1/connectors/okta/reach`: how Okta reaches this server.

use axum::Json;
use axum::extract::State;
use jiff::Timestamp;
use latchkey_app::reach::Reach;
use serde::Serialize;
use utoipa::ToSchema;

use super::problem::{Problem, ProblemBody};
use super::views::words;
use super::who::Person;
use crate::state::ServerState;

/// How Okta reaches this server.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Reach)]
pub struct ReachJson {
    #[schema(schema_with = ways)]
    state: &'static str,
    public_url: String,
    sentence: String,
    #[schema(value_type = Option<String>, format = DateTime, required)]
    last_external_call_at: Option<Timestamp>,
}

fn ways() -> utoipa::openapi::schema::Object {
    words(&["public", "agent", "not_yet"])
}

impl From<Reach> for ReachJson {
    fn from(reach: Reach) -> Self {
        Self {
            state: reach.way.as_str(),
            public_url: reach.public_url,
            sentence: reach.sentence,
            last_external_call_at: reach.last_external_call_at,
        }
    }
}

/// What the recorded calls and the public URL say.
#[utoipa::path(get, path = "/connectors/okta/reach", operation_id = "get_reach", responses(
    (status = 200, body = ReachJson, description = "How Okta reaches this server"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn get(
    State(state): State<ServerState>,
    person: Person,
) -> Result<Json<ReachJson>, Problem> {
    let reach = state.app.reach(&person.caller, &state.fixed.public_url)?;
    Ok(Json(reach.into()))
}

/// The same, after the public URL was resolved and fetched from here.
#[utoipa::path(post, path = "/connectors/okta/reach/test", operation_id = "test_reach", responses(
    (status = 200, body = ReachJson, description = "How Okta reaches this server"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn test(
    State(state): State<ServerState>,
    person: Person,
) -> Result<Json<ReachJson>, Problem> {
    let reach = state
        .app
        .test_reach(&person.caller, &state.fixed.public_url)
        .await?;
    Ok(Json(reach.into()))
}
