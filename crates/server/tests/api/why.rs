//! "Why is this so?"

use latchkey_testkit::Latchkey;
use latchkey_testkit::people::okta_user;
use serde_json::{Value, json};

use crate::staff::{fresh, refusal};

#[tokio::test]
async fn nobody_has_no_causes() {
    let latchkey = fresh().await;
    let owner = latchkey.owner().await.unwrap();
    let refused = owner.get("/users/nobody/why").await;
    assert_eq!(refusal(&refused), (404, "not_found".into()));
}

#[tokio::test]
async fn each_value_has_its_last_cause() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let bo = latchkey.scim_post("/Users", okta_user("Bo")).await.json();
    let id = bo["id"].as_str().unwrap();
    let owner = latchkey.owner().await.unwrap();
    let path = format!("/users/{id}");
    for title in ["Clerk", "Chief"] {
        let etag = owner.get(&path).await.header("etag").to_owned();
        let done = owner.edit(&path, &etag, &json!({"title": title})).await;
        assert_eq!(done.status, 200, "{}", done.text);
    }
    let act = json!({"action": "setAccessRole", "ids": [id], "accessRole": "User"});
    owner.post("/users/bulk", act).await;
    let why = owner.get(&format!("{path}/why")).await.json();
    let cause = |attribute: &str| -> Value {
        let values = why["values"].as_array().unwrap();
        let found: Vec<_> = values
            .iter()
            .filter(|it| it["attribute"] == attribute)
            .collect();
        assert_eq!(found.len(), 1, "{attribute}: {why}");
        found[0].clone()
    };
    let given = cause("name.givenName");
    assert_eq!(
        [&given["action"], &given["after"]],
        [&json!("user.created"), &json!("Bo")]
    );
    assert_eq!(
        given["actor"],
        json!({"kind": "okta", "id": null, "name": "Okta"})
    );
    let title = cause("title");
    assert_eq!(
        [&title["before"], &title["after"]],
        [&json!("Clerk"), &json!("Chief")]
    );
    assert_eq!(
        title["actor"],
        json!({"kind": "person", "id": owner.id, "name": "Olga Ek"})
    );
    assert_eq!(cause("access role")["after"], "User");
}
