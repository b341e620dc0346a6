//! Adding a second factor: begun, then confirmed by using it once.

use latchkey_domain::second_factor::{
    Credential, MOST_CREDENTIALS, RECOVERY_CODES, SealedTotp, credential_name, recovery_code,
    recovery_hash,
};
use latchkey_domain::user::User;
use latchkey_domain::{Refusal, RefusalCode};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::Value;
use webauthn_rs::prelude::PasskeyRegistration;

use super::ceremony;
use super::seal::Sealer;
use super::totp::{self, NewTotp, TotpSecret};
use crate::App;
use crate::directory::users::target;
use crate::failure::Failure;
use crate::ports::store::{StoreError, Writes};
use crate::record::Record;

/// What confirms an enrolment.
#[derive(Debug)]
pub enum Brought {
    /// The first code of an authenticator app.
    Code(SecretString),
    /// A passkey that the browser made.
    Passkey {
        /// As the browser gives it.
        answer: Value,
        /// What its owner calls it.
        name: String,
    },
}

/// An enrolment under way.
#[derive(Debug)]
pub(crate) struct Enrolling {
    sealer: Option<Sealer>,
    begun: Option<Begun>,
}

#[derive(Debug)]
enum Begun {
    Totp(TotpSecret),
    Passkey(Box<PasskeyRegistration>),
}

/// One of somebody who is signed in.
#[derive(Debug)]
pub(crate) struct OwnEnrolment {
    pub(super) user_id: String,
    pub(super) session_id: String,
    /// The password that the secret is locked with: with another one it would never open again.
    pub(super) password_hash: String,
    pub(super) enrolling: Enrolling,
}

/// What was confirmed, to be kept.
pub(super) enum Confirmed {
    Totp(SealedTotp),
    Passkey(Box<Credential>),
}

impl Enrolling {
    pub(super) fn new(sealer: Option<Sealer>) -> Self {
        Self {
            sealer,
            begun: None,
        }
    }
}

impl App {
    /// Makes a secret for an authenticator app.
    pub(super) fn begin_totp(
        &self,
        enrolling: &mut Enrolling,
        user: &User,
    ) -> Result<NewTotp, Failure> {
        let secret = TotpSecret::new(Box::new(self.ports.entropy.bytes()));
        let organization = self.organization()?.name;
        let shown = totp::shown(&secret, &organization, &user.user_name)?;
        enrolling.begun = Some(Begun::Totp(secret));
        Ok(shown)
    }

    /// Asks the browser to make a passkey.
    pub(super) fn begin_passkey(
        &self,
        enrolling: &mut Enrolling,
        user: &User,
    ) -> Result<Value, Failure> {
        let party = self
            .party()?
            .map_err(|why| Refusal::new(RefusalCode::Conflict, why))?;
        let existing = self.read(|store| store.credentials_of(&user.id))?;
        if existing.len() >= MOST_CREDENTIALS {
            return Err(too_many().into());
        }
        let (options, state) = party.register(user, &existing)?;
        enrolling.begun = Some(Begun::Passkey(Box::new(state)));
        Ok(options)
    }

    /// Checks what confirms it.
    pub(super) fn confirm(
        &self,
        enrolling: &Enrolling,
        user: &User,
        brought: Brought,
    ) -> Result<Confirmed, Failure> {
        let now = self.now();
        match (&enrolling.begun, brought) {
            (Some(Begun::Totp(secret)), Brought::Code(typed)) => {
                self.second_steps.guesses.begin(&user.id, now)?;
                let step = totp::step_of(secret, &typed, now)?.ok_or_else(totp::wrong)?;
                self.second_steps.guesses.was_right(&user.id);
                let sealer = enrolling.sealer.as_ref().ok_or_else(not_begun)?;
                // The code that confirms it is used by that.
                Ok(Confirmed::Totp(
                    self.seal(sealer, &user.id, secret, step, now)?,
                ))
            }
            (Some(Begun::Passkey(state)), Brought::Passkey { answer, name }) => {
                let name = credential_name(&name).ok_or_else(wrong_name)?;
                let party = self
                    .party()?
                    .map_err(|why| Refusal::new(RefusalCode::Conflict, why))?;
                let made = party.registered(answer, state)?;
                let credential = ceremony::credential(made, self.id(), &user.id, name, now);
                Ok(Confirmed::Passkey(Box::new(credential)))
            }
            _ => Err(not_begun().into()),
        }
    }

    /// Keeps it. The first one brings recovery codes, which are shown this once.
    pub(super) fn keep(
        &self,
        store: &mut dyn Writes,
        record: &mut Record,
        user: &User,
        confirmed: Confirmed,
    ) -> Result<Option<Vec<SecretString>>, Failure> {
        record.target(target(user)).status(201);
        let (action, told) = match confirmed {
            Confirmed::Totp(totp) => {
                let earlier = store.totp_of(&user.id)?.is_some();
                store.put_totp(&totp)?;
                // A link that was made before would take it away again.
                if store.remove_invite_of(&user.id)? {
                    record.remark("The invite link no longer works.");
                }
                let told = if earlier {
                    "The authenticator app was replaced by another one."
                } else {
                    "An authenticator app was added."
                };
                ("second_factor.totp_added", told.to_owned())
            }
            Confirmed::Passkey(credential) => {
                if store.credentials_of(&user.id)?.len() >= MOST_CREDENTIALS {
                    return Err(too_many().into());
                }
                store
                    .add_credential(&credential)
                    .map_err(|cause| match cause {
                        StoreError::Taken(_) => Failure::from(taken()),
                        cause => cause.into(),
                    })?;
                let told = format!("The passkey \"{}\" was added.", credential.name);
                ("second_factor.passkey_added", told)
            }
        };
        record.action(action).remark(told);
        if store.count_recovery_codes(&user.id)? > 0 {
            return Ok(None);
        }
        Ok(Some(self.make_recovery_codes(store, &user.id)?))
    }

    /// Makes recovery codes, in place of earlier ones.
    pub(super) fn make_recovery_codes(
        &self,
        store: &mut dyn Writes,
        user_id: &str,
    ) -> Result<Vec<SecretString>, Failure> {
        let codes: Vec<SecretString> = (0..RECOVERY_CODES)
            .map(|_| recovery_code(self.ports.entropy.bytes()))
            .collect();
        let hashes: Vec<[u8; 32]> = codes
            .iter()
            .map(|code| recovery_hash(user_id, code.expose_secret()))
            .collect();
        store.put_recovery_codes(user_id, &hashes)?;
        Ok(codes)
    }
}

pub(super) fn not_begun() -> Refusal {
    Refusal::new(
        RefusalCode::TicketSpent,
        "This enrolment was not begun, was finished already, or took longer than five minutes. Nothing was changed. Begin \
         again.",
    )
}

pub(super) fn wrong_name() -> Refusal {
    Refusal::new(
        RefusalCode::UnacceptedValue,
        "A passkey needs a name of 1 to 60 characters, on one line. Nothing was changed.",
    )
    .about("name", None)
}

fn too_many() -> Refusal {
    Refusal::new(
        RefusalCode::Conflict,
        format!(
            "There are {MOST_CREDENTIALS} passkeys, which is as many as one person may have. Nothing was changed. Remove one \
             that is not used any more."
        ),
    )
}

fn taken() -> Refusal {
    Refusal::new(
        RefusalCode::Taken,
        "That passkey is registered already. Nothing was changed. Use another authenticator.",
    )
}
