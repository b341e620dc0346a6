//! Sessions: who is signed in, and until when.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// How someone proved who they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Method {
    /// By Okta.
    Okta,
    /// By a local password.
    Password,
}

/// Where a session lives: the portal needs an access role, the app does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Surface {
    /// The web portal, by cookie.
    Portal,
    /// The desktop app, by token.
    App,
}

/// A session as it is stored; the token's hash stays in the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// UUID; no secret.
    pub id: String,
    /// Whose.
    pub user_id: String,
    /// How it began.
    pub method: Method,
    /// Where it lives.
    pub surface: Surface,
    /// When it began.
    pub created_at: Timestamp,
    /// When it was last used, to the minute.
    pub last_seen_at: Timestamp,
    /// The address that it began from.
    pub from: Option<String>,
}

/// How long sessions live.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lifetime {
    /// From its beginning.
    pub longest: SignedDuration,
    /// From its last use.
    pub idle: SignedDuration,
}

impl Default for Lifetime {
    fn default() -> Self {
        Self {
            longest: SignedDuration::from_hours(12),
            idle: SignedDuration::from_hours(1),
        }
    }
}

impl Session {
    /// When it ends whatever is done with it.
    pub fn expires_at(&self, lifetime: Lifetime) -> Timestamp {
        self.created_at
            .checked_add(lifetime.longest)
            .unwrap_or(Timestamp::MAX)
    }

    /// Whether it still stands.
    pub fn is_live(&self, lifetime: Lifetime, now: Timestamp) -> bool {
        now < self.expires_at(lifetime) && now.duration_since(self.last_seen_at) < lifetime.idle
    }
}
