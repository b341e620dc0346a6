//! While the store fails: what is answered, what is read all the same, what an admin sees, and that it goes on by itself.

use axum::body::Body;
use axum::http::Request;
use jiff::SignedDuration;
use latchkey_app::ports::store::{ActivityQuery, StoreError};
use latchkey_domain::AccessRole;
use latchkey_testkit::people::{okta_user, patch, user_path};
use latchkey_testkit::{Answer, Latchkey, OWNER, OWNER_PASSWORD, Screen};
use serde_json::{Value, json};

/// Each fault that lasts, the seconds of `Retry-After`, and a word of the sentence.
fn faults() -> Vec<(StoreError, &'static str, &'static str)> {
    vec![
        (StoreError::DiskFull, "60", "disk is full"),
        (
            StoreError::Disk("EROFS".into()),
            "60",
            "read-only, or fails",
        ),
        (StoreError::Busy(10), "10", "Another program holds"),
        (StoreError::Damaged("x".into()), "300", "latchkey check"),
        (
            StoreError::Newer {
                found: 99,
                known: 7,
                program: None,
            },
            "60",
            "A newer Latchkey",
        ),
    ]
}

fn is_unavailable(answer: &Answer, seconds: &str, words: &str) {
    assert_eq!(answer.status, 503, "{}", answer.text);
    assert_eq!(answer.header("retry-after"), seconds, "{}", answer.text);
    let detail = answer.json()["detail"].as_str().unwrap().to_owned();
    assert!(detail.contains(words), "{detail}");
    assert!(detail.contains("Nothing was changed."), "{detail}");
}

async fn attention(admin: &Screen<'_>) -> Value {
    let home = admin.get("/home").await;
    assert_eq!(home.status, 200, "{}", home.text);
    home.json()["attention"][0].clone()
}

async fn disk_check(admin: &Screen<'_>) -> Value {
    let page = admin.get("/troubleshooting").await.json();
    let checks = page["checks"].as_array().unwrap();
    checks
        .iter()
        .find(|check| check["id"] == "disk")
        .unwrap()
        .clone()
}

#[tokio::test]
async fn each_fault_that_lasts_is_a_503_with_retry_after_in_every_tongue_and_changes_nothing() {
    for (fault, seconds, words) in faults() {
        let latchkey = Latchkey::with_connector().await.unwrap();
        let bo = latchkey.provision(okta_user("Bo")).await.unwrap();
        let before = latchkey.directory().await;
        latchkey.faults.fail_writes(fault);

        let rename = patch(json!([{"op": "replace", "value": {"displayName": "Other"}}]));
        for answer in [
            latchkey.scim_post("/Users", okta_user("Cy")).await,
            latchkey.scim_patch(&user_path(&bo), rename).await,
            latchkey.scim_put(&user_path(&bo), okta_user("Other")).await,
        ] {
            is_unavailable(&answer, seconds, words);
            assert_eq!(answer.header("content-type"), "application/scim+json");
            assert_eq!(answer.json()["status"], "503");
        }
        // A refusal that cannot be put on record is no refusal yet.
        is_unavailable(
            &latchkey.scim_post("/Users", json!({})).await,
            seconds,
            words,
        );
        let signing_in = Request::post("/api/v1/session")
            .header("content-type", "application/json")
            .body(Body::from(
                json!({"userName": OWNER, "password": OWNER_PASSWORD}).to_string(),
            ))
            .unwrap();
        let answer = latchkey.send(signing_in).await;
        is_unavailable(&answer, seconds, words);
        assert_eq!(answer.header("content-type"), "application/problem+json");
        assert_eq!(answer.json()["code"], "unavailable");

        assert_eq!(latchkey.directory().await, before, "reads go on");
        latchkey.faults.mend();
        assert_eq!(latchkey.directory().await, before);
        let answer = latchkey.scim_post("/Users", okta_user("Cy")).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
    }
}

#[tokio::test]
async fn where_nothing_can_be_read_either_it_is_a_503_with_words_and_a_page() {
    for (fault, seconds, words) in faults() {
        let latchkey = Latchkey::with_connector().await.unwrap();
        let owner = latchkey.owner().await.unwrap();
        latchkey.clock.advance(SignedDuration::from_secs(1));
        latchkey.faults.fail_all(fault);
        is_unavailable(&latchkey.scim_get("/Users").await, seconds, words);
        is_unavailable(&owner.get("/home").await, seconds, words);
        let ready = Request::get("/readyz").body(Body::empty()).unwrap();
        assert_eq!(latchkey.send(ready).await.status, 503);
        let alive = Request::get("/healthz").body(Body::empty()).unwrap();
        assert_eq!(latchkey.send(alive).await.status, 200);
        let sign_in = Request::get("/auth/login")
            .header("accept", "text/html")
            .body(Body::empty())
            .unwrap();
        let page = latchkey.send(sign_in).await;
        assert_eq!(page.status, 503, "{}", page.text);
        assert_eq!(page.header("retry-after"), seconds);
    }
}

#[tokio::test]
async fn an_unknown_fault_is_a_500_that_does_not_tell_its_cause() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    latchkey
        .faults
        .fail_writes(StoreError::Fault("a secret of ours".into()));
    let answer = latchkey.scim_post("/Users", okta_user("Cy")).await;
    assert_eq!(answer.status, 500, "{}", answer.text);
    assert_eq!(answer.header("retry-after"), "");
    assert!(!answer.text.contains("a secret of ours"));
    assert!(latchkey.app.store_trouble().is_none());
}

#[tokio::test]
async fn home_and_troubleshooting_say_it_until_it_is_over_and_the_record_says_it_afterwards() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let admin = latchkey.person(AccessRole::Admin).await.unwrap();
    let reader = latchkey.person(AccessRole::ReadOnly).await.unwrap();
    // Long enough that the session's use is to be noted.
    latchkey.clock.advance(SignedDuration::from_mins(10));
    latchkey.faults.fail_writes(StoreError::DiskFull);
    latchkey.scim_post("/Users", okta_user("Cy")).await;

    let told = attention(&admin).await;
    assert_eq!(told["code"], "store_failing", "{told}");
    assert_eq!(told["severity"], "refused");
    assert_eq!(told["since"], "2026-05-01T12:10:00Z");
    let sentence = told["sentence"].as_str().unwrap();
    assert!(sentence.starts_with("Latchkey's disk is full."), "{told}");
    assert!(sentence.contains("Free some space"), "{told}");
    let check = disk_check(&admin).await;
    assert_eq!(check["state"], "failed", "{check}");
    assert!(check["fix"].as_str().unwrap().contains("Free some space"));
    assert_eq!(attention(&reader).await, Value::Null);

    // It lasts, with the same beginning.
    latchkey.clock.advance(SignedDuration::from_secs(10));
    latchkey.app.try_store_again().await.unwrap_err();
    assert_eq!(attention(&admin).await["since"], "2026-05-01T12:10:00Z");

    latchkey.faults.mend();
    assert!(!latchkey.app.try_store_again().await.unwrap());
    assert_eq!(
        attention(&admin).await["code"],
        "store_failing",
        "one moment is not looked at twice"
    );
    latchkey.clock.advance(SignedDuration::from_secs(10));
    assert!(latchkey.app.try_store_again().await.unwrap());
    assert_eq!(attention(&admin).await, Value::Null);
    assert_ne!(disk_check(&admin).await["state"], "failed");
    let entries = latchkey
        .app
        .activity(&ActivityQuery {
            actions: vec!["store.recovered".to_owned()],
            limit: 9,
            ..ActivityQuery::default()
        })
        .unwrap();
    let [(_, entry)] = &entries[..] else {
        panic!("{entries:?}");
    };
    let reason = entry.reason.as_deref().unwrap();
    assert!(reason.starts_with("Latchkey's disk is full. It was so from 1 May, 12:10:00 UTC on"));
}

#[tokio::test]
async fn calls_that_only_read_are_put_on_record_once_it_can_be_written_again() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    latchkey.faults.fail_writes(StoreError::DiskFull);
    for round in 0..3 {
        assert_eq!(latchkey.scim_get("/Users").await.status, 200, "{round}");
        latchkey.app.flush_calls().await.unwrap_err();
    }
    latchkey.faults.mend();
    latchkey.app.flush_calls().await.unwrap();
    latchkey.scim_get("/Users").await;
    latchkey.app.flush_calls().await.unwrap();
    let listed = ActivityQuery {
        actions: vec!["users.listed".to_owned()],
        limit: 9,
        ..ActivityQuery::default()
    };
    let entries = latchkey.app.activity(&listed).unwrap();
    assert_eq!(entries.len(), 1, "{entries:?}");
    assert_eq!(entries[0].1.count, 4);
}

#[tokio::test]
async fn bulk_stops_where_the_store_fails_and_tells_what_was_done() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let bulk = |names: [&str; 3]| {
        let operations: Vec<Value> = names
            .iter()
            .map(|name| {
                json!({"method": "POST", "path": "/Users", "bulkId": name, "data": okta_user(name)})
            })
            .collect();
        json!({
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],
            "Operations": operations,
        })
    };
    latchkey.faults.fail_writes(StoreError::Busy(10));
    let answer = latchkey.scim_post("/Bulk", bulk(["a", "b", "c"])).await;
    is_unavailable(&answer, "10", "Another program holds");
    latchkey.faults.fail_writes_after(1, StoreError::Busy(10));
    let answer = latchkey.scim_post("/Bulk", bulk(["a", "b", "c"])).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let results = answer.json()["Operations"].clone();
    let statuses: Vec<&Value> = (0..3).map(|at| &results[at]["status"]).collect();
    assert_eq!(statuses, ["201", "503", "503"], "{results}");
    latchkey.faults.mend();
    let answer = latchkey.scim_post("/Bulk", bulk(["b", "c", "d"])).await;
    assert_eq!(answer.json()["Operations"][0]["status"], "201");
}
