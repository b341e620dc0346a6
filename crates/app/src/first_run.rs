//! Setting up over HTTP with the one-time code that `serve` prints (product rule 15): the first to arrive does not own
//! it.

use std::sync::{Mutex, MutexGuard, PoisonError};

use latchkey_domain::activity::{Actor, Target};
use latchkey_domain::session::Surface;
use latchkey_domain::{Refusal, RefusalCode, passkey, typed_code};
use subtle::ConstantTimeEq as _;

use crate::App;
use crate::attempts;
use crate::failure::Failure;
use crate::record::Caller;
use crate::setup::Setup;
use crate::sign_in::session::Begun;

/// The code that waits for its one use. In memory: a restart of the server prints another one.
#[derive(Debug, Default)]
pub struct OneTimeCode {
    hash: Mutex<Option<[u8; 32]>>,
}

impl OneTimeCode {
    fn hash(&self) -> MutexGuard<'_, Option<[u8; 32]>> {
        self.hash.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn offer(&self, random: [u8; 8]) -> String {
        let code = typed_code::shown(&random);
        *self.hash() = Some(passkey::hash(&typed_code::typed(&code)));
        code
    }

    /// Whether it is the code.
    fn is(&self, typed: &str) -> bool {
        let plain = typed_code::typed(typed);
        self.hash()
            .is_some_and(|hash| hash.ct_eq(&passkey::hash(&plain)).into())
    }

    fn is_used(&self) {
        *self.hash() = None;
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
        if !self.is_set_up()? {
            let counted = attempts::of_code(&caller);
            let attempt = self.attempts.begin(counted, self.now()).await;
            if !self.one_time_code.is(code) {
                let refusal = attempt.was_wrong(wrong());
                let target = Target::of("organization");
                self.note_wrong_attempt("organization.set_up", target, &refusal, caller);
                return Err(refusal.into());
            }
            attempt.was_right();
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
        let owner = self.set_up(caller, setup).await?.owner_id;
        self.one_time_code.is_used();
        self.sign_in_after_set_up(anyone, owner, surface).await
    }
}

fn wrong() -> Refusal {
    Refusal::new(
        RefusalCode::WrongCredentials,
        "That is not the one-time code. Nothing was changed. Type the one that \"latchkey serve\" printed in its \
         terminal when it started.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_else_is_the_code_nor_is_it_twice() {
        let offered = OneTimeCode::default();
        assert!(!offered.is(""));
        assert_eq!(offered.offer([0, 1, 2, 3, 4, 5, 6, 31]), "ABCD-EFG9");
        for wrong in ["", "ABCD-EFGH", "ABCD-EFG", "ABCD-EFG99"] {
            assert!(!offered.is(wrong), "{wrong}");
        }
        assert!(offered.is("ABCD-EFG9"));
        offered.is_used();
        assert!(!offered.is("ABCD-EFG9"));
    }

    #[test]
    fn a_code_is_read_in_lower_case_and_without_its_dash() {
        let offered = OneTimeCode::default();
        offered.offer([0, 1, 2, 3, 4, 5, 6, 31]);
        assert!(offered.is(" abcdefg9 "));
    }
}
