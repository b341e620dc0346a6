//! `ETag`, `If-Match` and `If-None-Match` (RFC 7644 §3.14).

use axum::body::Body;
use axum::http::{Method, Request};
use jiff::SignedDuration;
use latchkey_testkit::people::{deactivation, id, okta_user, patch, user_path};
use latchkey_testkit::{Answer, Latchkey};
use serde_json::{Value, json};

async fn with_header(
    latchkey: &Latchkey,
    method: Method,
    path: &str,
    header: (&str, &str),
    body: Option<Value>,
) -> Answer {
    let request = Request::builder()
        .method(method)
        .uri(format!("/scim/v2{path}"))
        .header("authorization", format!("Bearer {}", latchkey.passkey()))
        .header(header.0, header.1)
        .body(body.map_or(Body::empty(), |body| Body::from(body.to_string())))
        .unwrap();
    latchkey.send(request).await
}

/// Bo, a group with Bo in it, and the paths of both.
async fn stage() -> (Latchkey, [String; 2]) {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let bo = latchkey.provision(okta_user("Bo")).await.unwrap();
    let group = latchkey
        .scim_post(
            "/Groups",
            json!({"displayName": "Sales", "members": [{"value": bo["id"]}]}),
        )
        .await
        .json();
    let paths = [user_path(&bo), format!("/Groups/{}", id(&group))];
    (latchkey, paths)
}

#[tokio::test]
async fn a_write_on_another_version_is_412_and_names_the_stored_one() {
    let (latchkey, paths) = stage().await;
    let before = latchkey.directory().await;
    let rename = patch(json!([{"op": "replace", "value": {"displayName": "Other"}}]));
    for path in &paths {
        let etag = latchkey.scim_get(path).await.header("etag").to_owned();
        assert!(etag.starts_with("W/\""), "{etag}");
        let bodies = [
            (Method::PUT, Some(json!({"displayName": "Other"}))),
            (Method::PATCH, Some(rename.clone())),
            (Method::DELETE, None),
        ];
        for (method, body) in bodies {
            for header in [
                ("if-match", "W/\"other\", \"another\""),
                ("if-none-match", &etag),
            ] {
                let answer =
                    with_header(&latchkey, method.clone(), path, header, body.clone()).await;
                assert_eq!(answer.status, 412, "{method} {path}: {}", answer.text);
                assert!(answer.detail().contains(&etag), "{}", answer.detail());
            }
        }
    }
    assert_eq!(latchkey.directory().await, before);
}

#[tokio::test]
async fn a_read_of_a_known_version_is_304_without_a_body() {
    let (latchkey, paths) = stage().await;
    for path in &paths {
        let etag = latchkey.scim_get(path).await.header("etag").to_owned();
        for tags in [etag.clone(), format!("\"x\", {etag}"), "*".to_owned()] {
            for query in [
                "",
                "?attributes=displayName",
                "?excludedAttributes=groups,members",
            ] {
                let path = format!("{path}{query}");
                let answer = with_header(
                    &latchkey,
                    Method::GET,
                    &path,
                    ("if-none-match", &tags),
                    None,
                )
                .await;
                assert_eq!(
                    (answer.status.as_u16(), answer.text.as_str()),
                    (304, ""),
                    "{path}"
                );
                assert_eq!(answer.header("etag"), etag);
            }
        }
        let other = ("if-none-match", "W/\"other\"");
        let answer = with_header(&latchkey, Method::GET, path, other, None).await;
        assert_eq!(answer.status, 200);
    }
}

#[tokio::test]
async fn a_write_on_the_stored_version_passes_and_makes_another() {
    let (latchkey, paths) = stage().await;
    let rename = patch(json!([{"op": "replace", "value": {"displayName": "Other"}}]));
    for path in &paths {
        let etag = latchkey.scim_get(path).await.header("etag").to_owned();
        latchkey.clock.advance(SignedDuration::from_secs(1));
        let body = Some(rename.clone());
        let answer = with_header(&latchkey, Method::PATCH, path, ("if-match", &etag), body).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        assert_ne!(answer.header("etag"), etag);
        assert_eq!(answer.header("etag"), answer.json()["meta"]["version"]);
        let any = ("if-match", "*");
        let answer = with_header(&latchkey, Method::DELETE, path, any, None).await;
        assert_eq!(answer.status, 204, "{}", answer.text);
    }
}

/// `groups` is sent with a user, so a group's change makes another version of each member.
#[tokio::test]
async fn a_groups_change_changes_its_members_version() {
    let (latchkey, [bo, group]) = stage().await;
    let mut seen = vec![latchkey.scim_get(&bo).await.header("etag").to_owned()];
    for operations in [
        json!([{"op": "replace", "value": {"displayName": "Selling"}}]),
        json!([{"op": "replace", "path": "members", "value": []}]),
    ] {
        latchkey.scim_patch(&group, patch(operations)).await;
        let etag = latchkey.scim_get(&bo).await.header("etag").to_owned();
        assert!(!seen.contains(&etag), "{etag} again");
        seen.push(etag);
    }
    let after = latchkey.scim_patch(&bo, deactivation()).await;
    assert!(!seen.contains(&after.header("etag").to_owned()));
}
