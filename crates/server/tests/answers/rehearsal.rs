//! A rehearsal's server says that it is one.

use axum::body::Body;
use axum::http::Request;
use latchkey_server::ServeConfig;
use latchkey_testkit::{Answer, Latchkey};

const SAID: &str = "This is a rehearsal.";

async fn installation(rehearsal: bool) -> Latchkey {
    let latchkey = Latchkey::with_config(ServeConfig {
        rehearsal,
        ..Latchkey::usual_config()
    })
    .unwrap();
    latchkey.set_up().await.unwrap();
    latchkey
}

async fn get(latchkey: &Latchkey, path: &str) -> Answer {
    let request = Request::get(path).body(Body::empty()).unwrap();
    latchkey.send(request).await
}

#[tokio::test]
async fn every_page_and_the_screens_are_told() {
    for rehearsal in [false, true] {
        let latchkey = installation(rehearsal).await;
        for path in ["/nothing.css", "/auth/logout", "/auth/callback?state=s"] {
            let page = get(&latchkey, path).await.text;
            assert_eq!(page.contains(SAID), rehearsal, "{path}: {page}");
        }
        for path in ["/api/v1/about", "/api/v1/sign-in"] {
            let told = get(&latchkey, path).await.json();
            assert_eq!(told["rehearsal"], rehearsal, "{path}");
        }
    }
}
