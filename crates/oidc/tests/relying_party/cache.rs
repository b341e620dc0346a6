//! What is remembered of an issuer, for how long, and what happens when it rotates its keys or goes away.

use crate::fake_issuer::{CLIENT_ID, FakeIssuer, ISSUER, Signature, config, jwk};
use latchkey_oidc::{Hints, IdTokenProblem, Identity, RelyingParty, SignInFailure, check_form};
use serde_json::json;
use tokio::task::JoinSet;

async fn verify(party: &RelyingParty, token: &str) -> Result<Identity, SignInFailure> {
    let issuer = check_form(ISSUER).expect("an issuer");
    party.verify_id_token(&issuer, CLIENT_ID, token, "n").await
}

fn unknown_key() -> Result<Identity, SignInFailure> {
    Err(IdTokenProblem::UnknownKey {
        kid: "made-up".to_owned(),
    }
    .into())
}

#[tokio::test]
async fn an_unknown_key_id_costs_five_calls_and_then_one_a_minute() {
    let issuer = FakeIssuer::new();
    issuer.with(|parts| parts.cache_control = Some("max-age=86400"));
    let party = issuer.party();
    verify(&party, &issuer.id_token("n", None))
        .await
        .expect("a good token");
    assert_eq!(issuer.asked("keys"), 1);

    issuer.forging(|forge| forge.header["kid"] = json!("made-up"));
    let forged = issuer.id_token("n", None);
    for _ in 0..20 {
        assert_eq!(verify(&party, &forged).await, unknown_key());
    }
    assert_eq!(issuer.asked("keys"), 6);
    issuer.pass(60);
    for _ in 0..5 {
        assert_eq!(verify(&party, &forged).await, unknown_key());
    }
    assert_eq!(issuer.asked("keys"), 7);
    assert_eq!(issuer.asked("discovery"), 1);
}

#[tokio::test]
async fn while_the_bucket_is_empty_known_keys_work_on() {
    let issuer = FakeIssuer::new();
    let party = issuer.party();
    let good = issuer.id_token("n", None);
    issuer.forging(|forge| forge.header["kid"] = json!("made-up"));
    let forged = issuer.id_token("n", None);
    for _ in 0..10 {
        assert_eq!(verify(&party, &forged).await, unknown_key());
    }
    verify(&party, &good).await.expect("a good token");
}

#[tokio::test]
async fn a_key_rotated_in_the_middle_of_a_sign_in_is_found() {
    let issuer = FakeIssuer::new();
    let party = issuer.party();
    issuer.sign_in(&party).await.expect("with the first key");
    issuer.with(|parts| {
        parts.keys = json!({ "keys": [jwk(Some("key-2"), 1), jwk(Some("key-1"), 0)] });
        parts.kid = Some("key-2");
    });
    issuer.forging(|forge| forge.signature = Signature::Rs256(1));
    issuer.sign_in(&party).await.expect("with the second key");
    assert_eq!(issuer.asked("keys"), 2);
    assert_eq!(issuer.asked("discovery"), 1);
}

#[tokio::test]
async fn a_key_that_was_taken_away_stops_working_when_the_set_is_fetched_again() {
    let issuer = FakeIssuer::new();
    issuer.with(|parts| parts.cache_control = Some("max-age=600"));
    let party = issuer.party();
    issuer.sign_in(&party).await.expect("with the first key");
    issuer.with(|parts| parts.keys = json!({ "keys": [jwk(Some("key-2"), 1)] }));
    issuer.pass(600);
    assert_eq!(
        issuer.sign_in(&party).await,
        Err(IdTokenProblem::UnknownKey {
            kid: "key-1".to_owned()
        }
        .into())
    );
}

#[tokio::test]
async fn documents_last_as_long_as_the_issuer_says() {
    for (cache_control, still, over) in [
        (None, 3_599, 1),
        (Some("max-age=7200"), 7_199, 1),
        (Some("no-store"), 59, 1),
        (Some("max-age=1"), 59, 1),
        (Some("max-age=31536000"), 86_399, 1),
    ] {
        let issuer = FakeIssuer::new();
        issuer.with(|parts| parts.cache_control = cache_control);
        let party = issuer.party();
        issuer.sign_in(&party).await.expect("it is accepted");
        issuer.pass(still);
        issuer.sign_in(&party).await.expect("it is accepted");
        assert_eq!(
            (issuer.asked("discovery"), issuer.asked("keys")),
            (1, 1),
            "{cache_control:?}"
        );
        issuer.pass(over);
        issuer.sign_in(&party).await.expect("it is accepted");
        assert_eq!(
            (issuer.asked("discovery"), issuer.asked("keys")),
            (2, 2),
            "{cache_control:?}"
        );
    }
}

#[tokio::test]
async fn a_hundred_at_once_ask_once() {
    let issuer = FakeIssuer::new();
    let party = issuer.party();
    let token = issuer.id_token("n", None);
    let mut waiting = JoinSet::new();
    for _ in 0..100 {
        let (party, token) = (party.clone(), token.clone());
        waiting.spawn(async move { verify(&party, &token).await });
    }
    for outcome in waiting.join_all().await {
        outcome.expect("it is accepted");
    }
    assert_eq!((issuer.asked("discovery"), issuer.asked("keys")), (1, 1));
}

#[tokio::test]
async fn a_hundred_at_once_share_a_failure() {
    let issuer = FakeIssuer::new();
    issuer.go_down();
    let party = issuer.party();
    let mut waiting = JoinSet::new();
    for _ in 0..100 {
        let party = party.clone();
        waiting.spawn(async move { party.begin(&config(), Hints::default()).await.map(drop) });
    }
    for outcome in waiting.join_all().await {
        assert_eq!(
            outcome.expect_err("the issuer is down").code(),
            "issuer_unreachable"
        );
    }
    assert_eq!(issuer.asked("discovery"), 1);
}

#[tokio::test]
async fn an_issuer_that_was_down_at_first_works_once_it_is_back() {
    let issuer = FakeIssuer::new();
    issuer.go_down();
    let party = issuer.party();
    assert_eq!(
        issuer.sign_in(&party).await.expect_err("it is down").code(),
        "issuer_unreachable"
    );
    issuer.recover();
    issuer.sign_in(&party).await.expect("at once");
}

#[tokio::test]
async fn while_the_issuer_is_down_known_keys_work_on_for_a_day() {
    let issuer = FakeIssuer::new();
    let party = issuer.party();
    issuer.sign_in(&party).await.expect("it is accepted");
    issuer.go_down();

    issuer.pass(3_600);
    for _ in 0..10 {
        verify(&party, &issuer.id_token("n", None))
            .await
            .expect("a known key");
    }
    assert_eq!(
        (issuer.asked("discovery"), issuer.asked("keys")),
        (2, 2),
        "a silent issuer is asked once a minute"
    );
    issuer.pass(60);
    verify(&party, &issuer.id_token("n", None))
        .await
        .expect("a known key");
    assert_eq!((issuer.asked("discovery"), issuer.asked("keys")), (3, 3));

    issuer.forging(|forge| forge.header["kid"] = json!("key-2"));
    let failure = verify(&party, &issuer.id_token("n", None))
        .await
        .expect_err("an unknown key");
    assert_eq!(failure.code(), "issuer_unreachable");

    issuer.forging(|_| ());
    issuer.pass(86_400);
    let failure = verify(&party, &issuer.id_token("n", None))
        .await
        .expect_err("a day has passed");
    assert_eq!(failure.code(), "issuer_unreachable");

    issuer.recover();
    verify(&party, &issuer.id_token("n", None))
        .await
        .expect("it is back");
}

#[tokio::test]
async fn a_broken_document_does_not_push_out_a_good_one() {
    let issuer = FakeIssuer::new();
    let party = issuer.party();
    issuer.sign_in(&party).await.expect("it is accepted");
    issuer.pass(3_600);
    issuer.answer("discovery", 200, "text/html", "<html>maintenance</html>");
    issuer.answer("keys", 503, "text/html", "<html>maintenance</html>");
    issuer.sign_in(&party).await.expect("with what is known");
}

#[tokio::test]
async fn a_check_asks_afresh_and_what_it_finds_is_used() {
    let issuer = FakeIssuer::new();
    let party = issuer.party();
    let configured = check_form(ISSUER).expect("an issuer");
    issuer.sign_in(&party).await.expect("it is accepted");
    party.discover(&configured).await.expect("it is good");
    assert_eq!((issuer.asked("discovery"), issuer.asked("keys")), (2, 2));
    issuer
        .sign_in(&party.clone())
        .await
        .expect("it is accepted");
    assert_eq!((issuer.asked("discovery"), issuer.asked("keys")), (2, 2));
}

#[tokio::test]
async fn trying_many_addresses_fills_no_memory_and_forgets_nothing_in_use() {
    let issuer = FakeIssuer::new();
    let party = issuer.party();
    issuer.sign_in(&party).await.expect("it is accepted");
    for number in 0..200 {
        let config = latchkey_oidc::ClientConfig {
            issuer: check_form(&format!("https://tenant-{number}.okta.com")).expect("an issuer"),
            ..config()
        };
        party
            .begin(&config, Hints::default())
            .await
            .expect_err("nobody is there");
    }
    issuer.sign_in(&party).await.expect("it is accepted");
    assert_eq!(
        issuer.asked("discovery"),
        1,
        "the issuer in use is still known"
    );
}
