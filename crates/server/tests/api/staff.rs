//! People of each role, as the tests put them in.

use axum::body::Body;
use axum::http::{Method, Request, header};
use latchkey_app::directory::users::local::NewLocalUser;
use latchkey_app::record::Caller;
use latchkey_domain::AccessRole;
use latchkey_testkit::{Answer, Latchkey, OWNER_PASSWORD};
use secrecy::SecretString;
use serde_json::{Value, json};

/// Set up and nothing more.
pub(crate) async fn fresh() -> Latchkey {
    let latchkey = Latchkey::new().unwrap();
    latchkey.set_up().await.unwrap();
    latchkey
}

/// A local person with the password of all tests; gives back the id. The email is `name@acme.com`.
pub(crate) async fn add(latchkey: &Latchkey, name: &str, role: Option<AccessRole>) -> String {
    let new = NewLocalUser {
        email: format!("{name}@acme.com"),
        given_name: name.to_owned(),
        family_name: "Lind".to_owned(),
        access_role: role,
        ..NewLocalUser::default()
    };
    let saved = latchkey
        .app
        .create_user(Caller::operator(), new.into_incoming().unwrap())
        .await
        .unwrap();
    latchkey
        .app
        .set_password(
            Caller::operator(),
            &saved.view.id,
            SecretString::from(OWNER_PASSWORD),
        )
        .await
        .unwrap();
    saved.view.id
}

/// A call by the desktop app, with its token if it has one.
pub(crate) async fn in_app(
    latchkey: &Latchkey,
    token: Option<&str>,
    method: Method,
    path: &str,
    body: Option<Value>,
) -> Answer {
    let mut request = Request::builder()
        .method(method)
        .uri(format!("/api/v1{path}"))
        .header("x-latchkey-surface", "app")
        .header(header::CONTENT_TYPE, "application/json");
    if let Some(token) = token {
        request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
    }
    let body = body.map_or(Body::empty(), |body| Body::from(body.to_string()));
    latchkey.send(request.body(body).unwrap()).await
}

/// Signs in to the app; gives back the token.
pub(crate) async fn app_token(latchkey: &Latchkey, name: &str) -> String {
    let body = json!({"userName": format!("{name}@acme.com"), "password": OWNER_PASSWORD});
    let answer = in_app(latchkey, None, Method::POST, "/session", Some(body)).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    answer.json()["token"].as_str().unwrap().to_owned()
}

/// A call without any session.
pub(crate) async fn anyone(
    latchkey: &Latchkey,
    method: Method,
    path: &str,
    body: Option<Value>,
) -> Answer {
    let request = Request::builder()
        .method(method)
        .uri(format!("/api/v1{path}"))
        .header(header::CONTENT_TYPE, "application/json");
    let body = body.map_or(Body::empty(), |body| Body::from(body.to_string()));
    latchkey.send(request.body(body).unwrap()).await
}

/// Status and code of a refusal.
pub(crate) fn refusal(answer: &Answer) -> (u16, String) {
    let code = answer.json()["code"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    (answer.status.as_u16(), code)
}
