//! What nobody should send: the RFC's status and keyword, a detail to act on, and nothing changed.

use axum::body::Body;
use axum::http::{Method, Request};
use latchkey_domain::activity::Outcome;
use latchkey_testkit::people::{id, okta_user, patch, user_path};
use latchkey_testkit::{Answer, Latchkey};
use serde_json::{Value, json};

/// An installation with Bo, and how its directory looked.
struct Stage {
    latchkey: Latchkey,
    bo: Value,
    before: String,
}

impl Stage {
    async fn new() -> Self {
        let latchkey = Latchkey::with_connector().await.unwrap();
        let bo = latchkey.provision(okta_user("Bo")).await.unwrap();
        let before = latchkey.directory().await;
        Self {
            latchkey,
            bo,
            before,
        }
    }

    async fn raw(&self, method: Method, path: &str, body: impl Into<Body>) -> Answer {
        let request = Request::builder()
            .method(method)
            .uri(format!("/scim/v2{path}"))
            .header(
                "authorization",
                format!("Bearer {}", self.latchkey.passkey()),
            )
            .header("content-type", "application/scim+json")
            .body(body.into())
            .unwrap();
        self.latchkey.send(request).await
    }

    /// Refused with this status and keyword, on record, with a detail that is short and holds each word.
    async fn is_refused(&self, answer: &Answer, status: u16, scim_type: &str, words: &[&str]) {
        let shown: String = answer.text.chars().take(600).collect();
        assert_eq!(answer.status.as_u16(), status, "{shown}");
        assert_eq!(answer.scim_type(), scim_type, "{shown}");
        assert_eq!(answer.json()["status"], status.to_string());
        assert!(
            answer
                .header("content-type")
                .starts_with("application/scim+json")
        );
        let detail = answer.detail();
        for word in words {
            assert!(detail.contains(word), "no {word:?} in {detail:?}");
        }
        assert!((20..700).contains(&detail.chars().count()), "{detail}");
        assert!(!detail.chars().any(char::is_control), "{detail:?}");
        let entry = self.latchkey.last_entry().await.unwrap();
        assert_eq!(
            (entry.outcome, entry.reason),
            (Outcome::Refused, Some(detail))
        );
    }

    async fn is_unchanged(&self) {
        assert_eq!(self.latchkey.directory().await, self.before);
    }
}

#[tokio::test]
async fn a_body_that_is_no_json_object() {
    let stage = Stage::new().await;
    let deep = "[".repeat(50_000);
    let bodies: [(&[u8], &str); 10] = [
        (b"", "no body"),
        (b"{", "not JSON"),
        (b"{\"userName\": \"x\"", "not JSON"),
        (b"userName=x", "not JSON"),
        (b"[]", "object"),
        (b"\"x\"", "object"),
        (b"null", "object"),
        (b"{\"userName\": \"\xff\"}", "UTF-8"),
        (
            b"{\"userName\": \"a@b.c\", \"userName\": \"d@e.f\"}",
            "\u{201c}userName\u{201d}",
        ),
        (deep.as_bytes(), "32"),
    ];
    for (body, word) in bodies {
        let path = user_path(&stage.bo);
        for (method, path) in [(Method::POST, "/Users"), (Method::PUT, path.as_str())] {
            let answer = stage.raw(method, path, body.to_vec()).await;
            stage
                .is_refused(
                    &answer,
                    400,
                    "invalidSyntax",
                    &[word, "Nothing was changed"],
                )
                .await;
        }
    }
    let two_cases = "{\"title\": \"a\", \"Title\": \"b\"}";
    let answer = stage
        .raw(Method::PUT, &user_path(&stage.bo), two_cases)
        .await;
    stage
        .is_refused(&answer, 400, "invalidSyntax", &["title", "Title"])
        .await;
    stage.is_unchanged().await;
}

#[tokio::test]
async fn a_value_of_the_wrong_kind_or_with_what_cannot_be_seen() {
    let stage = Stage::new().await;
    let long = "x".repeat(100 * 1024);
    for (pointer, value, word) in [
        ("/userName", json!(5), "userName"),
        ("/userName", json!(["bo"]), "userName"),
        ("/name", json!("Bo Lind"), "name"),
        ("/active", json!("perhaps"), "active"),
        ("/emails", json!(7), "emails"),
        ("/emails/0/value", json!({"value": "x"}), "emails.value"),
        ("/displayName", json!(long), "102400"),
        ("/userName", json!(long), "256"),
        ("/userName", json!("bo\u{0}@atko.com"), "NUL"),
        ("/userName", json!("bo\n@atko.com"), "control character"),
        (
            "/userName",
            json!("bo\u{202e}@atko.com"),
            "control character",
        ),
        ("/userName", json!(" bo@atko.com"), "blanks"),
        ("/emails/0/value", json!("bo\u{7}@atko.com"), "emails.value"),
        (
            "/emails/0/value",
            json!("bo lind@atko.com"),
            "not an address",
        ),
        ("/name/familyName", json!("Li\u{1b}nd"), "name.familyName"),
        ("/displayName", json!("a\u{200b}b"), "displayName"),
    ] {
        let mut user = okta_user("Cy");
        *user.pointer_mut(pointer).unwrap() = value;
        let created = stage.latchkey.scim_post("/Users", user.clone()).await;
        stage
            .is_refused(
                &created,
                400,
                "invalidValue",
                &[word, "Nothing was changed"],
            )
            .await;
        let put = stage.latchkey.scim_put(&user_path(&stage.bo), user).await;
        stage
            .is_refused(&put, 400, "invalidValue", &[word, "Nothing was changed"])
            .await;
    }
    let mut twice = okta_user("Cy");
    twice["name.familyName"] = json!("Berg");
    let answer = stage.latchkey.scim_post("/Users", twice).await;
    stage
        .is_refused(&answer, 400, "invalidValue", &["name.familyName", "twice"])
        .await;
    stage.is_unchanged().await;
}

#[tokio::test]
async fn a_body_beyond_its_limit() {
    let stage = Stage::new().await;
    let mebibyte = 1024 * 1024;
    let path = user_path(&stage.bo);
    for (method, path, limit) in [
        (Method::POST, "/Users", mebibyte),
        (Method::PUT, &path, mebibyte),
        (Method::PATCH, &path, mebibyte),
        (Method::POST, "/.search", mebibyte),
        (Method::POST, "/Bulk", 8 * mebibyte),
        (Method::POST, "/Groups", 8 * mebibyte),
    ] {
        let answer = stage.raw(method.clone(), path, vec![b' '; limit + 1]).await;
        stage
            .is_refused(
                &answer,
                413,
                "",
                &[&limit.to_string(), "Nothing was changed"],
            )
            .await;
        // At the limit it is read, and is no JSON.
        let answer = stage.raw(method, path, vec![b' '; limit]).await;
        stage
            .is_refused(&answer, 400, "invalidSyntax", &["no body"])
            .await;
    }
    stage.is_unchanged().await;
}

#[tokio::test]
async fn a_filter_that_is_broken_too_long_or_too_deep() {
    let stage = Stage::new().await;
    let long = format!("userName eq \"{}\"", "x".repeat(100_000));
    let deep = format!("{}userName pr{}", "(".repeat(5_000), ")".repeat(5_000));
    for filter in [
        "userName",
        "userName eq",
        "userName is \"x\"",
        "(userName pr",
        "emails[type eq",
        "userName eq \"x\" and",
        "frobnicate eq \"x\"",
        "password eq \"x\"",
        &long,
        &deep,
    ] {
        let answer = stage
            .latchkey
            .scim_post("/Users/.search", json!({"filter": filter}))
            .await;
        stage.is_refused(&answer, 400, "invalidFilter", &[]).await;
    }
    stage.is_unchanged().await;
}

#[tokio::test]
async fn a_patch_that_leads_nowhere_is_refused_whole() {
    let stage = Stage::new().await;
    for (operation, scim_type, word) in [
        (
            json!({"op": "replace", "path": "frobnicate", "value": 1}),
            "invalidPath",
            "frobnicate",
        ),
        (
            json!({"op": "replace", "path": "name.", "value": "x"}),
            "invalidPath",
            "name.",
        ),
        (json!({"op": "remove"}), "noTarget", "path"),
        (
            json!({"op": "replace", "path": "emails[value sw \"zz\"].value", "value": "x@y.z"}),
            "noTarget",
            "emails",
        ),
        (
            json!({"op": "replace", "path": "id", "value": "other"}),
            "mutability",
            "id",
        ),
        (
            json!({"op": "replace", "path": "groups", "value": []}),
            "mutability",
            "groups",
        ),
        (
            json!({"op": "replace", "path": "active", "value": "maybe"}),
            "invalidValue",
            "active",
        ),
        (
            json!({"op": "explode", "path": "title", "value": "x"}),
            "invalidSyntax",
            "explode",
        ),
        (
            json!({"path": "title", "value": "x"}),
            "invalidSyntax",
            "op",
        ),
        (json!(5), "invalidSyntax", "operation"),
    ] {
        let first = json!({"op": "add", "path": "title", "value": "Author"});
        let answer = stage
            .latchkey
            .scim_patch(&user_path(&stage.bo), patch(json!([first, operation])))
            .await;
        stage.is_refused(&answer, 400, scim_type, &[word]).await;
    }
    let answer = stage
        .latchkey
        .scim_patch(&user_path(&stage.bo), json!({"title": "Author"}))
        .await;
    stage
        .is_refused(&answer, 400, "invalidSyntax", &["Operations"])
        .await;
    stage.is_unchanged().await;
}

#[tokio::test]
async fn an_id_of_the_wrong_kind_or_an_unknown_path() {
    let stage = Stage::new().await;
    let long = format!("/Users/{}", "x".repeat(5_000));
    for path in [
        "/Users/1",
        "/Users/not-a-uuid",
        "/Groups/1",
        "/Nothing",
        "/Users/1/2",
        "/ResourceTypes/None",
    ] {
        let answer = stage.raw(Method::GET, path, "").await;
        stage.is_refused(&answer, 404, "", &[]).await;
    }
    // What no id can be is not kept.
    for path in ["/Users/%00", "/Users/%ff", long.as_str()] {
        let answer = stage.raw(Method::GET, path, "").await;
        assert_eq!(
            (answer.status.as_u16(), answer.json()["status"].as_str()),
            (404, Some("404"))
        );
    }
    for method in [Method::PUT, Method::PATCH, Method::DELETE] {
        let body = match method {
            Method::PATCH => patch(json!([{"op": "replace", "value": {"active": false}}])),
            _ => okta_user("Bo"),
        };
        let answer = stage.raw(method, "/Users/1", body.to_string()).await;
        stage.is_refused(&answer, 404, "", &["id 1"]).await;
    }
    let answer = stage.raw(Method::DELETE, "/Users", "").await;
    stage.is_refused(&answer, 405, "", &["DELETE"]).await;
    stage.is_unchanged().await;
}

#[tokio::test]
async fn a_body_of_another_type() {
    let stage = Stage::new().await;
    for (name, value) in [
        ("content-type", "text/plain"),
        ("content-type", "application/x-www-form-urlencoded"),
        ("content-encoding", "gzip"),
    ] {
        let request = Request::post("/scim/v2/Users")
            .header(
                "authorization",
                format!("Bearer {}", stage.latchkey.passkey()),
            )
            .header(name, value)
            .body(Body::from(okta_user("Cy").to_string()))
            .unwrap();
        let answer = stage.latchkey.send(request).await;
        stage
            .is_refused(&answer, 415, "", &["Nothing was changed"])
            .await;
    }
    assert!(!id(&stage.bo).is_empty());
    stage.is_unchanged().await;
}
