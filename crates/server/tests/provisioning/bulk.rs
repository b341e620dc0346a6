//! POST /Bulk (RFC 7644 §3.7).

use latchkey_domain::activity::Outcome;
use latchkey_testkit::Latchkey;
use latchkey_testkit::people::{deactivation, okta_user, user_path};
use serde_json::{Value, json};

async fn run(latchkey: &Latchkey, operations: Value) -> Vec<Value> {
    let answer = latchkey
        .scim_post("/Bulk", json!({"Operations": operations}))
        .await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()["Operations"].as_array().unwrap().clone()
}

fn add_user(bulk_id: &str, name: &str) -> Value {
    json!({"method": "POST", "path": "/Users", "bulkId": bulk_id, "data": okta_user(name)})
}

fn add_group(bulk_id: &str, name: &str, members: &[&str]) -> Value {
    let members: Vec<Value> = members.iter().map(|id| json!({"value": id})).collect();
    json!({
        "method": "POST", "path": "/Groups", "bulkId": bulk_id,
        "data": {"displayName": name, "members": members}
    })
}

fn statuses(results: &[Value]) -> Vec<&str> {
    results
        .iter()
        .map(|result| result["status"].as_str().unwrap_or_default())
        .collect()
}

#[tokio::test]
async fn a_reference_that_leads_nowhere_is_refused_wherever_it_stands() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let bo = latchkey.provision(okta_user("Bo")).await.unwrap();
    let before = latchkey.directory().await;
    let mut managed = okta_user("Cy");
    managed["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"] =
        json!({"manager": {"value": "bulkId:nobody"}});
    for operation in [
        add_group("g", "Sales", &["bulkId:nobody"]),
        json!({"method": "POST", "path": "/Users", "bulkId": "u", "data": managed}),
        json!({"method": "PATCH", "path": "/Users/bulkId:nobody", "data": deactivation()}),
        json!({"method": "DELETE", "path": "/Users/bulkId:nobody"}),
        json!({"method": "DELETE", "path": "/Users/BULKID:nobody"}),
        json!({"method": "PUT", "path": user_path(&bo), "data": {"manager": {"value": "bulkId:nobody"}}}),
    ] {
        let results = run(&latchkey, json!([operation])).await;
        assert_eq!(statuses(&results), ["409"], "{operation}");
        let detail = results[0]["response"]["detail"].as_str().unwrap();
        assert!(detail.contains("the bulkId nobody"), "{detail}");
        let entry = latchkey.last_entry().await.unwrap();
        assert_eq!(entry.outcome, Outcome::Refused);
        assert_eq!(entry.reason.as_deref(), Some(detail));
        let call = entry.call.unwrap();
        assert!(call.method.starts_with("BULK "), "{}", call.method);
        assert_eq!(json!(call.path), operation["path"]);
    }
    assert_eq!(latchkey.directory().await, before);
}

#[tokio::test]
async fn what_refers_to_a_refused_operation_is_refused_with_it() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let mut nameless = add_user("bo", "Bo");
    nameless["data"]["name"] = json!({});
    let results = run(
        &latchkey,
        json!([
            nameless,
            add_group("g", "Sales", &["bulkId:bo"]),
            add_user("cy", "Cy")
        ]),
    )
    .await;
    assert_eq!(statuses(&results), ["400", "409", "201"]);
    assert_eq!(latchkey.scim_get("/Groups").await.json()["totalResults"], 0);
}

/// What a request may not put on record, one of its operations may not either.
#[tokio::test]
async fn a_large_operation_is_on_record_by_its_length() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let endless = format!("/Users/{}", "x".repeat(100_000));
    let mut large = okta_user("Bo");
    large["photos"] = json!([{"value": "p".repeat(60_000)}, {"value": "q".repeat(60_000)}]);
    let operations = json!([
        {"method": "PUT", "path": endless, "data": large, "bulkId": "a"},
        {"method": "DELETE", "path": endless, "bulkId": "b"},
    ]);
    let results = run(&latchkey, operations).await;
    assert_eq!(statuses(&results), ["404", "404"]);
    for entry in latchkey.entries().await.unwrap().iter().take(2) {
        let call = entry.call.as_ref().unwrap();
        assert!(
            call.path.len() <= 2_000,
            "{} bytes of path",
            call.path.len()
        );
        let request = call.request.clone().unwrap_or_default().to_string();
        assert!(request.len() < 100, "{request:.200}");
        assert!(entry.target.id.as_ref().is_none_or(|id| id.len() <= 256));
    }
}

#[tokio::test]
async fn an_operation_that_cannot_be_read_is_on_record() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let before = latchkey.directory().await;
    for (operation, action) in [
        (
            json!({"method": "POST", "path": "/Users", "bulkId": "a", "data": {"userName": 5, "password": "secret"}}),
            "user.created",
        ),
        (
            json!({"method": "PATCH", "path": "/Groups/g", "data": {"Operations": [{"op": "explode"}]}}),
            "group.updated",
        ),
        (
            json!({"method": "POST", "path": "/Users/1", "bulkId": "a", "data": {}}),
            "user.created",
        ),
        (
            json!({"method": "DELETE", "path": "/Users"}),
            "user.removed",
        ),
        (
            json!({"method": "PUT", "path": "/Schemas/x", "data": {}}),
            "group.updated",
        ),
    ] {
        let results = run(&latchkey, json!([operation])).await;
        assert_eq!(statuses(&results), ["400"], "{operation}");
        let entry = latchkey.last_entry().await.unwrap();
        assert_eq!(
            (entry.action.as_str(), entry.outcome),
            (action, Outcome::Refused)
        );
        assert_eq!(
            entry.reason.as_deref(),
            results[0]["response"]["detail"].as_str()
        );
        let body = entry.call.unwrap().request.unwrap_or_default();
        assert!(!body.to_string().contains("secret"));
    }
    assert_eq!(latchkey.directory().await, before);
}

#[tokio::test]
async fn a_circle_refuses_the_whole_request_on_record() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let circle = json!({"Operations": [
        add_group("a", "A", &["bulkId:b"]), add_group("b", "B", &["bulkId:a"]), add_user("c", "Bo")
    ]});
    let answer = latchkey.scim_post("/Bulk", circle).await;
    assert_eq!(answer.status, 409, "{}", answer.text);
    let entry = latchkey.last_entry().await.unwrap();
    assert_eq!(
        (entry.action.as_str(), entry.reason),
        ("scim.bulk", Some(answer.detail()))
    );
    assert_eq!(latchkey.scim_get("/Users").await.json()["totalResults"], 1);
}

#[tokio::test]
async fn after_so_many_refusals_the_rest_is_left_undone() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let taken = add_user("b", "Bo");
    let request =
        json!({"failOnErrors": 1, "Operations": [add_user("a", "Bo"), taken, add_user("c", "Cy")]});
    let answer = latchkey.scim_post("/Bulk", request).await.json();
    let results = answer["Operations"].as_array().unwrap();
    assert_eq!(statuses(results), ["201", "409"]);
    assert_eq!(results[1]["response"]["scimType"], "uniqueness");
    assert_eq!(latchkey.scim_get("/Users").await.json()["totalResults"], 2);
}

#[tokio::test]
async fn references_are_followed_whatever_the_order() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let results = run(
        &latchkey,
        json!([
            add_group("g", "Sales", &["bulkId:bo", "bulkId:cy"]),
            {"method": "PATCH", "path": "/Users/bulkId:cy", "data": deactivation()},
            add_user("bo", "Bo"),
            add_user("cy", "Cy"),
            {"method": "DELETE", "path": "/Users/bulkId:bo"}
        ]),
    )
    .await;
    assert!(
        results
            .iter()
            .all(|result| ["200", "201", "204"].contains(&result["status"].as_str().unwrap())),
        "{results:?}"
    );
    let of = |method: &str, bulk_id: &str| {
        results
            .iter()
            .find(|result| result["method"] == method && result["bulkId"] == bulk_id)
            .unwrap()
    };
    let made = of("POST", "cy");
    let location = made["location"].as_str().unwrap();
    let cy = latchkey
        .scim_get(location.split_once("/scim/v2").unwrap().1)
        .await
        .json();
    assert_eq!(
        (&cy["userName"], &cy["active"]),
        (&json!("Cy@atko.com"), &json!(false))
    );
    let group = of("POST", "g")["location"].as_str().unwrap();
    let group = latchkey
        .scim_get(group.split_once("/scim/v2").unwrap().1)
        .await
        .json();
    let members: Vec<&Value> = group["members"]
        .as_array()
        .unwrap()
        .iter()
        .map(|member| &member["value"])
        .collect();
    // Bo came, joined or not, and is gone.
    assert_eq!(members, [&cy["id"]]);
}
