//! The checklist ticks itself by what arrived, and claims nothing else.

use axum::body::Body;
use axum::http::Request;
use latchkey_testkit::people::{okta_user, okta_user_with_role};
use latchkey_testkit::{Latchkey, Screen};
use serde_json::{Value, json};

async fn step(owner: &Screen<'_>, way: &str, id: &str) -> Value {
    let list = owner
        .get(&format!("/connectors/okta/checklist?way={way}"))
        .await
        .json();
    let found = list["steps"]
        .as_array()
        .unwrap()
        .iter()
        .find(|step| step["id"] == id);
    found.cloned().unwrap_or_default()
}

#[tokio::test]
async fn before_there_is_a_connector_everything_is_to_do() {
    let latchkey = Latchkey::new().unwrap();
    latchkey.set_up().await.unwrap();
    let owner = latchkey.owner().await.unwrap();
    for way in ["two", "one"] {
        let list = owner
            .get(&format!("/connectors/okta/checklist?way={way}"))
            .await
            .json();
        assert_eq!(list["done"], 0);
        for step in list["steps"].as_array().unwrap() {
            assert_eq!(step["state"], "todo", "{step}");
            assert_eq!(step["values"], json!([]));
        }
    }
    assert_eq!(
        owner
            .get("/connectors/okta/checklist?way=three")
            .await
            .status,
        422
    );
}

#[tokio::test]
async fn wrong_credentials_are_refused_at_their_step_until_they_are_right() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let owner = latchkey.owner().await.unwrap();
    assert_eq!(step(&owner, "two", "credentials").await["state"], "waiting");
    let wrong = Request::get("/scim/v2/Users?startIndex=1&count=2")
        .header("authorization", "Bearer wrong")
        .body(Body::empty());
    latchkey.send(wrong.unwrap()).await;
    latchkey.app.flush_calls().await.unwrap();
    let refused = step(&owner, "two", "credentials").await;
    assert_eq!(refused["state"], "refused");
    // What called is there, whatever it brought.
    assert_eq!(step(&owner, "two", "scim_app").await["state"], "done");
    assert!(
        refused["sentence"]
            .as_str()
            .unwrap()
            .contains("not a passkey"),
        "{refused}"
    );
    latchkey.clock.advance(jiff::SignedDuration::from_secs(1));
    latchkey.scim_get("/Users?startIndex=1&count=2").await;
    latchkey.app.flush_calls().await.unwrap();
    let done = step(&owner, "two", "credentials").await;
    assert_eq!(done["state"], "done");
    assert_eq!(done["sentence"], "Okta tested the credentials and got in.");
    let proof = owner
        .get(&format!("/activity/{}", done["entryId"].as_str().unwrap()))
        .await;
    assert_eq!(proof.json()["action"], "users.listed");
}

#[tokio::test]
async fn a_refused_create_is_no_tick_and_a_good_one_is() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let owner = latchkey.owner().await.unwrap();
    let mut nameless = okta_user("Bo");
    nameless["name"]["familyName"] = "".into();
    latchkey.scim_post("/Users", nameless).await;
    assert_eq!(step(&owner, "one", "to_app").await["state"], "refused");
    latchkey.scim_post("/Users", okta_user("Bo")).await;
    assert_eq!(step(&owner, "one", "to_app").await["state"], "done");
    assert_eq!(
        step(&owner, "one", "import_settings").await["state"],
        "done"
    );
    assert_eq!(
        step(&owner, "one", "role_attribute").await["state"],
        "waiting"
    );
    assert_eq!(
        step(&owner, "one", "update_seen").await["state"],
        "not_seen"
    );
    assert_eq!(
        step(&owner, "one", "deactivate_seen").await["state"],
        "not_seen"
    );
    latchkey
        .scim_post("/Users", okta_user_with_role("Cy", "Admin"))
        .await;
    let role = step(&owner, "one", "role_attribute").await;
    assert_eq!(role["state"], "done", "{role}");
}

#[tokio::test]
async fn the_role_attribute_has_everything_to_paste() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let owner = latchkey.owner().await.unwrap();
    let values = step(&owner, "two", "role_attribute").await["values"].clone();
    for (label, value) in [
        ("Variable name", "accessRole"),
        ("External name", "accessRole"),
        (
            "External namespace",
            "urn:ietf:params:scim:schemas:extension:latchkey:2.0:User",
        ),
        ("Data type", "string"),
        ("Value", "ReadOnly"),
        ("Value", "EnterpriseAdmin"),
    ] {
        let there = values
            .as_array()
            .unwrap()
            .contains(&json!({"label": label, "value": value, "copyable": true}));
        assert!(there, "{label}: {value} in {values}");
    }
    let credentials = step(&owner, "two", "credentials").await.to_string();
    assert!(
        !credentials.contains(&latchkey.passkey()),
        "no secret in a list"
    );
    let app = step(&owner, "two", "oidc_app").await;
    assert_eq!(app["values"].as_array().unwrap().len(), 6);
}
