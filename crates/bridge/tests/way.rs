//! The way from the page to a server and back, in this process and over TCP.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};

use axum::Json;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use latchkey_app::ports::vault::ShownOnce;
use latchkey_bridge::about::{self, Unfit};
use latchkey_bridge::destination::There;
use latchkey_bridge::lookout::Lookout;
use latchkey_bridge::tokens::Tokens;
use latchkey_bridge::{Bridge, Destination, PageCall};
use serde_json::{Value, json};

const TOKEN: &str = "t0ken-of-the-session";

/// What a server was sent: each request's headers.
#[derive(Clone, Default)]
struct Seen(Arc<Mutex<Vec<HeaderMap>>>);

impl Seen {
    fn count(&self) -> usize {
        self.0.lock().expect("seen").len()
    }

    fn last(&self) -> HeaderMap {
        self.0.lock().expect("seen").last().expect("one").clone()
    }

    fn note(&self, headers: &HeaderMap) {
        self.0.lock().expect("seen").push(headers.clone());
    }
}

async fn begin(State(seen): State<Seen>, headers: HeaderMap) -> Response {
    seen.note(&headers);
    let cookie = [(header::SET_COOKIE, "latchkey_session=t0ken-of-the-session")];
    let body = Json(json!({"user": {"id": "1"}, "token": TOKEN}));
    (StatusCode::CREATED, cookie, body).into_response()
}

async fn who(State(seen): State<Seen>, headers: HeaderMap) -> Response {
    seen.note(&headers);
    let signed_in = headers
        .get(header::AUTHORIZATION)
        .is_some_and(|value| value == &format!("Bearer {TOKEN}"));
    if signed_in {
        Json(json!({"user": {"id": "1"}})).into_response()
    } else {
        StatusCode::UNAUTHORIZED.into_response()
    }
}

async fn end(State(seen): State<Seen>, headers: HeaderMap) -> StatusCode {
    seen.note(&headers);
    StatusCode::NO_CONTENT
}

fn server(seen: Seen, elsewhere: &str) -> Router {
    let leads_to = format!("{elsewhere}/api/v1/session");
    Router::new()
        .route("/api/v1/session", get(who).post(begin).delete(end))
        .route("/api/v1/setup", post(begin))
        .route("/api/v1/home", get(who))
        .route("/api/v1/activity", get(who))
        .route(
            "/api/v1/moved",
            get(move || async move { Redirect::temporary(&leads_to) }),
        )
        .route(
            "/api/v1/about",
            get(async || {
                Json(json!({"product": "Other", "version": "1", "api": 1, "setUp": true}))
            }),
        )
        .with_state(seen)
}

async fn serve(router: Router) -> String {
    let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .await
        .expect("a port");
    let address: SocketAddr = listener.local_addr().expect("an address");
    tokio::spawn(async move { axum::serve(listener, router).await });
    format!("http://{address}")
}

fn there(address: &str) -> Destination {
    Destination::There(There::at(address.parse().expect("an address")).expect("a client"))
}

fn here(router: Router) -> Destination {
    Destination::Here {
        router,
        public_url: "http://127.0.0.1:8765".to_owned(),
        account: "/data".to_owned(),
    }
}

fn bridge(destination: Destination) -> Bridge {
    Bridge::new(destination, Tokens::new(Box::new(ShownOnce)))
}

fn delete_session() -> PageCall {
    serde_json::from_value(json!({"method": "DELETE", "path": "/api/v1/session"})).expect("a call")
}

fn page_sees(reply: &latchkey_bridge::PageReply) -> Value {
    serde_json::to_value(reply).expect("it serialises")
}

#[tokio::test]
async fn a_redirect_is_not_followed_and_the_session_does_not_go_along() {
    let other = Seen::default();
    let elsewhere = serve(server(other.clone(), "http://127.0.0.1:9")).await;
    let seen = Seen::default();
    let bridge = bridge(there(&serve(server(seen, &elsewhere)).await));
    bridge
        .call(PageCall::post("/api/v1/session", &json!({})))
        .await
        .expect("it answers");
    let lost = bridge
        .call(PageCall::get("/api/v1/moved"))
        .await
        .expect_err("it is not followed");
    assert!(lost.to_string().contains("redirect"), "{lost}");
    assert_eq!(other.count(), 0);
}

#[tokio::test]
async fn nobody_there_is_said_with_the_address() {
    let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .await
        .expect("a port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    drop(listener);
    let lost = bridge(there(&address))
        .call(PageCall::get("/api/v1/session"))
        .await
        .expect_err("nobody answers");
    assert!(
        lost.to_string()
            .starts_with(&format!("{address} did not answer")),
        "{lost}"
    );
}

#[tokio::test]
async fn something_else_than_latchkey_is_no_server() {
    let address = serve(server(Seen::default(), "http://127.0.0.1:9")).await;
    let unfit = about::ask(&there(&address)).await.expect_err("it is none");
    assert!(matches!(unfit, Unfit::NotLatchkey { .. }), "{unfit}");
    let empty = serve(Router::new()).await;
    let unfit = about::ask(&there(&empty)).await.expect_err("it is none");
    assert!(unfit.to_string().contains("status 404"), "{unfit}");
}

#[tokio::test]
async fn a_gateway_that_answers_for_a_server_that_is_away_is_no_other_product() {
    for status in [502, 503, 504] {
        let status = StatusCode::from_u16(status).expect("a status");
        let gateway = Router::new().fallback(move || async move { (status, "<h1>Bad</h1>") });
        let unfit = about::ask(&there(&serve(gateway).await))
            .await
            .expect_err("nobody is there");
        assert_eq!(unfit.code(), "lost", "{unfit}");
    }
}

#[tokio::test]
async fn a_call_that_is_refused_reaches_nobody() {
    let seen = Seen::default();
    let bridge = bridge(here(server(seen.clone(), "http://127.0.0.1:9")));
    for path in [
        "/api/v1/../v1/session",
        "/auth/login",
        "http://127.0.0.1/api/v1/session",
    ] {
        assert!(bridge.call(PageCall::get(path)).await.is_err(), "{path}");
    }
    assert_eq!(seen.count(), 0);
}

/// The server ends a session that nobody uses; what it is not told of, it takes for a use.
#[tokio::test]
async fn what_no_person_asked_is_said_to_be_no_use_of_the_session() {
    let seen = Seen::default();
    let bridge = bridge(here(server(seen.clone(), "http://127.0.0.1:9")));
    let unattended = || seen.last().contains_key("x-latchkey-unattended");
    for (said, by_itself) in [
        (json!({}), false),
        (json!({"unattended": false}), false),
        (json!({"unattended": true}), true),
    ] {
        let mut call = json!({"method": "GET", "path": "/api/v1/session"});
        call.as_object_mut()
            .expect("an object")
            .extend(said.as_object().expect("an object").clone());
        let call = serde_json::from_value(call).expect("a call");
        bridge.call(call).await.expect("it answers");
        assert_eq!(unattended(), by_itself, "{said}");
    }

    let lookout = Lookout::There(bridge.clone());
    lookout.look().await;
    assert!(unattended(), "the look at Home");
    lookout.newest().await;
    assert!(unattended(), "the last entry of activity");
    let asked = seen.count();
    tokio::select! {
        // Nobody is signed in: having asked, it rests for half a minute.
        () = lookout.wait(Some(1)) => {}
        () = async { while seen.count() == asked { tokio::task::yield_now().await } } => {}
    }
    assert!(unattended(), "the wait for news");
}

#[tokio::test]
async fn the_page_never_sees_the_token_and_the_session_is_used() {
    for over_tcp in [false, true] {
        let seen = Seen::default();
        let router = server(seen.clone(), "http://127.0.0.1:9");
        let destination = if over_tcp {
            there(&serve(router).await)
        } else {
            here(router)
        };
        let bridge = bridge(destination);
        let get_session = || bridge.call(PageCall::get("/api/v1/session"));
        assert_eq!(get_session().await.expect("it answers").status, 401);

        for path in ["/api/v1/session", "/api/v1/setup"] {
            let reply = bridge
                .call(PageCall::post(path, &json!({})))
                .await
                .expect("it answers");
            let seen_by_page = page_sees(&reply).to_string();
            assert!(!seen_by_page.contains(TOKEN), "{seen_by_page}");
            assert_eq!(seen.last()["x-latchkey-surface"], "app");
            assert_eq!(get_session().await.expect("it answers").status, 200);
        }
        assert!(bridge.keeps_in_memory_only());

        bridge.call(delete_session()).await.expect("it answers");
        assert_eq!(get_session().await.expect("it answers").status, 401);
        assert!(seen.last().get(header::AUTHORIZATION).is_none());
    }
}
