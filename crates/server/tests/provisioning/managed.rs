//! Okta is not the profile master of what it does not send (product rule 2).

use latchkey_app::directory::users::edit::UserEdit;
use latchkey_app::directory::users::fields;
use latchkey_app::record::Caller;
use latchkey_domain::RefusalCode;
use latchkey_scim::urn;
use latchkey_testkit::Latchkey;
use latchkey_testkit::people::{deactivation, id, okta_user, patch, user_path};
use serde_json::{Value, json};

fn edit(given_name: &str) -> UserEdit {
    UserEdit::default().with(&fields::GIVEN_NAME, Some(given_name.into()))
}

fn without(mut user: Value, names: &[&str]) -> Value {
    for name in names {
        user.as_object_mut().unwrap().shift_remove(*name);
    }
    user
}

async fn put(latchkey: &Latchkey, user: &Value, body: Value) -> Value {
    let answer = latchkey.scim_put(&user_path(user), body).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()
}

#[tokio::test]
async fn what_okta_sent_is_not_edited_here() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let bo = latchkey.provision(okta_user("Bo")).await.unwrap();
    let before = latchkey.directory().await;
    let given_name = edit("Bosse");
    let email = UserEdit::default().with(&fields::EMAIL, Some("bosse@atko.com".into()));
    let display_name = UserEdit::default().with(&fields::DISPLAY_NAME, Some("Bosse".into()));
    for change in [given_name, email, display_name] {
        let refused = latchkey
            .app
            .edit_user(Caller::operator(), id(&bo), change)
            .await
            .unwrap_err();
        assert_eq!(refused.code(), Some(RefusalCode::Forbidden));
        assert!(refused.to_string().starts_with("Okta manages the "));
    }
    assert_eq!(latchkey.directory().await, before);
}

#[tokio::test]
async fn a_put_without_active_leaves_it() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let bo = latchkey.provision(okta_user("Bo")).await.unwrap();
    for active in [true, false] {
        let mut whole = okta_user("Bo");
        whole["active"] = json!(active);
        put(&latchkey, &bo, whole).await;
        for title in ["Author", "Editor"] {
            let mut silent = without(okta_user("Bo"), &["active"]);
            silent["title"] = json!(title);
            let after = put(&latchkey, &bo, silent).await;
            assert_eq!(
                (&after["active"], &after["title"]),
                (&json!(active), &json!(title))
            );
        }
    }
}

#[tokio::test]
async fn a_put_without_an_attribute_clears_it_only_if_okta_manages_it() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let ana = latchkey.add_local("Ana", None).await.unwrap();
    let change = UserEdit::default().with(&fields::DISPLAY_NAME, Some("Ana the First".into()));
    latchkey
        .app
        .edit_user(Caller::operator(), &ana.id, change)
        .await
        .unwrap();
    let path = format!("/Users/{}", ana.id);
    // Okta adopts Ana: all it says is new to it, but for what is the same here.
    let mut sent = without(okta_user("Ana"), &["displayName"]);
    sent["title"] = json!("Author");
    sent[urn::ENTERPRISE_USER] = json!({"department": "Books", "manager": {"value": "m1"}});
    let adopted = latchkey.scim_put(&path, sent.clone()).await.json();
    assert_eq!(adopted["displayName"], "Ana the First", "{adopted}");
    assert_eq!(adopted[urn::ENTERPRISE_USER]["department"], "Books");

    let silent = without(sent, &["title", "locale", urn::ENTERPRISE_USER]);
    let cleared = latchkey.scim_put(&path, silent).await.json();
    for gone in ["title", "locale", urn::ENTERPRISE_USER] {
        assert!(cleared.get(gone).is_none(), "{gone}: {cleared}");
    }
    assert_eq!(cleared["displayName"], "Ana the First");
    assert!(!cleared["schemas"].to_string().contains("enterprise"));
}

#[tokio::test]
async fn a_cleared_value_may_come_empty_or_null() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let mut whole = okta_user("Bo");
    whole["title"] = json!("Author");
    let bo = latchkey.provision(whole.clone()).await.unwrap();
    for nothing in [json!(""), json!(null), json!("  ")] {
        put(&latchkey, &bo, whole.clone()).await;
        let mut cleared = whole.clone();
        cleared["title"] = nothing.clone();
        let after = put(&latchkey, &bo, cleared).await;
        assert!(after.get("title").is_none(), "{nothing}: {after}");
    }
}

/// Okta's PUT of somebody whom it did not make begins with an echo of what is here.
#[tokio::test]
async fn an_echo_makes_nothing_managed_and_changes_nothing() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let ana = latchkey.add_local("Ana", None).await.unwrap();
    let path = format!("/Users/{}", ana.id);
    let got = latchkey.scim_get(&path).await;
    let answer = latchkey.scim_put(&path, got.json()).await;
    assert_eq!(answer.json(), got.json());
    assert_eq!(answer.header("etag"), got.header("etag"));
    assert_eq!(latchkey.user(&ana.id).unwrap(), ana);
    latchkey
        .app
        .edit_user(Caller::operator(), &ana.id, edit("Anna"))
        .await
        .unwrap();
    assert_eq!(latchkey.user(&ana.id).unwrap().given_name, "Anna");
}

#[tokio::test]
async fn a_patch_makes_managed_what_it_changes_and_nothing_else() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let ana = latchkey.add_local("Ana", None).await.unwrap();
    let path = format!("/Users/{}", ana.id);
    let operations = json!([
        {"op": "replace", "path": "name.familyName", "value": "Berg"},
        {"op": "replace", "path": "name.givenName", "value": "Ana"}
    ]);
    latchkey.scim_patch(&path, patch(operations)).await;
    let managed: Vec<String> = latchkey
        .user(&ana.id)
        .unwrap()
        .managed
        .into_iter()
        .collect();
    assert_eq!(managed, ["name.familyName"]);
}

#[tokio::test]
async fn a_put_after_a_deactivation_changes_the_profile() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let bo = latchkey.provision(okta_user("Bo")).await.unwrap();
    latchkey.scim_patch(&user_path(&bo), deactivation()).await;
    let mut both = okta_user("Bo");
    both["active"] = json!(false);
    both["name"]["familyName"] = json!("Berg");
    let after = put(&latchkey, &bo, both).await;
    assert_eq!(
        (&after["active"], &after["name"]["familyName"]),
        (&json!(false), &json!("Berg"))
    );
}
