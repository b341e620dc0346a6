//! `/api/v1/webhooks`: adding, changing, testing and removing.

use jiff::SignedDuration;
use latchkey_app::ports::store::StoreExt as _;
use latchkey_domain::AccessRole;
use latchkey_testkit::people::okta_user;
use serde_json::{Value, json};

use crate::receiver::{Act, Receiver, courier, deliver, installation};

fn new(url: &str) -> Value {
    json!({"url": url, "types": ["user.created", "request.refused"]})
}

#[tokio::test]
async fn below_enterprise_admin_nothing_of_it_is_seen_or_done() {
    let latchkey = installation().await;
    let admin = latchkey.person(AccessRole::Admin).await.unwrap();
    assert_eq!(admin.get("/webhooks").await.status, 403);
    let added = admin.post("/webhooks", new("https://a.example/")).await;
    assert_eq!(added.status, 403);
    assert!(
        latchkey
            .store
            .read(|store| store.list_webhooks())
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn what_cannot_be_one_is_refused_by_name_and_shows_no_token() {
    let latchkey = installation().await;
    let owner = latchkey.owner().await.unwrap();
    for wrong in [
        "",
        "a.example/s3cret",
        "http://a.example/s3cret",
        "ftp://a.example/s3cret",
        "https://a:b@a.example/s3cret",
        "https://a.example/s3cret#part",
        &format!("https://a.example/{}", "x".repeat(2000)),
    ] {
        let refused = owner.post("/webhooks", new(wrong)).await;
        assert_eq!(refused.status, 422, "{wrong}: {}", refused.text);
        assert!(refused.detail().contains("Nothing was changed"));
        assert!(!refused.detail().contains("s3cret"), "{}", refused.detail());
    }
    let no_event = json!({"url": "https://a.example/", "types": []});
    assert_eq!(owner.post("/webhooks", no_event).await.status, 422);
    let unknown = json!({"url": "https://a.example/", "types": ["user.eaten"]});
    let refused = owner.post("/webhooks", unknown).await;
    assert_eq!(refused.status, 422);
    assert!(refused.detail().contains("\"user.eaten\" is no event"));
    assert_eq!(owner.get("/webhooks").await.json(), json!([]));
}

#[tokio::test]
async fn a_secret_needs_a_fresh_sign_in_and_rests_in_no_clear_text() {
    let latchkey = installation().await;
    let owner = latchkey.owner().await.unwrap();
    let added = owner
        .post("/webhooks", new("https://a.example/t0ken"))
        .await;
    assert_eq!(added.status, 201, "{}", added.text);
    let secret = added.json()["secret"].as_str().unwrap().to_owned();
    let path = format!("/webhooks/{}", added.json()["id"].as_str().unwrap());
    assert!(!owner.get(&path).await.text.contains("whsec_"));
    let again = owner
        .post("/webhooks", new("https://a.example/t0ken"))
        .await;
    assert_eq!(again.status, 409);
    latchkey.clock.advance(SignedDuration::from_mins(6));
    for (path, body) in [
        ("/webhooks".to_owned(), new("https://b.example/")),
        (format!("{path}/secret"), json!({"graceSeconds": 60})),
    ] {
        let stale = owner.post(&path, body).await;
        assert_eq!(stale.json()["code"], "fresh_sign_in", "{path}");
    }
    let record = format!("{:?}", latchkey.entries().await.unwrap());
    for never in [secret.as_str(), "whsec_", "t0ken"] {
        assert!(!record.contains(never), "{never} is on record");
    }
    let bare = secret.trim_start_matches("whsec_").as_bytes();
    for file in std::fs::read_dir(latchkey.folder()).unwrap().flatten() {
        let Ok(bytes) = std::fs::read(file.path()) else {
            continue;
        };
        let found = bytes.windows(bare.len()).any(|part| part == bare);
        assert!(!found, "it lies in {}", file.path().display());
    }
}

#[tokio::test]
async fn after_a_rotation_both_secrets_sign_until_the_grace_period_ends() {
    let latchkey = installation().await;
    let owner = latchkey.owner().await.unwrap();
    let mut receiver = Receiver::start().await;
    let added = owner.post("/webhooks", new(&receiver.url())).await.json();
    let path = format!("/webhooks/{}", added["id"].as_str().unwrap());
    let too_long = json!({"graceSeconds": 8 * 24 * 3600});
    let refused = owner.post(&format!("{path}/secret"), too_long).await;
    assert_eq!(refused.status, 422);
    let grace = json!({"graceSeconds": 60});
    let rotated = owner.post(&format!("{path}/secret"), grace).await;
    assert_eq!(rotated.status, 201, "{}", rotated.text);
    let secrets = [added["secret"].clone(), rotated.json()["secret"].clone()];
    let [old, fresh] = secrets.each_ref().map(|one| one.as_str().unwrap());
    owner.post(&format!("{path}/test"), json!({})).await;
    let both = receiver.next().await;
    assert!(both.is_signed_by(old) && both.is_signed_by(fresh));
    latchkey.clock.advance(SignedDuration::from_secs(60));
    owner.post(&format!("{path}/test"), json!({})).await;
    let one = receiver.next().await;
    assert!(!one.is_signed_by(old) && one.is_signed_by(fresh));
}

#[tokio::test]
async fn a_test_says_what_came_back_and_a_message_is_sent_again_under_its_old_id() {
    let latchkey = installation().await;
    let owner = latchkey.owner().await.unwrap();
    let mut receiver = Receiver::start().await;
    let added = owner.post("/webhooks", new(&receiver.url())).await.json();
    let id = added["id"].as_str().unwrap();
    receiver.will([Act::Status(500)]);
    let test = format!("/webhooks/{id}/test");
    let failed = owner.post(&test, json!({})).await.json();
    assert_eq!(
        (&failed["taken"], &failed["status"]),
        (&json!(false), &json!(500))
    );
    let taken = owner.post(&test, json!({})).await.json();
    assert_eq!(
        (&taken["taken"], &taken["type"]),
        (&json!(true), &json!("test"))
    );
    assert_eq!(receiver.rest().len(), 2);
    let nothing = format!("/webhooks/{id}/deliveries/{}/send", taken["id"]);
    assert_eq!(owner.post(&nothing, json!({})).await.status, 409);
    let unknown = format!("/webhooks/{id}/deliveries/none/send");
    assert_eq!(owner.post(&unknown, json!({})).await.status, 404);
    latchkey.provision(okta_user("Bo")).await.unwrap();
    deliver(&latchkey.app, &courier(), id).await;
    let first = receiver.next().await;
    let page = owner.get(&format!("/webhooks/{id}")).await.json();
    let path = format!(
        "/webhooks/{id}/deliveries/{}/send",
        page["deliveries"][0]["id"]
    );
    let again = owner.post(&path, json!({})).await;
    assert_eq!(again.json()["taken"], true, "{}", again.text);
    let second = receiver.next().await;
    assert_eq!(first.header("webhook-id"), second.header("webhook-id"));
    assert_eq!(first.body, second.body);
}

#[tokio::test]
async fn paused_it_hears_nothing_and_removed_its_log_goes() {
    let latchkey = installation().await;
    let owner = latchkey.owner().await.unwrap();
    let mut receiver = Receiver::start().await;
    let added = owner.post("/webhooks", new(&receiver.url())).await.json();
    let id = added["id"].as_str().unwrap();
    let path = format!("/webhooks/{id}");
    let paused = owner.patch(&path, json!({"paused": true})).await;
    assert_eq!(paused.json()["state"], "paused", "{}", paused.text);
    latchkey.provision(okta_user("Ana")).await.unwrap();
    deliver(&latchkey.app, &courier(), id).await;
    owner.patch(&path, json!({"paused": false})).await;
    deliver(&latchkey.app, &courier(), id).await;
    assert!(
        receiver.rest().is_empty(),
        "what happened meanwhile is not told"
    );
    let edited = owner.patch(&path, json!({"types": ["user.updated"]})).await;
    assert_eq!(edited.json()["types"], json!(["user.updated"]));
    let entry = latchkey.last_entry().await.unwrap();
    assert_eq!(entry.action, "webhook.updated");
    assert_eq!(entry.changes[0].attribute, "events");
    owner.post(&format!("{path}/test"), json!({})).await;
    assert_eq!(owner.delete(&path).await.status, 204);
    assert_eq!(owner.get(&path).await.status, 404);
    assert_eq!(
        latchkey.last_entry().await.unwrap().action,
        "webhook.removed"
    );
    let log = latchkey.store.read(|store| store.list_deliveries(id, 10));
    assert!(log.unwrap().is_empty());
}

#[tokio::test]
async fn no_more_than_sixteen_are_kept() {
    let latchkey = installation().await;
    let owner = latchkey.owner().await.unwrap();
    for number in 0..16 {
        let url = format!("https://a.example/{number}");
        assert_eq!(owner.post("/webhooks", new(&url)).await.status, 201);
    }
    let refused = owner.post("/webhooks", new("https://a.example/16")).await;
    assert_eq!(refused.status, 409);
    assert!(refused.detail().contains("16 webhooks"));
}
