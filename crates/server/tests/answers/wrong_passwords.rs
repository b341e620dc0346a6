//! Wrong local passwords: whoever guesses waits, longer each time, and shuts nobody else out.

use std::net::SocketAddr;

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, header};
use jiff::SignedDuration;
use latchkey_domain::AccessRole;
use latchkey_domain::activity::Outcome;
use latchkey_testkit::{Answer, Latchkey, OWNER, OWNER_PASSWORD};
use serde_json::{Value, json};

const GUESSER: &str = "203.0.113.9";
const ELSEWHERE: &str = "198.51.100.7";

async fn installation() -> Latchkey {
    let latchkey = Latchkey::new().unwrap();
    latchkey.set_up().await.unwrap();
    latchkey
}

async fn from(latchkey: &Latchkey, address: &str, name: &str, password: &str) -> Answer {
    let peer = SocketAddr::new(address.parse().unwrap(), 40_000);
    let request = Request::post("/api/v1/session")
        .header(header::CONTENT_TYPE, "application/json")
        .extension(ConnectInfo(peer))
        .body(Body::from(
            json!({"userName": name, "password": password}).to_string(),
        ))
        .unwrap();
    latchkey.send(request).await
}

/// Status, Retry-After and everything that is said but the request's number.
fn told(answer: &Answer) -> (u16, String, Value) {
    let mut body = answer.json();
    body.as_object_mut().unwrap().remove("requestId");
    (
        answer.status.as_u16(),
        answer.header("retry-after").to_owned(),
        body,
    )
}

fn wait(latchkey: &Latchkey, seconds: i64) {
    latchkey.clock.advance(SignedDuration::from_secs(seconds));
}

#[tokio::test]
async fn waits_grow_and_a_right_password_is_taken_after_them() {
    let latchkey = installation().await;
    for _ in 0..5 {
        let refused = from(&latchkey, GUESSER, OWNER, "a guess").await;
        assert_eq!(refused.status, 401, "{}", refused.text);
    }
    for password in ["a guess", OWNER_PASSWORD] {
        let refused = from(&latchkey, GUESSER, OWNER, password).await;
        assert_eq!(refused.status, 429, "{}", refused.text);
        assert_eq!(refused.header("retry-after"), "10");
        let body = refused.json();
        assert_eq!(body["code"], "too_many_attempts");
        let detail = body["detail"].as_str().unwrap();
        assert!(detail.contains("Wait 10 seconds"), "{detail}");
    }
    wait(&latchkey, 10);
    assert_eq!(from(&latchkey, GUESSER, OWNER, "a guess").await.status, 401);
    let refused = from(&latchkey, GUESSER, OWNER, OWNER_PASSWORD).await;
    assert_eq!(refused.header("retry-after"), "20");
    wait(&latchkey, 20);
    let done = from(&latchkey, GUESSER, OWNER, OWNER_PASSWORD).await;
    assert_eq!(done.status, 201, "{}", done.text);
    // And all is forgotten.
    for _ in 0..5 {
        assert_eq!(from(&latchkey, GUESSER, OWNER, "a guess").await.status, 401);
    }
}

#[tokio::test]
async fn nobody_else_is_shut_out() {
    let latchkey = installation().await;
    latchkey.person(AccessRole::User).await.unwrap();
    for _ in 0..7 {
        from(&latchkey, GUESSER, OWNER, "a guess").await;
    }
    assert_eq!(
        from(&latchkey, GUESSER, OWNER, OWNER_PASSWORD).await.status,
        429
    );
    let elsewhere = from(&latchkey, ELSEWHERE, OWNER, OWNER_PASSWORD).await;
    assert_eq!(elsewhere.status, 201, "{}", elsewhere.text);
    let other = from(&latchkey, GUESSER, "user@acme.com", OWNER_PASSWORD).await;
    assert_eq!(other.status, 201, "{}", other.text);
}

#[tokio::test]
async fn an_unknown_name_is_answered_alike() {
    let latchkey = installation().await;
    for at in 0..7 {
        let known = from(&latchkey, GUESSER, OWNER, "a guess").await;
        let unknown = from(&latchkey, ELSEWHERE, "nobody@acme.com", "a guess").await;
        assert_eq!(told(&known), told(&unknown), "{at}");
        assert_eq!(known.status.as_u16(), if at < 5 { 401 } else { 429 });
    }
    // However a name is written, it is the same one.
    let written = from(&latchkey, GUESSER, " Owner@ACME.com ", "a guess").await;
    assert_eq!(written.status, 429, "{}", written.text);
}

#[tokio::test]
async fn one_password_with_many_names_is_counted_by_the_address() {
    let latchkey = installation().await;
    for number in 0..25 {
        // A whole /64 is one caller.
        let address = format!("2001:db8:1:2::{number:x}");
        let name = format!("person{number}@acme.com");
        let refused = from(&latchkey, &address, &name, "Winter2026!").await;
        assert_eq!(refused.status, 401, "{number}: {}", refused.text);
    }
    let refused = from(&latchkey, "2001:db8:1:2:f::1", OWNER, "Winter2026!").await;
    assert_eq!(refused.status, 429, "{}", refused.text);
    let neighbour = from(&latchkey, "2001:db8:1:3::1", OWNER, OWNER_PASSWORD).await;
    assert_eq!(neighbour.status, 201, "{}", neighbour.text);
    wait(&latchkey, 10);
    let done = from(&latchkey, "2001:db8:1:2::1", OWNER, OWNER_PASSWORD).await;
    assert_eq!(done.status, 201, "{}", done.text);
}

#[tokio::test]
async fn attempts_are_gathered_on_record() {
    let latchkey = installation().await;
    for _ in 0..12 {
        from(&latchkey, GUESSER, OWNER, "a guess").await;
    }
    let entries = latchkey.entries().await.unwrap();
    let mut refused: Vec<_> = entries
        .iter()
        .filter(|entry| entry.action == "session.refused")
        .collect();
    refused.sort_by_key(|entry| entry.count);
    let counted: Vec<_> = refused
        .iter()
        .map(|entry| {
            let call = entry.call.as_ref().unwrap();
            (entry.count, call.status, call.from.as_deref().unwrap())
        })
        .collect();
    assert_eq!(counted, [(5, 401, GUESSER), (7, 429, GUESSER)]);
    assert_eq!(refused[0].outcome, Outcome::Refused);
    assert_eq!(refused[0].target.name, OWNER);
    assert!(!format!("{entries:?}").contains("a guess"));
}

#[tokio::test]
async fn guessing_ones_own_current_password_is_no_way_around() {
    let latchkey = installation().await;
    let owner = latchkey.owner().await.unwrap();
    let change = async |current: &str| {
        owner
            .put(
                "/me/password",
                json!({"current": current, "new": "another good password"}),
            )
            .await
    };
    for _ in 0..5 {
        assert_eq!(change("a guess").await.json()["code"], "wrong_credentials");
    }
    let refused = change(OWNER_PASSWORD).await;
    assert_eq!(
        (refused.status.as_u16(), refused.header("retry-after")),
        (429, "10")
    );
    wait(&latchkey, 10);
    assert_eq!(change(OWNER_PASSWORD).await.status, 204);
}
