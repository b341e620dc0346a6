//! Okta takes over a local user, or says that someone is another person at Okta (product rule 5).

use latchkey_app::ports::store::{StoreError, StoreExt as _};
use latchkey_app::record::Caller;
use latchkey_domain::AccessRole::{self, Admin, EnterpriseAdmin, User};
use latchkey_domain::activity::Outcome;
use latchkey_domain::sign_in::Policy;
use latchkey_domain::user::Source;
use latchkey_testkit::Latchkey;
use latchkey_testkit::people::{id, okta_user, okta_user_with_role, patch, user_path};
use serde_json::{Value, json};

const ISSUER: &str = "https://acme.okta.example";

/// Okta sign-on is required; nothing here asks the issuer.
async fn require_okta(latchkey: &Latchkey) {
    let policy = Policy {
        issuer: ISSUER.into(),
        client_id: "0oa1".into(),
        saved_at: latchkey.app.now(),
        tested_at: None,
    };
    latchkey
        .store
        .write(move |store| store.put_sign_in_policy(Some(&policy)))
        .await
        .unwrap();
}

async fn link(latchkey: &Latchkey, id: &str, subject: &str) {
    latchkey
        .app
        .link_user(Caller::operator(), id, ISSUER, subject)
        .await
        .unwrap();
}

fn linked_to(latchkey: &Latchkey, id: &str) -> Option<String> {
    let binding = latchkey
        .app
        .read(|store| store.binding_of(id, ISSUER))
        .unwrap();
    binding.map(|binding| binding.subject)
}

fn external_id(value: &str) -> Value {
    patch(json!([{"op": "replace", "path": "externalId", "value": value}]))
}

async fn adopted(latchkey: &Latchkey, name: &str, role: Option<AccessRole>) -> String {
    let local = latchkey.add_local(name, role).await.unwrap();
    let answer = latchkey
        .scim_put(&format!("/Users/{}", local.id), okta_user(name))
        .await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    local.id
}

#[tokio::test]
async fn no_role_sent_means_no_change_of_an_adopted_users_role() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    for (name, role) in [("Ana", None), ("Bo", Some(User)), ("Cy", Some(Admin))] {
        let id = adopted(&latchkey, name, role).await;
        let user = latchkey.user(&id).unwrap();
        assert_eq!((user.source, user.access_role), (Source::Okta, role));
        assert!(user.managed.contains("externalId"));
        // Not on the next push either.
        latchkey
            .scim_put(&format!("/Users/{id}"), okta_user(name))
            .await;
        assert_eq!(latchkey.user(&id).unwrap().access_role, role);
    }
}

#[tokio::test]
async fn a_role_that_is_sent_changes_an_adopted_users() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let ana = latchkey.add_local("Ana", Some(Admin)).await.unwrap();
    let path = format!("/Users/{}", ana.id);
    latchkey
        .scim_put(&path, okta_user_with_role("Ana", "ReadOnly"))
        .await;
    let user = latchkey.user(&ana.id).unwrap();
    assert_eq!(user.access_role, Some(AccessRole::ReadOnly));
}

#[tokio::test]
async fn the_enterprise_admins_are_told_when_okta_adopts_an_admin() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    for (name, role, told) in [
        ("Ana", None, false),
        ("Bo", Some(User), false),
        ("Cy", Some(Admin), true),
        ("Di", Some(EnterpriseAdmin), true),
    ] {
        let id = adopted(&latchkey, name, role).await;
        let notices: Vec<String> = latchkey
            .entries()
            .await
            .unwrap()
            .into_iter()
            .filter(|entry| {
                entry.action == "user.adopted"
                    && entry.outcome == Outcome::Notice
                    && entry.target.id.as_ref() == Some(&id)
            })
            .filter_map(|entry| entry.reason)
            .collect();
        assert_eq!(notices.len(), usize::from(told), "{name}: {notices:?}");
        for notice in notices {
            assert!(notice.contains(role.unwrap().name()), "{notice}");
        }
    }
}

#[tokio::test]
async fn another_external_id_clears_the_link_and_ends_the_sessions() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let bo = latchkey
        .provision(okta_user_with_role("Bo", "User"))
        .await
        .unwrap();
    let token = latchkey.sign_in(id(&bo)).await.unwrap();
    require_okta(&latchkey).await;
    link(&latchkey, id(&bo), "00uBo").await;

    // The same one is no other.
    latchkey
        .scim_patch(&user_path(&bo), external_id("00uBo"))
        .await;
    assert_eq!(linked_to(&latchkey, id(&bo)).as_deref(), Some("00uBo"));
    assert_eq!(latchkey.sessions(id(&bo)).unwrap(), 1);

    let answer = latchkey
        .scim_patch(&user_path(&bo), external_id("00uImpostor"))
        .await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(linked_to(&latchkey, id(&bo)), None);
    assert!(latchkey.app.signed_in(&token).await.unwrap().is_none());
    let entry = latchkey.last_entry().await.unwrap();
    assert_eq!(
        entry.reason.as_deref(),
        Some("The external id changed, so the link to Okta was cleared and 1 session ended.")
    );
    assert_eq!(entry.changes[0].attribute, "externalId");
}

#[tokio::test]
async fn an_adoption_as_someone_else_than_the_linked_one_clears_the_link() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let ana = latchkey.add_local("Ana", Some(User)).await.unwrap();
    latchkey.sign_in(&ana.id).await.unwrap();
    require_okta(&latchkey).await;
    link(&latchkey, &ana.id, "00uSomeoneElse").await;
    latchkey
        .scim_put(&format!("/Users/{}", ana.id), okta_user("Ana"))
        .await;
    assert_eq!(linked_to(&latchkey, &ana.id), None);
    assert_eq!(latchkey.sessions(&ana.id).unwrap(), 0);
}

#[tokio::test]
async fn an_adoption_as_the_linked_one_keeps_the_link_and_the_sessions() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let ana = latchkey.add_local("Ana", Some(User)).await.unwrap();
    latchkey.sign_in(&ana.id).await.unwrap();
    require_okta(&latchkey).await;
    link(&latchkey, &ana.id, "00uAna").await;
    latchkey
        .scim_put(&format!("/Users/{}", ana.id), okta_user("Ana"))
        .await;
    assert_eq!(linked_to(&latchkey, &ana.id).as_deref(), Some("00uAna"));
    assert_eq!(latchkey.sessions(&ana.id).unwrap(), 1);
}

/// A link decides alone at sign-in, so one from before must not outlive an adoption while no policy is in force.
#[tokio::test]
async fn a_link_that_outlived_its_policy_does_not_survive_an_adoption() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let ana = latchkey.add_local("Ana", Some(User)).await.unwrap();
    link(&latchkey, &ana.id, "00uSomeoneElse").await;
    latchkey
        .scim_put(&format!("/Users/{}", ana.id), okta_user("Ana"))
        .await;
    assert_eq!(linked_to(&latchkey, &ana.id), None);
    let gone: Result<_, StoreError> = latchkey
        .app
        .read(|store| store.find_binding(ISSUER, "00uSomeoneElse"));
    assert!(gone.unwrap().is_none());
}
