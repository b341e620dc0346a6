//! Taking second factors away from someone who lost them.

use jiff::SignedDuration;
use latchkey_app::record::Caller;
use latchkey_domain::AccessRole;
use latchkey_testkit::OWNER;

use super::{
    admin, code_of, elsewhere, on_record, owner_with_app, password, with_app, with_passkey,
};
use crate::staff::add;

#[tokio::test]
async fn nobody_does_it_for_themselves_for_someone_above_or_with_an_old_sign_in() {
    let latchkey = elsewhere().await;
    let (_, owner) = owner_with_app(&latchkey).await;
    let id = admin(&latchkey, "ana").await;
    let (_, ana) = with_app(&latchkey, "ana@acme.com").await;
    add(&latchkey, "bo", Some(AccessRole::User)).await;
    let bo = latchkey.screen_of("bo@acme.com").await.unwrap();
    for (who, whom) in [(&ana, &owner.id), (&bo, &id), (&ana, &id)] {
        let path = format!("/users/{whom}/second-factor");
        let refused = who.delete(&path).await;
        assert_eq!(
            code_of(&refused),
            (403, "forbidden".into()),
            "{}",
            refused.text
        );
    }
    let looked = bo.get(&format!("/users/{id}/second-factor")).await;
    assert_eq!(code_of(&looked), (403, "forbidden".into()));
    let looked = ana.get(&format!("/users/{}/second-factor", owner.id)).await;
    assert_eq!(code_of(&looked), (403, "forbidden".into()));
    latchkey.clock.advance(SignedDuration::from_mins(5));
    let path = format!("/users/{id}/second-factor");
    assert_eq!(
        code_of(&owner.delete(&path).await),
        (403, "fresh_sign_in".into())
    );
    assert!(owner.get(&path).await.json()["totp"].is_object());
}

#[tokio::test]
async fn an_admin_takes_them_away_sessions_end_and_the_next_sign_in_asks_for_another() {
    let latchkey = elsewhere().await;
    let id = admin(&latchkey, "ana").await;
    let (_, ana) = with_passkey(&latchkey, "ana@acme.com", 1).await;
    let (_, owner) = owner_with_app(&latchkey).await;
    let path = format!("/users/{id}/second-factor");
    let seen = owner.get(&path).await.json();
    assert_eq!(seen["passkeys"][0]["name"], "Laptop");
    assert_eq!(owner.delete(&path).await.status, 204);
    assert_eq!(ana.get("/session").await.status, 401);
    let asked = password(&latchkey, "ana@acme.com").await;
    assert_eq!(
        code_of(&asked),
        (401, "second_factor_enrolment_needed".into())
    );
    let (action, reason) = on_record(&latchkey).await.remove(0);
    assert_eq!(action, "second_factor.reset");
    assert!(
        reason.contains("At the next sign-in another one is asked for"),
        "{reason}"
    );
    // Once more is no change.
    assert_eq!(owner.delete(&path).await.status, 204);
    let last = latchkey.last_entry().await.unwrap();
    assert_eq!(last.outcome, latchkey_domain::activity::Outcome::Unchanged);
    assert_eq!(
        owner.delete("/users/nobody/second-factor").await.status,
        404
    );
}

#[tokio::test]
async fn the_operator_takes_them_away_from_the_last_enterprise_admin() {
    let latchkey = elsewhere().await;
    let (_, owner) = owner_with_app(&latchkey).await;
    let operator = Caller::operator();
    assert!(
        latchkey
            .app
            .reset_second_factor(operator.clone(), &owner.id)
            .await
            .unwrap()
    );
    assert!(
        !latchkey
            .app
            .reset_second_factor(operator, &owner.id)
            .await
            .unwrap()
    );
    let asked = password(&latchkey, OWNER).await;
    assert_eq!(
        code_of(&asked),
        (401, "second_factor_enrolment_needed".into())
    );
}
