//! Check and backup.

use std::fs;

use latchkey_app::ports::store::StoreExt as _;
use latchkey_store_sqlite::{BackupError, DATABASE_FILE, SqliteStore};
use rusqlite::Connection;

use crate::people::{Fresh, fresh, group, session, user};

async fn filled() -> Fresh {
    let fresh = fresh();
    fresh
        .write(|writes| {
            writes.add_user(&user("ana"))?;
            writes.add_group(&group("staff"))?;
            writes.add_members("group-staff", &["id-ana".into()])?;
            writes.add_session(&session("s", "ana"), &[1; 32])
        })
        .await
        .unwrap();
    fresh
}

fn tamper(fresh: &Fresh, sql: &str) {
    let connection = Connection::open(fresh.folder.path().join(DATABASE_FILE)).unwrap();
    connection
        .execute_batch(&format!("PRAGMA foreign_keys = OFF; {sql}"))
        .unwrap();
}

#[tokio::test]
async fn each_kind_of_fault_is_found() {
    for (sql, words) in [
        (
            "UPDATE user SET user_name_key = 'bo@acme.com'",
            "the userName \"bo@acme.com\"",
        ),
        (
            "UPDATE user SET email_key = 'bo@acme.com'",
            "the email \"bo@acme.com\"",
        ),
        (
            "UPDATE user_group SET display_name_key = 'crew'",
            "the name \"crew\"",
        ),
        (
            "UPDATE user SET resource = '{\"a'",
            "SCIM resource of the user id-ana",
        ),
        (
            "UPDATE user SET resource = '[]'",
            "SCIM resource of the user id-ana",
        ),
        (
            "UPDATE user SET managed = 'x'",
            "What Okta manages of the user id-ana",
        ),
        (
            "UPDATE user_count SET users = 2 WHERE level = 1",
            "counted wrongly",
        ),
        ("DELETE FROM user_count", "counted wrongly"),
        (
            "UPDATE user_group SET members = 5",
            "is said to have 5 members; there are 1",
        ),
        (
            "DELETE FROM user_group",
            "membership points to a user_group",
        ),
    ] {
        let fresh = filled().await;
        tamper(&fresh, sql);
        let findings = fresh.store.check();
        assert_eq!(findings.len(), 1, "{findings:?}");
        assert!(findings[0].fault);
        assert!(findings[0].text.contains(words), "{}", findings[0].text);
    }
}

#[tokio::test]
async fn many_faults_are_told_in_part() {
    let fresh = fresh();
    fresh
        .write(|writes| {
            for number in 0..30 {
                writes.add_user(&user(&format!("u{number}")))?;
            }
            Ok(())
        })
        .await
        .unwrap();
    tamper(&fresh, "UPDATE user SET resource = ''");
    let findings = fresh.store.check();
    assert_eq!(findings.len(), 21);
    assert_eq!(findings[20].text, "There are 10 more faults of users.");
}

#[cfg(unix)]
#[tokio::test]
async fn a_file_that_others_can_read_is_worth_a_warning() {
    use std::os::unix::fs::PermissionsExt as _;
    let fresh = filled().await;
    let path = fresh.folder.path().join(DATABASE_FILE);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    let findings = fresh.store.check();
    assert_eq!(findings.len(), 1);
    assert!(!findings[0].fault && findings[0].text.contains("chmod 600"));
}

#[tokio::test]
async fn a_backup_does_not_replace_a_file() {
    let fresh = filled().await;
    let path = fresh.folder.path().join("copy.db");
    fs::write(&path, "mine").unwrap();
    let refused = fresh.store.backup_to(&path);
    assert!(matches!(refused, Err(BackupError::Exists(_))));
    assert_eq!(fs::read(&path).unwrap(), b"mine");
    let nowhere = fresh
        .store
        .backup_to(&fresh.folder.path().join("gone/copy.db"));
    assert!(matches!(nowhere, Err(BackupError::File { .. })));
}

#[tokio::test]
async fn a_backup_is_a_whole_database_of_its_own() {
    let fresh = filled().await;
    let elsewhere = tempfile::tempdir().unwrap();
    let path = elsewhere.path().join(DATABASE_FILE);
    fresh.store.backup_to(&path).unwrap();
    fresh
        .write(|writes| writes.remove_user("id-ana"))
        .await
        .unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = fs::metadata(&path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600);
    }
    let copy = SqliteStore::open_existing(elsewhere.path()).unwrap();
    assert_eq!(copy.check(), []);
    let state = copy.read(|reads| {
        Ok((
            reads.get_user("id-ana")?,
            reads.count_members("group-staff")?,
        ))
    });
    assert_eq!(state.unwrap(), (Some(user("ana")), 1));
}
