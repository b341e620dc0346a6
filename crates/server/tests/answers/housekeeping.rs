//! What has run out is taken away while the server runs.

use std::time::Duration;

use jiff::SignedDuration;
use latchkey_app::housekeeping::Removed;
use latchkey_app::ports::store::ActivityQuery;
use latchkey_testkit::{Latchkey, OWNER, OWNER_PASSWORD};
use serde_json::json;

/// An installation whose owner has just signed in, and the owner's id.
async fn signed_in() -> (Latchkey, String) {
    let latchkey = Latchkey::new().unwrap();
    latchkey.set_up().await.unwrap();
    let body = json!({"userName": OWNER, "password": OWNER_PASSWORD});
    let answer = latchkey.post_as_anyone("/session", &body).await.unwrap();
    assert_eq!(answer.status, 201, "{}", answer.text);
    let id = answer.json()["user"]["id"].as_str().unwrap().to_owned();
    (latchkey, id)
}

fn sessions(latchkey: &Latchkey, user_id: &str) -> usize {
    let sessions = latchkey.app.read(|store| store.sessions_of(user_id));
    sessions.unwrap().len()
}

#[tokio::test]
async fn what_still_counts_stays() {
    let (latchkey, id) = signed_in().await;
    latchkey.app.challenge();
    latchkey.clock.advance(SignedDuration::from_mins(9));
    let removed = latchkey.app.remove_what_ran_out().await.unwrap();
    assert_eq!(removed, Removed::default());
    assert_eq!(sessions(&latchkey, &id), 1);
}

#[tokio::test]
async fn what_has_run_out_goes_and_leaves_no_entry() {
    let (latchkey, id) = signed_in().await;
    latchkey.app.challenge();
    let everything = ActivityQuery {
        limit: 100,
        ..ActivityQuery::default()
    };
    let before = latchkey.app.activity(&everything).unwrap();
    latchkey.clock.advance(SignedDuration::from_mins(61));
    let removed = latchkey.app.remove_what_ran_out().await.unwrap();
    assert_eq!(
        removed,
        Removed {
            sessions: 1,
            challenges: 1,
            second_steps: 0,
        }
    );
    assert_eq!(sessions(&latchkey, &id), 0);
    assert_eq!(latchkey.app.activity(&everything).unwrap(), before);
}

#[tokio::test]
async fn a_server_that_starts_does_it_first_of_all() {
    let (latchkey, id) = signed_in().await;
    latchkey.clock.advance(SignedDuration::from_hours(13));
    let server = latchkey.serve().await.unwrap();
    let gone = async {
        while sessions(&latchkey, &id) > 0 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), gone)
        .await
        .expect("the ended session goes");
    server.stop().await;
}
