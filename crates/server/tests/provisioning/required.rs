//! Given name, family name and email: nobody is without one (product rule 1).

use latchkey_app::directory::users::edit::UserEdit;
use latchkey_app::directory::users::fields;
use latchkey_app::directory::users::local::NewLocalUser;
use latchkey_app::record::Caller;
use latchkey_domain::activity::Outcome;
use latchkey_domain::{AccessRole, RefusalCode};
use latchkey_testkit::people::{okta_user, patch, user_path};
use latchkey_testkit::{Answer, Latchkey, OWNER};
use serde_json::{Value, json};

/// What is required, and by which name a refusal calls it.
const REQUIRED: [&str; 4] = ["userName", "name.givenName", "name.familyName", "emails"];

/// Absent, null, empty, blank.
fn ways_of_lacking() -> [Option<Value>; 4] {
    [
        None,
        Some(Value::Null),
        Some(json!("")),
        Some(json!(" \t ")),
    ]
}

/// Bo with one value lacking. The user name is no address, lest it stands in for the email.
fn lacking(what: &str, how: Option<Value>) -> Value {
    let mut user = okta_user("Bo");
    user["userName"] = json!("bo");
    let (holder, name) = match what.split_once('.') {
        Some((outer, inner)) => (&mut user[outer], inner),
        None if what == "emails" && how.is_some() => (&mut user["emails"][0], "value"),
        None => (&mut user, what),
    };
    match how {
        Some(value) => holder[name] = value,
        None => {
            holder.as_object_mut().unwrap().shift_remove(name);
        }
    }
    user
}

fn is_refused_naming(answer: &Answer, what: &str) {
    assert_eq!(answer.status, 400, "{what}: {}", answer.text);
    assert_eq!(answer.scim_type(), "invalidValue");
    let detail = answer.detail();
    assert!(detail.contains(&format!("(Missing: {what}.)")), "{detail}");
    assert!(detail.contains("Nothing was changed."), "{detail}");
}

#[tokio::test]
async fn a_create_without_a_required_value_is_refused_by_its_name() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let before = latchkey.directory().await;
    for what in REQUIRED {
        for how in ways_of_lacking() {
            let answer = latchkey.scim_post("/Users", lacking(what, how)).await;
            is_refused_naming(&answer, what);
            let entry = latchkey.last_entry().await.unwrap();
            assert_eq!(
                (entry.action.as_str(), entry.outcome),
                ("user.created", Outcome::Refused)
            );
            assert_eq!(entry.reason, Some(answer.detail()));
        }
    }
    assert_eq!(latchkey.directory().await, before);
}

#[tokio::test]
async fn a_put_that_takes_a_required_value_away_is_refused() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let bo = latchkey.provision(okta_user("Bo")).await.unwrap();
    let before = latchkey.directory().await;
    for what in REQUIRED {
        for how in ways_of_lacking() {
            let answer = latchkey.scim_put(&user_path(&bo), lacking(what, how)).await;
            is_refused_naming(&answer, what);
        }
    }
    assert_eq!(latchkey.directory().await, before);
}

#[tokio::test]
async fn a_patch_that_takes_a_required_value_away_is_refused_whole() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let bo = latchkey.provision(okta_user("Bo")).await.unwrap();
    let before = latchkey.directory().await;
    for what in REQUIRED {
        for operation in [
            json!({"op": "remove", "path": what}),
            json!({"op": "replace", "path": what, "value": null}),
            json!({"op": "replace", "path": what, "value": ""}),
            json!({"op": "replace", "value": {what: "  "}}),
        ] {
            // The first two would be done if the third did not refuse all of them.
            let answer = latchkey
                .scim_patch(
                    &user_path(&bo),
                    patch(json!([
                        {"op": "add", "path": "title", "value": "Author"},
                        {"op": "replace", "path": "userName", "value": "bo"},
                        operation
                    ])),
                )
                .await;
            is_refused_naming(&answer, what);
        }
    }
    assert_eq!(latchkey.directory().await, before);
}

#[tokio::test]
async fn an_email_that_is_no_address_is_named() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    for wrong in ["bo", "bo at atko.com", "@atko.com", "bo@"] {
        let mut user = okta_user("Bo");
        user["emails"][0]["value"] = json!(wrong);
        let answer = latchkey.scim_post("/Users", user).await;
        assert_eq!(answer.status, 400, "{wrong}");
        assert_eq!(answer.scim_type(), "invalidValue");
        assert!(answer.detail().contains(&format!("\"{wrong}\"")));
    }
}

/// Whoever adds someone here cannot map anything in Okta.
#[tokio::test]
async fn what_lacks_here_is_not_blamed_on_okta() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let before = latchkey.directory().await;
    let bo = NewLocalUser {
        email: "bo@atko.com".into(),
        given_name: "Bo".into(),
        family_name: "Lind".into(),
        access_role: Some(AccessRole::User),
        ..NewLocalUser::default()
    };
    let cases = [
        (
            "name.givenName",
            NewLocalUser {
                given_name: " ".into(),
                ..bo.clone()
            },
        ),
        (
            "name.familyName",
            NewLocalUser {
                family_name: String::new(),
                ..bo.clone()
            },
        ),
        (
            "emails",
            NewLocalUser {
                email: "\t".into(),
                ..bo.clone()
            },
        ),
        (
            "userName",
            NewLocalUser {
                user_name: Some(" ".into()),
                ..bo
            },
        ),
    ];
    for (what, user) in cases {
        let refused = latchkey
            .app
            .create_user(Caller::operator(), user.into_incoming().unwrap())
            .await
            .unwrap_err();
        assert_eq!(refused.code(), Some(RefusalCode::MissingValue));
        let text = refused.to_string();
        assert!(text.contains(&format!("(Missing: {what}.)")), "{text}");
        assert!(!text.contains("Okta"), "{text}");
    }
    assert_eq!(latchkey.directory().await, before);
}

#[tokio::test]
async fn an_edit_here_may_not_leave_a_required_value_empty() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let ana = latchkey.add_local("Ana", None).await.unwrap();
    let edit = UserEdit::default().with(&fields::FAMILY_NAME, Some("  ".into()));
    let refused = latchkey
        .app
        .edit_user(Caller::operator(), &ana.id, edit)
        .await
        .unwrap_err();
    assert_eq!(
        refused.to_string(),
        "The family name is missing for Ana@atko.com. Everyone needs one: give it, then try again. Nothing was changed. \
         (Missing: name.familyName.)"
    );
    assert_eq!(latchkey.user(&ana.id).unwrap(), ana);
}

#[tokio::test]
async fn a_user_name_that_is_an_address_stands_in_for_an_email() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let mut user = okta_user("Bo");
    user.as_object_mut().unwrap().shift_remove("emails");
    let bo = latchkey.provision(user).await.unwrap();
    let stored = latchkey.user(latchkey_testkit::people::id(&bo)).unwrap();
    assert_eq!(stored.email, "Bo@atko.com");
    assert_ne!(stored.email, OWNER);
}
