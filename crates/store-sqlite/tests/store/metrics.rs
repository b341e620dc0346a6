use latchkey_app::ports::store::{Store as _, StoreError, StoreExt as _};
use latchkey_domain::metrics_token::MetricsToken;

use crate::people::{at, fresh, user};

fn token(byte: u8) -> MetricsToken {
    MetricsToken {
        hash: [byte; 32],
        last_four: "7Q2F".to_owned(),
        created_at: at(5),
    }
}

#[tokio::test]
async fn there_is_one_token_at_most() {
    let fresh = fresh();
    let known = || fresh.store.read(|reads| reads.metrics_token()).unwrap();
    assert_eq!(known(), None);
    for byte in [1, 2] {
        fresh
            .write(move |writes| writes.put_metrics_token(Some(&token(byte))))
            .await
            .unwrap();
        assert_eq!(known(), Some(token(byte)));
    }
    fresh
        .write(|writes| writes.put_metrics_token(None))
        .await
        .unwrap();
    assert_eq!(known(), None);
}

#[tokio::test]
async fn commits_are_counted_by_their_size_and_those_that_keep_nothing_are_not() {
    let fresh = fresh();
    let before = fresh.store.commit_counts();
    let refused: Result<(), StoreError> = fresh
        .write(|writes| {
            writes.add_user(&user("ana"))?;
            Err(StoreError::Taken("something".into()))
        })
        .await;
    assert!(refused.is_err());
    assert_eq!(fresh.store.commit_counts(), before);
    fresh
        .write(|writes| writes.add_user(&user("ana")))
        .await
        .unwrap();
    let after = fresh.store.commit_counts();
    assert_eq!(after.units.count(), before.units.count() + 1);
    assert_eq!(after.units.sum, before.units.sum + 1);
    assert_eq!(after.micros.count(), after.units.count());
    assert_eq!(after.failed, 0);
}
