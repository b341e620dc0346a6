//! What cannot be seen from outside: faults of the disk and of the commit.

use jiff::Timestamp;
use latchkey_app::ports::store::StoreExt as _;
use latchkey_domain::group::Group;
use tempfile::TempDir;

use super::*;
use crate::store::SqliteStore;

fn fresh() -> (SqliteStore, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    (SqliteStore::open(folder.path()).unwrap(), folder)
}

/// A group whose name is long enough to need pages of its own.
fn group(name: &str, kilobytes: usize) -> Group {
    Group {
        id: name.to_owned(),
        display_name: format!("{name}{}", "x".repeat(kilobytes * 1024)),
        external_id: None,
        version: 1,
        created_at: Timestamp::UNIX_EPOCH,
        modified_at: Timestamp::UNIX_EPOCH,
    }
}

async fn add(store: &SqliteStore, name: &str, kilobytes: usize) -> Answer {
    let group = group(name, kilobytes);
    store.write(move |writes| writes.add_group(&group)).await
}

/// Leaves the database room for `pages` more pages.
async fn leave_room(store: &SqliteStore, pages: i64) {
    store
        .writer()
        .tamper(move |connection| {
            let used: i64 = connection
                .query_row("PRAGMA page_count", [], |row| row.get(0))
                .unwrap();
            let limit = format!("PRAGMA max_page_count = {}", used + pages);
            let _: i64 = connection.query_row(&limit, [], |row| row.get(0)).unwrap();
        })
        .await
        .unwrap();
}

fn ids(store: &SqliteStore) -> Vec<String> {
    let groups = store.read(|reads| reads.page_groups(0, 99)).unwrap();
    groups.into_iter().map(|group| group.id).collect()
}

#[tokio::test]
async fn a_full_disk_changes_nothing_and_stops_nothing_for_good() {
    let (store, _folder) = fresh();
    add(&store, "before", 1).await.unwrap();
    leave_room(&store, 4).await;
    let answer = add(&store, "large", 400).await;
    assert!(matches!(answer, Err(StoreError::DiskFull)), "{answer:?}");
    assert_eq!(ids(&store), ["before"]);
    assert_eq!(store.check(), []);
    leave_room(&store, 4000).await;
    add(&store, "after", 400).await.unwrap();
    assert_eq!(ids(&store), ["before", "after"]);
}

#[tokio::test]
async fn a_unit_that_overlooks_a_full_disk_is_not_kept_in_part() {
    let (store, _folder) = fresh();
    leave_room(&store, 4).await;
    let answer: Answer = store
        .write(|writes| {
            writes.add_group(&group("small", 0))?;
            let _ = writes.add_group(&group("large", 400));
            let _ = writes.add_group(&group("another", 0));
            Ok(())
        })
        .await;
    assert!(matches!(answer, Err(StoreError::DiskFull)), "{answer:?}");
    assert!(ids(&store).is_empty());
}

#[tokio::test]
async fn a_commit_that_fails_is_told_to_everyone_in_it() {
    let (store, _folder) = fresh();
    store
        .writer()
        .tamper(|connection| {
            // A foreign key that is looked at by COMMIT only.
            connection
                .execute_batch(
                    "CREATE TABLE late (user INTEGER REFERENCES user (seq) DEFERRABLE INITIALLY DEFERRED);
                     CREATE TRIGGER fail_late AFTER INSERT ON user_group WHEN new.id = 'bad'
                     BEGIN INSERT INTO late VALUES (-1); END;",
                )
                .unwrap();
        })
        .await
        .unwrap();
    let (open, gate) = std::sync::mpsc::channel::<()>();
    let good = store.write(move |writes| {
        gate.recv().unwrap();
        writes.add_group(&group("good", 0))
    });
    let bad = async {
        // Polled after the first: both are in the queue before either may run.
        let bad = add(&store, "bad", 0);
        let opened = async {
            open.send(()).unwrap();
        };
        tokio::join!(bad, opened).0
    };
    let answers: (Answer, Answer) = tokio::join!(good, bad);
    assert!(
        matches!(answers.0, Err(StoreError::Fault(_))),
        "{answers:?}"
    );
    assert!(
        matches!(answers.1, Err(StoreError::Fault(_))),
        "{answers:?}"
    );
    assert!(ids(&store).is_empty());
    add(&store, "after", 0).await.unwrap();
    assert_eq!(ids(&store), ["after"]);
}
