//! A POST that matches someone inactive brings them back: a 409 would end Okta's job for good.

use latchkey_testkit::Latchkey;
use latchkey_testkit::people::{deactivation, okta_user, okta_user_with_role, user_path};
use serde_json::json;

#[tokio::test]
async fn someone_active_or_of_another_external_id_is_not_brought_back() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let bo = latchkey.provision(okta_user("Bo")).await.unwrap();
    let active = latchkey.scim_post("/Users", okta_user("Bo")).await;
    assert_eq!(
        (active.status.as_u16(), active.scim_type().as_str()),
        (409, "uniqueness")
    );
    latchkey.scim_patch(&user_path(&bo), deactivation()).await;
    let before = latchkey.directory().await;
    let mut namesake = okta_user("Bo");
    namesake["externalId"] = json!("00uOther");
    let other = latchkey.scim_post("/Users", namesake).await;
    assert_eq!(other.status, 409, "{}", other.text);
    assert!(
        other.detail().contains("Bo Lind, who is deactivated"),
        "{}",
        other.text
    );
    assert_eq!(latchkey.directory().await, before);
}

#[tokio::test]
async fn a_rehire_is_201_with_the_old_id_and_what_it_says_anew() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let bo = latchkey
        .provision(okta_user_with_role("Bo", "Admin"))
        .await
        .unwrap();
    latchkey.scim_patch(&user_path(&bo), deactivation()).await;
    let mut again = okta_user("Bo");
    again["userName"] = json!("bo.berg@atko.com");
    again["name"]["familyName"] = json!("Berg");
    let answer = latchkey.scim_post("/Users", again).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    let back = answer.json();
    assert_eq!(answer.header("location"), back["meta"]["location"]);
    assert_eq!(
        (&back["id"], &back["active"], &back["userName"]),
        (&bo["id"], &json!(true), &json!("bo.berg@atko.com"))
    );
    assert_eq!(back["meta"]["created"], bo["meta"]["created"]);
    // What Okta managed and does not say any more is gone: the role too.
    let stored = latchkey.user(latchkey_testkit::people::id(&bo)).unwrap();
    assert_eq!(stored.access_role, None);
    assert_eq!(
        latchkey.last_entry().await.unwrap().action,
        "user.reactivated"
    );
    assert_eq!(latchkey.scim_get("/Users").await.json()["totalResults"], 2);
}

#[tokio::test]
async fn without_active_it_brings_back_too() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let bo = latchkey.provision(okta_user("Bo")).await.unwrap();
    latchkey.scim_patch(&user_path(&bo), deactivation()).await;
    let mut silent = okta_user("Bo");
    silent.as_object_mut().unwrap().shift_remove("active");
    let back = latchkey.provision(silent).await.unwrap();
    assert_eq!((&back["id"], &back["active"]), (&bo["id"], &json!(true)));
}

/// A local user that was deactivated has no externalId yet: its name is what Okta can mean.
#[tokio::test]
async fn an_inactive_local_user_is_brought_back_by_name() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let ana = latchkey.add_local("Ana", None).await.unwrap();
    let path = format!("/Users/{}", ana.id);
    latchkey.scim_patch(&path, deactivation()).await;
    let mut sent = okta_user("Ana");
    sent["userName"] = json!("ANA@atko.com");
    let back = latchkey.provision(sent).await.unwrap();
    assert_eq!(back["id"], json!(ana.id));
    assert_eq!(
        latchkey.user(&ana.id).unwrap().external_id.as_deref(),
        Some("00uAna")
    );
}
