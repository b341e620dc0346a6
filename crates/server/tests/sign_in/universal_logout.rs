//! Okta's Universal Logout (draft-parecki-oauth-global-token-revocation): only the issuer's word ends sessions, and it ends
//! all of them.

use axum::body::Body;
use axum::http::{Method, Request, header};
use jiff::{SignedDuration, Timestamp};
use latchkey_app::ports::store::{StoreError, StoreExt as _};
use latchkey_app::record::Caller;
use latchkey_domain::activity::{Actor, Outcome};
use latchkey_domain::settings::MatchBy;
use latchkey_rehearsal::issuer::SubjectFormat;
use latchkey_testkit::keys::kept;
use latchkey_testkit::okta::person;
use latchkey_testkit::people::deactivation;
use latchkey_testkit::{Answer, Latchkey, OWNER};
use serde_json::{Value, json};

use crate::from_issuer::{BENDS, ENDPOINT, REVOCATION, Stage, put, shift, take, with_signature};
use crate::held::Held;

#[tokio::test]
async fn a_token_that_is_not_the_issuers_word_ends_nothing() {
    let stage = Stage::new().await;
    for (name, bend, said) in BENDS {
        let mut token = stage.issuer.revocation_token(ENDPOINT);
        bend(&mut token);
        let sealed = stage.issuer.seal(&token).unwrap();
        let answer = stage.revoke(&sealed, &stage.of_bo()).await;
        assert_eq!(answer.status, 401, "{name}: {}", answer.text);
        assert!(
            answer.header("www-authenticate").starts_with("Bearer"),
            "{name}"
        );
        assert!(
            !answer.text.contains(said),
            "{name}: whoever is not the issuer is not told"
        );
        let entry = stage.refused(&Actor::Unknown).await;
        let reason = entry.reason.unwrap();
        assert!(reason.contains(said), "{name}: {reason}");
        assert!(
            reason.ends_with("No session was ended."),
            "{name}: {reason}"
        );
        assert_eq!(entry.call.unwrap().status, 401, "{name}");
    }
    stage.stands("after all of them").await;
}

#[tokio::test]
async fn its_times_may_be_five_minutes_off_and_not_six() {
    let stage = Stage::new().await;
    for (name, seconds, said) in [
        ("iat", -360, "too long ago"),
        ("iat", 360, "has not come yet"),
        ("exp", -300, "it expired at"),
        ("nbf", 360, "it holds only from"),
    ] {
        let mut token = stage.issuer.revocation_token(ENDPOINT);
        shift(&mut token, name, seconds);
        let sealed = stage.issuer.seal(&token).unwrap();
        let answer = stage.revoke(&sealed, &stage.of_bo()).await;
        assert_eq!(answer.status, 401, "{name} {seconds}");
        let reason = stage.refused(&Actor::Unknown).await.reason.unwrap();
        assert!(reason.contains(said), "{name} {seconds}: {reason}");
    }
    stage.stands("after all of them").await;
    for (name, seconds) in [("iat", -290), ("iat", 290), ("exp", -290), ("nbf", 290)] {
        let mut token = stage.issuer.revocation_token(ENDPOINT);
        shift(&mut token, name, seconds);
        let sealed = stage.issuer.seal(&token).unwrap();
        let answer = stage.revoke(&sealed, &stage.of_bo()).await;
        assert_eq!(answer.status, 204, "{name} {seconds}: {}", answer.text);
    }
}

#[tokio::test]
async fn another_key_another_client_or_a_changed_claim_is_noticed() {
    let stage = Stage::new().await;
    let elsewhere = stage.latchkey.start_issuer().await.unwrap();
    elsewhere.rotate_keys_to(kept(2).await.unwrap());
    let good = stage.issuer.revocation_token(ENDPOINT);
    // Another tenant's key under the id of ours.
    let forged = elsewhere.seal(&good).unwrap();
    // A signature of this issuer, of something else.
    let mut other = good.clone();
    put(&mut other.claims, "jti", json!("another"));
    let signature = stage.issuer.seal(&other).unwrap();
    let signature = signature.rsplit_once('.').unwrap().1;
    let sealed = stage.issuer.seal(&good).unwrap();
    let swapped = format!("{}.{signature}", sealed.rsplit_once('.').unwrap().0);
    for token in [forged, swapped, with_signature(&sealed, b"")] {
        let answer = stage.revoke(&token, &stage.of_bo()).await;
        assert_eq!(answer.status, 401, "{}", answer.text);
        let reason = stage.refused(&Actor::Unknown).await.reason.unwrap();
        assert!(reason.contains("signature does not match"), "{reason}");
    }
    // The app of somebody else in the same tenant.
    let mut token = good.clone();
    put(&mut token.claims, "sub", json!("0oaOther"));
    let sealed = stage.issuer.seal(&token).unwrap();
    assert_eq!(stage.revoke(&sealed, &stage.of_bo()).await.status, 401);
    let reason = stage.refused(&Actor::Unknown).await.reason.unwrap();
    assert!(reason.contains("the client 0oaOther"), "{reason}");
    // An ID token, and a logout token.
    for token in [id_token(&stage).await, logout_token(&stage)] {
        assert_eq!(stage.revoke(&token, &stage.of_bo()).await.status, 401);
        let reason = stage.refused(&Actor::Unknown).await.reason.unwrap();
        assert!(reason.contains("its typ is"), "{reason}");
    }
    stage.stands("after all of them").await;
}

/// Bo's real ID token for this client.
async fn id_token(stage: &Stage) -> String {
    stage
        .latchkey
        .id_token_of(&stage.issuer, &person("Bo"))
        .await
        .unwrap()
}

fn logout_token(stage: &Stage) -> String {
    let token = stage.issuer.logout_token(&person("Bo"));
    stage.issuer.seal(&token).unwrap()
}

#[tokio::test]
async fn without_a_token_or_with_two_nobody_is_believed() {
    let stage = Stage::new().await;
    let token = stage
        .issuer
        .seal(&stage.issuer.revocation_token(ENDPOINT))
        .unwrap();
    let bearer = format!("Bearer {token}");
    let passkey = format!("Bearer {}", stage.latchkey.passkey());
    let others: [&[&str]; 6] = [
        &[],
        &[""],
        &["Bearer"],
        &["Basic YTpi"],
        &[&passkey],
        &[&bearer, &bearer],
    ];
    for headers in others {
        let mut request =
            Request::post(REVOCATION).header(header::CONTENT_TYPE, "application/json");
        for value in headers {
            request = request.header(header::AUTHORIZATION, *value);
        }
        let body = Body::from(stage.of_bo().to_string());
        let answer = stage.latchkey.send(request.body(body).unwrap()).await;
        assert_eq!(answer.status, 401, "{headers:?}: {}", answer.text);
        stage.refused(&Actor::Unknown).await;
    }
    stage.stands("after all of them").await;
}

#[tokio::test]
async fn a_token_works_once_also_after_a_restart() {
    let stage = Stage::new().await;
    let token = stage.issuer.revocation_token(ENDPOINT);
    let sealed = stage.issuer.seal(&token).unwrap();
    assert_eq!(stage.revoke(&sealed, &stage.of_bo()).await.status, 204);
    let again = Held::of(&stage.latchkey, &stage.bo).await;
    assert_eq!(stage.revoke(&sealed, &stage.of_bo()).await.status, 401);
    let reason = stage.refused(&Actor::Unknown).await.reason.unwrap();
    assert!(reason.contains("used before"), "{reason}");
    // The same number in other words.
    let mut reworded = token.clone();
    put(&mut reworded.claims, "extra", json!(1));
    let reworded = stage.issuer.seal(&reworded).unwrap();
    assert_eq!(stage.revoke(&reworded, &stage.of_bo()).await.status, 401);
    // Without a number the token itself is remembered.
    let mut nameless = token.clone();
    take(&mut nameless.claims, "jti");
    let nameless = stage.issuer.seal(&nameless).unwrap();
    assert_eq!(again.statuses(&stage.latchkey).await, (200, 200));
    assert_eq!(stage.revoke(&nameless, &stage.of_bo()).await.status, 204);
    assert_eq!(stage.revoke(&nameless, &stage.of_bo()).await.status, 401);
    // It rests in the database until it is too old by itself.
    let body = Body::from(stage.of_bo().to_string());
    let request = Request::post(REVOCATION)
        .header(header::AUTHORIZATION, format!("Bearer {sealed}"))
        .header(header::CONTENT_TYPE, "application/json")
        .body(body)
        .unwrap();
    let (_, restarted) = stage.latchkey.elsewhere().unwrap();
    assert_eq!(Answer::of(&restarted, request).await.status, 401);
    let forget = async |now| {
        let unit = stage
            .latchkey
            .store
            .write::<_, StoreError>(move |store| store.remove_spent_tokens(now));
        unit.await.unwrap()
    };
    assert_eq!(
        forget(stage.latchkey.app.now()).await,
        0,
        "both may come again"
    );
    stage.latchkey.clock.advance(SignedDuration::from_mins(6));
    stage.latchkey.app.remove_what_ran_out().await.unwrap();
    assert_eq!(forget(Timestamp::MAX).await, 0, "both are forgotten");
    assert_eq!(stage.revoke(&sealed, &stage.of_bo()).await.status, 401);
}

#[tokio::test]
async fn a_body_that_says_nobody_is_told_to_the_issuer_and_to_nobody_else() {
    let stage = Stage::new().await;
    let iss = stage.issuer.issuer_url();
    for body in [
        json!({}),
        json!([]),
        json!({"sub_id": "00uBo"}),
        json!({"sub_id": {"format": "phone_number", "phone_number": "+12065550100"}}),
        json!({"sub_id": {"iss": iss, "sub": "00uBo"}}),
        json!({"sub_id": {"format": "iss_sub", "sub": "00uBo"}}),
        json!({"sub_id": {"format": "iss_sub", "iss": iss, "sub": ""}}),
        json!({"sub_id": {"format": "iss_sub", "iss": iss, "sub": 7}}),
        json!({"sub_id": {"format": "iss_sub", "iss": iss, "sub": "00uBo", "email": "Bo@atko.com"}}),
        json!({"sub_id": {"format": "email"}}),
        json!({"sub_id": {"format": "email", "email": "x".repeat(2000)}}),
    ] {
        let answer = stage.revoke("no.such.token", &body).await;
        assert_eq!(answer.status, 401, "{body}");
        stage.refused(&Actor::Unknown).await;
        let answer = stage.revoke_well(&body).await;
        assert_eq!(answer.status, 400, "{body}: {}", answer.text);
        let entry = stage.refused(&Actor::Okta).await;
        assert_eq!(entry.call.unwrap().status, 400);
        assert!(entry.reason.unwrap().ends_with("No session was ended."));
    }
    let send = async |kind: &str, body: String| {
        let token = stage
            .issuer
            .seal(&stage.issuer.revocation_token(ENDPOINT))
            .unwrap();
        let request = Request::post(REVOCATION)
            .header(header::AUTHORIZATION, format!("Bearer {token}"))
            .header(header::CONTENT_TYPE, kind)
            .body(Body::from(body))
            .unwrap();
        stage.latchkey.send(request).await.status.as_u16()
    };
    for kind in ["text/plain", "application/json-seq", "application/jsonp"] {
        assert_eq!(send(kind, stage.of_bo().to_string()).await, 400, "{kind}");
    }
    assert_eq!(send("application/json", "{".to_owned()).await, 400);
    let mut large = stage.of_bo();
    large["filler"] = json!("x".repeat(40_000));
    assert_eq!(send("application/json", large.to_string()).await, 400);
    let twice = format!("{{\"sub_id\":{{}},\"sub_id\":{}}}", stage.of_bo()["sub_id"]);
    assert_eq!(send("application/json", twice).await, 400);
    stage.stands("after all of them").await;
}

#[tokio::test]
async fn someone_who_is_not_known_is_told_as_that_and_not_made() {
    let stage = Stage::new().await;
    let users = stage.latchkey.scim_get("/Users").await.text;
    let mut elsewhere = stage.of_bo();
    elsewhere["sub_id"]["iss"] = json!("https://other.okta.com");
    let stranger = person("Nobody");
    for body in [
        stage.issuer.subject(&stranger, SubjectFormat::IssSub),
        stage.issuer.subject(&stranger, SubjectFormat::Email),
        elsewhere,
    ] {
        let answer = stage.revoke_well(&body).await;
        assert_eq!(answer.status, 404, "{body}: {}", answer.text);
        let entry = stage.refused(&Actor::Okta).await;
        assert_eq!(entry.call.unwrap().status, 404);
    }
    assert_eq!(stage.latchkey.scim_get("/Users").await.text, users);
    stage.stands("after all of them").await;
}

#[tokio::test]
async fn both_formats_end_both_sessions_and_both_polls_in_one_commit_on_record() {
    for format in [SubjectFormat::IssSub, SubjectFormat::Email] {
        let stage = Stage::new().await;
        let mut bo = person("Bo");
        // An address has no case (product rule 1).
        bo.email = bo.email.to_uppercase();
        let body = stage.issuer.subject(&bo, format);
        let revocation = async {
            let answer = stage.revoke_well(&body).await;
            assert_eq!(answer.status, 204, "{}", answer.text);
            assert_eq!(answer.text, "");
            assert_eq!(answer.header("cache-control"), "no-store");
        };
        let polls = stage.held.polls_while(&stage.latchkey, revocation).await;
        assert_eq!(polls, (401, 401), "{format:?}");
        assert_eq!(stage.held.statuses(&stage.latchkey).await, (401, 401));
        assert_eq!(stage.latchkey.sessions(&stage.bo).unwrap(), 0);
        let entry = stage.latchkey.last_entry().await.unwrap();
        assert_eq!(
            (entry.action.as_str(), entry.outcome, &entry.actor),
            ("session.all_ended", Outcome::Changed, &Actor::Okta)
        );
        assert_eq!(entry.target.id.as_ref(), Some(&stage.bo));
        assert_eq!(entry.changes[0].before, json!(2));
        assert_eq!(
            entry.reason.as_deref(),
            Some("Okta asked for it by Universal Logout.")
        );
        let call = entry.call.unwrap();
        assert_eq!((call.status, call.path.as_str()), (204, REVOCATION));
        assert_eq!(call.request, Some(body.clone()));
        // Nobody is linked by it, and they may sign in again.
        let binding = stage
            .latchkey
            .app
            .read(|store| store.bindings_of(&stage.bo));
        assert!(binding.unwrap().is_empty());
        let user = stage.latchkey.user(&stage.bo).unwrap();
        assert!(user.may_sign_in());
        // Once more there is nothing to end, which is fine.
        assert_eq!(stage.revoke_well(&body).await.status, 204);
        let entry = stage.latchkey.last_entry().await.unwrap();
        assert_eq!(entry.outcome, Outcome::Unchanged);
    }
}

#[tokio::test]
async fn whoever_is_deactivated_has_no_session_to_end_and_stays_so() {
    let stage = Stage::new().await;
    let path = format!("/Users/{}", stage.bo);
    stage
        .latchkey
        .scim(Method::PATCH, &path, Some(deactivation()))
        .await;
    let answer = stage.revoke_well(&stage.of_bo()).await;
    assert_eq!(answer.status, 204, "{}", answer.text);
    assert!(!stage.latchkey.user(&stage.bo).unwrap().active);
}

#[tokio::test]
async fn a_link_decides_before_the_external_id() {
    let stage = Stage::new().await;
    let ana = stage.latchkey.add_local("Ana", None).await.unwrap();
    let app = &stage.latchkey.app;
    let iss = stage.issuer.issuer_url();
    app.link_user(Caller::operator(), &ana.id, iss, "00uAna")
        .await
        .unwrap();
    let held = Held::of(&stage.latchkey, &ana.id).await;
    let body = stage.issuer.subject(&person("Ana"), SubjectFormat::IssSub);
    assert_eq!(stage.revoke_well(&body).await.status, 204);
    assert_eq!(held.statuses(&stage.latchkey).await, (401, 401));

    // Where people are matched by user name, a subject says nothing of who is not linked.
    let by_name = |settings: &mut latchkey_domain::settings::Settings| {
        settings.match_by = MatchBy::UserName;
    };
    stage.latchkey.set(by_name).await.unwrap();
    let answer = stage.revoke_well(&stage.of_bo()).await;
    assert_eq!(answer.status, 422, "{}", answer.text);
    let entry = stage.refused(&Actor::Okta).await;
    assert_eq!(entry.call.unwrap().status, 422);
    assert!(
        entry
            .reason
            .unwrap()
            .contains("set the subject format of Universal Logout to Email")
    );
    stage.stands("422").await;
    let by_email = stage.issuer.subject(&person("Bo"), SubjectFormat::Email);
    assert_eq!(stage.revoke_well(&by_email).await.status, 204);
}

#[tokio::test]
async fn suspended_or_without_an_issuer_nobodys_word_counts() {
    let stage = Stage::new().await;
    let app = &stage.latchkey.app;
    app.disable_toolkit(Caller::operator()).await.unwrap();
    let answer = stage.revoke_well(&stage.of_bo()).await;
    assert_eq!(answer.status, 403, "{}", answer.text);
    assert!(
        answer.text.contains("Enterprise Toolkit"),
        "{}",
        answer.text
    );
    stage.refused(&Actor::Okta).await;
    stage.stands("Enterprise Toolkit is off").await;
    app.enable_toolkit(Caller::operator()).await.unwrap();
    app.lift_sign_in_policy(Caller::operator()).await.unwrap();
    let answer = stage.revoke_well(&stage.of_bo()).await;
    assert_eq!(answer.status, 401, "{}", answer.text);
    stage.stands("no issuer is set").await;
}

/// Anybody can send anything: it is one entry for each kind, whatever they write into it, and the issuer is not asked for
/// keys again and again, nor is a sign-in kept from looking for its own.
#[tokio::test]
async fn a_flood_is_gathered_and_costs_the_issuer_five_calls() {
    let stage = Stage::new().await;
    let before = stage.latchkey.entries().await.unwrap().len();
    for number in 0..200 {
        let mut token = stage.issuer.revocation_token(ENDPOINT);
        put(&mut token.header, "kid", json!(format!("made-up-{number}")));
        let sealed = stage.issuer.seal(&token).unwrap();
        assert_eq!(stage.revoke(&sealed, &stage.of_bo()).await.status, 401);
        assert_eq!(
            stage
                .revoke(&format!("a.b.{number}"), &Value::Null)
                .await
                .status,
            401
        );
    }
    let entries = stage.latchkey.entries().await.unwrap();
    assert_eq!(entries.len(), before + 2);
    assert!(entries[..2].iter().all(|entry| entry.count == 200));
    assert_eq!(entries[0].changes, []);
    // The real issuer with the key that is known is heard in the middle of it.
    assert_eq!(stage.revoke_well(&stage.of_bo()).await.status, 204);
    // And so is a sign-in with a key that was never seen.
    stage.issuer.rotate_keys_to(kept(2).await.unwrap());
    let signed_in = stage
        .latchkey
        .sign_in_through(&stage.issuer, &person("Bo"))
        .await
        .unwrap();
    let ok = matches!(
        signed_in,
        latchkey_app::sign_in::browser::Finished::SignedIn(_)
    );
    assert!(ok, "{signed_in:?}");
}

/// The keys that a rotation brought are looked for here as they are at a sign-in.
#[tokio::test]
async fn a_rotated_key_is_found() {
    let stage = Stage::new().await;
    assert_eq!(stage.revoke_well(&stage.of_bo()).await.status, 204);
    stage.issuer.rotate_keys_to(kept(2).await.unwrap());
    assert_eq!(stage.revoke_well(&stage.of_bo()).await.status, 204);
}

#[tokio::test]
async fn an_issuer_that_is_away_is_told_to_come_again() {
    let stage = Stage::new().await;
    let body = stage.of_bo();
    let sealed = stage
        .issuer
        .seal(&stage.issuer.revocation_token(ENDPOINT))
        .unwrap();
    // A server that was just started knows no keys yet.
    let (_, fresh) = stage.latchkey.elsewhere().unwrap();
    stage.issuer.stop().await;
    let request = Request::post(REVOCATION)
        .header(header::AUTHORIZATION, format!("Bearer {sealed}"))
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(body.to_string()))
        .unwrap();
    let answer = Answer::of(&fresh, request).await;
    assert_eq!(answer.status, 503, "{}", answer.text);
    stage.stands("nobody was asked").await;
}

/// A server is no browser: nothing that a browser says of itself helps or hinders, and no cookie opens it.
#[tokio::test]
async fn what_a_browser_brings_neither_opens_nor_shuts_it() {
    let stage = Stage::new().await;
    let latchkey: &Latchkey = &stage.latchkey;
    let cookie = stage.held.cookie();
    let foreign = [
        ("origin", "https://evil.example"),
        ("sec-fetch-site", "cross-site"),
        ("cookie", cookie.as_str()),
    ];
    let send = async |token: Option<String>| {
        let mut request =
            Request::post(REVOCATION).header(header::CONTENT_TYPE, "application/json");
        for (name, value) in foreign {
            request = request.header(name, value);
        }
        if let Some(token) = token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        let body = Body::from(stage.of_bo().to_string());
        latchkey.send(request.body(body).unwrap()).await
    };
    let answer = send(None).await;
    assert_eq!(
        answer.status, 401,
        "a cookie is nobody's word here: {}",
        answer.text
    );
    assert_eq!(answer.header("access-control-allow-origin"), "");
    stage.stands("the cookie alone").await;
    let token = stage
        .issuer
        .seal(&stage.issuer.revocation_token(ENDPOINT))
        .unwrap();
    assert_eq!(send(Some(token)).await.status, 204);
    let get = Request::get(REVOCATION).body(Body::empty()).unwrap();
    assert_eq!(latchkey.send(get).await.status, 405);
}

/// The owner keeps a local password for the day; an email that is theirs ends what they kept as well.
#[tokio::test]
async fn whoever_okta_names_by_email_need_not_come_from_okta() {
    let stage = Stage::new().await;
    let app = &stage.latchkey.app;
    let owner = app
        .read(|store| store.find_user_by_email(OWNER))
        .unwrap()
        .unwrap();
    let held = Held::of(&stage.latchkey, &owner.id).await;
    let body = json!({"sub_id": {"format": "email", "email": OWNER}});
    assert_eq!(stage.revoke_well(&body).await.status, 204);
    assert_eq!(held.statuses(&stage.latchkey).await, (401, 401));
}
