//! Enterprise Toolkit off: the connector is suspended, nothing is lost (product rule 7).

use axum::body::Body;
use axum::http::{Method, Request};
use latchkey_app::ports::store::StoreExt as _;
use latchkey_app::record::Caller;
use latchkey_domain::AccessRole::{Admin, EnterpriseAdmin};
use latchkey_domain::activity::{Entry, Outcome};
use latchkey_domain::sign_in::Policy;
use latchkey_testkit::Latchkey;
use latchkey_testkit::people::{deactivation, id, okta_user, patch, user_path};
use serde_json::{Value, json};

/// Bo is there; then the toolkit was switched off.
async fn suspended() -> (Latchkey, Value) {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let bo = latchkey.provision(okta_user("Bo")).await.unwrap();
    latchkey
        .app
        .disable_toolkit(Caller::operator())
        .await
        .unwrap();
    (latchkey, bo)
}

/// The newest entry, with the body that was sent.
async fn recorded(latchkey: &Latchkey) -> (Entry, Value) {
    let entry = latchkey.last_entry().await.unwrap();
    assert_eq!(entry.outcome, Outcome::Refused);
    let call = entry.call.clone().unwrap();
    assert_eq!(call.status, 403);
    (entry, call.request.unwrap_or_default())
}

#[tokio::test]
async fn every_call_is_403_and_names_enterprise_toolkit() {
    let (latchkey, bo) = suspended().await;
    let stored = latchkey.user(id(&bo)).unwrap();
    let calls = [
        (Method::GET, "/Users".to_owned(), None),
        (Method::GET, user_path(&bo), None),
        (Method::POST, "/Users".to_owned(), Some(okta_user("Cy"))),
        (Method::PUT, user_path(&bo), Some(okta_user("Bo"))),
        (Method::PATCH, user_path(&bo), Some(deactivation())),
        (Method::DELETE, user_path(&bo), None),
        (
            Method::POST,
            "/Groups".to_owned(),
            Some(json!({"displayName": "Sales"})),
        ),
        (
            Method::POST,
            "/Bulk".to_owned(),
            Some(json!({"Operations": []})),
        ),
        (Method::GET, "/ServiceProviderConfig".to_owned(), None),
        (Method::GET, "/nowhere".to_owned(), None),
    ];
    let refusals = calls.len();
    for (method, path, body) in calls {
        let answer = latchkey.scim(method.clone(), &path, body).await;
        assert_eq!(answer.status, 403, "{method} {path}: {}", answer.text);
        assert!(
            answer
                .header("content-type")
                .starts_with("application/scim+json")
        );
        let detail = answer.detail();
        assert!(detail.contains("Enterprise Toolkit"), "{detail}");
        assert!(detail.contains("Nothing was changed."), "{detail}");
    }
    assert_eq!(latchkey.user(id(&bo)).unwrap(), stored);
    let entries = latchkey.entries().await.unwrap();
    let kept = entries
        .iter()
        .filter(|entry| entry.call.as_ref().is_some_and(|call| call.status == 403));
    assert_eq!(kept.count(), refusals);
}

#[tokio::test]
async fn wrong_credentials_learn_nothing_of_it() {
    let (latchkey, bo) = suspended().await;
    let request = Request::patch(format!("/scim/v2{}", user_path(&bo)))
        .header("authorization", "Bearer wrong")
        .body(Body::from(deactivation().to_string()))
        .unwrap();
    let answer = latchkey.send(request).await;
    assert_eq!(answer.status, 401);
    assert!(!answer.text.contains("Toolkit"), "{}", answer.text);
}

#[tokio::test]
async fn a_refused_deactivation_waits_on_record_with_whom_it_meant_and_its_body() {
    let (latchkey, bo) = suspended().await;
    let mut whole = okta_user("Bo");
    whole["active"] = json!(false);
    let path_and_text = patch(json!([{"op": "Replace", "path": "active", "value": "False"}]));
    for (method, body) in [
        (Method::PATCH, deactivation()),
        (Method::PATCH, path_and_text),
        (Method::PUT, whole),
    ] {
        // With the slash that the on-premises agent puts at the end.
        let path = format!("{}/", user_path(&bo));
        latchkey.scim(method, &path, Some(body.clone())).await;
        let (entry, kept) = recorded(&latchkey).await;
        assert_eq!(entry.action, "user.deactivated");
        assert_eq!(entry.target.id.as_deref(), Some(id(&bo)));
        assert_eq!(entry.target.name, "Bo Lind");
        let sent = body["active"].as_bool().map_or(body.clone(), |_| {
            let mut masked = body.clone();
            masked["password"] = json!("•••");
            masked
        });
        assert_eq!(kept, sent);
    }
    assert!(latchkey.user(id(&bo)).unwrap().active);
}

#[tokio::test]
async fn what_deactivates_nobody_does_not_wait_as_a_deactivation() {
    let (latchkey, bo) = suspended().await;
    for (body, path, action) in [
        (json!({"op": "add"}), user_path(&bo), "user.updated"),
        (
            patch(json!([{"op": "replace", "value": {"title": "Author"}}])),
            user_path(&bo),
            "user.updated",
        ),
        (deactivation(), "/Users/nobody".to_owned(), "user.updated"),
        (deactivation(), "/Groups/any".to_owned(), "scim.suspended"),
    ] {
        latchkey.scim_patch(&path, body).await;
        assert_eq!(recorded(&latchkey).await.0.action, action, "{path}");
    }
    latchkey.scim(Method::DELETE, &user_path(&bo), None).await;
    let (entry, _) = recorded(&latchkey).await;
    assert_eq!(entry.action, "user.removed");
    assert_eq!(entry.target.id.as_deref(), Some(id(&bo)));
}

#[tokio::test]
async fn a_body_that_cannot_be_read_is_refused_for_the_toolkit_too() {
    let (latchkey, bo) = suspended().await;
    for body in ["{", "", &"x".repeat(2 * 1024 * 1024)] {
        let request = Request::put(format!("/scim/v2{}", user_path(&bo)))
            .header("authorization", format!("Bearer {}", latchkey.passkey()))
            .body(Body::from(body.to_owned()))
            .unwrap();
        let answer = latchkey.send(request).await;
        assert_eq!(answer.status, 403, "{}", answer.text);
        assert_eq!(recorded(&latchkey).await.0.action, "user.updated");
    }
}

#[tokio::test]
async fn enabling_it_again_restores_all() {
    let (latchkey, bo) = suspended().await;
    latchkey
        .app
        .enable_toolkit(Caller::operator())
        .await
        .unwrap();
    let entry = latchkey.last_entry().await.unwrap();
    assert!(entry.reason.unwrap().contains("full push"));
    assert_eq!(latchkey.scim_get(&user_path(&bo)).await.json(), bo);
    let gone = latchkey.scim_patch(&user_path(&bo), deactivation()).await;
    assert_eq!(gone.json()["active"], false, "{}", gone.text);
}

#[tokio::test]
async fn meanwhile_local_passwords_work_for_enterprise_admins_only() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let ana = latchkey
        .add_local("Ana", Some(EnterpriseAdmin))
        .await
        .unwrap();
    let bo = latchkey.add_local("Bo", Some(Admin)).await.unwrap();
    let policy = Policy {
        issuer: "https://acme.okta.example".into(),
        client_id: "0oa1".into(),
        saved_at: latchkey.app.now(),
        tested_at: None,
    };
    latchkey
        .store
        .write(move |store| store.put_sign_in_policy(Some(&policy)))
        .await
        .unwrap();
    assert!(latchkey.sign_in(&ana.id).await.is_err());
    latchkey
        .app
        .disable_toolkit(Caller::operator())
        .await
        .unwrap();
    let refused = latchkey.sign_in(&bo.id).await.unwrap_err().to_string();
    assert!(
        refused.contains("only EnterpriseAdmins sign in"),
        "{refused}"
    );
    latchkey.sign_in(&ana.id).await.unwrap();
}
