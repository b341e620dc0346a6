//! `/api/v1/session`.

use axum::body::Body;
use axum::http::{Request, header};
use latchkey_app::directory::users::edit::UserEdit;
use latchkey_app::record::Caller;
use latchkey_domain::AccessRole;
use latchkey_domain::activity::Actor;
use latchkey_testkit::{Answer, Latchkey, OWNER, OWNER_PASSWORD};
use serde_json::json;

async fn sign_in(latchkey: &Latchkey, password: &str) -> Answer {
    sign_in_as(latchkey, OWNER, password).await
}

async fn sign_in_as(latchkey: &Latchkey, name: &str, password: &str) -> Answer {
    let body = json!({"userName": name, "password": password});
    latchkey.post_as_anyone("/session", &body).await.unwrap()
}

#[tokio::test]
async fn a_first_sign_in_is_told_with_its_own_time() {
    let latchkey = Latchkey::new().unwrap();
    latchkey.set_up().await.unwrap();
    let refused = sign_in(&latchkey, "not the password").await;
    assert_eq!(refused.status, 401, "{}", refused.text);
    let answer = sign_in(&latchkey, OWNER_PASSWORD).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    let begun = answer.json();
    assert_eq!(
        begun["user"]["lastSignInAt"],
        latchkey.app.now().to_string()
    );

    let cookie = answer.header("set-cookie").split(';').next().unwrap();
    let asked = Request::get("/api/v1/session")
        .header(header::COOKIE, cookie)
        .body(Body::empty())
        .unwrap();
    let later = latchkey.send(asked).await.json();
    assert_eq!(later["user"], begun["user"]);
}

#[tokio::test]
async fn whoever_proved_to_be_a_person_is_named_by_the_record_let_in_or_not() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let bo = latchkey.person(AccessRole::User).await.unwrap().id;
    let actor = async |action: &str| {
        let entry = latchkey.last_entry().await.unwrap();
        assert_eq!(entry.action, action);
        assert_eq!(entry.target.id.as_ref(), Some(&bo), "{:?}", entry.target);
        entry.actor
    };
    let named = Actor::Person {
        id: bo.clone(),
        name: "User Ek".into(),
    };
    assert_eq!(actor("session.began").await, named);
    latchkey
        .app
        .edit_user(
            Caller::operator(),
            &bo,
            UserEdit {
                active: Some(false),
                ..UserEdit::default()
            },
        )
        .await
        .unwrap();
    let refused = sign_in_as(&latchkey, "user@acme.com", OWNER_PASSWORD).await;
    assert_eq!(refused.status, 403, "{}", refused.text);
    assert_eq!(actor("session.refused").await, named);

    let refused = sign_in_as(&latchkey, "user@acme.com", "not the password").await;
    assert_eq!(refused.status, 401, "{}", refused.text);
    latchkey.app.flush_calls().await.unwrap();
    let entry = latchkey.last_entry().await.unwrap();
    assert_eq!(entry.actor, Actor::Unknown, "a name alone proves nothing");
}
