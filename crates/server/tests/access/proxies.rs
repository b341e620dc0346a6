//! What a request says of who sent it and by which name is believed from a configured proxy only, and no more than that.

use std::net::SocketAddr;

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, header};
use latchkey_server::ServeConfig;
use latchkey_testkit::peer::at;
use latchkey_testkit::{Latchkey, OWNER};
use serde_json::json;

const CLAIMS: [(&str, &str); 7] = [
    ("x-forwarded-for", "127.0.0.1"),
    ("x-forwarded-host", "latchkey.acme.com"),
    ("x-forwarded-proto", "https"),
    ("x-real-ip", "127.0.0.1"),
    (
        "forwarded",
        "for=127.0.0.1;host=latchkey.acme.com;proto=https",
    ),
    ("cf-connecting-ip", "127.0.0.1"),
    ("true-client-ip", "127.0.0.1"),
];

/// The address that a wrong password is put on record with.
async fn recorded(trusted: &[&str], peer: &str, claims: &[(&str, &str)]) -> String {
    let latchkey = Latchkey::with_config(ServeConfig {
        trusted_proxies: trusted.iter().map(|net| net.parse().unwrap()).collect(),
        ..Latchkey::usual_config()
    })
    .unwrap();
    latchkey.set_up().await.unwrap();
    let mut request =
        at(Request::post("/api/v1/session"), peer).header(header::CONTENT_TYPE, "application/json");
    for (name, value) in claims {
        request = request.header(*name, *value);
    }
    let body = json!({"userName": OWNER, "password": "a guess"}).to_string();
    let answer = latchkey.send(request.body(Body::from(body)).unwrap()).await;
    assert_eq!(answer.status, 401, "{}", answer.text);
    let entry = latchkey.last_entry().await.unwrap();
    entry.call.unwrap().from.unwrap()
}

#[tokio::test]
async fn from_anybody_else_nothing_of_it_is_believed() {
    for trusted in [&[][..], &["10.0.0.0/8"]] {
        let from = recorded(trusted, "203.0.113.9", &CLAIMS).await;
        assert_eq!(from, "203.0.113.9", "{trusted:?}");
    }
    // Loopback is no proxy because it is near.
    assert_eq!(
        recorded(&[], "127.0.0.1", &[("x-forwarded-for", "203.0.113.9")]).await,
        "127.0.0.1"
    );
}

#[tokio::test]
async fn from_a_configured_proxy_the_address_alone_is_taken() {
    let claims = [
        ("x-forwarded-for", "198.51.100.1, 203.0.113.9"),
        ("x-real-ip", "198.51.100.1"),
    ];
    assert_eq!(
        recorded(&["10.0.0.0/8"], "10.0.0.2", &claims).await,
        "203.0.113.9"
    );
}

#[tokio::test]
async fn no_header_stands_for_the_host() {
    let latchkey = Latchkey::with_config(ServeConfig {
        trusted_proxies: vec!["10.0.0.0/8".parse().unwrap()],
        ..Latchkey::usual_config()
    })
    .unwrap();
    for peer in ["203.0.113.9:1", "10.0.0.2:1"] {
        let peer: SocketAddr = peer.parse().unwrap();
        let mut request = Request::get("/api/v1/about")
            .extension(ConnectInfo(peer))
            .header(header::HOST, "evil.example");
        for (name, value) in CLAIMS {
            request = request.header(name, value.replace("latchkey.acme.com", "127.0.0.1:8765"));
        }
        let answer = latchkey.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.status, 421, "{peer}: {}", answer.text);
    }
}
