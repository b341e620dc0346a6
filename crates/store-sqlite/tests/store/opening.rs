use std::fs;

use latchkey_app::ports::store::{StoreError, StoreExt as _};
use latchkey_store_sqlite::{DATABASE_FILE, OpenError, SqliteStore};
use rusqlite::Connection;

use crate::people::{Fresh, fresh, user};

#[test]
fn a_database_that_is_not_there_is_not_made_by_the_way() {
    let folder = tempfile::tempdir().unwrap();
    let opened = SqliteStore::open_existing(folder.path());
    assert!(matches!(opened, Err(OpenError::Missing(_))));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_folder_that_is_not_there_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let opened = SqliteStore::open(&folder.path().join("gone"));
    let text = opened.unwrap_err().to_string();
    assert!(text.contains("gone"), "{text}");
}

#[test]
fn a_newer_database_is_refused_and_not_touched() {
    let folder = tempfile::tempdir().unwrap();
    drop(SqliteStore::open(folder.path()).unwrap());
    let path = folder.path().join(DATABASE_FILE);
    let connection = Connection::open(&path).unwrap();
    connection.pragma_update(None, "user_version", 41).unwrap();
    connection
        .execute("INSERT INTO upgrade VALUES (41, '7.1.0')", [])
        .unwrap();
    // Closing the last connection empties the WAL into the file.
    drop(connection);
    let before = fs::read(&path).unwrap();
    for opened in [
        SqliteStore::open(folder.path()),
        SqliteStore::open_existing(folder.path()),
    ] {
        let Err(OpenError::Store(
            refused @ StoreError::Newer {
                found: 41, known, ..
            },
        )) = opened
        else {
            panic!("{opened:?}");
        };
        assert!(known >= 1);
        let refused = refused.to_string();
        assert!(refused.contains("written by a newer Latchkey"), "{refused}");
        assert!(
            refused.contains("use Latchkey 7.1.0 or a later one"),
            "{refused}"
        );
    }
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn a_newer_database_that_does_not_say_what_made_it_is_refused_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    drop(SqliteStore::open(folder.path()).unwrap());
    let connection = Connection::open(folder.path().join(DATABASE_FILE)).unwrap();
    connection
        .execute_batch("DROP TABLE upgrade; PRAGMA user_version = 41")
        .unwrap();
    drop(connection);
    let refused = SqliteStore::open(folder.path()).unwrap_err().to_string();
    assert!(refused.contains("the newest will do"), "{refused}");
}

#[tokio::test]
async fn a_newer_program_that_comes_meanwhile_stops_the_writes() {
    let fresh = fresh();
    let path = fresh.folder.path().join(DATABASE_FILE);
    let other = Connection::open(&path).unwrap();
    other.pragma_update(None, "user_version", 41).unwrap();
    let answer = fresh.write(|writes| writes.add_user(&user("ana"))).await;
    assert!(matches!(answer, Err(StoreError::Newer { found: 41, .. })));
    assert_eq!(fresh.store.read(|reads| reads.count_users()).unwrap(), 0);
}

/// The files as a killed process leaves them.
async fn with_a_log() -> (Fresh, tempfile::TempDir) {
    let fresh = fresh();
    fresh
        .write(|writes| writes.add_user(&user("ana")))
        .await
        .unwrap();
    let killed = tempfile::tempdir().unwrap();
    for file in fs::read_dir(fresh.folder.path()).unwrap() {
        let file = file.unwrap();
        fs::copy(file.path(), killed.path().join(file.file_name())).unwrap();
    }
    (fresh, killed)
}

#[tokio::test]
async fn a_log_that_was_taken_away_is_missed_and_nothing_is_touched() {
    let (_alive, killed) = with_a_log().await;
    let log = killed.path().join("latchkey.db-wal");
    let elsewhere = killed.path().join("elsewhere");
    fs::rename(&log, &elsewhere).unwrap();
    let before = fs::read(killed.path().join(DATABASE_FILE)).unwrap();
    for opened in [
        SqliteStore::open(killed.path()),
        SqliteStore::open_existing(killed.path()),
    ] {
        let Err(refused @ OpenError::LogMissing { .. }) = opened else {
            panic!("{opened:?}");
        };
        assert!(refused.to_string().contains("latchkey.db-wal is missing"));
    }
    assert!(!log.exists());
    assert_eq!(fs::read(killed.path().join(DATABASE_FILE)).unwrap(), before);
    fs::rename(&elsewhere, &log).unwrap();
    let again = SqliteStore::open_existing(killed.path()).unwrap();
    let ana = again.read(|reads| reads.get_user("id-ana"));
    assert_eq!(ana.unwrap(), Some(user("ana")));
}

#[tokio::test]
async fn what_is_damaged_is_no_answer_though_the_read_overlooks_it() {
    let (alive, killed) = with_a_log().await;
    alive.store.empty_log().unwrap();
    let path = killed.path().join(DATABASE_FILE);
    let mut file = fs::read(alive.folder.path().join(DATABASE_FILE)).unwrap();
    let root: u32 = Connection::open(alive.folder.path().join(DATABASE_FILE))
        .unwrap()
        .query_row(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'user'",
            [],
            |row| row.get(0),
        )
        .unwrap();
    let begin = (root as usize - 1) * 4096;
    file[begin..begin + 4096].fill(0x5a);
    fs::write(&path, file).unwrap();
    for beside in ["latchkey.db-wal", "latchkey.db-shm"] {
        fs::remove_file(killed.path().join(beside)).unwrap();
    }
    let store = SqliteStore::open_existing(killed.path()).unwrap();
    let overlooked = store.read(|reads| Ok(reads.get_user("id-ana").ok()));
    assert!(
        matches!(overlooked, Err(StoreError::Damaged(_))),
        "{overlooked:?}"
    );
    let findings = store.check();
    assert!(findings.iter().any(|finding| finding.fault
        && finding.text.contains("damaged")
        && finding.text.contains("latchkey restore")));
}

#[test]
fn another_programs_file_is_left_alone() {
    for foreign in ["database", "text"] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(DATABASE_FILE);
        if foreign == "database" {
            let connection = Connection::open(&path).unwrap();
            connection.execute_batch("CREATE TABLE t (x)").unwrap();
        } else {
            fs::write(&path, "something else entirely. ".repeat(99)).unwrap();
        }
        let before = fs::read(&path).unwrap();
        let opened = SqliteStore::open(folder.path());
        assert!(matches!(opened, Err(OpenError::NotOurs(_))), "{opened:?}");
        assert_eq!(fs::read(&path).unwrap(), before);
    }
}

#[cfg(unix)]
#[tokio::test]
async fn the_files_are_the_owners_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let fresh = fresh();
    fresh
        .write(|writes| writes.add_user(&user("ana")))
        .await
        .unwrap();
    let mut names = Vec::new();
    for file in fs::read_dir(fresh.folder.path()).unwrap() {
        let file = file.unwrap();
        let mode = file.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{}", file.path().display());
        names.push(file.file_name().into_string().unwrap());
    }
    names.sort();
    assert_eq!(names, ["latchkey.db", "latchkey.db-shm", "latchkey.db-wal"]);
}

#[tokio::test]
async fn what_was_written_is_there_when_it_is_opened_again_and_lies_in_one_file() {
    let fresh = fresh();
    fresh
        .write(|writes| writes.add_user(&user("ana")))
        .await
        .unwrap();
    drop(fresh.store);
    assert_eq!(fs::read_dir(fresh.folder.path()).unwrap().count(), 1);
    let again = SqliteStore::open_existing(fresh.folder.path()).unwrap();
    let ana = again.read(|reads| reads.get_user("id-ana"));
    assert_eq!(ana.unwrap(), Some(user("ana")));
}

#[tokio::test]
async fn the_file_is_whole_by_itself_once_the_log_is_emptied_though_the_store_is_held() {
    let fresh = fresh();
    fresh
        .write(|writes| writes.add_user(&user("ana")))
        .await
        .unwrap();
    let copy = tempfile::tempdir().unwrap();
    let copied = || {
        let file = copy.path().join(DATABASE_FILE);
        fs::copy(fresh.folder.path().join(DATABASE_FILE), &file).unwrap();
        let connection = Connection::open(file).unwrap();
        connection.query_row("SELECT count(*) FROM user", [], |row| row.get::<_, i64>(0))
    };
    assert_ne!(copied().ok(), Some(1), "what was written is not in the log");
    fresh.store.empty_log().unwrap();
    assert_eq!(copied().unwrap(), 1);
    let ana = fresh.store.read(|reads| reads.get_user("id-ana"));
    assert_eq!(ana.unwrap(), Some(user("ana")), "the store works on");
}

#[test]
fn many_may_make_the_same_database_at_once() {
    let folder = tempfile::tempdir().unwrap();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| SqliteStore::open(folder.path()).unwrap());
        }
    });
    let store = SqliteStore::open_existing(folder.path()).unwrap();
    assert_eq!(store.check(), []);
}

#[tokio::test]
async fn people_of_an_earlier_version_are_not_touched_before_what_has_to_come_first() {
    let fresh = fresh();
    fresh
        .write(|writes| writes.add_user(&user("ana")))
        .await
        .unwrap();
    let Fresh { folder, store } = fresh;
    drop(store);
    let path = folder.path().join(DATABASE_FILE);
    let connection = Connection::open(&path).unwrap();
    connection
        .execute_batch("DROP TABLE upgrade; PRAGMA user_version = 10")
        .unwrap();
    drop(connection);
    let before = fs::read(&path).unwrap();
    let refused = SqliteStore::open_with(folder.path(), &|_| Err("the disk is full".to_owned()));
    let refused = refused.unwrap_err().to_string();
    assert!(
        refused.contains("from version 10 to") && refused.contains("the disk is full"),
        "{refused}"
    );
    assert!(refused.contains("Nothing was changed"), "{refused}");
    assert_eq!(fs::read(&path).unwrap(), before);

    let told = std::cell::Cell::new(0);
    let store = SqliteStore::open_with(folder.path(), &|upgrade| {
        told.set(upgrade.from);
        Ok(())
    });
    assert_eq!(told.get(), 10);
    let count = store.unwrap().read(|reads| reads.count_users());
    assert_eq!(count.unwrap(), 1);
}
