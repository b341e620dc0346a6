//! What must not be: part of a change without the rest of it. Read from the file beside the server that runs.

use anyhow::{Result, ensure};
use latchkey_tests::installation::Installation;
use rusqlite::{Connection, OpenFlags};

/// How many there may be of each: none.
const HALVES: [(&str, &str); 7] = [
    (
        "a user without a row in the people list",
        "SELECT count(*) FROM user WHERE seq NOT IN (SELECT seq FROM listed_user)",
    ),
    (
        "a row in the people list without a user",
        "SELECT count(*) FROM listed_user WHERE seq NOT IN (SELECT seq FROM user)",
    ),
    (
        "a user of Okta's without the entry of their creation",
        "SELECT count(*) FROM user WHERE source = 'okta' AND id NOT IN
         (SELECT target_id FROM activity WHERE action = 'user.created' AND target_id IS NOT NULL)",
    ),
    (
        "an entry of a creation without its user",
        "SELECT count(*) FROM activity WHERE action = 'user.created' AND outcome = 'changed'
         AND target_id NOT IN (SELECT id FROM user)",
    ),
    (
        "a group without the entry of its creation",
        "SELECT count(*) FROM user_group WHERE id NOT IN
         (SELECT target_id FROM activity WHERE action = 'group.created' AND target_id IS NOT NULL)",
    ),
    (
        "a group without the member that it was made with",
        "SELECT count(*) FROM user_group WHERE seq NOT IN (SELECT group_seq FROM membership)",
    ),
    (
        "a user who was renamed without an entry that says so",
        "SELECT count(*) FROM user WHERE display_name LIKE 'Renamed %' AND id NOT IN
         (SELECT target_id FROM activity WHERE action = 'user.updated' AND outcome = 'changed')",
    ),
];

/// Fails with the first half of a change that is there.
pub(super) fn none(installation: &Installation) -> Result<()> {
    let database = Connection::open_with_flags(
        installation.database(),
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    for (what, sql) in HALVES {
        let count: i64 = database.query_row(sql, [], |row| row.get(0))?;
        ensure!(count == 0, "{count} times {what}");
    }
    let integrity: String = database.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
    ensure!(integrity == "ok", "integrity_check: {integrity}");
    let mut foreign_keys = database.prepare("PRAGMA foreign_key_check")?;
    ensure!(!foreign_keys.exists([])?, "a row points nowhere");
    Ok(())
}
