//! `/api/v1/rehearsal`: started from the app, watched step by step, cancelled.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use jiff::Timestamp;
use latchkey_app::ports::rehearsals::Plan;
use latchkey_app::rehearsal::{Rehearsal, WalkStep};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use super::input::{Asked, Given};
use super::live;
use super::problem::{Problem, ProblemBody};
use super::views::words;
use super::who::Person;
use crate::state::ServerState;

/// What to walk.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewRehearsal)]
pub struct PlanJson {
    #[schema(schema_with = dialects)]
    dialect: String,
    /// 1 to 500.
    users: usize,
}

fn dialects() -> utoipa::openapi::schema::Object {
    words(&["aiw", "oin", "oiw", "all"])
}

/// One that was started.
#[derive(Serialize, ToSchema)]
pub struct RehearsalStarted {
    id: String,
}

/// Since when.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Since {
    /// Only steps that are new or different since this number.
    after: Option<u64>,
    /// How many seconds to wait for the first of them at most, up to 25.
    wait: Option<u64>,
}

/// A rehearsal as it is now.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Rehearsal)]
pub struct RehearsalJson {
    #[schema(schema_with = states)]
    state: &'static str,
    #[schema(required)]
    id: Option<String>,
    #[schema(required)]
    dialect: Option<String>,
    #[schema(required)]
    users: Option<usize>,
    #[schema(value_type = Option<String>, format = DateTime, required)]
    started_at: Option<Timestamp>,
    #[schema(value_type = Option<String>, format = DateTime, required)]
    ended_at: Option<Timestamp>,
    /// How many steps there are in all; 0 until the first begins.
    of: usize,
    /// Why it could not go on.
    #[schema(required)]
    sentence: Option<String>,
    /// New or different since `after`.
    steps: Vec<WalkStepJson>,
    /// What to send as `after` next.
    next: u64,
}

fn states() -> utoipa::openapi::schema::Object {
    words(&["idle", "running", "passed", "failed", "cancelled"])
}

/// One step.
#[derive(Serialize, ToSchema)]
#[schema(as = RehearsalStep)]
pub struct WalkStepJson {
    /// From 1, over all dialects.
    n: usize,
    #[schema(schema_with = dialects)]
    dialect: &'static str,
    title: String,
    #[schema(schema_with = step_states)]
    state: &'static str,
    #[schema(required)]
    sentence: Option<String>,
    #[schema(required)]
    progress: Option<StepProgress>,
    #[schema(required)]
    micros: Option<u64>,
    /// How many calls there were.
    calls: usize,
    /// The first of them.
    exchanges: Vec<ExchangeJson>,
}

fn step_states() -> utoipa::openapi::schema::Object {
    words(&["waiting", "running", "done", "failed", "skipped"])
}

/// How far a step is.
#[derive(Serialize, ToSchema)]
pub struct StepProgress {
    done: usize,
    of: usize,
}

/// A call of the rehearsal and its answer.
#[derive(Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
#[schema(as = Exchange)]
pub struct ExchangeJson {
    method: String,
    path: String,
    /// Null when no answer came.
    #[schema(required)]
    status: Option<u16>,
    ms: u64,
    /// The JSON that was sent.
    sent: Value,
    /// The JSON that came back.
    received: Value,
    /// What Okta makes of it, where that is more than the status says.
    #[schema(required)]
    note: Option<String>,
}

impl From<WalkStep> for WalkStepJson {
    fn from(step: WalkStep) -> Self {
        Self {
            n: step.n,
            dialect: step.dialect,
            title: step.title,
            state: step.state,
            sentence: step.sentence,
            progress: step.progress.map(|(done, of)| StepProgress { done, of }),
            micros: step.micros,
            calls: step.calls,
            exchanges: step
                .exchanges
                .into_iter()
                .filter_map(|exchange| serde_json::from_value(exchange).ok())
                .collect(),
        }
    }
}

impl From<Rehearsal> for RehearsalJson {
    fn from(rehearsal: Rehearsal) -> Self {
        let (dialect, users) = rehearsal
            .plan
            .map(|plan| (plan.dialect, plan.users))
            .unzip();
        Self {
            state: rehearsal.state.as_str(),
            id: rehearsal.id,
            dialect,
            users,
            started_at: rehearsal.started_at,
            ended_at: rehearsal.ended_at,
            of: rehearsal.of,
            sentence: rehearsal.sentence,
            steps: rehearsal
                .steps
                .into_iter()
                .map(WalkStepJson::from)
                .collect(),
            next: rehearsal.next,
        }
    }
}

/// Starts one, on a scratch installation of its own.
#[utoipa::path(post, path = "/rehearsal", operation_id = "start_rehearsal", request_body = PlanJson, responses(
    (status = 202, body = RehearsalStarted, description = "It goes"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json"),
    (status = 422, body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn start(
    State(state): State<ServerState>,
    person: Person,
    Given(plan): Given<PlanJson>,
) -> Result<(StatusCode, Json<RehearsalStarted>), Problem> {
    let plan = Plan {
        dialect: plan.dialect,
        users: plan.users,
    };
    let id = state.app.start_rehearsal(person.caller, plan).await?;
    Ok((StatusCode::ACCEPTED, Json(RehearsalStarted { id })))
}

/// The rehearsal, live.
#[utoipa::path(get, path = "/rehearsal", operation_id = "get_rehearsal", params(Since), responses(
    (status = 200, body = RehearsalJson, description = "As it is now"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn get(
    State(state): State<ServerState>,
    person: Person,
    Asked(since): Asked<Since>,
) -> Result<Json<RehearsalJson>, Problem> {
    let after = since.after.unwrap_or(0);
    let look = || state.app.rehearsal(&person.caller, after);
    let news = live::newer(&state, &person, since.wait.unwrap_or(0), || {
        let rehearsal = look()?;
        Ok((rehearsal.next > after).then_some(rehearsal))
    })
    .await?;
    let rehearsal = match news {
        Some(news) => news,
        None => look()?,
    };
    Ok(Json(rehearsal.into()))
}

/// Cancels the one under way.
#[utoipa::path(delete, path = "/rehearsal", operation_id = "cancel_rehearsal", responses(
    (status = 204, description = "It is cancelled; nothing of it is left"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn cancel(
    State(state): State<ServerState>,
    person: Person,
) -> Result<StatusCode, Problem> {
    state.app.cancel_rehearsal(person.caller).await?;
    Ok(StatusCode::NO_CONTENT)
}
