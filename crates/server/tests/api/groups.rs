//! GET /groups.

use latchkey_testkit::Latchkey;
use latchkey_testkit::people::okta_user;
use serde_json::json;

#[tokio::test]
async fn groups_are_found_by_a_part_of_their_name_and_counted() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let bo = latchkey.scim_post("/Users", okta_user("Bo")).await.json();
    for (name, members) in [
        ("Sales EMEA", json!([{"value": bo["id"]}])),
        ("Ops", json!([])),
    ] {
        let group = json!({"displayName": name, "members": members, "externalId": "00g1"});
        assert_eq!(latchkey.scim_post("/Groups", group).await.status, 201);
    }
    let owner = latchkey.owner().await.unwrap();
    let page = owner.get("/groups?q=emea%20sal").await.json();
    assert_eq!([&page["total"], &page["matching"]], [&json!(2), &json!(1)]);
    assert_eq!(page["groups"][0]["displayName"], "Sales EMEA");
    assert_eq!(page["groups"][0]["members"], 1);
    assert_eq!(page["groups"][0]["source"], "okta");
    let id = page["groups"][0]["id"].as_str().unwrap();
    let group = owner.get(&format!("/groups/{id}")).await.json();
    assert_eq!(group, page["groups"][0]);
    let all = owner.get("/groups?limit=1").await.json();
    assert_eq!(all["groups"][0]["displayName"], "Ops");
}
