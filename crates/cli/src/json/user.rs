//! A person, as the API gives them.

use jiff::Timestamp;
use latchkey_domain::AccessRole;
use latchkey_domain::group::GroupRef;
use latchkey_domain::user::{Source, User};
use serde::Serialize;

/// `latchkey user show --json`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct UserJson {
    pub(crate) id: String,
    pub(crate) user_name: String,
    pub(crate) display_name: String,
    pub(crate) given_name: String,
    pub(crate) family_name: String,
    pub(crate) email: String,
    /// Null is app access only.
    pub(crate) access_role: Option<AccessRole>,
    pub(crate) active: bool,
    pub(crate) source: Source,
    pub(crate) external_id: Option<String>,
    pub(crate) created_at: Timestamp,
    pub(crate) modified_at: Timestamp,
    pub(crate) last_sign_in_at: Option<Timestamp>,
    pub(crate) groups: Vec<GroupRef>,
}

impl UserJson {
    /// Leaves out what is nobody's business: the SCIM resource, what is managed, whether a password is set.
    pub(crate) fn new(user: User, groups: Vec<GroupRef>) -> Self {
        Self {
            id: user.id,
            user_name: user.user_name,
            display_name: user.display_name,
            given_name: user.given_name,
            family_name: user.family_name,
            email: user.email,
            access_role: user.access_role,
            active: user.active,
            source: user.source,
            external_id: user.external_id,
            created_at: user.created_at,
            modified_at: user.modified_at,
            last_sign_in_at: user.last_sign_in_at,
            groups,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use latchkey_domain::Document;

    use super::*;

    fn ana() -> User {
        User {
            id: "u1".into(),
            user_name: "Ana@acme.com".into(),
            email: "ana@acme.com".into(),
            external_id: Some("00u1".into()),
            given_name: "Ana".into(),
            family_name: "Berg".into(),
            display_name: "Ana Berg".into(),
            active: true,
            deactivation_held_at: None,
            access_role: None,
            source: Source::Okta,
            managed: BTreeSet::new(),
            resource: Document::from_stored("{}".into()),
            has_password: true,
            created_at: Timestamp::UNIX_EPOCH,
            modified_at: Timestamp::UNIX_EPOCH,
            last_sign_in_at: None,
        }
    }

    #[test]
    fn app_access_only_is_null() {
        let groups = vec![GroupRef {
            id: "g1".into(),
            display_name: "Everyone".into(),
        }];
        insta::assert_json_snapshot!(UserJson::new(ana(), groups), @r#"
        {
          "id": "u1",
          "userName": "Ana@acme.com",
          "displayName": "Ana Berg",
          "givenName": "Ana",
          "familyName": "Berg",
          "email": "ana@acme.com",
          "accessRole": null,
          "active": true,
          "source": "okta",
          "externalId": "00u1",
          "createdAt": "1970-01-01T00:00:00Z",
          "modifiedAt": "1970-01-01T00:00:00Z",
          "lastSignInAt": null,
          "groups": [
            {
              "id": "g1",
              "displayName": "Everyone"
            }
          ]
        }
        "#);
    }

    #[test]
    fn a_role_goes_by_its_name() {
        let mut admin = ana();
        admin.access_role = Some(AccessRole::EnterpriseAdmin);
        let document = serde_json::to_value(UserJson::new(admin, Vec::new())).expect("it is JSON");
        assert_eq!(document["accessRole"], "EnterpriseAdmin");
    }
}
