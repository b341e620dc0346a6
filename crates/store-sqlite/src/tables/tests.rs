//! What a statement looks at does not grow with what is stored: counted in steps of SQLite's, which no other program on the
//! machine changes.

use std::path::Path;

use latchkey_app::ports::store::{
    DirectoryReads as _, DirectoryWrites as _, PeopleFilter, PeopleOrder, PeopleReads as _, Place,
};
use rusqlite::Connection;

use super::Tables;
use crate::{connection, schema};

/// So many users, of whom so many are in the group "big", and ten in "small".
fn filled(folder: &Path, users: u32, members: u32) -> Connection {
    let path = folder.join("steps.db");
    std::fs::write(&path, "").unwrap();
    let mut connection = connection::writing(&path).unwrap();
    schema::migrate(&mut connection).unwrap();
    connection
        .execute_batch(&format!(
            "BEGIN;
             WITH RECURSIVE number (n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM number WHERE n < {users})
             INSERT INTO user (id, user_name, user_name_key, email, email_key, given_name, family_name,
             display_name, active, source, managed, created_at, modified_at, resource)
             SELECT n, n, n, n, n, 'A', 'B', 'A B', 1, 'okta', '[]', 5, 6, '{{}}' FROM number;
             INSERT INTO listed_user (seq, name_key, email_key, role_rank, active, from_okta, modified_at, haystack)
             SELECT seq, 'a b', email_key, 0, 1, 1, 6, 'a b ' || seq FROM user;
             INSERT INTO listed_block (block, runs) SELECT seq / 32, runs(haystack) FROM listed_user GROUP BY seq / 32;
             INSERT INTO user_group (seq, id, display_name, display_name_key, version, created_at, modified_at)
             VALUES (1, 'big', 'Big', 'big', 1, 5, 6), (2, 'small', 'Small', 'small', 1, 5, 6);
             INSERT INTO membership (group_seq, user_seq) SELECT 1, seq FROM user WHERE seq <= {members};
             INSERT INTO membership (group_seq, user_seq) SELECT 2, seq FROM user WHERE seq <= 10;
             COMMIT"
        ))
        .unwrap();
    connection
}

fn steps<T>(tables: &mut Tables<'_>, work: impl FnOnce(&mut Tables<'_>) -> T) -> (T, i64) {
    tables.steps.set(0);
    let answer = work(tables);
    (answer, tables.steps.get())
}

#[test]
fn a_member_of_a_large_group_comes_and_goes_as_in_a_small_one() {
    let folder = tempfile::tempdir().unwrap();
    let connection = filled(folder.path(), 5_000, 4_000);
    let mut tables = Tables::of_read(&connection);
    let one = ["4999".to_owned()];
    let in_group = |tables: &mut Tables<'_>, group: &str| {
        steps(tables, |tables| {
            let before = tables.count_members(group).unwrap();
            let (joined, unknown) = tables.add_members(group, &one).unwrap();
            assert_eq!((joined, unknown.len()), (1, 0));
            assert_eq!(tables.count_members(group).unwrap(), before + 1);
            assert_eq!(tables.remove_members(group, &one).unwrap(), 1);
            assert_eq!(tables.count_members(group).unwrap(), before);
        })
        .1
    };
    // A statement that is compiled anew looks at the schema, too.
    in_group(&mut tables, "small");
    let (small, big) = (in_group(&mut tables, "small"), in_group(&mut tables, "big"));
    assert!(small > 0 && big <= small + 5, "{small} {big}");
}

#[test]
fn a_rare_word_is_looked_for_in_few_blocks() {
    let folder = tempfile::tempdir().unwrap();
    let connection = filled(folder.path(), 60_000, 0);
    let mut tables = Tables::of_read(&connection);
    let by_name = PeopleOrder::default();
    for (word, places) in [("nobody", vec![]), ("51777", vec![Place(51_777)])] {
        let filter = PeopleFilter {
            words: vec![word.into()],
            ..PeopleFilter::default()
        };
        let (found, steps) = steps(&mut tables, |tables| {
            tables.find_people(&filter, by_name, 0, 100).unwrap()
        });
        assert_eq!((found.more, found.places), (false, places));
        // A dozen a block, of which there are 1,876, and less than one for each person.
        assert!(steps < 60_000, "{word}: {steps}");
    }
}

#[test]
fn the_last_page_looks_at_hardly_more_than_the_first() {
    let folder = tempfile::tempdir().unwrap();
    let connection = filled(folder.path(), 60_000, 0);
    let mut tables = Tables::of_read(&connection);
    let page = |tables: &mut Tables<'_>, offset: u64| {
        steps(tables, |tables| {
            let page = tables.page_user_documents(offset, 100).unwrap();
            assert_eq!(page[0].id, (offset + 1).to_string());
            assert_eq!(tables.count_users().unwrap(), 60_000);
        })
        .1
    };
    page(&mut tables, 0);
    let (first, last) = (page(&mut tables, 0), page(&mut tables, 59_900));
    // At most a few hundred short steps: to the ranges, and within one.
    assert!(last < first + 2_500, "{first} {last}");
    let behind = |tables: &mut Tables<'_>, place: i64| {
        steps(tables, |tables| {
            let page = tables.page_user_documents_after(Place(place), 100).unwrap();
            assert_eq!(page.len(), 100);
        })
        .1
    };
    // Behind the ten who are in a group, for whom it takes a step more to see that they are.
    behind(&mut tables, 10);
    assert_eq!(behind(&mut tables, 10), behind(&mut tables, 59_900));
}
