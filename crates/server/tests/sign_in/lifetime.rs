//! How long sessions live: an EnterpriseAdmin sets it, and it holds at once.

use axum::body::Body;
use axum::http::{Request, header};
use jiff::SignedDuration;
use latchkey_domain::AccessRole;
use latchkey_testkit::{Answer, Latchkey, OWNER, OWNER_PASSWORD};
use serde_json::{Value, json};

use crate::held::Held;

async fn fresh() -> Latchkey {
    let latchkey = Latchkey::new().unwrap();
    latchkey.set_up().await.unwrap();
    latchkey
}

#[tokio::test]
async fn below_enterprise_admin_nobody_sets_it() {
    let latchkey = fresh().await;
    let admin = latchkey.person(AccessRole::Admin).await.unwrap();
    let refused = admin.patch("/settings", json!({"sessionHours": 24})).await;
    assert_eq!(refused.status, 403, "{}", refused.text);
    assert_eq!(latchkey.app.settings().unwrap().session_hours, 12);
}

#[tokio::test]
async fn what_is_out_of_bounds_is_refused_with_the_bounds_and_the_field() {
    let latchkey = fresh().await;
    let owner = latchkey.owner().await.unwrap();
    for (body, field, bounds) in [
        (json!({"sessionHours": 0}), "sessionHours", "1 to 24"),
        (json!({"sessionHours": 25}), "sessionHours", "1 to 24"),
        (
            json!({"sessionIdleMinutes": 4}),
            "sessionIdleMinutes",
            "5 to 720",
        ),
        (
            json!({"sessionIdleMinutes": 721}),
            "sessionIdleMinutes",
            "5 to 720",
        ),
        (
            json!({"sessionHours": 1, "sessionIdleMinutes": 61}),
            "sessionIdleMinutes",
            "5 to 60",
        ),
    ] {
        let refused = owner.patch("/settings", body.clone()).await;
        assert_eq!(refused.status, 422, "{body}: {}", refused.text);
        assert_eq!(refused.json()["field"], field, "{body}");
        let detail = refused.detail();
        assert!(detail.contains(bounds), "{body}: {detail}");
        assert!(detail.ends_with("Nothing was changed."), "{detail}");
    }
    for body in [
        json!({"sessionHours": -1}),
        json!({"sessionHours": 1.5}),
        json!({"sessionHours": "12"}),
    ] {
        let refused = owner.patch("/settings", body.clone()).await;
        assert_eq!(refused.status, 422, "{body}: {}", refused.text);
    }
    let settings = latchkey.app.settings().unwrap();
    assert_eq!(
        (settings.session_hours, settings.session_idle_minutes),
        (12, 60)
    );
}

#[tokio::test]
async fn a_shorter_one_ends_what_is_older_at_once_and_is_on_record() {
    let latchkey = fresh().await;
    let ana = latchkey
        .add_local("Ana", Some(AccessRole::Admin))
        .await
        .unwrap();
    let old = Held::of(&latchkey, &ana.id).await;
    for _ in 0..4 {
        latchkey.clock.advance(SignedDuration::from_mins(50));
        assert_eq!(old.statuses(&latchkey).await, (200, 200));
    }
    let owner = latchkey.owner().await.unwrap();
    let set = owner.patch("/settings", json!({"sessionHours": 3})).await;
    assert_eq!(set.status, 200, "{}", set.text);
    assert_eq!(set.json()["sessionHours"], 3);
    assert_eq!(set.json()["sessionIdleMinutes"], 60);
    let entry = latchkey.last_entry().await.unwrap();
    assert_eq!(entry.action, "settings.updated");
    let change = &entry.changes[0];
    assert_eq!(
        (change.attribute.as_str(), &change.before, &change.after),
        ("session, hours at most", &json!(12), &json!(3))
    );
    assert_eq!(
        entry.reason.as_deref(),
        Some("2 sessions older or longer unused than that ended.")
    );
    assert_eq!(latchkey.sessions(&ana.id).unwrap(), 0);
    assert_eq!(old.statuses(&latchkey).await, (401, 401));
    assert_eq!(owner.get("/session").await.status, 200);
    let same = owner.patch("/settings", json!({"sessionHours": 3})).await;
    assert_eq!(same.status, 200);
    let entry = latchkey.last_entry().await.unwrap();
    assert!(entry.changes.is_empty());
}

#[tokio::test]
async fn a_longer_one_brings_nothing_back() {
    let latchkey = fresh().await;
    let ana = latchkey
        .add_local("Ana", Some(AccessRole::Admin))
        .await
        .unwrap();
    let held = Held::of(&latchkey, &ana.id).await;
    latchkey.clock.advance(SignedDuration::from_mins(60));
    let owner = latchkey.owner().await.unwrap();
    let body = json!({"sessionHours": 24, "sessionIdleMinutes": 1440});
    let set = owner.patch("/settings", body).await;
    assert_eq!(set.status, 200, "{}", set.text);
    assert_eq!(held.statuses(&latchkey).await, (401, 401));
    latchkey.clock.advance(SignedDuration::from_hours(23));
    assert_eq!(owner.get("/session").await.status, 200);
    latchkey.clock.advance(SignedDuration::from_hours(1));
    assert_eq!(owner.get("/session").await.status, 401);
}

#[tokio::test]
async fn unused_for_as_long_as_is_set_it_ends_and_is_taken_away() {
    let latchkey = fresh().await;
    let ana = latchkey
        .add_local("Ana", Some(AccessRole::Admin))
        .await
        .unwrap();
    let owner = latchkey.owner().await.unwrap();
    owner
        .patch("/settings", json!({"sessionIdleMinutes": 5}))
        .await;
    let held = Held::of(&latchkey, &ana.id).await;
    latchkey.clock.advance(SignedDuration::from_mins(4));
    assert_eq!(held.statuses(&latchkey).await, (200, 200));
    let listed = owner
        .get(&format!("/users/{}/sessions", ana.id))
        .await
        .json();
    assert_eq!(listed["sessions"].as_array().map(Vec::len), Some(2));
    latchkey.clock.advance(SignedDuration::from_mins(5));
    let removed = latchkey.app.remove_what_ran_out().await.unwrap();
    assert_eq!(removed.sessions, 3, "the owner's as well");
    assert_eq!(held.statuses(&latchkey).await, (401, 401));
}

/// A page that is open asks for news by itself; that alone keeps no session alive.
#[tokio::test]
async fn what_a_page_asks_while_nobody_is_there_is_no_use() {
    let latchkey = fresh().await;
    let ana = latchkey
        .add_local("Ana", Some(AccessRole::Admin))
        .await
        .unwrap();
    let held = Held::of(&latchkey, &ana.id).await;
    let unattended = async || {
        let request = Request::get("/api/v1/session")
            .header(header::COOKIE, held.cookie())
            .header("x-latchkey-unattended", "1")
            .body(Body::empty())
            .unwrap();
        latchkey.send(request).await.status.as_u16()
    };
    for _ in 0..2 {
        latchkey.clock.advance(SignedDuration::from_mins(25));
        assert_eq!(unattended().await, 200);
    }
    assert_eq!(held.in_portal(&latchkey, "/session").await.status, 200);
    latchkey.clock.advance(SignedDuration::from_mins(59));
    assert_eq!(unattended().await, 200);
    latchkey.clock.advance(SignedDuration::from_mins(1));
    assert_eq!(unattended().await, 401);
}

fn max_age(answer: &Answer) -> i64 {
    let cookie = answer.header("set-cookie");
    let (_, rest) = cookie.split_once("Max-Age=").unwrap();
    rest.split(';').next().unwrap().parse().unwrap()
}

/// How long after now the answer says that the session ends.
fn ends_in(latchkey: &Latchkey, session: &Value) -> i64 {
    let end: jiff::Timestamp = session["expiresAt"].as_str().unwrap().parse().unwrap();
    end.duration_since(latchkey.app.now()).as_secs()
}

#[tokio::test]
async fn the_cookie_ends_when_the_session_does_also_when_that_is_set_anew() {
    let latchkey = fresh().await;
    let body = json!({"userName": OWNER, "password": OWNER_PASSWORD});
    let begun = latchkey.post_as_anyone("/session", &body).await.unwrap();
    assert_eq!(max_age(&begun), 12 * 3600);
    assert_eq!(ends_in(&latchkey, &begun.json()["session"]), 12 * 3600);
    let cookie = begun
        .header("set-cookie")
        .split(';')
        .next()
        .unwrap()
        .to_owned();

    let other = latchkey.owner().await.unwrap();
    other.patch("/settings", json!({"sessionHours": 2})).await;
    latchkey.clock.advance(SignedDuration::from_mins(30));
    let ask = || {
        Request::get("/api/v1/session")
            .header(header::COOKIE, &cookie)
            .body(Body::empty())
            .unwrap()
    };
    let asked = latchkey.send(ask()).await;
    assert_eq!(max_age(&asked), 90 * 60);
    assert!(asked.header("set-cookie").starts_with(&cookie));
    assert_eq!(ends_in(&latchkey, &asked.json()["session"]), 90 * 60);
    let listed = other.get("/me/sessions").await.json();
    assert_eq!(ends_in(&latchkey, &listed["sessions"][0]), 90 * 60);
}
