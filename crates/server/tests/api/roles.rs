//! Product.md's table of access roles, row by row: what each role may not do, and what it may.

use axum::http::Method;
use latchkey_domain::AccessRole;
use serde_json::{Value, json};

use crate::staff::{add, anyone, app_token, fresh, in_app, refusal};

/// Every call about people, and the least role for it. `{id}` is someone with app access only.
fn calls() -> Vec<(Method, &'static str, Option<Value>, Option<AccessRole>)> {
    use AccessRole::{Admin, EnterpriseAdmin, ReadOnly, User};
    let new = json!({"email": "new@acme.com", "givenName": "New", "familyName": "Lind", "accessRole": null});
    vec![
        // App login, own profile, own sessions.
        (Method::GET, "/session", None, None),
        (Method::GET, "/me/sessions", None, None),
        (Method::GET, "/users/{self}", None, None),
        (Method::GET, "/users/{self}/sessions", None, None),
        // See people, groups and roles.
        (Method::GET, "/users", None, Some(ReadOnly)),
        (Method::GET, "/users/{id}", None, Some(ReadOnly)),
        (Method::GET, "/groups", None, Some(ReadOnly)),
        // Edit own fields that Okta does not manage; export the people list.
        (
            Method::PATCH,
            "/me",
            Some(json!({"title": "Clerk"})),
            Some(User),
        ),
        (Method::GET, "/users/export.csv", None, Some(User)),
        // Add, edit, deactivate users; set roles up to Admin; end sessions.
        (Method::POST, "/users", Some(new), Some(Admin)),
        (Method::POST, "/users/{id}/invite", None, Some(Admin)),
        (Method::GET, "/users/{id}/sessions", None, Some(Admin)),
        (Method::GET, "/users/{id}/why", None, Some(Admin)),
        (Method::DELETE, "/users/{id}/sessions", None, Some(Admin)),
        (
            Method::POST,
            "/users/bulk",
            Some(json!({"action": "setAccessRole", "ids": ["{id}"], "accessRole": "Admin"})),
            Some(Admin),
        ),
        (
            Method::POST,
            "/users/bulk",
            Some(json!({"action": "setAccessRole", "ids": ["{id}"], "accessRole": null})),
            Some(Admin),
        ),
        (Method::POST, "/users/{id}/deactivate", None, Some(Admin)),
        (Method::POST, "/users/{id}/reactivate", None, Some(Admin)),
        // Removing for good.
        (Method::DELETE, "/users/{id}", None, Some(EnterpriseAdmin)),
    ]
}

#[tokio::test]
async fn nobody_may_do_anything_without_a_session() {
    let latchkey = fresh().await;
    for (method, path, body, _) in calls() {
        let answer = anyone(&latchkey, method.clone(), path, body).await;
        let expected = (401, "unauthenticated".to_owned());
        assert_eq!(refusal(&answer), expected, "{method} {path}");
    }
}

#[tokio::test]
async fn each_role_may_do_what_its_row_says_and_no_more() {
    let roles = std::iter::once(None).chain(AccessRole::ALL.map(Some));
    for role in roles {
        let latchkey = fresh().await;
        let own = add(&latchkey, "asking", role).await;
        let other = add(&latchkey, "other", None).await;
        let token = app_token(&latchkey, "asking").await;
        for (method, path, body, least) in calls() {
            let path = path.replace("{id}", &other).replace("{self}", &own);
            let body = body.map(|body| {
                let text = body.to_string().replace("{id}", &other);
                serde_json::from_str(&text).unwrap()
            });
            let answer = in_app(&latchkey, Some(&token), method.clone(), &path, body).await;
            if role >= least {
                assert!(
                    answer.status.is_success(),
                    "{role:?} {method} {path}: {}",
                    answer.text
                );
            } else {
                let expected = (403, "forbidden".to_owned());
                assert_eq!(refusal(&answer), expected, "{role:?} {method} {path}");
            }
        }
    }
}

#[tokio::test]
async fn nobody_touches_someone_of_a_higher_role() {
    let latchkey = fresh().await;
    let boss = add(&latchkey, "boss", Some(AccessRole::EnterpriseAdmin)).await;
    let admin = latchkey.person(AccessRole::Admin).await.unwrap();
    let etag = admin.get(&format!("/users/{boss}")).await;
    assert_eq!(etag.json()["can"]["edit"], false);
    let etag = etag.header("etag").to_owned();
    let edit = admin
        .edit(&format!("/users/{boss}"), &etag, &json!({"title": "Serf"}))
        .await;
    let sessions = format!("/users/{boss}/sessions");
    let answers = [
        edit,
        admin
            .post(&format!("/users/{boss}/deactivate"), Value::Null)
            .await,
        admin
            .post(&format!("/users/{boss}/reactivate"), Value::Null)
            .await,
        admin
            .post(&format!("/users/{boss}/invite"), Value::Null)
            .await,
        admin.get(&sessions).await,
        admin.delete(&sessions).await,
        admin.delete(&format!("{sessions}/any")).await,
    ];
    for answer in answers {
        assert_eq!(
            refusal(&answer),
            (403, "forbidden".into()),
            "{}",
            answer.text
        );
    }
    let bulk = admin
        .post(
            "/users/bulk",
            json!({"action": "deactivate", "ids": [boss]}),
        )
        .await;
    assert_eq!(bulk.json()["done"], json!([]));
    assert_eq!(bulk.json()["refused"][0]["code"], "forbidden");
}

#[tokio::test]
async fn an_admin_gives_roles_up_to_admin() {
    let latchkey = fresh().await;
    let other = add(&latchkey, "other", None).await;
    let admin = latchkey.person(AccessRole::Admin).await.unwrap();
    let new = json!({"email": "new@acme.com", "givenName": "New", "familyName": "Lind", "accessRole": "EnterpriseAdmin"});
    let refused = admin.post("/users", new).await;
    assert_eq!(refusal(&refused), (403, "forbidden".into()));
    let page = admin.get(&format!("/users/{other}")).await;
    let given = &page.json()["can"]["setAccessRole"];
    assert_eq!(*given, json!([null, "ReadOnly", "User", "Admin"]));
    let path = format!("/users/{other}");
    let etag = page.header("etag").to_owned();
    let up = json!({"accessRole": "EnterpriseAdmin"});
    let refused = admin.edit(&path, &etag, &up).await;
    assert_eq!(refusal(&refused), (403, "forbidden".into()));
    let up = json!({"accessRole": "Admin"});
    let done = admin.edit(&path, &etag, &up).await;
    assert_eq!(done.json()["accessRole"], "Admin", "{}", done.text);
}

#[tokio::test]
async fn who_one_is_is_not_ones_own_to_change() {
    let latchkey = fresh().await;
    let owner = latchkey.owner().await.unwrap();
    add(&latchkey, "second", Some(AccessRole::EnterpriseAdmin)).await;
    let path = format!("/users/{}", owner.id);
    for change in [
        json!({"userName": "me@acme.com"}),
        json!({"email": "me@acme.com"}),
        json!({"accessRole": "Admin"}),
    ] {
        let etag = owner.get(&path).await.header("etag").to_owned();
        let refused = owner.edit(&path, &etag, &change).await;
        assert_eq!(refusal(&refused), (403, "forbidden".into()), "{change}");
        let refused = owner.patch("/me", change.clone()).await;
        assert_eq!(refusal(&refused), (403, "forbidden".into()), "{change}");
    }
    let refused = owner.post(&format!("{path}/deactivate"), Value::Null).await;
    assert_eq!(refusal(&refused), (403, "forbidden".into()));
    let refused = owner.delete(&path).await;
    assert_eq!(refusal(&refused), (403, "forbidden".into()));
    let page = owner.get(&path).await.json();
    assert_eq!(page["can"]["setAccessRole"], json!([]));
    assert_eq!(page["can"]["deactivate"], false);
    assert_eq!(page["can"]["setPassword"], true);
}

#[tokio::test]
async fn someone_who_was_demoted_may_no_more_with_the_next_call() {
    let latchkey = fresh().await;
    let admin = latchkey.person(AccessRole::Admin).await.unwrap();
    let owner = latchkey.owner().await.unwrap();
    let body = json!({"action": "setAccessRole", "ids": [admin.id], "accessRole": "ReadOnly"});
    assert_eq!(
        owner.post("/users/bulk", body).await.json()["done"][0],
        admin.id
    );
    let refused = admin.get("/users/export.csv").await;
    assert_eq!(refusal(&refused), (403, "forbidden".into()));
}
