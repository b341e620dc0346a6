//! Deactivation bites at once (product rule 4).

use axum::http::Method;
use latchkey_domain::activity::Outcome;
use latchkey_testkit::Latchkey;
use latchkey_testkit::people::{
    deactivation, id, okta_user, okta_user_with_role, patch, user_path,
};
use serde_json::{Value, json};

/// Bo, who may use the portal, with two sessions.
async fn with_bo() -> (Latchkey, Value) {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let bo = latchkey
        .provision(okta_user_with_role("Bo", "User"))
        .await
        .unwrap();
    latchkey.sign_in(id(&bo)).await.unwrap();
    (latchkey, bo)
}

#[tokio::test]
async fn a_refused_deactivation_ends_no_session() {
    let (latchkey, bo) = with_bo().await;
    let operations = json!([
        {"op": "replace", "path": "active", "value": false},
        {"op": "replace", "path": "frobnicate", "value": 1}
    ]);
    let answer = latchkey
        .scim_patch(&user_path(&bo), patch(operations))
        .await;
    assert_eq!(answer.status, 400, "{}", answer.text);
    assert_eq!(latchkey.sessions(id(&bo)).unwrap(), 1);
    assert!(latchkey.user(id(&bo)).unwrap().active);
}

#[tokio::test]
async fn every_form_of_it_ends_the_sessions_in_the_same_commit() {
    let mut whole = okta_user_with_role("Bo", "User");
    whole["active"] = json!(false);
    let forms = [
        (Method::PUT, whole),
        (Method::PATCH, deactivation()),
        (
            Method::PATCH,
            patch(json!([{"op": "Replace", "path": "active", "value": "False"}])),
        ),
        (
            Method::PATCH,
            patch(json!([{"op": "replace", "value": {
                "active": "false", "name.familyName": "Berg"
            }}])),
        ),
        (
            Method::PATCH,
            patch(json!([{
                "op": "add", "path": "urn:ietf:params:scim:schemas:core:2.0:User:Active", "value": false
            }])),
        ),
    ];
    for (method, body) in forms {
        let (latchkey, bo) = with_bo().await;
        let token = latchkey.sign_in(id(&bo)).await.unwrap();
        let answer = latchkey
            .scim(method, &user_path(&bo), Some(body.clone()))
            .await;
        assert_eq!(answer.status, 200, "{body}: {}", answer.text);
        assert_eq!(answer.json()["active"], false);
        assert_eq!(latchkey.sessions(id(&bo)).unwrap(), 0);
        assert!(latchkey.app.signed_in(&token).await.unwrap().is_none());
        let entry = latchkey.last_entry().await.unwrap();
        assert_eq!(
            (entry.action.as_str(), entry.outcome),
            ("user.deactivated", Outcome::Changed)
        );
        assert_eq!(entry.reason.as_deref(), Some("1 session ended."));
    }
}

#[tokio::test]
async fn whoever_is_deactivated_stays_listed_and_comes_back_under_the_same_id() {
    let (latchkey, bo) = with_bo().await;
    latchkey.scim_patch(&user_path(&bo), deactivation()).await;
    let found = latchkey
        .scim_get("/Users?filter=userName%20eq%20%22BO@atko.com%22")
        .await
        .json();
    assert_eq!(found["Resources"][0]["id"], bo["id"]);
    assert_eq!(found["Resources"][0]["active"], false);
    let back = patch(json!([{"op": "replace", "value": {"active": true}}]));
    let answer = latchkey.scim_patch(&user_path(&bo), back).await;
    assert_eq!(answer.json()["active"], true, "{}", answer.text);
    assert_eq!(
        latchkey.last_entry().await.unwrap().action,
        "user.reactivated"
    );
    // Nothing of before opens again: a session begins anew.
    assert_eq!(latchkey.sessions(id(&bo)).unwrap(), 0);
    latchkey.sign_in(id(&bo)).await.unwrap();
}

#[tokio::test]
async fn losing_the_role_ends_the_portal_sessions() {
    let (latchkey, bo) = with_bo().await;
    let operations = json!([{"op": "remove", "path": "urn:ietf:params:scim:schemas:extension:latchkey:2.0:User:accessRole"}]);
    let answer = latchkey
        .scim_patch(&user_path(&bo), patch(operations))
        .await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(latchkey.user(id(&bo)).unwrap().access_role, None);
    assert_eq!(latchkey.sessions(id(&bo)).unwrap(), 0);
}

#[tokio::test]
async fn a_delete_removes() {
    let (latchkey, bo) = with_bo().await;
    let gone = latchkey.scim(Method::DELETE, &user_path(&bo), None).await;
    assert_eq!((gone.status.as_u16(), gone.text.as_str()), (204, ""));
    let again = latchkey.scim(Method::DELETE, &user_path(&bo), None).await;
    assert_eq!(again.status, 404, "{}", again.text);
    assert_eq!(latchkey.scim_get(&user_path(&bo)).await.status, 404);
    assert_eq!(latchkey.sessions(id(&bo)).unwrap(), 0);
    // Whoever comes after has an id of their own.
    let next = latchkey.provision(okta_user("Bo")).await.unwrap();
    assert_ne!(next["id"], bo["id"]);
}
