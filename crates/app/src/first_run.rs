//! Setting up over HTTP with the one-time code that `serve` prints (product rule 15): the first to arrive does not own
//! it.

use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};
use latchkey_domain::activity::{Actor, Target};
use latchkey_domain::session::Surface;
use latchkey_domain::{Refusal, RefusalCode, passkey};
use subtle::ConstantTimeEq as _;

use crate::App;
use crate::failure::Failure;
use crate::record::Caller;
use crate::setup::Setup;
use crate::sign_in::session::Begun;

/// Letters and digits that are not taken for one another; 32, so that each is five bits of the code.
const LETTERS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
/// So many wrong codes are taken within [`WINDOW`]; with 2^40 codes nobody guesses one.
const WRONG_AT_MOST: usize = 10;
const WINDOW: SignedDuration = SignedDuration::from_mins(1);

/// The code that waits for its one use. In memory: a restart of the server prints another one.
#[derive(Debug, Default)]
pub struct OneTimeCode {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    hash: Option<[u8; 32]>,
    wrong: Vec<Timestamp>,
}

impl OneTimeCode {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn offer(&self, random: [u8; 8]) -> String {
        let mut code: String = random
            .iter()
            .map(|byte| char::from(LETTERS[usize::from(byte & 31)]))
            .collect();
        self.state().hash = Some(passkey::hash(&code));
        code.insert(4, '-');
        code
    }

    /// Whether it is the code. The budget of wrong ones is looked at first, so that a guess tells nothing once it is
    /// spent.
    fn check(&self, typed: &str, now: Timestamp) -> Result<(), Refusal> {
        let mut state = self.state();
        state.wrong.retain(|at| now.duration_since(*at) < WINDOW);
        if state.wrong.len() >= WRONG_AT_MOST {
            let mut refusal = Refusal::new(
                RefusalCode::TooMany,
                format!(
                    "{WRONG_AT_MOST} wrong one-time codes came within a minute. Nothing was changed. Wait a minute, then \
                     try again."
                ),
            );
            refusal.retry_after = Some(WINDOW.as_secs().unsigned_abs());
            return Err(refusal);
        }
        let plain: String = typed
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .map(|letter| letter.to_ascii_uppercase())
            .collect();
        let right = state
            .hash
            .is_some_and(|hash| hash.ct_eq(&passkey::hash(&plain)).into());
        if right {
            return Ok(());
        }
        state.wrong.push(now);
        Err(Refusal::new(
            RefusalCode::WrongCredentials,
            "That is not the one-time code. Nothing was changed. Type the one that \"latchkey serve\" printed in its \
             terminal when it started.",
        ))
    }
}

impl App {
    /// Makes the one-time code of an installation that is not set up, in place of an earlier one.
    pub fn offer_set_up(&self) -> Result<Option<String>, Failure> {
        if self.is_set_up()? {
            return Ok(None);
        }
        let code = self.one_time_code.offer(self.ports.entropy.bytes());
        Ok(Some(code))
    }

    /// Whether there is an organization.
    pub fn is_set_up(&self) -> Result<bool, Failure> {
        Ok(self.read(|store| store.organization())?.is_some())
    }

    /// Sets up with the code, and signs the owner in.
    pub async fn set_up_with_code(
        &self,
        caller: Caller,
        code: &str,
        setup: Setup,
        surface: Surface,
    ) -> Result<Begun, Failure> {
        if !self.is_set_up()?
            && let Err(refusal) = self.one_time_code.check(code, self.now())
        {
            let failure = refusal.into();
            self.record_refusal(
                caller,
                "organization.set_up",
                Target::of("organization"),
                &failure,
            )
            .await?;
            return Err(failure);
        }
        self.set_up_here(caller, setup, surface).await
    }

    /// Sets up for whoever has the host in their hands: the hosting window, or the one who typed its code.
    pub async fn set_up_here(
        &self,
        mut caller: Caller,
        setup: Setup,
        surface: Surface,
    ) -> Result<Begun, Failure> {
        let anyone = caller.clone();
        caller.actor = Actor::Operator;
        let owner = setup.owner_email.clone();
        let password = setup.password.clone();
        self.set_up(caller, setup).await?;
        self.one_time_code.state().hash = None;
        self.sign_in_locally(anyone, &owner, password, surface)
            .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_code_is_refused_and_after_ten_a_right_one_too_for_a_minute() {
        let offered = OneTimeCode::default();
        let now = Timestamp::UNIX_EPOCH;
        assert!(offered.check("", now).is_err());
        let code = offered.offer([0, 1, 2, 3, 4, 5, 6, 31]);
        assert_eq!(code, "ABCD-EFG9");
        for _ in 1..WRONG_AT_MOST {
            let refusal = offered.check("ABCD-EFGH", now).unwrap_err();
            assert_eq!(refusal.code, RefusalCode::WrongCredentials);
        }
        let refusal = offered.check(&code, now).unwrap_err();
        assert_eq!(refusal.code, RefusalCode::TooMany);
        assert_eq!(refusal.retry_after, Some(60));
        assert!(offered.check(&code, now + WINDOW).is_ok());
    }

    #[test]
    fn a_code_is_read_in_lower_case_and_without_its_dash() {
        let offered = OneTimeCode::default();
        offered.offer([0, 1, 2, 3, 4, 5, 6, 31]);
        assert!(offered.check(" abcdefg9 ", Timestamp::UNIX_EPOCH).is_ok());
    }
}
