//! A check: how it went, what was found, what to do.

use jiff::Timestamp;
use latchkey_domain::activity::Entry;

/// How a check went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckState {
    /// As it should be.
    Ok,
    /// Other than the guide wants it.
    Warning,
    /// Broken.
    Failed,
    /// Nothing is known.
    Unknown,
}

impl CheckState {
    /// The word in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warning => "warning",
            Self::Failed => "failed",
            Self::Unknown => "unknown",
        }
    }
}

/// One check.
#[derive(Clone, Debug)]
pub struct Check {
    /// Which.
    pub id: &'static str,
    /// How it went.
    pub state: CheckState,
    /// What was found.
    pub sentence: String,
    /// What to do.
    pub fix: Option<String>,
    /// When it was looked at.
    pub at: Option<Timestamp>,
    /// The entry that shows it.
    pub entry_id: Option<String>,
}

impl Check {
    pub(crate) fn new(id: &'static str, state: CheckState, sentence: impl Into<String>) -> Self {
        Self {
            id,
            state,
            sentence: sentence.into(),
            fix: None,
            at: None,
            entry_id: None,
        }
    }

    pub(crate) fn fix(mut self, fix: impl Into<String>) -> Self {
        self.fix = Some(fix.into());
        self
    }

    pub(super) fn shown_by(mut self, entry: &Entry) -> Self {
        self.entry_id = Some(entry.id.clone());
        self
    }
}
