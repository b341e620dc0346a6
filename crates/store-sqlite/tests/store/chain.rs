//! The record as a chain: what is found of those who write to the database beside the program, and that nothing the program does
//! breaks it.

use latchkey_app::ports::store::{ActivityQuery, StoreExt as _};
use latchkey_store_sqlite::{Anchor, Chain, DATABASE_FILE, Finding};
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use rusqlite::Connection;

use crate::activity::{SALT, call, entry, listed};
use crate::people::{Fresh, at, fresh};

/// So many entries, each with a body.
async fn filled(entries: i64) -> Fresh {
    let fresh = fresh();
    fresh
        .write(move |writes| {
            for number in 1..=entries {
                let mut one = entry(&format!("e{number}"), number);
                one.call = Some(call("/Users/u1"));
                writes.add_activity(&one, &SALT)?;
            }
            Ok(())
        })
        .await
        .unwrap();
    fresh
}

/// Someone with another program.
fn beside(fresh: &Fresh, sql: &str) {
    let connection = Connection::open(fresh.folder.path().join(DATABASE_FILE)).unwrap();
    connection.execute_batch(sql).unwrap();
}

fn look(fresh: &Fresh, anchor: Option<&Anchor>) -> (Vec<Finding>, Chain) {
    let (findings, chain) = fresh.store.check_against(anchor);
    (findings, chain.unwrap())
}

#[tokio::test]
async fn each_kind_of_tampering_is_found() {
    let altered = "the entry 3 is not what was written";
    for (sql, words) in [
        ("UPDATE activity SET reason = 'x' WHERE seq = 3", altered),
        ("UPDATE activity SET at = at + 1 WHERE seq = 3", altered),
        ("UPDATE activity SET target_name = 'Bo' WHERE seq = 3", altered),
        ("UPDATE activity SET actor_label = 'Bo' WHERE seq = 3", altered),
        ("UPDATE activity SET bodies = '{}' WHERE seq = 3", altered),
        ("UPDATE activity SET bodies = NULL WHERE seq = 3", altered),
        (
            "UPDATE activity SET bodies = NULL, bodies_digest = zeroblob(32) WHERE seq = 3",
            altered,
        ),
        ("UPDATE activity SET salt = zeroblob(16) WHERE seq = 3", altered),
        (
            "DELETE FROM activity WHERE seq = 3",
            "the entry 3 is missing",
        ),
        (
            "DELETE FROM activity WHERE seq = 3; DELETE FROM activity_link WHERE seq = 3",
            "the link at 4 does not follow",
        ),
        (
            "DELETE FROM activity_link WHERE seq = 3",
            "the link at 4 does not follow",
        ),
        (
            "UPDATE activity_link SET digest = zeroblob(32) WHERE seq = 3",
            "the link at 3 does not follow",
        ),
        (
            "UPDATE activity_link SET gone = 'erased' WHERE seq = 3",
            "its link says that it is gone (erased)",
        ),
        (
            "UPDATE activity SET seq = -1 WHERE seq = 3; UPDATE activity SET seq = 3 WHERE seq = 4;
             UPDATE activity SET seq = 4 WHERE seq = -1",
            altered,
        ),
        (
            "UPDATE activity_link SET seq = -1 WHERE seq = 3; UPDATE activity_link SET seq = 3 WHERE seq = 4;
             UPDATE activity_link SET seq = 4 WHERE seq = -1",
            "the link at 3 does not follow",
        ),
        (
            "INSERT INTO activity (id, at, last_at, count, action, outcome, actor_kind, actor_label, actor, target_kind,
             target_name, detail) SELECT 'new', at, last_at, count, action, outcome, actor_kind, actor_label, actor,
             target_kind, target_name, detail FROM activity WHERE seq = 3",
            "the entry 7 has no link",
        ),
        (
            "DELETE FROM activity WHERE seq > 4; DELETE FROM activity_link WHERE seq > 4",
            "its end was cut off",
        ),
        (
            "UPDATE activity_checkpoint SET seq = 3",
            "the checkpoint says that all up to 3 were trimmed",
        ),
        (
            "DELETE FROM activity WHERE seq <= 3; DELETE FROM activity_link WHERE seq <= 3;
             UPDATE activity_checkpoint SET seq = 3",
            "the link at 4 does not follow",
        ),
        (
            "DELETE FROM activity_checkpoint",
            "its checkpoint is missing",
        ),
    ] {
        let fresh = filled(6).await;
        assert_eq!(fresh.store.check(), []);
        beside(&fresh, sql);
        let findings = fresh.store.check();
        assert_eq!(findings.len(), 1, "{sql}: {findings:?}");
        assert!(findings[0].fault, "{sql}");
        assert!(
            findings[0].text.contains(words),
            "{sql}: {}",
            findings[0].text
        );
    }
}

#[tokio::test]
async fn an_anchor_finds_an_end_that_was_cut_off_without_a_trace() {
    let fresh = filled(6).await;
    let (findings, whole) = look(&fresh, None);
    assert_eq!(findings, []);
    let anchor: Anchor = whole.newest.to_string().parse().unwrap();
    assert_eq!(anchor, whole.newest);
    let end = fresh.store.read(|reads| reads.end_of_chain()).unwrap();
    assert_eq!(Anchor::new(end.place, end.link), anchor);
    fresh
        .write(|writes| writes.add_activity(&entry("later", 9), &SALT))
        .await
        .unwrap();
    assert_eq!(look(&fresh, Some(&anchor)).0, []);
    beside(
        &fresh,
        "DELETE FROM activity WHERE seq > 4; DELETE FROM activity_link WHERE seq > 4;
         UPDATE sqlite_sequence SET seq = 4 WHERE name = 'activity'",
    );
    let (findings, chain) = look(&fresh, None);
    assert!(findings.is_empty() && chain.whole, "nothing else tells it");
    let (findings, chain) = look(&fresh, Some(&anchor));
    assert_eq!(findings.len(), 1);
    assert!(findings[0].fault && !chain.whole);
    assert!(findings[0].text.contains("does not hold the anchor 6"));
}

#[test]
fn what_is_no_anchor_is_refused() {
    for text in ["", "6", "6:", ":00", "-1:", "six:00", "6:0g"] {
        assert!(text.parse::<Anchor>().is_err(), "{text}");
    }
    let digits = "+f".repeat(32);
    assert!(format!("6:{digits}").parse::<Anchor>().is_err());
}

#[tokio::test]
async fn an_entry_that_grew_leaves_its_link() {
    let fresh = fresh();
    for second in 1..=3 {
        fresh
            .write(move |writes| writes.gather_activity("key", &entry("e", second), &SALT))
            .await
            .unwrap();
    }
    let (findings, chain) = look(&fresh, None);
    assert_eq!(findings, []);
    assert_eq!((chain.links, chain.gathered, chain.erased), (3, 2, 0));
}

#[tokio::test]
async fn what_is_older_than_the_chain_stands_outside_of_it() {
    let fresh = filled(4).await;
    // As the migration leaves a database that had four entries.
    beside(
        &fresh,
        "UPDATE activity SET salt = NULL, bodies_salt = NULL, bodies = NULL; DELETE FROM activity_link;
         UPDATE activity SET detail = '{\"call\":{\"method\":\"PUT\",\"path\":\"/Users/1\",\"from\":null,\"requestId\":\"r\",\
         \"passkey\":null,\"status\":200,\"micros\":1,\"request\":{\"a\":1},\"answer\":{\"b\":2}}}' WHERE seq = 2;
         UPDATE activity_checkpoint SET seq = 4, began_behind = 4",
    );
    fresh
        .write(|writes| writes.add_activity(&entry("first", 9), &SALT))
        .await
        .unwrap();
    let (findings, chain) = look(&fresh, None);
    assert_eq!(findings, []);
    assert_eq!((chain.behind, chain.links, chain.outside), (4, 1, 4));
    let of = |fresh: &Fresh, id: &'static str| {
        let found = fresh.store.read(|reads| reads.get_activity(id));
        found.unwrap().unwrap().1.call.unwrap()
    };
    let before = of(&fresh, "e2");
    assert_eq!(before.answer.as_deref(), Some("{\"b\":2}"));
    fresh
        .write(|writes| writes.trim_bodies(at(5)))
        .await
        .unwrap();
    let after = of(&fresh, "e2");
    assert_eq!((after.request, after.answer), (None, None));
    assert_eq!(after.path, "/Users/1");
    fresh
        .write(|writes| writes.trim_activity(at(5), &[], at(100)))
        .await
        .unwrap();
    let (findings, chain) = look(&fresh, None);
    assert_eq!(findings, []);
    assert_eq!((chain.behind, chain.links, chain.trimmed), (4, 1, 4));
}

#[tokio::test]
async fn trimming_goes_to_the_bound_and_no_further() {
    let fresh = filled(6).await;
    let anchor = look(&fresh, None).1.newest;
    let kept = ["e2".to_owned()];
    let trimmed = fresh
        .write(move |writes| writes.trim_activity(at(4), &kept, at(100)))
        .await
        .unwrap();
    assert_eq!((trimmed.looked_at, trimmed.removed), (3, 2));
    let all = ActivityQuery {
        limit: 9,
        ..ActivityQuery::default()
    };
    assert_eq!(listed(&fresh, &all), ["e6", "e5", "e4", "e2"]);
    let (findings, chain) = look(&fresh, Some(&anchor));
    assert_eq!(findings, []);
    assert_eq!(
        (chain.behind, chain.links, chain.trimmed, chain.outside),
        (3, 3, 2, 1)
    );
    // Nothing more is old enough; then everything is, also what was kept.
    for (older_than, looked_at, removed) in [(4, 0, 0), (99, 3, 4), (99, 0, 0)] {
        let trimmed = fresh
            .write(move |writes| writes.trim_activity(at(older_than), &[], at(100)))
            .await
            .unwrap();
        assert_eq!((trimmed.looked_at, trimmed.removed), (looked_at, removed));
    }
    let (findings, chain) = look(&fresh, Some(&anchor));
    assert_eq!(findings, [], "the anchor is the checkpoint's link now");
    assert_eq!(
        (chain.links, chain.trimmed, chain.newest),
        (0, 6, anchor.clone())
    );
    fresh
        .write(|writes| {
            writes.add_activity(&entry("next", 101), &SALT)?;
            writes.add_activity(&entry("last", 102), &SALT)
        })
        .await
        .unwrap();
    fresh
        .write(|writes| writes.trim_activity(at(102), &[], at(200)))
        .await
        .unwrap();
    let (findings, chain) = look(&fresh, Some(&anchor));
    assert!(chain.whole);
    assert_eq!(findings.len(), 1);
    assert!(!findings[0].fault && findings[0].text.contains("cannot be told any more"));
}

#[tokio::test]
async fn bodies_go_before_their_entries_which_stay_as_they_were_written() {
    let fresh = filled(4).await;
    let trimmed = fresh
        .write(|writes| writes.trim_bodies(at(3)))
        .await
        .unwrap();
    assert_eq!((trimmed.looked_at, trimmed.removed), (2, 2));
    let with_body = |id: &'static str| {
        let found = fresh.store.read(|reads| reads.get_activity(id));
        found.unwrap().unwrap().1.call.unwrap().request.is_some()
    };
    assert_eq!(
        ["e1", "e2", "e3", "e4"].map(with_body),
        [false, false, true, true]
    );
    assert_eq!(fresh.store.check(), []);
    beside(
        &fresh,
        "UPDATE activity SET bodies_digest = zeroblob(32) WHERE seq = 1",
    );
    assert!(
        fresh.store.check()[0]
            .text
            .contains("the entry 1 is not what was written")
    );
}

#[tokio::test]
async fn a_body_that_was_altered_is_found_when_it_is_trimmed_too() {
    let fresh = filled(2).await;
    beside(&fresh, "UPDATE activity SET bodies = '{}' WHERE seq = 1");
    fresh
        .write(|writes| writes.trim_bodies(at(9)))
        .await
        .unwrap();
    assert!(
        fresh.store.check()[0]
            .text
            .contains("the entry 1 is not what was written")
    );
}

#[derive(Clone, Debug)]
enum Step {
    Add,
    Gather(u8),
    TrimBodies(i64),
    Trim(i64, bool),
    Undone,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => Just(Step::Add),
        4 => (0..3_u8).prop_map(Step::Gather),
        1 => (0..40_i64).prop_map(Step::TrimBodies),
        1 => (0..40_i64, any::<bool>()).prop_map(|(before, keep)| Step::Trim(before, keep)),
        1 => Just(Step::Undone),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn whatever_is_done_the_chain_stays_whole(steps in prop::collection::vec(step(), 1..40)) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let fresh = fresh();
            for (number, step) in (0_i64..).zip(steps) {
                let mut one = entry(&format!("e{number}"), number);
                one.call = Some(call("/Users/u1"));
                let done = fresh
                    .write(move |writes| match step {
                        Step::Add => writes.add_activity(&one, &SALT),
                        Step::Gather(key) => writes.gather_activity(&key.to_string(), &one, &SALT),
                        Step::TrimBodies(before) => writes.trim_bodies(at(before)).map(drop),
                        Step::Trim(before, keep) => {
                            let kept: Vec<String> = keep.then(|| "e1".to_owned()).into_iter().collect();
                            writes.trim_activity(at(before), &kept, at(number)).map(drop)
                        }
                        Step::Undone => {
                            writes.add_activity(&one, &SALT)?;
                            Err(latchkey_app::ports::store::StoreError::Fault("undone".into()))
                        }
                    })
                    .await;
                drop(done);
                let (findings, chain) = fresh.store.check_against(None);
                prop_assert_eq!(findings, vec![]);
                prop_assert!(chain.is_some_and(|chain| chain.whole));
            }
            Ok::<(), TestCaseError>(())
        })?;
    }
}
