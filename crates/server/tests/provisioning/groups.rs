//! Groups, as Okta pushes them.

use latchkey_testkit::Latchkey;
use latchkey_testkit::people::okta_user;
use serde_json::json;

#[tokio::test]
async fn a_group_without_a_name_is_refused_and_a_name_is_not_taken_away() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let refused = latchkey
        .scim_post("/Groups", json!({"displayName": ""}))
        .await;
    assert_eq!(refused.status, 400, "{}", refused.text);
    let made = latchkey
        .scim_post("/Groups", json!({"displayName": "Sales"}))
        .await
        .json();
    let path = format!("/Groups/{}", made["id"].as_str().unwrap());
    let refused = latchkey.scim_put(&path, json!({"members": []})).await;
    assert_eq!(refused.status, 400, "{}", refused.text);
    assert_eq!(latchkey.scim_get(&path).await.json(), made);
}

#[tokio::test]
async fn a_pathless_rename_keeps_the_members_and_an_unknown_one_loses_nobody() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let bo = latchkey.scim_post("/Users", okta_user("Bo")).await.json();
    let made = latchkey
        .scim_post(
            "/Groups",
            json!({"displayName": "Sales", "members": [{"value": bo["id"]}, {"value": "nobody"}]}),
        )
        .await;
    assert_eq!(made.status, 201, "{}", made.text);
    let id = made.json()["id"].clone();
    let path = format!("/Groups/{}", id.as_str().unwrap());
    let renamed = latchkey
        .scim_patch(
            &path,
            json!({"Operations": [{"op": "replace", "value": {"id": id, "displayName": "Selling"}}]}),
        )
        .await;
    assert_eq!(renamed.status, 200, "{}", renamed.text);
    assert_eq!(renamed.json()["displayName"], "Selling");
    assert_eq!(renamed.json()["members"][0]["value"], bo["id"]);
    let emptied = latchkey
        .scim_patch(
            &path,
            json!({"Operations": [{"op": "replace", "path": "members", "value": []}]}),
        )
        .await;
    assert!(emptied.json().get("members").is_none(), "{}", emptied.text);
}
