//! `/api/v1/connectors/okta/reach`: how Okta reaches this server.

use axum::Json;
use axum::extract::State;
use jiff::Timestamp;
use latchkey_app::reach::recipes::{self, Product, Recipe};
use latchkey_app::reach::step::{STATES, STEPS, Step};
use latchkey_app::reach::{NOT_SEEN_FROM_HERE, Reach};
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
    /// The way from outside in; empty where it was not walked.
    steps: Vec<StepJson>,
    /// What no test from this machine shows.
    not_seen: &'static str,
    recipes: Vec<RecipeJson>,
}

/// A step of the way from outside in.
#[derive(Serialize, ToSchema)]
#[schema(as = ReachStep)]
pub struct StepJson {
    #[schema(schema_with = steps)]
    id: &'static str,
    #[schema(schema_with = states)]
    state: &'static str,
    /// What was seen.
    sentence: String,
    /// What to do.
    #[schema(required)]
    fix: Option<String>,
}

impl From<Step> for StepJson {
    fn from(step: Step) -> Self {
        Self {
            id: step.id,
            state: step.state.as_str(),
            sentence: step.sentence,
            fix: step.fix,
        }
    }
}

/// A configuration of what stands before the server, with this installation's names in it.
#[derive(Serialize, ToSchema)]
#[schema(as = ReachRecipe)]
pub struct RecipeJson {
    #[schema(schema_with = products)]
    id: &'static str,
    text: String,
    /// How Latchkey is started then; none where nothing changes for it.
    #[schema(required)]
    serve: Option<String>,
}

impl From<Recipe> for RecipeJson {
    fn from(recipe: Recipe) -> Self {
        Self {
            id: recipe.product.as_str(),
            text: recipe.text,
            serve: recipe.serve,
        }
    }
}

fn steps() -> utoipa::openapi::schema::Object {
    words(&STEPS)
}

fn states() -> utoipa::openapi::schema::Object {
    words(&STATES)
}

fn products() -> utoipa::openapi::schema::Object {
    words(&Product::ALL.map(Product::as_str))
}

fn ways() -> utoipa::openapi::schema::Object {
    words(&["public", "agent", "not_yet"])
}

impl ReachJson {
    fn of(reach: Reach, state: &ServerState) -> Self {
        Self {
            recipes: recipes::all(&reach.public_url, state.fixed.listen)
                .into_iter()
                .map(Into::into)
                .collect(),
            steps: reach.steps.into_iter().map(Into::into).collect(),
            not_seen: NOT_SEEN_FROM_HERE,
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
    Ok(Json(ReachJson::of(reach, &state)))
}

/// The same, after the way to the public URL was walked from outside in.
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
    Ok(Json(ReachJson::of(reach, &state)))
}
