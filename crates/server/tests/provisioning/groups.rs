//! Groups, as Okta pushes them.

use latchkey_testkit::Latchkey;
use latchkey_testkit::people::{id, okta_user, patch};
use serde_json::json;

#[tokio::test]
async fn a_group_without_a_name_is_refused_and_a_name_is_not_taken_away() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let refused = latchkey
        .scim_post("/Groups", json!({"displayName": ""}))
        .await;
    assert_eq!(refused.status, 400, "{}", refused.text);
    let made = latchkey
        .scim_post("/Groups", json!({"displayName": "Sales"}))
        .await
        .json();
    let path = format!("/Groups/{}", made["id"].as_str().unwrap());
    let refused = latchkey.scim_put(&path, json!({"members": []})).await;
    assert_eq!(refused.status, 400, "{}", refused.text);
    assert_eq!(latchkey.scim_get(&path).await.json(), made);
}

/// Only an empty list says that nobody is to be in it.
#[tokio::test]
async fn members_without_their_id_are_refused_and_nobody_is_taken_out() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let bo = latchkey.provision(okta_user("Bo")).await.unwrap();
    let made = latchkey
        .scim_post(
            "/Groups",
            json!({"displayName": "Sales", "members": [{"value": bo["id"]}]}),
        )
        .await
        .json();
    let path = format!("/Groups/{}", id(&made));
    let nameless = json!([{"display": "Bo Lind"}]);
    for answer in [
        latchkey
            .scim_patch(
                &path,
                patch(json!([{"op": "replace", "path": "members", "value": nameless}])),
            )
            .await,
        latchkey
            .scim_put(&path, json!({"displayName": "Sales", "members": nameless}))
            .await,
    ] {
        assert_eq!(answer.status, 400, "{}", answer.text);
        assert_eq!(answer.scim_type(), "invalidValue");
        assert!(
            answer.detail().contains("members has no value"),
            "{}",
            answer.text
        );
        assert_eq!(latchkey.scim_get(&path).await.json(), made);
    }
}

#[tokio::test]
async fn a_pathless_rename_keeps_the_members_and_an_unknown_one_loses_nobody() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let bo = latchkey.scim_post("/Users", okta_user("Bo")).await.json();
    let made = latchkey
        .scim_post(
            "/Groups",
            json!({"displayName": "Sales", "members": [{"value": bo["id"]}, {"value": "nobody"}]}),
        )
        .await;
    assert_eq!(made.status, 201, "{}", made.text);
    let id = made.json()["id"].clone();
    let path = format!("/Groups/{}", id.as_str().unwrap());
    let renamed = latchkey
        .scim_patch(
            &path,
            json!({"Operations": [{"op": "replace", "value": {"id": id, "displayName": "Selling"}}]}),
        )
        .await;
    assert_eq!(renamed.status, 200, "{}", renamed.text);
    assert_eq!(renamed.json()["displayName"], "Selling");
    assert_eq!(renamed.json()["members"][0]["value"], bo["id"]);
    let emptied = latchkey
        .scim_patch(
            &path,
            json!({"Operations": [{"op": "replace", "path": "members", "value": []}]}),
        )
        .await;
    assert!(emptied.json().get("members").is_none(), "{}", emptied.text);
}

#[tokio::test]
async fn unknown_members_are_left_out_and_recorded_the_known_applied() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let bo = latchkey.provision(okta_user("Bo")).await.unwrap();
    let cy = latchkey.provision(okta_user("Cy")).await.unwrap();
    let left_out = async || latchkey.last_entry().await.unwrap().left_out;
    let unknown = |id: &str| format!("member {id}, whom Latchkey does not know");
    let made = latchkey
        .scim_post(
            "/Groups",
            json!({"displayName": "Sales", "members": [{"value": "00u1"}, {"value": bo["id"]}, {"value": "00u1"}]}),
        )
        .await;
    assert_eq!(made.status, 201, "{}", made.text);
    assert_eq!(left_out().await, [unknown("00u1")]);
    let path = format!("/Groups/{}", id(&made.json()));
    for (operation, expected, recorded) in [
        (
            json!({"op": "add", "path": "members", "value": [{"value": "00u2"}, {"value": cy["id"]}]}),
            vec![&bo, &cy],
            vec![unknown("00u2")],
        ),
        (
            json!({"op": "remove", "path": format!("members[value eq \"{}\"]", id(&bo))}),
            vec![&cy],
            vec![],
        ),
        (
            json!({"op": "replace", "path": "members", "value": [{"value": bo["id"]}, {"value": "00u3"}]}),
            vec![&bo],
            vec![unknown("00u3")],
        ),
    ] {
        let answer = latchkey.scim_patch(&path, patch(json!([operation]))).await;
        assert_eq!(answer.status, 200, "{operation}: {}", answer.text);
        let members: Vec<_> = answer.json()["members"]
            .as_array()
            .unwrap()
            .iter()
            .map(|member| member["value"].clone())
            .collect();
        let expected: Vec<_> = expected.iter().map(|user| user["id"].clone()).collect();
        assert_eq!(members, expected, "{operation}");
        assert_eq!(left_out().await, recorded, "{operation}");
    }
    let put = json!({"displayName": "Sales", "members": [{"value": "00u4"}, {"value": cy["id"]}]});
    let answer = latchkey.scim_put(&path, put).await;
    assert_eq!(
        answer.json()["members"][0]["value"],
        cy["id"],
        "{}",
        answer.text
    );
    assert_eq!(left_out().await, [unknown("00u4")]);
}

/// Who is a member says an index: nobody else of the group is read for it, and nobody where members are not wanted.
#[tokio::test]
async fn members_that_are_not_wanted_are_in_no_answer_and_a_push_of_a_thousand_counts() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let people: Vec<_> = (0..1_000)
        .map(|number| {
            let user = okta_user(&format!("N{number}"));
            json!({"method": "POST", "path": "/Users", "bulkId": number.to_string(), "data": user})
        })
        .collect();
    let made = latchkey
        .scim_post("/Bulk", json!({"Operations": people}))
        .await
        .json();
    let members: Vec<_> = made["Operations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|done| json!({"value": done["location"].as_str().unwrap().rsplit('/').next()}))
        .collect();
    let group = json!({"displayName": "Sales", "members": members[..1]});
    let without = "excludedAttributes=members";
    let made = latchkey
        .scim_post(&format!("/Groups?{without}"), group)
        .await;
    assert!(made.json().get("members").is_none(), "{}", made.text);
    let path = format!("/Groups/{}", id(&made.json()));
    let push = patch(json!([{"op": "add", "path": "members", "value": members}]));
    let answer = latchkey
        .scim_patch(&format!("{path}?{without}"), push)
        .await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert!(answer.json().get("members").is_none(), "{}", answer.text);
    let entry = latchkey.last_entry().await.unwrap();
    let changed = entry
        .changes
        .iter()
        .find(|change| change.attribute == "members");
    assert_eq!(changed.unwrap().after, json!(1_000));
    for filter in ["members.value%20eq", "members%5Bvalue%20eq"] {
        let close = if filter.contains("%5B") { "%5D" } else { "" };
        let last = members[999]["value"].as_str().unwrap();
        let found = latchkey
            .scim_get(&format!(
                "/Groups?filter={filter}%20%22{last}%22{close}&{without}"
            ))
            .await
            .json();
        assert_eq!(found["totalResults"], 1, "{filter}");
        assert!(found["Resources"][0].get("members").is_none());
    }
    assert_eq!(
        latchkey.scim_get(&path).await.json()["members"]
            .as_array()
            .unwrap()
            .len(),
        1_000
    );
}

/// Whoever keeps a group's version has to see that a member is gone.
#[tokio::test]
async fn a_removed_user_leaves_each_group_another_version_and_time() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let bo = latchkey.provision(okta_user("Bo")).await.unwrap();
    let mut groups = Vec::new();
    for (name, members) in [
        ("Sales", json!([{"value": bo["id"]}])),
        ("Support", json!([{"value": bo["id"]}])),
        ("Nobody's", json!([])),
    ] {
        let group = json!({"displayName": name, "members": members});
        groups.push(latchkey.scim_post("/Groups", group).await.json());
    }
    latchkey.clock.advance(jiff::SignedDuration::from_mins(1));
    let gone = latchkey
        .scim(
            axum::http::Method::DELETE,
            &format!("/Users/{}", id(&bo)),
            None,
        )
        .await;
    assert_eq!(gone.status, 204, "{}", gone.text);
    for (before, had_bo) in groups.iter().zip([true, true, false]) {
        let after = latchkey.scim_get(&format!("/Groups/{}", id(before))).await;
        let group = after.json();
        assert!(group.get("members").is_none(), "{group}");
        assert_eq!(
            group["meta"]["version"] != before["meta"]["version"],
            had_bo
        );
        assert_eq!(
            group["meta"]["lastModified"] != before["meta"]["lastModified"],
            had_bo
        );
        assert_eq!(after.header("etag"), group["meta"]["version"]);
    }
}

#[tokio::test]
async fn a_name_is_taken_in_any_case_and_unicode_form() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let group = |name: &str| json!({"displayName": name});
    latchkey.scim_post("/Groups", group("\u{c9}quipe")).await;
    let other = latchkey.scim_post("/Groups", group("Other")).await.json();
    for same in ["\u{e9}QUIPE", "E\u{301}quipe"] {
        let created = latchkey.scim_post("/Groups", group(same)).await;
        let renamed = latchkey
            .scim_put(&format!("/Groups/{}", id(&other)), group(same))
            .await;
        for answer in [created, renamed] {
            assert_eq!(answer.status, 409, "{}", answer.text);
            assert_eq!(answer.scim_type(), "uniqueness");
            assert!(answer.detail().contains("\u{c9}quipe"));
        }
    }
}
