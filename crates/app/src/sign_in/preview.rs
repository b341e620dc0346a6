//! Whom it hits that Okta sign-on is required, or will be: who gets in, who does not, and why (product rules 5 and 6).

use std::ops::ControlFlow;

use latchkey_domain::AccessRole;
use latchkey_domain::settings::MatchBy;

use crate::App;
use crate::failure::Failure;
use crate::ports::store::{SignInState, Tie};
use crate::record::Caller;

/// So many people are named in a list; the number says how many there are.
const NAMED: usize = 100;

const ADMIN_WITHOUT_LINK: &str = "An admin without an Okta account linked. Let them make a test sign-in while signed in \
     here, or run \"latchkey user link\" on the host.";
const ADMIN_NOT_PROVISIONED: &str = "An admin whom Okta did not provision. Let them make a test sign-in while signed in \
     here, or run \"latchkey user link\" on the host.";

/// Someone who is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Their id.
    pub id: String,
    /// Their name.
    pub name: String,
    /// What they may do.
    pub access_role: Option<AccessRole>,
    /// Why they do not get in; empty where they are named for another reason.
    pub reason: String,
}

/// People, the first of them by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Some100 {
    /// How many there are.
    pub total: u64,
    /// The first hundred.
    pub named: Vec<Named>,
}

impl Some100 {
    fn add(&mut self, state: &SignInState, reason: &str) {
        self.total += 1;
        if self.named.len() < NAMED {
            self.named.push(Named {
                id: state.user_id.clone(),
                name: state.name.clone(),
                access_role: state.access_role,
                reason: reason.to_owned(),
            });
        }
    }
}

/// What requiring Okta means for whom.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Preview {
    /// Linked to an Okta account already.
    pub linked: u64,
    /// Will be linked at their first sign-in.
    pub will_link: u64,
    /// Of those who get in, how many get into the app only.
    pub app_access_only: u64,
    /// Who does not get in.
    pub locked_out: Some100,
    /// Who is here but was not provisioned by Okta: they get in only if Okta has them by name or email.
    pub not_in_okta: Some100,
    /// The EnterpriseAdmins who keep a local password for the day that Okta cannot be used.
    pub keep_password: Vec<Named>,
}

impl App {
    /// The preview for an issuer, else for the one in force, for an EnterpriseAdmin.
    pub fn sign_in_preview(
        &self,
        caller: &Caller,
        issuer: Option<&str>,
    ) -> Result<Preview, Failure> {
        self.read_as(caller, AccessRole::EnterpriseAdmin, |store| {
            let policy = store.sign_in_policy()?;
            let issuer = issuer
                .map(str::trim)
                .or(policy.as_ref().map(|policy| policy.issuer.as_str()))
                .unwrap_or_default();
            let match_by = store.settings()?.match_by;
            let mut preview = Preview::default();
            store.walk_sign_in_states(issuer, &mut |state| {
                preview.count(&state, match_by);
                ControlFlow::Continue(())
            })?;
            Ok(preview)
        })
    }
}

impl Preview {
    fn count(&mut self, state: &SignInState, match_by: MatchBy) {
        if state.has_password && state.access_role == Some(AccessRole::EnterpriseAdmin) {
            let mut keeps = Some100::default();
            keeps.add(state, "");
            self.keep_password.append(&mut keeps.named);
        }
        if state.held {
            self.locked_out
                .add(state, "Okta asked to deactivate them, and that is held.");
            return;
        }
        match state.tie {
            Tie::Linked => self.linked += 1,
            Tie::Provisioned => self.will_link += 1,
            Tie::None if state.access_role >= Some(AccessRole::Admin) => {
                let reason = match match_by {
                    MatchBy::ExternalId => ADMIN_WITHOUT_LINK,
                    MatchBy::UserName => ADMIN_NOT_PROVISIONED,
                };
                self.locked_out.add(state, reason);
                return;
            }
            Tie::None => {
                self.not_in_okta.add(state, "");
                return;
            }
        }
        if state.access_role.is_none() {
            self.app_access_only += 1;
        }
    }
}
