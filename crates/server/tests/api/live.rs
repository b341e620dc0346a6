//! Long polls: something new wakes them, whoever wrote it.

use std::time::Duration;

use latchkey_app::record::Caller;
use latchkey_app::{App, Ports};
use latchkey_testkit::Latchkey;
use latchkey_testkit::people::okta_user;
use serde_json::json;

/// No machine is so slow; a poll that nothing wakes would answer empty before.
const PATIENCE: Duration = Duration::from_secs(20);

#[tokio::test]
async fn nothing_new_is_an_empty_answer_to_go_on_from() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let owner = latchkey.owner().await.unwrap();
    let page = owner.get("/activity").await.json();
    let newest = page["entries"][0]["sequence"].clone();
    let empty = owner.get(&format!("/activity?after={newest}&wait=0")).await;
    assert_eq!(empty.json(), json!({"entries": [], "next": newest}));
}

#[tokio::test]
async fn what_is_new_already_is_answered_at_once_the_oldest_of_it_first() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let owner = latchkey.owner().await.unwrap();
    let all = owner.get("/activity").await.json();
    let sequences: Vec<u64> = all["entries"]
        .as_array()
        .unwrap()
        .iter()
        .rev()
        .map(|entry| entry["sequence"].as_u64().unwrap())
        .collect();
    let some = owner.get("/activity?after=0&wait=25&limit=2").await.json();
    assert_eq!(some["entries"][1]["sequence"], sequences[0]);
    assert_eq!(some["next"], sequences[1]);
}

#[tokio::test]
async fn a_commit_wakes_who_waits() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let owner = latchkey.owner().await.unwrap();
    let newest = owner.get("/activity").await.json()["entries"][0]["sequence"].clone();
    let path = format!("/activity?after={newest}&wait=25&kind=user");
    let waiting = tokio::time::timeout(PATIENCE, owner.get(&path));
    let (woken, made) = tokio::join!(waiting, latchkey.scim_post("/Users", okta_user("Bo")));
    assert_eq!(made.status, 201);
    let page = woken.expect("the commit wakes it").json();
    assert_eq!(page["entries"][0]["target"]["name"], "Bo Lind");
    assert_eq!(page["next"], page["entries"][0]["sequence"]);
}

#[tokio::test]
async fn an_entry_that_grows_comes_again() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let owner = latchkey.owner().await.unwrap();
    for count in [1, 2] {
        latchkey.scim_get("/Users").await;
        latchkey.app.flush_calls().await.unwrap();
        let page = owner.get("/activity?limit=1").await.json();
        assert_eq!(page["entries"][0]["action"], "users.listed");
        assert_eq!(page["entries"][0]["count"], count);
    }
}

#[tokio::test]
async fn another_process_wakes_who_waits() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let running = latchkey.serve().await.unwrap();
    let owner = latchkey.owner().await.unwrap();
    let newest = owner.get("/activity").await.json()["entries"][0]["sequence"].clone();
    // Another set of use cases on the same database, as a terminal command has.
    let store = latchkey_store_sqlite::SqliteStore::open_existing(latchkey.folder()).unwrap();
    let elsewhere = App::new(Ports {
        store: std::sync::Arc::new(store),
        clock: latchkey.clock.clone(),
        entropy: std::sync::Arc::new(latchkey_app::ports::entropy::SystemEntropy),
        vault: std::sync::Arc::new(latchkey_app::ports::vault::ShownOnce),
        host: std::sync::Arc::new(latchkey_host::Files::new(
            latchkey_store_sqlite::DataFolder::open(latchkey.folder()).unwrap(),
            latchkey.store.clone(),
        )),
        rehearsals: std::sync::Arc::new(latchkey_host::ScratchRehearsals),
        relying_party: latchkey_oidc::RelyingParty::new(
            latchkey_server::issuer_http(),
            std::sync::Arc::new(|| jiff::Timestamp::UNIX_EPOCH),
        ),
        outside: latchkey_server::outside(),
    });
    let path = format!("/activity?after={newest}&wait=25");
    let waiting = tokio::time::timeout(PATIENCE, owner.get(&path));
    let (woken, done) = tokio::join!(waiting, elsewhere.disable_toolkit(Caller::operator()));
    done.unwrap();
    let page = woken.expect("the other process wakes it").json();
    assert_eq!(page["entries"][0]["action"], "toolkit.disabled");
    running.stop().await;
}
