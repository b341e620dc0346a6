//! One person: the page, edits, deactivation, removal, sessions.

use latchkey_domain::AccessRole;
use latchkey_testkit::Latchkey;
use latchkey_testkit::people::okta_user;
use serde_json::{Value, json};

use crate::staff::{add, fresh, refusal};

#[tokio::test]
async fn an_edit_without_a_version_or_on_an_old_one_is_refused() {
    let latchkey = fresh().await;
    let id = add(&latchkey, "bo", None).await;
    let owner = latchkey.owner().await.unwrap();
    let path = format!("/users/{id}");
    let refused = owner.patch(&path, json!({"title": "Clerk"})).await;
    assert_eq!(refusal(&refused), (428, "precondition_failed".into()));
    let etag = owner.get(&path).await.header("etag").to_owned();
    let done = owner.edit(&path, &etag, &json!({"title": "Clerk"})).await;
    assert_eq!(done.status, 200, "{}", done.text);
    let refused = owner.edit(&path, &etag, &json!({"title": "Chief"})).await;
    assert_eq!(refusal(&refused), (412, "precondition_failed".into()));
    let page = owner.get(&path).await;
    assert_eq!(page.header("etag"), done.header("etag"));
    assert_eq!(value(&page.json(), "title"), "Clerk");
}

/// The value of an attribute of a page, by its key.
fn value(page: &Value, key: &str) -> Value {
    attribute(page, key)["value"].clone()
}

fn attribute(page: &Value, key: &str) -> Value {
    let attributes = page["attributes"].as_array().unwrap();
    let found = attributes.iter().find(|attribute| attribute["key"] == key);
    found.cloned().unwrap_or_default()
}

#[tokio::test]
async fn what_okta_manages_is_shown_so_and_not_edited_here() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let bo = latchkey.scim_post("/Users", okta_user("Bo")).await.json();
    let path = format!("/users/{}", bo["id"].as_str().unwrap());
    let owner = latchkey.owner().await.unwrap();
    let page = owner.get(&path).await;
    let etag = page.header("etag").to_owned();
    let page = page.json();
    let given = attribute(&page, "givenName");
    assert_eq!(
        given,
        json!({"name": "name.givenName", "key": "givenName", "label": "Given name", "value": "Bo", "managed": true,
            "editable": false})
    );
    assert_eq!(attribute(&page, "department")["editable"], true);
    assert_eq!(page["can"]["remove"], false);
    assert_eq!(page["lastChangeByOkta"]["at"], page["createdAt"]);
    let refused = owner.edit(&path, &etag, &json!({"givenName": "Bob"})).await;
    assert_eq!(refusal(&refused), (403, "forbidden".into()));
    assert!(
        refused.detail().contains("Okta manages the given name"),
        "{}",
        refused.text
    );
    // What is not managed is edited, with what is sent back unchanged beside it.
    let change = json!({"givenName": "Bo", "email": "Bo@atko.com", "department": " Sales ", "phone": "+46 8 1"});
    let done = owner.edit(&path, &etag, &change).await;
    assert_eq!(done.status, 200, "{}", done.text);
    assert_eq!(value(&done.json(), "department"), "Sales");
    assert_eq!(value(&done.json(), "phone"), "+46 8 1");
    let scim = latchkey
        .scim_get(&format!("/Users/{}", bo["id"].as_str().unwrap()))
        .await
        .json();
    let enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
    assert_eq!(scim[enterprise]["department"], "Sales");
    assert!(
        scim["schemas"]
            .as_array()
            .unwrap()
            .contains(&json!(enterprise))
    );
    // And taken away again, by null.
    let etag = done.header("etag").to_owned();
    let cleared = json!({"department": null, "phone": ""});
    let done = owner.edit(&path, &etag, &cleared).await;
    assert_eq!(
        value(&done.json(), "department"),
        Value::Null,
        "{}",
        done.text
    );
    let scim = latchkey
        .scim_get(&format!("/Users/{}", bo["id"].as_str().unwrap()))
        .await
        .json();
    assert!(
        scim.get(enterprise).is_none() && scim.get("phoneNumbers").is_none(),
        "{scim}"
    );
}

#[tokio::test]
async fn a_value_that_is_not_known_or_of_another_type_is_refused() {
    let latchkey = fresh().await;
    let id = add(&latchkey, "bo", None).await;
    let owner = latchkey.owner().await.unwrap();
    let path = format!("/users/{id}");
    let etag = owner.get(&path).await.header("etag").to_owned();
    for change in [
        json!({"shoeSize": "44"}),
        json!({"title": 7}),
        json!({"accessRole": "Manager"}),
        json!({"externalId": "00u1"}),
        json!({"givenName": " "}),
        json!({"email": "nowhere"}),
        json!({"displayName": "a\u{202e}b"}),
        json!(["title"]),
    ] {
        let refused = owner.edit(&path, &etag, &change).await;
        assert!(
            matches!(refused.status.as_u16(), 400 | 422),
            "{change}: {}",
            refused.text
        );
    }
    assert_eq!(owner.get(&path).await.header("etag"), etag);
}

#[tokio::test]
async fn an_email_that_is_someone_elses_is_refused_with_their_name() {
    let latchkey = fresh().await;
    let ana = add(&latchkey, "ana", None).await;
    let bo = add(&latchkey, "bo", None).await;
    let owner = latchkey.owner().await.unwrap();
    let holder = json!({"id": ana, "name": "ana Lind"});
    let new = json!({"email": "ANA@acme.com", "givenName": "Ana", "familyName": "Two", "accessRole": null});
    let mut named = new.clone();
    named["userName"] = json!("ana@ACME.com");
    named["email"] = json!("two@acme.com");
    for (new, field) in [(new, "email"), (named, "userName")] {
        let refused = owner.post("/users", new).await;
        assert_eq!(refusal(&refused), (409, "taken".into()));
        assert!(refused.detail().contains("ana Lind"), "{}", refused.text);
        let problem = refused.json();
        assert_eq!(
            [&problem["field"], &problem["holder"]],
            [&json!(field), &holder]
        );
    }
    let path = format!("/users/{bo}");
    let etag = owner.get(&path).await.header("etag").to_owned();
    for field in ["email", "userName"] {
        let refused = owner
            .edit(&path, &etag, &json!({field: "ana@acme.com"}))
            .await;
        assert_eq!(refusal(&refused), (409, "taken".into()));
        let problem = refused.json();
        assert_eq!(
            [&problem["field"], &problem["holder"]],
            [&json!(field), &holder]
        );
    }
}

#[tokio::test]
async fn a_value_that_is_missing_or_not_taken_names_its_field() {
    let latchkey = fresh().await;
    let owner = latchkey.owner().await.unwrap();
    let new = json!({"email": "ana@acme.com", "givenName": "Ana", "familyName": "Lind", "accessRole": null});
    for (field, value) in [
        ("email", ""),
        ("email", "nowhere"),
        ("givenName", " "),
        ("familyName", ""),
    ] {
        let mut wrong = new.clone();
        wrong[field] = json!(value);
        let refused = owner.post("/users", wrong).await;
        assert_eq!(refused.status, 422, "{field} {value:?}: {}", refused.text);
        let problem = refused.json();
        assert_eq!(problem["field"], field, "{}", refused.text);
        assert_eq!(problem.get("holder"), None);
    }
}

#[tokio::test]
async fn adding_someone_again_on_a_screen_brings_nobody_back() {
    let latchkey = fresh().await;
    let id = add(&latchkey, "ana", Some(AccessRole::EnterpriseAdmin)).await;
    let owner = latchkey.owner().await.unwrap();
    owner
        .post(&format!("/users/{id}/deactivate"), Value::Null)
        .await;
    let admin = latchkey.person(AccessRole::Admin).await.unwrap();
    let new = json!({"email": "ana@acme.com", "givenName": "Ana", "familyName": "Lind", "accessRole": null});
    let refused = admin.post("/users", new).await;
    assert_eq!(refusal(&refused), (409, "taken".into()));
    assert_eq!(
        owner.get(&format!("/users/{id}")).await.json()["active"],
        false
    );
}

#[tokio::test]
async fn deactivation_ends_the_sessions_and_reactivation_keeps_the_id() {
    let latchkey = fresh().await;
    let id = add(&latchkey, "ana", Some(AccessRole::User)).await;
    let ana = latchkey.screen_of("ana@acme.com").await.unwrap();
    let owner = latchkey.owner().await.unwrap();
    let page = owner.get(&format!("/users/{id}")).await.json();
    assert_eq!(page["sessionCount"], 1);
    let gone = owner
        .post(&format!("/users/{id}/deactivate"), Value::Null)
        .await;
    assert_eq!(gone.json()["active"], false, "{}", gone.text);
    assert_eq!(gone.json()["can"]["reactivate"], true);
    assert_eq!(ana.get("/session").await.status, 401);
    let back = owner
        .post(&format!("/users/{id}/reactivate"), Value::Null)
        .await;
    assert_eq!(
        [&back.json()["id"], &back.json()["active"]],
        [&json!(id), &json!(true)]
    );
}

#[tokio::test]
async fn what_is_not_for_everyone_is_null_for_a_reader() {
    let latchkey = fresh().await;
    let id = add(&latchkey, "ana", Some(AccessRole::User)).await;
    let reader = latchkey.person(AccessRole::ReadOnly).await.unwrap();
    let page = reader.get(&format!("/users/{id}")).await.json();
    assert_eq!(page["sessionCount"], Value::Null);
    assert_eq!(
        page["can"],
        json!({"edit": false, "deactivate": false, "reactivate": false, "setAccessRole": [],
        "endSessions": false, "invite": false, "setPassword": false, "remove": false})
    );
    let own = reader.get(&format!("/users/{}", reader.id)).await.json();
    assert_eq!(own["sessionCount"], 1);
}

#[tokio::test]
async fn someone_who_is_not_there_is_a_404() {
    let latchkey = fresh().await;
    let owner = latchkey.owner().await.unwrap();
    for path in ["/users/nobody", "/users/nobody/sessions", "/groups/nobody"] {
        assert_eq!(
            refusal(&owner.get(path).await),
            (404, "not_found".into()),
            "{path}"
        );
    }
    let refused = owner.post("/users/nobody/deactivate", Value::Null).await;
    assert_eq!(refusal(&refused), (404, "not_found".into()));
}

#[tokio::test]
async fn an_admin_ends_one_session_or_all() {
    let latchkey = fresh().await;
    let id = add(&latchkey, "ana", Some(AccessRole::User)).await;
    let first = latchkey.screen_of("ana@acme.com").await.unwrap();
    let second = latchkey.screen_of("ana@acme.com").await.unwrap();
    let admin = latchkey.person(AccessRole::Admin).await.unwrap();
    let path = format!("/users/{id}/sessions");
    let own = admin.get("/me/sessions").await.json()["sessions"][0]["id"].clone();
    let refused = admin
        .delete(&format!("{path}/{}", own.as_str().unwrap()))
        .await;
    assert_eq!(
        refusal(&refused),
        (404, "not_found".into()),
        "a session of someone else"
    );
    let newest = admin.get(&path).await.json()["sessions"][0]["id"].clone();
    let ended = admin
        .delete(&format!("{path}/{}", newest.as_str().unwrap()))
        .await;
    assert_eq!(ended.status, 204, "{}", ended.text);
    assert_eq!(second.get("/session").await.status, 401);
    assert_eq!(first.get("/session").await.status, 200);
    assert_eq!(admin.delete(&path).await.status, 204);
    assert_eq!(first.get("/session").await.status, 401);
    assert_eq!(admin.get(&path).await.json()["sessions"], json!([]));
}
