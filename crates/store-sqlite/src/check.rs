//! Looking for faults in the database. Whether the record is whole is in `chain`.

mod chain;

use latchkey_scim::Object;
use latchkey_scim::text::caseless;
use rusqlite::{Connection, Row};

pub use self::chain::{Anchor, Chain};
use crate::connection;
use crate::fault::fault;
use crate::schema;
use crate::store::SqliteStore;

/// Something that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Whether something is broken; otherwise it only deserves a look.
    pub fault: bool,
    /// What, and what to do.
    pub text: String,
}

impl Finding {
    fn fault(text: impl Into<String>) -> Self {
        Self {
            fault: true,
            text: text.into(),
        }
    }

    fn warning(text: impl Into<String>) -> Self {
        Self {
            fault: false,
            text: text.into(),
        }
    }
}

/// After so many of one kind the rest is not told one by one.
const MOST: usize = 20;

impl SqliteStore {
    /// Checks the whole database, as it is at this moment, while it is in use. Nothing found is an empty list. Takes as
    /// long as reading everything.
    pub fn check(&self) -> Vec<Finding> {
        self.check_against(None).0
    }

    /// The same, and how the chain of activity stands; `None` where the check did not come that far. An anchor has to be a
    /// link of it.
    pub fn check_against(&self, anchor: Option<&Anchor>) -> (Vec<Finding>, Option<Chain>) {
        let mut findings = Vec::new();
        let mut chain = None;
        let looked = connection::reading(self.path()).and_then(|connection| {
            // One state for all that is looked at.
            connection.execute_batch("BEGIN DEFERRED")?;
            look(&connection, &mut findings)?;
            chain = chain::walk(&connection, anchor, &mut findings)?;
            Ok(())
        });
        if let Err(cause) = looked {
            findings.push(Finding::fault(format!(
                "The check could not go on: {}. Restore the latest backup with \"latchkey restore\".",
                fault(&cause)
            )));
        }
        findings.extend(open_to_others(self));
        (findings, chain)
    }
}

fn look(connection: &Connection, findings: &mut Vec<Finding>) -> rusqlite::Result<()> {
    let found = schema::version(connection)?;
    if found != schema::KNOWN {
        findings.push(Finding::fault(format!(
            "The database has version {found}; this program knows version {}. Use the program that wrote it.",
            schema::KNOWN
        )));
    }
    integrity(connection, findings)?;
    foreign_keys(connection, findings)?;
    users(connection, findings)?;
    counts(connection, findings)?;
    groups(connection, findings)
}

fn integrity(connection: &Connection, findings: &mut Vec<Finding>) -> rusqlite::Result<()> {
    let mut statement = connection.prepare(&format!("PRAGMA integrity_check({MOST})"))?;
    for line in statement.query_map([], |row| row.get::<_, String>(0))? {
        let line = line?;
        if line != "ok" {
            findings.push(Finding::fault(format!(
                "SQLite found the file damaged: {line}. Restore the latest backup with \"latchkey restore\"."
            )));
        }
    }
    Ok(())
}

fn foreign_keys(connection: &Connection, findings: &mut Vec<Finding>) -> rusqlite::Result<()> {
    let mut statement = connection.prepare("PRAGMA foreign_key_check")?;
    let rows = statement.query_map([], |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, String>(2)?))
    })?;
    for row in rows.take(MOST) {
        let (table, parent) = row?;
        findings.push(Finding::fault(format!(
            "A row of {table} points to a {parent} that is not there."
        )));
    }
    Ok(())
}

/// Collects what is wrong with rows, up to [`MOST`].
struct Rows<'f> {
    findings: &'f mut Vec<Finding>,
    told: usize,
}

impl Rows<'_> {
    fn fault(&mut self, text: String) {
        self.told += 1;
        if self.told <= MOST {
            self.findings.push(Finding::fault(text));
        }
    }

    fn finish(self, what: &str) {
        if self.told > MOST {
            self.findings.push(Finding::fault(format!(
                "There are {} more faults of {what}.",
                self.told - MOST
            )));
        }
    }
}

fn users(connection: &Connection, findings: &mut Vec<Finding>) -> rusqlite::Result<()> {
    let mut found = Rows { findings, told: 0 };
    let mut statement = connection.prepare(
        "SELECT id, user_name, user_name_key, email, email_key, managed, resource FROM user ORDER BY seq",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let id: String = row.get(0)?;
        if let Some(key) = wrong_key(row, 1)? {
            found.fault(format!(
                "The user {id} is looked up under the userName \"{key}\", which is not theirs."
            ));
        }
        if let Some(key) = wrong_key(row, 3)? {
            found.fault(format!(
                "The user {id} is looked up under the email \"{key}\", which is not theirs."
            ));
        }
        let managed = row.get_ref(5)?.as_str()?;
        if let Err(cause) = serde_json::from_str::<Vec<String>>(managed) {
            found.fault(format!(
                "What Okta manages of the user {id} cannot be read: {cause}."
            ));
        }
        let resource = row.get_ref(6)?.as_str()?;
        if let Err(cause) = serde_json::from_str::<Object>(resource) {
            found.fault(format!(
                "The SCIM resource of the user {id} cannot be read: {cause}."
            ));
        }
    }
    found.finish("users");
    Ok(())
}

/// Pages of a list are found by these counts.
fn counts(connection: &Connection, findings: &mut Vec<Finding>) -> rusqlite::Result<()> {
    let wrong: i64 = connection.query_row(
        "SELECT count(*) FROM (
             SELECT level, range, users, active FROM user_count WHERE users > 0
             EXCEPT SELECT 0, seq / 128, count(*), sum(active) FROM user GROUP BY seq / 128
             EXCEPT SELECT 1, seq / 16384, count(*), sum(active) FROM user GROUP BY seq / 16384
         )",
        [],
        |row| row.get(0),
    )?;
    let counted: (i64, i64) = connection.query_row(
        "SELECT (SELECT total(users) FROM user_count WHERE level = 0) = (SELECT count(*) FROM user), \
         (SELECT total(users) FROM user_count WHERE level = 1) = (SELECT count(*) FROM user)",
        [],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    if wrong > 0 || counted != (1, 1) {
        findings.push(Finding::fault(
            "The users are counted wrongly, so that pages of their list may overlap or leave somebody out. Restore the \
             latest backup with \"latchkey restore\".",
        ));
    }
    Ok(())
}

fn groups(connection: &Connection, findings: &mut Vec<Finding>) -> rusqlite::Result<()> {
    let mut found = Rows { findings, told: 0 };
    let mut statement = connection
        .prepare(
            "SELECT id, display_name, display_name_key, members, (SELECT count(*) FROM membership WHERE group_seq = seq) \
             FROM user_group ORDER BY seq",
        )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        if let Some(key) = wrong_key(row, 1)? {
            let id: String = row.get(0)?;
            found.fault(format!(
                "The group {id} is looked up under the name \"{key}\", which is not its own."
            ));
        }
        let (members, counted): (i64, i64) = (row.get(3)?, row.get(4)?);
        if members != counted {
            let id: String = row.get(0)?;
            found.fault(format!(
                "The group {id} is said to have {members} members; there are {counted}."
            ));
        }
    }
    found.finish("groups");
    Ok(())
}

/// The key in the column after `index`, if it is not what is made of the text at `index`.
fn wrong_key(row: &Row<'_>, index: usize) -> rusqlite::Result<Option<String>> {
    let text = row.get_ref(index)?.as_str()?;
    let key = row.get_ref(index + 1)?.as_str()?;
    Ok((caseless(text) != key).then(|| key.to_owned()))
}

/// The file's own mode, should someone have changed it.
#[cfg(unix)]
fn open_to_others(store: &SqliteStore) -> Option<Finding> {
    use std::os::unix::fs::PermissionsExt as _;

    use crate::folder::lets_others_in;
    let path = store.path();
    let mode = std::fs::metadata(path).ok()?.permissions().mode() & 0o777;
    lets_others_in(mode).then(|| {
        Finding::warning(format!(
            "Others on this machine can read {path} (its mode is {mode:03o}). Run \"chmod 600 {path}\".",
            path = path.display()
        ))
    })
}

#[cfg(not(unix))]
fn open_to_others(_: &SqliteStore) -> Option<Finding> {
    None
}
