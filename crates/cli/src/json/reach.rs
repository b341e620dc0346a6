//! How Okta reaches the server, and a configuration of what stands before it.

use jiff::Timestamp;
use latchkey_app::reach::recipes::Recipe;
use latchkey_app::reach::step::Step;
use latchkey_app::reach::{NOT_SEEN_FROM_HERE, Reach};
use serde::Serialize;

/// `latchkey reach --json`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ReachJson {
    state: &'static str,
    public_url: String,
    sentence: String,
    /// Whether a server runs on the data folder.
    served: bool,
    last_external_call_at: Option<Timestamp>,
    steps: Vec<StepJson>,
    not_seen: &'static str,
}

/// A step of the way from outside in.
#[derive(Serialize)]
struct StepJson {
    id: &'static str,
    state: &'static str,
    sentence: String,
    fix: Option<String>,
}

impl ReachJson {
    pub(crate) fn of(reach: &Reach, served: bool) -> Self {
        Self {
            state: reach.way.as_str(),
            public_url: reach.public_url.clone(),
            sentence: reach.sentence.clone(),
            served,
            last_external_call_at: reach.last_external_call_at,
            steps: reach.steps.iter().map(StepJson::of).collect(),
            not_seen: NOT_SEEN_FROM_HERE,
        }
    }
}

impl StepJson {
    fn of(step: &Step) -> Self {
        Self {
            id: step.id,
            state: step.state.as_str(),
            sentence: step.sentence.clone(),
            fix: step.fix.clone(),
        }
    }
}

/// `latchkey reach --recipe … --json`.
#[derive(Serialize)]
pub(crate) struct RecipeJson {
    id: &'static str,
    text: String,
    serve: Option<String>,
}

impl From<&Recipe> for RecipeJson {
    fn from(recipe: &Recipe) -> Self {
        Self {
            id: recipe.product.as_str(),
            text: recipe.text.clone(),
            serve: recipe.serve.clone(),
        }
    }
}
