//! Filters, sorting, paging, projection and `/.search` (RFC 7644 §3.4).

use latchkey_testkit::Latchkey;
use latchkey_testkit::people::{id, okta_user, user_path};
use serde_json::{Value, json};

/// The owner, then Ana, Bo and Cy, with titles that sort otherwise, and a group of the last two.
async fn stage() -> (Latchkey, Vec<Value>) {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let mut people = Vec::new();
    for (name, title) in [("Ana", "c"), ("Bo", "B"), ("Cy", "a")] {
        let mut user = okta_user(name);
        user["title"] = json!(title);
        people.push(latchkey.provision(user).await.unwrap());
    }
    let group = json!({"displayName": "Sales", "members": [{"value": people[1]["id"]}, {"value": people[2]["id"]}]});
    assert_eq!(latchkey.scim_post("/Groups", group).await.status, 201);
    (latchkey, people)
}

fn names(list: &Value) -> Vec<&str> {
    list["Resources"]
        .as_array()
        .unwrap()
        .iter()
        .map(|resource| {
            resource["displayName"]
                .as_str()
                .or(resource["userName"].as_str())
                .unwrap_or_default()
        })
        .collect()
}

async fn listed(latchkey: &Latchkey, path: &str) -> Value {
    let answer = latchkey.scim_get(path).await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.text);
    answer.json()
}

#[tokio::test]
async fn what_cannot_be_asked_is_refused() {
    let (latchkey, _) = stage().await;
    for (path, scim_type) in [
        ("/Users?filter=frobnicate%20eq%20%22x%22", "invalidFilter"),
        ("/Users?filter=%28", "invalidFilter"),
        ("/Users?filter=active%20gt%20true", "invalidFilter"),
        ("/Users?sortBy=frobnicate", "invalidValue"),
        ("/Users?count=many", "invalidValue"),
        ("/Groups?startIndex=x", "invalidValue"),
        (
            "/Users?attributes=userName&excludedAttributes=title",
            "invalidValue",
        ),
    ] {
        let answer = latchkey.scim_get(path).await;
        assert_eq!(answer.status, 400, "{path}: {}", answer.text);
        assert_eq!(answer.scim_type(), scim_type, "{path}: {}", answer.text);
    }
    let answer = latchkey.scim_post("/.search", json!({"filter": 5})).await;
    assert_eq!(answer.status, 400, "{}", answer.text);
}

#[tokio::test]
async fn pages_follow_each_other_in_a_stable_order_the_oldest_first() {
    let (latchkey, _) = stage().await;
    let all = ["Olga Ek", "Ana Lind", "Bo Lind", "Cy Lind"];
    let mut seen = Vec::new();
    for start in [1, 3] {
        let page = listed(&latchkey, &format!("/Users?startIndex={start}&count=2")).await;
        assert_eq!(
            (
                &page["totalResults"],
                &page["itemsPerPage"],
                &page["startIndex"]
            ),
            (&json!(4), &json!(2), &json!(start))
        );
        seen.extend(names(&page).into_iter().map(str::to_owned));
    }
    // The owner has no display name of its own.
    assert_eq!(seen[1..], all[1..]);
    for (query, items) in [
        ("startIndex=4&count=10", 1),
        ("startIndex=5&count=10", 0),
        ("startIndex=0&count=1", 1),
        ("startIndex=-3&count=1", 1),
        ("count=0", 0),
        ("count=-1", 0),
        ("count=100000", 4),
    ] {
        let page = listed(&latchkey, &format!("/Users?{query}")).await;
        assert_eq!(page["totalResults"], 4, "{query}");
        assert_eq!(page["itemsPerPage"], items, "{query}");
        assert_eq!(names(&page).len(), items, "{query}");
    }
}

#[tokio::test]
async fn a_filter_comes_before_the_page_and_counts_what_it_finds() {
    let (latchkey, people) = stage().await;
    let path = "/Users?filter=name.familyName%20eq%20%22lind%22&startIndex=2&count=1";
    let page = listed(&latchkey, path).await;
    assert_eq!(
        (&page["totalResults"], names(&page)),
        (&json!(3), vec!["Bo Lind"])
    );
    let group = listed(&latchkey, "/Groups").await["Resources"][0].clone();
    let in_group = format!("/Users?filter=groups.value%20eq%20%22{}%22", id(&group));
    assert_eq!(
        names(&listed(&latchkey, &in_group).await),
        ["Bo Lind", "Cy Lind"]
    );
    let with_bo = format!(
        "/Groups?filter=members%5Bvalue%20eq%20%22{}%22%5D",
        id(&people[1])
    );
    assert_eq!(names(&listed(&latchkey, &with_bo).await), ["Sales"]);
    let nobody = listed(&latchkey, "/Users?filter=userName+eq+%22nobody%22").await;
    assert_eq!(
        (&nobody["totalResults"], &nobody["Resources"]),
        (&json!(0), &json!([]))
    );
}

#[tokio::test]
async fn sorting_goes_by_the_attributes_own_case_rule_with_the_absent_last() {
    let (latchkey, _) = stage().await;
    let up = listed(&latchkey, "/Users?sortBy=title").await;
    assert_eq!(names(&up)[..3], ["Cy Lind", "Bo Lind", "Ana Lind"]);
    let down = listed(&latchkey, "/Users?sortBy=title&sortOrder=descending").await;
    assert_eq!(names(&down)[1..], ["Ana Lind", "Bo Lind", "Cy Lind"]);
    let page = listed(&latchkey, "/Users?sortBy=title&startIndex=2&count=1").await;
    assert_eq!(
        (&page["totalResults"], names(&page)),
        (&json!(4), vec!["Bo Lind"])
    );
}

#[tokio::test]
async fn a_projection_gives_what_was_asked_for_and_always_the_id() {
    let (latchkey, people) = stage().await;
    let keys = |resource: &Value| {
        let mut keys: Vec<String> = resource.as_object().unwrap().keys().cloned().collect();
        keys.sort();
        keys
    };
    let only = listed(
        &latchkey,
        &format!(
            "{}?attributes=userName,name.givenName",
            user_path(&people[1])
        ),
    )
    .await;
    assert_eq!(keys(&only), ["id", "name", "schemas", "userName"]);
    assert_eq!(only["name"], json!({"givenName": "Bo"}));
    let path = "/Users?excludedAttributes=emails,groups,id&filter=title%20eq%20%22b%22";
    let without = listed(&latchkey, path).await["Resources"][0].clone();
    assert!(without.get("emails").is_none() && without.get("groups").is_none());
    assert_eq!(without["id"], people[1]["id"]);
    let groups = listed(&latchkey, "/Groups?excludedAttributes=members").await;
    assert!(groups["Resources"][0].get("members").is_none());
    let made = latchkey
        .scim_post("/Users?attributes=userName", okta_user("Di"))
        .await;
    assert_eq!(keys(&made.json()), ["id", "schemas", "userName"]);
}

#[tokio::test]
async fn search_finds_users_then_groups_over_the_edge_of_a_page() {
    let (latchkey, _) = stage().await;
    let search = async |path: &str, body: Value| {
        let answer = latchkey.scim_post(path, body).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json()
    };
    let all = search("/.search", json!({})).await;
    assert_eq!(all["totalResults"], 5);
    assert_eq!(
        names(&all)[1..],
        ["Ana Lind", "Bo Lind", "Cy Lind", "Sales"]
    );
    for (start, found) in [
        (4, vec!["Cy Lind", "Sales"]),
        (5, vec!["Sales"]),
        (6, vec![]),
    ] {
        let page = search("/.search", json!({"startIndex": start, "count": 2})).await;
        assert_eq!(names(&page), found, "{start}");
        assert_eq!(page["totalResults"], 5);
    }
    let body = json!({"filter": "displayName sw \"s\" or displayName sw \"b\"", "attributes": ["displayName"]});
    let some = search("/.search", body).await;
    assert_eq!(names(&some), ["Bo Lind", "Sales"]);
    assert!(some["Resources"][0].get("userName").is_none());
    let body = json!({"filter": "title pr", "sortBy": "title", "count": 1});
    assert_eq!(names(&search("/Users/.search", body).await), ["Cy Lind"]);
    assert_eq!(
        names(&search("/Groups/.search", json!({})).await),
        ["Sales"]
    );
}
