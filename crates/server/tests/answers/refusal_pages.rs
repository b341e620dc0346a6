//! Pages that say no, as they stand in the HTML: for readers without scripts.

use axum::body::Body;
use axum::http::Request;
use latchkey_testkit::{Answer, Latchkey};

async fn page(path: &str) -> Answer {
    let latchkey = Latchkey::new().unwrap();
    latchkey.set_up().await.unwrap();
    latchkey
        .send(Request::get(path).body(Body::empty()).unwrap())
        .await
}

#[tokio::test]
async fn a_refused_sign_in_is_a_page_with_a_landmark_an_alert_and_a_way_on() {
    let answer =
        page("/auth/callback?error=access_denied&error_description=No+%3Cb%3E&state=s").await;
    let html = &answer.text;
    assert!(answer.status.is_client_error(), "{}", answer.status);
    // An alert in the place of the landmark would leave the page without one.
    assert!(html.contains("<main class=\"plain\">"), "{html}");
    assert!(html.contains("<p role=\"alert\">"), "{html}");
    assert!(
        html.contains("<a href=\"/auth/login?return_to=/\">Try again</a>"),
        "{html}"
    );
    let reference = format!("Reference: <code>{}</code>", answer.header("x-request-id"));
    assert!(html.contains(&reference), "{html}");
    assert!(!html.contains("No <b>"), "{html}");
}

#[tokio::test]
async fn where_trying_again_leads_nowhere_it_is_not_offered() {
    let answer = page("/nothing.css").await;
    assert_eq!(answer.status, 404);
    assert!(
        answer.text.contains("<main class=\"plain\">"),
        "{}",
        answer.text
    );
    assert!(!answer.text.contains("Try again"), "{}", answer.text);
    assert!(
        answer
            .text
            .contains("<a href=\"/\">Go to the first page</a>"),
        "{}",
        answer.text
    );
}
