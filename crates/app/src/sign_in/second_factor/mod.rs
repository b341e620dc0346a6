//! The second factor of a local sign-in.
//!
//! A right password of someone who has one, or needs one, begins no session: it gives a [`SecondStep`], whose ticket is
//! worth something only together with a code, a passkey's answer or a recovery code ([`second_step`]), or with a second
//! factor that is added by it ([`by_ticket`]). [`enrolment`] adds one, [`own`] is what a person does with theirs,
//! [`reset`] what is done for someone who lost them. What Okta signs in is not asked: Okta does that.

pub mod by_ticket;
mod ceremony;
pub mod enrolment;
mod guesses;
pub mod own;
pub mod reset;
mod seal;
pub mod second_step;
pub(crate) mod told;
mod totp;

use jiff::{SignedDuration, Timestamp};
use latchkey_domain::activity::Target;
use latchkey_domain::second_factor::is_required;
use latchkey_domain::session::Surface;
use latchkey_domain::user::User;
use latchkey_domain::{AccessRole, Refusal, RefusalCode};
use secrecy::SecretString;
use serde_json::Value;
use webauthn_rs::prelude::PasskeyAuthentication;

use self::enrolment::{Enrolling, OwnEnrolment};
use self::guesses::Guesses;
use self::totp::TotpSecret;
use crate::App;
use crate::failure::Failure;
use crate::ports::store::{Reads, StoreError};
use crate::record::Caller;
use crate::sign_in::local::{Mode, may_enter, mode, okta_required};
use crate::sign_in::session::Begun;
use crate::sign_in::waiting::{Kept, Waiting};

pub use self::enrolment::Brought;
pub use self::told::Told;
pub use self::totp::NewTotp;

/// What a refused second step is on record as.
const REFUSED: &str = "session.refused";
/// A ticket dies with so many wrong tries.
const MOST_WRONG: u32 = 5;

/// A ticket, and an enrolment, wait this long.
const LIFETIME: SignedDuration = SignedDuration::from_mins(5);
/// So many at a time. Each was made by a right password.
const AT_ONCE: usize = 2_000;

/// What a right password leads to.
#[derive(Debug)]
pub enum Entrance {
    /// A session.
    SignedIn(Box<Begun>),
    /// A second step.
    SecondStep(Box<SecondStep>),
}

/// The second step of a sign-in.
#[derive(Debug)]
pub struct SecondStep {
    /// Stands for the right password: shown once, to whoever typed it, and worthless alone.
    pub ticket: SecretString,
    /// When it runs out.
    pub expires_at: Timestamp,
    /// What has to be done with it.
    pub asks: Asks,
}

/// What the second step is.
#[derive(Debug)]
pub enum Asks {
    /// One of these.
    Proof {
        /// Whether a code of an authenticator app is taken.
        totp: bool,
        /// What the browser is given for a passkey, if there is one for this host.
        passkey: Option<Value>,
        /// Why a passkey that is there cannot be used.
        passkey_note: Option<String>,
        /// Whether there are recovery codes left.
        recovery_codes: bool,
    },
    /// One has to be added.
    Enrolment {
        /// Why a passkey cannot be, if so.
        passkey_note: Option<String>,
    },
}

/// What is kept for a ticket.
#[derive(Debug)]
pub(crate) struct Ticket {
    user_id: String,
    /// The password that was right, the role and the surface: with another one the ticket is worth nothing.
    password_hash: String,
    access_role: Option<AccessRole>,
    surface: Surface,
    /// How often something wrong was brought with it.
    wrong: u32,
    step: Step,
}

#[derive(Debug)]
enum Step {
    Proof {
        totp: Option<Opened>,
        passkey: Option<Box<PasskeyAuthentication>>,
    },
    Enrolment(Box<Enrolling>),
}

/// An authenticator app's secret, and the sealed bytes that it came out of: when others are stored, it is the secret of
/// an app that was replaced.
#[derive(Debug)]
struct Opened {
    secret: TotpSecret,
    sealed: Vec<u8>,
}

/// What waits in memory for a second step, and who guesses.
#[derive(Debug)]
pub(crate) struct Pending {
    pub(crate) tickets: Waiting<Ticket>,
    pub(crate) enrolments: Waiting<OwnEnrolment>,
    pub(crate) guesses: Guesses,
}

impl Default for Pending {
    fn default() -> Self {
        Self {
            tickets: Waiting::new(LIFETIME, AT_ONCE),
            enrolments: Waiting::new(LIFETIME, AT_ONCE),
            guesses: Guesses::default(),
        }
    }
}

impl App {
    /// Removes what ran out; gives back how many.
    pub(crate) fn remove_ended_second_steps(&self, now: Timestamp) -> usize {
        self.second_steps.tickets.remove_ended(now) + self.second_steps.enrolments.remove_ended(now)
    }

    /// Whether someone needs a second factor, as things are.
    pub(crate) fn needs_second_factor(
        &self,
        store: &dyn Reads,
        user: &User,
    ) -> Result<bool, StoreError> {
        Ok(mode(store)? != Mode::Okta
            && is_required(user.access_role, self.is_served_to_elsewhere()))
    }
}

impl Ticket {
    /// Refuses when what the ticket stands for holds no more: another password, another role, a deactivation, another
    /// way of signing in.
    fn demand_unchanged(&self, store: &dyn Reads, user: &User) -> Result<(), Failure> {
        let is_same = store.password_hash(&user.id)?.as_ref() == Some(&self.password_hash)
            && user.access_role == self.access_role;
        if !is_same {
            return Err(changed().into());
        }
        match mode(store)? {
            Mode::Okta => Err(okta_required().into()),
            mode => Ok(may_enter(user, mode, self.surface)?),
        }
    }
}

fn spent() -> Refusal {
    Refusal::new(
        RefusalCode::TicketSpent,
        "This sign-in was finished already, took longer than five minutes, or was given up after wrong tries. Start again \
         with your user name and password.",
    )
}

pub(super) fn changed() -> Refusal {
    Refusal::new(
        RefusalCode::TicketSpent,
        "The account was changed while you signed in. Start again with your user name and password.",
    )
}

impl App {
    /// Puts a refusal on record, gathered with others like it.
    fn refuse<T>(
        &self,
        caller: Caller,
        action: &str,
        named: Target,
        failure: impl Into<Failure>,
    ) -> Result<T, Failure> {
        let failure = failure.into();
        if let Failure::Refused(refusal) = &failure {
            if action == REFUSED {
                self.sign_ins.was_refused(refusal.code.as_str());
            }
            self.note_wrong_attempt(action, named, refusal, caller);
        }
        Err(failure)
    }

    /// After what was brought with a ticket was not taken: it waits for another try, unless it is spent or was one wrong try
    /// too many. Gives back how many were wrong.
    fn try_again(&self, mut kept: Kept<Ticket>, refusal: &Refusal) -> u32 {
        if refusal.code == RefusalCode::WrongSecondFactor {
            kept.what.wrong += 1;
        }
        let wrong = kept.what.wrong;
        if wrong < MOST_WRONG && refusal.code != RefusalCode::TicketSpent {
            self.second_steps.tickets.put_back(kept);
        }
        wrong
    }
}

fn nobody() -> Target {
    Target {
        kind: "sign_in".into(),
        id: None,
        name: "someone".into(),
    }
}

/// The person that a ticket or a session is for.
fn owner(store: &dyn Reads, user_id: &str) -> Result<User, Failure> {
    Ok(store.get_user(user_id)?.ok_or_else(changed)?)
}
