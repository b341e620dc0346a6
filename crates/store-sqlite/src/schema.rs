//! The migrations: forward only, all pending ones in one transaction. `PRAGMA user_version` is the number of the
//! last one, by which an older program knows a database that is beyond it.

use std::path::Path;

use latchkey_app::ports::store::StoreError;
use latchkey_scim::text::caseless;
use rusqlite::functions::FunctionFlags;
use rusqlite::{Connection, ErrorCode};
use rusqlite_migration::{M, Migrations};

use crate::connection;
use crate::fault::{OpenError, fault};
use crate::tables::lend_runs;

const STEPS: &[M<'static>] = &[
    M::up(include_str!("migrations/0001_directory.sql"))
        .comment("users, groups, sessions, sign-in, organization, connector, activity"),
    M::up(include_str!("migrations/0002_people.sql")).comment("the people list, invites"),
    M::up(include_str!("migrations/0003_admin.sql"))
        .comment("the record as screens read it, the logo, seats over time"),
    M::up(include_str!("migrations/0004_seats.sql")).comment("seats by role, held deactivations"),
    M::up(include_str!("migrations/0005_sign_in_tests.sql"))
        .comment("whose Okta account a test sign-in was made with, the outcome done"),
    M::up(include_str!("migrations/0006_spent_tokens.sql")).comment("tokens that ended sessions"),
    M::up(include_str!("migrations/0007_second_factor.sql"))
        .comment("the second factor of a local sign-in"),
    M::up(include_str!("migrations/0008_counts.sql")).comment("users and members counted"),
    M::up(include_str!("migrations/0009_search.sql")).comment("where a search has to look"),
    M::up(include_str!("migrations/0010_fewer_indexes.sql"))
        .comment("indexes that a create need not write to"),
    M::up(include_str!("migrations/0011_webhooks.sql")).comment("who else is told what happened"),
];

/// The newest version that this program knows.
pub(crate) const KNOWN: u64 = STEPS.len() as u64;

/// `PRAGMA application_id`: "LTKY".
const APPLICATION: i64 = 0x4C54_4B59;

/// Refuses a database that is not for this program. Looks through a connection that can only read, so that
/// nothing of it is touched.
pub(crate) fn refuse_foreign(path: &Path) -> Result<(), OpenError> {
    let found = look(path).map_err(|cause| {
        if cause.sqlite_error_code() == Some(ErrorCode::NotADatabase) {
            return OpenError::NotOurs(path.to_owned());
        }
        OpenError::Store(fault(&cause))
    })?;
    // Without tables it is a file that was made a moment ago, by this program or by one that starts beside it.
    if found.tables > 0 && found.application != APPLICATION {
        return Err(OpenError::NotOurs(path.to_owned()));
    }
    refuse_newer(found.version).map_err(OpenError::Store)
}

/// What a file says about itself.
struct Found {
    version: u64,
    application: i64,
    tables: i64,
}

fn look(path: &Path) -> rusqlite::Result<Found> {
    let connection = connection::reading(path)?;
    // One state of it, for another process may be making it.
    connection.execute_batch("BEGIN DEFERRED")?;
    Ok(Found {
        tables: connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?,
        application: connection.query_row("PRAGMA application_id", [], |row| row.get(0))?,
        version: version(&connection)?,
    })
}

/// Refuses a version that is beyond this program.
pub(crate) fn refuse_newer(found: u64) -> Result<(), StoreError> {
    if found > KNOWN {
        return Err(StoreError::Newer {
            found,
            known: KNOWN,
        });
    }
    Ok(())
}

/// The version of the schema, from the connection's own state of the database.
pub(crate) fn version(connection: &Connection) -> rusqlite::Result<u64> {
    let version: i64 = connection
        .prepare_cached("PRAGMA user_version")?
        .query_row([], |row| row.get(0))?;
    // A negative number is no version of ours; the largest one is refused like any that is unknown.
    Ok(u64::try_from(version).unwrap_or(u64::MAX))
}

/// Brings the database to the newest version.
pub(crate) fn migrate(connection: &mut Connection) -> Result<(), StoreError> {
    lend_caseless(connection)
        .and_then(|()| lend_runs(connection))
        .map_err(|cause| fault(&cause))?;
    let migrations = Migrations::from_slice(STEPS);
    match migrations.to_latest(connection) {
        Ok(()) => Ok(()),
        // Another process that started at the same moment was quicker: its commit made ours fail.
        Err(_) if version(connection).is_ok_and(|found| found == KNOWN) => Ok(()),
        Err(rusqlite_migration::Error::RusqliteError { err, .. }) => Err(fault(&err)),
        Err(rusqlite_migration::Error::MigrationDefinition(
            rusqlite_migration::MigrationDefinitionError::DatabaseTooFarAhead,
        )) => {
            let found = version(connection).map_err(|cause| fault(&cause))?;
            Err(StoreError::Newer {
                found,
                known: KNOWN,
            })
        }
        Err(cause) => Err(StoreError::Fault(format!(
            "the database could not be brought to version {KNOWN}; it was left as it was: {cause}"
        ))),
    }
}

/// Lets a migration compute the keys of older rows by the same rule as the program.
fn lend_caseless(connection: &Connection) -> rusqlite::Result<()> {
    connection.create_scalar_function(
        "caseless",
        1,
        FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC,
        |context| Ok(caseless(context.get_raw(0).as_str()?)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_of_the_first_version_come_into_the_list() {
        let mut connection = Connection::open_in_memory().unwrap();
        lend_caseless(&connection).unwrap();
        crate::tables::lend(&connection).unwrap();
        Migrations::from_slice(STEPS)
            .to_version(&mut connection, 1)
            .unwrap();
        connection
            .execute(
                "INSERT INTO user (id, user_name, user_name_key, email, email_key, given_name, family_name, \
                 display_name, active, access_role, source, managed, created_at, modified_at, resource) \
                 VALUES ('1', 'Þóra@Acme.com', 'þóra@acme.com', 'Þóra@Acme.com', 'þóra@acme.com', 'Þóra', 'LIND', \
                 'Þóra LIND', 1, 'Admin', 'okta', '[]', 5, 6, '{}')",
                [],
            )
            .unwrap();
        migrate(&mut connection).unwrap();
        let listed: (String, i64, bool, String) = connection
            .query_row(
                "SELECT name_key, role_rank, from_okta, haystack FROM listed_user",
                [],
                |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)),
            )
            .unwrap();
        let haystack = "þóra lind\nþóra@acme.com\n";
        assert_eq!(listed, ("þóra lind".into(), 3, true, haystack.into()));
        let found = |word: &str| -> bool {
            let sql = "SELECT may_hold(runs, ?1) FROM listed_block WHERE block = 0";
            connection.query_row(sql, [word], |row| row.get(0)).unwrap()
        };
        assert!(found("þór") && !found("berg"));
    }

    #[test]
    fn people_of_an_earlier_version_are_counted() {
        let mut connection = Connection::open_in_memory().unwrap();
        lend_caseless(&connection).unwrap();
        Migrations::from_slice(STEPS)
            .to_version(&mut connection, 7)
            .unwrap();
        connection
            .execute_batch(
                "WITH RECURSIVE number (n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM number WHERE n < 20000)
                 INSERT INTO user (id, user_name, user_name_key, email, email_key, given_name, family_name,
                 display_name, active, source, managed, created_at, modified_at, resource)
                 SELECT n, n, n, n, n, 'A', 'B', 'A B', n % 2, 'okta', '[]', 5, 6, '{}' FROM number;
                 DELETE FROM user WHERE seq BETWEEN 100 AND 300;
                 INSERT INTO user_group (seq, id, display_name, display_name_key, version, created_at, modified_at)
                 VALUES (1, 'a', 'A', 'a', 1, 5, 6), (2, 'b', 'B', 'b', 1, 5, 6);
                 INSERT INTO membership (group_seq, user_seq) VALUES (1, 1), (1, 2)",
            )
            .unwrap();
        migrate(&mut connection).unwrap();
        let counted = |sql: &str| -> (i64, i64, i64) {
            connection
                .query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
                .unwrap()
        };
        let of_level = |level: i64| {
            counted(&format!(
                "SELECT count(*), sum(users), sum(active) FROM user_count WHERE level = {level}"
            ))
        };
        // 1 to 127 and 128 to 255 are two ranges; the second of them is empty.
        assert_eq!(of_level(0), (156, 19_799, 9_900));
        assert_eq!(of_level(1), (2, 19_799, 9_900));
        let members = counted("SELECT max(members), min(members), count(*) FROM user_group");
        assert_eq!(members, (2, 0, 2));
    }

    #[test]
    fn the_migrations_apply_to_an_empty_database() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate(&mut connection).unwrap();
        assert_eq!(version(&connection), Ok(KNOWN));
    }
}
