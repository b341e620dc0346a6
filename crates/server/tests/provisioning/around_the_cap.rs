//! The cap on the role that Okta may give holds whichever way a role is sent, and in however many steps.

use latchkey_app::directory::users::edit::UserEdit;
use latchkey_app::record::Caller;
use latchkey_domain::AccessRole;
use latchkey_testkit::Latchkey;
use latchkey_testkit::people::{id, okta_user, okta_user_with_role, patch, user_path};
use serde_json::{Value, json};

const CORE: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
const OURS: &str = "urn:ietf:params:scim:schemas:extension:latchkey:2.0:User";

async fn capped(cap: Option<AccessRole>) -> Latchkey {
    let latchkey = Latchkey::with_connector().await.unwrap();
    latchkey
        .set(move |settings| settings.role_cap = cap)
        .await
        .unwrap();
    latchkey
}

fn role(latchkey: &Latchkey, user: &Value) -> Option<AccessRole> {
    latchkey.user(id(user)).unwrap().access_role
}

/// Bodies that ask for EnterpriseAdmin, laid over a user's.
fn asking() -> Vec<Value> {
    vec![
        json!({OURS: {"accessRole": "EnterpriseAdmin"}}),
        json!({OURS: {"accessRole": " enterpriseADMIN "}}),
        json!({"accessRole": "EnterpriseAdmin"}),
        json!({CORE: {"accessRole": "EnterpriseAdmin"}}),
        json!({"roles": "EnterpriseAdmin"}),
        json!({"roles": ["EnterpriseAdmin"]}),
        json!({"roles": ["User", "EnterpriseAdmin"]}),
        json!({"roles": [{"value": "EnterpriseAdmin", "primary": true}, {"value": "User"}]}),
        json!({"roles": [{"value": "EnterpriseAdmin", "primary": "true", "type": "t"}]}),
        json!({OURS: {"accessRole": ""}, "roles": ["EnterpriseAdmin"]}),
        json!({OURS: {"accessRole": "EnterpriseAdmin"}, "roles": ["User"]}),
    ]
}

fn over(mut user: Value, with: &Value) -> Value {
    for (name, value) in with.as_object().unwrap() {
        user[name] = value.clone();
    }
    user
}

#[tokio::test]
async fn whichever_attribute_shape_and_method_carries_it() {
    let latchkey = capped(Some(AccessRole::User)).await;
    let bo = latchkey
        .provision(okta_user_with_role("Bo", "User"))
        .await
        .unwrap();
    let gone = latchkey
        .provision(okta_user_with_role("Cy", "User"))
        .await
        .unwrap();
    latchkey
        .scim_patch(&user_path(&gone), latchkey_testkit::people::deactivation())
        .await;
    let before = latchkey.directory().await;
    for body in asking() {
        let answers = [
            latchkey
                .scim_post("/Users", over(okta_user("New"), &body))
                .await,
            // A re-hire.
            latchkey
                .scim_post("/Users", over(okta_user("Cy"), &body))
                .await,
            latchkey
                .scim_put(&user_path(&bo), over(bo.clone(), &body))
                .await,
            latchkey
                .scim_patch(
                    &user_path(&bo),
                    patch(json!([{"op": "replace", "value": body}])),
                )
                .await,
            latchkey
                .scim_patch(
                    &user_path(&bo),
                    patch(json!([{"op": "add", "value": body}])),
                )
                .await,
        ];
        for (at, answer) in answers.into_iter().enumerate() {
            assert_eq!(answer.status, 400, "{body} {at}: {}", answer.text);
            assert_eq!(answer.scim_type(), "invalidValue", "{body} {at}");
        }
        let bulk = latchkey
            .scim_post(
                "/Bulk",
                json!({
                    "schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],
                    "Operations": [
                        {"method": "POST", "path": "/Users", "bulkId": "n", "data": over(okta_user("New"), &body)},
                        {"method": "PUT", "path": user_path(&bo), "data": over(bo.clone(), &body)},
                        {"method": "PATCH", "path": user_path(&bo),
                            "data": patch(json!([{"op": "replace", "value": body}]))},
                    ]
                }),
            )
            .await;
        for operation in bulk.json()["Operations"].as_array().unwrap() {
            assert_eq!(operation["status"], "400", "{body}: {operation}");
        }
    }
    assert_eq!(latchkey.directory().await, before);
}

/// What is stored beside the role in effect comes to nothing when the other is taken away.
#[tokio::test]
async fn not_in_two_steps() {
    let latchkey = capped(Some(AccessRole::User)).await;
    let with = json!({OURS: {"accessRole": "User"}, "roles": ["EnterpriseAdmin"]});
    let made = latchkey
        .scim_post("/Users", over(okta_user("Bo"), &with))
        .await;
    assert_eq!(made.status, 201, "{}", made.text);
    let bo = made.json();
    assert_eq!(role(&latchkey, &bo), Some(AccessRole::User));
    let primary =
        json!({"roles": [{"value": "User", "primary": true}, {"value": "EnterpriseAdmin"}]});
    let made = latchkey
        .scim_post("/Users", over(okta_user("Cy"), &primary))
        .await;
    assert_eq!(made.status, 201, "{}", made.text);
    let cy = made.json();
    assert_eq!(role(&latchkey, &cy), Some(AccessRole::User));
    let access_role = format!("{OURS}:accessRole");
    for (user, operations) in [
        (&bo, json!([{"op": "remove", "path": access_role}])),
        (
            &bo,
            json!([{"op": "replace", "path": access_role, "value": ""}]),
        ),
        (
            &bo,
            json!([{"op": "remove", "path": access_role},
            {"op": "replace", "path": "roles", "value": [{"value": "EnterpriseAdmin", "type": "t"}]}]),
        ),
        (
            &cy,
            json!([{"op": "remove", "path": "roles[value eq \"User\"]"}]),
        ),
        (
            &cy,
            json!([{"op": "replace", "path": "roles[value eq \"User\"].primary", "value": false}]),
        ),
        (
            &cy,
            json!([{"op": "replace", "path": "roles[value eq \"EnterpriseAdmin\"].primary", "value": true}]),
        ),
    ] {
        latchkey
            .scim_patch(&user_path(user), patch(operations.clone()))
            .await;
        assert!(
            role(&latchkey, user) <= Some(AccessRole::User),
            "{operations}"
        );
    }
}

/// The role was taken away here since: to send it again is to give it again.
#[tokio::test]
async fn not_by_sending_again_what_was_taken_away_here() {
    for shape in [
        json!({OURS: {"accessRole": "Admin"}}),
        json!({"roles": ["Admin"]}),
    ] {
        let latchkey = capped(Some(AccessRole::EnterpriseAdmin)).await;
        let made = latchkey
            .scim_post("/Users", over(okta_user("Bo"), &shape))
            .await;
        let bo = made.json();
        assert_eq!(
            role(&latchkey, &bo),
            Some(AccessRole::Admin),
            "{}",
            made.text
        );
        latchkey
            .set(|settings| settings.role_cap = Some(AccessRole::User))
            .await
            .unwrap();
        let edit = UserEdit::role(Some(AccessRole::User));
        latchkey
            .app
            .edit_user(Caller::operator(), id(&bo), edit)
            .await
            .unwrap();
        let again = over(okta_user("Bo"), &shape);
        latchkey.scim_put(&user_path(&bo), again.clone()).await;
        assert_eq!(role(&latchkey, &bo), Some(AccessRole::User), "{shape}");
        let operations = json!([{"op": "replace", "value": shape}]);
        latchkey
            .scim_patch(&user_path(&bo), patch(operations))
            .await;
        assert_eq!(role(&latchkey, &bo), Some(AccessRole::User), "{shape}");
        // Taken away by Okta and given anew, in two calls.
        let nothing = json!([{"op": "replace", "value": {"roles": [], OURS: {"accessRole": ""}}}]);
        latchkey.scim_patch(&user_path(&bo), patch(nothing)).await;
        latchkey.scim_put(&user_path(&bo), again).await;
        assert!(role(&latchkey, &bo) <= Some(AccessRole::User), "{shape}");
    }
}

/// An adoption gives no more than the cap either.
#[tokio::test]
async fn not_by_an_adoption() {
    let latchkey = capped(Some(AccessRole::User)).await;
    let local = latchkey
        .add_local("Bo", Some(AccessRole::ReadOnly))
        .await
        .unwrap();
    for body in asking() {
        let path = format!("/Users/{}", local.id);
        let answer = latchkey.scim_put(&path, over(okta_user("Bo"), &body)).await;
        assert_eq!(answer.status, 400, "{body}: {}", answer.text);
    }
    let stored = latchkey.user(&local.id).unwrap();
    assert_eq!(stored.access_role, Some(AccessRole::ReadOnly));
    assert_eq!(stored.external_id, None);
}
