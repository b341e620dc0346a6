//! GET /users?dormant=N.

use jiff::SignedDuration;
use latchkey_domain::AccessRole;
use latchkey_testkit::people::okta_user_with_role;
use latchkey_testkit::{Latchkey, Screen};
use serde_json::json;

use crate::staff::{add, fresh, refusal};

async fn names(screen: &Screen<'_>, query: &str) -> Vec<String> {
    let answer = screen.get(&format!("/users{query}")).await;
    assert_eq!(answer.status, 200, "{query}: {}", answer.text);
    let page = answer.json();
    let names = page["users"].as_array().unwrap().iter();
    names
        .map(|user| user["displayName"].as_str().unwrap().to_owned())
        .collect()
}

fn days(days: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * days)
}

#[tokio::test]
async fn days_that_mean_nothing_are_refused_by_number() {
    let latchkey = fresh().await;
    let owner = latchkey.owner().await.unwrap();
    for wrong in ["0", "3651", "-1", "soon", "4294967296"] {
        let refused = owner.get(&format!("/users?dormant={wrong}")).await;
        assert_eq!(
            refusal(&refused),
            (422, "unaccepted_value".into()),
            "{wrong}"
        );
    }
    let refused = owner.get("/users/export.csv?dormant=3651").await;
    assert!(refused.detail().contains("3651"), "{}", refused.text);
}

#[tokio::test]
async fn who_lies_idle_is_found_and_whoever_stirs_is_not_any_more() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    add(&latchkey, "Ana", Some(AccessRole::Admin)).await;
    let bo = latchkey
        .scim_post("/Users", okta_user_with_role("Bo", "ReadOnly"))
        .await;
    assert_eq!(bo.status, 201, "{}", bo.text);
    let cy = add(&latchkey, "Cy", None).await;
    let body = json!({"action": "deactivate", "ids": [cy]});
    let owner = latchkey.owner().await.unwrap();
    assert_eq!(owner.post("/users/bulk", body).await.status, 200);
    latchkey.screen_of("ana@acme.com").await.unwrap();

    latchkey.clock.advance(days(89));
    let owner = latchkey.owner().await.unwrap();
    assert!(names(&owner, "?dormant=90").await.is_empty());
    latchkey.clock.advance(days(2));
    let owner = latchkey.owner().await.unwrap();
    assert_eq!(
        names(&owner, "?dormant=90").await,
        ["Ana Lind", "Bo Lind", "Cy Lind"]
    );
    assert_eq!(
        names(&owner, "?dormant=90&status=deactivated").await,
        ["Cy Lind"]
    );
    assert_eq!(
        names(&owner, "?dormant=365,90&status=active").await,
        ["Ana Lind", "Bo Lind"]
    );
    assert!(names(&owner, "?dormant=365").await.is_empty());
    assert_eq!(names(&owner, "?dormant=90&role=Admin").await, ["Ana Lind"]);
    let file = owner.get("/users/export.csv?dormant=90").await;
    assert_eq!(file.text.lines().count(), 4, "{}", file.text);

    latchkey.screen_of("ana@acme.com").await.unwrap();
    let bo = bo.json()["id"].as_str().unwrap().to_owned();
    let change = json!({"Operations": [{"op": "replace", "value": {"active": false}}]});
    let changed = latchkey.scim_patch(&format!("/Users/{bo}"), change).await;
    assert_eq!(changed.status, 200, "{}", changed.text);
    assert_eq!(names(&owner, "?dormant=90").await, ["Cy Lind"]);
}
