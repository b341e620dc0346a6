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

/// The same with an access role in our extension.
pub fn okta_user_with_role(name: &str, role: &str) -> Value {
    let mut user = okta_user(name);
    user["urn:ietf:params:scim:schemas:extension:latchkey:2.0:User"] = json!({"accessRole": role});
    user
}
