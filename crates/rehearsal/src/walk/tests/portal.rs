//! A portal as small as it can be: it trusts whatever the issuer sends, which is no example to follow.

use std::sync::{Arc, Mutex};

use axum::extract::{Query, State};
use axum::http::header::{COOKIE, SET_COOKIE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Form, Json, Router};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::directory::{Directory, Flaw};
use crate::scim::LATCHKEY_USER;

// RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

#[derive(Clone)]
struct Portal {
    directory: Directory,
    issuer: String,
    own: String,
    sessions: Arc<Mutex<Vec<String>>>,
}

/// Serves on a free port and gives the public URL.
pub(super) async fn serve(directory: Directory, issuer: &str) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    let own = format!("http://{}", listener.local_addr().expect("an address"));
    let sessions = Arc::default();
    let portal = Portal {
        directory,
        issuer: issuer.to_owned(),
        own: own.clone(),
        sessions,
    };
    let router = Router::new()
        .route("/", get(|| async { Html("<main>Home</main>") }))
        .route("/auth/login", get(login))
        .route("/auth/callback", get(callback))
        .route("/api/v1/session", get(session))
        .route("/auth/global-token-revocation", post(revoke))
        .route("/auth/backchannel-logout", post(log_out))
        .with_state(portal);
    tokio::spawn(async move { axum::serve(listener, router).await });
    own
}

async fn login(State(portal): State<Portal>) -> Redirect {
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("client_id", "0oa1")
        .append_pair("redirect_uri", &format!("{}/auth/callback", portal.own))
        .append_pair("response_type", "code")
        .append_pair("scope", "openid profile email")
        .append_pair("state", "s-1")
        .append_pair("nonce", "n-1")
        .append_pair("code_challenge", CHALLENGE)
        .append_pair("code_challenge_method", "S256")
        .finish();
    Redirect::to(&format!("{}/v1/authorize?{query}", portal.issuer))
}

async fn callback(State(portal): State<Portal>, Query(query): Query<Value>) -> Response {
    let Some(code) = query["code"].as_str() else {
        return refuse(
            query["error_description"]
                .as_str()
                .unwrap_or("No reason came."),
        );
    };
    let form = [
        ("grant_type", "authorization_code"),
        ("client_id", "0oa1"),
        ("redirect_uri", &format!("{}/auth/callback", portal.own)),
        ("code", code),
        ("code_verifier", VERIFIER),
    ];
    let client = reqwest::Client::builder()
        .no_proxy()
        .build()
        .expect("a client");
    let answer = client
        .post(format!("{}/v1/token", portal.issuer))
        .form(&form)
        .send()
        .await;
    let tokens: Value = answer.expect("an answer").json().await.expect("JSON");
    let claims = claims(tokens["id_token"].as_str().expect("an ID token"));
    let Some(user) = portal
        .directory
        .user_where("externalId", claims["sub"].as_str().expect("a sub"))
    else {
        return refuse("Nobody here is linked.");
    };
    if user["active"] != json!(true) {
        return refuse("This person is deactivated.");
    }
    let id = user["id"].as_str().expect("an id").to_owned();
    let cookie = format!("portal={id}; Path=/; HttpOnly");
    portal.sessions.lock().expect("not poisoned").push(id);
    ([(SET_COOKIE, cookie)], Redirect::to("/")).into_response()
}

async fn session(State(portal): State<Portal>, headers: HeaderMap) -> Response {
    let cookies = headers
        .get(COOKIE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let id = cookies
        .split("; ")
        .find_map(|pair| pair.strip_prefix("portal="))
        .unwrap_or_default();
    let known = portal
        .sessions
        .lock()
        .expect("not poisoned")
        .iter()
        .any(|session| session == id);
    let stays = portal.directory.flaw == Some(Flaw::SessionsStay);
    match portal.directory.user_where("id", id) {
        Some(user) if known && (stays || user["active"] == json!(true)) => {
            let role = &user[LATCHKEY_USER]["accessRole"];
            Json(json!({"user": {"userName": user["userName"], "accessRole": role}}))
                .into_response()
        }
        _ => StatusCode::UNAUTHORIZED.into_response(),
    }
}

async fn revoke(State(portal): State<Portal>, Json(body): Json<Value>) -> StatusCode {
    let sub_id = &body["sub_id"];
    let user = match sub_id["format"].as_str() {
        Some("email") => portal
            .directory
            .user_where("userName", text(&sub_id["email"])),
        _ => portal
            .directory
            .user_where("externalId", text(&sub_id["sub"])),
    };
    portal.end(&user.expect("somebody"));
    StatusCode::NO_CONTENT
}

async fn log_out(State(portal): State<Portal>, Form(form): Form<Value>) -> StatusCode {
    let claims = claims(text(&form["logout_token"]));
    let user = portal
        .directory
        .user_where("externalId", text(&claims["sub"]));
    portal.end(&user.expect("somebody"));
    StatusCode::OK
}

impl Portal {
    fn end(&self, user: &Value) {
        if self.directory.flaw != Some(Flaw::LogoutIgnored) {
            let mut sessions = self.sessions.lock().expect("not poisoned");
            sessions.retain(|session| session != text(&user["id"]));
        }
    }
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

fn claims(token: &str) -> Value {
    let claims = token.split('.').nth(1).expect("claims");
    let claims = URL_SAFE_NO_PAD.decode(claims).expect("base64url");
    serde_json::from_slice(&claims).expect("JSON")
}

fn refuse(reason: &str) -> Response {
    let page = format!("<body><main><h1>Refused</h1><p>{reason}</p></main></body>");
    (StatusCode::FORBIDDEN, Html(page)).into_response()
}
