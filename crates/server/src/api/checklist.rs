//! `/api/v1/connectors/okta/checklist`: the Okta steps, each ticked by what arrived.

use axum::Json;
use axum::extract::State;
use jiff::Timestamp;
use latchkey_app::checklist::{Checklist, Step, Way};
use latchkey_domain::{Refusal, RefusalCode};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::input::Asked;
use super::problem::{Problem, ProblemBody};
use super::views::words;
use super::who::Person;
use crate::state::ServerState;

/// Which way the apps are made in Okta.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WhichWay {
    /// "two": an OIDC app and a provisioning app. "one": one app of the newer integration wizard. Two when nobody says.
    way: Option<String>,
}

/// The steps.
#[derive(Serialize, ToSchema)]
#[schema(as = Checklist)]
pub struct ChecklistJson {
    #[schema(schema_with = ways)]
    way: &'static str,
    steps: Vec<StepJson>,
    done: usize,
    of: usize,
}

/// One step.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ChecklistStep)]
pub struct StepJson {
    /// A word that stays.
    id: &'static str,
    title: &'static str,
    /// Okta's menu path, or Latchkey's page.
    #[serde(rename = "where")]
    place: &'static str,
    text: &'static str,
    /// What to paste.
    values: Vec<StepValueJson>,
    #[schema(schema_with = states)]
    state: &'static str,
    #[schema(value_type = Option<String>, format = DateTime, required)]
    at: Option<Timestamp>,
    /// The entry that proves it.
    #[schema(required)]
    entry_id: Option<String>,
    /// What was seen, or what will tick it.
    sentence: String,
}

/// A value to paste.
#[derive(Serialize, ToSchema)]
#[schema(as = ChecklistValue)]
pub struct StepValueJson {
    label: String,
    value: String,
    /// Whether the value is what goes into the field; else it says where to find that.
    copyable: bool,
}

fn ways() -> utoipa::openapi::schema::Object {
    words(&["two", "one"])
}

fn states() -> utoipa::openapi::schema::Object {
    words(&["todo", "waiting", "done", "refused", "not_seen"])
}

impl From<Step> for StepJson {
    fn from(step: Step) -> Self {
        Self {
            id: step.id,
            title: step.title,
            place: step.place,
            text: step.text,
            values: step
                .values
                .into_iter()
                .map(|value| StepValueJson {
                    label: value.label,
                    value: value.value,
                    copyable: value.copyable,
                })
                .collect(),
            state: step.state.as_str(),
            at: step.at,
            entry_id: step.entry_id,
            sentence: step.sentence,
        }
    }
}

impl From<Checklist> for ChecklistJson {
    fn from(list: Checklist) -> Self {
        let progress = list.progress();
        Self {
            way: list.way.as_str(),
            steps: list.steps.into_iter().map(StepJson::from).collect(),
            done: progress.done,
            of: progress.of,
        }
    }
}

/// The steps, each ticked by what arrived.
#[utoipa::path(get, path = "/connectors/okta/checklist", operation_id = "get_checklist", params(WhichWay), responses(
    (status = 200, body = ChecklistJson, description = "The steps in order"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    (status = 422, body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn get(
    State(state): State<ServerState>,
    person: Person,
    Asked(WhichWay { way }): Asked<WhichWay>,
) -> Result<Json<ChecklistJson>, Problem> {
    let way = match way.as_deref() {
        None | Some("two") => Way::Two,
        Some("one") => Way::One,
        Some(other) => {
            let shown: String = other.chars().take(80).collect();
            return Err(Refusal::new(
                RefusalCode::UnacceptedValue,
                format!("There is no way \"{shown}\"; the apps are made in two or one."),
            )
            .into());
        }
    };
    let list = state
        .app
        .checklist(&person.caller, way, &state.fixed.public_url)?;
    Ok(Json(list.into()))
}
