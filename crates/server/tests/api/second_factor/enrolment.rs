//! Adding a second factor: by somebody else, too late, with a wrong code; and right.

use jiff::SignedDuration;
use latchkey_app::ports::store::{StoreError, StoreExt as _};
use latchkey_domain::AccessRole;
use latchkey_testkit::{Authenticator, Latchkey, OWNER, OWNER_PASSWORD, totp_code};
use serde_json::{Value, json};

use super::{ORIGIN, code_of, elsewhere, owner_with_app, password, post, texts};
use crate::staff::fresh;

#[tokio::test]
async fn it_needs_the_password_and_a_fresh_sign_in() {
    let latchkey = fresh().await;
    let owner = latchkey.owner().await.unwrap();
    let wrong = owner
        .post("/me/second-factor/totp", json!({"password": "a guess"}))
        .await;
    assert_eq!(code_of(&wrong), (422, "wrong_credentials".into()));
    latchkey.clock.advance(SignedDuration::from_mins(5));
    for (path, body) in [
        ("totp", json!({"password": OWNER_PASSWORD})),
        ("passkeys", Value::Null),
        ("recovery-codes", Value::Null),
    ] {
        let refused = owner.post(&format!("/me/second-factor/{path}"), body).await;
        assert_eq!(code_of(&refused), (403, "fresh_sign_in".into()), "{path}");
    }
}

#[tokio::test]
async fn guessing_the_password_there_is_no_way_around_either() {
    let latchkey = fresh().await;
    let owner = latchkey.owner().await.unwrap();
    let guess = async |password: &str| {
        let body = json!({"password": password});
        code_of(&owner.post("/me/second-factor/totp", body).await)
    };
    for _ in 0..5 {
        assert_eq!(guess("a guess").await, (422, "wrong_credentials".into()));
    }
    let change = json!({"current": "a guess", "new": "another good password"});
    // It is one count with the other places where a password is typed.
    assert_eq!(owner.put("/me/password", change).await.status, 429);
}

#[tokio::test]
async fn it_is_confirmed_by_its_first_code_within_five_minutes_and_once() {
    let latchkey = fresh().await;
    let owner = latchkey.owner().await.unwrap();
    let add_app = async || {
        let body = json!({"password": OWNER_PASSWORD});
        let begun = owner.post("/me/second-factor/totp", body).await;
        assert_eq!(begun.status, 201, "{}", begun.text);
        begun.json()
    };
    let confirm = async |begun: &Value, code: &str| {
        let body = json!({"enrolment": begun["enrolment"], "code": code});
        owner.post("/me/second-factor/enrolments", body).await
    };
    let begun = add_app().await;
    let secret = begun["secret"].as_str().unwrap();
    let uri = begun["uri"].as_str().unwrap();
    assert!(
        uri.starts_with("otpauth://totp/Latchkey%20Acme:owner%40acme.com?"),
        "{uri}"
    );
    assert!(uri.contains(secret));
    let code = totp_code(secret, latchkey.app.now()).unwrap();
    for wrong in ["", "12345", "abcdef"] {
        let refused = confirm(&begun, wrong).await;
        assert_eq!(code_of(&refused), (422, "wrong_second_factor".into()));
    }
    let own = owner.get("/me/second-factor").await.json();
    assert_eq!(own["totp"], Value::Null);
    let done = confirm(&begun, &code).await;
    assert_eq!(done.status, 201, "{}", done.text);
    let codes = texts(&done.json()["recoveryCodes"]);
    assert_eq!(codes.len(), 10);
    assert!(codes.iter().all(|code| code.len() == 19), "{codes:?}");
    assert_eq!(
        code_of(&confirm(&begun, &code).await),
        (422, "ticket_spent".into())
    );
    // Another one takes its place, and the recovery codes go on.
    let late = add_app().await;
    latchkey.clock.advance(SignedDuration::from_mins(4));
    let in_time = add_app().await;
    latchkey.clock.advance(SignedDuration::from_secs(59));
    let code = totp_code(in_time["secret"].as_str().unwrap(), latchkey.app.now()).unwrap();
    let done = confirm(&in_time, &code).await;
    assert_eq!(done.json(), json!({"recoveryCodes": null}), "{}", done.text);
    latchkey.clock.advance(SignedDuration::from_secs(1));
    let refused = confirm(&late, "123456").await;
    assert_eq!(code_of(&refused), (422, "ticket_spent".into()));
}

#[tokio::test]
async fn who_takes_long_to_confirm_it_needs_no_other_fresh_sign_in() {
    let latchkey = fresh().await;
    let owner = latchkey.owner().await.unwrap();
    latchkey.clock.advance(SignedDuration::from_mins(4));
    let body = json!({"password": OWNER_PASSWORD});
    let begun = owner.post("/me/second-factor/totp", body).await.json();
    latchkey.clock.advance(SignedDuration::from_mins(4));
    let code = totp_code(begun["secret"].as_str().unwrap(), latchkey.app.now()).unwrap();
    let body = json!({"enrolment": begun["enrolment"], "code": code});
    let done = owner.post("/me/second-factor/enrolments", body).await;
    assert_eq!(done.status, 201, "{}", done.text);
}

#[tokio::test]
async fn an_enrolment_of_somebody_else_or_of_another_session_is_none() {
    let latchkey = fresh().await;
    let owner = latchkey.owner().await.unwrap();
    let body = json!({"password": OWNER_PASSWORD});
    let begun = owner.post("/me/second-factor/totp", body).await.json();
    let code = totp_code(begun["secret"].as_str().unwrap(), latchkey.app.now()).unwrap();
    let body = json!({"enrolment": begun["enrolment"], "code": code});
    let bo = latchkey.person(AccessRole::Admin).await.unwrap();
    let another = latchkey.owner().await.unwrap();
    for other in [&bo, &another] {
        let refused = other
            .post("/me/second-factor/enrolments", body.clone())
            .await;
        assert_eq!(code_of(&refused), (422, "ticket_spent".into()));
    }
    let done = owner.post("/me/second-factor/enrolments", body).await;
    assert_eq!(done.status, 201, "{}", done.text);
}

#[tokio::test]
async fn a_password_that_changes_meanwhile_ends_it() {
    let latchkey = fresh().await;
    let owner = latchkey.owner().await.unwrap();
    let body = json!({"password": OWNER_PASSWORD});
    let begun = owner.post("/me/second-factor/totp", body).await.json();
    let code = totp_code(begun["secret"].as_str().unwrap(), latchkey.app.now()).unwrap();
    let change = json!({"current": OWNER_PASSWORD, "new": "another good password"});
    assert_eq!(owner.put("/me/password", change).await.status, 204);
    let body = json!({"enrolment": begun["enrolment"], "code": code});
    let refused = owner.post("/me/second-factor/enrolments", body).await;
    assert_eq!(code_of(&refused), (422, "ticket_spent".into()));
}

#[tokio::test]
async fn a_passkey_needs_a_name_and_a_server_that_has_one() {
    let latchkey = fresh().await;
    let owner = latchkey.owner().await.unwrap();
    let refused = owner.post("/me/second-factor/passkeys", Value::Null).await;
    assert_eq!(code_of(&refused), (409, "conflict".into()));
    assert!(
        refused.text.contains("http://localhost"),
        "{}",
        refused.text
    );
    let own = owner.get("/me/second-factor").await.json();
    assert!(own["passkeyNote"].is_string(), "{own}");
    // By plain http a browser offers none.
    latchkey.app.is_served(latchkey_app::serving::Serving {
        public_url: "http://latchkey.acme.com".to_owned(),
        from_elsewhere: true,
    });
    let refused = owner.post("/me/second-factor/passkeys", Value::Null).await;
    assert!(refused.text.contains("https only"), "{}", refused.text);

    let latchkey = elsewhere().await;
    let owner = latchkey.owner().await.unwrap();
    let begun = owner
        .post("/me/second-factor/passkeys", Value::Null)
        .await
        .json();
    let mut authenticator = Authenticator::new(1, ORIGIN).unwrap();
    let made = authenticator.make(&begun["options"]);
    for name in ["", "  ", "two\nlines"] {
        let body = json!({"enrolment": begun["enrolment"], "passkey": made, "name": name});
        let refused = owner.post("/me/second-factor/enrolments", body).await;
        assert_eq!(code_of(&refused), (422, "unaccepted_value".into()));
    }
    let body = json!({"enrolment": begun["enrolment"], "passkey": made, "name": " Phone "});
    let done = owner.post("/me/second-factor/enrolments", body).await;
    // The authenticator app, which the first sign-in asked for, brought the recovery codes.
    assert_eq!(done.json(), json!({"recoveryCodes": null}), "{}", done.text);
    let own = owner.get("/me/second-factor").await.json();
    assert_eq!(own["passkeys"][0]["name"], "Phone");
    assert_eq!(own["passkeys"][0]["host"], "latchkey.acme.com");
    // A second time it is excluded: the browser is told, and what comes all the same is refused.
    let begun = owner
        .post("/me/second-factor/passkeys", Value::Null)
        .await
        .json();
    assert_eq!(
        begun["options"]["excludeCredentials"]
            .as_array()
            .map(Vec::len),
        Some(1)
    );
    let made = authenticator.make(&begun["options"]);
    let body = json!({"enrolment": begun["enrolment"], "passkey": made, "name": "Again"});
    let refused = owner.post("/me/second-factor/enrolments", body).await;
    assert_eq!(refused.status, 422, "{}", refused.text);
}

#[tokio::test]
async fn wrong_codes_end_the_ticket_of_an_enrolment() {
    let latchkey = elsewhere().await;
    let asked = password(&latchkey, OWNER).await.json();
    let ticket = &asked["ticket"];
    let path = "/session/second-factor";
    let begun = post(
        &latchkey,
        &format!("{path}/totp"),
        json!({"ticket": ticket}),
    )
    .await;
    assert_eq!(begun.status, 201, "{}", begun.text);
    for _ in 0..5 {
        let body = json!({"ticket": ticket, "code": "abcdef"});
        super::is_wrong(&post(&latchkey, &format!("{path}/enrolment"), body).await);
    }
    let secret = begun.json()["secret"].as_str().unwrap().to_owned();
    let code = totp_code(&secret, latchkey.app.now()).unwrap();
    let body = json!({"ticket": ticket, "code": code});
    super::is_spent(&post(&latchkey, &format!("{path}/enrolment"), body).await);
    assert_eq!(
        refusals(&latchkey, "session.refused").await,
        [("Olga Ek".to_owned(), 5), ("someone".to_owned(), 1)]
    );
}

/// On record of this action: about whom, and how many.
async fn refusals(latchkey: &Latchkey, action: &str) -> Vec<(String, u64)> {
    let entries = latchkey.entries().await.unwrap();
    let mut refused: Vec<_> = entries
        .into_iter()
        .filter(|entry| entry.action == action)
        .map(|entry| (entry.target.name, entry.count))
        .collect();
    refused.sort_unstable();
    refused
}

#[tokio::test]
async fn a_code_that_is_not_looked_at_is_not_a_wrong_one() {
    let latchkey = elsewhere().await;
    let mut begun = Vec::new();
    for _ in 0..2 {
        let ticket = password(&latchkey, OWNER).await.json()["ticket"].clone();
        let body = json!({"ticket": ticket});
        let totp = post(&latchkey, "/session/second-factor/totp", body).await;
        begun.push((ticket, totp.json()["secret"].as_str().unwrap().to_owned()));
    }
    let bring = async |at: usize, code: &str| {
        let body = json!({"ticket": begun[at].0, "code": code});
        post(&latchkey, "/session/second-factor/enrolment", body).await
    };
    for _ in 0..4 {
        super::is_wrong(&bring(0, "abcdef").await);
    }
    super::is_wrong(&bring(1, "abcdef").await);
    for _ in 0..10 {
        let refused = bring(1, "abcdef").await;
        assert_eq!(code_of(&refused), (429, "too_many_attempts".into()));
    }
    latchkey.clock.advance(SignedDuration::from_secs(30));
    let code = totp_code(&begun[1].1, latchkey.app.now()).unwrap();
    let done = bring(1, &code).await;
    assert_eq!(done.status, 201, "{}", done.text);
}

#[tokio::test]
async fn what_does_not_confirm_ones_own_is_on_record() {
    let latchkey = fresh().await;
    let owner = latchkey.owner().await.unwrap();
    let body = json!({"password": OWNER_PASSWORD});
    let begun = owner.post("/me/second-factor/totp", body).await.json();
    for enrolment in [&begun["enrolment"], &json!("none")] {
        let body = json!({"enrolment": enrolment, "code": "abcdef"});
        let refused = owner.post("/me/second-factor/enrolments", body).await;
        assert_eq!(refused.status, 422, "{}", refused.text);
    }
    let one = ("Olga Ek".to_owned(), 1);
    assert_eq!(
        refusals(&latchkey, "second_factor.added").await,
        [one.clone(), one]
    );
}

#[tokio::test]
async fn who_has_no_password_has_nothing_to_add_one_to() {
    let latchkey = fresh().await;
    let owner = latchkey.owner().await.unwrap();
    let id = owner.id.clone();
    let unit = latchkey
        .store
        .write::<_, StoreError>(move |store| store.put_password_hash(&id, None));
    unit.await.unwrap();
    let own = owner.get("/me/second-factor").await.json();
    assert_eq!(own["hasPassword"], false);
    for (path, body) in [
        ("totp", json!({"password": OWNER_PASSWORD})),
        ("passkeys", Value::Null),
    ] {
        let refused = owner.post(&format!("/me/second-factor/{path}"), body).await;
        assert_eq!(code_of(&refused), (409, "conflict".into()), "{path}");
        let said = refused.detail();
        assert!(said.contains("stands beside a local password"), "{said}");
    }
}

#[tokio::test]
async fn the_owner_who_sets_up_with_the_code_is_signed_in_and_asked_the_next_time() {
    let latchkey = Latchkey::with_config(latchkey_server::ServeConfig {
        public_url: Some(ORIGIN.parse().unwrap()),
        ..Latchkey::usual_config()
    })
    .unwrap();
    let code = latchkey.app.offer_set_up().unwrap().unwrap();
    let body = json!({
        "code": code,
        "organization": "Acme",
        "owner": {"email": OWNER, "givenName": "Olga", "familyName": "Ek"},
        "password": OWNER_PASSWORD,
    });
    let done = post(&latchkey, "/setup", body).await;
    assert_eq!(done.status, 201, "{}", done.text);
    let asked = password(&latchkey, OWNER).await;
    assert_eq!(
        code_of(&asked),
        (401, "second_factor_enrolment_needed".into())
    );
    let (_, owner) = owner_with_app(&latchkey).await;
    assert_eq!(
        owner.get("/me/second-factor").await.json()["required"],
        true
    );
}
