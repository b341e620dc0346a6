//! OpenID Connect Back-Channel Logout 1.0, section 2.6: each check, broken.

use axum::body::Body;
use axum::http::{Request, header};
use jiff::SignedDuration;
use latchkey_domain::activity::{Actor, Outcome};
use latchkey_rehearsal::issuer::Token;
use latchkey_testkit::keys::kept;
use latchkey_testkit::okta::person;
use latchkey_testkit::people::deactivation;
use serde_json::json;

use crate::from_issuer::{BACKCHANNEL, BENDS, ENDPOINT, Stage, put, shift, take, with_signature};
use crate::held::Held;

const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

fn of_bo(stage: &Stage) -> Token {
    stage.issuer.logout_token(&person("Bo"))
}

/// What is wrong, how a token gets it, and what is put on record of it.
type Broken = (&'static str, fn(&mut Token), &'static str);

#[tokio::test]
async fn a_token_that_breaks_a_rule_ends_nothing() {
    let stage = Stage::new().await;
    let own: [Broken; 13] = [
        (
            "no subject",
            |token| take(&mut token.claims, "sub"),
            "the claim sub is missing",
        ),
        (
            "an empty subject",
            |token| put(&mut token.claims, "sub", json!("")),
            "its subject has 0 bytes",
        ),
        (
            "a session alone",
            |token| {
                take(&mut token.claims, "sub");
                put(&mut token.claims, "sid", json!("08a5"));
            },
            "names a session (sid) and no person",
        ),
        (
            "no events",
            |token| take(&mut token.claims, "events"),
            "do not say that somebody was logged out",
        ),
        (
            "another event",
            |token| put(&mut token.claims, "events", json!({"urn:x": {}})),
            "do not say",
        ),
        (
            "an event that is none",
            |token| put(&mut token.claims, "events", json!({EVENT: true})),
            "do not say",
        ),
        (
            "a list of events",
            |token| put(&mut token.claims, "events", json!([EVENT])),
            "do not say",
        ),
        (
            "a nonce",
            |token| put(&mut token.claims, "nonce", json!("n-1")),
            "it carries a nonce",
        ),
        (
            "a nonce that is null",
            |token| put(&mut token.claims, "nonce", json!(null)),
            "it carries a nonce",
        ),
        (
            "no number",
            |token| take(&mut token.claims, "jti"),
            "the claim jti is missing",
        ),
        (
            "expired",
            |token| shift(token, "exp", -121),
            "it expired at",
        ),
        (
            "of tomorrow",
            |token| shift(token, "iat", 121),
            "has not come yet",
        ),
        (
            "of an hour ago",
            |token| shift(token, "iat", -3600),
            "too long ago",
        ),
    ];
    for (name, bend, said) in BENDS.into_iter().chain(own) {
        let mut token = of_bo(&stage);
        bend(&mut token);
        let sealed = stage.issuer.seal(&token).unwrap();
        let answer = stage.log_out(&sealed).await;
        assert_eq!(answer.status, 400, "{name}: {}", answer.text);
        assert_eq!(answer.header("cache-control"), "no-store", "{name}");
        let entry = stage.refused(&Actor::Unknown).await;
        let reason = entry.reason.unwrap();
        assert!(reason.contains(said), "{name}: {reason}");
        assert_eq!(entry.call.unwrap().status, 400, "{name}");
    }
    stage.stands("after all of them").await;
}

#[tokio::test]
async fn a_token_of_another_kind_or_key_is_no_logout_token() {
    let stage = Stage::new().await;
    let elsewhere = stage.latchkey.start_issuer().await.unwrap();
    elsewhere.rotate_keys_to(kept(2).await.unwrap());
    let id_token = stage
        .latchkey
        .id_token_of(&stage.issuer, &person("Bo"))
        .await
        .unwrap();
    // An ID token that was given the type: it has no event, and a nonce.
    let mut dressed = of_bo(&stage);
    take(&mut dressed.claims, "events");
    put(&mut dressed.claims, "nonce", json!("n-1"));
    let dressed = stage.issuer.seal(&dressed).unwrap();
    let revocation = stage
        .issuer
        .seal(&stage.issuer.revocation_token(ENDPOINT))
        .unwrap();
    let forged = elsewhere.seal(&of_bo(&stage)).unwrap();
    let sealed = stage.issuer.seal(&of_bo(&stage)).unwrap();
    for token in [
        id_token,
        dressed,
        revocation,
        forged,
        with_signature(&sealed, b""),
        with_signature(&sealed, &[0; 256]),
        format!("{sealed}.x"),
        sealed.rsplit_once('.').unwrap().0.to_owned(),
        "x".repeat(20_000),
        String::new(),
    ] {
        let answer = stage.log_out(&token).await;
        assert_eq!(answer.status, 400, "{}", answer.text);
        stage.refused(&Actor::Unknown).await;
    }
    stage.stands("after all of them").await;
}

#[tokio::test]
async fn a_form_that_has_no_token_or_two_or_is_too_long_is_refused() {
    let stage = Stage::new().await;
    let sealed = stage.issuer.seal(&of_bo(&stage)).unwrap();
    let form = "application/x-www-form-urlencoded";
    for (kind, body) in [
        (form, String::new()),
        (form, format!("token={sealed}")),
        (form, format!("logout_token={sealed}&logout_token={sealed}")),
        (
            form,
            format!("logout_token={sealed}&filler={}", "x".repeat(40_000)),
        ),
        (
            "application/json",
            json!({"logout_token": sealed}).to_string(),
        ),
        ("text/plain", format!("logout_token={sealed}")),
        (
            "application/x-www-form-urlencoded-2",
            format!("logout_token={sealed}"),
        ),
    ] {
        let request = Request::post(BACKCHANNEL)
            .header(header::CONTENT_TYPE, kind)
            .body(Body::from(body))
            .unwrap();
        let answer = stage.latchkey.send(request).await;
        assert_eq!(answer.status, 400, "{}", answer.text);
        stage.refused(&Actor::Unknown).await;
    }
    stage.stands("after all of them").await;
}

#[tokio::test]
async fn it_ends_both_sessions_and_both_polls_and_works_once() {
    let stage = Stage::new().await;
    let sealed = stage.issuer.seal(&of_bo(&stage)).unwrap();
    let logout = async {
        let answer = stage.log_out(&sealed).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        assert_eq!(answer.header("cache-control"), "no-store");
    };
    assert_eq!(
        stage.held.polls_while(&stage.latchkey, logout).await,
        (401, 401)
    );
    assert_eq!(stage.held.statuses(&stage.latchkey).await, (401, 401));
    let entry = stage.latchkey.last_entry().await.unwrap();
    assert_eq!(
        (entry.outcome, &entry.actor),
        (Outcome::Changed, &Actor::Okta)
    );
    let reason = entry.reason.unwrap();
    assert_eq!(
        reason,
        "Okta asked for it by OpenID Connect back-channel logout."
    );
    assert_eq!(
        entry.call.unwrap().request,
        None,
        "the token is nobody's to read again"
    );

    let again = Held::of(&stage.latchkey, &stage.bo).await;
    let answer = stage.log_out(&sealed).await;
    assert_eq!(answer.status, 400, "{}", answer.text);
    let reason = stage.refused(&Actor::Unknown).await.reason.unwrap();
    assert!(reason.contains("used before"), "{reason}");
    assert_eq!(again.statuses(&stage.latchkey).await, (200, 200));
    // Nor does its number work at the other endpoint, or in another token.
    let mut reworded = of_bo(&stage);
    let payload = sealed.split('.').nth(1).unwrap();
    let payload =
        base64::Engine::decode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, payload);
    let claims: serde_json::Value = serde_json::from_slice(&payload.unwrap()).unwrap();
    put(&mut reworded.claims, "jti", claims["jti"].clone());
    let reworded = stage.issuer.seal(&reworded).unwrap();
    assert_eq!(stage.log_out(&reworded).await.status, 400);
    assert_eq!(again.statuses(&stage.latchkey).await, (200, 200));
}

#[tokio::test]
async fn someone_who_is_not_known_or_is_deactivated_has_nothing_to_end() {
    let stage = Stage::new().await;
    let stranger = stage.issuer.logout_token(&person("Nobody"));
    let answer = stage.log_out(&stage.issuer.seal(&stranger).unwrap()).await;
    assert_eq!(answer.status, 400, "{}", answer.text);
    let entry = stage.refused(&Actor::Okta).await;
    assert_eq!(entry.call.unwrap().status, 400);
    stage.stands("a stranger").await;
    let path = format!("/Users/{}", stage.bo);
    stage.latchkey.scim_patch(&path, deactivation()).await;
    let sealed = stage.issuer.seal(&of_bo(&stage)).unwrap();
    assert_eq!(stage.log_out(&sealed).await.status, 200);
    assert!(!stage.latchkey.user(&stage.bo).unwrap().active);
}

/// The clocks may be two minutes apart, as at a sign-in.
#[tokio::test]
async fn two_minutes_of_skew_are_allowed() {
    let stage = Stage::new().await;
    for (name, seconds) in [("iat", 119), ("exp", -119), ("iat", -590)] {
        let mut token = of_bo(&stage);
        shift(&mut token, name, seconds);
        let sealed = stage.issuer.seal(&token).unwrap();
        assert_eq!(stage.log_out(&sealed).await.status, 200, "{name} {seconds}");
    }
    let sealed = stage.issuer.seal(&of_bo(&stage)).unwrap();
    stage.latchkey.clock.advance(SignedDuration::from_mins(11));
    assert_eq!(stage.log_out(&sealed).await.status, 400);
}
