//! Organization Setup: name, support contact, Company ID and logo.

use axum::body::Body;
use axum::http::{Method, Request, header};
use jiff::SignedDuration;
use latchkey_domain::AccessRole;
use latchkey_testkit::Latchkey;
use serde_json::json;

use crate::staff::{anyone, refusal};

const LOGO: &[u8] = include_bytes!("../../../../icons/128x128.png");

#[tokio::test]
async fn below_enterprise_admin_nothing_of_it_is_seen_or_changed() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let admin = latchkey.person(AccessRole::Admin).await.unwrap();
    let edit = || Some(json!({"name": "Mine"}));
    for (method, path, body) in [
        (Method::GET, "/organization", None),
        (Method::PATCH, "/organization", edit()),
        (Method::DELETE, "/organization/logo", None),
        (Method::GET, "/connectors", None),
        (Method::POST, "/connectors", Some(json!({"kind": "okta"}))),
        (Method::GET, "/connectors/okta", None),
        (
            Method::PATCH,
            "/connectors/okta",
            Some(json!({"roleCap": "User"})),
        ),
        (Method::DELETE, "/connectors/okta", None),
        (
            Method::POST,
            "/connectors/okta/passkeys",
            Some(json!({"graceSeconds": 0})),
        ),
        (Method::POST, "/connectors/okta/passkeys/x/reveal", None),
        (Method::DELETE, "/connectors/okta/passkeys/x", None),
        (Method::GET, "/connectors/okta/reach", None),
        (Method::POST, "/connectors/okta/reach/test", None),
        (
            Method::POST,
            "/sign-in/check",
            Some(json!({"issuer": "https://acme.okta.com"})),
        ),
        (Method::GET, "/sign-in/policy", None),
        (
            Method::PUT,
            "/sign-in/policy",
            Some(
                json!({"issuer": "https://acme.okta.com", "clientId": "0oa1", "withoutTest": true}),
            ),
        ),
        (Method::DELETE, "/sign-in/policy", None),
        (Method::GET, "/sign-in/preview", None),
    ] {
        let refused = admin.call(method.clone(), path, body).await;
        assert_eq!(refused.status, 403, "{method} {path}: {}", refused.text);
        assert_eq!(refused.json()["code"], "forbidden", "{method} {path}");
    }
    let logo = admin
        .send(
            Method::PUT,
            "/organization/logo",
            "image/png",
            Some(LOGO.to_vec()),
        )
        .await;
    assert_eq!(logo.status, 403);
    assert_eq!(latchkey.app.organization().unwrap().name, "Acme");
}

#[tokio::test]
async fn a_value_that_is_none_changes_nothing() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let owner = latchkey.owner().await.unwrap();
    let before = owner.get("/organization").await.json();
    for edit in [
        json!({"name": "  "}),
        json!({"name": "x".repeat(101)}),
        json!({"companyId": "a:b"}),
        json!({"companyId": "ab"}),
        json!({"supportContact": "two\nlines"}),
        json!({"nmae": "Acme"}),
    ] {
        let refused = owner.patch("/organization", edit.clone()).await;
        assert_eq!(refused.status, 422, "{edit}: {}", refused.text);
        assert!(
            refused.detail().contains("Nothing was changed"),
            "{}",
            refused.text
        );
    }
    let not_json = owner
        .send(
            Method::PATCH,
            "/organization",
            "text/plain",
            Some(b"{}".to_vec()),
        )
        .await;
    assert_eq!(not_json.status, 415);
    assert_eq!(owner.get("/organization").await.json(), before);
}

#[tokio::test]
async fn okta_may_send_the_old_company_id_for_a_day() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let owner = latchkey.owner().await.unwrap();
    let old = latchkey.app.organization().unwrap().company_id;
    let changed = owner
        .patch("/organization", json!({"companyId": "acme-two"}))
        .await;
    assert_eq!(changed.status, 200, "{}", changed.text);
    let told = changed.json();
    assert_eq!(told["companyId"], "acme-two");
    assert_eq!(told["changeInOkta"][0]["from"], old.as_str());
    assert_eq!(told["changeInOkta"][0]["to"], "acme-two");
    assert_eq!(told["oldUntil"], "2026-05-02T12:00:00Z");
    assert_eq!(basic(&latchkey, "acme-two").await, 200);
    assert_eq!(basic(&latchkey, &old).await, 200);
    latchkey.clock.advance(SignedDuration::from_hours(24));
    assert_eq!(basic(&latchkey, &old).await, 401);
    assert_eq!(basic(&latchkey, "acme-two").await, 200);
}

async fn basic(latchkey: &Latchkey, user_name: &str) -> u16 {
    use base64::Engine as _;
    let pair = format!("{user_name}:{}", latchkey.passkey());
    let pair = base64::engine::general_purpose::STANDARD.encode(pair);
    let request = Request::get("/scim/v2/Users")
        .header(header::AUTHORIZATION, format!("Basic {pair}"))
        .body(Body::empty());
    latchkey.send(request.unwrap()).await.status.as_u16()
}

#[tokio::test]
async fn a_name_and_a_contact_are_changed_on_record() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let owner = latchkey.owner().await.unwrap();
    let changed = owner
        .patch(
            "/organization",
            json!({"name": " Acme AB ", "supportContact": ""}),
        )
        .await
        .json();
    assert_eq!(changed["name"], "Acme AB");
    assert_eq!(changed["supportContact"], json!(null));
    assert_eq!(changed["changeInOkta"], json!([]));
    let entry = &owner
        .get("/activity?kind=organization&limit=1")
        .await
        .json()["entries"][0];
    assert_eq!(entry["actor"]["name"], "Olga Ek");
    assert_eq!(
        entry["changes"][0],
        json!({"attribute": "name", "before": "Acme", "after": "Acme AB"})
    );
}

#[tokio::test]
async fn a_logo_is_a_png_of_less_than_a_megabyte_that_everyone_can_save() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let owner = latchkey.owner().await.unwrap();
    let put = async |kind: &str, bytes: Vec<u8>| {
        owner
            .send(Method::PUT, "/organization/logo", kind, Some(bytes))
            .await
    };
    // By the API too: the desktop window has no other way to it, and its sign-in page shows it to nobody signed in.
    let by_api = async || anyone(&latchkey, Method::GET, "/organization/logo", None).await;
    assert_eq!(refusal(&by_api().await), (404, "not_found".to_owned()));
    assert_eq!(put("image/svg+xml", LOGO.to_vec()).await.status, 415);
    assert_eq!(put("image/png", b"<svg/>".to_vec()).await.status, 422);
    assert_eq!(put("image/png", vec![0; 1_000_001]).await.status, 422);
    let set = put("image/png", LOGO.to_vec()).await;
    assert_eq!(set.status, 200, "{}", set.text);
    assert_eq!(
        set.json()["logo"],
        json!({"url": "/logo.png", "bytes": LOGO.len(), "width": 128, "height": 128})
    );
    let file = Request::get("/logo.png").body(Body::empty()).unwrap();
    let file = latchkey.send(file).await;
    for shown in [&file, &by_api().await] {
        assert_eq!(shown.status, 200);
        assert_eq!(shown.header("content-type"), "image/png");
        assert_eq!(shown.text, file.text);
    }
    assert_eq!(
        owner.delete("/organization/logo").await.json()["logo"],
        json!(null)
    );
}
