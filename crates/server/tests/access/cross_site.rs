//! A change that another site's page asks for is refused, whichever way it tries; ours and a program's are not.

use axum::body::Body;
use axum::http::{Method, Request, header};
use jiff::SignedDuration;
use latchkey_server::ServeConfig;
use latchkey_testkit::{Answer, Latchkey, OWNER, OWNER_PASSWORD};
use serde_json::json;

const HOST: &str = "latchkey.acme.com";
const COOKIE: &str = "__Host-latchkey_session";

/// Known as <https://latchkey.acme.com>, with the owner signed in; gives back the cookie.
async fn installation() -> (Latchkey, String) {
    let latchkey = Latchkey::with_config(ServeConfig {
        public_url: Some("https://latchkey.acme.com".parse().unwrap()),
        ..Latchkey::usual_config()
    })
    .unwrap();
    latchkey.set_up().await.unwrap();
    // The second factor, which an admin needs elsewhere, has tests of its own.
    latchkey.app.is_served(latchkey_app::serving::Serving {
        public_url: "https://latchkey.acme.com".to_owned(),
        from_elsewhere: false,
    });
    let begun = sign_in(&latchkey, "application/json", &[]).await;
    assert_eq!(begun.status, 201, "{}", begun.text);
    let cookie = begun.header("set-cookie").split(';').next().unwrap();
    assert!(cookie.starts_with(COOKIE), "{cookie}");
    (latchkey, cookie.to_owned())
}

async fn sign_in(latchkey: &Latchkey, content_type: &str, headers: &[(&str, &str)]) -> Answer {
    let mut request = Request::post("/api/v1/session")
        .header(header::HOST, HOST)
        .header(header::CONTENT_TYPE, content_type);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let body = json!({"userName": OWNER, "password": OWNER_PASSWORD});
    latchkey
        .send(request.body(Body::from(body.to_string())).unwrap())
        .await
}

/// A change that a browser may be made to ask for without a preflight: POST, no body.
async fn change(latchkey: &Latchkey, cookie: &str, headers: &[(&str, &[u8])]) -> Answer {
    // A backup is named by its second.
    latchkey.clock.advance(SignedDuration::from_secs(1));
    let mut request = Request::post("/api/v1/backups")
        .header(header::HOST, HOST)
        .header(header::COOKIE, cookie);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    latchkey.send(request.body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn whatever_does_not_come_from_our_own_page_is_refused() {
    let (latchkey, cookie) = installation().await;
    let own: (&str, &[u8]) = ("origin", b"https://latchkey.acme.com");
    let same: (&str, &[u8]) = ("sec-fetch-site", b"same-origin");
    let hostile: &[&[(&str, &[u8])]] = &[
        &[("sec-fetch-site", b"cross-site")],
        &[("sec-fetch-site", b"same-site")],
        &[("sec-fetch-site", b"Same-Origin")],
        &[("sec-fetch-site", b"")],
        &[("origin", b"https://evil.example")],
        &[("origin", b"null")],
        &[("origin", b"")],
        &[("origin", b"http://latchkey.acme.com")],
        &[("origin", b"https://latchkey.acme.com:8443")],
        &[("origin", b"https://latchkey.acme.com.evil.example")],
        &[("origin", b"https://latchkey.acme.com/")],
        &[("origin", b"https://sub.latchkey.acme.com")],
        &[("origin", b"http://127.0.0.1:8765")],
        &[("origin", b"https://l\xe4tchkey.acme.com")],
        // One that fits does not make up for one that does not, nor is one of two enough.
        &[same, ("origin", b"https://evil.example")],
        &[same, ("origin", b"null")],
        &[("sec-fetch-site", b"same-site"), own],
        &[own, ("origin", b"https://evil.example")],
        &[
            ("sec-fetch-site", b"same-origin"),
            ("sec-fetch-site", b"cross-site"),
        ],
        // And nothing at all, with a cookie: no browser of today.
        &[],
    ];
    for headers in hostile {
        let refused = change(&latchkey, &cookie, headers).await;
        let told = format!("{headers:?}: {}", refused.text);
        assert_eq!(refused.status, 403, "{told}");
        assert_eq!(refused.json()["code"], "forbidden", "{told}");
    }
    assert!(
        latchkey
            .entries()
            .await
            .unwrap()
            .iter()
            .all(|entry| entry.action != "backup.made")
    );
}

#[tokio::test]
async fn our_own_page_and_the_person_themselves_are_let_through() {
    let (latchkey, cookie) = installation().await;
    let own: &[&[(&str, &[u8])]] = &[
        &[("sec-fetch-site", b"same-origin")],
        &[("sec-fetch-site", b"none")],
        &[("origin", b"https://latchkey.acme.com")],
        &[
            ("sec-fetch-site", b"same-origin"),
            ("origin", b"https://latchkey.acme.com"),
        ],
    ];
    for headers in own {
        let answer = change(&latchkey, &cookie, headers).await;
        assert_eq!(answer.status, 201, "{headers:?}: {}", answer.text);
    }
}

#[tokio::test]
async fn a_program_with_its_token_says_no_origin() {
    let (latchkey, cookie) = installation().await;
    let app = sign_in(
        &latchkey,
        "application/json",
        &[("x-latchkey-surface", "app")],
    )
    .await;
    let token = app.json()["token"].as_str().unwrap().to_owned();
    let bearer = format!("Bearer {token}");
    let answer = change(&latchkey, "", &[("authorization", bearer.as_bytes())]).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    // A browser's cookie beside it changes nothing: it is not what lets in.
    let answer = change(&latchkey, &cookie, &[("authorization", bearer.as_bytes())]).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
}

/// A form of another site can send text/plain that is JSON, and would sign the person in as somebody else.
#[tokio::test]
async fn a_body_that_a_form_can_send_is_not_read() {
    let (latchkey, _) = installation().await;
    for kind in [
        "text/plain",
        "text/plain; charset=application/json",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/jsonp",
        "",
    ] {
        let refused = sign_in(&latchkey, kind, &[]).await;
        assert_eq!(refused.status, 415, "{kind:?}: {}", refused.text);
    }
    let from_there = [("origin", "https://evil.example")];
    let refused = sign_in(&latchkey, "application/json", &from_there).await;
    assert_eq!(refused.status, 403, "{}", refused.text);
    let done = sign_in(&latchkey, "Application/JSON; charset=utf-8", &[]).await;
    assert_eq!(done.status, 201, "{}", done.text);
}

#[tokio::test]
async fn no_header_makes_another_method_of_a_get() {
    let (latchkey, cookie) = installation().await;
    for name in [
        "x-http-method-override",
        "x-http-method",
        "x-method-override",
    ] {
        let request = Request::get("/api/v1/session?_method=DELETE")
            .header(header::HOST, HOST)
            .header(header::COOKIE, &cookie)
            .header(name, "DELETE");
        let answer = latchkey.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.status, 200, "{name}: {}", answer.text);
    }
    let request = Request::get("/auth/logout")
        .header(header::HOST, HOST)
        .header(header::COOKIE, &cookie)
        .header("sec-fetch-site", "cross-site");
    let page = latchkey.send(request.body(Body::empty()).unwrap()).await;
    assert_eq!(page.status, 200);
    assert_eq!(page.header("set-cookie"), "");
}

#[tokio::test]
async fn no_other_site_is_given_leave() {
    let (latchkey, cookie) = installation().await;
    for (method, path) in [
        (Method::OPTIONS, "/api/v1/session"),
        (Method::GET, "/api/v1/session"),
        (Method::GET, "/"),
    ] {
        let request = Request::builder()
            .method(method.clone())
            .uri(path)
            .header(header::HOST, HOST)
            .header(header::COOKIE, &cookie)
            .header(header::ORIGIN, "https://evil.example")
            .header("access-control-request-method", "POST");
        let answer = latchkey.send(request.body(Body::empty()).unwrap()).await;
        let leave: Vec<&str> = answer
            .headers
            .keys()
            .map(axum::http::HeaderName::as_str)
            .filter(|name| name.starts_with("access-control-"))
            .collect();
        assert_eq!(leave, [""; 0], "{method} {path}");
    }
}

#[tokio::test]
async fn the_cookie_is_kept_from_scripts_and_from_other_sites() {
    let (latchkey, _) = installation().await;
    let begun = sign_in(&latchkey, "application/json", &[]).await;
    let cookie = begun.header("set-cookie").to_owned();
    for property in ["; Path=/", "; HttpOnly", "; SameSite=Lax", "; Secure"] {
        assert!(cookie.contains(property), "{property}: {cookie}");
    }
    assert!(!cookie.contains("Domain"), "{cookie}");
}
