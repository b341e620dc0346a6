//! Hosting on a folder, and who else may.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};

use latchkey_bridge::hosting::{HostFailed, Hosting};
use latchkey_bridge::tokens::Tokens;
use latchkey_bridge::{Bridge, PageCall};
use serde_json::json;

fn any_port() -> SocketAddr {
    SocketAddr::from((Ipv4Addr::LOCALHOST, 0))
}

#[tokio::test]
async fn a_folder_that_is_served_is_not_served_twice_and_the_first_one_is_named() {
    let scratch = tempfile::tempdir().expect("a folder");
    let folder = scratch.path().join("data");
    let first = Hosting::start(&folder, any_port())
        .await
        .expect("it starts");
    let Err(HostFailed::Served { address, .. }) = Hosting::start(&folder, any_port()).await else {
        panic!("a second one serves the folder")
    };
    assert_eq!(address.as_deref(), Some(first.destination().public_url()));
    first.stop().await;
    let again = Hosting::start(&folder, any_port())
        .await
        .expect("it is free again");
    again.stop().await;
}

#[tokio::test]
async fn a_port_that_is_taken_is_named_and_the_folder_stays_free() {
    let scratch = tempfile::tempdir().expect("a folder");
    let folder = scratch.path().join("data");
    let taken = TcpListener::bind(any_port()).expect("a port");
    let address = taken.local_addr().expect("an address");
    let Err(failed) = Hosting::start(&folder, address).await else {
        panic!("it listens where another program does")
    };
    assert_eq!(failed.code(), "port_taken");
    assert!(
        failed.to_string().contains(&address.to_string()),
        "{failed}"
    );
    let hosting = Hosting::start(&folder, any_port())
        .await
        .expect("it starts");
    hosting.stop().await;
}

#[tokio::test]
async fn someone_elses_files_are_left_alone() {
    let scratch = tempfile::tempdir().expect("a folder");
    std::fs::write(scratch.path().join("letter.txt"), "x").expect("it is written");
    let Err(failed) = Hosting::start(scratch.path(), any_port()).await else {
        panic!("it took someone else's folder")
    };
    assert!(failed.to_string().contains("letter.txt"), "{failed}");
}

#[tokio::test]
async fn the_window_reaches_the_server_in_its_own_process() {
    let scratch = tempfile::tempdir().expect("a folder");
    let hosting = Hosting::start(&scratch.path().join("data"), any_port())
        .await
        .expect("it starts");
    let keychain = Box::new(latchkey_app::ports::vault::ShownOnce);
    let bridge = Bridge::new(hosting.destination(), Tokens::new(keychain));
    let reply = bridge
        .call(PageCall::get("/api/v1/session"))
        .await
        .expect("it answers");
    assert_eq!(
        (reply.status, reply.json()["code"].as_str()),
        (503, Some("not_set_up"))
    );
    let owner = json!({
        "organization": "Northwind",
        "owner": {"email": "ada@northwind.example", "givenName": "Ada", "familyName": "Byron"},
        "password": "correct horse battery",
    });
    let reply = bridge
        .call(PageCall::post("/api/v1/setup", &owner))
        .await
        .expect("it answers");
    assert_eq!(reply.status, 201, "{}", reply.json());
    assert!(reply.json()["token"].is_null(), "the page is not shown it");
    let reply = bridge
        .call(PageCall::get("/api/v1/session"))
        .await
        .expect("it answers");
    assert_eq!(reply.status, 200, "the session is added on the way");
    hosting.stop().await;
}
