//! Whom a sign-in through Okta is for: known users, linked once (product rule 5).

use latchkey_app::ports::store::StoreExt as _;
use latchkey_app::record::{Caller, actor};
use latchkey_app::sign_in::browser::Finished;
use latchkey_domain::AccessRole::{Admin, EnterpriseAdmin, ReadOnly, User};
use latchkey_domain::activity::Outcome;
use latchkey_domain::settings::MatchBy;
use latchkey_domain::sign_in::RefusedSignIn;
use latchkey_rehearsal::issuer::Issuer;
use latchkey_rehearsal::people::Person;
use latchkey_testkit::Latchkey;
use latchkey_testkit::okta::person;
use latchkey_testkit::people::{deactivation, id, okta_user_with_role};
use serde_json::json;

struct Stage {
    latchkey: Latchkey,
    issuer: Issuer,
}

impl Stage {
    /// Okta sign-on is required.
    async fn new() -> Self {
        let latchkey = Latchkey::with_connector().await.unwrap();
        let issuer = latchkey.start_issuer().await.unwrap();
        latchkey.require_okta(&issuer).await.unwrap();
        Self { latchkey, issuer }
    }

    /// Provisions someone as Okta does; gives back their id.
    async fn provision(&self, name: &str, role: &str) -> String {
        let user = okta_user_with_role(name, role);
        id(&self.latchkey.provision(user).await.unwrap()).to_owned()
    }

    async fn finish(&self, person: &Person) -> Finished {
        self.latchkey
            .sign_in_through(&self.issuer, person)
            .await
            .unwrap()
    }

    /// The id of whoever is let in as this person.
    async fn lets_in(&self, person: &Person) -> String {
        match self.finish(person).await {
            Finished::SignedIn(begun) => {
                let entry = self.latchkey.last_entry().await.unwrap();
                assert_eq!(entry.action, "session.began");
                assert_eq!(entry.target.id.as_ref(), Some(&begun.user.id));
                assert_eq!(entry.actor, actor(&begun.user));
                begun.user.id
            }
            other => panic!("{} was not let in: {other:?}", person.user_name),
        }
    }

    /// Refused for this reason, on record as that and as nothing else; no link was made and no user.
    async fn refuses(&self, person: &Person, code: RefusedSignIn) {
        let users = self.latchkey.scim_get("/Users").await.text;
        let entries = self.latchkey.entries().await.unwrap().len();
        match self.finish(person).await {
            Finished::Refused(refused) => assert_eq!(refused.code, code, "{}", refused.record),
            other => panic!("{} was not refused: {other:?}", person.user_name),
        }
        let after = self.latchkey.entries().await.unwrap();
        assert_eq!(after.len(), entries + 1, "{:?}", after[0]);
        assert_eq!(
            (after[0].action.as_str(), after[0].outcome),
            ("session.refused", Outcome::Refused)
        );
        assert!(after[0].changes.is_empty());
        assert_eq!(self.linked(&person.okta_id), None);
        assert_eq!(self.latchkey.scim_get("/Users").await.text, users);
    }

    /// At Okta the name becomes free for someone else.
    fn rename_at_okta(&self, former: &Person) {
        self.issuer.assign(&Person {
            user_name: format!("former.{}", former.user_name),
            ..former.clone()
        });
    }

    /// Whom a subject is linked to.
    fn linked(&self, subject: &str) -> Option<String> {
        let issuer = self.issuer.issuer_url();
        let binding = self
            .latchkey
            .store
            .read(|store| store.find_binding(issuer, subject))
            .unwrap();
        binding.map(|binding| binding.user_id)
    }
}

#[tokio::test]
async fn nothing_is_created_for_a_stranger() {
    let stage = Stage::new().await;
    stage
        .refuses(&person("Ana"), RefusedSignIn::NotProvisioned)
        .await;
}

/// Names and addresses can be taken over at Okta; the `sub` cannot.
#[tokio::test]
async fn whoever_has_an_external_id_is_matched_by_sub_only() {
    let stage = Stage::new().await;
    let bo = stage.provision("Bo", "User").await;
    let impostor = Person {
        okta_id: "00uImpostor".into(),
        ..person("Bo")
    };
    stage
        .refuses(&impostor, RefusedSignIn::NotProvisioned)
        .await;
    // Renamed at Okta since: still the same person.
    let renamed = Person {
        user_name: "bosse@atko.com".into(),
        email: "bosse@atko.com".into(),
        ..person("Bo")
    };
    assert_eq!(stage.lets_in(&renamed).await, bo);
    assert_eq!(stage.linked("00uBo"), Some(bo));
}

#[tokio::test]
async fn who_is_deactivated_held_or_without_a_role_does_not_get_into_the_portal() {
    let stage = Stage::new().await;
    let gone = stage.provision("Ana", "User").await;
    let path = format!("/Users/{gone}");
    stage.latchkey.scim_patch(&path, deactivation()).await;
    stage
        .refuses(&person("Ana"), RefusedSignIn::Deactivated)
        .await;

    stage
        .latchkey
        .set(|settings| {
            settings.mass_deactivation_least = 1;
            settings.hold_mass_deactivation = true;
        })
        .await
        .unwrap();
    let held = stage.provision("Bo", "User").await;
    let path = format!("/Users/{held}");
    let answer = stage.latchkey.scim_patch(&path, deactivation()).await;
    assert_eq!(answer.status, 429, "{}", answer.text);
    stage
        .refuses(&person("Bo"), RefusedSignIn::Deactivated)
        .await;

    stage.provision("Cy", "").await;
    stage
        .refuses(&person("Cy"), RefusedSignIn::AppAccessOnly)
        .await;
}

#[tokio::test]
async fn a_name_opens_no_admins_account() {
    let stage = Stage::new().await;
    for (name, role) in [("Ana", Admin), ("Bo", EnterpriseAdmin)] {
        let local = stage.latchkey.add_local(name, Some(role)).await.unwrap();
        stage.refuses(&person(name), RefusedSignIn::NotLinked).await;
        let issuer = stage.issuer.issuer_url();
        let subject = person(name).okta_id;
        stage
            .latchkey
            .app
            .link_user(Caller::operator(), &local.id, issuer, &subject)
            .await
            .unwrap();
        assert_eq!(stage.lets_in(&person(name)).await, local.id);
    }
}

/// With the setting, the user name of whoever Okta provisioned counts, and their externalId does not.
#[tokio::test]
async fn a_setting_matches_by_user_name_instead() {
    let stage = Stage::new().await;
    let bo = stage.provision("Bo", "User").await;
    stage
        .latchkey
        .set(|settings| settings.match_by = MatchBy::UserName)
        .await
        .unwrap();
    let same_sub = Person {
        user_name: "other@atko.com".into(),
        email: "other@atko.com".into(),
        ..person("Bo")
    };
    stage
        .refuses(&same_sub, RefusedSignIn::NotProvisioned)
        .await;
    let same_name = Person {
        okta_id: "00uMapped".into(),
        user_name: "BO@atko.com".into(),
        ..person("Bo")
    };
    assert_eq!(stage.lets_in(&same_name).await, bo);
}

#[tokio::test]
async fn below_admin_a_local_user_is_linked_by_name_or_verified_email_and_only_once() {
    let stage = Stage::new().await;
    for (name, role) in [("Ana", ReadOnly), ("Bo", User)] {
        let local = stage.latchkey.add_local(name, Some(role)).await.unwrap();
        let by_email = Person {
            user_name: format!("{name}.at.okta@atko.com"),
            ..person(name)
        };
        let known_by = if name == "Ana" {
            person(name)
        } else {
            by_email
        };
        assert_eq!(stage.lets_in(&known_by).await, local.id);
        assert_eq!(stage.linked(&known_by.okta_id), Some(local.id));
        let entry = stage.latchkey.last_entry().await.unwrap();
        assert_eq!(entry.changes[0].attribute, "link");
        // Once made, the link decides alone: not whoever has the name next.
        let next = Person {
            okta_id: format!("00uNext{name}"),
            ..known_by.clone()
        };
        stage.rename_at_okta(&known_by);
        stage.refuses(&next, RefusedSignIn::NotProvisioned).await;
        stage.rename_at_okta(&next);
        stage.lets_in(&known_by).await;
        let entry = stage.latchkey.last_entry().await.unwrap();
        assert!(entry.changes.is_empty());
    }
}

#[tokio::test]
async fn an_admin_is_linked_by_the_test_made_while_signed_in_here() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let issuer = latchkey.start_issuer().await.unwrap();
    let ana = latchkey
        .add_local("Ana", Some(EnterpriseAdmin))
        .await
        .unwrap();
    let bo = okta_user_with_role("Bo", "User");
    latchkey.provision(bo).await.unwrap();
    // With the Okta account of someone else the values are shown to work, and nobody is linked.
    let tested = latchkey.test_sign_in(&issuer, &person("Bo"), &ana.id).await;
    assert!(matches!(tested, Ok(Finished::Tested)));
    let tested = latchkey
        .test_sign_in(&issuer, &person("Ana"), &ana.id)
        .await;
    assert!(matches!(tested, Ok(Finished::Tested)));
    latchkey.require_okta(&issuer).await.unwrap();
    let stage = Stage { latchkey, issuer };
    assert_eq!(stage.linked("00uBo"), None);
    assert_eq!(stage.lets_in(&person("Ana")).await, ana.id);
}

/// Another externalId by SCIM is another person at Okta.
#[tokio::test]
async fn another_external_id_shuts_the_former_one_out() {
    let stage = Stage::new().await;
    let bo = stage.provision("Bo", "User").await;
    assert_eq!(stage.lets_in(&person("Bo")).await, bo);
    let change =
        json!({"Operations": [{"op": "replace", "path": "externalId", "value": "00uNew"}]});
    let answer = stage
        .latchkey
        .scim_patch(&format!("/Users/{bo}"), change)
        .await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(stage.latchkey.sessions(&bo).unwrap(), 0);
    stage
        .refuses(&person("Bo"), RefusedSignIn::NotProvisioned)
        .await;
    stage.rename_at_okta(&person("Bo"));
    let new = Person {
        okta_id: "00uNew".into(),
        ..person("Bo")
    };
    assert_eq!(stage.lets_in(&new).await, bo);
}
