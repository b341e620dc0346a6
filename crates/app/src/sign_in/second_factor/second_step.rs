//! After a right password: what is asked then, and whether what was brought is right.

use latchkey_domain::second_factor::{Credential, recovery_hash};
use latchkey_domain::session::{Method, Surface};
use latchkey_domain::user::User;
use latchkey_domain::{Refusal, RefusalCode, passkey};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::Value;
use webauthn_rs::prelude::AuthenticationResult;

use super::ceremony::{self, Wrong};
use super::{
    Asks, Enrolling, LIFETIME, MOST_WRONG, Opened, REFUSED, SecondStep, Step, Ticket, changed,
    nobody, owner, spent, totp,
};
use crate::App;
use crate::directory::users::target;
use crate::failure::Failure;
use crate::ports::store::{Reads, Writes};
use crate::record::{Caller, Record, actor};
use crate::sign_in::session::Begun;
use crate::sign_in::waiting::Kept;

/// What someone brings for the second step.
#[derive(Debug)]
pub enum Proof {
    /// A code of an authenticator app.
    Code(SecretString),
    /// A recovery code.
    RecoveryCode(SecretString),
    /// A passkey's answer, as the browser gives it.
    Passkey(Value),
}

/// What was right, before it is spent.
enum Right {
    Step { step: u64, sealed: Vec<u8> },
    Code([u8; 32]),
    Passkey(Box<(Credential, AuthenticationResult)>),
}

impl App {
    /// What a right password leads to beside a session; `None` if to nothing.
    pub(crate) async fn ask_second_step(
        &self,
        user: &User,
        password_hash: String,
        password: SecretString,
        surface: Surface,
    ) -> Result<Option<SecondStep>, Failure> {
        let id = &user.id;
        let (sealed, credentials, codes, needed) = self.read(|store| {
            Ok((
                store.totp_of(id)?,
                store.credentials_of(id)?,
                store.count_recovery_codes(id)?,
                self.needs_second_factor(store, user)?,
            ))
        })?;
        let party = self.party()?;
        let (step, asks) = if sealed.is_none() && credentials.is_empty() {
            if !needed {
                return Ok(None);
            }
            let enrolling = Enrolling::new(Some(self.sealer(password).await?));
            let passkey_note = party.err();
            (
                Step::Enrolment(Box::new(enrolling)),
                Asks::Enrolment { passkey_note },
            )
        } else {
            let totp = match sealed {
                Some(totp) => self.unseal(&totp, password).await?.map(|secret| Opened {
                    secret,
                    sealed: totp.sealed,
                }),
                None => None,
            };
            let (asked, passkey_note) = match party {
                Ok(party) => (
                    party.ask(&credentials)?,
                    elsewhere(&credentials, &party.rp_id),
                ),
                Err(why) => (None, (!credentials.is_empty()).then_some(why)),
            };
            let (options, state) = asked.unzip();
            let asks = Asks::Proof {
                totp: totp.is_some(),
                passkey_note: passkey_note.filter(|_| options.is_none()),
                passkey: options,
                recovery_codes: codes > 0,
            };
            let passkey = state.map(Box::new);
            (Step::Proof { totp, passkey }, asks)
        };
        let now = self.now();
        let ticket = passkey::clear_text(self.ports.entropy.bytes());
        let kept = Ticket {
            user_id: user.id.clone(),
            password_hash,
            access_role: user.access_role,
            surface,
            wrong: 0,
            step,
        };
        self.second_steps.tickets.add(&ticket, kept, now);
        Ok(Some(SecondStep {
            ticket,
            expires_at: now.checked_add(LIFETIME).unwrap_or(now),
            asks,
        }))
    }

    /// Ends a sign-in with what its second step asks for.
    pub async fn pass_second_step(
        &self,
        caller: Caller,
        ticket: &SecretString,
        proof: Proof,
    ) -> Result<Begun, Failure> {
        let Some(kept) = self.second_steps.tickets.take(ticket, self.now()) else {
            return self.refuse(caller, REFUSED, nobody(), spent());
        };
        let user = self.look(|store| owner(store, &kept.what.user_id))?;
        let named = target(&user);
        let right = match self.check_proof(&kept.what, &user, proof) {
            Ok(right) => right,
            Err(Failure::Refused(refusal)) => {
                self.was_wrong(&caller, &user, kept, &refusal).await?;
                return self.refuse(caller, REFUSED, named, refusal);
            }
            Err(fault) => return Err(fault),
        };
        let is_code = matches!(right, Right::Step { .. });
        let (app, token) = (self.clone(), self.session_token());
        let from = caller.from().map(str::to_owned);
        let ticket = kept.what;
        // From here on the ticket is spent, whatever comes of it: two who bring it at once are one.
        let begun = self
            .recorded(caller, "session.began", named, move |store, record| {
                let user = owner(store, &ticket.user_id)?;
                record.by(actor(&user)).status(201).target(target(&user));
                ticket.demand_unchanged(store, &user)?;
                app.spend_proof(store, record, &user, right)?;
                app.begin_session(store, user, Method::Password, ticket.surface, from, token)
            })
            .await?;
        if is_code {
            self.second_steps.guesses.was_right(&begun.user.id);
        }
        Ok(begun)
    }

    fn check_proof(&self, ticket: &Ticket, user: &User, proof: Proof) -> Result<Right, Failure> {
        let Step::Proof {
            totp: opened,
            passkey,
        } = &ticket.step
        else {
            return Err(spent().into());
        };
        let now = self.now();
        match proof {
            Proof::Code(typed) => {
                let opened = opened.as_ref().ok_or_else(no_app)?;
                let last = self.look(|store| last_step(store, user, &opened.sealed))?;
                self.second_steps.guesses.begin(&user.id, now)?;
                let step = totp::step_of(&opened.secret, &typed, now)?.ok_or_else(totp::wrong)?;
                if last >= step {
                    return Err(totp::used().into());
                }
                Ok(Right::Step {
                    step,
                    sealed: opened.sealed.clone(),
                })
            }
            Proof::RecoveryCode(typed) => {
                let hash = recovery_hash(&user.id, typed.expose_secret());
                if self.read(|store| store.has_recovery_code(&user.id, &hash))? {
                    Ok(Right::Code(hash))
                } else {
                    Err(wrong_recovery_code().into())
                }
            }
            Proof::Passkey(answer) => {
                let state = passkey.as_ref().ok_or_else(no_passkey)?;
                let party = self
                    .party()?
                    .map_err(|why| Refusal::new(RefusalCode::WrongSecondFactor, why))?;
                let known = self.read(|store| store.credentials_of(&user.id))?;
                let named = |id: &[u8]| {
                    known
                        .iter()
                        .find(|credential| credential.credential_id == id)
                        .cloned()
                };
                match party.answered(answer, state) {
                    Ok(result) => {
                        let credential = named(result.cred_id()).ok_or_else(no_passkey)?;
                        Ok(Right::Passkey(Box::new((credential, result))))
                    }
                    Err(Wrong::Copied { credential_id }) => {
                        let name = named(&credential_id).map(|found| found.name);
                        Err(copied(&name.unwrap_or_default()).into())
                    }
                    Err(Wrong::Refused(refusal)) => Err(refusal.into()),
                }
            }
        }
    }

    /// Spends what was right, in the unit of work that begins the session: of two who bring the same, one is too late.
    fn spend_proof(
        &self,
        store: &mut dyn Writes,
        record: &mut Record,
        user: &User,
        right: Right,
    ) -> Result<(), Failure> {
        let now = self.now();
        match right {
            Right::Step { step, sealed } => {
                last_step(store, user, &sealed)?;
                if !store.use_totp_step(&user.id, step, now)? {
                    return Err(totp::used().into());
                }
                record.remark("With a code of the authenticator app.");
            }
            Right::Code(hash) => {
                if !store.use_recovery_code(&user.id, &hash)? {
                    return Err(wrong_recovery_code().into());
                }
                let left = store.count_recovery_codes(&user.id)?;
                record.remark("With a recovery code.").notice(
                    "second_factor.recovery_code_used",
                    target(user),
                    format!(
                        "{} signed in with a recovery code; {left} are left. If it was someone else, change the password.",
                        user.name()
                    ),
                );
            }
            Right::Passkey(assertion) => {
                let (asked, outcome) = *assertion;
                let credential = store
                    .credentials_of(&user.id)?
                    .into_iter()
                    .find(|credential| credential.id == asked.id)
                    .ok_or_else(no_passkey)?;
                let document = ceremony::after_use(&credential, &outcome)?;
                if !store.use_credential(&credential.id, &document, outcome.counter(), now)? {
                    return Err(copied(&credential.name).into());
                }
                record.remark(format!("With the passkey \"{}\".", credential.name));
            }
        }
        Ok(())
    }

    /// A wrong try: the ticket waits for another one, or dies, and that is told.
    async fn was_wrong(
        &self,
        caller: &Caller,
        user: &User,
        kept: Kept<Ticket>,
        refusal: &Refusal,
    ) -> Result<(), Failure> {
        let wrong = self.try_again(kept, refusal);
        if refusal
            .about
            .as_ref()
            .is_some_and(|about| about.field == COPIED)
        {
            let text = refusal.detail.clone();
            self.tell_admins("second_factor.copied", &refusal.detail, user, text)
                .await?;
        } else if wrong >= MOST_WRONG {
            let from = caller.from().unwrap_or("this machine");
            let text = format!(
                "Someone at {from} typed the right password of {name} and was wrong at the second step {MOST_WRONG} times. \
                 If it was not {name}, the password is known: change it.",
                name = user.name()
            );
            self.tell_admins("second_factor.guessed", "", user, text)
                .await?;
        }
        Ok(())
    }
}

/// The step of the code that was taken last, of the app whose secret `sealed` holds; refused when that is not the one
/// that is stored any more.
fn last_step(store: &(impl Reads + ?Sized), user: &User, sealed: &[u8]) -> Result<u64, Failure> {
    let stored = store.totp_of(&user.id)?;
    let same = stored.filter(|totp| totp.sealed == sealed);
    Ok(same.ok_or_else(changed)?.last_step)
}

/// Which hosts the passkeys belong to, if to others than this one.
fn elsewhere(credentials: &[Credential], rp_id: &str) -> Option<String> {
    let other = credentials
        .iter()
        .find(|credential| credential.rp_id != rp_id)?;
    Some(format!(
        "Your passkeys were made at {}, and this is {rp_id}: no browser offers them here.",
        other.rp_id
    ))
}

fn no_app() -> Refusal {
    Refusal::new(
        RefusalCode::WrongSecondFactor,
        "No authenticator app belongs to this account any more. Use another way.",
    )
}

fn no_passkey() -> Refusal {
    Refusal::new(
        RefusalCode::WrongSecondFactor,
        "That is none of this account's passkeys here. Use another one, or another way.",
    )
}

fn wrong_recovery_code() -> Refusal {
    Refusal::new(
        RefusalCode::WrongSecondFactor,
        "That is none of your recovery codes, or it was used already: each works once. Type another one, all 16 letters.",
    )
}

/// What [`copied`] says it is about.
const COPIED: &str = "passkey";

/// WebAuthn §7.2, step 22: a count that was seen before.
fn copied(name: &str) -> Refusal {
    Refusal::new(
        RefusalCode::WrongSecondFactor,
        format!(
            "The passkey \"{name}\" counted backwards, as a copy of it would, so it was not taken. Nobody was signed in. Use \
             another way, then remove that passkey."
        ),
    )
    .about(COPIED, None)
}
