//! One's own sessions, password and profile.

use jiff::SignedDuration;
use latchkey_app::ports::store::{StoreError, StoreExt as _};
use latchkey_domain::AccessRole;
use latchkey_testkit::{Latchkey, OWNER_PASSWORD};
use serde_json::json;

use crate::staff::{add, fresh, refusal};

#[tokio::test]
async fn a_wrong_or_a_short_password_changes_nothing() {
    let latchkey = fresh().await;
    let owner = latchkey.owner().await.unwrap();
    for (current, new, expected) in [
        (
            "something else",
            "a new long password",
            (422, "wrong_credentials"),
        ),
        (OWNER_PASSWORD, "short", (422, "unaccepted_value")),
    ] {
        let refused = owner
            .put("/me/password", json!({"current": current, "new": new}))
            .await;
        assert_eq!(refusal(&refused), (expected.0, expected.1.into()));
    }
    latchkey.owner().await.unwrap();
}

#[tokio::test]
async fn who_has_no_password_cannot_change_it() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let id = add(&latchkey, "ana", Some(AccessRole::User)).await;
    let ana = latchkey.screen_of("ana@acme.com").await.unwrap();
    let unit = latchkey
        .store
        .write::<_, StoreError>(move |store| store.put_password_hash(&id, None));
    unit.await.unwrap();
    let refused = ana
        .put(
            "/me/password",
            json!({"current": "", "new": "a new long password"}),
        )
        .await;
    assert_eq!(refusal(&refused), (409, "conflict".into()));
}

#[tokio::test]
async fn a_new_password_ends_the_other_sessions() {
    let latchkey = fresh().await;
    let other = latchkey.owner().await.unwrap();
    let owner = latchkey.owner().await.unwrap();
    let change = json!({"current": OWNER_PASSWORD, "new": "a new long password"});
    assert_eq!(owner.put("/me/password", change).await.status, 204);
    assert_eq!(owner.get("/session").await.status, 200);
    assert_eq!(other.get("/session").await.status, 401);
    assert!(
        latchkey.owner().await.is_err(),
        "the old one is worth nothing"
    );
}

#[tokio::test]
async fn a_session_that_ran_out_is_not_listed() {
    let latchkey = fresh().await;
    latchkey.owner().await.unwrap();
    latchkey.clock.advance(SignedDuration::from_hours(2));
    let owner = latchkey.owner().await.unwrap();
    let sessions = owner.get("/me/sessions").await.json();
    assert_eq!(
        sessions["sessions"].as_array().map(Vec::len),
        Some(1),
        "{sessions}"
    );
    assert_eq!(sessions["sessions"][0]["surface"], "portal");
}

#[tokio::test]
async fn ending_ones_own_session_signs_out() {
    let latchkey = fresh().await;
    let owner = latchkey.owner().await.unwrap();
    let id = owner.get("/me/sessions").await.json()["sessions"][0]["id"].clone();
    let path = format!("/me/sessions/{}", id.as_str().unwrap());
    assert_eq!(owner.delete(&path).await.status, 204);
    assert_eq!(owner.get("/session").await.status, 401);
}

#[tokio::test]
async fn all_others_of_ones_own_end_together_and_nobody_elses() {
    let latchkey = fresh().await;
    let ana = latchkey.person(AccessRole::Admin).await.unwrap();
    let (one, two) = (
        latchkey.owner().await.unwrap(),
        latchkey.owner().await.unwrap(),
    );
    let here = latchkey.owner().await.unwrap();
    assert_eq!(here.delete("/me/sessions").await.status, 204);
    for ended in [&one, &two] {
        assert_eq!(ended.get("/session").await.status, 401);
    }
    for stands in [&here, &ana] {
        assert_eq!(stands.get("/session").await.status, 200);
    }
    let entry = latchkey.last_entry().await.unwrap();
    assert_eq!(entry.action, "session.all_ended");
    assert_eq!(
        (&entry.changes[0].before, &entry.changes[0].after),
        (&json!(3), &json!(1))
    );
    assert_eq!(here.delete("/me/sessions").await.status, 204);
    assert!(latchkey.last_entry().await.unwrap().changes.is_empty());
}

#[tokio::test]
async fn a_user_edits_their_own_title() {
    let latchkey = fresh().await;
    let user = latchkey.person(AccessRole::User).await.unwrap();
    let done = user
        .patch("/me", json!({"title": "Clerk", "displayName": "U. Ek"}))
        .await;
    assert_eq!(done.status, 200, "{}", done.text);
    assert_eq!(done.json()["displayName"], "U. Ek");
}
