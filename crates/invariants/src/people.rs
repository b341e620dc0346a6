//! Resources that inputs are tried on: people and a group as Okta makes them, and as they are stored.

use std::sync::OnceLock;

use jiff::Timestamp;
use latchkey_domain::access_role::AccessRole;
use latchkey_domain::document::Document;
use latchkey_domain::provisioning::{self, Draft, Rules, Sender, merge};
use latchkey_domain::user::{Source, User};
use latchkey_scim::schema::ResourceType;
use latchkey_scim::{Object, json, resource, urn};
use serde_json::{Value, json};

/// Who asks in every input: Okta, which may give no role above Admin.
pub(crate) const RULES: Rules = Rules {
    sender: Sender::Okta,
    role_cap: Some(AccessRole::Admin),
};

/// The id of everybody here: one at a time is enough.
pub(crate) const ID: &str = "019307e2-0000-7000-8000-000000000001";

/// What a POST by Okta makes, if the rules let it be made.
pub(crate) fn created(body: &[u8]) -> Option<User> {
    let body = json::parse(body).ok()?;
    let incoming = resource::read(body, ResourceType::user()).ok()?;
    let draft = provisioning::draft(None, merge::create(incoming, true), RULES).ok()?;
    Some(stored(draft))
}

/// A draft as it would lie in the store.
pub(crate) fn stored(draft: Draft) -> User {
    let mut resource = Object::new();
    resource.insert("schemas".into(), json!([urn::USER]));
    resource.insert("id".into(), ID.into());
    for (name, value) in draft.resource {
        if !matches!(name.as_str(), "id" | "groups" | "meta" | "password") && !value.is_null() {
            resource.insert(name, value);
        }
    }
    let columns = draft.columns;
    User {
        id: ID.to_owned(),
        resource: Document::from_object(&resource),
        user_name: columns.user_name,
        email: columns.email,
        external_id: columns.external_id,
        given_name: columns.given_name,
        family_name: columns.family_name,
        display_name: columns.display_name,
        active: columns.active,
        deactivation_held_at: None,
        access_role: draft.access_role,
        source: Source::Okta,
        managed: draft.managed,
        has_password: false,
        created_at: Timestamp::UNIX_EPOCH,
        modified_at: Timestamp::UNIX_EPOCH,
        last_sign_in_at: None,
    }
}

/// The person whom a PATCH changes that brings nobody along.
pub(crate) fn ada() -> User {
    let body = json!({
        "schemas": [urn::USER, urn::ENTERPRISE_USER, urn::LATCHKEY_USER],
        "userName": "ada@atko.com",
        "name": {"givenName": "Ada", "familyName": "Lovelace"},
        "emails": [
            {"primary": true, "value": "ada@atko.com", "type": "work"},
            {"primary": false, "value": "ada@home.example", "type": "home"},
        ],
        "phoneNumbers": [{"value": "+44 20 7946 0000", "type": "work"}],
        "displayName": "Ada Lovelace", "title": "Countess", "locale": "en-US",
        "externalId": "00u1ada", "groups": [], "password": "placeholder", "active": true,
        "roles": [{"primary": true, "value": "User", "type": "a"}, {"value": "ReadOnly", "type": "b"}],
        urn::ENTERPRISE_USER: {"department": "Engines", "manager": {"value": "m1", "displayName": "Bo"}},
    });
    created(body.to_string().as_bytes()).expect("Ada can be provisioned")
}

/// A group, with its members as they are sent.
pub(crate) fn engineers() -> Object {
    object(json!({
        "schemas": [urn::GROUP],
        "id": ID,
        "displayName": "Engineers",
        "externalId": "00g1engineers",
        "members": [
            {"value": "m1", "type": "User", "display": "Ada Lovelace"},
            {"value": "m2", "type": "User", "display": "Bo Lind"},
            {"value": "m3", "type": "User", "display": "Ana Lind"},
        ],
    }))
}

/// What filters are asked of.
pub(crate) fn samples() -> &'static [Object] {
    static SAMPLES: OnceLock<Vec<Object>> = OnceLock::new();
    SAMPLES.get_or_init(|| {
        let mut ada = ada().resource.to_object();
        ada.insert(
            "meta".into(),
            json!({"resourceType": "User", "created": "2026-01-31T12:00:00Z", "lastModified": "2026-02-01T12:00:00.5Z", "version": "W/\"1\""}),
        );
        ada.insert("groups".into(), json!([{"value": "g1", "display": "Engineers"}]));
        let bare = object(json!({"schemas": [urn::USER], "id": "2", "userName": "BO", "active": false, "roles": "Admin"}));
        vec![ada, bare, engineers()]
    })
}

fn object(value: Value) -> Object {
    match value {
        Value::Object(object) => object,
        other => panic!("{other} is no object"),
    }
}
