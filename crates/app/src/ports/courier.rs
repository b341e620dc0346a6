//! What carries a webhook's message to its endpoint.

use super::store::BoxFuture;

/// One message on its way.
#[derive(Clone, Debug)]
pub struct Letter {
    /// Where it is posted.
    pub url: String,
    /// `webhook-id`.
    pub id: String,
    /// `webhook-timestamp`: whole seconds since 1970.
    pub timestamp: i64,
    /// `webhook-signature`.
    pub signature: String,
    /// JSON.
    pub body: String,
}

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The status.
    pub status: u16,
    /// `Retry-After`, as it was written.
    pub retry_after: Option<String>,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carried {
    /// The reply, or in one sentence why there is none.
    pub reply: Result<Reply, String>,
    /// How long it took, in milliseconds.
    pub millis: u64,
}

/// Carries messages: 10 s for all of it, no redirect, 64 KiB of an answer, no private address that was not allowed.
pub trait Courier: Send + Sync {
    /// Posts it once.
    fn carry(&self, letter: Letter) -> BoxFuture<'_, Carried>;
}
