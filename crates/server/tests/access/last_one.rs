//! The screens and the terminal leave one EnterpriseAdmin who may sign in (product rule 11), whoever asks at the same time.

use latchkey_app::directory::users::edit::UserEdit;
use latchkey_app::record::Caller;
use latchkey_domain::{AccessRole, RefusalCode};
use latchkey_testkit::Latchkey;
use latchkey_testkit::people::{deactivation, id, okta_user_with_role, user_path};
use serde_json::json;

fn left(latchkey: &Latchkey) -> u64 {
    latchkey
        .app
        .read(|store| store.count_enterprise_admins())
        .unwrap()
}

/// Two who take the role from each other at the same moment: one of them keeps it.
#[tokio::test]
async fn two_who_demote_each_other_do_not_both_succeed() {
    for _ in 0..5 {
        let latchkey = Latchkey::with_connector().await.unwrap();
        let owner = latchkey.owner().await.unwrap();
        let boss = latchkey.person(AccessRole::EnterpriseAdmin).await.unwrap();
        let (of_boss, of_owner) = (
            format!("/users/{}", boss.id),
            format!("/users/{}", owner.id),
        );
        let body = json!({"accessRole": null});
        let (one, other) = tokio::join!(
            owner.edit(&of_boss, "*", &body),
            boss.edit(&of_owner, "*", &body)
        );
        let mut both = [one.status.as_u16(), other.status.as_u16()];
        both.sort_unstable();
        assert_eq!(both[0], 200, "{} {}", one.text, other.text);
        assert!(
            [401, 403, 409].contains(&both[1]),
            "{} {}",
            one.text,
            other.text
        );
        assert_eq!(left(&latchkey), 1);
    }
}

#[tokio::test]
async fn two_demotions_by_the_operator_at_once_leave_one() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let boss = latchkey
        .add_local("Boss", Some(AccessRole::EnterpriseAdmin))
        .await
        .unwrap();
    let owner = latchkey.owner().await.unwrap().id;
    let demote = |id: String| {
        let app = latchkey.app.clone();
        async move {
            let edit = UserEdit::role(Some(AccessRole::Admin));
            app.edit_user(Caller::operator(), &id, edit).await
        }
    };
    let (one, other) = tokio::join!(demote(boss.id), demote(owner));
    assert!(one.is_ok() != other.is_ok());
    let refused = one.err().or(other.err()).unwrap();
    assert_eq!(refused.code(), Some(RefusalCode::LastOne), "{refused}");
    assert_eq!(left(&latchkey), 1);
}

/// One whose deactivation is held cannot sign in, and so does not count.
#[tokio::test]
async fn someone_who_is_held_is_not_the_one_who_is_left() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let boss = latchkey
        .provision(okta_user_with_role("Boss", "EnterpriseAdmin"))
        .await
        .unwrap();
    latchkey
        .set(|settings| {
            settings.mass_deactivation_least = 1;
            settings.hold_mass_deactivation = true;
        })
        .await
        .unwrap();
    let held = latchkey.scim_patch(&user_path(&boss), deactivation()).await;
    assert_eq!(held.status, 429, "{}", held.text);
    assert!(latchkey.user(id(&boss)).unwrap().active);
    let owner = latchkey.owner().await.unwrap().id;
    for edit in [UserEdit::active(false), UserEdit::role(None)] {
        let refused = latchkey
            .app
            .edit_user(Caller::operator(), &owner, edit)
            .await
            .unwrap_err();
        assert_eq!(refused.code(), Some(RefusalCode::LastOne), "{refused}");
    }
    assert_eq!(left(&latchkey), 1);
    // To carry out what is held takes nobody away who was there.
    latchkey
        .app
        .edit_user(Caller::operator(), id(&boss), UserEdit::active(false))
        .await
        .unwrap();
}
