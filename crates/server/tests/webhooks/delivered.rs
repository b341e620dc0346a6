//! What an endpoint is sent: signed, in order, at least once.

use latchkey_app::webhooks::Round;
use latchkey_domain::AccessRole;
use latchkey_domain::webhook::EventType;
use latchkey_testkit::people::{deactivation, id, okta_user, patch, user_path};
use secrecy::ExposeSecret as _;
use serde_json::json;

use crate::receiver::{Act, Receiver, courier, deliver, installation, page, webhook};

#[tokio::test]
async fn a_message_is_signed_as_standard_webhooks_has_it() {
    let latchkey = installation().await;
    let mut receiver = Receiver::start().await;
    let added = webhook(&latchkey, &receiver.url(), &[]).await;
    let user = latchkey.provision(okta_user("Bo")).await.unwrap();
    assert_eq!(
        deliver(&latchkey.app, &courier(), &added.webhook.id).await,
        Round::Idle
    );
    // Its own addition is no event.
    let message = receiver.next().await;
    assert!(receiver.rest().is_empty());
    let secret = added.secret.expose_secret();
    assert!(message.is_signed_by(secret));
    assert!(!message.is_signed_by("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
    assert_eq!(message.header("content-type"), "application/json");
    assert!(message.header("webhook-id").starts_with("msg_"));
    let now = latchkey.app.now().as_second().to_string();
    assert_eq!(message.header("webhook-timestamp"), now);
    let body = message.json();
    assert_eq!(body["type"], "user.created");
    let data = &body["data"];
    assert_eq!(data["id"], user["id"]);
    assert_eq!(data["userName"], user["userName"]);
    assert_eq!(
        [
            &data["accessRole"],
            &data["active"],
            &data["source"],
            &data["actor"]
        ],
        [&json!(null), &json!(true), &json!("okta"), &json!("okta")]
    );
    let entry = latchkey.last_entry().await.unwrap();
    assert_eq!(data["entryId"], entry.id);
    assert_eq!(body["timestamp"], entry.last_at.to_string());
}

#[tokio::test]
async fn each_event_comes_in_the_order_in_which_it_happened() {
    let latchkey = installation().await;
    let mut receiver = Receiver::start().await;
    let added = webhook(&latchkey, &receiver.url(), &[]).await;
    let user = latchkey.provision(okta_user("Bo")).await.unwrap();
    let path = user_path(&user);
    let title = patch(json!([{"op": "replace", "path": "title", "value": "Clerk"}]));
    latchkey.scim_patch(&path, title).await;
    let role = json!([{"op": "replace", "value": {"roles": [{"value": "Admin"}]}}]);
    latchkey.scim_patch(&path, patch(role)).await;
    latchkey.scim_patch(&path, deactivation()).await;
    let back = json!([{"op": "replace", "value": {"active": true}}]);
    latchkey.scim_patch(&path, patch(back)).await;
    latchkey.scim_post("/Users", json!({"userName": "x"})).await;
    latchkey.person(AccessRole::User).await.unwrap();
    deliver(&latchkey.app, &courier(), &added.webhook.id).await;
    let sent = receiver.rest();
    let kinds: Vec<String> = sent.iter().map(super::receiver::Received::kind).collect();
    assert_eq!(
        kinds,
        [
            "user.created",
            "user.updated",
            "user.role_changed",
            "user.deactivated",
            "user.reactivated",
            "request.refused",
            "user.created",
            "user.signed_in"
        ]
    );
    assert_eq!(sent[1].json()["data"]["changed"], json!(["title"]));
    let refused = sent[5].json();
    assert_eq!(refused["data"]["action"], "user.created");
    assert!(refused["data"]["reason"].as_str().unwrap().len() > 10);
    for message in &sent {
        assert!(!message.body.contains("Clerk"), "names, not values");
        assert!(!message.body.contains("password"));
    }
    let first: Vec<_> = sent.iter().map(|one| one.header("webhook-id")).collect();
    let mut distinct = first.clone();
    distinct.sort_unstable();
    distinct.dedup();
    assert_eq!(distinct.len(), first.len());
}

#[tokio::test]
async fn only_what_was_asked_for_is_told() {
    let latchkey = installation().await;
    let mut receiver = Receiver::start().await;
    let added = webhook(&latchkey, &receiver.url(), &[EventType::UserDeactivated]).await;
    let user = latchkey.provision(okta_user("Bo")).await.unwrap();
    latchkey.scim_patch(&user_path(&user), deactivation()).await;
    deliver(&latchkey.app, &courier(), &added.webhook.id).await;
    let sent = receiver.rest();
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0].kind(), "user.deactivated");
    assert_eq!(sent[0].json()["data"]["id"], id(&user));
}

#[tokio::test]
async fn what_was_committed_before_a_crash_is_told_after_it() {
    let latchkey = installation().await;
    let mut receiver = Receiver::start().await;
    let added = webhook(&latchkey, &receiver.url(), &[]).await;
    for name in ["Ana", "Bo", "Cy"] {
        latchkey.provision(okta_user(name)).await.unwrap();
    }
    // The first is sent, and the process ends before that is noted: writing fails.
    latchkey
        .faults
        .fail_writes(latchkey_app::ports::store::StoreError::DiskFull);
    let lost = latchkey
        .app
        .deliver_next(&courier(), &added.webhook.id)
        .await;
    assert!(lost.is_err());
    let double = receiver.next().await;
    // Nothing of it is in memory any more.
    let after = latchkey.terminal().unwrap();
    deliver(&after, &courier(), &added.webhook.id).await;
    let sent = receiver.rest();
    assert_eq!(sent.len(), 3);
    assert_eq!(
        double.header("webhook-id"),
        sent[0].header("webhook-id"),
        "a receiver knows the double"
    );
    assert_eq!(double.body, sent[0].body);
}

#[tokio::test]
async fn an_endpoint_that_never_answers_holds_up_no_other() {
    let latchkey = installation().await;
    let dead = Receiver::start().await;
    dead.will(std::iter::repeat_n(Act::Silence, 100));
    let mut alive = Receiver::start().await;
    let silent = webhook(&latchkey, &dead.url(), &[]).await;
    webhook(&latchkey, &alive.url(), &[]).await;
    let running = latchkey.serve().await.unwrap();
    for name in ["Ana", "Bo", "Cy"] {
        latchkey.provision(okta_user(name)).await.unwrap();
    }
    for name in ["Ana", "Bo", "Cy"] {
        let data = alive.next().await.json()["data"].clone();
        assert!(
            data["displayName"].as_str().unwrap().contains(name),
            "{data}"
        );
    }
    assert_eq!(
        page(&latchkey, &silent.webhook.id).webhook.last_taken_at,
        None
    );
    running.stop().await;
}

#[tokio::test]
async fn a_gathered_refusal_that_grows_is_told_again_after_a_while_only() {
    let latchkey = installation().await;
    let mut receiver = Receiver::start().await;
    let added = webhook(&latchkey, &receiver.url(), &[]).await;
    let wrong = || async {
        let request = http::Request::get("/scim/v2/Users")
            .header("authorization", "Bearer wrong")
            .body(axum::body::Body::empty())
            .unwrap();
        assert_eq!(latchkey.send(request).await.status, 401);
        latchkey.app.flush_calls().await.unwrap();
        deliver(&latchkey.app, &courier(), &added.webhook.id).await;
    };
    wrong().await;
    let first = receiver.next().await;
    assert_eq!(first.kind(), "request.refused");
    for _ in 0..5 {
        wrong().await;
    }
    assert!(receiver.rest().is_empty(), "it grew a moment ago");
    latchkey.clock.advance(jiff::SignedDuration::from_mins(11));
    wrong().await;
    let grown = receiver.next().await;
    assert_eq!(grown.json()["data"]["count"], 7);
    assert_ne!(first.header("webhook-id"), grown.header("webhook-id"));
}
