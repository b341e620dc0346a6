//! Manage Users with Okta.

use latchkey_app::record::Caller;
use latchkey_domain::AccessRole;
use latchkey_testkit::Latchkey;
use latchkey_testkit::people::{okta_user, okta_user_with_role};
use serde_json::json;

#[tokio::test]
async fn each_mistake_in_an_issuer_url_is_named_with_what_to_write() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let owner = latchkey.owner().await.unwrap();
    for (issuer, mistake, suggestion) in [
        ("", "missing", None),
        ("no issuer", "not_a_url", None),
        ("acme.okta.com", "no_scheme", Some("https://acme.okta.com")),
        (
            "https://acme-admin.okta.com",
            "admin_host",
            Some("https://acme.okta.com"),
        ),
        (
            "https://acme.okta.com/",
            "trailing_slash",
            Some("https://acme.okta.com"),
        ),
        (
            "http://acme.okta.com",
            "plain_http",
            Some("https://acme.okta.com"),
        ),
        (
            " https://acme.okta.com/oauth2/default/.well-known/openid-configuration\n",
            "well_known",
            Some("https://acme.okta.com/oauth2/default"),
        ),
        ("http://127.0.0.1:1", "unreachable", None),
    ] {
        let refused = owner
            .post("/sign-in/check", json!({"issuer": issuer, "clientId": ""}))
            .await;
        assert_eq!(refused.status, 422, "{issuer}: {}", refused.text);
        let body = refused.json();
        assert_eq!(body["code"], "issuer");
        assert_eq!(body["mistake"], mistake, "{issuer}");
        assert_eq!(body["suggestion"], json!(suggestion), "{issuer}");
    }
}

#[tokio::test]
async fn an_issuer_that_does_not_answer_is_not_required() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let owner = latchkey.owner().await.unwrap();
    let refused = owner
        .put(
            "/sign-in/policy",
            json!({"issuer": "http://127.0.0.1:1", "clientId": "0oa1", "withoutTest": true}),
        )
        .await;
    assert_eq!(refused.status, 502, "{}", refused.text);
    let policy = owner.get("/sign-in/policy").await.json();
    assert_eq!(policy, json!({"policy": null, "testedAt": null}));
}

#[tokio::test]
async fn the_preview_says_who_gets_in_and_who_does_not() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let owner = latchkey.owner().await.unwrap();
    let bo = latchkey
        .scim_post("/Users", okta_user_with_role("Bo", "User"))
        .await
        .json();
    latchkey.scim_post("/Users", okta_user("Cy")).await;
    let admin = latchkey.person(AccessRole::Admin).await.unwrap();
    let reader = latchkey.person(AccessRole::ReadOnly).await.unwrap();
    latchkey
        .app
        .link_user(
            Caller::operator(),
            bo["id"].as_str().unwrap(),
            "https://acme.okta.com",
            "00uBo",
        )
        .await
        .unwrap();
    let preview = owner
        .get("/sign-in/preview?issuer=https%3A%2F%2Facme.okta.com")
        .await
        .json();
    assert_eq!(preview["linked"], 1);
    assert_eq!(preview["willLink"], 1);
    assert_eq!(preview["appAccessOnly"], 1);
    assert_eq!(preview["lockedOutTotal"], 2);
    let ids: Vec<_> = preview["lockedOut"]
        .as_array()
        .unwrap()
        .iter()
        .map(|person| person["id"].as_str().unwrap())
        .collect();
    assert_eq!(ids, [admin.id.as_str(), owner.id.as_str()]);
    assert_eq!(preview["notInOkta"][0]["id"], reader.id.as_str());
    assert_eq!(preview["keepPassword"][0]["id"], owner.id.as_str());
    let elsewhere = owner.get("/sign-in/preview").await.json();
    assert_eq!(
        elsewhere["linked"], 0,
        "a link counts at its own issuer only"
    );
}

#[tokio::test]
async fn a_native_test_needs_an_enterprise_admin_and_a_challenge_that_is_its_own() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let brought = json!({
        "issuer": "https://acme.okta.com",
        "clientId": "0oa1",
        "idToken": "a.b.c",
        "challenge": "made-up",
        "secret": "s",
    });
    let admin = latchkey.person(AccessRole::Admin).await.unwrap();
    let refused = admin.post("/sign-in/test/native", brought.clone()).await;
    assert_eq!(
        (refused.status.as_u16(), &refused.json()["code"]),
        (403, &json!("forbidden"))
    );
    let owner = latchkey.owner().await.unwrap();
    let refused = owner.post("/sign-in/test/native", brought).await;
    assert_eq!(refused.status, 403, "{}", refused.text);
    assert!(
        refused.detail().contains("Start again in the app"),
        "{}",
        refused.text
    );
    assert_eq!(
        owner.get("/sign-in/policy").await.json()["testedAt"],
        json!(null)
    );
}
