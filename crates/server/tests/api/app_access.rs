//! The desktop app's session: a token instead of a cookie, also for people with app access only.

use axum::http::Method;
use latchkey_testkit::OWNER_PASSWORD;
use serde_json::{Value, json};

use crate::staff::{add, anyone, app_token, fresh, in_app, refusal};

#[tokio::test]
async fn the_portal_is_not_for_app_access_only() {
    let latchkey = fresh().await;
    add(&latchkey, "bo", None).await;
    let body = json!({"userName": "bo@acme.com", "password": OWNER_PASSWORD});
    let refused = anyone(&latchkey, Method::POST, "/session", Some(body)).await;
    assert_eq!(refusal(&refused), (403, "forbidden".into()));
}

#[tokio::test]
async fn a_wrong_password_is_one_in_the_app_too() {
    let latchkey = fresh().await;
    add(&latchkey, "bo", None).await;
    let body = json!({"userName": "bo@acme.com", "password": "something else"});
    let refused = in_app(&latchkey, None, Method::POST, "/session", Some(body)).await;
    assert_eq!(refusal(&refused), (401, "wrong_credentials".into()));
}

#[tokio::test]
async fn the_app_gets_a_token_and_no_cookie() {
    let latchkey = fresh().await;
    let id = add(&latchkey, "bo", None).await;
    let body = json!({"userName": "bo@acme.com", "password": OWNER_PASSWORD});
    let answer = in_app(&latchkey, None, Method::POST, "/session", Some(body)).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    assert!(answer.headers.get("set-cookie").is_none());
    assert_eq!(answer.json()["user"]["id"], id);
    let token = answer.json()["token"].as_str().unwrap().to_owned();
    let list = in_app(&latchkey, Some(&token), Method::GET, "/me/sessions", None).await;
    assert_eq!(list.json()["sessions"][0]["surface"], "app");
    assert_eq!(list.json()["sessions"][0]["current"], true);
}

#[tokio::test]
async fn a_browser_gets_a_cookie_and_no_token() {
    let latchkey = fresh().await;
    let body = json!({"userName": latchkey_testkit::OWNER, "password": OWNER_PASSWORD});
    let answer = anyone(&latchkey, Method::POST, "/session", Some(body)).await;
    assert_eq!(answer.json()["token"], Value::Null);
    assert!(answer.header("set-cookie").starts_with("latchkey_session="));
}

#[tokio::test]
async fn taking_the_role_away_leaves_the_app() {
    let latchkey = fresh().await;
    let id = add(&latchkey, "bo", Some(latchkey_domain::AccessRole::User)).await;
    let bo = latchkey.screen_of("bo@acme.com").await.unwrap();
    let token = app_token(&latchkey, "bo").await;
    let owner = latchkey.owner().await.unwrap();
    let body = json!({"action": "setAccessRole", "ids": [id], "accessRole": null});
    assert_eq!(
        owner.post("/users/bulk", body).await.json()["done"],
        json!([id])
    );
    assert_eq!(bo.get("/session").await.status, 401);
    let session = in_app(&latchkey, Some(&token), Method::GET, "/session", None).await;
    assert_eq!(session.json()["user"]["accessRole"], Value::Null);
}
