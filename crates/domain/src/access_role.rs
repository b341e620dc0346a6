//! Access roles: what a person may do here. Ordered; each has everything of the one before.
//!
//! "App access only" is the absence of a role: `Option<AccessRole>` orders as product.md's table does.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// One of the four roles that Okta may send; `None` in an `Option` is app access only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum AccessRole {
    /// The web portal; sees people, groups and roles.
    ReadOnly,
    /// Also edits own fields that Okta does not manage, and exports the people list.
    User,
    /// Also adds, edits and deactivates users, sets roles up to Admin, ends sessions, sees activity.
    Admin,
    /// Also Billing, Organization Setup, connector, sign-in policy and backups.
    EnterpriseAdmin,
}

/// The four names, as a refusal lists them.
pub const ACCEPTED: &str = "ReadOnly, User, Admin and EnterpriseAdmin";

impl AccessRole {
    /// Every role, lowest first.
    pub const ALL: [Self; 4] = [
        Self::ReadOnly,
        Self::User,
        Self::Admin,
        Self::EnterpriseAdmin,
    ];

    /// The name as it is written to and by Okta.
    pub fn name(self) -> &'static str {
        match self {
            Self::ReadOnly => "ReadOnly",
            Self::User => "User",
            Self::Admin => "Admin",
            Self::EnterpriseAdmin => "EnterpriseAdmin",
        }
    }

    /// The name of a role that may be absent, in the words of the screens.
    pub fn label(role: Option<Self>) -> &'static str {
        role.map_or("app access only", Self::name)
    }
}

impl fmt::Display for AccessRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A word that names none of the four roles.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not an access role; Latchkey knows {ACCEPTED}")]
pub struct UnknownAccessRole(pub String);

impl FromStr for AccessRole {
    type Err = UnknownAccessRole;

    /// Matches without regard to case, as Okta admins type it.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let trimmed = text.trim();
        Self::ALL
            .into_iter()
            .find(|role| role.name().eq_ignore_ascii_case(trimmed))
            .ok_or_else(|| UnknownAccessRole(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_that_is_no_role_is_named() {
        let unknown = "Manager".parse::<AccessRole>().unwrap_err();
        assert_eq!(
            unknown.to_string(),
            "\"Manager\" is not an access role; Latchkey knows ReadOnly, User, Admin and EnterpriseAdmin"
        );
    }

    #[test]
    fn roles_match_in_any_case_and_are_ordered() {
        assert_eq!("enterpriseADMIN".parse(), Ok(AccessRole::EnterpriseAdmin));
        assert!(None < Some(AccessRole::ReadOnly));
        assert!(AccessRole::Admin < AccessRole::EnterpriseAdmin);
    }
}
