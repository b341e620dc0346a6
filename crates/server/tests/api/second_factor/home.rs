//! What Home says of second factors.

use jiff::SignedDuration;
use latchkey_app::directory::users::edit::UserEdit;
use latchkey_app::record::Caller;
use latchkey_domain::AccessRole;
use latchkey_testkit::OWNER;
use serde_json::Value;

use super::{admin, elsewhere, is_wrong, owner_with_app, step, ticket, with_app};
use crate::staff::{add, fresh};

fn item<'a>(home: &'a Value, code: &str) -> Option<&'a Value> {
    home["attention"]
        .as_array()?
        .iter()
        .find(|item| item["code"] == code)
}

/// Wrong recovery codes are as many as one likes, each five of them end a ticket.
#[tokio::test]
async fn guesses_are_told_once_an_hour_and_hide_nothing_else() {
    let latchkey = elsewhere().await;
    let (_, owner) = owner_with_app(&latchkey).await;
    let boss = admin(&latchkey, "boss").await;
    let up = UserEdit::role(Some(AccessRole::EnterpriseAdmin));
    let operator = Caller::operator();
    latchkey.app.edit_user(operator, &boss, up).await.unwrap();
    let guess_at_a_ticket = async || {
        let ticket = ticket(&latchkey, OWNER).await;
        for _ in 0..5 {
            is_wrong(&step(&latchkey, &ticket, "recoveryCode", "ABCD").await);
        }
    };
    for _ in 0..6 {
        guess_at_a_ticket().await;
    }
    let home = owner.get("/home").await.json();
    for code in [
        "own_second_factor",
        "became_enterprise_admin",
        "second_factor_guessed",
    ] {
        assert!(item(&home, code).is_some(), "{code}: {home}");
    }
    let told = async || {
        let entries = latchkey.entries().await.unwrap();
        let told = entries
            .into_iter()
            .filter(|entry| entry.action == "second_factor.guessed");
        told.map(|entry| entry.count).collect::<Vec<_>>()
    };
    assert_eq!(told().await, [6]);
    for _ in 0..3 {
        latchkey.clock.advance(SignedDuration::from_mins(20));
        assert_eq!(owner.get("/session").await.status, 200);
    }
    guess_at_a_ticket().await;
    assert_eq!(told().await, [1, 6]);
    let home = owner.get("/home").await.json();
    let items = home["attention"].as_array().unwrap();
    let about_guesses = items
        .iter()
        .filter(|item| item["code"] == "second_factor_guessed");
    assert_eq!(about_guesses.count(), 1, "{home}");
}

#[tokio::test]
async fn enterprise_admins_hear_which_admins_have_none() {
    let latchkey = elsewhere().await;
    let (_, owner) = owner_with_app(&latchkey).await;
    add(&latchkey, "bo", Some(AccessRole::User)).await;
    let code = "admins_without_second_factor";
    let home = owner.get("/home").await.json();
    assert_eq!(item(&home, code), None, "{home}");
    let id = admin(&latchkey, "ana").await;
    let home = owner.get("/home").await.json();
    let told = item(&home, code).unwrap_or_else(|| panic!("{home}"));
    assert!(
        told["sentence"]
            .as_str()
            .unwrap()
            .starts_with("ana Lind is an admin"),
        "{told}"
    );
    assert_eq!(told["verb"]["to"], format!("/people/{id}"), "{told}");
    admin(&latchkey, "cy").await;
    let home = owner.get("/home").await.json();
    assert_eq!(item(&home, code).unwrap()["count"], 2, "{home}");
    let (_, ana) = with_app(&latchkey, "ana@acme.com").await;
    let home = ana.get("/home").await.json();
    assert_eq!(item(&home, code), None, "an Admin is not told: {home}");
}

#[tokio::test]
async fn on_this_machine_alone_nobody_is_named() {
    let latchkey = fresh().await;
    admin(&latchkey, "ana").await;
    let owner = latchkey.owner().await.unwrap();
    let home = owner.get("/home").await.json();
    assert_eq!(item(&home, "admins_without_second_factor"), None, "{home}");
}

#[tokio::test]
async fn whoever_has_a_new_one_is_told() {
    let latchkey = elsewhere().await;
    let (_, owner) = owner_with_app(&latchkey).await;
    let home = owner.get("/home").await.json();
    let told = item(&home, "own_second_factor").unwrap_or_else(|| panic!("{home}"));
    let sentence = told["sentence"].as_str().unwrap();
    assert!(
        sentence.contains("An authenticator app was added"),
        "{sentence}"
    );
    let id = admin(&latchkey, "ana").await;
    let (_, ana) = with_app(&latchkey, "ana@acme.com").await;
    assert_eq!(
        owner
            .delete(&format!("/users/{id}/second-factor"))
            .await
            .status,
        204
    );
    drop(ana);
    let (_, ana) = with_app(&latchkey, "ana@acme.com").await;
    let home = ana.get("/home").await.json();
    let sentences = home["attention"].to_string();
    assert!(
        sentences.contains("by Olga Ek: The second factors of ana Lind were taken away"),
        "{home}"
    );
}
