//! Groups that Okta pushes.

use jiff::Timestamp;
use serde::Serialize;

use crate::user::Source;

/// A group without its members, which may be many.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// UUID, assigned here.
    pub id: String,
    /// As it was sent; unique here without regard to case.
    pub display_name: String,
    /// The provisioning client's own identifier.
    pub external_id: Option<String>,
    /// Counts changes; the entity tag is made of it.
    pub version: u64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it, or its membership, last changed.
    pub modified_at: Timestamp,
}

impl Group {
    /// Where it came from: groups are pushed by Okta, and none are made here.
    pub fn source(&self) -> Source {
        Source::Okta
    }

    /// The weak entity tag (RFC 7644 §3.14).
    pub fn etag(&self) -> String {
        format!("W/\"{}\"", self.version)
    }
}

/// A group as a person's page and the `groups` attribute show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GroupRef {
    /// The group's id.
    pub id: String,
    /// The group's name.
    pub display_name: String,
}

/// A member as a group's `members` attribute shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberRef {
    /// The user's id.
    pub id: String,
    /// The name to show.
    pub display: String,
}
