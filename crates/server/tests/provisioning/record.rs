//! Every call by Okta is on record (product rule 13).

use jiff::SignedDuration;
use latchkey_domain::activity::{Actor, Outcome};
use latchkey_scim::urn;
use latchkey_testkit::Latchkey;
use latchkey_testkit::people::{id, okta_user, patch, user_path};
use serde_json::{Value, json};

#[tokio::test]
async fn a_refusal_is_kept_with_its_reason_and_its_masked_body() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let mut bo = okta_user("Bo");
    bo["emails"] = json!(7);
    let answer = latchkey.scim_post("/Users", bo.clone()).await;
    assert_eq!(answer.status, 400);
    let entry = latchkey.last_entry().await.unwrap();
    assert_eq!(
        (entry.actor, entry.outcome),
        (Actor::Okta, Outcome::Refused)
    );
    assert_eq!(entry.reason, Some(answer.detail()));
    assert!(entry.changes.is_empty());
    let call = entry.call.unwrap();
    assert_eq!(
        (call.method.as_str(), call.path.as_str(), call.status),
        ("POST", "/Users", 400)
    );
    bo["password"] = json!("•••");
    assert_eq!(call.request, Some(bo));
}

#[tokio::test]
async fn what_is_refused_before_any_use_case_is_kept_too() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    for (path, status, action) in [
        ("/Users?filter=frobnicate", 400, "users.listed"),
        ("/Users?sortBy=frobnicate", 400, "users.listed"),
        ("/Users/nobody", 404, "user.read"),
        ("/Groups/nothing", 404, "group.read"),
        ("/Frobnicate", 404, "scim.unknown_path"),
        ("/Me", 501, "scim.unknown_path"),
        ("/Bulk", 405, "scim.wrong_method"),
        ("/Schemas/urn:none", 404, "scim.discovered"),
        ("/Schemas?filter=x", 403, "scim.discovered"),
    ] {
        let answer = latchkey.scim_get(path).await;
        assert_eq!(answer.status.as_u16(), status, "{path}: {}", answer.text);
        let entry = latchkey.last_entry().await.unwrap();
        assert_eq!(entry.outcome, Outcome::Refused, "{path}");
        assert!(
            entry.action == action || entry.action == "users.filtered",
            "{path}: {}",
            entry.action
        );
        let call = entry.call.unwrap();
        assert_eq!((call.path.as_str(), call.status), (path, status));
        assert_eq!(entry.reason, Some(answer.detail()));
    }
}

#[tokio::test]
async fn a_change_tells_who_what_to_whom_and_how_it_was_before() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let bo = latchkey.provision(okta_user("Bo")).await.unwrap();
    let made = latchkey.last_entry().await.unwrap();
    assert_eq!(
        (made.action.as_str(), made.outcome),
        ("user.created", Outcome::Changed)
    );
    assert_eq!(made.call.unwrap().status, 201);
    let of = |name: &str| {
        made.changes
            .iter()
            .find(|change| change.attribute == name)
            .map(|change| (change.before.clone(), change.after.clone()))
    };
    assert_eq!(of("name.givenName"), Some((Value::Null, json!("Bo"))));
    assert_eq!(of("access role"), None);

    let operations = json!([
        {"op": "replace", "path": "name.familyName", "value": "Berg"},
        {"op": "remove", "path": "locale"},
        {"op": "replace", "path": format!("{}:accessRole", urn::LATCHKEY_USER), "value": "user"},
        {"op": "replace", "value": {"shoeSize": 44, "password": "secret"}}
    ]);
    let answer = latchkey
        .scim_patch(&user_path(&bo), patch(operations))
        .await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let entry = latchkey.last_entry().await.unwrap();
    assert_eq!(
        (entry.action.as_str(), entry.outcome),
        ("user.role_changed", Outcome::Changed)
    );
    assert_eq!((&entry.actor, entry.count), (&Actor::Okta, 1));
    assert_eq!(entry.target.id.as_deref(), Some(id(&bo)));
    assert_eq!(entry.left_out, ["shoeSize"]);
    let mut changes: Vec<String> = entry
        .changes
        .iter()
        .map(|change| format!("{}: {} → {}", change.attribute, change.before, change.after))
        .collect();
    changes.sort();
    assert_eq!(
        changes,
        [
            "access role: \"app access only\" → \"User\"".to_owned(),
            "locale: \"en-US\" → null".to_owned(),
            "name.familyName: \"Lind\" → \"Berg\"".to_owned(),
            format!("{}:accessRole: null → \"user\"", urn::LATCHKEY_USER),
        ]
    );
    let call = entry.call.unwrap();
    assert_eq!((call.method.as_str(), call.path), ("PATCH", user_path(&bo)));
    assert!(call.micros > 0 && !call.request_id.is_empty());
    assert_eq!(
        call.request.unwrap()["Operations"][3]["value"]["password"],
        "•••"
    );
}

#[tokio::test]
async fn what_was_so_already_is_unchanged_and_moves_no_time() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let bo = latchkey.provision(okta_user("Bo")).await.unwrap();
    latchkey.clock.advance(SignedDuration::from_mins(5));
    let before = latchkey.directory().await;
    for answer in [
        latchkey.scim_put(&user_path(&bo), okta_user("Bo")).await,
        latchkey.scim_put(&user_path(&bo), bo.clone()).await,
        latchkey
            .scim_patch(
                &user_path(&bo),
                patch(json!([{"op": "replace", "value": {"active": true}}])),
            )
            .await,
    ] {
        assert_eq!(answer.json(), bo);
        let entry = latchkey.last_entry().await.unwrap();
        assert_eq!(entry.outcome, Outcome::Unchanged);
        assert!(entry.changes.is_empty());
    }
    assert_eq!(latchkey.directory().await, before);
}

#[tokio::test]
async fn reads_are_gathered_by_kind_and_minute_and_kept_in_full_besides() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let reads = async || {
        let entries = latchkey.entries().await.unwrap();
        let mut reads: Vec<(String, u64)> = entries
            .into_iter()
            .filter(|entry| entry.outcome == Outcome::Read)
            .map(|entry| (entry.action, entry.count))
            .collect();
        reads.sort();
        reads
    };
    for _ in 0..3 {
        latchkey.scim_get("/Users?startIndex=1&count=2").await;
        latchkey
            .scim_get("/Users?filter=userName%20eq%20%22x%22")
            .await;
    }
    let one = |kind: &str, count| (kind.to_owned(), count);
    assert_eq!(
        reads().await,
        [one("users.filtered", 3), one("users.listed", 3)]
    );
    // What was written already grows.
    latchkey.scim_get("/Users").await;
    assert_eq!(
        reads().await,
        [one("users.filtered", 3), one("users.listed", 4)]
    );
    latchkey.clock.advance(SignedDuration::from_mins(1));
    latchkey.scim_get("/Users").await;
    assert_eq!(
        reads().await,
        [
            one("users.filtered", 3),
            one("users.listed", 1),
            one("users.listed", 4)
        ]
    );
    let full = latchkey.app.read(|store| store.recent_reads(100)).unwrap();
    assert_eq!(full.len(), 8);
    assert_eq!(full[0].call.path, "/Users");
    assert_eq!(full[0].call.status, 200);
    assert_eq!(full[7].call.path, "/Users?startIndex=1&count=2");
}
