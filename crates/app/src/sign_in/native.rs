//! A native app's sign-in: a challenge, then an ID token whose nonce only this server could have asked for.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use latchkey_domain::passkey;
use latchkey_domain::session::Surface;
use latchkey_domain::sign_in::RefusedSignIn;
use latchkey_oidc::{bound_nonce, check_form};
use secrecy::{ExposeSecret as _, SecretString};

use super::browser::Finished;
use super::{SignInRefused, session::Begun};
use crate::App;
use crate::failure::Failure;
use crate::record::Caller;

/// A challenge lives this long, and works once.
pub const LIFETIME: SignedDuration = SignedDuration::from_mins(10);
/// More challenges than this at a time are not kept; the oldest go first.
const AT_ONCE: usize = 10_000;

/// The challenges that wait for their ID token. In memory: after a restart an app asks for another one.
#[derive(Debug, Default)]
pub struct Challenges {
    waiting: Mutex<HashMap<String, Timestamp>>,
}

impl Challenges {
    fn add(&self, challenge: String, now: Timestamp) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.retain(|_, made| now.duration_since(*made) < LIFETIME);
        if waiting.len() >= AT_ONCE
            && let Some(oldest) = waiting
                .iter()
                .min_by_key(|(_, made)| **made)
                .map(|(key, _)| key.clone())
        {
            waiting.remove(&oldest);
        }
        waiting.insert(challenge, now);
    }

    /// Removes those that have run out; gives back how many.
    pub(crate) fn remove_ended(&self, now: Timestamp) -> usize {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let before = waiting.len();
        waiting.retain(|_, made| now.duration_since(*made) < LIFETIME);
        before - waiting.len()
    }

    fn take(&self, challenge: &str, now: Timestamp) -> bool {
        self.waiting
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(challenge)
            .is_some_and(|made| now.duration_since(made) < LIFETIME)
    }
}

impl App {
    /// A fresh challenge.
    pub fn challenge(&self) -> String {
        let challenge = passkey::clear_text(self.ports.entropy.bytes())
            .expose_secret()
            .to_owned();
        self.challenges.add(challenge.clone(), self.now());
        challenge
    }

    /// Ends a native app's sign-in with the ID token that it obtained by itself.
    pub async fn sign_in_with_id_token(
        &self,
        caller: Caller,
        id_token: &SecretString,
        challenge: &str,
        secret: &SecretString,
        public_url: &str,
    ) -> Result<Result<Box<Begun>, Box<SignInRefused>>, Failure> {
        let finished = self
            .finish_native(caller, id_token, challenge, secret, public_url)
            .await?;
        Ok(match finished {
            Finished::SignedIn(begun) => Ok(begun),
            Finished::Refused(refused) => Err(refused),
            Finished::Tested => Err(Box::new(not_set_up())),
        })
    }

    async fn finish_native(
        &self,
        caller: Caller,
        id_token: &SecretString,
        challenge: &str,
        secret: &SecretString,
        public_url: &str,
    ) -> Result<Finished, Failure> {
        if !self.challenges.take(challenge, self.now()) {
            let refused = SignInRefused::new(
                RefusedSignIn::Expired,
                "This sign-in was used already, took longer than ten minutes, or began before the server was restarted.",
                "Start again in the app.",
            );
            return self.refuse_sign_in(caller, refused).await;
        }
        let Some(policy) = self.read(|store| store.sign_in_policy())? else {
            return self.refuse_sign_in(caller, not_set_up()).await;
        };
        let Ok(issuer) = check_form(&policy.issuer) else {
            return self.refuse_sign_in(caller, not_set_up()).await;
        };
        let nonce = bound_nonce(challenge, secret.expose_secret(), public_url);
        let verified = self
            .ports
            .relying_party
            .verify_id_token(&issuer, &policy.client_id, id_token.expose_secret(), &nonce)
            .await;
        match verified {
            Ok(identity) => {
                self.sign_in_identity(caller, identity, policy.client_id, Surface::App)
                    .await
            }
            Err(failure) => {
                self.refuse_sign_in(caller, SignInRefused::of_failure(&failure))
                    .await
            }
        }
    }
}

fn not_set_up() -> SignInRefused {
    SignInRefused::new(
        RefusedSignIn::NotSetUp,
        "Signing in with Okta is not set up on this server yet.",
        "Sign in with your local password. An EnterpriseAdmin sets Okta up under Organization Setup.",
    )
}
