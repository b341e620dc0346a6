//! `/api/v1/session`.

use axum::body::Body;
use axum::http::{Request, header};
use latchkey_testkit::{Answer, Latchkey, OWNER, OWNER_PASSWORD};
use serde_json::json;

async fn sign_in(latchkey: &Latchkey, password: &str) -> Answer {
    let request = Request::post("/api/v1/session")
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(
            json!({"userName": OWNER, "password": password}).to_string(),
        ))
        .unwrap();
    latchkey.send(request).await
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
