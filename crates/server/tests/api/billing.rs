//! Billing: seats and Enterprise Toolkit.

use jiff::SignedDuration;
use latchkey_domain::AccessRole;
use latchkey_testkit::Latchkey;
use latchkey_testkit::people::{okta_user, okta_user_with_role};
use serde_json::json;

#[tokio::test]
async fn below_enterprise_admin_it_is_neither_seen_nor_switched() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let admin = latchkey.person(AccessRole::Admin).await.unwrap();
    assert_eq!(admin.get("/billing").await.status, 403);
    let switched = admin
        .put("/billing/toolkit", json!({"enabled": false}))
        .await;
    assert_eq!(switched.status, 403, "{}", switched.text);
    assert!(latchkey.app.toolkit().unwrap().is_some());
}

#[tokio::test]
async fn seats_are_counted_by_role_and_kept_by_day() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let owner = latchkey.owner().await.unwrap();
    latchkey.app.note_seats().await.unwrap();
    latchkey.clock.advance(SignedDuration::from_hours(24));
    let bo = latchkey
        .scim_post("/Users", okta_user_with_role("Bo", "User"))
        .await
        .json();
    latchkey.scim_post("/Users", okta_user("Cy")).await;
    let gone = json!({"Operations": [{"op": "replace", "value": {"active": false}}]});
    let path = format!("/Users/{}", bo["id"].as_str().unwrap());
    assert_eq!(latchkey.scim_patch(&path, gone).await.status, 200);
    let owner = {
        drop(owner);
        latchkey.owner().await.unwrap()
    };
    let page = owner.get("/billing").await.json();
    assert_eq!(page["seats"]["active"], 2);
    assert_eq!(page["seats"]["deactivated"], 1);
    assert_eq!(
        page["seats"]["byRole"],
        json!([{"accessRole": null, "active": 1}, {"accessRole": "EnterpriseAdmin", "active": 1}])
    );
    assert_eq!(
        page["history"],
        json!([{"day": "2026-05-01", "active": 1}, {"day": "2026-05-02", "active": 2}])
    );
}

#[tokio::test]
async fn the_toolkit_off_suspends_the_connector_and_on_brings_it_back() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let owner = latchkey.owner().await.unwrap();
    let off = owner
        .put("/billing/toolkit", json!({"enabled": false}))
        .await;
    assert_eq!(
        off.json()["toolkit"],
        json!({"enabledAt": null, "connectorSuspended": true})
    );
    assert_eq!(latchkey.scim_get("/Users").await.status, 403);
    let on = owner
        .put("/billing/toolkit", json!({"enabled": true}))
        .await
        .json();
    assert_eq!(on["toolkit"]["connectorSuspended"], false);
    assert!(on["toolkit"]["enabledAt"].is_string());
    assert_eq!(latchkey.scim_get("/Users").await.status, 200);
}
