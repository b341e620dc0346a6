//! PATCH: reading the message and making of a user the one that it asks for; and what it means for a group.

mod person;

use std::hint::black_box;

use criterion::{BatchSize, Criterion};
use latchkey_scim::patch::{PatchRequest, apply, group};
use latchkey_scim::schema::ResourceType;
use latchkey_scim::urn;
use serde_json::{Value, json};

/// Members that Okta pushes with one PATCH.
const PUSH: usize = 1000;

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    users(&mut criterion);
    groups(&mut criterion);
    criterion.final_summary();
}

fn message(operations: &Value) -> Value {
    json!({"schemas": [urn::PATCH_OP], "Operations": operations})
}

fn users(criterion: &mut Criterion) {
    let user = person::stored();
    let rt = ResourceType::user();
    let mut benches = criterion.benchmark_group("PATCH of a user");
    for (name, operations) in [
        (
            "deactivated",
            json!([{"op": "replace", "value": {"active": false}}]),
        ),
        (
            "an entry by a filter",
            json!([{"op": "replace", "path": "emails[type eq \"home\"].value", "value": "a@b.example"}]),
        ),
        (
            "eight attributes",
            json!([{"op": "replace", "value": {
                "title": "Analyst", "displayName": "A. L.", "locale": "fr-FR", "timezone": "Europe/Paris",
                "name.givenName": "Augusta", "name.familyName": "Byron", "externalId": "00u2",
                format!("{}:department", urn::ENTERPRISE_USER): "Looms",
            }}]),
        ),
    ] {
        let message = message(&operations);
        let changed = PatchRequest::parse(message.clone(), rt)
            .and_then(|request| apply(&request, &user, rt))
            .is_ok_and(|patched| patched.resource != user);
        assert!(changed, "{name} changes nothing, so it would be quick");
        benches.bench_function(name, |bencher| {
            bencher.iter_batched(
                || message.clone(),
                |message| {
                    PatchRequest::parse(message, rt)
                        .and_then(|request| apply(&request, black_box(&user), rt))
                },
                BatchSize::SmallInput,
            );
        });
    }
    benches.finish();
}

fn groups(criterion: &mut Criterion) {
    let members: Vec<Value> = (0..PUSH)
        .map(|n| json!({"value": format!("01999999-9999-7999-8999-{n:012}")}))
        .collect();
    let message = message(&json!([{"op": "add", "path": "members", "value": members}]));
    let mut benches = criterion.benchmark_group("PATCH of a group");
    benches.bench_function(format!("{PUSH} members"), |bencher| {
        bencher.iter_batched(
            || message.clone(),
            |message| {
                PatchRequest::parse(message, ResourceType::group())
                    .and_then(|request| group::changes(&request))
            },
            BatchSize::SmallInput,
        );
    });
    benches.finish();
}
