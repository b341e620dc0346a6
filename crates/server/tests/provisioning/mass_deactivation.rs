//! A mass deactivation is noticed, and held where an admin chose that (product rule 9).

use jiff::SignedDuration;
use latchkey_app::directory::users::edit::UserEdit;
use latchkey_app::record::Caller;
use latchkey_domain::activity::Outcome;
use latchkey_testkit::people::{
    deactivation, id, okta_user, okta_user_with_role, patch, user_path,
};
use latchkey_testkit::{Answer, Latchkey};
use serde_json::{Value, json};

async fn people(latchkey: &Latchkey, count: usize) -> Vec<Value> {
    let mut people = Vec::new();
    for at in 0..count {
        let user = okta_user_with_role(&format!("Bo{at}"), "User");
        people.push(latchkey.provision(user).await.unwrap());
    }
    people
}

async fn deactivate(latchkey: &Latchkey, person: &Value) -> Answer {
    latchkey
        .scim_patch(&user_path(person), deactivation())
        .await
}

async fn notices(latchkey: &Latchkey) -> Vec<String> {
    let entries = latchkey.entries().await.unwrap();
    entries
        .into_iter()
        .filter(|entry| {
            entry.action == "users.mass_deactivation" && entry.outcome == Outcome::Notice
        })
        .filter_map(|entry| entry.reason)
        .collect()
}

/// Three within an hour are a mass, and further ones are held.
async fn holding() -> (Latchkey, Vec<Value>) {
    let latchkey = Latchkey::with_connector().await.unwrap();
    latchkey
        .set(|settings| {
            settings.mass_deactivation_least = 3;
            settings.hold_mass_deactivation = true;
        })
        .await
        .unwrap();
    let people = people(&latchkey, 5).await;
    for person in &people[..2] {
        assert_eq!(deactivate(&latchkey, person).await.status, 200);
    }
    (latchkey, people)
}

fn settle(active: bool) -> UserEdit {
    UserEdit::active(active)
}

#[tokio::test]
async fn nine_are_no_mass_ten_are_and_it_is_said_once() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let people = people(&latchkey, 13).await;
    for person in &people[..9] {
        assert_eq!(deactivate(&latchkey, person).await.status, 200);
    }
    assert!(notices(&latchkey).await.is_empty());
    for person in &people[9..12] {
        assert_eq!(deactivate(&latchkey, person).await.status, 200);
    }
    let said = notices(&latchkey).await;
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].starts_with("Okta deactivated 10 people within an hour."));
    // Nothing is held unless an admin chose that.
    assert_eq!(deactivate(&latchkey, &people[12]).await.status, 200);
}

#[tokio::test]
async fn people_are_counted_and_an_hour_later_anew() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    latchkey
        .set(|settings| settings.mass_deactivation_least = 3)
        .await
        .unwrap();
    let people = people(&latchkey, 4).await;
    // One who goes, comes back and goes again is one.
    let back = patch(json!([{"op": "replace", "value": {"active": true}}]));
    for _ in 0..3 {
        deactivate(&latchkey, &people[0]).await;
        latchkey
            .scim_patch(&user_path(&people[0]), back.clone())
            .await;
    }
    deactivate(&latchkey, &people[1]).await;
    assert!(notices(&latchkey).await.is_empty());
    latchkey.clock.advance(SignedDuration::from_mins(61));
    deactivate(&latchkey, &people[2]).await;
    deactivate(&latchkey, &people[3]).await;
    assert!(notices(&latchkey).await.is_empty());
    deactivate(&latchkey, &people[0]).await;
    assert_eq!(notices(&latchkey).await.len(), 1);
}

#[tokio::test]
async fn one_who_goes_twice_is_one_and_who_is_back_is_none() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    latchkey
        .set(|settings| {
            settings.mass_deactivation_least = 3;
            settings.mass_deactivation_percent = 1;
        })
        .await
        .unwrap();
    let people = people(&latchkey, 4).await;
    let back = patch(json!([{"op": "replace", "value": {"active": true}}]));
    deactivate(&latchkey, &people[0]).await;
    deactivate(&latchkey, &people[1]).await;
    for person in &people[..2] {
        latchkey.scim_patch(&user_path(person), back.clone()).await;
    }
    deactivate(&latchkey, &people[0]).await;
    deactivate(&latchkey, &people[2]).await;
    assert_eq!(notices(&latchkey).await, [""; 0]);
    deactivate(&latchkey, &people[1]).await;
    assert_eq!(notices(&latchkey).await.len(), 1);
}

#[tokio::test]
async fn the_one_at_hand_counts_once_among_the_active() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    latchkey
        .set(|settings| {
            settings.mass_deactivation_least = 1;
            settings.hold_mass_deactivation = true;
        })
        .await
        .unwrap();
    // With the owner 14 are active, 20 % of which are 2; of 15 they would be 3.
    let people = people(&latchkey, 13).await;
    assert_eq!(deactivate(&latchkey, &people[0]).await.status, 200);
    assert_eq!(deactivate(&latchkey, &people[1]).await.status, 429);
}

#[tokio::test]
async fn one_that_is_held_is_429_and_signs_nobody_in_all_the_same() {
    let (latchkey, people) = holding().await;
    let third = &people[2];
    let token = latchkey.sign_in(id(third)).await.unwrap();
    let mut whole = okta_user("Bo2");
    whole["active"] = json!(false);
    whole["title"] = json!("Author");
    for answer in [
        deactivate(&latchkey, third).await,
        latchkey.scim_put(&user_path(third), whole).await,
    ] {
        assert_eq!(answer.status, 429, "{}", answer.text);
        assert_eq!(answer.header("retry-after"), "300");
        let detail = answer.detail();
        assert!(
            detail.contains("Bo2 Lind") && detail.contains("Open Home"),
            "{detail}"
        );
    }
    let held = latchkey.user(id(third)).unwrap();
    assert!(held.active && held.deactivation_held_at.is_some() && !held.may_sign_in());
    assert_eq!(
        latchkey.scim_get(&user_path(third)).await.json()["active"],
        true
    );
    assert_eq!(latchkey.sessions(id(third)).unwrap(), 0);
    assert!(latchkey.app.signed_in(&token).await.unwrap().is_none());
    assert!(latchkey.sign_in(id(third)).await.is_err());
    assert_eq!(notices(&latchkey).await.len(), 1);
    let entries = latchkey.entries().await.unwrap();
    let refused: Vec<_> = entries
        .iter()
        .filter(|entry| entry.action == "user.deactivated" && entry.outcome == Outcome::Refused)
        .collect();
    assert_eq!(refused.len(), 2);
    assert!(refused[0].changes.is_empty());
    assert_eq!(refused[0].call.as_ref().unwrap().status, 429);
}

#[tokio::test]
async fn an_admin_settles_what_is_held_either_way() {
    let (latchkey, people) = holding().await;
    for (person, active) in people[2..4].iter().zip([false, true]) {
        assert_eq!(deactivate(&latchkey, person).await.status, 429);
        latchkey
            .app
            .edit_user(Caller::operator(), id(person), settle(active))
            .await
            .unwrap();
        let user = latchkey.user(id(person)).unwrap();
        assert_eq!((user.active, user.deactivation_held_at), (active, None));
    }
    latchkey.sign_in(id(&people[3])).await.unwrap();
}

#[tokio::test]
async fn what_was_held_is_over_once_okta_gets_through() {
    for allowed_by_setting in [true, false] {
        let (latchkey, people) = holding().await;
        let third = &people[2];
        assert_eq!(deactivate(&latchkey, third).await.status, 429);
        if allowed_by_setting {
            latchkey
                .set(|settings| settings.hold_mass_deactivation = false)
                .await
                .unwrap();
        } else {
            latchkey.clock.advance(SignedDuration::from_mins(61));
        }
        assert_eq!(deactivate(&latchkey, third).await.status, 200);
        let gone = latchkey.user(id(third)).unwrap();
        assert_eq!((gone.active, gone.deactivation_held_at), (false, None));
        // And brought back, nothing of it is left to keep them out.
        let back = patch(json!([{"op": "replace", "value": {"active": true}}]));
        latchkey.scim_patch(&user_path(third), back).await;
        latchkey.sign_in(id(third)).await.unwrap();
    }
}

#[tokio::test]
async fn active_by_okta_lifts_what_is_held() {
    let (latchkey, people) = holding().await;
    let patched = patch(json!([{"op": "replace", "path": "active", "value": true}]));
    let mut replaced = okta_user_with_role("Bo3", "User");
    replaced["title"] = json!("Author");
    for (person, put) in [(&people[2], false), (&people[3], true)] {
        assert_eq!(deactivate(&latchkey, person).await.status, 429);
        assert!(latchkey.sign_in(id(person)).await.is_err());
        let answer = if put {
            latchkey
                .scim_put(&user_path(person), replaced.clone())
                .await
        } else {
            latchkey
                .scim_patch(&user_path(person), patched.clone())
                .await
        };
        assert_eq!(answer.status, 200, "{}", answer.text);
        let entry = latchkey.last_entry().await.unwrap();
        assert_eq!(
            (entry.action.as_str(), entry.outcome),
            ("user.reactivated", Outcome::Changed)
        );
        let lifted = entry
            .changes
            .iter()
            .find(|change| change.attribute == "deactivation")
            .unwrap();
        assert_eq!(
            (&lifted.before, &lifted.after),
            (&json!("held"), &json!(null))
        );
        let reason = entry.reason.unwrap();
        assert!(
            reason.contains("Okta sent that") && reason.contains("is active"),
            "{reason}"
        );
        let user = latchkey.user(id(person)).unwrap();
        assert!(user.may_sign_in());
        latchkey.sign_in(id(person)).await.unwrap();
    }
}

#[tokio::test]
async fn what_does_not_speak_of_active_leaves_it_held() {
    let (latchkey, people) = holding().await;
    let third = &people[2];
    assert_eq!(deactivate(&latchkey, third).await.status, 429);
    let retitled = patch(json!([{"op": "replace", "value": {"title": "Author"}}]));
    let mut silent = okta_user_with_role("Bo2", "User");
    silent.as_object_mut().unwrap().remove("active");
    silent["title"] = json!("Editor");
    for answer in [
        latchkey.scim_patch(&user_path(third), retitled).await,
        latchkey.scim_put(&user_path(third), silent).await,
    ] {
        assert_eq!(answer.status, 200, "{}", answer.text);
        let user = latchkey.user(id(third)).unwrap();
        assert!(user.active && !user.may_sign_in());
    }
}
