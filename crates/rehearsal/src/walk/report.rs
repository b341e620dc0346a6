//! What a walk tells while it goes, and what it leaves behind.

use serde::Serialize;

use crate::people::Person;
use crate::scim::{Dialect, Exchange};

/// How one step went.
#[derive(Clone, Debug, Serialize)]
pub struct StepResult {
    /// What the step is about.
    pub title: String,
    /// Whether it went as Okta needs it. A skipped step is not held against the server.
    pub ok: bool,
    /// Whether it was left out, with the reason in `why`.
    pub skipped: bool,
    /// Why it failed or was left out, or what is worth knowing of a step that went well.
    pub why: Option<String>,
    /// Milliseconds for the whole step.
    pub ms: u64,
    /// Every call of the step, in order.
    pub exchanges: Vec<Exchange>,
}

/// How the whole walk went. As JSON: `{"dialect", "passed", "steps": [{"title", "ok", "skipped", "why", "ms", "exchanges"}]}`.
#[derive(Clone, Debug, Serialize)]
pub struct Outcome {
    /// The dialect that was spoken.
    pub dialect: Dialect,
    /// Whether every step went as Okta needs it.
    pub passed: bool,
    /// The steps, in order.
    pub steps: Vec<StepResult>,
    /// Someone who can sign in to the portal when the walk is over.
    #[serde(skip)]
    pub can_sign_in: Option<Person>,
    /// Someone whom the walk left deactivated, so that the refusal can be looked at.
    #[serde(skip)]
    pub deactivated: Option<Person>,
    /// Someone whom the walk left without an assignment in Okta.
    #[serde(skip)]
    pub unassigned: Option<Person>,
}

/// Whoever watches a walk. Each method is called in the order of events.
pub trait Report: Send {
    /// The walk begins; the sentence says what is rehearsed with what.
    fn walk_started(&mut self, headline: &str) {
        let _ = headline;
    }

    /// Step `n` of `of` begins.
    fn step_started(&mut self, n: usize, of: usize, title: &str);

    /// A call was answered, or failed to be.
    fn line(&mut self, exchange: &Exchange);

    /// `done` of `of` people or calls of the step are through.
    fn progress(&mut self, done: usize, of: usize);

    /// The step ended.
    fn step_ended(&mut self, step: &StepResult);

    /// The walk ended.
    fn walk_ended(&mut self, outcome: &Outcome) {
        let _ = outcome;
    }
}

/// Says nothing while the walk goes, so that the [`Outcome`] can be printed as one document.
#[derive(Debug, Default)]
pub struct JsonReport;

impl Report for JsonReport {
    fn step_started(&mut self, _n: usize, _of: usize, _title: &str) {}
    fn line(&mut self, _exchange: &Exchange) {}
    fn progress(&mut self, _done: usize, _of: usize) {}
    fn step_ended(&mut self, _step: &StepResult) {}
}
