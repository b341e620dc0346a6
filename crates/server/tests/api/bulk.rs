//! One act on many people.

use latchkey_domain::AccessRole;
use serde_json::json;

use crate::staff::{add, fresh, refusal};

#[tokio::test]
async fn an_act_that_is_not_one_is_refused() {
    let latchkey = fresh().await;
    let owner = latchkey.owner().await.unwrap();
    let many: Vec<String> = (0..1001).map(|number| number.to_string()).collect();
    for body in [
        json!({"action": "explode", "ids": []}),
        json!({"action": "setAccessRole", "ids": []}),
        json!({"action": "setAccessRole", "ids": [], "accessRole": "Manager"}),
        json!({"action": "deactivate"}),
        json!({"action": "deactivate", "ids": many}),
    ] {
        let refused = owner.post("/users/bulk", body).await;
        assert_eq!(
            refusal(&refused),
            (422, "unaccepted_value".into()),
            "{}",
            refused.text
        );
    }
}

#[tokio::test]
async fn each_is_done_or_refused_by_name() {
    let latchkey = fresh().await;
    let ana = add(&latchkey, "ana", Some(AccessRole::User)).await;
    let owner = latchkey.owner().await.unwrap();
    let body = json!({"action": "deactivate", "ids": ["nobody", owner.id, ana]});
    let outcome = owner.post("/users/bulk", body).await.json();
    assert_eq!(outcome["done"], json!([ana]));
    let refused = outcome["refused"].as_array().unwrap().iter();
    let refused: Vec<_> = refused
        .map(|one| (one["name"].clone(), one["code"].clone()))
        .collect();
    assert_eq!(
        refused,
        [
            (json!("nobody"), json!("not_found")),
            (json!("Olga Ek"), json!("forbidden"))
        ]
    );
    assert_eq!(
        owner.get(&format!("/users/{ana}")).await.json()["active"],
        false
    );
}

#[tokio::test]
async fn more_than_one_unit_of_work_is_all_done() {
    let latchkey = fresh().await;
    let mut ids = Vec::new();
    for number in 0..120 {
        let new = latchkey_app::directory::users::local::NewLocalUser {
            email: format!("p{number}@acme.com"),
            given_name: "P".to_owned(),
            family_name: number.to_string(),
            ..Default::default()
        };
        let caller = latchkey_app::record::Caller::operator();
        let saved = latchkey
            .app
            .create_user(caller, new.into_incoming().unwrap())
            .await;
        ids.push(saved.unwrap().view.id);
    }
    let owner = latchkey.owner().await.unwrap();
    let body = json!({"action": "setAccessRole", "ids": ids, "accessRole": "ReadOnly"});
    let outcome = owner.post("/users/bulk", body).await.json();
    assert_eq!(outcome["done"], json!(ids));
    let page = owner.get("/users?role=ReadOnly&limit=0").await.json();
    assert_eq!(page["matching"], 120);
}
