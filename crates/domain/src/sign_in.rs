//! Who may sign in, and how they are recognised (product rules 5 and 6).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::access_role::AccessRole;
use crate::settings::MatchBy;
use crate::user::User;

/// The policy once an issuer is set: Okta sign-on is required of everyone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Policy {
    /// Issuer URL, exactly as configured.
    pub issuer: String,
    /// Client ID.
    pub client_id: String,
    /// When it was saved.
    pub saved_at: Timestamp,
    /// When a test sign-in last passed with these values.
    pub tested_at: Option<Timestamp>,
}

impl Policy {
    /// Whether it is of this issuer and this client.
    pub fn is_for(&self, issuer: &str, client_id: &str) -> bool {
        self.issuer == issuer && self.client_id == client_id
    }
}

/// The one link between a user and a subject of an issuer, made once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binding {
    /// Whose.
    pub user_id: String,
    /// The ID token's `iss`.
    pub issuer: String,
    /// The ID token's `sub`.
    pub subject: String,
    /// When it was made.
    pub bound_at: Timestamp,
}

/// A test sign-in that passed: these values work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignInTest {
    /// Issuer URL.
    pub issuer: String,
    /// Client ID.
    pub client_id: String,
    /// When.
    pub at: Timestamp,
    /// The id of the admin who made it.
    pub tester: String,
    /// The Okta account that signed in, by the name that its owner signs in with there.
    pub account: String,
    /// What it did to the tester's link.
    pub link: TestLink,
    /// The id of another person here whom the Okta account belongs to.
    pub belongs_to: Option<String>,
}

/// What a test sign-in did to the link of the admin who made it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TestLink {
    /// It was made.
    Made,
    /// It was there already.
    Kept,
    /// The Okta account is not the tester's, so none was made.
    NotMade,
}

impl TestLink {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::Made, Self::Kept, Self::NotMade];

    /// The word in the database and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Made => "made",
            Self::Kept => "kept",
            Self::NotMade => "not_made",
        }
    }
}

/// What the ID token says, as far as recognising someone goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claims {
    /// `sub`.
    pub subject: String,
    /// `preferred_username`.
    pub preferred_username: Option<String>,
    /// `email`, only if `email_verified`.
    pub verified_email: Option<String>,
}

/// The store's answers to "whom do these claims name", found by the use case.
#[derive(Clone, Debug, Default)]
pub struct Candidates {
    /// Bound to (`iss`, `sub`).
    pub bound: Option<User>,
    /// Whose externalId is `sub`.
    pub by_external_id: Option<User>,
    /// Whose userName is `preferred_username`.
    pub by_user_name: Option<User>,
    /// Whose email is the verified one.
    pub by_email: Option<User>,
}

/// Whom the claims name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recognition {
    /// Bound before.
    Known(User),
    /// Recognised now: the binding is to be made.
    Link(User),
    /// Nobody.
    Nobody,
    /// Someone of this role and without externalId has to be linked by a test sign-in while signed in
    /// locally, or by `latchkey user link`.
    NotLinked(User),
}

/// Product rule 5. A binding, once made, decides alone.
pub fn recognise(candidates: Candidates, match_by: MatchBy) -> Recognition {
    if let Some(user) = candidates.bound {
        return Recognition::Known(user);
    }
    match match_by {
        MatchBy::ExternalId => {
            if let Some(user) = candidates.by_external_id {
                return Recognition::Link(user);
            }
        }
        MatchBy::UserName => {
            if let Some(user) = candidates
                .by_user_name
                .clone()
                .filter(|user| user.external_id.is_some())
            {
                return Recognition::Link(user);
            }
        }
    }
    // Whoever Okta provisioned matches by `sub` only; names and addresses can be taken over.
    let unlinked = candidates
        .by_user_name
        .or(candidates.by_email)
        .filter(|user| user.external_id.is_none());
    match unlinked {
        Some(user) if user.access_role >= Some(AccessRole::Admin) => Recognition::NotLinked(user),
        Some(user) => Recognition::Link(user),
        None => Recognition::Nobody,
    }
}

/// Why someone was not signed in, as the page and the API name it. The closed set of `ui/`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefusedSignIn {
    /// No account for this person.
    NotProvisioned,
    /// Deactivated, or its deactivation is held.
    Deactivated,
    /// No access role, and this is the portal.
    AppAccessOnly,
    /// Okta: not assigned to the OIDC app.
    NotAssigned,
    /// Okta refused for another reason.
    IssuerRefused,
    /// The issuer did not answer.
    IssuerUnreachable,
    /// The issuer answered, but not as it must.
    IssuerMisbehaved,
    /// The sign-in took too long.
    Expired,
    /// The answer belongs to no sign-in of this browser.
    StateMismatch,
    /// The answer was used already.
    AlreadyUsed,
    /// Somebody else wants a sign-in at another issuer than the one in force.
    OtherIssuer,
    /// An admin that is not linked yet.
    NotLinked,
    /// Enterprise Toolkit is off.
    ToolkitOff,
    /// No issuer is set.
    NotSetUp,
}

impl RefusedSignIn {
    /// The word in JSON.
    pub fn code(self) -> &'static str {
        match self {
            Self::NotProvisioned => "not_provisioned",
            Self::Deactivated => "deactivated",
            Self::AppAccessOnly => "app_access_only",
            Self::NotAssigned => "not_assigned",
            Self::IssuerRefused => "issuer_refused",
            Self::IssuerUnreachable => "issuer_unreachable",
            Self::IssuerMisbehaved => "issuer_misbehaved",
            Self::Expired => "expired",
            Self::StateMismatch => "state_mismatch",
            Self::AlreadyUsed => "already_used",
            Self::OtherIssuer => "other_issuer",
            Self::NotLinked => "not_linked",
            Self::ToolkitOff => "toolkit_off",
            Self::NotSetUp => "not_set_up",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Document;
    use crate::user::Source;

    fn user(external_id: Option<&str>, role: Option<AccessRole>) -> User {
        User {
            id: "u1".into(),
            user_name: "ana@acme.com".into(),
            email: "ana@acme.com".into(),
            external_id: external_id.map(str::to_owned),
            given_name: "Ana".into(),
            family_name: "Berg".into(),
            display_name: "Ana Berg".into(),
            active: true,
            deactivation_held_at: None,
            access_role: role,
            source: Source::Okta,
            managed: std::collections::BTreeSet::default(),
            resource: Document::from_stored("{}".into()),
            has_password: false,
            created_at: Timestamp::UNIX_EPOCH,
            modified_at: Timestamp::UNIX_EPOCH,
            last_sign_in_at: None,
        }
    }

    #[test]
    fn a_name_or_address_never_opens_a_provisioned_account() {
        let candidates = Candidates {
            by_user_name: Some(user(Some("00u1"), None)),
            by_email: Some(user(Some("00u1"), None)),
            ..Candidates::default()
        };
        assert_eq!(
            recognise(candidates, MatchBy::ExternalId),
            Recognition::Nobody
        );
    }

    #[test]
    fn an_admin_is_not_linked_by_name() {
        for role in [AccessRole::Admin, AccessRole::EnterpriseAdmin] {
            let candidates = Candidates {
                by_user_name: Some(user(None, Some(role))),
                ..Candidates::default()
            };
            assert!(matches!(
                recognise(candidates, MatchBy::ExternalId),
                Recognition::NotLinked(_)
            ));
        }
    }

    #[test]
    fn sub_matches_the_external_id_and_a_plain_local_user_is_linked_by_name() {
        let candidates = Candidates {
            by_external_id: Some(user(Some("00u1"), Some(AccessRole::EnterpriseAdmin))),
            ..Candidates::default()
        };
        assert!(matches!(
            recognise(candidates, MatchBy::ExternalId),
            Recognition::Link(_)
        ));
        let candidates = Candidates {
            by_email: Some(user(None, Some(AccessRole::User))),
            ..Candidates::default()
        };
        assert!(matches!(
            recognise(candidates, MatchBy::ExternalId),
            Recognition::Link(_)
        ));
    }
}
