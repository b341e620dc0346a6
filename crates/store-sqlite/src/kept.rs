//! Small databases as each version of the schema left them, kept as SQL in `tests/kept`, and what becomes of them.
//!
//! A version that was released has its file for ever. After a release, and only then:
//! `cargo nextest run -p latchkey-store-sqlite --run-ignored only keep_what_is_not_kept_yet` writes those that are missing.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use rusqlite::Connection;
use rusqlite_migration::Migrations;

use crate::schema::{KNOWN, STEPS, lend_functions, migrate};

/// What is written at a version: a row of each table that it made.
const ROWS: [(u64, &str); 6] = [
    (1, include_str!("../tests/kept/rows/0001.sql")),
    (2, include_str!("../tests/kept/rows/0002.sql")),
    (3, include_str!("../tests/kept/rows/0003.sql")),
    (5, include_str!("../tests/kept/rows/0005.sql")),
    (6, include_str!("../tests/kept/rows/0006.sql")),
    (7, include_str!("../tests/kept/rows/0007.sql")),
];

/// The last version that has a file; a later one gets its own when it is released.
const KEPT: u64 = 10;

fn file(version: u64) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("tests/kept/{version:04}.sql"))
}

/// A database that was used since the first version, at `version`.
fn used_until(version: u64) -> Connection {
    let mut connection = Connection::open_in_memory().unwrap();
    lend_functions(&connection).unwrap();
    for at in 1..=version {
        Migrations::from_slice(STEPS)
            .to_version(&mut connection, usize::try_from(at).unwrap())
            .unwrap();
        for (_, sql) in ROWS.iter().filter(|(of, _)| *of == at) {
            connection.execute_batch(sql).unwrap();
        }
    }
    connection
}

/// The database of a kept file.
fn kept(version: u64) -> Connection {
    let connection = Connection::open_in_memory().unwrap();
    let sql = fs::read_to_string(file(version)).unwrap();
    connection.execute_batch(&sql).unwrap();
    connection
        .execute_batch("PRAGMA foreign_keys = ON")
        .unwrap();
    connection
}

fn texts(connection: &Connection, sql: &str) -> Vec<String> {
    let mut statement = connection.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| row.get(0)).unwrap();
    rows.map(Result::unwrap).collect()
}

/// Everything of a database as SQL: what has rows first, then the rows, then what is made of them.
fn dump(connection: &Connection) -> String {
    let mut sql = String::from("PRAGMA foreign_keys = OFF;\n");
    for pragma in ["application_id", "user_version"] {
        let value: i64 = connection
            .pragma_query_value(None, pragma, |row| row.get(0))
            .unwrap();
        writeln!(sql, "PRAGMA {pragma} = {value};").unwrap();
    }
    let made = |kinds: &str| {
        texts(
            connection,
            &format!(
                "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' AND type {kinds} ORDER BY rowid"
            ),
        )
    };
    for text in made("= 'table'") {
        writeln!(sql, "{text};").unwrap();
    }
    for table in texts(
        connection,
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND (name NOT LIKE 'sqlite_%' OR name = 'sqlite_sequence') \
         ORDER BY name <> 'sqlite_sequence' DESC, rowid",
    ) {
        let columns = texts(
            connection,
            &format!("SELECT 'quote(\"' || name || '\")' FROM pragma_table_info('{table}')"),
        );
        if table == "sqlite_sequence" {
            sql.push_str("DELETE FROM sqlite_sequence;\n");
        }
        for row in texts(
            connection,
            &format!(
                "SELECT concat_ws(', ', {}) AS \"values\" FROM \"{table}\" ORDER BY 1",
                columns.join(", ")
            ),
        ) {
            writeln!(sql, "INSERT INTO \"{table}\" VALUES ({row});").unwrap();
        }
    }
    for text in made("IN ('index', 'trigger', 'view')") {
        writeln!(sql, "{text};").unwrap();
    }
    sql
}

#[test]
fn a_kept_file_is_what_its_version_makes() {
    for version in 1..=KEPT {
        assert_eq!(
            fs::read_to_string(file(version)).unwrap(),
            dump(&used_until(version)),
            "a migration up to {version} was released, and is never edited"
        );
    }
}

#[test]
fn a_database_of_each_version_is_brought_here_and_loses_nobody() {
    for version in 1..=KEPT {
        let mut connection = kept(version);
        migrate(&mut connection).unwrap();
        let people = texts(
            &connection,
            "SELECT format('%s %s %s %d %d %s', user_name, email_key, coalesce(access_role, '-'), active, \
             deactivation_held_at IS NOT NULL, source) FROM user ORDER BY seq",
        );
        assert_eq!(
            people,
            [
                "olga@acme.com olga@acme.com EnterpriseAdmin 1 0 local",
                "Þóra@Acme.com þóra@acme.com Admin 1 0 okta",
                "bo@acme.com bo@acme.com - 0 0 okta",
                "cy@acme.com cy@acme.com ReadOnly 1 1 okta",
            ],
            "{version}"
        );
        let listed = texts(
            &connection,
            "SELECT format('%s %d %d', name_key, role_rank, active) FROM listed_user ORDER BY seq",
        );
        assert_eq!(
            listed,
            [
                "olga ek 4 1",
                "þóra lind 3 1",
                "bo lind 0 0",
                "cy \"c\" lind 1 1"
            ],
            "{version}"
        );
        let groups = texts(
            &connection,
            "SELECT format('%s %d', display_name, members) FROM user_group ORDER BY seq",
        );
        assert_eq!(groups, ["Staff 3", "Nobody 0"], "{version}");
        let activity = texts(
            &connection,
            "SELECT format('%s %s %s %d', action, outcome, target_kind, count) FROM activity ORDER BY seq",
        );
        assert_eq!(
            activity,
            [
                "organization.set_up changed organization 1",
                "connector.added changed connector 1",
                "user.created changed user 1",
                "backup.made done server 1",
                "scim.refused wrong_passkey scim 37",
            ],
            "{version}"
        );
        let one_of_each = texts(
            &connection,
            "SELECT format('%d %d %d %d %d', (SELECT count(*) FROM session), (SELECT count(*) FROM passkey), \
             (SELECT count(*) FROM binding), (SELECT count(*) FROM sign_in_policy), (SELECT sum(users) FROM user_count))",
        );
        assert_eq!(one_of_each, ["1 2 1 1 8"], "{version}");
        for (since, table) in [
            (2, "invite"),
            (3, "logo"),
            (3, "seat_day"),
            (5, "sign_in_test"),
            (6, "spent_token"),
            (7, "totp"),
            (7, "webauthn_credential"),
            (7, "recovery_code"),
        ] {
            let count = texts(
                &connection,
                &format!("SELECT format('%d', count(*)) FROM {table}"),
            );
            let expected = if version >= since { "1" } else { "0" };
            assert_eq!(count, [expected], "{table} of {version}");
        }
        let mut findings = Vec::new();
        crate::check::look(&connection, &mut findings).unwrap();
        assert_eq!(findings, [], "{version}");
    }
}

#[test]
fn a_database_of_each_version_has_the_shape_of_a_new_one() {
    let shape = |connection: &Connection| {
        texts(
            connection,
            "SELECT format('%s %s %s', type, name, sql) FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY type, name",
        )
    };
    let mut new = Connection::open_in_memory().unwrap();
    migrate(&mut new).unwrap();
    for version in 1..=KEPT {
        let mut connection = kept(version);
        migrate(&mut connection).unwrap();
        assert_eq!(shape(&connection), shape(&new), "{version}");
    }
}

#[test]
#[ignore = "writes the file of a version that is released"]
fn keep_what_is_not_kept_yet() {
    for version in 1..=KNOWN {
        if version <= KEPT && !file(version).exists() {
            fs::write(file(version), dump(&used_until(version))).unwrap();
        }
    }
}
