//! Passkeys: for another challenge, address or host, without a PIN, copied, of another key.

use latchkey_testkit::{Authenticator, OWNER};
use serde_json::{Value, json};

use super::{ORIGIN, admin, code_of, elsewhere, is_wrong, password, post, step, with_passkey};

#[tokio::test]
async fn an_answer_to_another_challenge_is_not_taken() {
    let latchkey = elsewhere().await;
    let (mut authenticator, _) = with_passkey(&latchkey, OWNER, 1).await;
    let (one, other) = (
        password(&latchkey, OWNER).await.json(),
        password(&latchkey, OWNER).await.json(),
    );
    let answer = authenticator.answer(&one["passkey"]);
    let refused = step(&latchkey, &other["ticket"], "passkey", answer.clone()).await;
    is_wrong(&refused);
    assert!(refused.text.contains("another sign-in"), "{}", refused.text);
    let done = step(&latchkey, &one["ticket"], "passkey", answer).await;
    assert_eq!(done.status, 201, "{}", done.text);
}

#[tokio::test]
async fn an_answer_from_another_page_or_for_another_host_is_not_taken() {
    let latchkey = elsewhere().await;
    let (authenticator, _) = with_passkey(&latchkey, OWNER, 1).await;
    let asked = password(&latchkey, OWNER).await.json();
    for (origin, rp_id, why) in [
        (
            "https://latchkey.acme.com.evil.example",
            "latchkey.acme.com",
            "another address",
        ),
        (
            "https://evil.acme.com",
            "latchkey.acme.com",
            "another address",
        ),
        (
            "http://latchkey.acme.com",
            "latchkey.acme.com",
            "another address",
        ),
        (
            "https://latchkey.acme.com:8443",
            "latchkey.acme.com",
            "another address",
        ),
    ] {
        let mut forged = authenticator.clone();
        forged.origin = origin.to_owned();
        forged.rp_id = rp_id.to_owned();
        let answer = forged.answer(&asked["passkey"]);
        let refused = step(&latchkey, &asked["ticket"], "passkey", answer).await;
        is_wrong(&refused);
        assert!(refused.text.contains(why), "{origin}: {}", refused.text);
    }
    let asked = password(&latchkey, OWNER).await.json();
    let mut forged = authenticator.clone();
    forged.rp_id = "acme.com".to_owned();
    let answer = forged.answer(&asked["passkey"]);
    let refused = step(&latchkey, &asked["ticket"], "passkey", answer).await;
    is_wrong(&refused);
    assert!(refused.text.contains("another host"), "{}", refused.text);
}

#[tokio::test]
async fn an_authenticator_that_checks_nobody_is_not_enough() {
    let latchkey = elsewhere().await;
    let (mut authenticator, _) = with_passkey(&latchkey, OWNER, 1).await;
    authenticator.verifies_user = false;
    let asked = password(&latchkey, OWNER).await.json();
    let answer = authenticator.answer(&asked["passkey"]);
    is_wrong(&step(&latchkey, &asked["ticket"], "passkey", answer).await);
    // Nor is it taken in the first place.
    admin(&latchkey, "ana").await;
    let ticket = password(&latchkey, "ana@acme.com").await.json()["ticket"].clone();
    let begun = post(
        &latchkey,
        "/session/second-factor/passkey",
        json!({"ticket": ticket}),
    )
    .await;
    let mut authenticator = Authenticator::new(2, ORIGIN).unwrap();
    authenticator.verifies_user = false;
    let made = authenticator.make(&begun.json()["options"]);
    let body = json!({"ticket": ticket, "passkey": made, "name": "Stick"});
    is_wrong(&post(&latchkey, "/session/second-factor/enrolment", body).await);
}

#[tokio::test]
async fn a_copied_authenticator_is_not_taken_and_admins_are_told() {
    let latchkey = elsewhere().await;
    let (mut authenticator, owner) = with_passkey(&latchkey, OWNER, 1).await;
    let mut copy = authenticator.clone();
    for _ in 0..2 {
        let asked = password(&latchkey, OWNER).await.json();
        let answer = authenticator.answer(&asked["passkey"]);
        let done = step(&latchkey, &asked["ticket"], "passkey", answer).await;
        assert_eq!(done.status, 201, "{}", done.text);
    }
    let asked = password(&latchkey, OWNER).await.json();
    let refused = step(
        &latchkey,
        &asked["ticket"],
        "passkey",
        copy.answer(&asked["passkey"]),
    )
    .await;
    is_wrong(&refused);
    assert!(
        refused.text.contains("counted backwards"),
        "{}",
        refused.text
    );
    let home = owner.get("/home").await.json();
    let codes: Vec<&Value> = home["attention"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| &item["code"])
        .collect();
    assert!(codes.contains(&&json!("passkey_copied")), "{home}");
}

#[tokio::test]
async fn of_two_at_once_with_the_same_count_one_is_signed_in() {
    let latchkey = elsewhere().await;
    let (mut authenticator, _) = with_passkey(&latchkey, OWNER, 1).await;
    let mut copy = authenticator.clone();
    let (one, other) = (
        password(&latchkey, OWNER).await.json(),
        password(&latchkey, OWNER).await.json(),
    );
    let (one, other) = tokio::join!(
        step(
            &latchkey,
            &one["ticket"],
            "passkey",
            authenticator.answer(&one["passkey"])
        ),
        step(
            &latchkey,
            &other["ticket"],
            "passkey",
            copy.answer(&other["passkey"])
        )
    );
    let mut statuses = [one.status.as_u16(), other.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 401], "{} {}", one.text, other.text);
}

#[tokio::test]
async fn another_key_under_the_same_name_does_not_sign() {
    let latchkey = elsewhere().await;
    with_passkey(&latchkey, OWNER, 1).await;
    let asked = password(&latchkey, OWNER).await.json();
    let mut other = Authenticator::new(2, ORIGIN).unwrap();
    other.counter = 50;
    let mut answer = other.answer(&asked["passkey"]);
    let name = asked["passkey"]["allowCredentials"][0]["id"].clone();
    answer["id"] = name.clone();
    answer["rawId"] = name;
    is_wrong(&step(&latchkey, &asked["ticket"], "passkey", answer).await);
    for nonsense in [
        json!({}),
        json!("x"),
        json!({"rawId": "AA", "response": {}}),
    ] {
        is_wrong(&step(&latchkey, &asked["ticket"], "passkey", nonsense).await);
    }
}

#[tokio::test]
async fn one_authenticator_is_not_taken_for_two_accounts() {
    let latchkey = elsewhere().await;
    with_passkey(&latchkey, OWNER, 1).await;
    admin(&latchkey, "ana").await;
    let ticket = password(&latchkey, "ana@acme.com").await.json()["ticket"].clone();
    let begun = post(
        &latchkey,
        "/session/second-factor/passkey",
        json!({"ticket": ticket}),
    )
    .await;
    let made = Authenticator::new(1, ORIGIN)
        .unwrap()
        .make(&begun.json()["options"]);
    let body = json!({"ticket": ticket, "passkey": made, "name": "The same"});
    let refused = post(&latchkey, "/session/second-factor/enrolment", body).await;
    assert_eq!(code_of(&refused), (409, "taken".into()), "{}", refused.text);
}
