//! Whenever someone becomes EnterpriseAdmin the others are told; Okta may take the last one away (product rule 11).

use latchkey_app::directory::users::edit::UserEdit;
use latchkey_app::record::Caller;
use latchkey_domain::activity::Outcome;
use latchkey_domain::{AccessRole, RefusalCode};
use latchkey_testkit::Latchkey;
use latchkey_testkit::people::{
    deactivation, id, okta_user, okta_user_with_role, patch, user_path,
};
use serde_json::json;

const TOLD: &str = "user.became_enterprise_admin";

/// Whom the notices name, the newest first.
async fn told(latchkey: &Latchkey) -> Vec<String> {
    let entries = latchkey.entries().await.unwrap();
    entries
        .into_iter()
        .filter(|entry| entry.action == TOLD && entry.outcome == Outcome::Notice)
        .map(|entry| entry.target.name)
        .collect()
}

fn role(role: Option<&str>) -> serde_json::Value {
    let path = "urn:ietf:params:scim:schemas:extension:latchkey:2.0:User:accessRole";
    patch(json!([{"op": "replace", "path": path, "value": role}]))
}

#[tokio::test]
async fn the_screens_and_the_terminal_keep_the_last_one() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let owner = latchkey.scim_get("/Users").await.json()["Resources"][0].clone();
    let before = latchkey.directory().await;
    for edit in [
        UserEdit::active(false),
        UserEdit::role(Some(AccessRole::Admin)),
    ] {
        let refused = latchkey
            .app
            .edit_user(Caller::operator(), id(&owner), edit)
            .await
            .unwrap_err();
        assert_eq!(refused.code(), Some(RefusalCode::LastOne));
    }
    assert_eq!(latchkey.directory().await, before);
}

#[tokio::test]
async fn okta_deactivates_and_demotes_even_the_last_one() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let owner = latchkey.scim_get("/Users").await.json()["Resources"][0].clone();
    let demoted = latchkey
        .scim_patch(&user_path(&owner), role(Some("User")))
        .await;
    assert_eq!(demoted.status, 200, "{}", demoted.text);
    latchkey
        .scim_patch(&user_path(&owner), role(Some("EnterpriseAdmin")))
        .await;
    let token = latchkey.sign_in(id(&owner)).await.unwrap();
    let gone = latchkey
        .scim_patch(&user_path(&owner), deactivation())
        .await;
    assert_eq!(gone.json()["active"], false, "{}", gone.text);
    assert!(latchkey.app.signed_in(&token).await.unwrap().is_none());
}

#[tokio::test]
async fn the_others_are_told_of_each_new_one_and_of_no_other_change() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    // The owner was the first: there was nobody to tell.
    assert!(told(&latchkey).await.is_empty());
    latchkey
        .provision(okta_user_with_role("Ana", "EnterpriseAdmin"))
        .await
        .unwrap();
    let bo = latchkey
        .provision(okta_user_with_role("Bo", "Admin"))
        .await
        .unwrap();
    assert_eq!(told(&latchkey).await, ["Ana Lind"]);
    latchkey
        .scim_patch(&user_path(&bo), role(Some("EnterpriseAdmin")))
        .await;
    let edit = UserEdit::role(Some(AccessRole::EnterpriseAdmin));
    let cy = latchkey.provision(okta_user("Cy")).await.unwrap();
    latchkey
        .app
        .edit_user(Caller::operator(), id(&cy), edit)
        .await
        .unwrap();
    assert_eq!(told(&latchkey).await, ["Cy Lind", "Bo Lind", "Ana Lind"]);
    // An echo makes nobody anything.
    latchkey
        .scim_patch(&user_path(&bo), role(Some("enterpriseadmin")))
        .await;
    assert_eq!(told(&latchkey).await.len(), 3);
}

/// Someone who comes deactivated would be one from the moment of being brought back.
#[tokio::test]
async fn they_are_told_of_one_who_is_not_active_yet() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let mut ana = okta_user_with_role("Ana", "EnterpriseAdmin");
    ana["active"] = json!(false);
    latchkey.provision(ana).await.unwrap();
    assert_eq!(told(&latchkey).await, ["Ana Lind"]);
}
