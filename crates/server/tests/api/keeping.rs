//! How long the record is kept: bounds, and what trimming leaves.

use jiff::SignedDuration;
use latchkey_app::keeping::Kept;
use latchkey_domain::AccessRole;
use latchkey_testkit::Latchkey;
use latchkey_testkit::people::okta_user_with_role;
use serde_json::json;

#[tokio::test]
async fn below_enterprise_admin_nobody_sets_it() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let admin = latchkey.person(AccessRole::Admin).await.unwrap();
    let refused = admin.patch("/settings", json!({"activityDays": 30})).await;
    assert_eq!(refused.status, 403, "{}", refused.text);
    assert_eq!(latchkey.app.settings().unwrap().activity_days, 180);
}

#[tokio::test]
async fn what_is_out_of_bounds_is_refused_with_the_bounds_and_the_field() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let owner = latchkey.owner().await.unwrap();
    for (body, field, bounds) in [
        (json!({"activityDays": 29}), "activityDays", "30 to 3650"),
        (json!({"activityDays": 3651}), "activityDays", "30 to 3650"),
        (json!({"bodiesDays": 181}), "bodiesDays", "1 to 180"),
        (
            json!({"activityDays": 30, "bodiesDays": 31}),
            "bodiesDays",
            "1 to 30",
        ),
    ] {
        let refused = owner.patch("/settings", body.clone()).await;
        assert_eq!(refused.status, 422, "{body}: {}", refused.text);
        assert_eq!(refused.json()["field"], field, "{body}");
        let detail = refused.detail();
        assert!(detail.contains(bounds), "{body}: {detail}");
    }
    let saved = owner
        .patch("/settings", json!({"activityDays": 0, "bodiesDays": 7}))
        .await
        .json();
    assert_eq!(
        (&saved["activityDays"], &saved["bodiesDays"]),
        (&json!(0), &json!(7))
    );
    let entry = latchkey.last_entry().await.unwrap();
    assert_eq!(entry.action, "settings.updated");
    assert_eq!(entry.changes.len(), 2);
}

#[tokio::test]
async fn bodies_go_first_then_entries_and_what_the_checklist_rests_on_stays() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    for name in ["Bo", "Cy"] {
        latchkey
            .provision(okta_user_with_role(name, "User"))
            .await
            .unwrap();
    }
    let written = latchkey.entries().await.unwrap().len();
    let bodies = |latchkey: &Latchkey| {
        let query = latchkey_app::ports::store::ActivityQuery {
            actions: vec!["user.created".to_owned()],
            actors: vec!["okta".to_owned()],
            limit: 9,
            ..Default::default()
        };
        let found = latchkey.app.activity(&query).unwrap();
        let kept = |call: &latchkey_domain::activity::Call| call.request.is_some();
        found
            .iter()
            .map(|(_, entry)| entry.call.as_ref().is_some_and(kept))
            .collect::<Vec<_>>()
    };
    assert_eq!(bodies(&latchkey), [true, true]);
    latchkey.clock.advance(SignedDuration::from_hours(24 * 30));
    assert_eq!(latchkey.app.trim_record().await.unwrap(), Kept::default());
    latchkey.clock.advance(SignedDuration::from_secs(1));
    let kept = latchkey.app.trim_record().await.unwrap();
    assert_eq!((kept.entries, kept.bodies), (0, 2));
    assert_eq!(bodies(&latchkey), [false, false]);
    latchkey.clock.advance(SignedDuration::from_hours(24 * 150));
    let kept = latchkey.app.trim_record().await.unwrap();
    // The newest create, which is also the newest with a role and Okta's last call, is what the checklist is ticked by.
    assert_eq!((kept.entries, kept.bodies), (written as u64 - 1, 0));
    assert_eq!(bodies(&latchkey), [false]);
    let owner = latchkey.owner().await.unwrap();
    let list = owner.get("/connectors/okta/checklist?way=one").await.json();
    let role = list["steps"]
        .as_array()
        .unwrap()
        .iter()
        .find(|step| step["id"] == "role_attribute");
    assert_eq!(role.unwrap()["state"], "done");
    assert_eq!(latchkey.store.check(), []);
}
