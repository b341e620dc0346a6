//! Reading the record.

use axum::http::{Method, Request};
use latchkey_domain::AccessRole;
use latchkey_testkit::people::okta_user;
use latchkey_testkit::{Latchkey, Screen};
use serde_json::{Value, json};

fn actions(page: &Value) -> Vec<&str> {
    page["entries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["action"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn nobody_below_admin_sees_what_others_did() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let request = Request::get("/api/v1/activity").body(axum::body::Body::empty());
    assert_eq!(latchkey.send(request.unwrap()).await.status, 401);
    for role in [AccessRole::ReadOnly, AccessRole::User] {
        let person = latchkey.person(role).await.unwrap();
        for path in [
            "/activity",
            "/activity?after=0&wait=25",
            "/activity/reads",
            "/activity/export",
            "/activity/some-id",
        ] {
            let refused = person.get(path).await;
            assert_eq!(refused.status, 403, "{path} as {role}: {}", refused.text);
            assert_eq!(refused.json()["code"], "forbidden");
        }
    }
    let admin = latchkey.person(AccessRole::Admin).await.unwrap();
    assert_eq!(admin.get("/activity").await.status, 200);
}

#[tokio::test]
async fn a_filter_that_nobody_knows_is_refused_by_name() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let owner = latchkey.owner().await.unwrap();
    for (query, named) in [
        ("outcome=changed,sold", "sold"),
        ("actor=martian", "martian"),
        ("since=yesterday", "yesterday"),
        ("limit=many", "limit"),
    ] {
        let refused = owner.get(&format!("/activity?{query}")).await;
        assert_eq!(refused.status, 422, "{query}: {}", refused.text);
        assert!(
            refused.detail().contains(named) || query.starts_with("since"),
            "{}",
            refused.text
        );
    }
    assert_eq!(owner.get("/activity/nothing").await.status, 404);
    assert_eq!(owner.get("/activity/export?format=pdf").await.status, 422);
}

/// What the newest entry of this action was answered with, as an admin who opens it sees it.
async fn kept(owner: &Screen<'_>, action: &str) -> Value {
    let listed = owner.get("/activity").await.json();
    let entries = listed["entries"].as_array().unwrap();
    let entry = entries.iter().find(|entry| entry["action"] == action);
    let id = entry.unwrap()["id"].as_str().unwrap();
    owner.get(&format!("/activity/{id}")).await.json()["answer"].clone()
}

#[tokio::test]
async fn a_change_by_okta_keeps_what_was_sent_back_where_the_entry_does_not_say_it() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let owner = latchkey.owner().await.unwrap();
    let bo = latchkey.scim_post("/Users", okta_user("Bo")).await.json();
    assert_eq!(kept(&owner, "user.created").await, Value::Null);
    let bo = format!("/Users/{}", bo["id"].as_str().unwrap());
    let with = |name: &str, value: Value| json!({"Operations": [{"op": "replace", "value": {name: value}}]});
    // A part that was asked for is not the resource.
    let part = format!("{bo}?attributes=userName");
    let patched = latchkey
        .scim_patch(&part, with("title", json!("Clerk")))
        .await;
    assert_eq!(patched.status, 200, "{}", patched.text);
    assert_eq!(kept(&owner, "user.updated").await, Value::Null);
    let long: Vec<Value> = (0..200)
        .map(|n| json!({"value": format!("{n:0>100}")}))
        .collect();
    let patched = latchkey
        .scim_patch(&bo, with("entitlements", json!(long)))
        .await;
    assert_eq!(patched.status, 200, "{}", patched.text);
    assert_eq!(kept(&owner, "user.updated").await, Value::Null);
    latchkey
        .scim_patch(&bo, with("entitlements", json!([])))
        .await;

    let id = bo.trim_start_matches("/Users/");
    let group = json!({"displayName": "Sales", "members": [{"value": id}]});
    let pushed = latchkey.scim_post("/Groups", group).await.json();
    assert_eq!(kept(&owner, "group.created").await, pushed);
    let patched = latchkey
        .scim_patch(&bo, with("title", json!("Author")))
        .await;
    assert_eq!(patched.json()["groups"][0]["display"], "Sales");
    assert_eq!(kept(&owner, "user.updated").await, patched.json());
    let mut whole = okta_user("Bo");
    whole["title"] = json!("Editor");
    let replaced = latchkey.scim_put(&bo, whole).await;
    assert_eq!(replaced.json()["title"], "Editor");
    assert_eq!(kept(&owner, "user.updated").await, replaced.json());
    let path = format!("/Groups/{}", pushed["id"].as_str().unwrap());
    let name = json!({"displayName": "Sales EMEA", "members": []});
    let renamed = latchkey.scim_put(&path, name).await;
    assert_eq!(kept(&owner, "group.updated").await, renamed.json());
}

#[tokio::test]
async fn a_refusal_by_okta_shows_what_was_sent_and_answered_without_the_password() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let owner = latchkey.owner().await.unwrap();
    let mut nameless = okta_user("Bo");
    nameless["name"] = json!({"givenName": "Bo"});
    let answered = latchkey.scim_post("/Users", nameless).await;
    assert_eq!(answered.status, 400);
    let page = owner
        .get("/activity?outcome=refused&actor=okta")
        .await
        .json();
    let entry = &page["entries"][0];
    assert_eq!(entry["call"]["method"], "POST");
    assert_eq!(entry["call"]["status"], 400);
    assert_eq!(entry["reason"], answered.detail());
    assert!(entry.get("request").is_none(), "a list carries no bodies");
    let opened = owner
        .get(&format!("/activity/{}", entry["id"].as_str().unwrap()))
        .await
        .json();
    assert_eq!(opened["request"]["userName"], "Bo@atko.com");
    assert_eq!(opened["request"]["password"], "•••");
    assert_eq!(opened["answer"], answered.json());
    assert_eq!(opened["sequence"], entry["sequence"]);
}

#[tokio::test]
async fn filters_narrow_and_pages_follow_one_another() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let owner = latchkey.owner().await.unwrap();
    for name in ["Bo", "Cy", "Di"] {
        let made = latchkey.scim_post("/Users", okta_user(name)).await;
        assert_eq!(made.status, 201, "{}", made.text);
    }
    let page = owner
        .get("/activity?actor=okta&kind=user&limit=2")
        .await
        .json();
    assert_eq!(actions(&page), ["user.created", "user.created"]);
    assert_eq!(page["entries"][0]["target"]["name"], "Di Lind");
    let next = page["next"].as_u64().unwrap();
    let rest = owner
        .get(&format!(
            "/activity?actor=okta&kind=user&limit=2&before={next}"
        ))
        .await
        .json();
    assert_eq!(actions(&rest), ["user.created"]);
    assert_eq!(rest["next"], Value::Null);
    let cy = owner.get("/activity?q=cy%20lind").await.json();
    assert_eq!(cy["entries"].as_array().unwrap().len(), 1);
    assert_eq!(
        cy["entries"][0]["actor"],
        json!({"kind": "okta", "id": null, "name": "Okta"})
    );
    let both = owner
        .get("/activity?kind=connector,toolkit&actor=operator,person&outcome=changed")
        .await
        .json();
    assert_eq!(actions(&both), ["connector.added", "toolkit.enabled"]);
    let nothing = owner.get("/activity?q=100%25").await.json();
    assert_eq!(actions(&nothing), [""; 0]);
    let future = owner
        .get("/activity?since=2030-01-01T00:00:00Z")
        .await
        .json();
    assert_eq!(actions(&future), [""; 0]);
}

#[tokio::test]
async fn an_opened_entry_brings_what_else_happened_to_the_same_person() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let owner = latchkey.owner().await.unwrap();
    let bo = latchkey.scim_post("/Users", okta_user("Bo")).await.json();
    let path = format!("/Users/{}", bo["id"].as_str().unwrap());
    for title in ["Lead", "Head"] {
        let body = json!({"Operations": [{"op": "replace", "value": {"title": title}}]});
        assert_eq!(
            latchkey.scim(Method::PATCH, &path, Some(body)).await.status,
            200
        );
    }
    let page = owner
        .get(&format!("/activity?target={}", bo["id"].as_str().unwrap()))
        .await
        .json();
    assert_eq!(
        actions(&page),
        ["user.updated", "user.updated", "user.created"]
    );
    let middle = page["entries"][1]["id"].as_str().unwrap();
    let opened = owner.get(&format!("/activity/{middle}")).await.json();
    assert_eq!(
        opened["changes"][0],
        json!({"attribute": "title", "before": null, "after": "Lead"})
    );
    let related: Vec<_> = opened["related"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["sequence"].clone())
        .collect();
    assert_eq!(
        related,
        [
            page["entries"][0]["sequence"].clone(),
            page["entries"][2]["sequence"].clone()
        ]
    );
}

#[tokio::test]
async fn the_export_is_a_whole_file_in_which_no_cell_is_a_formula() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let owner = latchkey.owner().await.unwrap();
    let mut user = okta_user("Bo");
    user["displayName"] = "=1+1".into();
    assert_eq!(latchkey.scim_post("/Users", user).await.status, 201);
    let csv = owner.get("/activity/export?kind=user&actor=okta").await;
    assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8");
    let lines: Vec<&str> = csv.text.lines().collect();
    assert_eq!(lines.len(), 2, "{}", csv.text);
    assert!(lines[1].contains(",user,'=1+1,"), "{}", lines[1]);
    let json = owner.get("/activity/export?format=json").await;
    let all = json.json();
    assert!(all.as_array().unwrap().len() > 3, "{}", json.text);
    let nothing = owner
        .get("/activity/export?format=json&q=nobody-at-all")
        .await;
    assert_eq!(nothing.json(), json!([]));
}

#[tokio::test]
async fn calls_that_only_read_are_there_in_full() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let owner = latchkey.owner().await.unwrap();
    assert_eq!(
        latchkey
            .scim_get("/Users?startIndex=1&count=2")
            .await
            .status,
        200
    );
    latchkey.app.flush_calls().await.unwrap();
    let reads = owner.get("/activity/reads").await.json();
    assert_eq!(
        reads["reads"][0]["call"]["path"],
        "/Users?startIndex=1&count=2"
    );
    let gathered = owner.get("/activity?outcome=read").await.json();
    assert_eq!(actions(&gathered), ["users.listed"]);
}
