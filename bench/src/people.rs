//! The made-up people: their names, and what is sent of them.

use serde_json::{Value, json};

use crate::endpoint::in_query;

/// The name that the `n`th user has.
pub(crate) fn user_name(n: usize) -> String {
    format!("person{n:07}@atko.com")
}

/// A user as Okta's AIW dialect sends one, but for what only Latchkey knows.
pub(crate) fn plain_user(user_name: &str, display_name: &str) -> Value {
    let (local, _) = user_name.split_once('@').unwrap_or((user_name, ""));
    json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
        "userName": user_name,
        "name": {"givenName": "Person", "familyName": local},
        "emails": [{"primary": true, "value": user_name, "type": "work"}],
        "displayName": display_name,
        "locale": "en-US",
        "externalId": format!("00u{local}"),
        "groups": [],
        "password": "1mz050nq",
        "active": true,
    })
}

/// The same with an access role.
pub(crate) fn user(user_name: &str, display_name: &str) -> Value {
    const EXTENSION: &str = "urn:ietf:params:scim:schemas:extension:latchkey:2.0:User";
    let mut user = plain_user(user_name, display_name);
    user["schemas"] = json!(["urn:ietf:params:scim:schemas:core:2.0:User", EXTENSION]);
    user[EXTENSION] = json!({"accessRole": "User"});
    user
}

/// The filter by which Okta looks for a user, as Okta writes it.
pub(crate) fn by_user_name(name: &str) -> String {
    let filter = in_query(&format!("userName eq \"{name}\""));
    format!("/Users?filter={filter}&startIndex=1&count=100")
}

/// What replaces a user's title.
pub(crate) fn another_title(title: &str) -> Value {
    json!([{"op": "replace", "value": {"title": title}}])
}

/// The place of the `n`th request among `count` people: all over the directory, and each once before one comes again.
pub(crate) fn spread(n: usize, count: usize) -> usize {
    // A prime, so that it has no factor with a number of people that it is larger than.
    const STRIDE: usize = 2_654_435_761;
    n.wrapping_mul(STRIDE) % count.max(1)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn everyone_is_asked_for_before_anyone_twice() {
        for count in [1, 7, 1000] {
            let places: HashSet<usize> = (0..count).map(|n| spread(n, count)).collect();
            assert_eq!(places.len(), count);
        }
    }
}
