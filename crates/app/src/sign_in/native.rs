//! A native app's sign-in: a challenge, then an ID token whose nonce only this server could have asked for.

use jiff::SignedDuration;
use latchkey_domain::activity::Target;
use latchkey_domain::session::Surface;
use latchkey_domain::sign_in::RefusedSignIn;
use latchkey_domain::{Refusal, RefusalCode, passkey};
use latchkey_oidc::failure::CODES;
use latchkey_oidc::{Identity, bound_nonce, check_form};
use secrecy::{ExposeSecret as _, SecretString};

use super::SignInRefused;
use super::browser::Finished;
use super::session::Begun;
use super::waiting::Waiting;
use crate::App;
use crate::failure::Failure;
use crate::record::Caller;

/// A challenge lives this long, and works once.
pub const LIFETIME: SignedDuration = SignedDuration::from_mins(10);
/// So many at a time.
const AT_ONCE: usize = 10_000;

/// The challenges that wait for their ID token.
pub(crate) fn challenges() -> Waiting<()> {
    Waiting::new(LIFETIME, AT_ONCE)
}

/// What a native app brings back from the issuer.
#[derive(Clone, Copy, Debug)]
pub struct Brought<'a> {
    /// The ID token.
    pub id_token: &'a SecretString,
    /// The challenge that it began with.
    pub challenge: &'a str,
    /// What it mixed into the nonce.
    pub secret: &'a SecretString,
    /// The address by which this server is known.
    pub public_url: &'a str,
}

impl App {
    /// A fresh challenge.
    pub fn challenge(&self) -> String {
        let challenge = passkey::clear_text(self.ports.entropy.bytes());
        self.challenges.add(&challenge, (), self.now());
        challenge.expose_secret().to_owned()
    }

    /// Whether it was one; it is not any more.
    fn spend_challenge(&self, challenge: &str) -> bool {
        let challenge = SecretString::from(challenge);
        self.challenges.take(&challenge, self.now()).is_some()
    }

    /// Ends a native app's sign-in with the ID token that it obtained by itself.
    pub async fn sign_in_with_id_token(
        &self,
        caller: Caller,
        brought: &Brought<'_>,
    ) -> Result<Result<Box<Begun>, Box<SignInRefused>>, Failure> {
        Ok(match self.finish_native(caller, brought).await? {
            Finished::SignedIn(begun) => Ok(begun),
            Finished::Refused(refused) => Err(refused),
            Finished::Tested => Err(Box::new(not_set_up())),
        })
    }

    /// Ends a test sign-in that a native app made with values that may not be saved yet. Whoever tests is signed in here.
    pub async fn test_with_id_token(
        &self,
        caller: Caller,
        user_id: String,
        issuer: &str,
        client_id: &str,
        brought: &Brought<'_>,
    ) -> Result<Result<(), Box<SignInRefused>>, Failure> {
        let checked = match self.spend(brought.challenge) {
            Ok(()) => self.check_brought(issuer, client_id, brought).await,
            Err(refused) => Err(refused),
        };
        let finished = match checked {
            Ok(identity) => {
                self.finish_test(caller, identity, client_id.to_owned(), user_id)
                    .await?
            }
            Err(refused) => self.refuse_sign_in(caller, *refused).await?,
        };
        Ok(match finished {
            Finished::Refused(refused) => Err(refused),
            Finished::Tested | Finished::SignedIn(_) => Ok(()),
        })
    }

    /// Puts on record that a native app gave its sign-in up, by its challenge: what it checks by itself the server would not
    /// hear of otherwise. `code` is one of [`CODES`], and nothing else of the app's words is taken.
    pub fn give_up_native(
        &self,
        caller: Caller,
        challenge: &str,
        code: &str,
    ) -> Result<(), Refusal> {
        if !CODES.contains(&code) {
            return Err(Refusal::new(
                RefusalCode::UnacceptedValue,
                "That is no reason that a sign-in is given up for. Nothing was changed.",
            ));
        }
        if !self.spend_challenge(challenge) {
            return Err(Refusal::new(
                RefusalCode::NotFound,
                "No sign-in with this challenge is under way: it was used already, or took longer than ten minutes.",
            ));
        }
        let target = Target {
            kind: "sign_in".into(),
            id: None,
            name: "someone".into(),
        };
        self.sign_ins.was_refused("given_up");
        let reason = format!("A native app gave a sign-in up: {} ({code}).", why(code));
        self.note_refused_sign_in(target, &format!("app {code}"), &reason, caller);
        Ok(())
    }

    async fn finish_native(
        &self,
        caller: Caller,
        brought: &Brought<'_>,
    ) -> Result<Finished, Failure> {
        if let Err(refused) = self.spend(brought.challenge) {
            return self.refuse_sign_in(caller, *refused).await;
        }
        let Some(policy) = self.read(|store| store.sign_in_policy())? else {
            return self.refuse_sign_in(caller, not_set_up()).await;
        };
        match self
            .check_brought(&policy.issuer, &policy.client_id, brought)
            .await
        {
            Ok(identity) => {
                self.sign_in_identity(caller, identity, policy.client_id, Surface::App)
                    .await
            }
            Err(refused) => self.refuse_sign_in(caller, *refused).await,
        }
    }

    /// A challenge works once.
    fn spend(&self, challenge: &str) -> Result<(), Box<SignInRefused>> {
        if self.spend_challenge(challenge) {
            return Ok(());
        }
        Err(Box::new(SignInRefused::new(
            RefusedSignIn::Expired,
            "This sign-in was used already, took longer than ten minutes, or began before the server was restarted.",
            "Start again in the app.",
        )
        .gathered()))
    }

    /// The token's own checks, with the nonce that this challenge, this secret and this server's address make.
    async fn check_brought(
        &self,
        issuer: &str,
        client_id: &str,
        brought: &Brought<'_>,
    ) -> Result<Identity, Box<SignInRefused>> {
        let issuer = check_form(issuer).map_err(|_| Box::new(not_set_up()))?;
        let nonce = bound_nonce(
            brought.challenge,
            brought.secret.expose_secret(),
            brought.public_url,
        );
        self.ports
            .relying_party
            .verify_id_token(&issuer, client_id, brought.id_token.expose_secret(), &nonce)
            .await
            .map_err(|failure| Box::new(SignInRefused::of_failure(&failure)))
    }
}

/// What a code of [`CODES`] means for whoever reads the record.
fn why(code: &str) -> &'static str {
    match code {
        "issuer_unreachable" => "it could not reach Okta",
        "issuer_misbehaved" => "Okta's answer was not what OpenID Connect asks for",
        "issuer_refused" | "token_refused" => "Okta did not sign the person in",
        "sign_in_expired" => "it took too long",
        "bad_callback" | "state_mismatch" | "iss_parameter" => {
            "what came back from the browser did not belong to it"
        }
        _ => "what Okta said of the person did not pass the app's checks",
    }
}

fn not_set_up() -> SignInRefused {
    SignInRefused::new(
        RefusedSignIn::NotSetUp,
        "Signing in with Okta is not set up on this server yet.",
        "Sign in with your local password. An EnterpriseAdmin sets Okta up under Organization Setup.",
    )
}
