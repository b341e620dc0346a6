//! Tickets: of somebody else, used twice, after the account was changed, for the other purpose.

use jiff::SignedDuration;
use latchkey_app::directory::users::edit::UserEdit;
use latchkey_app::record::Caller;
use latchkey_domain::AccessRole;
use latchkey_testkit::{Authenticator, OWNER, OWNER_PASSWORD, totp_code};
use secrecy::SecretString;
use serde_json::{Value, json};

use super::{
    ORIGIN, admin, code_of, elsewhere, is_spent, is_wrong, owner_with_app, password, post, step,
    ticket, with_app, with_passkey,
};

#[tokio::test]
async fn what_is_no_ticket_opens_nothing() {
    let latchkey = elsewhere().await;
    let (app, _) = owner_with_app(&latchkey).await;
    for none in ["", "x", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"] {
        is_spent(&step(&latchkey, &json!(none), "code", app.code()).await);
        for path in ["totp", "passkey"] {
            let body = json!({"ticket": none});
            is_spent(&post(&latchkey, &format!("/session/second-factor/{path}"), body).await);
        }
    }
    let ticket = ticket(&latchkey, OWNER).await;
    let both = json!({"ticket": ticket, "code": "1", "recoveryCode": "2"});
    for body in [json!({"ticket": ticket}), both] {
        let refused = post(&latchkey, "/session/second-factor", body).await;
        assert_eq!(code_of(&refused), (422, "unaccepted_value".into()));
    }
    assert_eq!(
        step(&latchkey, &ticket, "code", app.code()).await.status,
        201
    );
}

#[tokio::test]
async fn a_ticket_works_once() {
    let latchkey = elsewhere().await;
    let (app, _) = owner_with_app(&latchkey).await;
    let ticket = ticket(&latchkey, OWNER).await;
    assert_eq!(
        step(&latchkey, &ticket, "code", app.code()).await.status,
        201
    );
    latchkey.clock.advance(SignedDuration::from_secs(30));
    is_spent(&step(&latchkey, &ticket, "code", app.code()).await);
    is_spent(
        &step(
            &latchkey,
            &ticket,
            "recoveryCode",
            app.recovery_codes[0].clone(),
        )
        .await,
    );
}

#[tokio::test]
async fn of_two_at_once_with_one_ticket_one_is_signed_in() {
    let latchkey = elsewhere().await;
    let (app, _) = owner_with_app(&latchkey).await;
    let ticket = ticket(&latchkey, OWNER).await;
    let (one, other) = tokio::join!(
        step(
            &latchkey,
            &ticket,
            "recoveryCode",
            app.recovery_codes[0].clone()
        ),
        step(
            &latchkey,
            &ticket,
            "recoveryCode",
            app.recovery_codes[1].clone()
        )
    );
    let mut statuses = [one.status.as_u16(), other.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 401], "{} {}", one.text, other.text);
}

#[tokio::test]
async fn a_ticket_runs_out_after_five_minutes() {
    let latchkey = elsewhere().await;
    let (app, _) = owner_with_app(&latchkey).await;
    let (first, second) = (
        ticket(&latchkey, OWNER).await,
        ticket(&latchkey, OWNER).await,
    );
    latchkey.clock.advance(SignedDuration::from_secs(299));
    assert_eq!(
        step(&latchkey, &first, "code", app.code()).await.status,
        201
    );
    latchkey.clock.advance(SignedDuration::from_secs(31));
    is_spent(&step(&latchkey, &second, "code", app.code()).await);
}

#[tokio::test]
async fn what_is_somebody_elses_does_not_fit() {
    let latchkey = elsewhere().await;
    admin(&latchkey, "ana").await;
    admin(&latchkey, "bo").await;
    let (ana, _) = with_app(&latchkey, "ana@acme.com").await;
    let (mut bo, _) = with_passkey(&latchkey, "bo@acme.com", 2).await;
    let (owner, _) = owner_with_app(&latchkey).await;
    let of_ana = ticket(&latchkey, "ana@acme.com").await;
    is_wrong(&step(&latchkey, &of_ana, "code", owner.code()).await);
    is_wrong(
        &step(
            &latchkey,
            &of_ana,
            "recoveryCode",
            owner.recovery_codes[0].clone(),
        )
        .await,
    );
    let asked = password(&latchkey, "bo@acme.com").await.json();
    is_wrong(&step(&latchkey, &of_ana, "passkey", bo.answer(&asked["passkey"])).await);
    is_wrong(&step(&latchkey, &asked["ticket"], "code", ana.code()).await);
    // Nothing of it was spent.
    assert_eq!(
        step(&latchkey, &of_ana, "code", ana.code()).await.status,
        201
    );
    let of_owner = ticket(&latchkey, OWNER).await;
    let done = step(
        &latchkey,
        &of_owner,
        "recoveryCode",
        owner.recovery_codes[0].clone(),
    )
    .await;
    assert_eq!(done.status, 201, "{}", done.text);
}

#[tokio::test]
async fn a_ticket_dies_with_what_it_stands_for() {
    for change in ["password", "role", "deactivated", "reset"] {
        let latchkey = elsewhere().await;
        let id = admin(&latchkey, "ana").await;
        // With a passkey, which a new password leaves there.
        let (mut authenticator, _) = with_passkey(&latchkey, "ana@acme.com", 1).await;
        let asked = password(&latchkey, "ana@acme.com").await.json();
        let answer = authenticator.answer(&asked["passkey"]);
        let operator = Caller::operator();
        match change {
            "password" => {
                let new = SecretString::from("another good password");
                latchkey.app.set_password(operator, &id, new).await.unwrap();
            }
            "role" => {
                let edit = UserEdit::role(Some(AccessRole::EnterpriseAdmin));
                latchkey.app.edit_user(operator, &id, edit).await.unwrap();
            }
            "deactivated" => {
                let edit = UserEdit::active(false);
                latchkey.app.edit_user(operator, &id, edit).await.unwrap();
            }
            _ => assert!(
                latchkey
                    .app
                    .reset_second_factor(operator, &id)
                    .await
                    .unwrap()
            ),
        }
        let refused = step(&latchkey, &asked["ticket"], "passkey", answer).await;
        let expected = match change {
            "deactivated" => (403, "forbidden"),
            "reset" => (401, "wrong_second_factor"),
            _ => (401, "ticket_spent"),
        };
        assert_eq!(
            code_of(&refused),
            (expected.0, expected.1.to_owned()),
            "{change}"
        );
        assert_eq!(
            latchkey.sessions(&id).unwrap(),
            usize::from(change == "role"),
            "{change}"
        );
    }
}

#[tokio::test]
async fn a_ticket_dies_with_the_authenticator_app_that_it_was_given_for() {
    let latchkey = elsewhere().await;
    let (lost, owner) = owner_with_app(&latchkey).await;
    let ticket = ticket(&latchkey, OWNER).await;
    let body = json!({"password": OWNER_PASSWORD});
    let begun = owner.post("/me/second-factor/totp", body).await.json();
    let secret = begun["secret"].as_str().unwrap();
    let code = totp_code(secret, latchkey.app.now()).unwrap();
    let body = json!({"enrolment": begun["enrolment"], "code": code});
    let done = owner.post("/me/second-factor/enrolments", body).await;
    assert_eq!(done.status, 201, "{}", done.text);
    latchkey.clock.advance(SignedDuration::from_secs(60));
    is_spent(&step(&latchkey, &ticket, "code", lost.code()).await);
    let recovery = lost.recovery_codes[0].clone();
    is_spent(&step(&latchkey, &ticket, "recoveryCode", recovery).await);
}

#[tokio::test]
async fn a_ticket_for_an_enrolment_dies_too() {
    for change in ["password", "role", "deactivated"] {
        let latchkey = elsewhere().await;
        let id = admin(&latchkey, "ana").await;
        let asked = password(&latchkey, "ana@acme.com").await;
        let operator = Caller::operator();
        match change {
            "password" => {
                let new = SecretString::from("another good password");
                latchkey.app.set_password(operator, &id, new).await.unwrap();
            }
            "role" => {
                let edit = UserEdit::role(Some(AccessRole::EnterpriseAdmin));
                latchkey.app.edit_user(operator, &id, edit).await.unwrap();
            }
            _ => {
                let edit = UserEdit::active(false);
                latchkey.app.edit_user(operator, &id, edit).await.unwrap();
            }
        }
        let (refused, _) = latchkey.enrol_totp_by(&asked).await.unwrap();
        assert_ne!(refused.status, 201, "{change}");
        assert_eq!(latchkey.sessions(&id).unwrap(), 0, "{change}");
        let has = latchkey.app.read(|store| store.has_second_factor(&id));
        assert!(!has.unwrap(), "{change}");
    }
}

#[tokio::test]
async fn each_ticket_is_for_its_own_purpose() {
    let latchkey = elsewhere().await;
    let (app, _) = owner_with_app(&latchkey).await;
    let proof = ticket(&latchkey, OWNER).await;
    // One who has a second factor adds no other one by the password alone.
    for path in ["totp", "passkey"] {
        let body = json!({"ticket": proof});
        let refused = post(&latchkey, &format!("/session/second-factor/{path}"), body).await;
        assert_eq!(code_of(&refused), (409, "conflict".into()));
    }
    let body = json!({"ticket": proof, "code": app.code()});
    let refused = post(&latchkey, "/session/second-factor/enrolment", body).await;
    assert_eq!(code_of(&refused), (409, "conflict".into()));
    // And one who has none proves nothing.
    admin(&latchkey, "ana").await;
    let asked = password(&latchkey, "ana@acme.com").await.json();
    for (what, with) in [("code", app.code()), ("recoveryCode", String::new())] {
        is_spent(&step(&latchkey, &asked["ticket"], what, with).await);
    }
}

#[tokio::test]
async fn a_passkey_made_for_one_ticket_is_not_kept_for_another() {
    let latchkey = elsewhere().await;
    admin(&latchkey, "ana").await;
    admin(&latchkey, "bo").await;
    let mut options: Vec<(Value, Value)> = Vec::new();
    for name in ["ana@acme.com", "bo@acme.com"] {
        let ticket = password(&latchkey, name).await.json()["ticket"].clone();
        let body = json!({"ticket": ticket});
        let begun = post(&latchkey, "/session/second-factor/passkey", body).await;
        options.push((ticket, begun.json()["options"].clone()));
    }
    let mut authenticator = Authenticator::new(1, ORIGIN).unwrap();
    let made = authenticator.make(&options[1].1);
    let body = json!({"ticket": options[0].0, "passkey": made, "name": "Bo's"});
    is_wrong(&post(&latchkey, "/session/second-factor/enrolment", body).await);
}

#[tokio::test]
async fn of_two_enrolments_by_ticket_the_first_counts() {
    let latchkey = elsewhere().await;
    let (first, second) = (
        password(&latchkey, OWNER).await,
        password(&latchkey, OWNER).await,
    );
    let (done, _) = latchkey.enrol_totp_by(&first).await.unwrap();
    assert_eq!(done.status, 201, "{}", done.text);
    // Whoever has the password alone does not put their own app beside it.
    let (late, _) = latchkey.enrol_totp_by(&second).await.unwrap();
    is_spent(&late);
}
