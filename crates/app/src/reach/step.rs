//! A step of the way from outside to this server: how it went, what was seen, what to do.

/// How a step went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepState {
    /// As Okta needs it.
    Passed,
    /// Okta gets through, and something is not as it should be.
    Warned,
    /// Okta does not get through.
    Failed,
    /// What stands before it failed.
    NotTried,
}

impl StepState {
    /// The word in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Warned => "warned",
            Self::Failed => "failed",
            Self::NotTried => "not_tried",
        }
    }
}

/// The words in JSON.
pub const STATES: [&str; 4] = ["passed", "warned", "failed", "not_tried"];

/// One step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Which; one of [`STEPS`].
    pub id: &'static str,
    /// How it went.
    pub state: StepState,
    /// What was seen.
    pub sentence: String,
    /// What to do.
    pub fix: Option<String>,
}

/// Every step, from outside in.
pub const STEPS: [&str; 9] = [
    "dns",
    "tcp",
    "tls",
    "http",
    "own",
    "scim",
    "headers",
    "body",
    "forwarded",
];

impl Step {
    pub(super) fn passed(id: &'static str, sentence: impl Into<String>) -> Self {
        Self {
            id,
            state: StepState::Passed,
            sentence: sentence.into(),
            fix: None,
        }
    }

    pub(super) fn warned(
        id: &'static str,
        sentence: impl Into<String>,
        fix: impl Into<String>,
    ) -> Self {
        Self {
            id,
            state: StepState::Warned,
            sentence: sentence.into(),
            fix: Some(fix.into()),
        }
    }

    pub(super) fn failed(
        id: &'static str,
        sentence: impl Into<String>,
        fix: impl Into<String>,
    ) -> Self {
        Self {
            id,
            state: StepState::Failed,
            sentence: sentence.into(),
            fix: Some(fix.into()),
        }
    }

    pub(super) fn not_tried(id: &'static str, sentence: impl Into<String>) -> Self {
        Self {
            id,
            state: StepState::NotTried,
            sentence: sentence.into(),
            fix: None,
        }
    }
}

/// What is not there yet was not tried.
pub(super) fn filled_up(mut steps: Vec<Step>) -> Vec<Step> {
    for id in STEPS.into_iter().skip(steps.len()) {
        steps.push(Step::not_tried(id, "Not tried: the way ends before it."));
    }
    steps
}
