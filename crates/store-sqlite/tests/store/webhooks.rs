use std::collections::BTreeSet;

use latchkey_app::ports::store::{StoreError, StoreExt as _};
use latchkey_domain::webhook::{Delivery, EventType, SealedSecret, State, Webhook};

use crate::people::{at, fresh};

fn webhook(id: &str) -> Webhook {
    Webhook {
        id: id.into(),
        url: format!("https://hooks.example/{id}"),
        types: BTreeSet::from([EventType::UserCreated, EventType::RequestRefused]),
        state: State::Active,
        created_at: at(1),
        secrets: vec![SealedSecret {
            sealed: vec![1, 2, 3],
            until: None,
        }],
        place: 7,
        attempts: 0,
        next_at: None,
        failing_since: None,
        last_taken_at: None,
    }
}

fn delivery(webhook_id: &str, entry: &str, status: Option<u16>, second: i64) -> Delivery {
    Delivery {
        id: 0,
        webhook_id: webhook_id.into(),
        message_id: format!("msg_{entry}"),
        entry_id: Some(entry.into()),
        kind: "user.created".into(),
        at: at(second),
        attempt: 1,
        status,
        error: status.is_none().then(|| "No answer.".to_owned()),
        millis: 12,
        next_at: None,
    }
}

#[tokio::test]
async fn an_attempt_of_nobodys_and_a_webhook_without_a_secret_are_not_kept() {
    let fresh = fresh();
    let nobodys = fresh
        .write(|writes| writes.add_delivery(&delivery("none", "a", Some(204), 1), 10))
        .await;
    assert!(matches!(nobodys, Err(StoreError::Fault(_))));
    let bare = Webhook {
        secrets: Vec::new(),
        ..webhook("a")
    };
    let refused = fresh.write(move |writes| writes.put_webhook(&bare)).await;
    assert!(matches!(refused, Err(StoreError::Fault(_))));
}

#[tokio::test]
async fn a_webhook_comes_back_as_it_was_put_in_the_order_of_adding() {
    let fresh = fresh();
    let changed = Webhook {
        types: BTreeSet::from([EventType::UserSignedIn]),
        state: State::Gone,
        secrets: vec![
            SealedSecret {
                sealed: vec![9],
                until: None,
            },
            SealedSecret {
                sealed: vec![1, 2, 3],
                until: Some(at(60)),
            },
        ],
        place: 9,
        attempts: 3,
        next_at: Some(at(5)),
        failing_since: Some(at(2)),
        last_taken_at: Some(at(1)),
        ..webhook("a")
    };
    let put = changed.clone();
    fresh
        .write(move |writes| {
            writes.put_webhook(&webhook("b"))?;
            writes.put_webhook(&webhook("a"))?;
            writes.put_webhook(&put)
        })
        .await
        .unwrap();
    let all = fresh.store.read(|reads| reads.list_webhooks()).unwrap();
    assert_eq!(all, [webhook("b"), changed]);
    assert_eq!(
        fresh.store.read(|reads| reads.get_webhook("c")).unwrap(),
        None
    );
}

#[tokio::test]
async fn the_newest_attempts_of_each_stay_and_go_with_it() {
    let fresh = fresh();
    fresh
        .write(|writes| {
            writes.put_webhook(&webhook("a"))?;
            writes.put_webhook(&webhook("b"))?;
            writes.add_delivery(&delivery("b", "e0", None, 1), 3)?;
            for second in 1..=5 {
                writes.add_delivery(&delivery("a", &format!("e{second}"), Some(204), second), 3)?;
            }
            writes.add_delivery(&delivery("b", "e0", Some(500), 2), 3)?;
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
    fresh
        .store
        .read(|reads| {
            let log = reads.list_deliveries("a", 10)?;
            let entries: Vec<_> = log
                .iter()
                .filter_map(|one| one.entry_id.as_deref())
                .collect();
            assert_eq!(entries, ["e5", "e4", "e3"]);
            assert_eq!(reads.get_delivery("a", log[0].id)?, Some(log[0].clone()));
            assert_eq!(reads.get_delivery("b", log[0].id)?, None, "another's");
            assert_eq!(reads.list_deliveries("b", 10)?.len(), 2);
            assert_eq!(reads.last_taken("a", "e5")?, Some(at(5)));
            assert_eq!(reads.last_taken("a", "e1")?, None, "not kept any more");
            assert_eq!(reads.last_taken("b", "e0")?, None, "not taken");
            Ok(())
        })
        .unwrap();
    fresh
        .write(|writes| writes.remove_webhook("a"))
        .await
        .unwrap();
    let left = fresh.store.read(|reads| reads.list_deliveries("a", 10));
    assert!(left.unwrap().is_empty());
}
