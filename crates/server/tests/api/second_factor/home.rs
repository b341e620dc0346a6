//! What Home says of second factors.

use latchkey_domain::AccessRole;
use serde_json::Value;

use super::{admin, elsewhere, owner_with_app, with_app};
use crate::staff::{add, fresh};

fn item<'a>(home: &'a Value, code: &str) -> Option<&'a Value> {
    home["attention"]
        .as_array()?
        .iter()
        .find(|item| item["code"] == code)
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
