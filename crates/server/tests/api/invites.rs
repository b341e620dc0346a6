//! One-time links.

use axum::http::Method;
use jiff::SignedDuration;
use latchkey_domain::AccessRole;
use latchkey_testkit::{Latchkey, Screen};
use serde_json::{Value, json};

use crate::staff::{add, anyone, fresh, in_app, refusal};

const NEW: &str = "a new long password";

/// Makes a link for them; gives back what stands behind the last slash.
async fn token(owner: &Screen<'_>, id: &str) -> String {
    let answer = owner
        .post(&format!("/users/{id}/invite"), Value::Null)
        .await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    let url = answer.json()["url"].as_str().unwrap().to_owned();
    let (base, token) = url.rsplit_once('/').unwrap();
    assert_eq!(base, "http://127.0.0.1:8765/invite");
    token.to_owned()
}

async fn accept(latchkey: &Latchkey, token: &str, password: &str) -> latchkey_testkit::Answer {
    let body = Some(json!({"password": password}));
    anyone(latchkey, Method::POST, &format!("/invites/{token}"), body).await
}

#[tokio::test]
async fn a_link_that_is_none_or_ran_out_opens_nothing() {
    let latchkey = fresh().await;
    let id = add(&latchkey, "ana", Some(AccessRole::User)).await;
    let owner = latchkey.owner().await.unwrap();
    let token = token(&owner, &id).await;
    latchkey.clock.advance(SignedDuration::from_hours(7 * 24));
    for token in ["nothing", &token] {
        let page = anyone(&latchkey, Method::GET, &format!("/invites/{token}"), None).await;
        assert_eq!(refusal(&page), (404, "not_found".into()));
        assert_eq!(
            refusal(&accept(&latchkey, token, NEW).await),
            (404, "not_found".into())
        );
    }
    latchkey.screen_of("ana@acme.com").await.unwrap();
}

#[tokio::test]
async fn a_link_works_once_and_a_newer_one_replaces_it() {
    let latchkey = fresh().await;
    let id = add(&latchkey, "ana", Some(AccessRole::User)).await;
    let before = latchkey.screen_of("ana@acme.com").await.unwrap();
    let owner = latchkey.owner().await.unwrap();
    let (first, second) = (token(&owner, &id).await, token(&owner, &id).await);
    assert_eq!(
        refusal(&accept(&latchkey, &first, NEW).await),
        (404, "not_found".into())
    );
    let short = accept(&latchkey, &second, "short").await;
    assert_eq!(refusal(&short), (422, "unaccepted_value".into()));
    let page = anyone(&latchkey, Method::GET, &format!("/invites/{second}"), None)
        .await
        .json();
    assert_eq!(
        page["user"],
        json!({"displayName": "ana Lind", "userName": "ana@acme.com", "email": "ana@acme.com"})
    );
    let done = accept(&latchkey, &second, NEW).await;
    assert_eq!(done.status, 201, "{}", done.text);
    assert!(done.header("set-cookie").starts_with("latchkey_session="));
    assert_eq!(
        before.get("/session").await.status,
        401,
        "the password is another one"
    );
    assert_eq!(
        refusal(&accept(&latchkey, &second, NEW).await),
        (404, "not_found".into())
    );
}

#[tokio::test]
async fn a_link_dies_when_it_would_open_more_than_it_was_made_for() {
    let latchkey = fresh().await;
    let owner = latchkey.owner().await.unwrap();
    for (name, act) in [
        (
            "ana",
            json!({"action": "setAccessRole", "accessRole": "EnterpriseAdmin"}),
        ),
        ("bo", json!({"action": "deactivate"})),
    ] {
        let id = add(&latchkey, name, Some(AccessRole::User)).await;
        let token = token(&owner, &id).await;
        let mut act = act;
        act["ids"] = json!([id]);
        assert_eq!(
            owner.post("/users/bulk", act).await.json()["done"],
            json!([id])
        );
        assert_eq!(
            refusal(&accept(&latchkey, &token, NEW).await),
            (404, "not_found".into()),
            "{name}"
        );
    }
}

#[tokio::test]
async fn nobody_invites_themselves_or_someone_deactivated() {
    let latchkey = fresh().await;
    let id = add(&latchkey, "ana", Some(AccessRole::User)).await;
    let owner = latchkey.owner().await.unwrap();
    let own = owner
        .post(&format!("/users/{}/invite", owner.id), Value::Null)
        .await;
    assert_eq!(refusal(&own), (403, "forbidden".into()));
    owner
        .post(&format!("/users/{id}/deactivate"), Value::Null)
        .await;
    let gone = owner
        .post(&format!("/users/{id}/invite"), Value::Null)
        .await;
    assert_eq!(refusal(&gone), (409, "conflict".into()));
}

#[tokio::test]
async fn with_app_access_only_the_link_opens_the_app() {
    let latchkey = fresh().await;
    let id = add(&latchkey, "ana", None).await;
    let owner = latchkey.owner().await.unwrap();
    let link = token(&owner, &id).await;
    let done = accept(&latchkey, &link, NEW).await;
    assert_eq!((done.status.as_u16(), done.text.as_str()), (204, ""));
    assert!(done.headers.get("set-cookie").is_none());
    let link = token(&owner, &id).await;
    let body = Some(json!({"password": NEW}));
    let done = in_app(
        &latchkey,
        None,
        Method::POST,
        &format!("/invites/{link}"),
        body,
    )
    .await;
    assert!(done.json()["token"].is_string(), "{}", done.text);
}

#[tokio::test]
async fn the_token_is_on_no_record() {
    let latchkey = fresh().await;
    let id = add(&latchkey, "ana", Some(AccessRole::User)).await;
    let owner = latchkey.owner().await.unwrap();
    let token = token(&owner, &id).await;
    latchkey.clock.advance(SignedDuration::from_hours(7 * 24));
    accept(&latchkey, &token, NEW).await;
    let query = latchkey_app::ports::store::ActivityQuery {
        limit: 100,
        ..Default::default()
    };
    let entries = format!("{:?}", latchkey.app.activity(&query).unwrap());
    assert!(entries.contains("user.invited") && !entries.contains(&token));
}
