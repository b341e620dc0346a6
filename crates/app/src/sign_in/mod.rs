//! Everything that lets a person in: local passwords, the second factor beside them and the invites to set one, the
//! browser's way through Okta, a native app's, the policy that says which of them count, and the sessions that come of it.

pub mod browser;
pub mod check;
pub mod ended_by_issuer;
pub mod invite;
pub mod link;
pub mod local;
pub mod native;
mod own_password;
pub mod policy;
pub mod preview;
mod recognise;
pub mod second_factor;
pub mod session;
pub mod sessions;
pub(crate) mod spent;
pub mod test;
mod third_party;
pub(crate) mod waiting;

use latchkey_domain::activity::{Actor, Target};
use latchkey_domain::sign_in::RefusedSignIn;
use latchkey_domain::user::User;
use latchkey_oidc::SignInFailure;

use crate::record::actor;

/// A sign-in that did not succeed, in the words of its page.
#[derive(Clone, Debug)]
pub struct SignInRefused {
    /// Which of the closed set.
    pub code: RefusedSignIn,
    /// What happened, with which account.
    pub text: String,
    /// What to do, and who can do it.
    pub todo: String,
    /// The issuer's own words: `error` and `error_description`.
    pub issuer_said: Option<(String, String)>,
    /// The account that it is about.
    pub who: Option<String>,
    /// The id of that account, where it is one of ours.
    pub user_id: Option<String>,
    /// Who was refused, where they proved to be that person.
    pub actor: Option<Actor>,
    /// Why, for the record: may name what the person need not know.
    pub record: String,
    /// Whether the issuer failed, not the person: 502 then, not 403.
    pub issuer_failed: bool,
    /// Whether it takes nothing to be refused like this, neither an issuer's word nor a person's: such refusals are gathered
    /// on record, so that nobody fills it.
    gathered: bool,
}

impl SignInRefused {
    fn new(code: RefusedSignIn, text: impl Into<String>, todo: impl Into<String>) -> Self {
        let text = text.into();
        Self {
            code,
            record: text.clone(),
            text,
            todo: todo.into(),
            issuer_said: None,
            who: None,
            user_id: None,
            actor: None,
            issuer_failed: false,
            gathered: false,
        }
    }

    fn gathered(mut self) -> Self {
        self.gathered = true;
        self
    }

    fn about(mut self, who: &str) -> Self {
        self.who = Some(who.to_owned());
        self
    }

    /// Names an account of ours that whoever was refused has not proved to be theirs.
    fn naming(mut self, user: &User) -> Self {
        self.user_id = Some(user.id.clone());
        self
    }

    /// It is known who was refused.
    fn of(mut self, user: &User) -> Self {
        self.actor = Some(actor(user));
        self.naming(user)
    }

    /// What a refusal on record is about.
    fn target(&self) -> Target {
        Target {
            kind: "sign_in".into(),
            id: self.user_id.clone(),
            name: self.who.clone().unwrap_or_else(|| "someone".into()),
        }
    }

    fn recorded_as(mut self, record: impl Into<String>) -> Self {
        self.record = record.into();
        self
    }

    /// Puts a failure of the flow into words.
    pub fn of_failure(failure: &SignInFailure) -> Self {
        let again = "Start again from the sign-in page.";
        let refused = match failure {
            SignInFailure::IssuerRefused { error, description } => {
                let words = description.clone().unwrap_or_default();
                let unassigned = error == "access_denied" && words.contains("not assigned");
                let mut refused = if unassigned {
                    Self::new(
                        RefusedSignIn::NotAssigned,
                        "Okta did not sign you in: you are not assigned to the Latchkey app there.",
                        "Ask an admin to assign you to the OIDC app in Okta, then try again.",
                    )
                } else {
                    Self::new(
                        RefusedSignIn::IssuerRefused,
                        "Okta did not sign you in.",
                        "Show Okta's words below to an admin: a sign-on policy or the app's settings in Okta decide this.",
                    )
                };
                refused.issuer_said = Some((error.clone(), words));
                refused
            }
            SignInFailure::IssuerUnreachable { .. } => Self::new(
                RefusedSignIn::IssuerUnreachable,
                "Latchkey could not reach Okta, so nobody could be asked who you are.",
                "Try again in a minute. If it stays so, tell an admin: Latchkey's host needs a way to the Issuer URL.",
            ),
            SignInFailure::IssuerMisbehaved { .. } => Self::new(
                RefusedSignIn::IssuerMisbehaved,
                "Okta's answer was not what OpenID Connect asks for, so it was not trusted.",
                "Try again. If it stays so, an admin finds the reason under Activity in Latchkey.",
            ),
            SignInFailure::Expired => Self::new(
                RefusedSignIn::Expired,
                "This sign-in took longer than ten minutes, so its answer is not accepted any more.",
                again,
            ),
            SignInFailure::StateMismatch | SignInFailure::BadCallback { .. } => Self::new(
                RefusedSignIn::StateMismatch,
                "This answer belongs to no sign-in that this browser started, or it was used already.",
                again,
            ),
            SignInFailure::TokenRefused { error, description } => {
                let mut refused = Self::new(
                    RefusedSignIn::IssuerRefused,
                    "Okta did not complete the sign-in.",
                    failure
                        .hint()
                        .unwrap_or("Try again. If it stays so, show Okta's words to an admin."),
                );
                refused.issuer_said =
                    Some((error.clone(), description.clone().unwrap_or_default()));
                refused
            }
            SignInFailure::IssParameter { .. } | SignInFailure::BadIdToken { .. } => Self::new(
                RefusedSignIn::IssuerMisbehaved,
                "What came back did not pass Latchkey's checks, so nobody was signed in.",
                "Try again. If it stays so, an admin finds the reason under Activity in Latchkey.",
            ),
        };
        let mut refused = refused;
        refused.issuer_failed = matches!(
            failure,
            SignInFailure::IssuerUnreachable { .. } | SignInFailure::IssuerMisbehaved { .. }
        );
        refused.gathered = matches!(
            failure,
            SignInFailure::StateMismatch
                | SignInFailure::BadCallback { .. }
                | SignInFailure::Expired
        );
        refused.recorded_as(format!("{failure} ({})", failure.code()))
    }
}
