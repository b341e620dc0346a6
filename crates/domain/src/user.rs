//! People.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::access_role::AccessRole;
use crate::document::Document;

/// Where a user came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Source {
    /// Provisioned, or adopted, by Okta.
    Okta,
    /// Added here.
    Local,
}

/// One person: what is searched and shown in fields of its own, the whole SCIM resource beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// UUID, assigned here, never reused.
    pub id: String,
    /// As it was sent; unique without regard to case and Unicode form.
    pub user_name: String,
    /// The address that counts (product rule 1), unique likewise.
    pub email: String,
    /// Okta's id of the person (`00u…`), the `sub` of their ID tokens.
    pub external_id: Option<String>,
    /// Given name.
    pub given_name: String,
    /// Family name.
    pub family_name: String,
    /// displayName, else both names.
    pub display_name: String,
    /// Whether they may sign in at all.
    pub active: bool,
    /// Set while a held deactivation waits for an admin (product rule 9): active, but not let in.
    pub deactivation_held_at: Option<Timestamp>,
    /// What they may do; `None` is app access only.
    pub access_role: Option<AccessRole>,
    /// Where they came from.
    pub source: Source,
    /// The leaves of the resource that Okta manages (product rule 2).
    pub managed: BTreeSet<String>,
    /// The SCIM resource, without `groups` and `meta`.
    pub resource: Document,
    /// Whether a local password is set.
    pub has_password: bool,
    /// When they came.
    pub created_at: Timestamp,
    /// When they last changed.
    pub modified_at: Timestamp,
    /// When they last signed in.
    pub last_sign_in_at: Option<Timestamp>,
}

impl User {
    /// "Bo Lind": the name a sentence uses.
    pub fn name(&self) -> &str {
        &self.display_name
    }

    /// Whether a sign-in may succeed as far as the person's own state goes.
    pub fn may_sign_in(&self) -> bool {
        self.active && self.deactivation_held_at.is_none()
    }

    /// Whether this person can change what only an EnterpriseAdmin can.
    pub fn is_enterprise_admin(&self) -> bool {
        self.access_role == Some(AccessRole::EnterpriseAdmin)
    }
}
