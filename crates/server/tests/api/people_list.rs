//! GET /users and its CSV.

use jiff::SignedDuration;
use latchkey_domain::AccessRole;
use latchkey_testkit::people::okta_user_with_role;
use latchkey_testkit::{Latchkey, Screen};
use serde_json::json;

use crate::staff::{add, fresh, refusal};

/// Owner Olga, local Ana (Admin, signed in), Cy (app access only, deactivated), Okta's Bo (ReadOnly).
async fn four() -> Latchkey {
    let latchkey = Latchkey::with_connector().await.unwrap();
    latchkey.clock.advance(SignedDuration::from_secs(1));
    add(&latchkey, "Ana", Some(AccessRole::Admin)).await;
    latchkey.clock.advance(SignedDuration::from_secs(1));
    let bo = latchkey
        .scim_post("/Users", okta_user_with_role("Bo", "ReadOnly"))
        .await;
    assert_eq!(bo.status, 201, "{}", bo.text);
    latchkey.clock.advance(SignedDuration::from_secs(1));
    let cy = add(&latchkey, "Cy", None).await;
    let owner = latchkey.owner().await.unwrap();
    let body = json!({"action": "deactivate", "ids": [cy]});
    assert_eq!(owner.post("/users/bulk", body).await.status, 200);
    latchkey.screen_of("ana@acme.com").await.unwrap();
    latchkey
}

async fn names(screen: &Screen<'_>, query: &str) -> (u64, Vec<String>) {
    let answer = screen.get(&format!("/users{query}")).await;
    assert_eq!(answer.status, 200, "{query}: {}", answer.text);
    let page = answer.json();
    let names = page["users"].as_array().unwrap().iter();
    let names = names.map(|user| user["displayName"].as_str().unwrap().to_owned());
    (page["matching"].as_u64().unwrap(), names.collect())
}

#[tokio::test]
async fn a_word_that_means_nothing_is_refused_by_name() {
    let latchkey = fresh().await;
    let owner = latchkey.owner().await.unwrap();
    for (query, word) in [
        ("role=Manager", "Manager"),
        ("status=asleep", "asleep"),
        ("source=ldap", "ldap"),
        ("signIn=often", "often"),
        ("sort=-height", "height"),
    ] {
        let refused = owner.get(&format!("/users?{query}")).await;
        assert_eq!(
            refusal(&refused),
            (422, "unaccepted_value".into()),
            "{query}"
        );
        assert!(refused.detail().contains(word), "{}", refused.text);
    }
    let refused = owner.get("/users?offset=-1").await;
    assert_eq!(refusal(&refused), (422, "unaccepted_value".into()));
}

#[tokio::test]
async fn each_filter_and_each_order_holds() {
    let latchkey = four().await;
    let owner = latchkey.owner().await.unwrap();
    let (ana, bo, cy, olga) = ("Ana Lind", "Bo Lind", "Cy Lind", "Olga Ek");
    for (query, expected) in [
        ("", vec![ana, bo, cy, olga]),
        ("?sort=-name", vec![olga, cy, bo, ana]),
        ("?sort=email", vec![ana, bo, cy, olga]),
        ("?sort=role", vec![cy, bo, ana, olga]),
        ("?sort=status", vec![cy, ana, bo, olga]),
        ("?sort=created", vec![olga, ana, bo, cy]),
        ("?sort=-modified", vec![cy, bo, ana, olga]),
        ("?role=Admin,none", vec![ana, cy]),
        ("?status=deactivated", vec![cy]),
        ("?status=active,deactivated&role=none", vec![cy]),
        ("?source=okta", vec![bo]),
        ("?signIn=never", vec![bo, cy]),
        ("?q=LIND", vec![ana, bo, cy]),
        ("?q=in", vec![ana, bo, cy]),
        ("?q=lind%20b", vec![bo]),
        ("?q=00ubo", vec![bo]),
        ("?q=acme.com&role=Admin", vec![ana]),
        ("?q=100%25", vec![]),
        ("?offset=1&limit=2", vec![bo, cy]),
    ] {
        let (_, found) = names(&owner, query).await;
        assert_eq!(found, expected, "{query}");
    }
    let (matching, page) = names(&owner, "?q=lind&limit=1&sort=-name").await;
    assert_eq!((matching, page), (3, vec![cy.to_owned()]));
    let whole = owner.get("/users?status=active&limit=0").await.json();
    assert_eq!(
        [&whole["total"], &whole["matching"], &whole["users"]],
        [&json!(4), &json!(3), &json!([])]
    );
}

#[tokio::test]
async fn who_never_signed_in_comes_first_by_last_sign_in() {
    let latchkey = four().await;
    let owner = latchkey.owner().await.unwrap();
    let (_, found) = names(&owner, "?sort=lastSignIn").await;
    assert_eq!(found[..2], ["Bo Lind", "Cy Lind"]);
    let (_, found) = names(&owner, "?sort=-lastSignIn").await;
    assert_eq!(found[2..], ["Cy Lind", "Bo Lind"]);
}

#[tokio::test]
async fn a_group_lists_its_members() {
    let latchkey = four().await;
    let owner = latchkey.owner().await.unwrap();
    let people = owner.get("/users?sort=created").await.json();
    let ids: Vec<_> = [0, 2]
        .map(|at| json!({"value": people["users"][at]["id"]}))
        .into();
    let group = latchkey
        .scim_post("/Groups", json!({"displayName": "Sales", "members": ids}))
        .await
        .json();
    let id = group["id"].as_str().unwrap();
    let (_, found) = names(&owner, &format!("?group={id}")).await;
    assert_eq!(found, ["Bo Lind", "Olga Ek"]);
    let (_, found) = names(&owner, &format!("?group={id}&q=bo&sort=-modified")).await;
    assert_eq!(found, ["Bo Lind"]);
    let (matching, found) = names(&owner, "?group=nobody").await;
    assert_eq!((matching, found), (0, vec![]));
}

#[tokio::test]
async fn a_change_holds_in_the_list_with_the_next_call() {
    let latchkey = four().await;
    let owner = latchkey.owner().await.unwrap();
    let bo = owner.get("/users?q=bo").await.json()["users"][0]["id"].clone();
    let bo = bo.as_str().unwrap();
    let change = json!({"Operations": [{"op": "replace", "value": {"displayName": "Åsa Nord"}}]});
    assert_eq!(
        latchkey
            .scim_patch(&format!("/Users/{bo}"), change)
            .await
            .status,
        200
    );
    assert_eq!(names(&owner, "?q=A%CC%8ASA").await.1, ["Åsa Nord"]);
    assert_eq!(
        names(&owner, "?q=bo%20lind").await.1,
        ["Åsa Nord"],
        "by given and family name"
    );
    let gone = owner.delete(&format!("/users/{bo}")).await;
    assert_eq!(refusal(&gone), (409, "conflict".into()), "{}", gone.text);
    let cy = owner.get("/users?q=cy").await.json()["users"][0]["id"].clone();
    assert_eq!(
        owner
            .delete(&format!("/users/{}", cy.as_str().unwrap()))
            .await
            .status,
        204
    );
    assert_eq!(names(&owner, "?q=cy").await, (0, vec![]));
}

#[tokio::test]
async fn a_formula_in_the_file_is_only_text() {
    let latchkey = four().await;
    let owner = latchkey.owner().await.unwrap();
    let new = json!({"email": "eve@acme.com", "givenName": "Eve", "familyName": "Ek", "displayName": "=1+1, \"Eve\"",
        "accessRole": "User"});
    let made = owner.post("/users", new).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let file = owner.get("/users/export.csv?role=User").await;
    assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
    let id = made.json()["id"].as_str().unwrap().to_owned();
    let lines: Vec<&str> = file.text.split("\r\n").collect();
    let [headings, row, ""] = lines[..] else {
        panic!("{}", file.text);
    };
    assert_eq!(
        headings,
        "Id,User name,Name,Email,Access role,Status,Source,Last sign-in,Added,Changed"
    );
    let start =
        format!("{id},eve@acme.com,\"'=1+1, \"\"Eve\"\"\",eve@acme.com,User,active,local,never,");
    assert!(row.starts_with(&start), "{row}");
    let nobody = owner.get("/users/export.csv?q=nobody").await;
    assert_eq!(nobody.text, format!("{headings}\r\n"));
}

#[tokio::test]
async fn an_export_of_many_has_each_of_them_once() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let operations: Vec<_> = (0..900)
        .map(|number| {
            let user = latchkey_testkit::people::okta_user(&format!("p{number}"));
            json!({"method": "POST", "path": "/Users", "bulkId": number.to_string(), "data": user})
        })
        .collect();
    let bulk = json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"], "Operations": operations});
    assert_eq!(latchkey.scim_post("/Bulk", bulk).await.status, 200);
    let owner = latchkey.owner().await.unwrap();
    let file = owner.get("/users/export.csv?sort=email").await;
    let mut ids: Vec<&str> = file
        .text
        .lines()
        .skip(1)
        .filter_map(|line| line.split(',').next())
        .collect();
    assert_eq!(ids.len(), 901);
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 901);
}
