//! Wrong local passwords: whoever guesses is slowed and told to wait, and nobody is shut out: a right one is always taken.

use axum::body::Body;
use axum::http::{Request, header};
use jiff::SignedDuration;
use latchkey_domain::activity::Outcome;
use latchkey_testkit::peer::at;
use latchkey_testkit::{Answer, Latchkey, OWNER, OWNER_PASSWORD};
use serde_json::{Value, json};

use crate::peers::{ELSEWHERE, GUESSER};

async fn installation() -> Latchkey {
    let latchkey = Latchkey::new().unwrap();
    latchkey.set_up().await.unwrap();
    latchkey
}

async fn from(latchkey: &Latchkey, address: &str, name: &str, password: &str) -> Answer {
    let request = at(Request::post("/api/v1/session"), address)
        .header(header::CONTENT_TYPE, "application/json")
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
async fn after_five_a_wrong_one_is_told_to_wait_and_a_right_one_is_taken() {
    let latchkey = installation().await;
    for _ in 0..5 {
        let refused = from(&latchkey, GUESSER, OWNER, "a guess").await;
        assert_eq!(refused.status, 401, "{}", refused.text);
        assert_eq!(refused.json()["code"], "wrong_credentials");
        assert_eq!(refused.header("retry-after"), "");
    }
    let refused = from(&latchkey, GUESSER, OWNER, "a guess").await;
    assert_eq!(refused.status, 429, "{}", refused.text);
    assert_eq!(refused.header("retry-after"), "120");
    let body = refused.json();
    assert_eq!(body["code"], "too_many_attempts");
    let detail = body["detail"].as_str().unwrap();
    assert!(detail.contains("Wait 120 seconds"), "{detail}");
    // Nobody waited, and yet it is taken.
    let done = from(&latchkey, GUESSER, OWNER, OWNER_PASSWORD).await;
    assert_eq!(done.status, 201, "{}", done.text);
    // And all is forgotten.
    for _ in 0..5 {
        assert_eq!(from(&latchkey, GUESSER, OWNER, "a guess").await.status, 401);
    }
}

#[tokio::test]
async fn after_the_seconds_that_were_said_there_is_room_for_another() {
    let latchkey = installation().await;
    for _ in 0..6 {
        from(&latchkey, GUESSER, OWNER, "a guess").await;
    }
    wait(&latchkey, 119);
    let refused = from(&latchkey, GUESSER, OWNER, "a guess").await;
    assert_eq!(refused.status, 429, "{}", refused.text);
    let seconds = refused.header("retry-after").parse().unwrap();
    wait(&latchkey, seconds);
    let refused = from(&latchkey, GUESSER, OWNER, "a guess").await;
    assert_eq!(refused.status, 401, "{}", refused.text);
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
async fn one_password_with_many_names_is_counted_by_the_network() {
    let latchkey = installation().await;
    for number in 0..25 {
        // A whole /56 is one caller.
        let address = format!("2001:db8:1:{number:x}::{number:x}");
        let name = format!("person{number}@acme.com");
        let refused = from(&latchkey, &address, &name, "Winter2026!").await;
        assert_eq!(refused.status, 401, "{number}: {}", refused.text);
    }
    let refused = from(&latchkey, "2001:db8:1:ff:f::1", OWNER, "Winter2026!").await;
    assert_eq!(refused.status, 429, "{}", refused.text);
    let neighbour = from(&latchkey, "2001:db8:1:100::1", OWNER, "Winter2026!").await;
    assert_eq!(neighbour.status, 401, "{}", neighbour.text);
    let owner = from(&latchkey, "2001:db8:1:2::1", OWNER, OWNER_PASSWORD).await;
    assert_eq!(owner.status, 201, "{}", owner.text);
}

/// Guesses at one name from many networks slow whoever has been wrong before, not the one whose name it is.
#[tokio::test]
async fn one_name_from_many_networks_is_counted_by_the_name() {
    let latchkey = installation().await;
    for number in 0..50 {
        let refused = from(&latchkey, &format!("203.0.113.{number}"), OWNER, "a guess").await;
        assert_eq!(refused.status, 401, "{number}: {}", refused.text);
    }
    let first = from(&latchkey, ELSEWHERE, OWNER, "a guess").await;
    assert_eq!(first.status, 401, "{}", first.text);
    let second = from(&latchkey, ELSEWHERE, OWNER, "a guess").await;
    assert_eq!(second.status, 429, "{}", second.text);
    for address in [ELSEWHERE, "198.51.100.99"] {
        let owner = from(&latchkey, address, OWNER, OWNER_PASSWORD).await;
        assert_eq!(owner.status, 201, "{address}: {}", owner.text);
    }
}

/// Only failures spend: a whole office signs in from one address.
#[tokio::test]
async fn right_ones_are_never_counted() {
    let latchkey = installation().await;
    for at in 0..30 {
        let done = from(&latchkey, GUESSER, OWNER, OWNER_PASSWORD).await;
        assert_eq!(done.status, 201, "{at}: {}", done.text);
    }
    assert_eq!(from(&latchkey, GUESSER, OWNER, "a guess").await.status, 401);
}

#[tokio::test]
async fn many_at_once_are_no_way_around() {
    let latchkey = installation().await;
    let tries = (0..12).map(|_| from(&latchkey, GUESSER, OWNER, "a guess"));
    let answers = futures_util::future::join_all(tries).await;
    let for_free = answers.iter().filter(|answer| answer.status == 401);
    assert_eq!(for_free.count(), 5);
    assert_eq!(
        answers.iter().filter(|answer| answer.status == 429).count(),
        7
    );
}

#[tokio::test]
async fn attempts_are_gathered_into_one_entry() {
    let latchkey = installation().await;
    for _ in 0..7 {
        from(&latchkey, GUESSER, OWNER, "a guess").await;
    }
    let entries = latchkey.entries().await.unwrap();
    let refused: Vec<_> = entries
        .iter()
        .filter(|entry| entry.action == "session.refused")
        .collect();
    let [entry] = refused.as_slice() else {
        panic!("{} entries", refused.len());
    };
    let call = entry.call.as_ref().unwrap();
    assert_eq!(
        (entry.count, call.status, call.from.as_deref()),
        (7, 429, Some(GUESSER))
    );
    assert_eq!(entry.outcome, Outcome::Refused);
    assert_eq!(entry.target.name, OWNER);
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
    let refused = change("a guess").await;
    assert_eq!(
        (refused.status.as_u16(), refused.header("retry-after")),
        (429, "120")
    );
    assert_eq!(change(OWNER_PASSWORD).await.status, 204);
}
