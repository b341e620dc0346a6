//! A rehearsal started from a screen, on an installation of its own.

use latchkey_domain::AccessRole;
use latchkey_testkit::{Latchkey, Screen};
use serde_json::{Value, json};

/// Follows until the rehearsal is over; gives back the last answer and every step by its number.
async fn follow(owner: &Screen<'_>) -> (Value, Vec<Value>) {
    let mut after = 0;
    let mut steps: Vec<Value> = Vec::new();
    loop {
        let news = owner
            .get(&format!("/rehearsal?after={after}&wait=25"))
            .await
            .json();
        after = news["next"].as_u64().unwrap();
        for step in news["steps"].as_array().unwrap() {
            let at = usize::try_from(step["n"].as_u64().unwrap() - 1).unwrap();
            if at < steps.len() {
                steps[at] = step.clone();
            } else {
                steps.push(step.clone());
            }
        }
        if news["state"] != "running" {
            return (news, steps);
        }
    }
}

#[tokio::test]
async fn below_enterprise_admin_none_is_started_seen_or_cancelled() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let admin = latchkey.person(AccessRole::Admin).await.unwrap();
    let plan = json!({"dialect": "aiw", "users": 1});
    assert_eq!(admin.post("/rehearsal", plan).await.status, 403);
    assert_eq!(admin.get("/rehearsal").await.status, 403);
    assert_eq!(admin.delete("/rehearsal").await.status, 403);
}

#[tokio::test]
async fn a_plan_that_is_none_starts_nothing() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let owner = latchkey.owner().await.unwrap();
    for plan in [
        json!({"dialect": "latin", "users": 1}),
        json!({"dialect": "aiw", "users": 0}),
        json!({"dialect": "aiw", "users": 501}),
        json!({"dialect": "aiw"}),
    ] {
        let refused = owner.post("/rehearsal", plan.clone()).await;
        assert_eq!(refused.status, 422, "{plan}: {}", refused.text);
    }
    assert_eq!(owner.delete("/rehearsal").await.status, 409);
    assert_eq!(owner.get("/rehearsal").await.json()["state"], "idle");
}

#[tokio::test]
async fn a_rehearsal_walks_to_its_end_and_touches_nothing_here() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let owner = latchkey.owner().await.unwrap();
    let started = owner
        .post("/rehearsal", json!({"dialect": "oiw", "users": 2}))
        .await;
    assert_eq!(started.status, 202, "{}", started.text);
    let second = owner
        .post("/rehearsal", json!({"dialect": "aiw", "users": 1}))
        .await;
    assert_eq!(second.status, 409, "one at a time");
    let (end, steps) = follow(&owner).await;
    assert_eq!(end["state"], "passed", "{steps:?}");
    assert_eq!(end["of"], steps.len());
    assert!(steps.iter().all(|step| step["dialect"] == "oiw"));
    assert_eq!(steps[0]["title"], "Test API Credentials");
    assert_eq!(steps[0]["state"], "done");
    assert!(
        steps[0]["exchanges"][0]["path"]
            .as_str()
            .unwrap()
            .contains("count=2")
    );
    let users = latchkey.app.read(|store| store.count_users()).unwrap();
    assert_eq!(users, 1, "the owner alone is here");
    let again = owner.get("/rehearsal").await.json();
    assert_eq!(
        again["steps"].as_array().unwrap().len(),
        steps.len(),
        "it is kept"
    );
}

#[tokio::test]
async fn a_cancelled_rehearsal_is_over_at_once() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let owner = latchkey.owner().await.unwrap();
    let plan = json!({"dialect": "all", "users": 500});
    assert_eq!(owner.post("/rehearsal", plan).await.status, 202);
    assert_eq!(owner.delete("/rehearsal").await.status, 204);
    let (end, _) = follow(&owner).await;
    assert_eq!(end["state"], "cancelled");
}
