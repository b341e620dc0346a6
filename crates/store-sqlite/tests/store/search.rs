//! The people list, searched.

use latchkey_app::directory::people::words;
use latchkey_app::ports::store::{
    FoundPeople, PeopleFilter, PeopleOrder, PeopleSort, Place, StoreExt as _,
};

use crate::people::{Fresh, fresh, user};

fn found(fresh: &Fresh, typed: &str, offset: u64, limit: u64) -> FoundPeople {
    let filter = PeopleFilter {
        words: words(typed),
        ..PeopleFilter::default()
    };
    let by_coming = PeopleOrder {
        sort: PeopleSort::Created,
        descending: false,
    };
    let found = |reads: &dyn latchkey_app::ports::store::Reads| {
        reads.find_people(&filter, by_coming, offset, limit)
    };
    fresh.store.read(found).unwrap()
}

fn places(from: i64, to: i64) -> Vec<Place> {
    (from..=to).map(Place).collect()
}

async fn add(fresh: &Fresh, people: u32) {
    fresh
        .write(move |writes| {
            (0..people).try_for_each(|number| writes.add_user(&user(&format!("u{number}"))))
        })
        .await
        .unwrap();
}

#[tokio::test]
async fn whoever_was_removed_or_renamed_is_not_found_any_more() {
    let fresh = fresh();
    add(&fresh, 100).await;
    assert_eq!(found(&fresh, "u77@", 0, 9).places, [Place(78)]);
    fresh
        .write(|writes| {
            let mut renamed = user("u77");
            renamed.given_name = "\u{de}\u{f3}ra".into();
            renamed.display_name = "\u{de}\u{f3}ra Lind".into();
            renamed.user_name = "other@acme.com".into();
            renamed.email = "other@acme.com".into();
            renamed.external_id = None;
            writes.update_user(&renamed)?;
            writes.remove_user("id-u5")
        })
        .await
        .unwrap();
    for typed in ["u77@", "u5@", "nobody", "berg zzz"] {
        let found = found(&fresh, typed, 0, 9);
        assert_eq!((found.matching, found.more), (0, false), "{typed}");
        assert!(found.places.is_empty());
    }
    for typed in ["\u{de}\u{d3}RA", "lind", "her@", "\u{f3}r oth"] {
        assert_eq!(found(&fresh, typed, 0, 9).places, [Place(78)], "{typed}");
    }
    // By the name that is theirs beside the one to show.
    assert_eq!(
        found(&fresh, "\u{fe}\u{f3}ra berg", 0, 9).places,
        [Place(78)]
    );
}

#[tokio::test]
async fn more_than_are_read_through_are_not_counted_and_every_page_is_right() {
    let fresh = fresh();
    add(&fresh, 5_100).await;
    for typed in ["b", "berg", "acme.com u"] {
        let first = found(&fresh, typed, 0, 3);
        assert_eq!((first.matching, first.more), (5_000, true), "{typed}");
        assert_eq!(first.places, places(1, 3));
        let far = found(&fresh, typed, 4_000, 3);
        assert_eq!((far.matching, far.places), (5_000, places(4_001, 4_003)));
        // What is asked for is always counted.
        let last = found(&fresh, typed, 5_050, 100);
        assert_eq!((last.matching, last.more), (5_100, false));
        assert_eq!(last.places, places(5_051, 5_100));
        assert_eq!(found(&fresh, typed, 0, u64::MAX).places, places(1, 5_100));
    }
    let few = found(&fresh, "u50 berg", 1, 2);
    // u50, u500 to u509, u5000 to u5099.
    assert_eq!((few.matching, few.more), (111, false));
    assert_eq!(few.places, [Place(501), Place(502)]);
}
