//! Nobody acts on someone of a higher role, whichever way it is tried, and nobody raises or lowers themselves.

use axum::http::Method;
use latchkey_app::directory::Precondition;
use latchkey_app::directory::users::edit::UserEdit;
use latchkey_app::record::Caller;
use latchkey_domain::activity::Actor;
use latchkey_domain::{AccessRole, RefusalCode};
use latchkey_testkit::people::{deactivation, id, okta_user_with_role, user_path};
use latchkey_testkit::{Answer, Latchkey, Screen};
use secrecy::SecretString;
use serde_json::{Value, json};

const ENTERPRISE_ADMIN: Option<AccessRole> = Some(AccessRole::EnterpriseAdmin);

fn is_forbidden(answer: &Answer) -> bool {
    answer.status == 403 && answer.json()["code"] == "forbidden"
}

async fn patch(screen: &Screen<'_>, id: &str, body: &Value) -> Answer {
    screen.edit(&format!("/users/{id}"), "*", body).await
}

/// Every act on the person of this id that the API has, by `screen`, and how it was answered.
async fn acts(screen: &Screen<'_>, id: &str) -> Vec<(String, Answer)> {
    let mut answers = Vec::new();
    for body in [
        json!({"title": "Serf"}),
        json!({"userName": "serf@atko.com", "email": "serf@atko.com"}),
        json!({"accessRole": null}),
        json!({"accessRole": "ReadOnly"}),
    ] {
        answers.push((body.to_string(), patch(screen, id, &body).await));
    }
    for (method, path) in [
        (Method::POST, "deactivate"),
        (Method::POST, "reactivate"),
        (Method::POST, "invite"),
        (Method::GET, "sessions"),
        (Method::DELETE, "sessions"),
        (Method::DELETE, "sessions/any"),
    ] {
        let answer = screen
            .call(method.clone(), &format!("/users/{id}/{path}"), None)
            .await;
        answers.push((format!("{method} {path}"), answer));
    }
    let removed = screen.delete(&format!("/users/{id}")).await;
    answers.push(("DELETE".to_owned(), removed));
    answers
}

/// Every act on many, with one.
async fn bulk(screen: &Screen<'_>, id: &str) -> Vec<Answer> {
    let mut answers = Vec::new();
    for act in [
        json!({"action": "deactivate"}),
        json!({"action": "reactivate"}),
        json!({"action": "endSessions"}),
        json!({"action": "setAccessRole", "accessRole": null}),
        json!({"action": "setAccessRole", "accessRole": "Admin"}),
        json!({"action": "setAccessRole", "accessRole": "EnterpriseAdmin"}),
    ] {
        let mut act = act;
        act["ids"] = json!([id]);
        answers.push(screen.post("/users/bulk", act).await);
    }
    answers
}

#[tokio::test]
async fn one_by_one_and_many_at_a_time() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let boss = latchkey.add_local("Boss", ENTERPRISE_ADMIN).await.unwrap();
    latchkey.sign_in(&boss.id).await.unwrap();
    let admin = latchkey.person(AccessRole::Admin).await.unwrap();
    let before = latchkey.directory().await;
    for (act, answer) in acts(&admin, &boss.id).await {
        assert!(is_forbidden(&answer), "{act}: {}", answer.text);
    }
    for answer in bulk(&admin, &boss.id).await {
        assert_eq!(answer.status, 200, "{}", answer.text);
        assert_eq!(answer.json()["done"], json!([]), "{}", answer.text);
        assert_eq!(
            answer.json()["refused"][0]["code"],
            "forbidden",
            "{}",
            answer.text
        );
    }
    assert_eq!(latchkey.directory().await, before);
    assert_eq!(latchkey.sessions(&boss.id).unwrap(), 1);
}

#[tokio::test]
async fn not_by_the_way_of_someone_else() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let boss = latchkey.add_local("Boss", ENTERPRISE_ADMIN).await.unwrap();
    let clerk = latchkey
        .add_local("Clerk", Some(AccessRole::User))
        .await
        .unwrap();
    latchkey.sign_in(&boss.id).await.unwrap();
    let admin = latchkey.person(AccessRole::Admin).await.unwrap();
    let of_boss = latchkey.app.read(|store| store.sessions_of(&boss.id));
    let session = &of_boss.unwrap()[0].id;
    for path in [
        format!("/users/{}/sessions/{session}", clerk.id),
        format!("/users/{}/sessions/{session}", admin.id),
        format!("/me/sessions/{session}"),
    ] {
        assert_eq!(admin.delete(&path).await.status, 404, "{path}");
    }
    assert_eq!(latchkey.sessions(&boss.id).unwrap(), 1);
    // Nor is a role given that is above one's own.
    let give = json!({"accessRole": "EnterpriseAdmin"});
    assert!(is_forbidden(&patch(&admin, &clerk.id, &give).await));
    let new = json!({"email": "new@atko.com", "givenName": "N", "familyName": "L", "accessRole": "EnterpriseAdmin"});
    assert!(is_forbidden(&admin.post("/users", new).await));
    let act =
        json!({"action": "setAccessRole", "accessRole": "EnterpriseAdmin", "ids": [clerk.id]});
    let answer = admin.post("/users/bulk", act).await;
    assert_eq!(
        answer.json()["refused"][0]["code"],
        "forbidden",
        "{}",
        answer.text
    );
    assert_eq!(
        latchkey.user(&clerk.id).unwrap().access_role,
        Some(AccessRole::User)
    );
}

/// What an admin decides about deactivations by Okta is an act on the person too.
#[tokio::test]
async fn not_by_what_waits_on_home() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let mut bosses = Vec::new();
    for name in ["Ana", "Bo"] {
        let user = okta_user_with_role(name, "EnterpriseAdmin");
        bosses.push(latchkey.provision(user).await.unwrap());
    }
    let gone = latchkey
        .scim_patch(&user_path(&bosses[0]), deactivation())
        .await;
    assert_eq!(gone.status, 200, "{}", gone.text);
    latchkey
        .app
        .disable_toolkit(Caller::operator())
        .await
        .unwrap();
    let refused = latchkey
        .scim_patch(&user_path(&bosses[1]), deactivation())
        .await;
    assert_eq!(refused.status, 403, "{}", refused.text);
    latchkey
        .app
        .enable_toolkit(Caller::operator())
        .await
        .unwrap();
    let admin = latchkey.person(AccessRole::Admin).await.unwrap();

    let since = json!({"since": "2000-01-01T00:00:00Z"});
    let brought = admin.post("/deactivations/bring-back", since).await;
    assert_eq!(brought.json()["done"], json!([]), "{}", brought.text);
    assert!(!latchkey.user(id(&bosses[0])).unwrap().active);

    let entries = latchkey.entries().await.unwrap();
    let waiting = entries
        .iter()
        .find(|entry| {
            entry.target.id.as_deref() == Some(id(&bosses[1]))
                && entry.call.as_ref().is_some_and(|call| call.status == 403)
        })
        .unwrap();
    for decision in ["dismiss", "deactivate"] {
        let path = format!("/deactivations/waiting/{}", waiting.id);
        let answer = admin.post(&path, json!({"do": decision})).await;
        assert!(is_forbidden(&answer), "{decision}: {}", answer.text);
    }
    assert!(latchkey.user(id(&bosses[1])).unwrap().active);
    let owner = latchkey.owner().await.unwrap();
    let path = format!("/deactivations/waiting/{}", waiting.id);
    let settled = owner.post(&path, json!({"do": "dismiss"})).await;
    assert_eq!(settled.status, 204, "it waits still: {}", settled.text);
}

/// What no screen has a button for holds the same rule.
#[tokio::test]
async fn not_in_the_use_cases_beneath() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let boss = latchkey.add_local("Boss", ENTERPRISE_ADMIN).await.unwrap();
    let admin = latchkey
        .add_local("Adam", Some(AccessRole::Admin))
        .await
        .unwrap();
    let caller = || Caller {
        actor: Actor::Person {
            id: admin.id.clone(),
            name: admin.display_name.clone(),
        },
        call: None,
    };
    let app = &latchkey.app;
    let password = SecretString::from("another good password");
    let issuer = "http://127.0.0.1:9/oauth2/default";
    let refused = [
        app.set_password(caller(), &boss.id, password).await.err(),
        app.link_user(caller(), &boss.id, issuer, "00uEvil")
            .await
            .err(),
        app.invite_user(caller(), &boss.id).await.err(),
        app.end_sessions(caller(), &boss.id).await.err(),
        app.remove_user(caller(), &boss.id, Precondition::default())
            .await
            .err(),
        app.edit_user(caller(), &boss.id, UserEdit::active(false))
            .await
            .err(),
    ];
    for (at, failure) in refused.into_iter().enumerate() {
        let failure = failure.unwrap();
        assert_eq!(
            failure.code(),
            Some(RefusalCode::Forbidden),
            "{at}: {failure}"
        );
    }
    assert!(!latchkey.user(&boss.id).unwrap().has_password);
}

#[tokio::test]
async fn nobody_raises_lowers_or_shuts_out_themselves() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let people = [
        latchkey.person(AccessRole::User).await.unwrap(),
        latchkey.person(AccessRole::Admin).await.unwrap(),
        latchkey.person(AccessRole::EnterpriseAdmin).await.unwrap(),
    ];
    let before = latchkey.directory().await;
    for person in &people {
        for body in [
            json!({"accessRole": "EnterpriseAdmin"}),
            json!({"accessRole": "ReadOnly"}),
            json!({"accessRole": null}),
        ] {
            let role = latchkey.user(&person.id).unwrap().access_role;
            if body["accessRole"] == json!(role) {
                continue;
            }
            for answer in [
                patch(person, &person.id, &body).await,
                person.patch("/me", body.clone()).await,
            ] {
                assert!(is_forbidden(&answer), "{body}: {}", answer.text);
            }
        }
        for path in ["deactivate", "reactivate", "invite"] {
            let path = format!("/users/{}/{path}", person.id);
            let answer = person.post(&path, Value::Null).await;
            // To be active is what one is already.
            let unchanged = path.ends_with("reactivate") && answer.status == 200;
            assert!(
                unchanged || is_forbidden(&answer),
                "{path}: {}",
                answer.text
            );
        }
        let gone = person.delete(&format!("/users/{}", person.id)).await;
        assert!(is_forbidden(&gone), "{}", gone.text);
        for act in [
            json!({"action": "deactivate", "ids": [person.id]}),
            json!({"action": "setAccessRole", "accessRole": null, "ids": [person.id]}),
            json!({"action": "setAccessRole", "accessRole": "EnterpriseAdmin", "ids": [person.id]}),
        ] {
            let answer = person.post("/users/bulk", act.clone()).await;
            let is_refused = answer.json()["refused"][0]["code"] == "forbidden";
            let same = act["accessRole"] == "EnterpriseAdmin" && answer.status == 200;
            assert!(
                is_refused || same || is_forbidden(&answer),
                "{act}: {}",
                answer.text
            );
        }
    }
    assert_eq!(latchkey.directory().await, before);
}
