use std::ops::ControlFlow;

use latchkey_app::ports::store::{
    Place, Store as _, StoreError, StoreExt as _, UserSelection, Verdict,
};

use crate::people::{fresh, user};

#[tokio::test]
async fn a_unit_that_refuses_leaves_nothing() {
    let fresh = fresh();
    let answer: Result<(), StoreError> = fresh
        .write(|writes| {
            writes.add_user(&user("ana"))?;
            assert_eq!(writes.count_users()?, 1);
            Err(StoreError::Taken("something".into()))
        })
        .await;
    assert!(matches!(answer, Err(StoreError::Taken(what)) if what == "something"));
    assert_eq!(fresh.store.read(|reads| reads.count_users()).unwrap(), 0);
}

#[tokio::test]
async fn a_unit_that_panics_leaves_nothing_and_the_next_one_works() {
    let fresh = fresh();
    let answer: Result<(), StoreError> = fresh
        .write(|writes| {
            writes.add_user(&user("ana"))?;
            let mut cut_short = |part: &mut dyn latchkey_app::ports::store::Writes| {
                part.add_user(&user("bo")).unwrap();
                panic!("in the middle of a part");
            };
            writes.part(&mut cut_short)
        })
        .await;
    let text = answer.unwrap_err().to_string();
    assert!(text.contains("panicked; nothing of it was kept"), "{text}");
    fresh
        .write(|writes| writes.add_user(&user("cy")))
        .await
        .unwrap();
    assert_eq!(fresh.store.read(|reads| reads.count_users()).unwrap(), 1);
}

#[tokio::test]
async fn a_part_is_undone_alone_however_deep() {
    let fresh = fresh();
    fresh
        .write(|writes| {
            writes.add_user(&user("ana"))?;
            writes.part(&mut |outer| {
                outer.add_user(&user("bo")).unwrap();
                let inner = outer.part(&mut |inner| {
                    inner.add_user(&user("cy")).unwrap();
                    Verdict::Undo
                });
                inner.unwrap();
                Verdict::Keep
            })?;
            writes.part(&mut |outer| {
                outer.add_user(&user("dee")).unwrap();
                outer
                    .part(&mut |inner| {
                        inner.add_user(&user("eve")).unwrap();
                        Verdict::Keep
                    })
                    .unwrap();
                Verdict::Undo
            })
        })
        .await
        .unwrap();
    let users = fresh.store.read(|reads| reads.page_users(0, 9)).unwrap();
    let ids: Vec<&str> = users.iter().map(|user| user.id.as_str()).collect();
    assert_eq!(ids, ["id-ana", "id-bo"]);
}

#[tokio::test]
async fn a_statement_that_fails_takes_nothing_else_with_it() {
    let fresh = fresh();
    fresh
        .write(|writes| {
            writes.add_user(&user("ana"))?;
            assert!(writes.add_user(&user("ana")).is_err());
            writes.add_user(&user("bo"))
        })
        .await
        .unwrap();
    assert_eq!(fresh.store.read(|reads| reads.count_users()).unwrap(), 2);
}

#[tokio::test]
async fn a_read_sees_one_state_and_cannot_be_disturbed() {
    let fresh = fresh();
    fresh
        .write(|writes| writes.add_user(&user("ana")))
        .await
        .unwrap();
    let (sender, receiver) = std::sync::mpsc::channel();
    let writing = fresh.store.clone();
    let writer = std::thread::spawn(move || {
        receiver.recv().unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap();
        runtime
            .block_on(writing.write(|writes| writes.add_user(&user("bo"))))
            .unwrap();
    });
    let mut writer = Some(writer);
    let counts = fresh.store.read(|reads| {
        let before = reads.count_users()?;
        sender.send(()).unwrap();
        writer.take().unwrap().join().unwrap();
        // Another read is of the new state, this one still of its own.
        let other = fresh.store.read(|reads| reads.count_users())?;
        Ok((before, reads.count_users()?, other))
    });
    assert_eq!(counts.unwrap(), (1, 1, 2));
}

#[tokio::test]
async fn a_read_that_panics_gives_its_connection_back() {
    let fresh = fresh();
    fresh
        .write(|writes| writes.add_user(&user("ana")))
        .await
        .unwrap();
    let panicking =
        std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            fresh.store.read(|reads| {
                reads.scan_user_documents(
                    &UserSelection::All,
                    Place::START,
                    &mut |_, _| -> ControlFlow<()> { panic!("in the middle of a scan") },
                )
            })
        }));
    assert!(panicking.is_err());
    fresh
        .write(|writes| writes.add_user(&user("bo")))
        .await
        .unwrap();
    assert_eq!(fresh.store.read(|reads| reads.count_users()).unwrap(), 2);
}

#[tokio::test]
async fn a_unit_whose_caller_went_away_is_kept_before_the_store_closes() {
    let fresh = fresh();
    let (sender, receiver) = std::sync::mpsc::channel::<()>();
    let mut unit = fresh.store.write_with(Box::new(move |writes| {
        receiver.recv().unwrap();
        writes.add_user(&user("ana")).unwrap();
        Verdict::Keep
    }));
    // The first poll puts it into the queue.
    let polled = std::future::poll_fn(|context| {
        std::task::Poll::Ready(unit.as_mut().poll(context).is_ready())
    });
    assert!(!polled.await);
    drop(unit);
    sender.send(()).unwrap();
    drop(fresh.store);
    let again = latchkey_store_sqlite::SqliteStore::open_existing(fresh.folder.path()).unwrap();
    assert_eq!(again.read(|reads| reads.count_users()).unwrap(), 1);
}

#[tokio::test]
async fn units_that_come_alone_are_committed_alone() {
    let fresh = fresh();
    for name in ["ana", "bo", "cy"] {
        fresh
            .write(move |writes| writes.add_user(&user(name)))
            .await
            .unwrap();
    }
    let refused: Result<(), StoreError> = fresh.write(|_| Err(StoreError::Taken("x".into()))).await;
    refused.unwrap_err();
    let tally = fresh.store.tally();
    assert_eq!((tally.units, tally.commits), (3, 3));
}

#[tokio::test]
async fn units_that_wait_together_are_committed_together() {
    let fresh = fresh();
    let (open, gate) = std::sync::mpsc::channel::<()>();
    let mut units = tokio::task::JoinSet::new();
    // Tasks of this runtime run one after the other: the gate opens once all the others stand in the queue.
    let first = fresh.store.clone();
    units.spawn(async move {
        first
            .write(move |writes| {
                gate.recv().unwrap();
                writes.add_user(&user("first"))
            })
            .await
    });
    for number in 0..50 {
        let store = fresh.store.clone();
        units.spawn(async move {
            store
                .write(move |writes| writes.add_user(&user(&format!("u{number}"))))
                .await
        });
    }
    units.spawn(async move {
        open.send(()).unwrap();
        Ok(())
    });
    while let Some(answer) = units.join_next().await {
        answer.unwrap().unwrap();
    }
    let tally = fresh.store.tally();
    assert_eq!((tally.units, tally.commits), (51, 1));
}
