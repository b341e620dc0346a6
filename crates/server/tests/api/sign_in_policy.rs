//! Manage Users with Okta.

use latchkey_app::record::Caller;
use latchkey_domain::AccessRole;
use latchkey_domain::activity::{Actor, Outcome};
use latchkey_rehearsal::issuer::Issuer;
use latchkey_testkit::okta::person;
use latchkey_testkit::people::{okta_user, okta_user_with_role};
use latchkey_testkit::{Latchkey, Screen};
use serde_json::{Value, json};

/// What the API knows of a test with these very values.
async fn tested(owner: &Screen<'_>, issuer: &str, client_id: &str) -> Value {
    let path = format!("/sign-in/tested?issuer={issuer}&clientId={client_id}");
    let answer = owner.get(&path).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()
}

async fn tested_with(owner: &Screen<'_>, issuer: &Issuer) -> Value {
    tested(owner, issuer.issuer_url(), issuer.client_id()).await
}

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

#[tokio::test]
async fn a_test_counts_for_an_hour_with_exactly_these_values_saved_or_not() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let issuer = latchkey.start_issuer().await.unwrap();
    let admin = latchkey.person(AccessRole::Admin).await.unwrap();
    let path = "/sign-in/tested?issuer=a&clientId=b";
    assert_eq!(admin.get(path).await.status, 403);
    let owner = latchkey.owner().await.unwrap();
    let none = json!({"testedAt": null, "test": null});
    assert_eq!(tested_with(&owner, &issuer).await, none);

    let back = owner.test_sign_in(&issuer, &person("Ana")).await.unwrap();
    assert_eq!(back.status, 303, "{}", back.text);
    assert_eq!(back.header("location"), "/organization");
    let known = tested_with(&owner, &issuer).await;
    assert_eq!(known["testedAt"], "2026-05-01T12:00:00Z");
    assert_eq!(tested(&owner, issuer.issuer_url(), "0oa2").await, none);
    assert_eq!(
        tested(&owner, "https://acme.okta.com", issuer.client_id()).await,
        none
    );
    let policy = owner.get("/sign-in/policy").await.json();
    assert_eq!(policy["policy"], Value::Null, "nothing was saved");

    latchkey.clock.advance(jiff::SignedDuration::from_mins(60));
    let owner = latchkey.owner().await.unwrap();
    assert_eq!(tested_with(&owner, &issuer).await, none);
}

#[tokio::test]
async fn a_test_says_whose_okta_account_it_was_and_whether_a_link_was_made() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let issuer = latchkey.start_issuer().await.unwrap();
    let bo = okta_user_with_role("Bo", "User");
    let bo = latchkey.scim_post("/Users", bo).await.json();
    let owner = latchkey.owner().await.unwrap();

    owner.test_sign_in(&issuer, &person("Bo")).await.unwrap();
    let test = tested_with(&owner, &issuer).await["test"].clone();
    assert_eq!(test["account"], "Bo@atko.com");
    assert_eq!(test["link"], "not_made");
    assert_eq!(
        test["belongsTo"],
        json!({"id": bo["id"], "name": "Bo Lind"})
    );
    assert_eq!(test["tester"]["id"], owner.id.as_str());
    let entry = latchkey.last_entry().await.unwrap();
    assert_eq!(
        (entry.action.as_str(), entry.outcome),
        ("sign_in.tested", Outcome::Done)
    );
    assert!(
        matches!(&entry.actor, Actor::Person { id, .. } if *id == owner.id),
        "{:?}",
        entry.actor
    );
    let said = entry.reason.unwrap();
    assert_eq!(
        said,
        "The Okta account was Bo@atko.com. It belongs to Bo Lind here, so no link was made."
    );

    for link in ["made", "kept"] {
        owner.test_sign_in(&issuer, &person("Ana")).await.unwrap();
        let test = tested_with(&owner, &issuer).await["test"].clone();
        assert_eq!(test["account"], "Ana@atko.com");
        assert_eq!(test["link"], link);
        assert_eq!(test["belongsTo"], Value::Null);
    }
    // Linked once: another account of nobody here changes nothing.
    owner.test_sign_in(&issuer, &person("Cy")).await.unwrap();
    let test = tested_with(&owner, &issuer).await["test"].clone();
    assert_eq!(
        (&test["link"], &test["belongsTo"]),
        (&json!("not_made"), &Value::Null)
    );
}

#[tokio::test]
async fn a_missing_authorization_server_leads_to_the_same_scheme_and_port() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let issuer = latchkey.start_issuer().await.unwrap();
    let owner = latchkey.owner().await.unwrap();
    let organization = issuer.issuer_url().replace("/oauth2/default", "");
    let typed = format!("{organization}/oauth2/nowhere");
    let refused = owner.post("/sign-in/check", json!({"issuer": typed})).await;
    assert_eq!(refused.status, 422, "{}", refused.text);
    let body = refused.json();
    assert_eq!(body["mistake"], "no_such_server");
    assert_eq!(body["suggestion"], organization.as_str());
}
