//! Passwords are never synchronized (product rule 3): accepted, and then nowhere.

use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Body;
use axum::http::Request;
use latchkey_app::record::Caller;
use latchkey_testkit::Latchkey;
use latchkey_testkit::people::{id, okta_user, patch, user_path};
use serde_json::json;
use tracing_subscriber::fmt::MakeWriter;

const PASSWORD: &str = "Tr0ub4dor-and-3";

/// Keeps what is logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let mut log = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        log.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Log {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

fn contains(bytes: &[u8], text: &str) -> bool {
    bytes
        .windows(text.len())
        .any(|window| window == text.as_bytes())
}

/// Sends the password in every way in which one can come; gives back what was answered.
async fn send_everywhere(latchkey: &Latchkey) -> Vec<String> {
    let mut bo = okta_user("Bo");
    bo["password"] = json!(PASSWORD);
    let made = latchkey.provision(bo.clone()).await.unwrap();
    let mut answers = vec![made.to_string()];
    bo["title"] = json!("Author");
    let mut refused = bo.clone();
    refused["name"]["familyName"] = json!("");
    let mut wrongly_typed = bo.clone();
    wrongly_typed["password"] = json!({"value": PASSWORD});
    wrongly_typed["active"] = json!("perhaps");
    for body in [bo, refused, wrongly_typed] {
        answers.push(latchkey.scim_put(&user_path(&made), body).await.text);
    }
    let core = "urn:ietf:params:scim:schemas:core:2.0:User";
    for operations in [
        json!([{"op": "replace", "path": "password", "value": PASSWORD}]),
        json!([{"op": "add", "path": format!("{core}:password"), "value": PASSWORD}]),
        json!([{"op": "replace", "value": {"password": PASSWORD, "title": "Editor"}}]),
        json!([{"op": "replace", "value": {core: {"Password": PASSWORD}}}]),
        json!([{"op": "replace", "path": "frobnicate", "value": {"password": PASSWORD}}]),
    ] {
        answers.push(
            latchkey
                .scim_patch(&user_path(&made), patch(operations))
                .await
                .text,
        );
    }
    let bulk = json!({"Operations": [
        {"method": "PATCH", "path": user_path(&made), "data": patch(json!([{"op": "replace", "path": "password", "value": PASSWORD}]))},
        {"method": "POST", "path": "/Users", "bulkId": "a", "data": {"password": PASSWORD}}
    ]});
    answers.push(latchkey.scim_post("/Bulk", bulk).await.text);
    let broken = Request::post("/scim/v2/Users")
        .header("authorization", format!("Bearer {}", latchkey.passkey()))
        .body(Body::from(format!("{{\"password\": \"{PASSWORD}\"")))
        .unwrap();
    answers.push(latchkey.send(broken).await.text);
    latchkey
        .app
        .disable_toolkit(Caller::operator())
        .await
        .unwrap();
    let mut suspended = okta_user("Bo");
    suspended["password"] = json!(PASSWORD);
    answers.push(latchkey.scim_put(&user_path(&made), suspended).await.text);
    assert_eq!(latchkey.user(id(&made)).unwrap().user_name, "Bo@atko.com");
    answers
}

#[tokio::test]
async fn a_password_is_accepted_and_neither_stored_nor_returned_nor_logged() {
    let log = Log::default();
    tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(log.clone())
        .init();
    tracing::info!("the log is kept");
    let latchkey = Latchkey::with_connector().await.unwrap();
    for answer in send_everywhere(&latchkey).await {
        assert!(!answer.contains(PASSWORD), "{answer}");
    }
    let entries = latchkey.entries().await.unwrap();
    assert!(
        entries
            .iter()
            .filter_map(|entry| entry.call.as_ref()?.request.as_ref())
            .any(|body| body["password"] == "•••"),
        "no body is on record, so that nothing was looked at"
    );

    let mut bytes = 0;
    for file in std::fs::read_dir(latchkey.folder()).unwrap() {
        let file = file.unwrap().path();
        if file.is_file() {
            let content = std::fs::read(&file).unwrap();
            bytes += content.len();
            assert!(!contains(&content, PASSWORD), "{}", file.display());
        }
    }
    assert!(bytes > 10_000, "only {bytes} bytes were searched");
    let logged = log.0.lock().unwrap_or_else(PoisonError::into_inner);
    assert!(contains(&logged, "the log is kept"));
    assert!(!contains(&logged, PASSWORD));
}
