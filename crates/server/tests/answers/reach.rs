//! The test of the public URL, by a server that listens: what arrives of its calls, and who else gets nothing of it.

use axum::body::Body;
use axum::http::Request;
use latchkey_app::App;
use latchkey_app::reach::arrived::PLACE;
use latchkey_app::reach::step::{Step, StepState};
use latchkey_app::record::Caller;
use latchkey_testkit::Latchkey;

async fn walk(app: &App, url: &str) -> Vec<Step> {
    let reach = app.test_reach(&Caller::operator(), url).await.unwrap();
    reach.steps
}

fn state(steps: &[Step], id: &str) -> StepState {
    let step = steps.iter().find(|step| step.id == id);
    step.map_or_else(|| panic!("no step {id}"), |step| step.state)
}

#[tokio::test]
async fn whoever_brings_no_voucher_of_this_installation_is_answered_as_anybody() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let now = latchkey.app.now().as_second();
    for query in [
        String::new(),
        "?voucher=".to_owned(),
        "?voucher=1.a.b&refuse=1".to_owned(),
        format!("?voucher={now}.{}.{}", "0".repeat(32), "0".repeat(64)),
    ] {
        let path = format!("{PLACE}{query}");
        let request = Request::get(&path).body(Body::empty()).unwrap();
        let answer = latchkey.send(request).await;
        assert_eq!(answer.status, 401, "{path}");
        assert!(!answer.text.contains("proof"), "{}", answer.text);
        let known = latchkey.scim_get(&format!("/.reach{query}")).await;
        assert_eq!(known.status, 404, "{path}: {}", known.text);
    }
}

#[tokio::test]
async fn another_installation_is_told_from_this_one() {
    let this = Latchkey::with_connector().await.unwrap();
    let other = Latchkey::with_connector().await.unwrap();
    let running = other.serve().await.unwrap();
    let steps = walk(&this.app, &running.origin()).await;
    assert_eq!(state(&steps, "http"), StepState::Passed);
    assert_eq!(state(&steps, "own"), StepState::Failed);
    assert_eq!(state(&steps, "scim"), StepState::NotTried);
    running.stop().await;
}

#[tokio::test]
async fn a_terminal_knows_the_server_of_its_folder_and_nothing_is_on_record() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let running = latchkey.serve().await.unwrap();
    let before = latchkey.entries().await.unwrap().len();
    let steps = walk(&latchkey.terminal().unwrap(), &running.origin()).await;
    for id in ["tcp", "http", "own", "scim", "headers", "body", "forwarded"] {
        assert_eq!(state(&steps, id), StepState::Passed, "{steps:#?}");
    }
    // On this machine, and in plain http.
    for id in ["dns", "tls"] {
        assert_eq!(state(&steps, id), StepState::Failed, "{steps:#?}");
    }
    running.stop().await;
    let after = latchkey.entries().await.unwrap().len();
    assert_eq!(after, before, "the test is no call by Okta");
}

#[tokio::test]
async fn without_a_connector_nothing_proves_which_installation_answers() {
    let latchkey = Latchkey::new().unwrap();
    latchkey.set_up().await.unwrap();
    let running = latchkey.serve().await.unwrap();
    let steps = walk(&latchkey.app, &running.origin()).await;
    assert_eq!(state(&steps, "http"), StepState::Passed);
    assert_eq!(state(&steps, "own"), StepState::NotTried);
    running.stop().await;
}
