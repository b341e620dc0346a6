//! Whom the people list finds as dormant.

use latchkey_app::ports::store::{PeopleFilter, PeopleOrder, PeopleSort, StoreExt as _};
use latchkey_domain::activity::{Actor, Entry, Outcome, Target};

use crate::people::{Fresh, at, fresh, user};

/// Since when nothing may have happened.
const SINCE: i64 = 1000;

fn dormant(fresh: &Fresh, active: Option<bool>) -> Vec<String> {
    let filter = PeopleFilter {
        active,
        dormant_since: Some(at(SINCE)),
        ..PeopleFilter::default()
    };
    let by_coming = PeopleOrder {
        sort: PeopleSort::Created,
        descending: false,
    };
    let found = fresh.store.read(|reads| {
        let found = reads.find_people(&filter, by_coming, 0, u64::MAX)?;
        reads.people_at(&found.places)
    });
    let found = found.unwrap();
    found.into_iter().map(|person| person.id).collect()
}

async fn add(fresh: &Fresh, name: &'static str, active: bool, created: i64) {
    fresh
        .write(move |writes| {
            let mut user = user(name);
            user.active = active;
            user.created_at = at(created);
            // A later change of the profile is no sign of life.
            user.modified_at = at(SINCE + 500);
            writes.add_user(&user)
        })
        .await
        .unwrap();
}

async fn signed_in(fresh: &Fresh, name: &'static str, second: i64) {
    fresh
        .write(move |writes| writes.put_last_sign_in(&format!("id-{name}"), at(second)))
        .await
        .unwrap();
}

async fn deactivation(fresh: &Fresh, name: &'static str, second: i64, outcome: Outcome) {
    let entry = Entry {
        id: format!("{name}-{second}"),
        at: at(second),
        actor: Actor::Okta,
        action: "user.deactivated".into(),
        target: Target::new("user", &format!("id-{name}"), name),
        outcome,
        reason: None,
        changes: Vec::new(),
        left_out: Vec::new(),
        call: None,
        count: 1,
        last_at: at(second),
    };
    fresh
        .write(move |writes| writes.add_activity(&entry))
        .await
        .unwrap();
}

#[tokio::test]
async fn nobody_is_dormant_who_came_or_signed_in_since() {
    let fresh = fresh();
    add(&fresh, "new", true, SINCE).await;
    add(&fresh, "busy", true, 0).await;
    signed_in(&fresh, "busy", SINCE).await;
    add(&fresh, "newly-gone", false, SINCE + 1).await;
    assert!(dormant(&fresh, None).is_empty());
}

#[tokio::test]
async fn active_people_are_dormant_by_their_last_sign_in_else_by_their_coming() {
    let fresh = fresh();
    add(&fresh, "never", true, SINCE - 1).await;
    add(&fresh, "once", true, 0).await;
    signed_in(&fresh, "once", SINCE - 1).await;
    assert_eq!(dormant(&fresh, None), ["id-never", "id-once"]);
    assert_eq!(dormant(&fresh, Some(true)), ["id-never", "id-once"]);
    assert!(dormant(&fresh, Some(false)).is_empty());
}

#[tokio::test]
async fn deactivated_people_are_dormant_unless_that_was_since() {
    let fresh = fresh();
    add(&fresh, "long-gone", false, 0).await;
    signed_in(&fresh, "long-gone", SINCE + 1).await;
    deactivation(&fresh, "long-gone", SINCE - 1, Outcome::Changed).await;
    // Refused: it had been so before.
    deactivation(&fresh, "long-gone", SINCE + 2, Outcome::Refused).await;
    add(&fresh, "again", false, 0).await;
    deactivation(&fresh, "again", 10, Outcome::Changed).await;
    deactivation(&fresh, "again", SINCE, Outcome::Changed).await;
    // Came deactivated, or before the record begins.
    add(&fresh, "unrecorded", false, 0).await;
    assert_eq!(dormant(&fresh, None), ["id-long-gone", "id-unrecorded"]);
    assert!(dormant(&fresh, Some(true)).is_empty());
}
