//! Deactivation bites at once (product rule 4): by every way that there is, the portal, the app and what is under way in
//! both are shut in the commit that is answered.

use axum::http::Method;
use latchkey_app::directory::users::edit::UserEdit;
use latchkey_app::record::Caller;
use latchkey_app::sign_in::browser::Finished;
use latchkey_domain::AccessRole;
use latchkey_domain::session::Surface;
use latchkey_domain::settings::Settings;
use latchkey_testkit::people::{deactivation, id, okta_user_with_role, patch};
use latchkey_testkit::{Latchkey, OWNER_PASSWORD, Screen};
use secrecy::SecretString;
use serde_json::{Value, json};

use crate::held::Held;

const EXTENSION: &str = "urn:ietf:params:scim:schemas:extension:latchkey:2.0:User";

/// Who acts, and on whom.
struct Stage<'a> {
    latchkey: &'a Latchkey,
    owner: Screen<'a>,
    /// Bo, an Admin whom Okta provisioned.
    bo: String,
}

impl<'a> Stage<'a> {
    async fn new(latchkey: &'a Latchkey) -> Self {
        let made = latchkey.provision(bo()).await.unwrap();
        Self {
            latchkey,
            owner: latchkey.owner().await.unwrap(),
            bo: id(&made).to_owned(),
        }
    }

    fn path(&self) -> String {
        format!("/Users/{}", self.bo)
    }

    async fn scim(&self, method: Method, body: Option<Value>, status: u16) {
        let answer = self.latchkey.scim(method, &self.path(), body).await;
        assert_eq!(answer.status, status, "{}", answer.text);
    }

    async fn patch(&self, operation: Value) {
        let body = patch(json!([operation]));
        self.scim(Method::PATCH, Some(body), 200).await;
    }

    async fn bulk(&self, method: &str, data: Option<Value>) {
        let mut operation = json!({"method": method, "path": self.path()});
        if let Some(data) = data {
            operation["data"] = data;
        }
        let body = json!({"Operations": [operation]});
        let answer = self.latchkey.scim_post("/Bulk", body).await;
        let status = answer.json()["Operations"][0]["status"].clone();
        assert!(status == "200" || status == "204", "{}", answer.text);
    }

    async fn screen(&self, method: Method, path: &str, body: Option<Value>) {
        let answer = self.owner.call(method, path, body).await;
        assert!(answer.status.is_success(), "{path}: {}", answer.text);
    }

    async fn bulk_on_screen(&self, mut body: Value) {
        body["ids"] = json!([self.bo]);
        let answer = self.owner.post("/users/bulk", body).await;
        assert_eq!(answer.json()["done"], json!([self.bo]), "{}", answer.text);
    }
}

fn bo() -> Value {
    okta_user_with_role("Bo", "Admin")
}

fn inactive_bo() -> Value {
    let mut bo = bo();
    bo["active"] = json!(false);
    bo
}

/// Every way by which all of someone's sessions end.
#[derive(Clone, Copy, Debug)]
enum Way {
    Put,
    PatchWithoutPath,
    PatchWithPath,
    PatchWithCapitals,
    PatchWithUrn,
    PatchAmongOthers,
    BulkPut,
    BulkPatch,
    BulkDelete,
    Delete,
    Held,
    SettledOnHome,
    AnotherExternalId,
    Deactivate,
    BulkDeactivate,
    EndSessions,
    EndEachSession,
    BulkEndSessions,
    Terminal,
    AnotherProcess,
    NewPassword,
}

const WAYS: [Way; 21] = [
    Way::Put,
    Way::PatchWithoutPath,
    Way::PatchWithPath,
    Way::PatchWithCapitals,
    Way::PatchWithUrn,
    Way::PatchAmongOthers,
    Way::BulkPut,
    Way::BulkPatch,
    Way::BulkDelete,
    Way::Delete,
    Way::Held,
    Way::SettledOnHome,
    Way::AnotherExternalId,
    Way::Deactivate,
    Way::BulkDeactivate,
    Way::EndSessions,
    Way::EndEachSession,
    Way::BulkEndSessions,
    Way::Terminal,
    Way::AnotherProcess,
    Way::NewPassword,
];

impl Way {
    /// What has to be so before the sessions begin.
    async fn prepare(self, stage: &Stage<'_>) {
        let latchkey = stage.latchkey;
        match self {
            Self::Held => {
                let hold = |settings: &mut Settings| {
                    settings.mass_deactivation_least = 1;
                    settings.hold_mass_deactivation = true;
                };
                latchkey.set(hold).await.unwrap();
            }
            Self::SettledOnHome => {
                let app = &latchkey.app;
                app.disable_toolkit(Caller::operator()).await.unwrap();
                stage.scim(Method::PATCH, Some(deactivation()), 403).await;
                app.enable_toolkit(Caller::operator()).await.unwrap();
            }
            _ => {}
        }
    }

    async fn act(self, stage: &Stage<'_>) {
        let user = format!("/users/{}", stage.bo);
        let replace =
            |path: &str, value: Value| json!({"op": "replace", "path": path, "value": value});
        match self {
            Self::Put => stage.scim(Method::PUT, Some(inactive_bo()), 200).await,
            Self::PatchWithoutPath => stage.scim(Method::PATCH, Some(deactivation()), 200).await,
            Self::PatchWithPath => stage.patch(replace("active", json!(false))).await,
            Self::PatchWithCapitals => {
                let operation = json!({"op": "Replace", "path": "Active", "value": "False"});
                stage.patch(operation).await;
            }
            Self::PatchWithUrn => {
                let path = "urn:ietf:params:scim:schemas:core:2.0:User:active";
                stage
                    .patch(json!({"op": "add", "path": path, "value": false}))
                    .await;
            }
            Self::PatchAmongOthers => {
                let value = json!({"active": "false", "name.familyName": "Berg"});
                stage.patch(json!({"op": "replace", "value": value})).await;
            }
            Self::BulkPut => stage.bulk("PUT", Some(inactive_bo())).await,
            Self::BulkPatch => stage.bulk("PATCH", Some(deactivation())).await,
            Self::BulkDelete => stage.bulk("DELETE", None).await,
            Self::Delete => stage.scim(Method::DELETE, None, 204).await,
            Self::Held => stage.scim(Method::PATCH, Some(deactivation()), 429).await,
            Self::SettledOnHome => {
                let home = stage.owner.get("/home").await.json();
                let all = home["attention"].as_array().unwrap();
                let waiting = all.iter().find(|one| one["code"] == "waiting_deactivation");
                let path = waiting.unwrap()["verb"]["to"].as_str().unwrap().to_owned();
                let body = Some(json!({"do": "deactivate"}));
                stage.screen(Method::POST, &path, body).await;
            }
            Self::AnotherExternalId => {
                stage
                    .patch(replace("externalId", json!("00uSomebodyElse")))
                    .await;
            }
            Self::Deactivate => {
                let path = format!("{user}/deactivate");
                stage.screen(Method::POST, &path, Some(Value::Null)).await;
            }
            Self::BulkDeactivate => stage.bulk_on_screen(json!({"action": "deactivate"})).await,
            Self::EndSessions => {
                let path = format!("{user}/sessions");
                stage.screen(Method::DELETE, &path, None).await;
            }
            Self::EndEachSession => {
                let path = format!("{user}/sessions");
                let list = stage.owner.get(&path).await.json();
                for session in list["sessions"].as_array().unwrap() {
                    let one = format!("{path}/{}", session["id"].as_str().unwrap());
                    stage.screen(Method::DELETE, &one, None).await;
                }
            }
            Self::BulkEndSessions => stage.bulk_on_screen(json!({"action": "endSessions"})).await,
            Self::Terminal => {
                let edit = UserEdit::active(false);
                let app = &stage.latchkey.app;
                app.edit_user(Caller::operator(), &stage.bo, edit)
                    .await
                    .unwrap();
            }
            Self::AnotherProcess => {
                let edit = UserEdit::active(false);
                let (app, _) = stage.latchkey.elsewhere().unwrap();
                app.edit_user(Caller::operator(), &stage.bo, edit)
                    .await
                    .unwrap();
            }
            Self::NewPassword => {
                let app = &stage.latchkey.app;
                let password = SecretString::from(OWNER_PASSWORD);
                app.set_password(Caller::operator(), &stage.bo, password)
                    .await
                    .unwrap();
            }
        }
    }

    /// Whether the person can be brought back.
    fn deactivates(self) -> bool {
        !matches!(
            self,
            Self::BulkDelete
                | Self::Delete
                | Self::AnotherExternalId
                | Self::EndSessions
                | Self::EndEachSession
                | Self::BulkEndSessions
                | Self::NewPassword
        )
    }
}

#[tokio::test]
async fn by_every_way_both_sessions_and_both_polls_end_with_the_answer() {
    for way in WAYS {
        let latchkey = Latchkey::with_connector().await.unwrap();
        // It looks whether another process wrote while somebody waits.
        let running = latchkey.serve().await.unwrap();
        let stage = Stage::new(&latchkey).await;
        way.prepare(&stage).await;
        let held = Held::of(&latchkey, &stage.bo).await;
        assert_eq!(held.statuses(&latchkey).await, (200, 200), "{way:?}");

        let polls = held.polls_while(&latchkey, way.act(&stage)).await;
        assert_eq!(polls, (401, 401), "{way:?}: what long polls answered");
        assert_eq!(held.statuses(&latchkey).await, (401, 401), "{way:?}");
        assert_eq!(latchkey.sessions(&stage.bo).unwrap(), 0, "{way:?}");

        if way.deactivates() {
            latchkey
                .set(|settings| settings.hold_mass_deactivation = false)
                .await
                .unwrap();
            let app = &latchkey.app;
            let back = app
                .edit_user(Caller::operator(), &stage.bo, UserEdit::active(true))
                .await;
            back.unwrap();
            assert!(latchkey.user(&stage.bo).unwrap().may_sign_in(), "{way:?}");
            assert_eq!(
                held.statuses(&latchkey).await,
                (401, 401),
                "{way:?}: a session came back to life"
            );
        }
        running.stop().await;
    }
}

/// Someone whom nobody provisions is removed on a screen, and by nobody else.
#[tokio::test]
async fn a_removal_on_a_screen_ends_them_too() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let owner = latchkey.owner().await.unwrap();
    let ana = latchkey
        .add_local("Ana", Some(AccessRole::Admin))
        .await
        .unwrap();
    let held = Held::of(&latchkey, &ana.id).await;
    let removal = async {
        let gone = owner.delete(&format!("/users/{}", ana.id)).await;
        assert_eq!(gone.status, 204, "{}", gone.text);
    };
    assert_eq!(held.polls_while(&latchkey, removal).await, (401, 401));
    assert_eq!(held.statuses(&latchkey).await, (401, 401));
}

/// The ways by which a role is taken.
#[derive(Clone, Copy, Debug)]
enum Taken {
    Put,
    Patch,
    Screen,
    Bulk,
    Terminal,
}

/// The portal needs a role, the app does not (product.md, "Access roles").
#[tokio::test]
async fn a_role_that_is_taken_shuts_the_portal_alone() {
    for way in [
        Taken::Put,
        Taken::Patch,
        Taken::Screen,
        Taken::Bulk,
        Taken::Terminal,
    ] {
        let latchkey = Latchkey::with_connector().await.unwrap();
        let stage = Stage::new(&latchkey).await;
        let held = Held::of(&latchkey, &stage.bo).await;
        let act = async {
            match way {
                Taken::Put => {
                    let bo = okta_user_with_role("Bo", "");
                    stage.scim(Method::PUT, Some(bo), 200).await;
                }
                Taken::Patch => {
                    let path = format!("{EXTENSION}:accessRole");
                    stage.patch(json!({"op": "remove", "path": path})).await;
                }
                Taken::Screen => {
                    let path = format!("/users/{}", stage.bo);
                    let etag = stage.owner.get(&path).await.header("etag").to_owned();
                    let body = json!({"accessRole": null});
                    let answer = stage.owner.edit(&path, &etag, &body).await;
                    assert_eq!(answer.status, 200, "{}", answer.text);
                }
                Taken::Bulk => {
                    let body = json!({"action": "setAccessRole", "accessRole": null});
                    stage.bulk_on_screen(body).await;
                }
                Taken::Terminal => {
                    let app = &latchkey.app;
                    let edit = UserEdit::role(None);
                    app.edit_user(Caller::operator(), &stage.bo, edit)
                        .await
                        .unwrap();
                }
            }
        };
        // The app's session stays; what it waited for is no longer its person's to see.
        assert_eq!(
            held.polls_while(&latchkey, act).await,
            (401, 403),
            "{way:?}"
        );
        assert_eq!(held.statuses(&latchkey).await, (401, 200), "{way:?}");
        let app = &latchkey.app;
        let edit = UserEdit::role(Some(AccessRole::Admin));
        app.edit_user(Caller::operator(), &stage.bo, edit)
            .await
            .unwrap();
        assert_eq!(held.statuses(&latchkey).await, (401, 200), "{way:?}");
    }
}

/// What was read before the password was hashed, or while Okta was asked, may be another thing by then.
#[tokio::test]
async fn a_session_that_begins_while_its_person_is_deactivated_does_not_begin() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let stage = Stage::new(&latchkey).await;
    let password = || SecretString::from(OWNER_PASSWORD);
    let app = &latchkey.app;
    app.set_password(Caller::operator(), &stage.bo, password())
        .await
        .unwrap();
    for surface in [Surface::Portal, Surface::App] {
        let sign_in = app.sign_in_locally(Caller::operator(), "Bo@atko.com", password(), surface);
        // The sign-in is begun first, and has to wait for its hash.
        let (begun, ()) = tokio::join!(biased; sign_in, Way::Put.act(&stage));
        assert!(begun.is_err(), "{surface:?}");
        assert_eq!(latchkey.sessions(&stage.bo).unwrap(), 0);
        stage
            .patch(json!({"op": "replace", "path": "active", "value": true}))
            .await;
    }
    let invitation = app
        .invite_user(Caller::operator(), &stage.bo)
        .await
        .unwrap();
    let accepted = app.accept_invite(
        Caller::operator(),
        &invitation.token,
        password(),
        Surface::App,
    );
    let (accepted, ()) = tokio::join!(biased; accepted, Way::Put.act(&stage));
    assert!(accepted.is_err());
    assert_eq!(latchkey.sessions(&stage.bo).unwrap(), 0);

    stage
        .patch(json!({"op": "replace", "path": "active", "value": true}))
        .await;
    let issuer = latchkey.start_issuer().await.unwrap();
    latchkey.require_okta(&issuer).await.unwrap();
    let bo = latchkey_testkit::okta::person("Bo");
    let sign_in = latchkey.sign_in_through(&issuer, &bo);
    let (finished, ()) = tokio::join!(biased; sign_in, Way::Put.act(&stage));
    assert!(matches!(finished, Ok(Finished::Refused(_))), "{finished:?}");
    assert_eq!(latchkey.sessions(&stage.bo).unwrap(), 0);
}
