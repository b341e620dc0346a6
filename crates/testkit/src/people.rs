//! People as Okta sends them.

use serde_json::{Value, json};

/// The body of Okta's create, with everything that it sends (okta-behaviour: "Create").
pub fn okta_user(name: &str) -> Value {
    json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
        "userName": format!("{name}@atko.com"),
        "name": {"givenName": name, "familyName": "Lind"},
        "emails": [{"primary": true, "value": format!("{name}@atko.com"), "type": "work"}],
        "displayName": format!("{name} Lind"),
        "locale": "en-US",
        "externalId": format!("00u{name}"),
        "groups": [],
        "password": "1mz050nq",
        "active": true
    })
}

/// The id of a resource; empty where it has none.
pub fn id(resource: &Value) -> &str {
    resource["id"].as_str().unwrap_or_default()
}

/// Where a user is, below `/scim/v2`.
pub fn user_path(resource: &Value) -> String {
    format!("/Users/{}", id(resource))
}

/// The body of a PATCH.
#[expect(clippy::needless_pass_by_value, reason = "json! makes values")]
pub fn patch(operations: Value) -> Value {
    json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
        "Operations": operations,
    })
}

/// The body by which Okta deactivates someone.
pub fn deactivation() -> Value {
    patch(json!([{"op": "replace", "value": {"active": false}}]))
}

/// The same with an access role in our extension.
pub fn okta_user_with_role(name: &str, role: &str) -> Value {
    let mut user = okta_user(name);
    user["urn:ietf:params:scim:schemas:extension:latchkey:2.0:User"] = json!({"accessRole": role});
    user
}
