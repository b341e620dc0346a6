//! The connector's page and its passkeys.

use jiff::SignedDuration;
use latchkey_app::record::Caller;
use latchkey_testkit::people::{okta_user, okta_user_with_role};
use latchkey_testkit::{Latchkey, OWNER};
use serde_json::{Value, json};

#[tokio::test]
async fn without_enterprise_toolkit_no_connector_is_added() {
    let latchkey = Latchkey::new().unwrap();
    latchkey.set_up().await.unwrap();
    let owner = latchkey.owner().await.unwrap();
    let refused = owner.post("/connectors", json!({"kind": "okta"})).await;
    assert_eq!(refused.status, 403, "{}", refused.text);
    assert_eq!(refused.json()["code"], "toolkit_off");
    assert_eq!(
        owner.get("/connectors/okta").await.json()["code"],
        "no_connector"
    );
    assert_eq!(
        owner
            .post("/connectors", json!({"kind": "entra"}))
            .await
            .status,
        422
    );
    let list = owner.get("/connectors").await.json();
    assert_eq!(
        list[0],
        json!({"kind": "okta", "name": "Okta", "state": "available", "badge": "not_set_up"})
    );
    assert_eq!(list[1]["state"], "planned");
}

#[tokio::test]
async fn adding_the_connector_saves_the_page_and_shows_the_password_once() {
    let latchkey = Latchkey::new().unwrap();
    latchkey.set_up().await.unwrap();
    latchkey
        .app
        .enable_toolkit(Caller::operator())
        .await
        .unwrap();
    let owner = latchkey.owner().await.unwrap();
    let added = owner
        .post(
            "/connectors",
            json!({"kind": "okta", "organization": {"name": "Acme AB", "companyId": "acme-ab"}}),
        )
        .await;
    assert_eq!(added.status, 201, "{}", added.text);
    let connector = added.json();
    assert_eq!(connector["userName"], "acme-ab");
    assert_eq!(connector["badge"], "waiting");
    assert_eq!(connector["keeps"], "once");
    let password = connector["password"].as_str().unwrap();
    assert!(password.ends_with(connector["passkeys"][0]["lastFour"].as_str().unwrap()));
    let initiates = connector["initiateLoginUri"].as_str().unwrap();
    assert!(initiates.ends_with("/auth/login"), "{initiates}");
    assert_eq!(connector["loginRedirectUris"].as_array().unwrap().len(), 5);
    let again = owner.get("/connectors/okta").await.json();
    assert_eq!(again.get("password"), None);
    assert_eq!(owner.get("/organization").await.json()["name"], "Acme AB");
    assert_eq!(
        owner
            .post("/connectors", json!({"kind": "okta"}))
            .await
            .status,
        409
    );
}

#[tokio::test]
async fn secrets_need_a_sign_in_of_a_moment_ago() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let owner = latchkey.owner().await.unwrap();
    let id = owner.get("/connectors/okta").await.json()["passkeys"][0]["id"].clone();
    let reveal = format!("/connectors/okta/passkeys/{}/reveal", id.as_str().unwrap());
    latchkey.clock.advance(SignedDuration::from_mins(5));
    let rotate = json!({"graceSeconds": 3600});
    for refused in [
        owner.post(&reveal, json!({})).await,
        owner
            .post("/connectors/okta/passkeys", rotate.clone())
            .await,
        owner.delete("/connectors/okta/passkeys/x").await,
        owner.delete("/connectors/okta").await,
        owner.delete("/sign-in/policy").await,
    ] {
        assert_eq!(refused.status, 403, "{}", refused.text);
        assert_eq!(refused.json()["code"], "fresh_sign_in");
    }
    let owner = latchkey.screen_of(OWNER).await.unwrap();
    // Kept nowhere here, and that is said; asking is on record all the same.
    assert_eq!(
        owner.post(&reveal, json!({})).await.json(),
        json!({"password": null})
    );
    let entry = &owner.get("/activity?kind=connector&limit=1").await.json()["entries"][0];
    assert_eq!(entry["action"], "passkey.revealed");
    let rotated = owner
        .post("/connectors/okta/passkeys", rotate.clone())
        .await;
    assert_eq!(rotated.status, 201, "{}", rotated.text);
    assert_eq!(rotated.json()["passkeys"].as_array().unwrap().len(), 2);
    assert!(rotated.json()["password"].is_string());
    assert_eq!(
        owner.post("/connectors/okta/passkeys", rotate).await.status,
        409
    );
    assert_eq!(
        latchkey.scim_get("/Users").await.status,
        200,
        "the old one lasts"
    );
    let newest = rotated.json()["passkeys"][0]["id"].clone();
    let newest = format!("/connectors/okta/passkeys/{}", newest.as_str().unwrap());
    assert_eq!(owner.delete(&newest).await.json()["code"], "conflict");
    let old = format!("/connectors/okta/passkeys/{}", id.as_str().unwrap());
    assert_eq!(owner.delete(&old).await.status, 204);
    assert_eq!(latchkey.scim_get("/Users").await.status, 401);
    assert_eq!(owner.delete(&old).await.status, 404);
}

#[tokio::test]
async fn the_badge_says_what_the_newest_call_came_to() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let owner = latchkey.owner().await.unwrap();
    let badge = async || {
        latchkey.app.flush_calls().await.unwrap();
        owner.get("/connectors/okta").await.json()["badge"].clone()
    };
    assert_eq!(badge().await, "waiting");
    latchkey.clock.advance(SignedDuration::from_secs(1));
    latchkey.scim_get("/Users?startIndex=1&count=2").await;
    assert_eq!(badge().await, "working");
    latchkey.clock.advance(SignedDuration::from_secs(1));
    let wrong = axum::http::Request::get("/scim/v2/Users")
        .header("authorization", "Bearer wrong")
        .body(axum::body::Body::empty());
    assert_eq!(latchkey.send(wrong.unwrap()).await.status, 401);
    assert_eq!(badge().await, "refusing");
    latchkey.clock.advance(SignedDuration::from_secs(1));
    latchkey.scim_get("/Users").await;
    assert_eq!(badge().await, "working");
    latchkey
        .app
        .disable_toolkit(Caller::operator())
        .await
        .unwrap();
    assert_eq!(badge().await, "suspended");
}

#[tokio::test]
async fn settings_of_the_connector_hold_with_the_next_call() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let owner = latchkey.owner().await.unwrap();
    for edit in [
        json!({"roleCap": "Manager"}),
        json!({"massDeactivation": {"percent": 0}}),
        json!({"massDeactivation": {"least": 0}}),
        json!({"matchBy": "shoeSize"}),
    ] {
        let refused = owner.patch("/connectors/okta", edit.clone()).await;
        assert_eq!(refused.status, 422, "{edit}: {}", refused.text);
    }
    let changed = owner
        .patch(
            "/connectors/okta",
            json!({"roleCap": "User", "massDeactivation": {"percent": 50, "hold": true}}),
        )
        .await
        .json();
    assert_eq!(changed["roleCap"], "User");
    assert_eq!(
        changed["massDeactivation"],
        json!({"percent": 50, "least": 10, "hold": true})
    );
    let made = latchkey
        .scim_post("/Users", okta_user_with_role("Bo", "Admin"))
        .await;
    let key = "urn:ietf:params:scim:schemas:extension:latchkey:2.0:User";
    let refused_or_capped = made.status == 400 || made.json()[key]["accessRole"] != "Admin";
    assert!(refused_or_capped, "{}", made.text);
}

#[tokio::test]
async fn reach_is_what_arrived_and_what_the_address_allows() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let owner = latchkey.owner().await.unwrap();
    let reach = owner.get("/connectors/okta/reach").await.json();
    assert_eq!(reach["state"], "not_yet");
    assert_eq!(reach["lastExternalCallAt"], Value::Null);
    latchkey.scim_post("/Users", okta_user("Bo")).await;
    let reach = owner.get("/connectors/okta/reach").await.json();
    assert_eq!(
        reach["state"], "not_yet",
        "a call from this machine proves nothing"
    );
    let tested = owner.post("/connectors/okta/reach/test", json!({})).await;
    let tested = tested.json();
    assert_eq!(tested["state"], "not_yet");
    let first = &tested["steps"][0];
    assert_eq!(
        (&first["id"], &first["state"]),
        (&json!("dns"), &json!("failed"))
    );
    let caddy = &tested["recipes"][0];
    assert_eq!(caddy["id"], "caddy");
    assert!(caddy["serve"].as_str().unwrap().contains("--trusted-proxy"));
}

#[tokio::test]
async fn okta_may_be_left_without_any_role_to_give() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let owner = latchkey.owner().await.unwrap();
    for wrong in [json!("none"), json!(0), json!("Owner")] {
        let refused = owner
            .patch("/connectors/okta", json!({"roleCap": wrong}))
            .await;
        assert_eq!(refused.status, 422, "{}", refused.text);
    }
    assert_eq!(
        owner.get("/connectors/okta").await.json()["roleCap"],
        "EnterpriseAdmin"
    );
    let none = owner
        .patch("/connectors/okta", json!({"roleCap": null}))
        .await;
    assert_eq!(none.status, 200, "{}", none.text);
    assert_eq!(none.json()["roleCap"], Value::Null);
    let entry = latchkey.last_entry().await.unwrap();
    assert_eq!(entry.changes[0].after, "app access only");
    // What is absent stays.
    let other = owner
        .patch("/connectors/okta", json!({"matchBy": "userName"}))
        .await;
    assert_eq!(other.json()["roleCap"], Value::Null);
    let refused = latchkey
        .scim_post("/Users", okta_user_with_role("Bo", "User"))
        .await;
    assert_eq!(refused.status, 400, "{}", refused.text);
    let back = owner
        .patch("/connectors/okta", json!({"roleCap": "User"}))
        .await;
    assert_eq!(back.json()["roleCap"], "User");
}
