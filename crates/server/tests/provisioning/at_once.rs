//! Many at once: no update is lost, and a name is given once.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use axum::body::Body;
use axum::http::Request;
use latchkey_testkit::people::{okta_user, patch, user_path};
use latchkey_testkit::{Answer, Latchkey};
use serde_json::json;
use tokio::task::JoinSet;

const ATTEMPTS: u32 = 10_000;
const TASKS: usize = 32;

async fn put_title(latchkey: &Latchkey, path: &str, etag: &str, title: u32) -> Answer {
    let body = patch(json!([{"op": "replace", "path": "title", "value": title.to_string()}]));
    let request = Request::patch(format!("/scim/v2{path}"))
        .header("authorization", format!("Bearer {}", latchkey.passkey()))
        .header("content-type", "application/scim+json")
        .header("if-match", etag)
        .body(Body::from(body.to_string()))
        .unwrap();
    latchkey.send(request).await
}

/// Reads the count, writes the next one on the version that was read, and reads again where somebody was quicker; gives
/// back how many were answered 200.
async fn count_up(latchkey: Arc<Latchkey>, path: String, left: Arc<AtomicU32>) -> u32 {
    let take = |left: u32| left.checked_sub(1);
    let mut done = 0;
    while left
        .fetch_update(Ordering::Relaxed, Ordering::Relaxed, take)
        .is_ok()
    {
        let read = latchkey.scim_get(&path).await;
        assert_eq!(read.status, 200, "{}", read.text);
        let count: u32 = read.json()["title"].as_str().unwrap().parse().unwrap();
        let answer = put_title(&latchkey, &path, read.header("etag"), count + 1).await;
        match answer.status.as_u16() {
            200 => {
                done += 1;
                assert_eq!(answer.json()["title"], (count + 1).to_string());
            }
            412 => {}
            _ => panic!("{}", answer.text),
        }
    }
    done
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_patches_with_if_match_lose_no_update() {
    let latchkey = Arc::new(Latchkey::with_connector().await.unwrap());
    let mut bo = okta_user("Bo");
    bo["title"] = json!("0");
    let path = user_path(&latchkey.provision(bo).await.unwrap());
    let left = Arc::new(AtomicU32::new(ATTEMPTS));
    let mut tasks = JoinSet::new();
    for _ in 0..TASKS {
        tasks.spawn(count_up(
            Arc::clone(&latchkey),
            path.clone(),
            Arc::clone(&left),
        ));
    }
    let done: u32 = tasks.join_all().await.into_iter().sum();
    let count = latchkey.scim_get(&path).await.json()["title"].clone();
    println!("{done} of {ATTEMPTS} attempts were first");
    assert!(done > 0);
    assert_eq!(count, done.to_string());
}

#[tokio::test(flavor = "multi_thread")]
async fn two_creates_of_one_user_name_at_once_make_one() {
    let latchkey = Arc::new(Latchkey::with_connector().await.unwrap());
    let mut first_one_won = 0;
    for round in 0..100 {
        let mut tasks = JoinSet::new();
        for twin in ["a", "b"] {
            let name = format!("Zoë{round}@atko.com");
            let mut user = okta_user(&format!("{twin}{round}"));
            // The address is their own: the user name alone decides.
            user["userName"] = match (twin, round % 2) {
                ("b", 1) => json!(name.to_uppercase()),
                _ => json!(name),
            };
            let latchkey = Arc::clone(&latchkey);
            tasks.spawn(async move { (twin, latchkey.scim_post("/Users", user).await) });
        }
        let mut answers = tasks.join_all().await;
        answers.sort_by_key(|(_, answer)| answer.status);
        let [(winner, made), (_, refused)] = &answers[..] else {
            panic!("{answers:?}");
        };
        assert_eq!(made.status, 201, "{}", made.text);
        assert_eq!(refused.status, 409, "{}", refused.text);
        assert_eq!(refused.scim_type(), "uniqueness");
        first_one_won += u32::from(*winner == "a");
    }
    println!("the first one was first in {first_one_won} of 100 rounds");
    let all = latchkey.scim_get("/Users?count=0").await.json();
    // The owner is one of them.
    assert_eq!(all["totalResults"], 101);
    assert_eq!(latchkey.store.check(), []);
}
