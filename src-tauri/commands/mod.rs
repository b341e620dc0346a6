//! What the page may ask this program for. Each is a few lines around something of `desktop` or of `latchkey-bridge`.

pub(crate) mod call;
pub(crate) mod shell;
pub(crate) mod sign_in;
pub(crate) mod start;

use serde::Serialize;

/// Why a command was not carried out, for the page: a code to decide by, a sentence to show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Refusal {
    pub(crate) code: &'static str,
    pub(crate) sentence: String,
    /// An address to connect to instead, where there is one.
    pub(crate) address: Option<String>,
}

impl Refusal {
    pub(crate) fn new(code: &'static str, sentence: impl Into<String>) -> Self {
        Self {
            code,
            sentence: sentence.into(),
            address: None,
        }
    }
}
