//! Wrong passwords, codes and tokens: whoever sends several is slowed, and nobody is shut out.
//!
//! A budget is spent by failures alone. What comes when it is spent is still read: a password waits up to a second for its
//! turn first and is hashed in a lane of its own ([`crate::password`]), so that guessers stand in their own way and in
//! nobody else's. A right one gets in at once, whatever went before it; a wrong one is told how long to wait.
//!
//! A name is counted together with the network that it is tried from, and a network by itself, for the one who tries one
//! password with many names. A name is counted over all networks too, for the one who has many; that slows only whoever
//! has been wrong already, so that its owner is not slowed by others. Kept in memory alone: a restart forgets.
//!
//! NB: not `governor`, which limits how often a sign-in is *started*: it cannot be asked without spending, and here it has to
//! be known before a try whether the budget is spent, and only after it whether it is to be.

mod budget;
mod tallies;
mod turn;

use jiff::Timestamp;
use latchkey_domain::network::of_one_site;
use latchkey_domain::{Refusal, RefusalCode, passkey};
use tokio::sync::OwnedSemaphorePermit;

use crate::App;
use crate::record::Caller;
use budget::{
    Budget, CODES, CODES_FROM_EVERYWHERE, PASSKEYS, PASSWORDS_FOR_A_NAME, PASSWORDS_FOR_AN_ACCOUNT,
    PASSWORDS_FROM_A_NETWORK, TOKENS,
};
use tallies::Tallies;
use turn::Turns;

/// What one try is counted under, and by which budget.
#[derive(Debug)]
pub(crate) struct Counted {
    key: [u8; 32],
    budget: &'static Budget,
    /// Counts for whoever has something else on the slate already.
    shared: bool,
}

impl Counted {
    fn new(key: &str, budget: &'static Budget) -> Self {
        Self {
            key: passkey::hash(key),
            budget,
            shared: false,
        }
    }

    fn shared(key: &str, budget: &'static Budget) -> Self {
        Self {
            shared: true,
            ..Self::new(key, budget)
        }
    }
}

/// A password that is tried for an account, known or not.
pub(crate) fn of_password(caller: &Caller, account: &str) -> Vec<Counted> {
    let network = network_of(caller);
    vec![
        Counted::new(
            &format!("password {network} {account}"),
            &PASSWORDS_FOR_A_NAME,
        ),
        Counted::new(&format!("password {network}"), &PASSWORDS_FROM_A_NETWORK),
        Counted::shared(&format!("account {account}"), &PASSWORDS_FOR_AN_ACCOUNT),
    ]
}

/// A one-time code that is tried.
pub(crate) fn of_code(caller: &Caller) -> Vec<Counted> {
    vec![
        Counted::new(&format!("code {}", network_of(caller)), &CODES),
        Counted::shared("codes", &CODES_FROM_EVERYWHERE),
    ]
}

/// A session's token, or an invite's.
pub(crate) fn of_token(caller: &Caller) -> Vec<Counted> {
    let network = network_of(caller);
    vec![Counted::new(&format!("token {network}"), &TOKENS)]
}

/// An Integration Passkey.
fn of_passkey(from: Option<&str>) -> Vec<Counted> {
    let network = network(from.unwrap_or_default());
    vec![Counted::new(&format!("passkey {network}"), &PASSKEYS)]
}

fn network_of(caller: &Caller) -> String {
    network(caller.from().unwrap_or_default())
}

/// What one caller has to themselves. Empty for this process itself.
pub(crate) fn network(from: &str) -> String {
    from.parse().map_or_else(
        |_| from.to_owned(),
        |address| of_one_site(address).to_string(),
    )
}

/// Who tried what, lately and wrongly, and whose turn it is.
#[derive(Debug, Default)]
pub(crate) struct Attempts {
    tallies: Tallies,
    turns: Turns,
}

/// A try that is under way. It is counted as wrong until [`Self::was_right`] says otherwise: many at once are no way
/// around, nor is hanging up before the answer.
#[must_use]
#[derive(Debug)]
pub(crate) struct Try<'a> {
    attempts: &'a Attempts,
    counted: Vec<Counted>,
    /// Where the budget was spent before it: which one, and for how many seconds.
    over: Option<(&'static Budget, u64)>,
    turn: Option<OwnedSemaphorePermit>,
}

impl Try<'_> {
    /// Whether its budget was spent before it began.
    pub(crate) fn is_late(&self) -> bool {
        self.over.is_some()
    }

    /// Takes back what was counted.
    pub(crate) fn was_right(self) {
        self.attempts.tallies.give_back(&self.counted);
    }

    /// What to answer: `refusal`, or that there were too many.
    pub(crate) fn was_wrong(self, refusal: Refusal) -> Refusal {
        match self.over {
            None => refusal,
            Some((budget, seconds)) => {
                turn::hold(self.turn);
                too_many(budget, seconds)
            }
        }
    }
}

impl Attempts {
    /// Lets a try begin, after its turn has come where the budget is spent.
    pub(crate) async fn begin(&self, counted: Vec<Counted>, now: Timestamp) -> Try<'_> {
        let over = self.tallies.spend(&counted, now);
        let turn = match over {
            Some(_) => self.turns.come(&counted).await,
            None => None,
        };
        Try {
            attempts: self,
            counted,
            over,
            turn,
        }
    }

    /// Counts what was read and found wrong already. Where the budget was spent before, it waits its turn, and gives back
    /// which and for how many seconds.
    async fn failed(
        &self,
        counted: Vec<Counted>,
        now: Timestamp,
    ) -> Option<(&'static Budget, u64)> {
        let over = self.tallies.spend(&counted, now)?;
        turn::hold(self.turns.come(&counted).await);
        Some(over)
    }

    /// Removes what is forgotten by now.
    pub(crate) fn remove_ended(&self, now: Timestamp) {
        self.tallies.remove_ended(now);
    }
}

impl App {
    /// After a passkey that was not taken; gives back for how many seconds there were too many. A good one never comes
    /// here.
    pub async fn slow_down_passkeys(&self, from: Option<&str>) -> Option<u64> {
        let over = self.attempts.failed(of_passkey(from), self.now()).await?;
        Some(over.1)
    }

    /// After a token that opens nothing. It is what a browser brings whose session has ended, so nothing is on record
    /// before there are many.
    pub async fn slow_down_tokens(&self, caller: &Caller) -> Option<u64> {
        let (budget, seconds) = self.attempts.failed(of_token(caller), self.now()).await?;
        let target = latchkey_domain::activity::Target::of("someone");
        self.note_wrong_attempt(
            "session.refused",
            target,
            &too_many(budget, seconds),
            caller.clone(),
        );
        Some(seconds)
    }

    /// After an invite link that opens nothing: the refusal, or that there were too many.
    pub(crate) async fn slow_down(&self, caller: &Caller, refusal: Refusal) -> Refusal {
        match self.attempts.failed(of_token(caller), self.now()).await {
            Some((budget, seconds)) => too_many(budget, seconds),
            None => refusal,
        }
    }
}

fn too_many(budget: &Budget, seconds: u64) -> Refusal {
    let unit = if seconds == 1 { "second" } else { "seconds" };
    let mut refusal = Refusal::new(
        RefusalCode::TooMany,
        format!(
            "Too many {}. This one was wrong too, and nothing was changed. Wait {seconds} {unit} before the next guess; a \
             right one is taken at any time.",
            budget.what
        ),
    );
    refusal.retry_after = Some(seconds);
    refusal
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_has_the_seconds() {
        let said = too_many(&CODES, 1);
        assert_eq!(said.retry_after, Some(1));
        assert!(said.detail.contains("Wait 1 second before"), "{said}");
    }
}
