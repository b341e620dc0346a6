//! Wrong passkeys, session tokens, invite links and callbacks: slowed by the network that they come from and gathered;
//! the right ones are never.

use axum::body::Body;
use axum::http::{Request, header};
use latchkey_domain::AccessRole;
use latchkey_domain::activity::Outcome;
use latchkey_testkit::peer::at;
use latchkey_testkit::{Answer, Latchkey};
use secrecy::ExposeSecret as _;
use serde_json::Value;

use crate::peers::{ELSEWHERE, GUESSER};

async fn get(latchkey: &Latchkey, path: &str, address: &str, bearer: Option<&str>) -> Answer {
    let mut request = at(Request::get(path), address);
    if let Some(bearer) = bearer {
        request = request.header(header::AUTHORIZATION, format!("Bearer {bearer}"));
    }
    latchkey.send(request.body(Body::empty()).unwrap()).await
}

/// Whole seconds, and not none of them.
fn seconds(answer: &Answer) -> u64 {
    let said = answer.header("retry-after");
    let seconds = said.parse().unwrap_or_default();
    assert!(seconds > 0, "{said:?}: {}", answer.text);
    seconds
}

#[tokio::test]
async fn wrong_passkeys_are_401_with_a_wait_and_a_good_one_is_never_slowed() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let users = "/scim/v2/Users?startIndex=1&count=2";
    for number in 0..20 {
        let refused = get(&latchkey, users, GUESSER, Some("a guess")).await;
        assert_eq!(refused.status, 401, "{}", refused.text);
        assert_eq!(refused.header("retry-after"), "", "{number}");
    }
    let refused = get(&latchkey, users, GUESSER, Some("a guess")).await;
    assert_eq!(refused.status, 401, "{}", refused.text);
    assert_eq!(refused.json()["status"], "401");
    seconds(&refused);
    let passkey = latchkey.passkey();
    for address in [GUESSER, ELSEWHERE] {
        let taken = get(&latchkey, users, address, Some(&passkey)).await;
        assert_eq!(taken.status, 200, "{address}: {}", taken.text);
        assert_eq!(taken.header("retry-after"), "");
    }
    let elsewhere = get(&latchkey, users, ELSEWHERE, Some("a guess")).await;
    assert_eq!(elsewhere.header("retry-after"), "");
    let entries = latchkey.entries().await.unwrap();
    let counts: Vec<u64> = entries
        .iter()
        .filter(|entry| entry.outcome == Outcome::WrongPasskey)
        .map(|entry| entry.count)
        .collect();
    assert_eq!(counts.iter().sum::<u64>(), 22, "{counts:?}");
    assert_eq!(counts.len(), 2, "one an address: {counts:?}");
}

#[tokio::test]
async fn wrong_session_tokens_are_401_with_a_wait_and_one_entry() {
    let latchkey = Latchkey::new().unwrap();
    latchkey.set_up().await.unwrap();
    let user = latchkey.add_local("Ana", Some(AccessRole::User)).await;
    let good = latchkey.sign_in(&user.unwrap().id).await.unwrap();
    for number in 0..30 {
        let refused = get(&latchkey, "/api/v1/session", GUESSER, Some("a guess")).await;
        assert_eq!(refused.status, 401, "{number}: {}", refused.text);
        assert_eq!(refused.header("retry-after"), "", "{number}");
    }
    for _ in 0..2 {
        let refused = get(&latchkey, "/api/v1/session", GUESSER, Some("a guess")).await;
        assert_eq!(refused.json()["code"], "unauthenticated");
        seconds(&refused);
    }
    // Without any there is nothing that is guessed.
    let without = get(&latchkey, "/api/v1/session", GUESSER, None).await;
    assert_eq!(without.header("retry-after"), "");
    let taken = get(
        &latchkey,
        "/api/v1/session",
        GUESSER,
        Some(good.expose_secret()),
    )
    .await;
    assert_eq!(taken.status, 200, "{}", taken.text);
    let entries = latchkey.entries().await.unwrap();
    let refused: Vec<u64> = entries
        .iter()
        .filter(|entry| entry.action == "session.refused")
        .map(|entry| entry.count)
        .collect();
    assert_eq!(refused, [2]);
}

/// RFC 6750, section 2.1, has one header: of two, one is somebody else's.
#[tokio::test]
async fn two_session_tokens_at_once_are_none() {
    let latchkey = Latchkey::new().unwrap();
    latchkey.set_up().await.unwrap();
    let user = latchkey.add_local("Ana", Some(AccessRole::User)).await;
    let token = latchkey.sign_in(&user.unwrap().id).await.unwrap();
    let bearer = format!("Bearer {}", token.expose_secret());
    for second in [Some(bearer.as_str()), Some("Bearer another"), None] {
        let mut request = Request::get("/api/v1/session").header(header::AUTHORIZATION, &bearer);
        if let Some(second) = second {
            request = request.header(header::AUTHORIZATION, second);
        }
        let answer = latchkey.send(request.body(Body::empty()).unwrap()).await;
        let expected = if second.is_some() { 401 } else { 200 };
        assert_eq!(answer.status, expected, "{second:?}: {}", answer.text);
    }
}

#[tokio::test]
async fn links_that_open_nothing_are_answered_alike_and_slowed() {
    let latchkey = Latchkey::new().unwrap();
    latchkey.set_up().await.unwrap();
    let ana = latchkey
        .add_local("Ana", Some(AccessRole::User))
        .await
        .unwrap();
    let owner = latchkey.owner().await.unwrap();
    let link = async || {
        let answer = owner
            .post(&format!("/users/{}/invite", ana.id), Value::Null)
            .await;
        let url = answer.json()["url"].as_str().unwrap().to_owned();
        url.rsplit('/').next().unwrap().to_owned()
    };
    let (replaced, live) = (link().await, link().await);
    let mut bodies = std::collections::BTreeSet::new();
    for token in ["no-such-link", &replaced].into_iter().cycle().take(30) {
        let refused = get(
            &latchkey,
            &format!("/api/v1/invites/{token}"),
            GUESSER,
            None,
        )
        .await;
        assert_eq!(refused.status, 404, "{}", refused.text);
        let mut body = refused.json();
        body.as_object_mut().unwrap().remove("requestId");
        bodies.insert(body.to_string());
    }
    assert_eq!(bodies.len(), 1, "{bodies:?}");
    let refused = get(&latchkey, "/api/v1/invites/no-such-link", GUESSER, None).await;
    assert_eq!(refused.status, 429, "{}", refused.text);
    seconds(&refused);
    let taken = get(&latchkey, &format!("/api/v1/invites/{live}"), GUESSER, None).await;
    assert_eq!(taken.status, 200, "{}", taken.text);
    let entries = latchkey.entries().await.unwrap();
    let refused: Vec<u64> = entries
        .iter()
        .filter(|entry| entry.outcome == Outcome::Refused)
        .map(|entry| entry.count)
        .collect();
    assert_eq!(refused, [31]);
    for token in ["no-such-link", &replaced, &live] {
        assert!(!format!("{entries:?}").contains(token), "{token}");
    }
}

/// Anybody may call back as often as they like.
#[tokio::test]
async fn callbacks_of_no_sign_in_do_not_fill_the_record() {
    let latchkey = Latchkey::new().unwrap();
    latchkey.set_up().await.unwrap();
    for number in 0..32 {
        let path = format!("/auth/callback?code=x&state=guess{number}");
        let refused = get(&latchkey, &path, GUESSER, None).await;
        assert_eq!(refused.status, 400, "{}", refused.text);
    }
    let entries = latchkey.entries().await.unwrap();
    let counts: Vec<u64> = entries
        .iter()
        .filter(|entry| entry.action == "session.refused")
        .map(|entry| entry.count)
        .collect();
    assert_eq!(counts, [32]);
}

/// A challenge is the beginning of a sign-in, as the way to the issuer is in a browser.
#[tokio::test]
async fn a_network_starts_so_many_sign_ins_a_minute_and_no_more() {
    let mut config = Latchkey::usual_config();
    config.limits.sign_ins_a_minute = 3;
    let latchkey = Latchkey::with_config(config).unwrap();
    latchkey.set_up().await.unwrap();
    let start = async |address: &str| {
        let request = at(Request::post("/api/v1/session/challenge"), address);
        latchkey.send(request.body(Body::empty()).unwrap()).await
    };
    for number in 0..3 {
        let started = start(&format!("2001:db8:1:{number:x}::{number:x}")).await;
        assert_eq!(started.status, 201, "{number}: {}", started.text);
    }
    let refused = start("2001:db8:1:ff:f::1").await;
    assert_eq!(refused.status, 429, "{}", refused.text);
    assert_eq!(refused.json()["code"], "too_many_attempts");
    seconds(&refused);
    let in_a_browser = get(&latchkey, "/auth/login", "2001:db8:1:ff:f::1", None).await;
    assert_eq!(in_a_browser.status, 429);
    assert!(
        in_a_browser.text.contains("More than 3 sign-ins"),
        "{}",
        in_a_browser.text
    );
    assert_eq!(start("2001:db8:1:100::1").await.status, 201);
}
