//! PATCH of a user (RFC 7644 §3.5.2), from the bytes of the body to what would be stored.
//!
//! The input is the body. One that begins with another body and a line `---` is tried on the person whom that one, as a
//! POST, makes.

use latchkey_domain::access_role::AccessRole;
use latchkey_domain::document::Document;
use latchkey_domain::provisioning::required::is_address;
use latchkey_domain::provisioning::{self, Draft, merge};
use latchkey_domain::user::User;
use latchkey_scim::patch::{PatchRequest, Patched, apply};
use latchkey_scim::schema::ResourceType;
use latchkey_scim::{Object, json, leaf, resource};
use serde_json::Value;

use crate::people::{self, ID, RULES};
use crate::refused;

const BETWEEN: &[u8] = b"\n---\n";

/// The PATCH is refused in words, or makes a person who keeps every rule.
pub fn holds(input: &[u8]) {
    let (user, body) = match split(input) {
        Some((before, body)) => match people::created(before) {
            Some(user) => (user, body),
            None => return,
        },
        None => (people::ada(), input),
    };
    let body = match json::parse(body) {
        Ok(body) => body,
        Err(error) => return refused::scim(&error),
    };
    let request = match PatchRequest::parse(body, ResourceType::user()) {
        Ok(request) => request,
        Err(error) => return refused::scim(&error),
    };
    let current = user.resource.to_object();
    let before = current.clone();
    let patched = apply(&request, &current, ResourceType::user());
    assert_eq!(
        current, before,
        "the stored resource was changed on the way"
    );
    match patched {
        Ok(patched) => of_patched(&user, &request, patched),
        Err(error) => refused::scim(&error),
    }
}

fn split(input: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = input
        .windows(BETWEEN.len())
        .position(|window| window == BETWEEN)?;
    Some((&input[..at], &input[at + BETWEEN.len()..]))
}

fn of_patched(user: &User, request: &PatchRequest, patched: Patched) {
    let types = ResourceType::user();
    assert_eq!(patched.resource.get("id"), Some(&Value::from(ID)));
    reads_as_itself(&patched.resource);
    one_by_one(user, request, &patched.resource);

    let merged = merge::patch(user, patched, true);
    match provisioning::draft(Some(user), merged, RULES) {
        Ok(draft) => of_draft(user, draft),
        Err(refusal) => refused::rule(&refusal),
    }

    // RFC 7644 §3.5.2: "a PATCH request, regardless of the number of operations, SHALL be treated as atomic."
    let mut with_failure = request.clone();
    let failing =
        serde_json::json!({"Operations": [{"op": "replace", "path": "id", "value": "another"}]});
    let failing = PatchRequest::parse(failing, types).expect("a PATCH that cannot be applied");
    with_failure.operations.extend(failing.operations);
    assert!(
        apply(&with_failure, &user.resource.to_object(), types).is_err(),
        "an operation failed and the PATCH did not"
    );
}

/// What a PATCH leaves is a resource that could have been sent as a whole.
fn reads_as_itself(resource: &Object) {
    let mut sent = resource.clone();
    sent.shift_remove("id");
    match resource::read(Value::Object(sent.clone()), ResourceType::user()) {
        Ok(read) => assert_eq!(Value::Object(read.resource), Value::Object(sent)),
        Err(error) => panic!("what the PATCH left is refused: {error}"),
    }
}

/// RFC 7644 §3.5.2: "Each operation in the list is evaluated against the resource that results from the operations
/// before it."
fn one_by_one(user: &User, request: &PatchRequest, at_once: &Object) {
    let mut resource = user.resource.to_object();
    for operation in &request.operations {
        let alone = PatchRequest {
            operations: vec![operation.clone()],
        };
        match apply(&alone, &resource, ResourceType::user()) {
            Ok(patched) => resource = patched.resource,
            Err(error) => panic!("refused alone, not among the others: {error}"),
        }
    }
    assert_eq!(&resource, at_once, "one by one it is another resource");
}

fn of_draft(before: &User, draft: Draft) {
    let columns = &draft.columns;
    for (what, value) in [
        ("userName", &columns.user_name),
        ("name.givenName", &columns.given_name),
        ("name.familyName", &columns.family_name),
        ("displayName", &columns.display_name),
    ] {
        assert!(!value.trim().is_empty(), "{what} is blank");
    }
    assert!(is_address(&columns.email), "{:?}", columns.email);
    assert!(
        draft.access_role == before.access_role || draft.access_role <= RULES.role_cap,
        "{:?} is above what Okta may give",
        draft.access_role
    );
    assert!(
        !draft
            .resource
            .keys()
            .any(|name| name.eq_ignore_ascii_case("password")),
        "a password would be stored"
    );
    roles_mean_something(before, &draft);
    for change in &draft.changes {
        // Product rule 2: what Okta changes, it manages. The role decides about `accessRole` beyond what was sent.
        let decided_here = [merge::ACCESS_ROLE, "access role"].contains(&change.attribute.as_str());
        assert!(
            decided_here || draft.managed.contains(&change.attribute),
            "{} was changed by Okta and is not managed",
            change.attribute
        );
    }

    let role = draft.access_role;
    let after = people::stored(draft);
    let resource = after.resource.to_object();
    assert_eq!(
        Document::from_object(&resource),
        after.resource,
        "it does not come back out of the store"
    );
    echoed(&after, &resource, role);
}

/// "Any other value is refused with 400 …, and no change": no role comes in that is not one, in whatever spelling.
fn roles_mean_something(before: &User, draft: &Draft) {
    let types = ResourceType::user();
    let nothing = Value::Null;
    let old = before.resource.to_object();
    let (old, new) = (
        old.get("roles").unwrap_or(&nothing),
        draft.resource.get("roles").unwrap_or(&nothing),
    );
    if leaf::equal(old, new, "roles", types) {
        return;
    }
    let entries = match new {
        Value::Array(entries) => entries.as_slice(),
        Value::Null => &[],
        single => std::slice::from_ref(single),
    };
    let roles: Vec<AccessRole> = entries
        .iter()
        .filter_map(|entry| match entry {
            Value::Object(parts) => parts
                .iter()
                .find(|(name, _)| name.eq_ignore_ascii_case("value"))
                .map(|(_, value)| value),
            bare => Some(bare),
        })
        .filter_map(Value::as_str)
        .map(|name| {
            name.parse()
                .unwrap_or_else(|_| panic!("{name:?} was taken for a role: {new}"))
        })
        .collect();
    let said_otherwise = leaf::get(&draft.resource, merge::ACCESS_ROLE).is_some();
    assert!(
        said_otherwise || draft.access_role.is_none_or(|role| roles.contains(&role)),
        "{:?} is none of the roles in {new}",
        draft.access_role
    );
    assert!(
        roles.is_empty() || draft.access_role.is_some(),
        "{new} was answered 200 and left undone"
    );
}

/// Okta sends back what it was given, by PUT and by PATCH: nothing may come of it.
fn echoed(user: &User, resource: &Object, role: Option<AccessRole>) {
    let types = ResourceType::user();
    let put = resource::read(Value::Object(resource.clone()), types)
        .unwrap_or_else(|error| panic!("an echo is refused: {error}"));
    let patch = serde_json::json!({"Operations": [{"op": "replace", "value": resource}]});
    let patched = PatchRequest::parse(patch, types)
        .and_then(|request| apply(&request, resource, types))
        .unwrap_or_else(|error| panic!("an echo by PATCH is refused: {error}"));
    for merged in [
        merge::replace(user, put, true),
        merge::patch(user, patched, true),
    ] {
        match provisioning::draft(Some(user), merged, RULES) {
            Ok(draft) => {
                assert_eq!(draft.changes, [], "an echo changes something");
                assert_eq!(draft.access_role, role, "an echo changes the role");
            }
            Err(refusal) => panic!("an echo is refused: {refusal}"),
        }
    }
}
