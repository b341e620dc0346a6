//! Taking second factors away from someone who lost them.

use axum::http::Method;
use jiff::SignedDuration;
use latchkey_app::record::Caller;
use latchkey_domain::AccessRole;
use latchkey_testkit::{Answer, Latchkey, OWNER, OWNER_PASSWORD};
use serde_json::{Value, json};

use super::{
    ORIGIN, admin, code_of, elsewhere, on_record, owner_with_app, password, with_app, with_passkey,
};
use crate::staff::{add, anyone};

#[tokio::test]
async fn nobody_does_it_for_themselves_for_someone_above_or_with_an_old_sign_in() {
    let latchkey = elsewhere().await;
    let (_, owner) = owner_with_app(&latchkey).await;
    let id = admin(&latchkey, "ana").await;
    let (_, ana) = with_app(&latchkey, "ana@acme.com").await;
    add(&latchkey, "bo", Some(AccessRole::User)).await;
    let bo = latchkey.screen_of("bo@acme.com").await.unwrap();
    for (who, whom) in [(&ana, &owner.id), (&bo, &id), (&ana, &id)] {
        let path = format!("/users/{whom}/second-factor");
        let refused = who.delete(&path).await;
        assert_eq!(
            code_of(&refused),
            (403, "forbidden".into()),
            "{}",
            refused.text
        );
    }
    let looked = bo.get(&format!("/users/{id}/second-factor")).await;
    assert_eq!(code_of(&looked), (403, "forbidden".into()));
    let looked = ana.get(&format!("/users/{}/second-factor", owner.id)).await;
    assert_eq!(code_of(&looked), (403, "forbidden".into()));
    latchkey.clock.advance(SignedDuration::from_mins(5));
    let path = format!("/users/{id}/second-factor");
    assert_eq!(
        code_of(&owner.delete(&path).await),
        (403, "fresh_sign_in".into())
    );
    assert!(owner.get(&path).await.json()["totp"].is_object());
}

/// An invite sets a new password, which the authenticator app goes with: it is a reset by another name.
#[tokio::test]
async fn inviting_someone_with_an_authenticator_app_needs_a_fresh_sign_in_too() {
    let latchkey = elsewhere().await;
    let (_, owner) = owner_with_app(&latchkey).await;
    let id = admin(&latchkey, "ana").await;
    let path = format!("/users/{id}/invite");
    let before = owner.post(&path, Value::Null).await;
    assert_eq!(before.status, 201, "{}", before.text);
    with_app(&latchkey, "ana@acme.com").await;
    // The link from before ana had one would be a way around.
    let opened = accept(&latchkey, &before).await;
    assert_eq!(code_of(&opened), (404, "not_found".into()));
    latchkey.clock.advance(SignedDuration::from_mins(5));
    let refused = owner.post(&path, Value::Null).await;
    assert_eq!(
        code_of(&refused),
        (403, "fresh_sign_in".into()),
        "{}",
        refused.text
    );
    let bo = add(&latchkey, "bo", Some(AccessRole::User)).await;
    let without = owner
        .post(&format!("/users/{bo}/invite"), Value::Null)
        .await;
    assert_eq!(without.status, 201, "{}", without.text);
}

#[tokio::test]
async fn whose_authenticator_app_goes_with_an_invite_is_told() {
    let latchkey = elsewhere().await;
    let (_, owner) = owner_with_app(&latchkey).await;
    let id = admin(&latchkey, "ana").await;
    with_app(&latchkey, "ana@acme.com").await;
    let link = owner
        .post(&format!("/users/{id}/invite"), Value::Null)
        .await;
    let asked = accept(&latchkey, &link).await;
    assert_eq!(
        code_of(&asked),
        (401, "second_factor_enrolment_needed".into()),
        "{}",
        asked.text
    );
    let seen = owner
        .get(&format!("/users/{id}/second-factor"))
        .await
        .json();
    let told = seen["told"][0]["sentence"].as_str().unwrap_or_default();
    assert!(told.contains("went with the old password"), "{seen}");
}

async fn accept(latchkey: &Latchkey, link: &Answer) -> Answer {
    let url = link.json()["url"].as_str().unwrap().to_owned();
    let token = url.strip_prefix(&format!("{ORIGIN}/invite/")).unwrap();
    let body = Some(json!({"password": OWNER_PASSWORD}));
    anyone(latchkey, Method::POST, &format!("/invites/{token}"), body).await
}

#[tokio::test]
async fn an_admin_takes_them_away_sessions_end_and_the_next_sign_in_asks_for_another() {
    let latchkey = elsewhere().await;
    let id = admin(&latchkey, "ana").await;
    let (_, ana) = with_passkey(&latchkey, "ana@acme.com", 1).await;
    let (_, owner) = owner_with_app(&latchkey).await;
    let path = format!("/users/{id}/second-factor");
    let seen = owner.get(&path).await.json();
    assert_eq!(seen["passkeys"][0]["name"], "Laptop");
    assert_eq!(owner.delete(&path).await.status, 204);
    assert_eq!(ana.get("/session").await.status, 401);
    let asked = password(&latchkey, "ana@acme.com").await;
    assert_eq!(
        code_of(&asked),
        (401, "second_factor_enrolment_needed".into())
    );
    let (action, reason) = on_record(&latchkey).await.remove(0);
    assert_eq!(action, "second_factor.reset");
    assert!(
        reason.contains("At the next sign-in another one is asked for"),
        "{reason}"
    );
    // Once more is no change.
    assert_eq!(owner.delete(&path).await.status, 204);
    let last = latchkey.last_entry().await.unwrap();
    assert_eq!(last.outcome, latchkey_domain::activity::Outcome::Unchanged);
    assert_eq!(
        owner.delete("/users/nobody/second-factor").await.status,
        404
    );
}

#[tokio::test]
async fn the_operator_takes_them_away_from_the_last_enterprise_admin() {
    let latchkey = elsewhere().await;
    let (_, owner) = owner_with_app(&latchkey).await;
    let operator = Caller::operator();
    assert!(
        latchkey
            .app
            .reset_second_factor(operator.clone(), &owner.id)
            .await
            .unwrap()
    );
    assert!(
        !latchkey
            .app
            .reset_second_factor(operator, &owner.id)
            .await
            .unwrap()
    );
    let asked = password(&latchkey, OWNER).await;
    assert_eq!(
        code_of(&asked),
        (401, "second_factor_enrolment_needed".into())
    );
}

/// A command serves nothing, and does not know how the server beside it is reached.
#[tokio::test]
async fn at_the_terminal_it_is_said_that_a_server_may_ask_for_another_one() {
    let latchkey = elsewhere().await;
    let (_, owner) = owner_with_app(&latchkey).await;
    let terminal = latchkey.terminal().unwrap();
    let operator = Caller::operator();
    assert!(
        terminal
            .reset_second_factor(operator, &owner.id)
            .await
            .unwrap()
    );
    let (_, reason) = on_record(&latchkey).await.remove(0);
    assert!(
        reason.contains("the next sign-in asks for another one"),
        "{reason}"
    );
}
