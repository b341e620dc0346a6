//! Whom the benchmarks are about.

use latchkey_scim::{Object, urn};
use serde_json::{Value, json};

/// A user as Okta sends one, with all that it usually sends.
pub(crate) fn sent() -> Value {
    json!({
        "schemas": [urn::USER, urn::ENTERPRISE_USER],
        "userName": "ada.lovelace@atko.com",
        "name": {"givenName": "Ada", "familyName": "Lovelace", "middleName": "King"},
        "emails": [
            {"value": "ada.lovelace@atko.com", "type": "work", "primary": true},
            {"value": "ada@home.example", "type": "home"},
        ],
        "phoneNumbers": [{"value": "+44 20 7946 0000", "type": "work"}],
        "displayName": "Ada Lovelace",
        "title": "Countess",
        "locale": "en-GB",
        "timezone": "Europe/London",
        "externalId": "00u1ada2lovelace3",
        "active": true,
        urn::ENTERPRISE_USER: {"department": "Engines", "employeeNumber": "1815", "manager": {"value": "00u1babbage"}},
    })
}

/// The same as it is stored, with what the server adds.
pub(crate) fn stored() -> Object {
    let mut user = sent();
    user["id"] = json!("01999999-9999-7999-8999-999999999999");
    user["meta"] = json!({
        "resourceType": "User",
        "created": "2026-01-31T12:00:00Z",
        "lastModified": "2026-02-01T12:00:00.5Z",
        "version": "W/\"1\"",
    });
    user.as_object().cloned().unwrap_or_default()
}
