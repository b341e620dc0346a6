//! Ways around rule 5 that somebody may try: taking over a name, an external id or a link.

use latchkey_app::sign_in::browser::Finished;
use latchkey_domain::AccessRole;
use latchkey_domain::activity::Outcome;
use latchkey_domain::sign_in::RefusedSignIn;
use latchkey_testkit::Latchkey;
use latchkey_testkit::okta::person;
use latchkey_testkit::people::{id, okta_user_with_role, patch, user_path};
use serde_json::json;

/// Neither Okta nor an admin here can give somebody the name of an admin who is not linked yet.
#[tokio::test]
async fn the_name_of_an_unlinked_admin_cannot_be_taken() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let ana = latchkey
        .add_local("Ana", Some(AccessRole::EnterpriseAdmin))
        .await
        .unwrap();
    let bo = latchkey
        .provision(okta_user_with_role("Bo", "User"))
        .await
        .unwrap();
    for operations in [
        json!([{"op": "replace", "path": "userName", "value": "ana@atko.com"}]),
        json!([{"op": "replace", "path": "userName", "value": "ANA@atko.com"}]),
        json!([{"op": "replace", "path": "emails", "value": [{"value": "Ana@Atko.com", "primary": true}]}]),
    ] {
        let answer = latchkey
            .scim_patch(&user_path(&bo), patch(operations))
            .await;
        assert_eq!(answer.status, 409, "{}", answer.text);
    }
    let admin = latchkey.person(AccessRole::Admin).await.unwrap();
    let clerk = latchkey
        .add_local("Clerk", Some(AccessRole::User))
        .await
        .unwrap();
    let path = format!("/users/{}", clerk.id);
    for body in [
        json!({"userName": "ana@atko.com"}),
        json!({"email": "ANA@atko.com"}),
    ] {
        let answer = admin.edit(&path, "*", &body).await;
        assert_eq!(answer.status, 409, "{}", answer.text);
    }
    assert_eq!(latchkey.user(&ana.id).unwrap().user_name, "Ana@atko.com");
}

/// An external id that goes from one to another takes no link and no session with it, and who gets an admin's is told of.
#[tokio::test]
async fn an_external_id_that_moves_takes_nothing_with_it() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let issuer = latchkey.start_issuer().await.unwrap();
    latchkey.require_okta(&issuer).await.unwrap();
    let boss = latchkey
        .add_local("Boss", Some(AccessRole::EnterpriseAdmin))
        .await
        .unwrap();
    let bo = latchkey
        .provision(okta_user_with_role("Bo", "User"))
        .await
        .unwrap();
    let let_in = latchkey.sign_in_through(&issuer, &person("Bo")).await;
    assert!(matches!(let_in, Ok(Finished::SignedIn(_))));
    let of_boss = format!("/Users/{}", boss.id);
    let give = patch(json!([{"op": "replace", "path": "externalId", "value": "00uBo"}]));
    let taken = latchkey.scim_patch(&of_boss, give.clone()).await;
    assert_eq!(taken.status, 409, "{}", taken.text);
    let take = patch(json!([{"op": "remove", "path": "externalId"}]));
    let answer = latchkey.scim_patch(&user_path(&bo), take).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(latchkey.sessions(id(&bo)).unwrap(), 0);
    let moved = latchkey.scim_patch(&of_boss, give).await;
    assert_eq!(moved.status, 200, "{}", moved.text);
    let entries = latchkey.entries().await.unwrap();
    let told = entries
        .iter()
        .find(|entry| entry.action == "user.adopted" && entry.outcome == Outcome::Notice);
    assert_eq!(told.unwrap().target.id.as_ref(), Some(&boss.id));
    // Whoever had it before is not let in as themselves by a name.
    let bindings = latchkey.app.read(|store| store.bindings_of(id(&bo)));
    assert!(bindings.unwrap().is_empty());
}

/// A test with the Okta account of someone who is known here links nobody to it.
#[tokio::test]
async fn a_test_with_someone_elses_okta_account_links_nobody() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let issuer = latchkey.start_issuer().await.unwrap();
    let boss = latchkey
        .add_local("Boss", Some(AccessRole::EnterpriseAdmin))
        .await
        .unwrap();
    latchkey
        .provision(okta_user_with_role("Bo", "EnterpriseAdmin"))
        .await
        .unwrap();
    let tested = latchkey
        .test_sign_in(&issuer, &person("Bo"), &boss.id)
        .await;
    assert!(matches!(tested, Ok(Finished::Tested)));
    let bindings = latchkey.app.read(|store| store.bindings_of(&boss.id));
    assert!(bindings.unwrap().is_empty());
    latchkey.require_okta(&issuer).await.unwrap();
    match latchkey
        .sign_in_through(&issuer, &person("Boss"))
        .await
        .unwrap()
    {
        Finished::Refused(refused) => assert_eq!(refused.code, RefusedSignIn::NotLinked),
        other => panic!("{other:?}"),
    }
}
