//! With an issuer set, no way lets a local user in (product rules 6 and 7).

use axum::body::Body;
use axum::http::{Request, header};
use jiff::SignedDuration;
use latchkey_app::record::Caller;
use latchkey_app::sign_in::browser::Finished;
use latchkey_domain::AccessRole;
use latchkey_domain::activity::{Actor, Outcome};
use latchkey_rehearsal::issuer::Issuer;
use latchkey_server::api::setup::HostingWindow;
use latchkey_testkit::okta::person;
use latchkey_testkit::people::{id, okta_user_with_role};
use latchkey_testkit::{Answer, Latchkey, OWNER, OWNER_PASSWORD, Screen};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Value, json};

use crate::held::Held;

/// A call by nobody; the path is below `/api/v1`.
async fn post(latchkey: &Latchkey, path: &str, surface: &str, body: &Value) -> Answer {
    let request = Request::post(format!("/api/v1{path}"))
        .header("x-latchkey-surface", surface)
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(body.to_string()))
        .unwrap();
    latchkey.send(request).await
}

async fn sign_in(latchkey: &Latchkey, password: &str, surface: &str) -> Answer {
    let body = json!({"userName": OWNER, "password": password});
    post(latchkey, "/session", surface, &body).await
}

/// Requires Okta as the screen does.
async fn require(owner: &Screen<'_>, issuer: &Issuer) -> Answer {
    let body = json!({
        "issuer": issuer.issuer_url(), "clientId": issuer.client_id(), "withoutTest": true
    });
    owner.put("/sign-in/policy", body).await
}

fn refusal(answer: &Answer) -> (u16, Value) {
    (answer.status.as_u16(), answer.json()["code"].clone())
}

/// How many sessions there are of anybody.
fn sessions(latchkey: &Latchkey, people: &[&str]) -> usize {
    people.iter().map(|id| latchkey.sessions(id).unwrap()).sum()
}

#[tokio::test]
async fn no_way_lets_a_local_password_in() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let issuer = latchkey.start_issuer().await.unwrap();
    let (before, owner) = (
        latchkey.owner().await.unwrap(),
        latchkey.owner().await.unwrap(),
    );
    let ana = latchkey
        .add_local("Ana", Some(AccessRole::Admin))
        .await
        .unwrap();
    latchkey.sign_in(&ana.id).await.unwrap();
    let held = Held::of(&latchkey, &ana.id).await;
    let ivo = latchkey
        .add_local("Ivo", Some(AccessRole::User))
        .await
        .unwrap();
    let app = &latchkey.app;
    let invitation = app.invite_user(Caller::operator(), &ivo.id).await.unwrap();
    let everyone = [owner.id.as_str(), &ana.id, &ivo.id];

    let saved = require(&owner, &issuer).await;
    assert_eq!(saved.status, 200, "{}", saved.text);
    // What was kept from before is ended, but for the session of the admin who saved.
    assert_eq!(before.get("/session").await.status, 401);
    assert_eq!(held.statuses(&latchkey).await, (401, 401));
    assert_eq!(owner.get("/session").await.status, 200);
    assert_eq!(sessions(&latchkey, &everyone), 1);

    let shut = (403, json!("okta_required"));
    // The form and the API; a wrong password is answered no otherwise.
    for surface in ["portal", "app"] {
        for password in [OWNER_PASSWORD, "another password"] {
            let answer = sign_in(&latchkey, password, surface).await;
            assert_eq!(refusal(&answer), shut, "{surface}");
            assert_eq!(answer.header("set-cookie"), "");
        }
    }
    // An invite from before, and a new one.
    let path = format!("/invites/{}", invitation.token.expose_secret());
    let body = json!({"password": "a password for tests"});
    for surface in ["portal", "app"] {
        let accepted = post(&latchkey, &path, surface, &body).await;
        assert_eq!(refusal(&accepted), shut, "{}", accepted.text);
    }
    let path = format!("/users/{}/invite", ivo.id);
    let invited = owner.post(&path, Value::Null).await;
    assert_eq!(refusal(&invited), shut, "{}", invited.text);
    // A new password, by the operator or by oneself, opens nothing.
    let password = SecretString::from(OWNER_PASSWORD);
    app.set_password(Caller::operator(), &ana.id, password)
        .await
        .unwrap();
    let ana_signs_in = json!({"userName": ana.user_name, "password": OWNER_PASSWORD});
    for surface in ["portal", "app"] {
        let answer = post(&latchkey, "/session", surface, &ana_signs_in).await;
        assert_eq!(refusal(&answer), shut);
    }
    let change = json!({"current": OWNER_PASSWORD, "new": "a new long password"});
    let changed = owner.put("/me/password", change).await;
    assert_eq!(changed.status, 204, "{}", changed.text);
    assert_eq!(changed.header("set-cookie"), "");
    let answer = sign_in(&latchkey, "a new long password", "portal").await;
    assert_eq!(refusal(&answer), shut);
    // Set-up once more, by a code and in the window that hosts.
    let again = json!({
        "code": "ABCD-EFGH", "organization": "Evil", "password": "a password for tests",
        "owner": {"email": "eve@acme.com", "givenName": "Eve", "familyName": "Ek"}
    });
    let answer = post(&latchkey, "/setup", "portal", &again).await;
    assert_eq!(refusal(&answer), (409, json!("already_set_up")));
    let mut request = Request::post("/api/v1/setup")
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(again.to_string()))
        .unwrap();
    request.extensions_mut().insert(HostingWindow);
    let answer = latchkey.send(request).await;
    assert_eq!(refusal(&answer), (409, json!("already_set_up")));
    // The desktop's own way: a challenge alone is worth nothing.
    let challenge = post(&latchkey, "/session/challenge", "app", &Value::Null).await;
    let brought = json!({
        "idToken": "e30.e30.e30", "challenge": challenge.json()["challenge"], "secret": "s"
    });
    let answer = post(&latchkey, "/session", "app", &brought).await;
    assert_eq!(answer.status, 403, "{}", answer.text);

    assert_eq!(sessions(&latchkey, &everyone), 1);
    let eve = app.read(|store| store.find_user_by_user_name("eve@acme.com"));
    assert!(eve.unwrap().is_none());
}

#[tokio::test]
async fn another_issuer_ends_the_sessions_that_the_first_one_began() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let first = latchkey.start_issuer().await.unwrap();
    let second = latchkey.start_issuer().await.unwrap();
    let bo = latchkey
        .provision(okta_user_with_role("Bo", "User"))
        .await
        .unwrap();
    let owner = latchkey.owner().await.unwrap();
    assert_eq!(require(&owner, &first).await.status, 200);
    let signed_in = latchkey
        .sign_in_through(&first, &person("Bo"))
        .await
        .unwrap();
    assert!(matches!(signed_in, Finished::SignedIn(_)), "{signed_in:?}");
    let held = Held::of(&latchkey, id(&bo)).await;

    // The same values once more end nobody's whom Okta let in.
    assert_eq!(require(&owner, &first).await.status, 200);
    assert_eq!(held.statuses(&latchkey).await, (200, 200));

    let saved = require(&owner, &second).await;
    assert_eq!(saved.status, 200, "{}", saved.text);
    assert_eq!(held.statuses(&latchkey).await, (401, 401));
    assert_eq!(latchkey.sessions(id(&bo)).unwrap(), 0);
    assert_eq!(owner.get("/session").await.status, 200);
    let entry = latchkey.last_entry().await.unwrap();
    assert_eq!(entry.action, "sign_in.required");
    let reason = entry.reason.unwrap();
    assert!(reason.starts_with("3 sessions ended."), "{reason}");

    // Lifted and required again by another one: those that were left since are ended as well.
    owner.delete("/sign-in/policy").await;
    let held = Held::of(&latchkey, id(&bo)).await;
    assert_eq!(require(&owner, &first).await.status, 200);
    assert_eq!(held.statuses(&latchkey).await, (401, 401));
    assert_eq!(
        refusal(&sign_in(&latchkey, OWNER_PASSWORD, "portal").await).0,
        403
    );
}

#[tokio::test]
async fn a_sign_in_under_way_at_the_first_issuer_ends_at_the_door() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let first = latchkey.start_issuer().await.unwrap();
    let second = latchkey.start_issuer().await.unwrap();
    latchkey
        .provision(okta_user_with_role("Bo", "User"))
        .await
        .unwrap();
    latchkey.require_okta(&first).await.unwrap();
    let bo = person("Bo");
    let mut sign_in = std::pin::pin!(latchkey.sign_in_through(&first, &bo));
    // It is on its way to the first issuer when the second one is saved.
    assert!(futures_util::poll!(&mut sign_in).is_pending());
    latchkey.require_okta(&second).await.unwrap();
    let finished = sign_in.await.unwrap();
    assert!(matches!(finished, Finished::Refused(_)), "{finished:?}");
}

#[tokio::test]
async fn what_was_let_in_while_enterprise_toolkit_was_off_ends_when_it_is_on_again() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let issuer = latchkey.start_issuer().await.unwrap();
    let ana = latchkey
        .add_local("Ana", Some(AccessRole::Admin))
        .await
        .unwrap();
    latchkey.sign_in(&ana.id).await.unwrap();
    latchkey.require_okta(&issuer).await.unwrap();
    let toolkit = |enabled: bool| json!({"enabled": enabled});
    latchkey
        .app
        .disable_toolkit(Caller::operator())
        .await
        .unwrap();

    // Meanwhile local passwords work for EnterpriseAdmins, and for nobody else.
    let ana_signs_in = json!({"userName": ana.user_name, "password": "a password for tests"});
    let refused = post(&latchkey, "/session", "portal", &ana_signs_in).await;
    assert_eq!(refusal(&refused), (403, json!("okta_required")));
    let owner = latchkey.owner().await.unwrap();
    let other = latchkey.owner().await.unwrap();
    let in_app = sign_in(&latchkey, OWNER_PASSWORD, "app").await;
    assert_eq!(in_app.status, 201, "{}", in_app.text);

    let on = owner.put("/billing/toolkit", toolkit(true)).await;
    assert!(on.status.is_success(), "{}", on.text);
    assert_eq!(other.get("/session").await.status, 401);
    assert_eq!(owner.get("/session").await.status, 200);
    assert_eq!(latchkey.sessions(&owner.id).unwrap(), 1);
    let entry = latchkey.last_entry().await.unwrap();
    assert_eq!(entry.action, "toolkit.enabled");
    let reason = entry.reason.unwrap();
    assert!(
        reason.contains("2 sessions that began with a local password ended"),
        "{reason}"
    );
    let refused = sign_in(&latchkey, OWNER_PASSWORD, "portal").await;
    assert_eq!(refusal(&refused), (403, json!("okta_required")));
}

#[tokio::test]
async fn it_is_saved_after_a_test_or_with_a_word_that_there_was_none() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let issuer = latchkey.start_issuer().await.unwrap();
    let owner = latchkey.owner().await.unwrap();
    let values = json!({"issuer": issuer.issuer_url(), "clientId": issuer.client_id()});
    let refused = owner.put("/sign-in/policy", values.clone()).await;
    assert_eq!(refusal(&refused), (409, json!("not_tested")));
    assert!(
        refused.detail().contains("latchkey sign-in disable"),
        "{}",
        refused.text
    );
    assert_eq!(
        owner.get("/sign-in/policy").await.json()["policy"],
        Value::Null
    );
    assert_eq!(
        sign_in(&latchkey, OWNER_PASSWORD, "portal").await.status,
        201
    );

    let at_okta = person("Olga");
    let tested = latchkey
        .test_sign_in(&issuer, &at_okta, &owner.id)
        .await
        .unwrap();
    assert!(matches!(tested, Finished::Tested), "{tested:?}");
    // It counts for these values alone, and for an hour.
    let mut other = values.clone();
    other["clientId"] = json!("0oa2");
    let refused = owner.put("/sign-in/policy", other).await;
    assert_eq!(refusal(&refused), (409, json!("not_tested")));
    latchkey.clock.advance(SignedDuration::from_mins(60));
    let owner = latchkey.owner().await.unwrap();
    let refused = owner.put("/sign-in/policy", values.clone()).await;
    assert_eq!(refusal(&refused), (409, json!("not_tested")));

    let tested = latchkey
        .test_sign_in(&issuer, &at_okta, &owner.id)
        .await
        .unwrap();
    assert!(matches!(tested, Finished::Tested), "{tested:?}");
    let saved = owner.put("/sign-in/policy", values).await;
    assert_eq!(saved.status, 200, "{}", saved.text);
    assert_eq!(saved.json()["testedAt"], latchkey.app.now().to_string());
}

#[tokio::test]
async fn lifting_it_is_on_record_and_stands_on_home_until_it_is_required_again() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let issuer = latchkey.start_issuer().await.unwrap();
    latchkey.require_okta(&issuer).await.unwrap();
    latchkey
        .app
        .lift_sign_in_policy(Caller::operator())
        .await
        .unwrap();
    let entries = latchkey.entries().await.unwrap();
    assert!(entries.iter().any(|entry| entry.action == "sign_in.lifted"
        && entry.outcome == Outcome::Changed
        && entry.actor == Actor::Operator));
    let owner = latchkey.owner().await.unwrap();
    let on_home = async |screen: &Screen<'_>| {
        let home = screen.get("/home").await.json();
        let all = home["attention"].as_array().cloned().unwrap_or_default();
        all.into_iter().find(|one| one["code"] == "sign_in_lifted")
    };
    let shown = on_home(&owner).await.expect("it stands on Home");
    let sentence = shown["sentence"].as_str().unwrap();
    assert!(sentence.contains("at the host's terminal"), "{sentence}");
    assert_eq!(shown["verb"]["to"], "/organization/okta");
    let admin = latchkey.person(AccessRole::Admin).await.unwrap();
    assert!(
        on_home(&admin).await.is_none(),
        "whoever cannot set it is not asked to"
    );
    require(&owner, &issuer).await;
    assert!(on_home(&owner).await.is_none());
}

/// A test sign-in opens nothing: not even for whoever makes it.
#[tokio::test]
async fn a_test_sign_in_begins_no_session() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let issuer = latchkey.start_issuer().await.unwrap();
    let owner = latchkey.owner().await.unwrap();
    latchkey
        .test_sign_in(&issuer, &person("Olga"), &owner.id)
        .await
        .unwrap();
    assert_eq!(latchkey.sessions(&owner.id).unwrap(), 1);
}
