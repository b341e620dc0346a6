//! The sign-in policy, its tests, and bindings.

use std::ops::ControlFlow;

use latchkey_domain::AccessRole;
use latchkey_domain::sign_in::{Binding, Policy, SignInTest};

use super::StoreError;

/// What Okta has to do with someone, as far as is known here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tie {
    /// Linked at the issuer that was asked for.
    Linked,
    /// Provisioned by Okta: there is an externalId.
    Provisioned,
    /// Nothing.
    None,
}

/// What decides how an active user signs in with Okta.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignInState {
    /// Who.
    pub user_id: String,
    /// The name to show.
    pub name: String,
    /// What they may do.
    pub access_role: Option<AccessRole>,
    /// What Okta has to do with them.
    pub tie: Tie,
    /// Whether a local password is set.
    pub has_password: bool,
    /// Whether a deactivation is held.
    pub held: bool,
}

/// Reads.
pub trait SignInReads {
    /// The policy; `None` while Okta sign-on is not required.
    fn sign_in_policy(&self) -> Result<Option<Policy>, StoreError>;
    /// The test sign-in with these values that passed last.
    fn sign_in_test(&self, issuer: &str, client_id: &str)
    -> Result<Option<SignInTest>, StoreError>;
    /// Whom (`iss`, `sub`) is bound to.
    fn find_binding(&self, issuer: &str, subject: &str) -> Result<Option<Binding>, StoreError>;
    /// Walks every active user, by name, until told to stop; the tie is to this issuer.
    fn walk_sign_in_states(
        &self,
        issuer: &str,
        each: &mut dyn FnMut(SignInState) -> ControlFlow<()>,
    ) -> Result<(), StoreError>;
    /// A person's binding at an issuer.
    fn binding_of(&self, user_id: &str, issuer: &str) -> Result<Option<Binding>, StoreError>;
    /// A person's bindings at all issuers, the newest first.
    fn bindings_of(&self, user_id: &str) -> Result<Vec<Binding>, StoreError>;
}

/// Writes.
pub trait SignInWrites {
    /// Sets or lifts the policy.
    fn put_sign_in_policy(&mut self, policy: Option<&Policy>) -> Result<(), StoreError>;
    /// Notes a test sign-in that passed; an earlier one with the same values gives way.
    fn put_sign_in_test(&mut self, test: &SignInTest) -> Result<(), StoreError>;
    /// Takes every test away: none holds any more.
    fn remove_sign_in_tests(&mut self) -> Result<(), StoreError>;
    /// Makes a binding; `StoreError::Taken` if the person has one at this issuer, or the subject is another's.
    fn add_binding(&mut self, binding: &Binding) -> Result<(), StoreError>;
    /// Clears a person's bindings; gives back how many there were.
    fn remove_bindings_of(&mut self, user_id: &str) -> Result<u64, StoreError>;
}
