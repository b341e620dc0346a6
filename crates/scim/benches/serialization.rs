//! JSON: a body that comes in, a user and a page of users that go out, and one with some attributes only.

mod person;

use std::hint::black_box;

use criterion::{BatchSize, Criterion};
use latchkey_scim::list::list_response;
use latchkey_scim::projection::Projection;
use latchkey_scim::schema::ResourceType;
use latchkey_scim::{json, resource};
use serde_json::Value;

/// A page as Okta asks for it.
const PAGE: u32 = 100;

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    let rt = ResourceType::user();
    let body = person::sent().to_string();
    let user = person::stored();
    let mut benches = criterion.benchmark_group("JSON");
    benches.bench_function("a user comes in", |bencher| {
        bencher.iter(|| {
            json::parse(black_box(body.as_bytes())).and_then(|value| resource::read(value, rt))
        });
    });
    benches.bench_function("a user goes out", |bencher| {
        bencher.iter(|| Value::Object(black_box(&user).clone()).to_string());
    });
    benches.bench_function("a page of 100 goes out", |bencher| {
        bencher.iter_batched(
            || (0..PAGE).map(|_| Value::Object(user.clone())).collect(),
            |page| list_response(1000, 1, page).to_string(),
            BatchSize::SmallInput,
        );
    });
    let wanted = Projection::parse(Some("userName,emails.value"), None, rt);
    if let Ok(wanted) = wanted {
        benches.bench_function("some attributes of a user go out", |bencher| {
            bencher.iter_batched(
                || user.clone(),
                |mut user| {
                    wanted.apply(&mut user);
                    Value::Object(user).to_string()
                },
                BatchSize::SmallInput,
            );
        });
    }
    benches.finish();
    criterion.final_summary();
}
