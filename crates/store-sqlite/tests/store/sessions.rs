use latchkey_app::ports::store::{StoreError, StoreExt as _};
use latchkey_domain::session::{Method, Surface};

use crate::people::{Fresh, at, fresh, session, user};

/// Ana has one in the portal, one in the app, one with a password; Bo has one.
async fn signed_in() -> Fresh {
    let fresh = fresh();
    fresh
        .write(|writes| {
            writes.add_user(&user("ana"))?;
            writes.add_user(&user("bo"))?;
            let portal = session("portal", "ana");
            let mut app = session("app", "ana");
            app.surface = Surface::App;
            app.created_at = at(20);
            app.last_seen_at = at(20);
            let mut password = session("password", "ana");
            password.method = Method::Password;
            password.created_at = at(10);
            writes.add_session(&portal, &[1; 32])?;
            writes.add_session(&app, &[2; 32])?;
            writes.add_session(&password, &[3; 32])?;
            writes.add_session(&session("bo", "bo"), &[4; 32])
        })
        .await
        .unwrap();
    fresh
}

fn left(fresh: &Fresh) -> Vec<String> {
    let sessions = fresh.store.read(|reads| reads.sessions_of("id-ana"));
    sessions.unwrap().into_iter().map(|one| one.id).collect()
}

#[tokio::test]
async fn a_token_that_is_not_known_finds_nothing() {
    let fresh = signed_in().await;
    let found = fresh.store.read(|reads| reads.find_session(&[9; 32]));
    assert_eq!(found.unwrap(), None);
}

#[tokio::test]
async fn a_session_of_nobody_is_not_kept() {
    let fresh = fresh();
    let added = fresh
        .write(|writes| writes.add_session(&session("s", "ana"), &[1; 32]))
        .await;
    assert!(matches!(added, Err(StoreError::Fault(_))));
}

#[tokio::test]
async fn sessions_are_found_and_listed_the_newest_first() {
    let fresh = signed_in().await;
    let found = fresh.store.read(|reads| reads.find_session(&[1; 32]));
    assert_eq!(found.unwrap(), Some(session("portal", "ana")));
    assert_eq!(left(&fresh), ["app", "password", "portal"]);
}

#[tokio::test]
async fn a_use_is_noted_and_never_earlier_than_the_last() {
    let fresh = signed_in().await;
    fresh
        .write(|writes| {
            writes.touch_session("portal", at(90))?;
            writes.touch_session("portal", at(60))?;
            writes.touch_session("gone", at(60))
        })
        .await
        .unwrap();
    let found = fresh.store.read(|reads| reads.find_session(&[1; 32]));
    assert_eq!(found.unwrap().unwrap().last_seen_at, at(90));
}

#[tokio::test]
async fn sessions_end_one_by_one_and_by_kind() {
    let fresh = signed_in().await;
    let ended = fresh
        .write(|writes| {
            let portal = writes.remove_portal_sessions_of("id-ana")?;
            Ok((
                portal,
                writes.remove_session("app")?,
                writes.remove_session("app")?,
            ))
        })
        .await;
    assert_eq!(ended.unwrap(), (2, true, false));
    assert!(left(&fresh).is_empty());

    let fresh = signed_in().await;
    let kept = fresh
        .write(|writes| writes.remove_password_sessions(Some("password")))
        .await;
    assert_eq!(kept.unwrap(), 0);
    let ended = fresh
        .write(|writes| writes.remove_password_sessions(None))
        .await;
    assert_eq!(ended.unwrap(), 1);
    assert_eq!(left(&fresh), ["app", "portal"]);
    let all = fresh
        .write(|writes| writes.remove_sessions_of("id-ana"))
        .await;
    assert_eq!(all.unwrap(), 2);
    assert!(
        fresh
            .store
            .read(|reads| reads.find_session(&[4; 32]))
            .unwrap()
            .is_some()
    );
}

#[tokio::test]
async fn old_sessions_are_removed() {
    let fresh = signed_in().await;
    // Begun at 5 or earlier: the portal's and Bo's. Last seen at 15 or earlier: the password's too.
    let removed = fresh
        .write(|writes| writes.remove_ended_sessions(at(5), at(15)))
        .await;
    assert_eq!(removed.unwrap(), 3);
    assert_eq!(left(&fresh), ["app"]);
}

#[tokio::test]
async fn a_session_that_has_run_out_to_the_moment_is_removed() {
    let fresh = signed_in().await;
    let removed = fresh
        .write(|writes| writes.remove_ended_sessions(at(20), at(0)))
        .await;
    assert_eq!(removed.unwrap(), 4);
}

#[tokio::test]
async fn all_end_but_the_one_that_is_kept() {
    let fresh = signed_in().await;
    let removed = fresh
        .write(|writes| writes.remove_all_sessions(Some("portal")))
        .await;
    assert_eq!(removed.unwrap(), 3);
    assert_eq!(left(&fresh), ["portal"]);
    let removed = fresh.write(|writes| writes.remove_all_sessions(None)).await;
    assert_eq!(removed.unwrap(), 1);
}

#[tokio::test]
async fn a_token_is_spent_once_until_it_is_forgotten() {
    let fresh = fresh();
    let spend = async || {
        let spent = fresh.write(|writes| writes.spend_token(&[7; 32], at(10)));
        spent.await.unwrap()
    };
    let is_spent = || fresh.store.read(|reads| reads.is_spent(&[7; 32])).unwrap();
    assert!(!is_spent());
    assert!(spend().await);
    assert!(is_spent());
    assert!(!spend().await);
    let forgotten = async |now| {
        let removed = fresh.write(move |writes| writes.remove_spent_tokens(at(now)));
        removed.await.unwrap()
    };
    assert_eq!(forgotten(10).await, 0);
    assert_eq!(forgotten(11).await, 1);
    assert!(!is_spent());
}

#[tokio::test]
async fn sessions_go_with_their_user() {
    let fresh = signed_in().await;
    fresh
        .write(|writes| writes.remove_user("id-ana"))
        .await
        .unwrap();
    let found = fresh.store.read(|reads| reads.find_session(&[1; 32]));
    assert_eq!(found.unwrap(), None);
}
