//! One call and its answer, as it is shown and recorded.

use serde::Serialize;
use serde_json::Value;

/// A call that was made and what came back.
#[derive(Clone, Debug, Serialize)]
pub struct Exchange {
    /// The HTTP method.
    pub method: String,
    /// Path and query as sent; for pages of a sign-in the whole URL, with codes and states masked.
    pub path: String,
    /// The status of the answer; none when no answer came.
    pub status: Option<u16>,
    /// Milliseconds from sending until the whole answer was there.
    pub ms: u64,
    /// The JSON that was sent. Credentials are in headers and never in here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sent: Option<Value>,
    /// The JSON that came back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub received: Option<Value>,
    /// What Okta makes of it, where that is more than the status says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}
