//! Every request has a number, and whoever is told of the request is told it.

use std::collections::HashSet;
use std::net::SocketAddr;

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Method, Request, header};
use latchkey_app::ports::store::ActivityQuery;
use latchkey_server::ServeConfig;
use latchkey_testkit::people::okta_user;
use latchkey_testkit::{Answer, Latchkey};

const PROXY: &str = "10.0.0.7:4000";
const STRANGER: &str = "203.0.113.9:4000";

/// A server behind one reverse proxy.
fn behind_a_proxy() -> Latchkey {
    Latchkey::with_config(ServeConfig {
        trusted_proxies: vec!["10.0.0.0/24".parse().unwrap()],
        ..Latchkey::usual_config()
    })
    .unwrap()
}

async fn ask(latchkey: &Latchkey, method: Method, path: &str) -> Answer {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header("sec-fetch-site", "cross-site")
        .body(Body::empty())
        .unwrap();
    latchkey.send(request).await
}

/// What is answered to someone at `peer` who brings these numbers.
async fn brought(latchkey: &Latchkey, peer: &str, ids: &[&str]) -> String {
    let mut request = Request::get("/healthz");
    for id in ids {
        request = request.header("x-request-id", *id);
    }
    let mut request = request.body(Body::empty()).unwrap();
    let peer: SocketAddr = peer.parse().unwrap();
    request.extensions_mut().insert(ConnectInfo(peer));
    let answer = latchkey.send(request).await;
    answer.header("x-request-id").to_owned()
}

#[tokio::test]
async fn a_number_that_anybody_brings_is_not_taken() {
    let latchkey = behind_a_proxy();
    assert_ne!(brought(&latchkey, STRANGER, &["mine-1"]).await, "mine-1");
    let too_long = "x".repeat(129);
    for odd in [
        &[""][..],
        &["two words"],
        &["a=b"],
        &["<b>"],
        &[&too_long],
        &["a", "b"],
    ] {
        let given = brought(&latchkey, PROXY, odd).await;
        assert_eq!(given.len(), 36, "{odd:?} became {given}");
    }
}

#[tokio::test]
async fn a_trusted_proxys_own_number_is_kept() {
    let latchkey = behind_a_proxy();
    assert_eq!(
        brought(&latchkey, PROXY, &["edge-7.1_a"]).await,
        "edge-7.1_a"
    );
}

#[tokio::test]
async fn every_answer_has_a_number_of_its_own() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let mut seen = HashSet::new();
    for (method, path) in [
        (Method::GET, "/healthz"),
        (Method::GET, "/readyz"),
        (Method::GET, "/scim/v2/Users"),
        (Method::GET, "/scim/v2/nowhere"),
        (Method::PATCH, "/scim/v2/Schemas"),
        (Method::GET, "/api/v1/session"),
        (Method::GET, "/api/v1/nowhere"),
        (Method::POST, "/api/v1/session"),
        (Method::GET, "/auth/login"),
        (Method::GET, "/auth/callback?error=access_denied"),
        (Method::GET, "/auth/logout"),
        (Method::GET, "/"),
        (Method::GET, "/nothing.css"),
        (Method::PUT, "/people"),
    ] {
        let answer = ask(&latchkey, method, path).await;
        let id = answer.header("x-request-id").to_owned();
        assert_eq!(id.len(), 36, "{path}: {id:?}");
        assert!(seen.insert(id), "{path} has the number of another");
    }
}

#[tokio::test]
async fn a_problem_names_it() {
    let latchkey = Latchkey::new().unwrap();
    latchkey.set_up().await.unwrap();
    for (method, path, status) in [
        (Method::GET, "/api/v1/nowhere", 404),
        (Method::GET, "/api/v1/session", 401),
        (Method::PUT, "/api/v1/session", 403),
        (Method::HEAD, "/api/v1/session/challenge", 405),
    ] {
        let is_head = method == Method::HEAD;
        let answer = ask(&latchkey, method, path).await;
        assert_eq!(answer.status, status, "{path}: {}", answer.text);
        if is_head {
            continue;
        }
        assert_eq!(answer.json()["requestId"], answer.header("x-request-id"));
        assert_eq!(
            answer.header(header::CONTENT_LENGTH.as_str()),
            answer.text.len().to_string(),
            "{path}"
        );
    }
}

#[tokio::test]
async fn what_a_scim_call_did_is_on_record_with_it() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let mut nameless = okta_user("Bo");
    nameless["name"] = serde_json::json!({"givenName": "Bo"});
    for (body, status) in [(nameless, 400), (okta_user("Bo"), 201)] {
        let answer = latchkey.scim_post("/Users", body).await;
        assert_eq!(answer.status, status, "{}", answer.text);
        let query = ActivityQuery {
            limit: 1,
            ..ActivityQuery::default()
        };
        let (_, newest) = latchkey.app.activity(&query).unwrap().remove(0);
        let call = newest.call.unwrap();
        assert_eq!(call.request_id, answer.header("x-request-id"));
    }
}
