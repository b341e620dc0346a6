//! What every answer to a browser says besides: no frames, no sniffing, no script within a page, nothing kept.

use axum::body::Body;
use axum::http::{Request, header};
use latchkey_server::ServeConfig;
use latchkey_testkit::{Answer, Latchkey};

const PAGES: [&str; 8] = [
    "/",
    "/people",
    "/invite/some-token",
    "/nowhere.txt",
    "/auth/logout",
    "/auth/callback",
    "/auth/callback?error=access_denied&state=x",
    "/auth/nowhere",
];

async fn get(latchkey: &Latchkey, path: &str, host: Option<&str>) -> Answer {
    let mut request = Request::get(path);
    if let Some(host) = host {
        request = request.header(header::HOST, host);
    }
    latchkey.send(request.body(Body::empty()).unwrap()).await
}

/// Every page there is: of the interface, refusals, and those of a server that is not set up.
async fn pages() -> Vec<(String, Answer)> {
    let empty = Latchkey::new().unwrap();
    let latchkey = Latchkey::new().unwrap();
    latchkey.set_up().await.unwrap();
    let mut pages = Vec::new();
    for path in PAGES {
        pages.push((path.to_owned(), get(&latchkey, path, None).await));
        pages.push((format!("empty {path}"), get(&empty, path, None).await));
    }
    let wrong = get(&latchkey, "/people", Some("evil.example")).await;
    pages.push(("another name".to_owned(), wrong));
    pages
}

#[tokio::test]
async fn a_page_has_no_script_within_it_and_stands_in_no_frame() {
    for (path, page) in pages().await {
        assert!(
            page.header("content-type").starts_with("text/html"),
            "{path}: {}",
            page.text
        );
        let policy = page.header("content-security-policy");
        for part in [
            "frame-ancestors 'none'",
            "base-uri 'none'",
            "object-src 'none'",
            "script-src 'self'",
            "form-action 'self'",
        ] {
            assert!(policy.contains(part), "{path}: {part} is not in {policy}");
        }
        for lenient in [
            "unsafe-inline",
            "unsafe-eval",
            "http:",
            "https:",
            "data:",
            "*",
        ] {
            assert!(!policy.contains(lenient), "{path}: {policy}");
        }
        assert_eq!(page.header("x-frame-options"), "DENY", "{path}");
        assert_eq!(page.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(page.header("cache-control"), "no-store", "{path}");
        assert_eq!(page.header("referrer-policy"), "same-origin", "{path}");
        let inline = page.text.split("<script").skip(1).find(|script| {
            let tag = script.split('>').next().unwrap_or_default();
            !tag.contains("src=") && !tag.contains("type=\"application/json\"")
        });
        assert_eq!(inline, None, "{path}");
        for handler in [
            " onclick=",
            " onload=",
            " onerror=",
            "javascript:",
            " style=",
        ] {
            assert!(!page.text.contains(handler), "{path}: {handler}");
        }
    }
}

#[tokio::test]
async fn a_pages_nonce_is_its_own() {
    let latchkey = Latchkey::new().unwrap();
    let one = get(&latchkey, "/auth/logout", None).await;
    let other = get(&latchkey, "/auth/logout", None).await;
    let policy = |page: &Answer| page.header("content-security-policy").to_owned();
    assert!(policy(&one).contains("'nonce-"), "{}", policy(&one));
    assert_ne!(policy(&one), policy(&other));
}

#[tokio::test]
async fn what_is_no_page_loads_nothing_and_is_not_kept() {
    let mut latchkey = Latchkey::new().unwrap();
    latchkey.add_connector().await.unwrap();
    let owner = latchkey.owner().await.unwrap();
    for path in [
        "/session",
        "/users",
        "/connectors/okta",
        "/activity",
        "/nowhere",
    ] {
        let answer = owner.get(path).await;
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        let policy = answer.header("content-security-policy");
        assert!(policy.contains("default-src 'none'"), "{path}: {policy}");
        assert_eq!(answer.header("x-frame-options"), "DENY", "{path}");
    }
    for path in ["/scim/v2/Users", "/healthz"] {
        let answer = get(&latchkey, path, None).await;
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
    }
}

#[tokio::test]
async fn over_https_a_browser_comes_back_by_https() {
    let https = Latchkey::with_config(ServeConfig {
        public_url: Some("https://latchkey.acme.com".parse().unwrap()),
        ..Latchkey::usual_config()
    })
    .unwrap();
    for path in [
        "/",
        "/api/v1/about",
        "/scim/v2/Users",
        "/healthz",
        "/auth/logout",
    ] {
        let answer = get(&https, path, None).await;
        assert_eq!(
            answer.header("strict-transport-security"),
            "max-age=31536000",
            "{path}"
        );
    }
    let plain = get(&Latchkey::new().unwrap(), "/", None).await;
    assert_eq!(plain.header("strict-transport-security"), "");
}
