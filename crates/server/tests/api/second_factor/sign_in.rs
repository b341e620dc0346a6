//! Who is asked, and what lets them in.

use axum::http::Method;
use latchkey_domain::AccessRole;
use latchkey_testkit::{Latchkey, OWNER, OWNER_PASSWORD};
use serde_json::{Value, json};

use super::{
    ORIGIN, admin, code_of, elsewhere, on_record, owner_with_app, password, post, step, texts,
    ticket, with_app, with_passkey,
};
use crate::staff::{add, anyone, fresh, in_app};

#[tokio::test]
async fn wrong_and_unknown_are_answered_alike_whatever_there_is() {
    let latchkey = elsewhere().await;
    owner_with_app(&latchkey).await;
    admin(&latchkey, "ana").await;
    with_passkey(&latchkey, "ana@acme.com", 1).await;
    let mut told = Vec::new();
    for name in [OWNER, "ana@acme.com", "nobody@acme.com"] {
        let body = json!({"userName": name, "password": "a guess"});
        let refused = post(&latchkey, "/session", body).await;
        let mut said = refused.json();
        said.as_object_mut().unwrap().remove("requestId");
        told.push((refused.status, said));
    }
    assert_eq!(told[0], told[2]);
    assert_eq!(told[1], told[2]);
    assert_eq!(told[0].1["code"], "wrong_credentials");
}

#[tokio::test]
async fn a_right_password_alone_begins_no_session() {
    let latchkey = elsewhere().await;
    let (app, _) = owner_with_app(&latchkey).await;
    let asked = password(&latchkey, OWNER).await;
    assert_eq!(code_of(&asked), (401, "second_factor_needed".into()));
    assert!(asked.headers.get("set-cookie").is_none());
    let said = asked.json();
    assert_eq!(
        [
            &said["totp"],
            &said["passkey"],
            &said["passkeyNote"],
            &said["recoveryCodes"]
        ],
        [&json!(true), &Value::Null, &Value::Null, &json!(true)]
    );
    // The ticket is no session's token either.
    let bearer = in_app(
        &latchkey,
        said["ticket"].as_str(),
        Method::GET,
        "/session",
        None,
    )
    .await;
    assert_eq!(bearer.status, 401);
    let typed = format!(" {} {}", &app.code()[..3], &app.code()[3..]);
    let done = step(&latchkey, &said["ticket"], "code", typed).await;
    assert_eq!(done.status, 201, "{}", done.text);
    assert!(
        done.header("set-cookie")
            .starts_with("__Host-latchkey_session=")
    );
    let entries = on_record(&latchkey).await;
    assert_eq!(entries[0].0, "session.began");
    assert_eq!(entries[0].1, "With a code of the authenticator app.");
}

#[tokio::test]
async fn on_this_machine_alone_nobody_is_asked() {
    let latchkey = fresh().await;
    assert_eq!(password(&latchkey, OWNER).await.status, 201);
}

#[tokio::test]
async fn below_admin_nobody_needs_one() {
    let latchkey = elsewhere().await;
    add(&latchkey, "bo", Some(AccessRole::User)).await;
    assert_eq!(password(&latchkey, "bo@acme.com").await.status, 201);
    admin(&latchkey, "ana").await;
    let asked = password(&latchkey, "ana@acme.com").await;
    assert_eq!(
        code_of(&asked),
        (401, "second_factor_enrolment_needed".into())
    );
}

#[tokio::test]
async fn a_role_that_needs_one_ends_the_sessions_that_a_password_alone_began() {
    let latchkey = elsewhere().await;
    let (_, owner) = owner_with_app(&latchkey).await;
    let id = add(&latchkey, "bo", Some(AccessRole::ReadOnly)).await;
    let bo = latchkey.screen_of("bo@acme.com").await.unwrap();
    let give = async |role: &str| {
        let body = json!({"action": "setAccessRole", "ids": [id], "accessRole": role});
        let done = owner.post("/users/bulk", body).await;
        assert_eq!(done.json()["done"], json!([id]), "{}", done.text);
    };
    give("User").await;
    assert_eq!(bo.get("/session").await.status, 200);
    give("Admin").await;
    assert_eq!(bo.get("/session").await.status, 401);
    let entries = latchkey.entries().await.unwrap();
    let given = entries
        .iter()
        .find(|entry| entry.action == "user.role_changed")
        .unwrap();
    let said = given.reason.as_deref().unwrap_or_default();
    assert!(said.contains("1 session ended"), "{given:?}");
    // Who has one by now keeps the session that it began.
    let (_, bo) = with_app(&latchkey, "bo@acme.com").await;
    give("EnterpriseAdmin").await;
    give("User").await;
    give("Admin").await;
    assert_eq!(bo.get("/session").await.status, 200);
}

#[tokio::test]
async fn on_this_machine_alone_a_role_ends_no_session() {
    let latchkey = fresh().await;
    let owner = latchkey.owner().await.unwrap();
    let id = add(&latchkey, "bo", Some(AccessRole::User)).await;
    let bo = latchkey.screen_of("bo@acme.com").await.unwrap();
    let body = json!({"action": "setAccessRole", "ids": [id], "accessRole": "Admin"});
    owner.post("/users/bulk", body).await;
    assert_eq!(bo.get("/session").await.status, 200);
}

#[tokio::test]
async fn who_has_one_is_asked_wherever_and_whoever_they_are() {
    let latchkey = fresh().await;
    let bo = latchkey.person(AccessRole::User).await.unwrap();
    let begun = bo
        .post(
            "/me/second-factor/totp",
            json!({"password": OWNER_PASSWORD}),
        )
        .await
        .json();
    let secret = begun["secret"].as_str().unwrap();
    let code = latchkey_testkit::totp_code(secret, latchkey.app.now()).unwrap();
    let body = json!({"enrolment": begun["enrolment"], "code": code});
    let done = bo.post("/me/second-factor/enrolments", body).await;
    assert_eq!(done.status, 201, "{}", done.text);
    assert_eq!(texts(&done.json()["recoveryCodes"]).len(), 10);
    let asked = password(&latchkey, "user@acme.com").await;
    assert_eq!(code_of(&asked), (401, "second_factor_needed".into()));
}

#[tokio::test]
async fn a_passkey_signs_in_and_its_use_is_noted() {
    let latchkey = elsewhere().await;
    let (mut authenticator, owner) = with_passkey(&latchkey, OWNER, 1).await;
    let asked = password(&latchkey, OWNER).await.json();
    assert_eq!(asked["totp"], false);
    assert_eq!(asked["passkey"]["rpId"], "latchkey.acme.com");
    assert_eq!(asked["passkey"]["userVerification"], "required");
    let answer = authenticator.answer(&asked["passkey"]);
    let done = step(&latchkey, &asked["ticket"], "passkey", answer).await;
    assert_eq!(done.status, 201, "{}", done.text);
    let own = owner.get("/me/second-factor").await.json();
    assert_eq!(own["passkeys"][0]["name"], "Laptop");
    assert!(own["passkeys"][0]["lastUsedAt"].is_string(), "{own}");
}

#[tokio::test]
async fn a_recovery_code_signs_in_once_and_that_is_told() {
    let latchkey = elsewhere().await;
    let (app, owner) = owner_with_app(&latchkey).await;
    let typed = app.recovery_codes[3].to_lowercase().replace('-', " ");
    let first = ticket(&latchkey, OWNER).await;
    let done = step(&latchkey, &first, "recoveryCode", typed.clone()).await;
    assert_eq!(done.status, 201, "{}", done.text);
    let second = ticket(&latchkey, OWNER).await;
    super::is_wrong(&step(&latchkey, &second, "recoveryCode", typed).await);
    let own = owner.get("/me/second-factor").await.json();
    assert_eq!(own["recoveryCodes"], 9);
    let told = own["told"][0]["sentence"].as_str().unwrap();
    assert!(told.contains("recovery code; 9 are left"), "{told}");
}

#[tokio::test]
async fn the_app_is_asked_too_and_gets_its_token_after_the_second_step() {
    let latchkey = elsewhere().await;
    let (app, _) = owner_with_app(&latchkey).await;
    let body = json!({"userName": OWNER, "password": OWNER_PASSWORD});
    let asked = in_app(&latchkey, None, Method::POST, "/session", Some(body)).await;
    assert_eq!(code_of(&asked), (401, "second_factor_needed".into()));
    let done = step(&latchkey, &asked.json()["ticket"], "code", app.code()).await;
    assert!(done.json()["token"].is_string(), "{}", done.text);
    assert!(done.headers.get("set-cookie").is_none());
}

#[tokio::test]
async fn an_invited_admin_adds_one_before_there_is_a_session() {
    let latchkey = elsewhere().await;
    let owner = latchkey.owner().await.unwrap();
    let id = admin(&latchkey, "ana").await;
    let link = owner
        .post(&format!("/users/{id}/invite"), Value::Null)
        .await;
    let url = link.json()["url"].as_str().unwrap().to_owned();
    let token = url.strip_prefix(&format!("{ORIGIN}/invite/")).unwrap();
    let body = Some(json!({"password": OWNER_PASSWORD}));
    let asked = anyone(&latchkey, Method::POST, &format!("/invites/{token}"), body).await;
    assert_eq!(
        code_of(&asked),
        (401, "second_factor_enrolment_needed".into()),
        "{}",
        asked.text
    );
    assert!(asked.headers.get("set-cookie").is_none());
    let (done, _) = latchkey.enrol_totp_by(&asked).await.unwrap();
    assert_eq!(done.status, 201, "{}", done.text);
}

#[tokio::test]
async fn an_invite_is_no_way_around_a_passkey() {
    let latchkey = elsewhere().await;
    let owner = latchkey.owner().await.unwrap();
    let id = admin(&latchkey, "ana").await;
    let (mut authenticator, _) = with_passkey(&latchkey, "ana@acme.com", 1).await;
    let link = owner
        .post(&format!("/users/{id}/invite"), Value::Null)
        .await;
    let url = link.json()["url"].as_str().unwrap().to_owned();
    let token = url.strip_prefix(&format!("{ORIGIN}/invite/")).unwrap();
    let body = Some(json!({"password": OWNER_PASSWORD}));
    let asked = anyone(&latchkey, Method::POST, &format!("/invites/{token}"), body).await;
    assert_eq!(
        code_of(&asked),
        (401, "second_factor_needed".into()),
        "{}",
        asked.text
    );
    let answer = authenticator.answer(&asked.json()["passkey"]);
    let done = step(&latchkey, &asked.json()["ticket"], "passkey", answer).await;
    assert_eq!(done.status, 201, "{}", done.text);
}

#[tokio::test]
async fn okta_sign_on_is_not_asked() {
    let mut latchkey = Latchkey::with_config(latchkey_server::ServeConfig {
        public_url: Some(ORIGIN.parse().unwrap()),
        ..Latchkey::usual_config()
    })
    .unwrap();
    latchkey.add_connector().await.unwrap();
    let issuer = latchkey.start_issuer().await.unwrap();
    latchkey.require_okta(&issuer).await.unwrap();
    let mut ana = latchkey_testkit::people::okta_user("ana");
    ana["roles"] = json!([{"value": "Admin"}]);
    latchkey.provision(ana).await.unwrap();
    let done = latchkey
        .sign_in_through(&issuer, &latchkey_testkit::okta::person("ana"))
        .await
        .unwrap();
    assert!(
        matches!(done, latchkey_app::sign_in::browser::Finished::SignedIn(_)),
        "{done:?}"
    );
    issuer.stop().await;
}

#[tokio::test]
async fn where_passkeys_belong_to_another_host_that_is_said_and_recovery_codes_go_on() {
    let latchkey = elsewhere().await;
    let (_, _) = with_app(&latchkey, OWNER).await;
    admin(&latchkey, "ana").await;
    with_passkey(&latchkey, "ana@acme.com", 1).await;
    latchkey.app.is_served(latchkey_app::serving::Serving {
        public_url: "https://keys.acme.com".to_owned(),
        from_elsewhere: true,
    });
    let asked = password(&latchkey, "ana@acme.com").await.json();
    assert_eq!(asked["passkey"], Value::Null);
    assert_eq!(asked["recoveryCodes"], true);
    let note = asked["passkeyNote"].as_str().unwrap();
    assert!(
        note.contains("latchkey.acme.com") && note.contains("keys.acme.com"),
        "{note}"
    );
}
