//! What a person does with theirs.

use jiff::SignedDuration;
use latchkey_testkit::{Authenticator, OWNER, OWNER_PASSWORD, Screen, totp_code};
use serde_json::{Value, json};

use super::{
    ORIGIN, code_of, elsewhere, is_wrong, on_record, owner_with_app, password, post, step, texts,
    ticket, with_passkey,
};
use crate::staff::fresh;

/// Adds a passkey by the account page; gives back its id.
async fn add_passkey(screen: &Screen<'_>, number: u8, name: &str) -> String {
    let begun = screen
        .post("/me/second-factor/passkeys", Value::Null)
        .await
        .json();
    let mut authenticator = Authenticator::new(number, ORIGIN).unwrap();
    let made = authenticator.make(&begun["options"]);
    let body = json!({"enrolment": begun["enrolment"], "passkey": made, "name": name});
    let done = screen.post("/me/second-factor/enrolments", body).await;
    assert_eq!(done.status, 201, "{}", done.text);
    let own = screen.get("/me/second-factor").await.json();
    let passkeys = own["passkeys"].as_array().unwrap();
    passkeys.last().unwrap()["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn what_takes_away_needs_a_fresh_sign_in() {
    let latchkey = elsewhere().await;
    let (_, owner) = owner_with_app(&latchkey).await;
    let id = add_passkey(&owner, 1, "Phone").await;
    latchkey.clock.advance(SignedDuration::from_mins(5));
    let path = format!("/me/second-factor/passkeys/{id}");
    for refused in [
        owner.delete("/me/second-factor/totp").await,
        owner.delete(&path).await,
        owner.patch(&path, json!({"name": "Mine"})).await,
    ] {
        assert_eq!(code_of(&refused), (403, "fresh_sign_in".into()));
    }
}

#[tokio::test]
async fn the_last_one_stays_where_one_is_required() {
    let latchkey = elsewhere().await;
    let (_, owner) = owner_with_app(&latchkey).await;
    let refused = owner.delete("/me/second-factor/totp").await;
    assert_eq!(
        code_of(&refused),
        (409, "last_one".into()),
        "{}",
        refused.text
    );
    let id = add_passkey(&owner, 1, "Phone").await;
    assert_eq!(owner.delete("/me/second-factor/totp").await.status, 204);
    let path = format!("/me/second-factor/passkeys/{id}");
    assert_eq!(
        code_of(&owner.delete(&path).await),
        (409, "last_one".into())
    );
    let own = owner.get("/me/second-factor").await.json();
    assert_eq!(
        (own["passkeys"].as_array().unwrap().len(), &own["totp"]),
        (1, &Value::Null)
    );
}

#[tokio::test]
async fn elsewhere_the_last_one_goes_with_its_recovery_codes() {
    let latchkey = fresh().await;
    let owner = latchkey.owner().await.unwrap();
    let begun = owner
        .post(
            "/me/second-factor/totp",
            json!({"password": OWNER_PASSWORD}),
        )
        .await
        .json();
    let code = totp_code(begun["secret"].as_str().unwrap(), latchkey.app.now()).unwrap();
    let body = json!({"enrolment": begun["enrolment"], "code": code});
    owner.post("/me/second-factor/enrolments", body).await;
    assert_eq!(owner.delete("/me/second-factor/totp").await.status, 204);
    assert_eq!(owner.delete("/me/second-factor/totp").await.status, 404);
    let own = owner.get("/me/second-factor").await.json();
    assert_eq!(own["recoveryCodes"], 0);
    assert_eq!(password(&latchkey, OWNER).await.status, 201);
    let refused = owner
        .post("/me/second-factor/recovery-codes", Value::Null)
        .await;
    assert_eq!(code_of(&refused), (409, "conflict".into()));
}

#[tokio::test]
async fn a_passkey_is_named_and_somebody_elses_is_not_there() {
    let latchkey = elsewhere().await;
    let (_, owner) = owner_with_app(&latchkey).await;
    super::admin(&latchkey, "ana").await;
    let (_, ana) = with_passkey(&latchkey, "ana@acme.com", 9).await;
    let id = add_passkey(&owner, 1, "Phone").await;
    let path = format!("/me/second-factor/passkeys/{id}");
    for refused in [
        ana.delete(&path).await,
        ana.patch(&path, json!({"name": "Mine"})).await,
    ] {
        assert_eq!(code_of(&refused), (404, "not_found".into()));
    }
    let refused = owner.patch(&path, json!({"name": " "})).await;
    assert_eq!(code_of(&refused), (422, "unaccepted_value".into()));
    assert_eq!(
        owner.patch(&path, json!({"name": " Pocket "})).await.status,
        204
    );
    let own = owner.get("/me/second-factor").await.json();
    assert_eq!(own["passkeys"][0]["name"], "Pocket");
    assert_eq!(owner.delete(&path).await.status, 204);
    let entries = on_record(&latchkey).await;
    assert_eq!(
        entries[0],
        (
            "second_factor.passkey_removed".to_owned(),
            "The passkey \"Pocket\" was removed.".to_owned()
        )
    );
}

#[tokio::test]
async fn new_recovery_codes_make_the_earlier_ones_worthless() {
    let latchkey = elsewhere().await;
    let (app, owner) = owner_with_app(&latchkey).await;
    let made = owner
        .post("/me/second-factor/recovery-codes", Value::Null)
        .await;
    assert_eq!(made.status, 201, "{}", made.text);
    let new = texts(&made.json()["recoveryCodes"]);
    let ticket = ticket(&latchkey, OWNER).await;
    is_wrong(
        &step(
            &latchkey,
            &ticket,
            "recoveryCode",
            app.recovery_codes[0].clone(),
        )
        .await,
    );
    let done = step(&latchkey, &ticket, "recoveryCode", new[0].clone()).await;
    assert_eq!(done.status, 201, "{}", done.text);
}

#[tokio::test]
async fn ones_own_new_password_keeps_the_authenticator_app() {
    let latchkey = elsewhere().await;
    let (app, owner) = owner_with_app(&latchkey).await;
    let new = "another good password";
    let change = json!({"current": OWNER_PASSWORD, "new": new});
    step(
        &latchkey,
        &ticket(&latchkey, OWNER).await,
        "recoveryCode",
        app.recovery_codes[0].clone(),
    )
    .await;
    assert_eq!(owner.put("/me/password", change).await.status, 204);
    let entries = on_record(&latchkey).await;
    assert_eq!(entries[0].1, "1 other session ended.");
    let asked = post(
        &latchkey,
        "/session",
        json!({"userName": OWNER, "password": new}),
    )
    .await;
    assert_eq!(asked.json()["totp"], true, "{}", asked.text);
    let done = step(&latchkey, &asked.json()["ticket"], "code", app.code()).await;
    assert_eq!(done.status, 201, "{}", done.text);
}

#[tokio::test]
async fn a_password_that_somebody_else_set_loses_it_and_keeps_passkeys() {
    let latchkey = elsewhere().await;
    let (_, owner) = owner_with_app(&latchkey).await;
    add_passkey(&owner, 1, "Phone").await;
    latchkey
        .app
        .set_password(
            latchkey_app::record::Caller::operator(),
            &owner.id,
            OWNER_PASSWORD.into(),
        )
        .await
        .unwrap();
    let asked = password(&latchkey, OWNER).await.json();
    assert_eq!(asked["totp"], false);
    assert!(asked["passkey"].is_object(), "{asked}");
    assert_eq!(asked["recoveryCodes"], true);
    let entries = on_record(&latchkey).await;
    assert!(
        entries[0]
            .1
            .contains("The authenticator app went with the old password"),
        "{entries:?}"
    );
}
