//! A page of another site may have its own name lead to this server (DNS rebinding): a browser is answered under the names
//! that are known, and under no other.

use std::net::SocketAddr;

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, header};
use latchkey_server::ServeConfig;
use latchkey_testkit::{Answer, Latchkey};

fn config(listen: &str, public_url: Option<&str>) -> ServeConfig {
    ServeConfig {
        listen: listen.parse().unwrap(),
        public_url: public_url.map(|url| url.parse().unwrap()),
        ..Latchkey::usual_config()
    }
}

async fn installation(config: ServeConfig) -> Latchkey {
    let latchkey = Latchkey::with_config(config).unwrap();
    latchkey.set_up().await.unwrap();
    latchkey
}

fn peer() -> ConnectInfo<SocketAddr> {
    ConnectInfo(SocketAddr::from(([203, 0, 113, 9], 40_000)))
}

async fn get(latchkey: &Latchkey, uri: &str, hosts: &[&str]) -> Answer {
    let mut request = Request::get(uri).extension(peer());
    for host in hosts {
        request = request.header(header::HOST, *host);
    }
    latchkey.send(request.body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn under_a_name_that_is_not_ours_nothing_is_shown() {
    for config in [
        config("127.0.0.1:8765", None),
        config("0.0.0.0:8765", Some("https://latchkey.acme.com")),
    ] {
        let known = config
            .public_url
            .as_ref()
            .map_or("http://127.0.0.1:8765", url::Url::as_str)
            .trim_end_matches('/')
            .to_owned();
        let latchkey = installation(config).await;
        for host in [
            "evil.example",
            "evil.example:8765",
            "localhost.evil.example",
        ] {
            for path in ["/", "/people", "/auth/login", "/auth/logout", "/theme.js"] {
                let refused = get(&latchkey, path, &[host]).await;
                assert_eq!(refused.status, 421, "{host} {path}: {}", refused.text);
                assert!(refused.text.contains(&known), "{path}: {}", refused.text);
                assert!(!refused.text.contains("Acme<"), "{}", refused.text);
            }
            for path in ["/api/v1/about", "/api/v1/session", "/api/v1/nowhere"] {
                let refused = get(&latchkey, path, &[host]).await;
                assert_eq!(refused.status, 421, "{host} {path}: {}", refused.text);
                let body = refused.json();
                assert_eq!(body["code"], "wrong_address", "{}", refused.text);
                let detail = body["detail"].as_str().unwrap();
                assert!(detail.contains(&known) && detail.contains(host), "{detail}");
                assert_ne!(body["requestId"], "");
            }
        }
    }
}

/// HTTP/2 says it as `:authority`, and HTTP/1.1 may send a whole URL.
#[tokio::test]
async fn the_name_in_the_target_counts_as_the_header_does() {
    let latchkey = installation(config("127.0.0.1:8765", None)).await;
    let refused = get(&latchkey, "http://evil.example:8765/api/v1/about", &[]).await;
    assert_eq!(refused.status, 421, "{}", refused.text);
    let taken = get(&latchkey, "http://127.0.0.1:8765/api/v1/about", &[]).await;
    assert_eq!(taken.status, 200, "{}", taken.text);
    for hosts in [
        // One of them is somebody else's word.
        vec!["evil.example:8765"],
        vec!["localhost:8765"],
        vec!["127.0.0.1:8765", "evil.example"],
    ] {
        let refused = get(&latchkey, "http://127.0.0.1:8765/api/v1/about", &hosts).await;
        assert_eq!(refused.status, 400, "{hosts:?}: {}", refused.text);
    }
}

#[tokio::test]
async fn two_names_or_none_are_no_name() {
    let latchkey = installation(config("127.0.0.1:8765", None)).await;
    for hosts in [
        vec![],
        vec!["127.0.0.1:8765", "evil.example"],
        vec![""],
        vec!["a b"],
        vec!["http://127.0.0.1:8765"],
    ] {
        let refused = get(&latchkey, "/api/v1/about", &hosts).await;
        assert!(
            [400, 421].contains(&refused.status.as_u16()),
            "{hosts:?}: {} {}",
            refused.status,
            refused.text
        );
    }
}

#[tokio::test]
async fn the_names_that_lead_here_are_answered() {
    let public = installation(config("10.0.0.7:8765", Some("https://latchkey.acme.com"))).await;
    for host in [
        "latchkey.acme.com",
        "10.0.0.7:8765",
        "localhost:9000",
        "127.0.0.1:9000",
        "[::1]:9000",
    ] {
        let answer = get(&public, "/api/v1/about", &[host]).await;
        assert_eq!(answer.status, 200, "{host}: {}", answer.text);
    }
    assert_eq!(
        get(&public, "/api/v1/about", &["10.0.0.8"]).await.status,
        421
    );
    // The name that is saved for the next start is there to be tried.
    assert_eq!(
        get(&public, "/api/v1/about", &["new.acme.com"])
            .await
            .status,
        421
    );
    public
        .set(|settings| settings.public_url = Some("https://new.acme.com".to_owned()))
        .await
        .unwrap();
    assert_eq!(
        get(&public, "/api/v1/about", &["new.acme.com"])
            .await
            .status,
        200
    );
}

/// They bring their credentials with every call, or have nothing to show; Okta may know the former public URL (product
/// rule 16), and a probe asks by whatever address it was given.
#[tokio::test]
async fn what_no_browser_lends_anything_to_answers_under_any_name() {
    let mut latchkey =
        Latchkey::with_config(config("127.0.0.1:8765", Some("https://new.acme.com"))).unwrap();
    latchkey.add_connector().await.unwrap();
    for path in ["/healthz", "/readyz"] {
        assert_eq!(
            get(&latchkey, path, &["10.1.2.3"]).await.status,
            200,
            "{path}"
        );
    }
    let request = Request::get("/scim/v2/Users?startIndex=1&count=2")
        .extension(peer())
        .header(header::HOST, "old.acme.com")
        .header(
            header::AUTHORIZATION,
            format!("Bearer {}", latchkey.passkey()),
        );
    let answer = latchkey.send(request.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    // Not by the name: there is no token.
    for path in ["/auth/global-token-revocation", "/auth/backchannel-logout"] {
        let request = Request::post(path)
            .extension(peer())
            .header(header::HOST, "old.acme.com");
        let answer = latchkey.send(request.body(Body::empty()).unwrap()).await;
        assert!(
            [400, 401].contains(&answer.status.as_u16()),
            "{path}: {} {}",
            answer.status,
            answer.text
        );
        assert!(answer.json()["error"].is_string(), "{}", answer.text);
    }
}

/// The window that hosts calls the router in its own process: there is no connection, and no name.
#[tokio::test]
async fn a_call_within_the_process_has_no_name() {
    let latchkey = installation(config("127.0.0.1:8765", Some("https://latchkey.acme.com"))).await;
    let request = Request::get("/api/v1/about").body(Body::empty()).unwrap();
    assert_eq!(latchkey.send(request).await.status, 200);
}
