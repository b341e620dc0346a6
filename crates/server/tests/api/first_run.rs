//! Before anything is set up, and setting up with the one-time code.

use axum::body::Body;
use axum::http::{Method, Request, header};
use latchkey_server::api::setup::HostingWindow;
use latchkey_testkit::Latchkey;
use serde_json::{Value, json};

use crate::staff::{anyone, in_app, refusal};

fn setup(code: &str) -> Value {
    json!({
        "code": code,
        "organization": "Acme",
        "owner": {"email": "olga@acme.com", "givenName": "Olga", "familyName": "Ek"},
        "password": "correct horse battery staple"
    })
}

#[tokio::test]
async fn nothing_else_is_there_before_set_up() {
    let latchkey = Latchkey::new().unwrap();
    for (method, path) in [
        (Method::GET, "/session"),
        (Method::POST, "/session"),
        (Method::POST, "/session/challenge"),
        (Method::GET, "/sign-in"),
        (Method::GET, "/users"),
        (Method::GET, "/invites/x"),
    ] {
        let answer = anyone(&latchkey, method, path, None).await;
        assert_eq!(refusal(&answer), (503, "not_set_up".into()), "{path}");
    }
    let login = Request::get("/auth/login").body(Body::empty()).unwrap();
    assert_eq!(latchkey.send(login).await.status, 503);
    assert_eq!(latchkey.scim_get("/Users").await.status, 401);
    let about = anyone(&latchkey, Method::GET, "/about", None).await.json();
    assert_eq!(about["setUp"], false);
    assert_eq!(about["organization"], Value::Null);
    let page = Request::get("/").body(Body::empty()).unwrap();
    assert_eq!(latchkey.send(page).await.status, 200);
}

#[tokio::test]
async fn without_the_code_nobody_sets_up() {
    let latchkey = Latchkey::new().unwrap();
    let refused = anyone(&latchkey, Method::POST, "/setup", Some(setup(""))).await;
    assert_eq!(
        refusal(&refused),
        (401, "wrong_credentials".into()),
        "no code was printed"
    );
    let code = latchkey.app.offer_set_up().unwrap().unwrap();
    let mut without = setup("");
    without.as_object_mut().unwrap().remove("code");
    for body in [setup("AAAA-AAAA"), without] {
        let refused = anyone(&latchkey, Method::POST, "/setup", Some(body)).await;
        assert_eq!(refusal(&refused), (401, "wrong_credentials".into()));
    }
    for _ in 0..7 {
        anyone(&latchkey, Method::POST, "/setup", Some(setup("BBBB-BBBB"))).await;
    }
    let refused = anyone(&latchkey, Method::POST, "/setup", Some(setup("BBBB-BBBB"))).await;
    assert_eq!(refusal(&refused), (429, "too_many_attempts".into()));
    assert_eq!(refused.header("retry-after"), "120");
    // The right one is taken whatever was typed before.
    let done = anyone(&latchkey, Method::POST, "/setup", Some(setup(&code))).await;
    assert_eq!(done.status, 201, "{}", done.text);
}

#[tokio::test]
async fn a_set_up_that_is_refused_leaves_the_code() {
    let latchkey = Latchkey::new().unwrap();
    let code = latchkey.app.offer_set_up().unwrap().unwrap();
    let mut short = setup(&code);
    short["password"] = "short".into();
    let refused = anyone(&latchkey, Method::POST, "/setup", Some(short)).await;
    assert_eq!(refusal(&refused), (422, "unaccepted_value".into()));
    let done = anyone(
        &latchkey,
        Method::POST,
        "/setup",
        Some(setup(&code.to_lowercase())),
    )
    .await;
    assert_eq!(done.status, 201, "{}", done.text);
    assert!(done.header("set-cookie").starts_with("latchkey_session="));
    assert_eq!(done.json()["user"]["accessRole"], "EnterpriseAdmin");
    let about = anyone(&latchkey, Method::GET, "/about", None).await.json();
    assert_eq!(
        [&about["setUp"], &about["organization"]],
        [&json!(true), &json!({"name": "Acme", "hasLogo": false})]
    );
    let again = anyone(&latchkey, Method::POST, "/setup", Some(setup(&code))).await;
    assert_eq!(refusal(&again), (409, "already_set_up".into()));
    assert_eq!(
        anyone(&latchkey, Method::GET, "/session", None)
            .await
            .status,
        401
    );
}

#[tokio::test]
async fn the_hosting_window_needs_no_code_and_gets_a_token() {
    let latchkey = Latchkey::new().unwrap();
    let header_only = in_app(&latchkey, None, Method::POST, "/setup", Some(setup(""))).await;
    assert_eq!(refusal(&header_only), (401, "wrong_credentials".into()));
    let request = Request::post("/api/v1/setup")
        .header("x-latchkey-surface", "app")
        .header(header::CONTENT_TYPE, "application/json")
        .extension(HostingWindow)
        .body(Body::from(setup("").to_string()))
        .unwrap();
    let done = latchkey.send(request).await;
    assert_eq!(done.status, 201, "{}", done.text);
    assert!(done.json()["token"].is_string());
}

#[tokio::test]
async fn a_folder_that_is_set_up_offers_no_code() {
    let latchkey = Latchkey::new().unwrap();
    latchkey.set_up().await.unwrap();
    assert_eq!(latchkey.app.offer_set_up().unwrap(), None);
}
