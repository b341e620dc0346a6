//! Home, and what an admin decides there.

use jiff::SignedDuration;
use latchkey_app::record::Caller;
use latchkey_domain::AccessRole;
use latchkey_testkit::people::okta_user;
use latchkey_testkit::{Latchkey, OWNER};
use serde_json::{Value, json};

async fn provisioned(latchkey: &Latchkey, count: usize) -> Vec<String> {
    let mut paths = Vec::new();
    for number in 0..count {
        let made = latchkey
            .scim_post("/Users", okta_user(&format!("P{number}")))
            .await
            .json();
        paths.push(format!("/Users/{}", made["id"].as_str().unwrap()));
    }
    paths
}

fn gone() -> Value {
    json!({"Operations": [{"op": "replace", "value": {"active": false}}]})
}

#[tokio::test]
async fn each_role_sees_of_home_what_it_may() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let reader = latchkey.person(AccessRole::ReadOnly).await.unwrap();
    let seen = reader.get("/home").await;
    assert_eq!(seen.status, 200, "{}", seen.text);
    assert_eq!(seen.json()["latest"], Value::Null);
    assert_eq!(seen.json()["setUp"], Value::Null);
    assert_eq!(seen.json()["attention"], json!([]));
    let admin = latchkey.person(AccessRole::Admin).await.unwrap();
    let seen = admin.get("/home").await.json();
    assert!(seen["latest"].is_array());
    assert_eq!(seen["setUp"], Value::Null);
    let owner = latchkey.owner().await.unwrap();
    let seen = owner.get("/home").await.json();
    assert_eq!(seen["setUp"]["done"], 2);
    assert_eq!(seen["health"]["state"], "waiting");
    for path in [
        "/deactivations/bring-back",
        "/deactivations/allow-held",
        "/deactivations/waiting/x",
    ] {
        let body = json!({"since": "2026-05-01T00:00:00Z"});
        let body = if path.ends_with('x') {
            json!({"do": "dismiss"})
        } else {
            body
        };
        assert_eq!(reader.post(path, body).await.status, 403, "{path}");
    }
    assert_eq!(
        admin
            .post("/deactivations/allow-held", json!({}))
            .await
            .status,
        403
    );
}

#[tokio::test]
async fn a_mass_deactivation_is_on_top_and_is_brought_back_together() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let people = provisioned(&latchkey, 12).await;
    latchkey.clock.advance(SignedDuration::from_mins(7));
    for path in &people[..11] {
        assert_eq!(latchkey.scim_patch(path, gone()).await.status, 200);
        latchkey.clock.advance(SignedDuration::from_mins(2));
    }
    let owner = latchkey.owner().await.unwrap();
    let top = owner.get("/home").await.json()["attention"][0].clone();
    assert_eq!(top["code"], "mass_deactivation", "{top}");
    assert_eq!(top["count"], 11);
    assert_eq!(
        top["since"], "2026-05-01T12:07:00Z",
        "when Okta began with it"
    );
    assert_eq!(top["verb"]["label"], "Bring all 11 back");
    let path = top["verb"]["to"].as_str().unwrap();
    let settled = owner.post(path, json!({"since": top["since"]})).await;
    assert_eq!(
        settled.json()["done"].as_array().unwrap().len(),
        11,
        "{}",
        settled.text
    );
    assert_eq!(latchkey.scim_get(&people[0]).await.json()["active"], true);
    let after = owner.get("/home").await.json();
    assert!(!after["attention"].to_string().contains("mass_deactivation"));
}

#[tokio::test]
async fn held_deactivations_wait_for_an_enterprise_admin() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let people = provisioned(&latchkey, 12).await;
    let owner = latchkey.owner().await.unwrap();
    let hold = json!({"massDeactivation": {"hold": true}});
    assert_eq!(owner.patch("/connectors/okta", hold).await.status, 200);
    for path in &people {
        latchkey.scim_patch(path, gone()).await;
    }
    let attention = owner.get("/home").await.json()["attention"].to_string();
    assert!(attention.contains("held_deactivations"), "{attention}");
    let allowed = owner
        .post("/deactivations/allow-held", json!({}))
        .await
        .json();
    assert_eq!(allowed["done"].as_array().unwrap().len(), 3, "{allowed}");
    for path in &people {
        assert_eq!(latchkey.scim_get(path).await.json()["active"], false);
    }
    let again = latchkey.scim_patch(&people[11], gone()).await;
    assert_eq!(
        again.status, 200,
        "Okta's retry goes through: {}",
        again.text
    );
}

#[tokio::test]
async fn a_deactivation_refused_while_the_toolkit_was_off_waits_for_an_admin() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let people = provisioned(&latchkey, 2).await;
    latchkey
        .app
        .disable_toolkit(Caller::operator())
        .await
        .unwrap();
    for path in &people {
        assert_eq!(latchkey.scim_patch(path, gone()).await.status, 403);
    }
    latchkey
        .app
        .enable_toolkit(Caller::operator())
        .await
        .unwrap();
    let owner = latchkey.owner().await.unwrap();
    let waiting = async || {
        let home = owner.get("/home").await.json();
        let all = home["attention"].as_array().unwrap().clone();
        all.into_iter()
            .filter(|one| one["code"] == "waiting_deactivation")
            .map(|one| one["verb"]["to"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let both = waiting().await;
    assert_eq!(both.len(), 2);
    assert_eq!(
        owner.post(&both[0], json!({"do": "perhaps"})).await.status,
        422
    );
    assert_eq!(
        owner
            .post(&both[0], json!({"do": "deactivate"}))
            .await
            .status,
        204
    );
    assert_eq!(
        owner.post(&both[1], json!({"do": "dismiss"})).await.status,
        204
    );
    assert_eq!(
        owner.post(&both[1], json!({"do": "dismiss"})).await.status,
        404
    );
    assert_eq!(waiting().await, [""; 0]);
    assert_eq!(latchkey.scim_get(&people[1]).await.json()["active"], false);
    assert_eq!(latchkey.scim_get(&people[0]).await.json()["active"], true);
}

#[tokio::test]
async fn okta_in_24_hours_is_counted_by_the_hour() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    provisioned(&latchkey, 1).await;
    latchkey.clock.advance(SignedDuration::from_hours(2));
    latchkey.scim_get("/Users").await;
    let mut nameless = okta_user("Bo");
    nameless["name"] = json!({});
    latchkey.scim_post("/Users", nameless).await;
    latchkey.app.flush_calls().await.unwrap();
    let owner = latchkey.screen_of(OWNER).await.unwrap();
    let okta = owner.get("/home").await.json()["okta24h"].clone();
    assert_eq!(
        (&okta["calls"], &okta["changed"], &okta["refused"]),
        (&json!(3), &json!(1), &json!(1))
    );
    let hours = okta["hours"].as_array().unwrap();
    assert_eq!(hours.len(), 24);
    assert_eq!(hours[21]["changed"], 1);
    assert_eq!(
        (&hours[23]["refused"], &hours[23]["other"]),
        (&json!(1), &json!(1))
    );
    assert_eq!(hours[23]["at"], "2026-05-01T14:00:00Z");
    let who = owner.get("/home").await.json()["signIn"].clone();
    assert_eq!(
        who[0],
        json!({"accessRole": null, "active": 1, "signedInEver": 0})
    );
    assert_eq!(
        who[4],
        json!({"accessRole": "EnterpriseAdmin", "active": 1, "signedInEver": 1})
    );
}

/// Who is brought back by hand, and how long it goes on, is not when it began.
#[tokio::test]
async fn a_mass_deactivation_that_goes_on_began_once() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let people = provisioned(&latchkey, 40).await;
    let since = async || {
        // Hours went by: an earlier session has ended.
        let owner = latchkey.owner().await.unwrap();
        let home = owner.get("/home").await.json();
        assert_eq!(home["attention"][0]["code"], "mass_deactivation", "{home}");
        (
            home["attention"][0]["since"].clone(),
            home["attention"][0]["count"].clone(),
        )
    };
    for path in &people[..30] {
        latchkey.scim_patch(path, gone()).await;
        latchkey.clock.advance(SignedDuration::from_mins(3));
    }
    assert_eq!(since().await, (json!("2026-05-01T12:00:00Z"), json!(30)));
    let back = people[0].replace("/Users", "/users");
    let owner = latchkey.owner().await.unwrap();
    let back = owner.post(&format!("{back}/reactivate"), json!({})).await;
    assert_eq!(back.status, 200, "{}", back.text);
    assert_eq!(since().await, (json!("2026-05-01T12:00:00Z"), json!(29)));
}

#[tokio::test]
async fn a_suspended_connector_is_so_since_the_toolkit_was_switched_off() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    provisioned(&latchkey, 1).await;
    latchkey.clock.advance(SignedDuration::from_mins(5));
    latchkey
        .app
        .disable_toolkit(Caller::operator())
        .await
        .unwrap();
    latchkey.clock.advance(SignedDuration::from_mins(5));
    latchkey.scim_get("/Users").await;
    latchkey.app.flush_calls().await.unwrap();
    let owner = latchkey.owner().await.unwrap();
    let home = owner.get("/home").await.json();
    assert_eq!(home["attention"][0]["code"], "suspended", "{home}");
    assert_eq!(home["attention"][0]["since"], "2026-05-01T12:05:00Z");
}
