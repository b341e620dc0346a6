use latchkey_app::ports::store::{ActivityQuery, RecentRead, Salt, StoreExt as _};
use latchkey_domain::activity::{Actor, AttributeChange, Call, Entry, Outcome, Target};
use latchkey_domain::user::User;
use serde_json::json;

use crate::people::{Fresh, at, fresh, user};

pub(crate) const SALT: Salt = Salt::new([7; 32]);

pub(crate) fn entry(id: &str, second: i64) -> Entry {
    Entry {
        id: id.into(),
        at: at(second),
        actor: Actor::Okta,
        action: "user.deactivated".into(),
        target: Target::new("user", "u1", "Ana Berg"),
        outcome: Outcome::Changed,
        reason: None,
        changes: Vec::new(),
        left_out: Vec::new(),
        call: None,
        count: 1,
        last_at: at(second),
    }
}

pub(crate) fn call(path: &str) -> Call {
    Call {
        method: "GET".into(),
        path: path.into(),
        from: Some("192.0.2.1".into()),
        request_id: "r1".into(),
        passkey: Some("p1".into()),
        status: 200,
        micros: 1234,
        request: Some(json!({"active": false})),
        answer: None,
    }
}

pub(crate) fn listed(fresh: &Fresh, query: &ActivityQuery) -> Vec<String> {
    let entries = fresh.store.read(|reads| reads.list_activity(query));
    entries
        .unwrap()
        .into_iter()
        .map(|(_, one)| one.id)
        .collect()
}

#[tokio::test]
async fn an_entry_comes_back_as_it_went_in() {
    let fresh = fresh();
    let mut full = entry("full", 5);
    full.actor = Actor::Person {
        id: "u9".into(),
        name: "Bo Lind".into(),
    };
    full.outcome = Outcome::Refused;
    full.reason = Some("Ana is the last EnterpriseAdmin.".into());
    full.changes = vec![AttributeChange {
        attribute: "name.familyName".into(),
        before: json!("Lind"),
        after: json!(null),
    }];
    full.left_out = vec!["favouriteColour".into()];
    full.call = Some(call("/Users/u1"));
    let mut bare = entry("bare", 6);
    bare.target = Target::of("connector");
    let (first, second) = (full.clone(), bare.clone());
    fresh
        .write(move |writes| {
            writes.add_activity(&first, &SALT)?;
            writes.add_activity(&second, &SALT)
        })
        .await
        .unwrap();
    let query = ActivityQuery {
        limit: 10,
        ..ActivityQuery::default()
    };
    let entries = fresh.store.read(|reads| reads.list_activity(&query));
    assert_eq!(entries.unwrap(), [(2, bare), (1, full)]);
}

#[tokio::test]
async fn entries_are_paged_followed_and_narrowed_to_a_target() {
    let fresh = fresh();
    fresh
        .write(|writes| {
            for (number, id) in (0..).zip(["a", "b", "c", "d"]) {
                let mut one = entry(id, number);
                if id == "c" {
                    one.target.id = Some("u2".into());
                }
                writes.add_activity(&one, &SALT)?;
            }
            Ok(())
        })
        .await
        .unwrap();
    let query = ActivityQuery {
        limit: 2,
        ..ActivityQuery::default()
    };
    assert_eq!(listed(&fresh, &query), ["d", "c"]);
    let older = ActivityQuery {
        before: Some(3),
        ..query.clone()
    };
    assert_eq!(listed(&fresh, &older), ["b", "a"]);
    let newer = ActivityQuery {
        after: Some(3),
        ..query.clone()
    };
    assert_eq!(listed(&fresh, &newer), ["d"]);
    let hers = ActivityQuery {
        target_id: Some("u1".into()),
        after: Some(1),
        limit: 9,
        ..ActivityQuery::default()
    };
    assert_eq!(listed(&fresh, &hers), ["d", "b"]);
}

/// Most entries are Okta's and of a user, and the indexes leave those out: what is found must not depend on it.
#[tokio::test]
async fn entries_are_found_by_actor_and_kind_whether_many_have_it_or_few() {
    let fresh = fresh();
    let mut by_a_person = entry("person", 2);
    by_a_person.actor = Actor::Person {
        id: "u9".into(),
        name: "Bo Lind".into(),
    };
    let mut of_a_group = entry("group", 3);
    of_a_group.target = Target::new("group", "g1", "Everyone");
    let all = [entry("okta", 1), by_a_person, of_a_group, entry("later", 4)];
    fresh
        .write(move |writes| {
            all.iter()
                .try_for_each(|one| writes.add_activity(one, &SALT))
        })
        .await
        .unwrap();
    let found = |actors: &[&str], kinds: &[&str], target: Option<&str>| {
        let words = |all: &[&str]| all.iter().map(|&word| word.to_owned()).collect();
        let query = ActivityQuery {
            actors: words(actors),
            kinds: words(kinds),
            target_id: target.map(str::to_owned),
            limit: 10,
            ..ActivityQuery::default()
        };
        listed(&fresh, &query)
    };
    assert_eq!(found(&["operator"], &[], None), [""; 0]);
    assert_eq!(found(&["okta"], &[], None), ["later", "group", "okta"]);
    assert_eq!(found(&["person"], &[], None), ["person"]);
    assert_eq!(found(&[], &["user"], None), ["later", "person", "okta"]);
    assert_eq!(found(&[], &["group"], None), ["group"]);
    assert_eq!(found(&["okta"], &["group"], None), ["group"]);
    assert_eq!(found(&["person"], &["group"], None), [""; 0]);
    assert_eq!(found(&["person"], &["user"], Some("u1")), ["person"]);
    assert_eq!(
        found(&["okta", "person"], &["user"], None),
        ["later", "person", "okta"]
    );
}

#[tokio::test]
async fn what_is_about_a_person_or_by_them_is_found_together() {
    let fresh = fresh();
    let by = |id: &str, who: &str| Entry {
        actor: Actor::Person {
            id: who.into(),
            name: "Bo Lind".into(),
        },
        target: Target::new("group", "g1", "Everyone"),
        ..entry(id, 1)
    };
    let all = [entry("about", 1), by("by", "u1"), by("by another", "u2")];
    fresh
        .write(move |writes| {
            all.iter()
                .try_for_each(|one| writes.add_activity(one, &SALT))
        })
        .await
        .unwrap();
    let of = |person: &str| ActivityQuery {
        person: Some(person.into()),
        oldest_first: true,
        limit: 9,
        ..ActivityQuery::default()
    };
    assert_eq!(listed(&fresh, &of("u1")), ["about", "by"]);
    assert_eq!(listed(&fresh, &of("u2")), ["by another"]);
    assert_eq!(listed(&fresh, &of("u3")), [""; 0]);
}

#[tokio::test]
async fn an_entry_that_grows_comes_after_all_that_was_seen() {
    let fresh = fresh();
    let one_at_a_time = [
        (Some("wrong passkey"), "gathered"),
        (None, "b"),
        (Some("wrong passkey"), "again"),
        (None, "c"),
    ];
    for (key, id) in one_at_a_time {
        fresh
            .write(move |writes| match key {
                Some(key) => writes.gather_activity(key, &entry(id, 1), &SALT),
                None => writes.add_activity(&entry(id, 1), &SALT),
            })
            .await
            .unwrap();
    }
    let unseen = ActivityQuery {
        after: Some(2),
        limit: 9,
        ..ActivityQuery::default()
    };
    assert_eq!(listed(&fresh, &unseen), ["c", "gathered"]);
}

#[tokio::test]
async fn attempts_of_one_kind_are_gathered() {
    let fresh = fresh();
    let mut first = entry("first", 1);
    first.call = Some(call("/Users?1"));
    let mut second = entry("second", 8);
    second.count = 3;
    second.call = Some(call("/Users?2"));
    let late = entry("late", 4);
    fresh
        .write(move |writes| {
            writes.gather_activity("wrong passkey", &first, &SALT)?;
            writes.gather_activity("wrong passkey", &second, &SALT)?;
            writes.gather_activity("other", &late, &SALT)
        })
        .await
        .unwrap();
    let query = ActivityQuery {
        limit: 9,
        ..ActivityQuery::default()
    };
    assert_eq!(listed(&fresh, &query), ["late", "first"]);
    let newest = fresh.store.read(|reads| reads.newest_activity()).unwrap();
    assert_eq!(newest, 3, "the one that grew came to the end of the order");
    let entries = fresh.store.read(|reads| reads.list_activity(&query));
    let (_, gathered) = entries.unwrap().remove(1);
    assert_eq!(
        (gathered.count, gathered.at, gathered.last_at),
        (4, at(1), at(8))
    );
    assert_eq!(gathered.call, Some(call("/Users?2")));
}

fn deactivation(of: &str, second: i64) -> Entry {
    Entry {
        target: Target::new("user", &format!("id-{of}"), of),
        ..entry(&format!("{of} at {second}"), second)
    }
}

#[tokio::test]
async fn people_whom_okta_deactivated_are_counted_once_and_only_while_they_are_inactive() {
    let fresh = fresh();
    fresh
        .write(|writes| {
            for (name, active) in [
                ("early", false),
                ("twice", false),
                ("once", false),
                ("back", true),
                ("by-hand", false),
                ("held", false),
            ] {
                writes.add_user(&User {
                    active,
                    ..user(name)
                })?;
            }
            writes.add_activity(&deactivation("early", 1), &SALT)?;
            writes.add_activity(&deactivation("twice", 10), &SALT)?;
            writes.add_activity(&deactivation("twice", 20), &SALT)?;
            writes.add_activity(&deactivation("once", 30), &SALT)?;
            writes.add_activity(&deactivation("back", 30), &SALT)?;
            writes.add_activity(&deactivation("removed since", 30), &SALT)?;
            let by_hand = Entry {
                actor: Actor::Operator,
                ..deactivation("by-hand", 30)
            };
            writes.add_activity(&by_hand, &SALT)?;
            let held = Entry {
                outcome: Outcome::Refused,
                ..deactivation("held", 40)
            };
            writes.add_activity(&held, &SALT)
        })
        .await
        .unwrap();
    let counted = fresh.store.read(|reads| {
        Ok((
            reads.count_deactivated_since(at(100), "")?,
            reads.count_deactivated_since(at(10), "")?,
            reads.count_deactivated_since(at(10), "id-twice")?,
            reads.count_deactivated_since(at(10), "id-back")?,
            reads.last_activity("user.created")?,
            reads.last_activity("user.deactivated")?,
        ))
    });
    assert_eq!(counted.unwrap(), (0, 2, 1, 2, None, Some(at(40))));
}

#[tokio::test]
async fn only_the_newest_reads_are_kept() {
    let fresh = fresh();
    let reads: Vec<RecentRead> = (0..5)
        .map(|number| RecentRead {
            at: at(number),
            call: call(&format!("/Users?{number}")),
        })
        .collect();
    let given = reads.clone();
    fresh
        .write(move |writes| {
            writes.add_recent_reads(&given[..3], 3)?;
            writes.add_recent_reads(&given[3..4], 3)?;
            writes.add_recent_reads(&given, 2)?;
            writes.add_recent_reads(&[], 2)
        })
        .await
        .unwrap();
    let kept = fresh.store.read(|store| store.recent_reads(9)).unwrap();
    assert_eq!(kept, [reads[4].clone(), reads[3].clone()]);
    let newest = fresh.store.read(|store| store.recent_reads(1)).unwrap();
    assert_eq!(newest, [reads[4].clone()]);
    fresh
        .write(|writes| writes.add_recent_reads(&[], 0))
        .await
        .unwrap();
    assert_eq!(fresh.store.read(|store| store.recent_reads(9)).unwrap(), []);
}
