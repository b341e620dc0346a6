//! What the API gives: the shapes that screens and `latchkey … --json` share.

use jiff::Timestamp;
use latchkey_app::sign_in::session::SignedIn;
use latchkey_domain::AccessRole;
use latchkey_domain::group::GroupRef;
use latchkey_domain::session::{Lifetime, Method, Session};
use latchkey_domain::user::{Source, User};
use serde::Serialize;
use utoipa::ToSchema;

/// A person.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = User)]
pub struct UserJson {
    /// UUID.
    pub id: String,
    /// What they sign in with.
    pub user_name: String,
    /// The name to show.
    pub display_name: String,
    /// Given name.
    pub given_name: String,
    /// Family name.
    pub family_name: String,
    /// The address that counts.
    pub email: String,
    /// Null is app access only.
    #[schema(required, schema_with = access_role)]
    pub access_role: Option<AccessRole>,
    /// Whether they may sign in at all.
    pub active: bool,
    /// Where they came from.
    #[schema(schema_with = source)]
    pub source: Source,
    /// Okta's id of the person.
    #[schema(required)]
    pub external_id: Option<String>,
    /// When they came.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    /// When they last changed.
    #[schema(value_type = String, format = DateTime)]
    pub modified_at: Timestamp,
    /// When they last signed in.
    #[schema(value_type = Option<String>, format = DateTime, required)]
    pub last_sign_in_at: Option<Timestamp>,
    /// The groups that they are in.
    pub groups: Vec<GroupJson>,
}

/// A group, by name.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Group)]
pub struct GroupJson {
    /// UUID.
    pub id: String,
    /// Its name.
    pub display_name: String,
}

pub(super) fn access_role() -> utoipa::openapi::schema::Object {
    use utoipa::openapi::schema::{ObjectBuilder, SchemaType, Type};
    let names = AccessRole::ALL.map(|role| serde_json::Value::from(role.name()));
    ObjectBuilder::new()
        .schema_type(SchemaType::from_iter([Type::String, Type::Null]))
        .description(Some("Null is app access only."))
        .enum_values(Some(
            names
                .into_iter()
                .chain([serde_json::Value::Null])
                .collect::<Vec<_>>(),
        ))
        .build()
}

pub(super) fn source() -> utoipa::openapi::schema::Object {
    words(&["okta", "local"])
}

fn method() -> utoipa::openapi::schema::Object {
    words(&["okta", "password"])
}

pub(super) fn words(words: &[&str]) -> utoipa::openapi::schema::Object {
    use utoipa::openapi::schema::{ObjectBuilder, Type};
    ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some(words.to_vec()))
        .build()
}

pub(super) fn nullable_words(words: &[&str]) -> utoipa::openapi::schema::Object {
    use utoipa::openapi::schema::{ObjectBuilder, SchemaType, Type};
    let named = words.iter().map(|word| serde_json::Value::from(*word));
    ObjectBuilder::new()
        .schema_type(SchemaType::from_iter([Type::String, Type::Null]))
        .enum_values(Some(
            named.chain([serde_json::Value::Null]).collect::<Vec<_>>(),
        ))
        .build()
}

impl UserJson {
    /// From what is stored, without what is nobody's business: the SCIM resource, what is managed, whether a password
    /// is set.
    pub fn new(user: User, groups: Vec<GroupRef>) -> Self {
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
            groups: groups
                .into_iter()
                .map(|group| GroupJson {
                    id: group.id,
                    display_name: group.display_name,
                })
                .collect(),
        }
    }
}

/// A session of the person who asks.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Session)]
pub struct SessionJson {
    /// UUID; no secret.
    pub id: String,
    /// When it began.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    /// When it ends whatever is done with it.
    #[schema(value_type = String, format = DateTime)]
    pub expires_at: Timestamp,
    /// How it began.
    #[schema(schema_with = method)]
    pub method: Method,
}

impl SessionJson {
    /// From what is stored.
    pub fn new(session: &Session, lifetime: Lifetime) -> Self {
        Self {
            id: session.id.clone(),
            created_at: session.created_at,
            expires_at: session.expires_at(lifetime),
            method: session.method,
        }
    }
}

/// The organization, as everyone who is signed in sees it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Organization)]
pub struct OrganizationJson {
    /// Its name.
    pub name: String,
}

/// Who is signed in.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = SignedIn)]
pub struct SignedInJson {
    /// The person.
    pub user: UserJson,
    /// This session.
    pub session: SessionJson,
    /// The organization.
    pub organization: OrganizationJson,
}

impl SignedInJson {
    /// Puts it together.
    pub fn new(signed_in: SignedIn, groups: Vec<GroupRef>, organization: String) -> Self {
        Self {
            session: SessionJson::new(&signed_in.session, signed_in.lifetime),
            user: UserJson::new(signed_in.user, groups),
            organization: OrganizationJson { name: organization },
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
