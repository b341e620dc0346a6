//! Until there is an organization, every door of the API is shut but the two that lead to one.

use axum::body::Body;
use axum::http::{Request, header};
use latchkey_server::access::table::API;
use latchkey_testkit::{Answer, Latchkey};
use serde_json::{Value, json};

const OPEN: [&str; 2] = ["/api/v1/about", "/api/v1/setup"];

async fn set_up(latchkey: &Latchkey, code: Option<&str>) -> Answer {
    let mut body = json!({
        "organization": "Acme", "password": "another good password",
        "owner": {"email": "olga@acme.com", "givenName": "Olga", "familyName": "Ek"}
    });
    if let Some(code) = code {
        body["code"] = Value::from(code);
    }
    let request = Request::post("/api/v1/setup")
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(body.to_string()));
    latchkey.send(request.unwrap()).await
}

#[tokio::test]
async fn nothing_but_setting_up_has_a_sense() {
    let latchkey = Latchkey::new().unwrap();
    for door in API.iter().filter(|door| !OPEN.contains(&door.path)) {
        let request = Request::builder()
            .method(door.method)
            .uri(door.path.replace(['{', '}'], ""))
            .header(header::AUTHORIZATION, "Bearer any")
            .body(Body::empty());
        let answer = latchkey.send(request.unwrap()).await;
        assert_eq!(answer.status, 503, "{door:?}: {}", answer.text);
        assert_eq!(answer.json()["code"], "not_set_up", "{door:?}");
    }
}

/// Product rule 15.
#[tokio::test]
async fn only_the_newest_code_sets_up_and_only_once() {
    let latchkey = Latchkey::new().unwrap();
    assert_eq!(set_up(&latchkey, None).await.status, 401);
    // None was offered, so none is right.
    assert_eq!(set_up(&latchkey, Some("")).await.status, 401);
    let old = latchkey.app.offer_set_up().unwrap().unwrap();
    let new = latchkey.app.offer_set_up().unwrap().unwrap();
    for wrong in [None, Some(""), Some("AAAA-AAAA"), Some(old.as_str())] {
        let refused = set_up(&latchkey, wrong).await;
        assert_eq!(refused.status, 401, "{wrong:?}: {}", refused.text);
        assert_eq!(refused.json()["code"], "wrong_credentials");
    }
    assert!(latchkey.app.organization().is_err());
    assert_eq!(set_up(&latchkey, Some(&new)).await.status, 201);
    for again in [Some(new.as_str()), None] {
        let refused = set_up(&latchkey, again).await;
        assert_eq!(refused.status, 409, "{again:?}: {}", refused.text);
        assert_eq!(refused.json()["code"], "already_set_up");
    }
    assert_eq!(latchkey.app.offer_set_up().unwrap(), None);
}

/// Two who type it at the same moment: one installation, one owner.
#[tokio::test]
async fn two_at_once_do_not_both_own_it() {
    let latchkey = Latchkey::new().unwrap();
    let code = latchkey.app.offer_set_up().unwrap().unwrap();
    let (one, other) = tokio::join!(
        set_up(&latchkey, Some(&code)),
        set_up(&latchkey, Some(&code))
    );
    let mut both = [one.status.as_u16(), other.status.as_u16()];
    both.sort_unstable();
    assert_eq!(both[0], 201, "{} {}", one.text, other.text);
    assert!([401, 409].contains(&both[1]), "{} {}", one.text, other.text);
    let owners = latchkey
        .app
        .read(|store| store.count_enterprise_admins())
        .unwrap();
    assert_eq!(owners, 1);
}
