//! What was answered survives the death of the process.

use std::env;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};

use latchkey_app::ports::store::{StoreError, StoreExt as _};
use latchkey_store_sqlite::SqliteStore;

use crate::people::{group, user};

const FOLDER: &str = "LATCHKEY_TEST_CRASH_FOLDER";
const PREFIX: &str = "LATCHKEY_TEST_CRASH_PREFIX";

/// Writes until it is killed, with eight tasks at once, and says what was answered.
#[test]
#[ignore = "another test starts it in a process of its own"]
fn writes_until_it_is_killed() {
    let (Some(folder), Ok(prefix)) = (env::var_os(FOLDER), env::var(PREFIX)) else {
        return;
    };
    let store = SqliteStore::open(folder.as_ref()).unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().build().unwrap();
    runtime.block_on(async {
        let mut tasks = tokio::task::JoinSet::new();
        for task in 0..8 {
            tasks.spawn(write_and_tell(store.clone(), format!("{prefix}t{task}")));
        }
        tasks.join_all().await;
    });
}

async fn write_and_tell(store: SqliteStore, prefix: String) {
    for number in 0.. {
        let name = format!("{prefix}n{number}");
        let added = name.clone();
        // A user, a group and the membership: all of them or none.
        let unit = store.write::<_, StoreError>(move |writes| {
            writes.add_user(&user(&added))?;
            writes.add_group(&group(&added))?;
            writes.add_members(&format!("group-{added}"), &[format!("id-{added}")])
        });
        unit.await.unwrap();
        let mut out = std::io::stdout().lock();
        writeln!(out, "answered {name}").unwrap();
    }
}

/// Starts a writer, kills it after `most` answers, and gives back every answer that it gave.
fn kill_after(folder: &Path, prefix: &str, most: usize) -> Vec<String> {
    let mut child = Command::new(env::current_exe().unwrap())
        .args(["--exact", "crash::writes_until_it_is_killed"])
        .args(["--ignored", "--nocapture"])
        .env(FOLDER, folder)
        .env(PREFIX, prefix)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut answered = Vec::new();
    // What it said before it died is still in the pipe, so the loop goes on to the end.
    for line in lines {
        let line = line.unwrap();
        if let Some((_, name)) = line.split_once("answered ") {
            answered.push(name.to_owned());
        }
        if answered.len() == most {
            child.kill().unwrap();
        }
    }
    child.wait().unwrap();
    answered
}

#[test]
fn everything_answered_is_there_after_a_kill() {
    let folder = tempfile::tempdir().unwrap();
    let mut answered = Vec::new();
    // The second and the third find what a killed one left.
    for (prefix, most) in [("a", 40), ("b", 7), ("c", 150)] {
        let told = kill_after(folder.path(), prefix, most);
        assert!(told.len() >= most, "{} of {most}", told.len());
        answered.extend(told);
        let store = SqliteStore::open_existing(folder.path()).unwrap();
        assert_eq!(store.check(), []);
        store
            .read(|reads| {
                for name in &answered {
                    assert!(reads.get_user(&format!("id-{name}"))?.is_some(), "{name}");
                    assert_eq!(reads.count_members(&format!("group-{name}"))?, 1, "{name}");
                }
                assert_eq!(reads.count_users()?, reads.count_groups()?);
                Ok(())
            })
            .unwrap();
    }
}
