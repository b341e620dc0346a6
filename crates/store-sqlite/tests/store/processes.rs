//! Two processes on one folder: the server, and a command in a terminal.

use std::env;
use std::process::Command;

use latchkey_app::ports::store::{StoreError, StoreExt as _};
use latchkey_store_sqlite::SqliteStore;

use crate::activity::{SALT, entry};
use crate::people::{fresh, user};

const FOLDER: &str = "LATCHKEY_TEST_OTHER_FOLDER";
const EACH: usize = 60;

/// Adds users of its own, and tries for those that the other process wants too. Gives back how many of these it got.
async fn contend(store: &SqliteStore, prefix: &str) -> usize {
    let mut won = 0;
    for number in 0..EACH {
        let own = user(&format!("{prefix}{number}"));
        let told = entry(&own.id, 1);
        store
            .write::<_, StoreError>(move |writes| {
                writes.add_user(&own)?;
                writes.add_activity(&told, &SALT)
            })
            .await
            .unwrap();
        let wanted = user(&format!("both{number}"));
        let answer = store
            .write::<_, StoreError>(move |writes| writes.add_user(&wanted))
            .await;
        match answer {
            Ok(()) => won += 1,
            Err(StoreError::Taken(_)) => {}
            Err(other) => panic!("{other}"),
        }
    }
    won
}

#[test]
#[ignore = "another test starts it in a process of its own"]
fn contends_as_the_other_process() {
    let Some(folder) = env::var_os(FOLDER) else {
        return;
    };
    let store = SqliteStore::open_existing(folder.as_ref()).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    runtime.block_on(contend(&store, "theirs"));
}

#[tokio::test]
async fn two_processes_write_at_once_and_each_wish_is_granted_once() {
    let fresh = fresh();
    let mut other = Command::new(env::current_exe().unwrap())
        .args([
            "--exact",
            "processes::contends_as_the_other_process",
            "--ignored",
        ])
        .env(FOLDER, fresh.folder.path())
        .stdout(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let won = contend(&fresh.store, "ours").await;
    assert!(other.wait().unwrap().success());
    assert!(won <= EACH);
    let count = fresh.store.read(|reads| reads.count_users()).unwrap();
    assert_eq!(count, 3 * EACH as u64);
    let (findings, chain) = fresh.store.check_against(None);
    assert_eq!(findings, []);
    assert_eq!(chain.unwrap().links, 2 * EACH as u64, "one chain for both");
}

#[tokio::test]
async fn what_another_process_changes_is_seen_by_the_next_read() {
    let fresh = fresh();
    assert_eq!(fresh.store.read(|reads| reads.count_users()).unwrap(), 0);
    let other = SqliteStore::open_existing(fresh.folder.path()).unwrap();
    other
        .write::<_, StoreError>(|writes| writes.add_user(&user("ana")))
        .await
        .unwrap();
    assert_eq!(fresh.store.read(|reads| reads.count_users()).unwrap(), 1);
}
