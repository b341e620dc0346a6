//! Which access role a request asks for (product.md, "Access roles").

use latchkey_app::directory::users::edit::UserEdit;
use latchkey_app::record::Caller;
use latchkey_domain::AccessRole::{self, Admin, EnterpriseAdmin, ReadOnly, User};
use latchkey_scim::urn;
use latchkey_testkit::Latchkey;
use latchkey_testkit::people::{id, okta_user, okta_user_with_role, patch, user_path};
use serde_json::{Value, json};

/// Every way in which a role can come in a resource.
fn shapes(role: &str) -> [Value; 8] {
    [
        json!({urn::LATCHKEY_USER: {"accessRole": role}}),
        json!({format!("{}:accessRole", urn::LATCHKEY_USER): role}),
        json!({urn::USER: {"accessRole": role}}),
        json!({"accessRole": role}),
        json!({"roles": [role]}),
        json!({"roles": [{"primary": true, "value": role}]}),
        json!({"roles": [{"type": "t", "value": role}]}),
        json!({"roles": role}),
    ]
}

fn with(mut user: Value, shape: &Value) -> Value {
    for (name, value) in shape.as_object().unwrap() {
        user[name] = value.clone();
    }
    user
}

fn role_of(latchkey: &Latchkey, user: &Value) -> Option<AccessRole> {
    latchkey.user(id(user)).unwrap().access_role
}

async fn patched(latchkey: &Latchkey, user: &Value, value: Value) -> Option<AccessRole> {
    let answer = latchkey
        .scim_patch(
            &user_path(user),
            patch(json!([{"op": "replace", "value": value}])),
        )
        .await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    role_of(latchkey, user)
}

#[tokio::test]
async fn an_unknown_role_is_refused_with_the_value_and_the_four() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let ana = latchkey
        .provision(okta_user_with_role("Ana", "User"))
        .await
        .unwrap();
    let before = latchkey.directory().await;
    for shape in shapes("Manager") {
        let created = latchkey
            .scim_post("/Users", with(okta_user("Bo"), &shape))
            .await;
        let put = latchkey
            .scim_put(&user_path(&ana), with(okta_user("Ana"), &shape))
            .await;
        let changed = latchkey
            .scim_patch(
                &user_path(&ana),
                patch(json!([{"op": "replace", "value": shape}])),
            )
            .await;
        for answer in [created, put, changed] {
            assert_eq!(answer.status, 400, "{shape}: {}", answer.text);
            assert_eq!(answer.scim_type(), "invalidValue");
            assert_eq!(
                answer.detail(),
                "Okta sent the access role \"Manager\". Latchkey knows ReadOnly, User, Admin and EnterpriseAdmin. \
                 Nothing was changed."
            );
        }
    }
    assert_eq!(latchkey.directory().await, before);
}

#[tokio::test]
async fn a_role_that_would_not_count_must_exist_all_the_same() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    for roles in [
        json!([{"value": "User", "primary": true}, {"value": "Manager"}]),
        json!(["Manager"]),
    ] {
        let mut user = okta_user_with_role("Bo", "User");
        user["roles"] = roles;
        let answer = latchkey.scim_post("/Users", user).await;
        assert_eq!(answer.status, 400, "{}", answer.text);
        assert!(answer.detail().contains("\"Manager\""));
    }
}

#[tokio::test]
async fn where_okta_may_give_no_role_each_is_refused_and_none_is_taken() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    latchkey
        .set(|settings| settings.role_cap = None)
        .await
        .unwrap();
    let refused = latchkey
        .scim_post("/Users", okta_user_with_role("Bo", "ReadOnly"))
        .await;
    assert_eq!(refused.status, 400, "{}", refused.text);
    let detail = refused.detail();
    assert!(
        detail.contains("\"ReadOnly\"") && detail.contains("lets Okta give app access only"),
        "{detail}"
    );
    let bo = latchkey
        .provision(okta_user_with_role("Bo", ""))
        .await
        .unwrap();
    assert_eq!(role_of(&latchkey, &bo), None);
}

#[tokio::test]
async fn the_cap_binds_what_okta_gives_and_not_what_is_there() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let ana = latchkey
        .provision(okta_user_with_role("Ana", "EnterpriseAdmin"))
        .await
        .unwrap();
    latchkey
        .set(|settings| settings.role_cap = Some(User))
        .await
        .unwrap();
    for shape in shapes("Admin") {
        let answer = latchkey
            .scim_post("/Users", with(okta_user("Bo"), &shape))
            .await;
        assert_eq!(answer.status, 400, "{shape}: {}", answer.text);
        assert_eq!(answer.scim_type(), "invalidValue");
        let detail = answer.detail();
        assert!(
            detail.contains("\"Admin\"") && detail.contains("at most User"),
            "{detail}"
        );
    }
    // An echo of what is stored asks for nothing.
    let mut echo = ana.clone();
    echo["title"] = json!("Author");
    let answer = latchkey.scim_put(&user_path(&ana), echo).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(role_of(&latchkey, &ana), Some(EnterpriseAdmin));
    let bo = latchkey
        .provision(okta_user_with_role("Bo", "User"))
        .await
        .unwrap();
    assert_eq!(role_of(&latchkey, &bo), Some(User));
}

#[tokio::test]
async fn each_shape_gives_the_role_in_any_case_by_post_put_and_patch() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let sent = [
        ("readonly", ReadOnly),
        ("USER", User),
        ("Admin", Admin),
        ("enterpriseADMIN", EnterpriseAdmin),
    ];
    for (at, shape) in shapes("").iter().enumerate() {
        for (to, (word, role)) in sent.into_iter().enumerate() {
            let shape_of = |word| with(json!({}), &shapes(word)[at]);
            let name = format!("Bo{at}{to}");
            let made = latchkey
                .provision(with(okta_user(&name), &shape_of(word)))
                .await
                .unwrap();
            assert_eq!(role_of(&latchkey, &made), Some(role), "{shape}");
            // From one to another by PUT, and back by PATCH.
            let other = if role == User { "Admin" } else { "User" };
            let put = latchkey
                .scim_put(&user_path(&made), with(okta_user(&name), &shape_of(other)))
                .await;
            assert_eq!(put.status, 200, "{}", put.text);
            assert_eq!(role_of(&latchkey, &made), other.parse().ok(), "{shape}");
            assert_eq!(
                patched(&latchkey, &made, shape_of(word)).await,
                Some(role),
                "{shape}"
            );
        }
    }
}

#[tokio::test]
async fn roles_come_back_as_received_and_access_role_where_it_was_set_through_it() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    for (at, shape) in shapes("user").iter().enumerate() {
        let made = latchkey
            .provision(with(okta_user(&format!("Bo{at}")), shape))
            .await
            .unwrap();
        let extension = &made[urn::LATCHKEY_USER]["accessRole"];
        if shape.get("roles").is_some() {
            assert_eq!(made["roles"], shape["roles"]);
            assert!(extension.is_null(), "{made}");
        } else {
            assert_eq!(extension, "user");
            assert!(made.get("roles").is_none(), "{made}");
        }
    }
}

#[tokio::test]
async fn of_both_access_role_wins_of_several_roles_the_primary_else_the_highest() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let mut both = okta_user_with_role("Ana", "ReadOnly");
    both["roles"] = json!(["Admin"]);
    let ana = latchkey.provision(both).await.unwrap();
    assert_eq!(role_of(&latchkey, &ana), Some(ReadOnly));
    for (roles, role) in [
        (
            json!([{"value": "Admin"}, {"value": "ReadOnly", "primary": true}]),
            ReadOnly,
        ),
        (json!(["User", "Admin", "ReadOnly"]), Admin),
        (
            json!([{"value": "User", "primary": "true"}, {"value": "EnterpriseAdmin"}]),
            User,
        ),
    ] {
        assert_eq!(
            patched(&latchkey, &ana, json!({"roles": roles})).await,
            Some(role)
        );
    }
}

/// The role follows what a request changes: what a screen set stays while Okta says what it said before.
#[tokio::test]
async fn an_echo_is_no_change() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    for (at, shape) in shapes("User").iter().enumerate() {
        let name = format!("Bo{at}");
        let sent = with(okta_user(&name), shape);
        let made = latchkey.provision(sent.clone()).await.unwrap();
        let edit = UserEdit::role(Some(Admin));
        latchkey
            .app
            .edit_user(Caller::operator(), id(&made), edit)
            .await
            .unwrap();
        // Okta's PUT is its own GET with changes laid over it.
        let mut echo = latchkey.scim_get(&user_path(&made)).await.json();
        echo["title"] = json!("Author");
        let put = latchkey.scim_put(&user_path(&made), echo).await;
        assert_eq!(put.status, 200, "{}", put.text);
        assert_eq!(role_of(&latchkey, &made), Some(Admin), "{shape}");
        if shape.get("roles").is_some() {
            // The same roles in another of the shapes are the same roles.
            let other = json!({"roles": shape["roles"].as_str().map_or_else(
                || shape["roles"].clone(),
                |role| json!([{"value": role}]),
            )});
            assert_eq!(
                patched(&latchkey, &made, other).await,
                Some(Admin),
                "{shape}"
            );
        }
    }
}

#[tokio::test]
async fn an_empty_value_means_app_access_only() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let empties = [
        json!({urn::LATCHKEY_USER: {"accessRole": ""}}),
        json!({urn::LATCHKEY_USER: {"accessRole": null}}),
        json!({urn::LATCHKEY_USER: {"accessRole": "  "}}),
        json!({urn::USER: {"accessRole": ""}}),
        json!({"accessRole": ""}),
    ];
    for (at, empty) in empties.iter().enumerate() {
        let name = format!("Bo{at}");
        let without = latchkey
            .provision(with(okta_user(&format!("None{at}")), empty))
            .await
            .unwrap();
        assert_eq!(role_of(&latchkey, &without), None, "{empty}");
        let bo = latchkey
            .provision(okta_user_with_role(&name, "User"))
            .await
            .unwrap();
        assert_eq!(
            patched(&latchkey, &bo, empty.clone()).await,
            None,
            "{empty}"
        );
        patched(&latchkey, &bo, shapes("Admin")[0].clone()).await;
        let put = latchkey
            .scim_put(&user_path(&bo), with(okta_user(&name), empty))
            .await;
        assert_eq!(put.status, 200, "{}", put.text);
        assert_eq!(role_of(&latchkey, &bo), None, "{empty}");
    }
    for (at, empty) in [json!([]), json!(null), json!(""), json!([{"value": ""}])]
        .into_iter()
        .enumerate()
    {
        let mut user = okta_user(&format!("Cy{at}"));
        user["roles"] = json!(["Admin"]);
        let cy = latchkey.provision(user).await.unwrap();
        assert_eq!(
            patched(&latchkey, &cy, json!({"roles": empty})).await,
            None,
            "{empty}"
        );
    }
}
