//! Troubleshooting recognizes settings from what arrives.

use std::net::SocketAddr;

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Request;
use latchkey_app::record::Caller;
use latchkey_domain::AccessRole;
use latchkey_server::ServeConfig;
use latchkey_testkit::people::okta_user;
use latchkey_testkit::{Latchkey, Screen};
use serde_json::{Value, json};

async fn check(admin: &Screen<'_>, id: &str) -> Value {
    let page = admin.get("/troubleshooting").await.json();
    let found = page["checks"]
        .as_array()
        .unwrap()
        .iter()
        .find(|check| check["id"] == id);
    found.cloned().unwrap_or_default()
}

#[tokio::test]
async fn it_needs_an_admin_and_a_check_that_there_is() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let user = latchkey.person(AccessRole::User).await.unwrap();
    assert_eq!(user.get("/troubleshooting").await.status, 403);
    assert_eq!(
        user.post("/troubleshooting/reach/check", json!({}))
            .await
            .status,
        403
    );
    let admin = latchkey.person(AccessRole::Admin).await.unwrap();
    assert_eq!(
        admin
            .post("/troubleshooting/weather/check", json!({}))
            .await
            .status,
        404
    );
    let page = admin.get("/troubleshooting").await.json();
    assert_eq!(page["checks"].as_array().unwrap().len(), 15);
    let reach = admin
        .post("/troubleshooting/reach/check", json!({}))
        .await
        .json();
    assert_eq!(
        reach["state"], "failed",
        "nothing serves the default address: {reach}"
    );
    assert_eq!(check(&admin, "reach").await, reach, "it is remembered");
    let issuer = admin
        .post("/troubleshooting/issuer/check", json!({}))
        .await
        .json();
    assert_eq!(issuer["state"], "unknown");
}

#[tokio::test]
async fn someone_who_could_not_be_provisioned_is_named_with_what_to_click_until_the_retry() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let admin = latchkey.person(AccessRole::Admin).await.unwrap();
    let mut nameless = okta_user("Cy");
    nameless["name"]["familyName"] = " ".into();
    for _ in 0..2 {
        latchkey.scim_post("/Users", nameless.clone()).await;
    }
    let people = admin.get("/troubleshooting").await.json()["unprovisioned"].clone();
    assert_eq!(people.as_array().unwrap().len(), 1);
    assert_eq!(people[0]["who"], "Cy@atko.com");
    assert_eq!(people[0]["attribute"], "name.familyName");
    assert_eq!(people[0]["attempts"], 2);
    assert_eq!(people[0]["retriedAt"], Value::Null);
    assert!(
        people[0]["fix"]
            .as_str()
            .unwrap()
            .contains("Retry Selected")
    );
    latchkey.clock.advance(jiff::SignedDuration::from_mins(1));
    latchkey.scim_post("/Users", okta_user("Cy")).await;
    let people = admin.get("/troubleshooting").await.json()["unprovisioned"].clone();
    assert_eq!(people[0]["retriedAt"], "2026-05-01T12:01:00Z");
}

#[tokio::test]
async fn an_id_of_okta_that_somebody_has_is_not_told_as_an_email() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let admin = latchkey.person(AccessRole::Admin).await.unwrap();
    let first = okta_user("Bo");
    latchkey.scim_post("/Users", first.clone()).await;
    let mut second = okta_user("Cy");
    second["externalId"] = first["externalId"].clone();
    latchkey.scim_post("/Users", second).await;
    let people = admin.get("/troubleshooting").await.json()["unprovisioned"].clone();
    assert_eq!(people[0]["who"], "Cy@atko.com");
    assert_eq!(people[0]["attribute"], "externalId");
    assert!(people[0]["fix"].as_str().unwrap().contains("id of Okta"));
}

#[tokio::test]
async fn a_password_in_an_update_shows_that_sync_passwords_is_on() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let admin = latchkey.person(AccessRole::Admin).await.unwrap();
    let bo = latchkey.scim_post("/Users", okta_user("Bo")).await.json();
    // A create carries a placeholder with the setting off too.
    assert_eq!(check(&admin, "sync_passwords").await["state"], "unknown");
    let path = format!("/Users/{}", bo["id"].as_str().unwrap());
    let title = |title: &str| json!({"Operations": [{"op": "replace", "value": {"title": title}}]});
    latchkey.scim_patch(&path, title("Lead")).await;
    assert_eq!(check(&admin, "sync_passwords").await["state"], "ok");
    let synced = json!({"Operations": [{"op": "replace", "value": {"password": "s3cret", "title": "Head"}}]});
    latchkey.scim_patch(&path, synced).await;
    let warned = check(&admin, "sync_passwords").await;
    assert_eq!(warned["state"], "warning");
    assert!(!warned.to_string().contains("s3cret"));
    assert!(warned["fix"].as_str().unwrap().contains("Sync Password"));
}

#[tokio::test]
async fn a_user_name_that_is_not_the_email_is_warned_of() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let admin = latchkey.person(AccessRole::Admin).await.unwrap();
    latchkey.scim_post("/Users", okta_user("Bo")).await;
    assert_eq!(check(&admin, "user_name_format").await["state"], "ok");
    let mut odd = okta_user("Cy");
    odd["userName"] = "cy.lind".into();
    latchkey.scim_post("/Users", odd).await;
    let warned = check(&admin, "user_name_format").await;
    assert_eq!(warned["state"], "warning", "{warned}");
    assert!(warned["entryId"].is_string());
}

#[tokio::test]
async fn imports_with_an_hour_between_are_a_schedule() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let admin = latchkey.person(AccessRole::Admin).await.unwrap();
    for _ in 0..3 {
        assert_ne!(check(&admin, "scheduled_imports").await["state"], "warning");
        latchkey.scim_get("/Users?startIndex=1&count=100").await;
        latchkey.app.flush_calls().await.unwrap();
        latchkey.clock.advance(jiff::SignedDuration::from_mins(55));
    }
    let admin = latchkey.screen_of("admin@acme.com").await.unwrap();
    assert_eq!(check(&admin, "scheduled_imports").await["state"], "warning");
}

#[tokio::test]
async fn the_toolkit_off_and_wrong_credentials_have_failed() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let admin = latchkey.person(AccessRole::Admin).await.unwrap();
    assert_eq!(check(&admin, "credentials").await["state"], "unknown");
    let wrong = axum::http::Request::get("/scim/v2/Users")
        .header("authorization", "Bearer wrong")
        .body(axum::body::Body::empty());
    latchkey.send(wrong.unwrap()).await;
    latchkey.app.flush_calls().await.unwrap();
    assert_eq!(check(&admin, "credentials").await["state"], "failed");
    assert_eq!(check(&admin, "toolkit").await["state"], "ok");
    latchkey
        .app
        .disable_toolkit(Caller::operator())
        .await
        .unwrap();
    assert_eq!(check(&admin, "toolkit").await["state"], "failed");
}

#[tokio::test]
async fn a_reverse_proxy_that_nobody_named_is_noticed_with_what_to_pass() {
    let named = ServeConfig {
        trusted_proxies: vec!["127.0.0.1/32".parse().unwrap()],
        ..Latchkey::usual_config()
    };
    for (config, peer, state) in [
        (Latchkey::usual_config(), "127.0.0.1", "warning"),
        (named, "127.0.0.1", "ok"),
        (Latchkey::usual_config(), "52.34.71.8", "ok"),
    ] {
        let latchkey = Latchkey::with_config(config).unwrap();
        latchkey.set_up().await.unwrap();
        let admin = latchkey.person(AccessRole::Admin).await.unwrap();
        assert_eq!(check(&admin, "trusted_proxy").await["state"], "ok");
        let forwarded = Request::get("/healthz")
            .header("x-forwarded-for", "198.51.100.7")
            .extension(ConnectInfo(SocketAddr::new(peer.parse().unwrap(), 40_000)))
            .body(Body::empty())
            .unwrap();
        latchkey.send(forwarded).await;
        let noticed = check(&admin, "trusted_proxy").await;
        assert_eq!(noticed["state"], state, "{peer}: {noticed}");
        if state == "warning" {
            let fix = noticed["fix"].as_str().unwrap();
            assert!(fix.contains("--trusted-proxy 127.0.0.1/32"), "{fix}");
        }
    }
}
