//! The browser's way: `/auth/login` → the issuer → `/auth/callback`.

use latchkey_domain::activity::Target;
use latchkey_domain::session::{Method, Surface};
use latchkey_domain::sign_in::RefusedSignIn;
use latchkey_domain::{AccessRole, Refusal, RefusalCode};
use latchkey_oidc::{Callback, ClientConfig, Hints, Identity, SignInFailure, Started, check_form};
use serde::{Deserialize, Serialize};

use super::SignInRefused;
use super::session::Begun;
use super::test;
use crate::App;
use crate::authority::Authority;
use crate::failure::Failure;
use crate::ports::store::Reads;
use crate::record::{Caller, actor};

/// What the entry of a session says that began by Okta: the checklist's proof that sign-on works.
pub(crate) const BY_OKTA: &str = "Signed in with Okta.";

/// What a sign-in is for; it travels with the browser's transaction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Purpose {
    /// Signing in to the portal.
    SignIn,
    /// A test by an EnterpriseAdmin who is signed in locally, before these values are saved (product rule 6).
    Test {
        /// Who tests.
        user_id: String,
    },
}

/// What the end of it came to.
#[derive(Debug)]
pub enum Finished {
    /// Signed in.
    SignedIn(Box<Begun>),
    /// The test passed: the values work for this person.
    Tested,
    /// Refused, and on record.
    Refused(Box<SignInRefused>),
}

impl App {
    /// Starts a sign-in by the policy in force.
    pub async fn begin_sign_in(
        &self,
        redirect_uri: String,
        login_hint: Option<String>,
    ) -> Result<Result<Started, SignInRefused>, Failure> {
        let (policy, toolkit) =
            self.read(|store| Ok((store.sign_in_policy()?, store.toolkit_enabled_at()?)))?;
        let Some(policy) = policy else {
            return Ok(Err(SignInRefused::new(
                RefusedSignIn::NotSetUp,
                "Signing in with Okta is not set up here yet.",
                "Sign in with your local password. An EnterpriseAdmin sets Okta up under Organization Setup.",
            )));
        };
        if toolkit.is_none() {
            return Ok(Err(toolkit_off()));
        }
        self.begin_with(&policy.issuer, &policy.client_id, redirect_uri, login_hint)
            .await
    }

    /// Starts a sign-in with values that may not be saved yet.
    pub async fn begin_with(
        &self,
        issuer: &str,
        client_id: &str,
        redirect_uri: String,
        login_hint: Option<String>,
    ) -> Result<Result<Started, SignInRefused>, Failure> {
        let issuer = match check_form(issuer) {
            Ok(issuer) => issuer,
            Err(mistake) => {
                return Ok(Err(SignInRefused::new(
                    RefusedSignIn::IssuerUnreachable,
                    mistake.to_string(),
                    "Correct the Issuer URL under Organization Setup.",
                )));
            }
        };
        let config = ClientConfig {
            issuer,
            client_id: client_id.to_owned(),
            redirect_uri,
        };
        let hints = Hints {
            login_hint,
            ..Hints::default()
        };
        Ok(self
            .ports
            .relying_party
            .begin(&config, hints)
            .await
            .map_err(|failure| SignInRefused::of_failure(&failure)))
    }

    /// Ends a sign-in: the answer is checked, the person recognised, a session begun; or all of that refused.
    pub async fn finish_sign_in(
        &self,
        caller: Caller,
        pending: &latchkey_oidc::Pending,
        callback: &Callback,
        purpose: Purpose,
    ) -> Result<Finished, Failure> {
        if let Err(refused) = self.may_ask(pending, &purpose)? {
            return self.refuse_sign_in(caller, refused.gathered()).await;
        }
        if pending.is_answered_by(callback) && !self.spent.spend(pending, self.now()) {
            return self.refuse_sign_in(caller, used_already()).await;
        }
        let identity = match self.ports.relying_party.finish(pending, callback).await {
            Ok(identity) => identity,
            Err(failure) => {
                let refused = SignInRefused::of_failure(&failure);
                return self.refuse_sign_in(caller, refused).await;
            }
        };
        let client_id = pending.client_id.clone();
        match purpose {
            Purpose::SignIn => {
                self.sign_in_identity(caller, identity, client_id, Surface::Portal)
                    .await
            }
            Purpose::Test { user_id } => {
                self.finish_test(caller, identity, client_id, user_id).await
            }
        }
    }

    /// Whether this server asks the issuer that the browser's transaction names. Anybody can write such a transaction, and
    /// nobody sends this server to an address of their own with it: it is the policy's issuer, or an EnterpriseAdmin, who
    /// may look at any, tests one.
    fn may_ask(
        &self,
        pending: &latchkey_oidc::Pending,
        purpose: &Purpose,
    ) -> Result<Result<(), SignInRefused>, Failure> {
        self.look(|store| match purpose {
            Purpose::SignIn => still_in_force(store, &pending.issuer, &pending.client_id),
            Purpose::Test { user_id } => {
                let tests = store
                    .get_user(user_id)?
                    .is_some_and(|user| user.is_enterprise_admin() && user.may_sign_in());
                Ok(if tests {
                    Ok(())
                } else {
                    Err(SignInRefused::of_failure(&SignInFailure::StateMismatch)
                        .recorded_as("A test sign-in came back for someone who may not make one."))
                })
            }
        })
    }

    /// Puts a refused sign-in on record.
    pub async fn refuse_sign_in(
        &self,
        caller: Caller,
        refused: SignInRefused,
    ) -> Result<Finished, Failure> {
        let target = refused.target();
        self.sign_ins.was_refused(refused.code.code());
        if refused.gathered {
            self.note_refused_sign_in(target, refused.code.code(), &refused.record, caller);
            return Ok(Finished::Refused(Box::new(refused)));
        }
        let refusal = Refusal::new(RefusalCode::Unauthenticated, refused.record.clone());
        self.record_refusal(caller, "session.refused", target, &refusal.into())
            .await?;
        Ok(Finished::Refused(Box::new(refused)))
    }

    /// A verified identity becomes a session, if rule 5 and the surface allow it.
    pub(super) async fn sign_in_identity(
        &self,
        caller: Caller,
        identity: Identity,
        client_id: String,
        surface: Surface,
    ) -> Result<Finished, Failure> {
        let token = self.session_token();
        let app = self.clone();
        let from = caller.from().map(str::to_owned);
        let done = self
            .recorded(
                caller,
                "session.began",
                Target::of("sign-in"),
                move |store, record| {
                    let let_in = match still_in_force(store, &identity.issuer, &client_id)? {
                        Ok(()) => app.recognised(store, record, &identity, surface)?,
                        Err(refused) => Err(refused),
                    };
                    let user = match let_in {
                        Ok(user) => user,
                        Err(refused) => {
                            record.refused("session.refused", refused.target(), &refused.record);
                            if let Some(actor) = &refused.actor {
                                record.by(actor.clone());
                            }
                            return Ok(Err(refused));
                        }
                    };
                    record
                        .by(actor(&user))
                        .target(crate::directory::users::target(&user))
                        .remark(BY_OKTA);
                    app.begin_session(store, user, Method::Okta, surface, from, token)
                        .map(Ok)
                },
            )
            .await?;
        Ok(match done {
            Ok(begun) => Finished::SignedIn(Box::new(begun)),
            Err(refused) => {
                self.sign_ins.was_refused(refused.code.code());
                Finished::Refused(Box::new(refused))
            }
        })
    }

    /// The test sign-in: it shows that the values work, and links the admin who made it.
    pub(super) async fn finish_test(
        &self,
        caller: Caller,
        identity: Identity,
        client_id: String,
        user_id: String,
    ) -> Result<Finished, Failure> {
        let now = self.now();
        self.recorded(
            caller.clone(),
            "sign_in.tested",
            Target::of("sign-in"),
            move |store, record| {
                // The issuer took its time, and whoever tests may be no EnterpriseAdmin any more.
                Authority::of(store, &caller)?.demand(AccessRole::EnterpriseAdmin)?;
                test::passed(store, record, &identity, client_id, user_id, now)
            },
        )
        .await?;
        Ok(Finished::Tested)
    }
}

/// Between the start and the end the policy may have been lifted or changed.
fn still_in_force(
    store: &dyn Reads,
    issuer: &str,
    client_id: &str,
) -> Result<Result<(), SignInRefused>, Failure> {
    if store.toolkit_enabled_at()?.is_none() {
        return Ok(Err(toolkit_off()));
    }
    let in_force = store
        .sign_in_policy()?
        .is_some_and(|policy| policy.is_for(issuer, client_id));
    if in_force {
        return Ok(Ok(()));
    }
    Ok(Err(SignInRefused::new(
        RefusedSignIn::Expired,
        "The sign-in settings changed while you were at Okta.",
        "Start again from the sign-in page.",
    )))
}

fn used_already() -> SignInRefused {
    SignInRefused::new(
        RefusedSignIn::AlreadyUsed,
        "This answer of Okta was used already, and each works once.",
        "Start again from the sign-in page.",
    )
    .gathered()
}

fn toolkit_off() -> SignInRefused {
    SignInRefused::new(
        RefusedSignIn::ToolkitOff,
        "Enterprise Toolkit is off, so signing in with Okta is suspended.",
        "An EnterpriseAdmin can sign in with a local password and switch it on under Billing.",
    )
}
