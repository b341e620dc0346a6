//! How many wrong ones have no consequence, and how long it takes until they are forgotten.

use jiff::{SignedDuration, Timestamp};

/// How many wrong ones are for free.
#[derive(Debug)]
pub(crate) struct Budget {
    /// So many have no consequence.
    free: u32,
    /// So many more are kept in mind: together with them it is at most this long until there is room again.
    over: u32,
    /// One of them is forgotten each time so many seconds pass.
    forgets_one_in: i64,
    /// Whether a right one wipes the slate. What a network or everybody shares has names of others on it.
    pub(super) right_forgets_all: bool,
    /// What came too often: "wrong passwords for this name".
    pub(super) what: &'static str,
}

pub(super) static PASSWORDS_FOR_A_NAME: Budget = Budget {
    free: 5,
    over: 4,
    forgets_one_in: 60,
    right_forgets_all: true,
    what: "wrong passwords for this name came from this address",
};

/// An office is one address.
pub(super) static PASSWORDS_FROM_A_NETWORK: Budget = Budget {
    free: 25,
    over: 5,
    forgets_one_in: 10,
    right_forgets_all: false,
    what: "wrong passwords came from this address",
};

pub(super) static PASSWORDS_FOR_AN_ACCOUNT: Budget = Budget {
    free: 50,
    over: 10,
    forgets_one_in: 30,
    right_forgets_all: false,
    what: "wrong passwords came for this name",
};

/// With 2^40 codes nobody guesses one.
pub(super) static CODES: Budget = Budget {
    free: 10,
    over: 4,
    forgets_one_in: 60,
    right_forgets_all: true,
    what: "wrong one-time codes came from this address",
};

pub(super) static CODES_FROM_EVERYWHERE: Budget = Budget {
    free: 100,
    over: 10,
    forgets_one_in: 30,
    right_forgets_all: false,
    what: "wrong one-time codes came",
};

/// Of 256 bits: nobody guesses one, and a browser brings one whose session has ended several times before it notices.
pub(super) static TOKENS: Budget = Budget {
    free: 30,
    over: 10,
    forgets_one_in: 3,
    right_forgets_all: false,
    what: "tokens and links that open nothing came from this address",
};

pub(super) static PASSKEYS: Budget = Budget {
    free: 20,
    over: 5,
    forgets_one_in: 10,
    right_forgets_all: false,
    what: "wrong passkeys came from this address",
};

/// What is kept of one key.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tally {
    wrong: u32,
    /// When the last wrong one came.
    pub(super) at: Timestamp,
    /// From when on forgetting is counted.
    since: Timestamp,
    budget: &'static Budget,
}

impl Tally {
    pub(super) fn new(budget: &'static Budget, now: Timestamp) -> Self {
        Self {
            wrong: 0,
            at: now,
            since: now,
            budget,
        }
    }

    /// With what has been forgotten until now taken off; `None` once that is all.
    pub(super) fn by(mut self, now: Timestamp) -> Option<Self> {
        let every = self.budget.forgets_one_in;
        let forgotten = (now.duration_since(self.since).as_secs() / every).max(0);
        self.wrong = self
            .wrong
            .saturating_sub(u32::try_from(forgotten).unwrap_or(u32::MAX));
        self.since += SignedDuration::from_secs(forgotten * every);
        // A host's clock may be set back.
        self.since = self.since.min(now);
        (self.wrong > 0).then_some(self)
    }

    /// Whether another one is one too many.
    pub(super) fn is_spent(&self) -> bool {
        self.wrong >= self.budget.free
    }

    pub(super) fn add(&mut self, now: Timestamp) {
        // More than this changes nothing any more, and would only take longer to be forgotten.
        self.wrong = (self.wrong + 1).min(self.budget.free + self.budget.over);
        self.at = now;
    }

    pub(super) fn take_back(&mut self) {
        self.wrong = self.wrong.saturating_sub(1);
    }

    /// How many seconds it takes until there is room for one more.
    pub(super) fn seconds_left(&self, now: Timestamp) -> u64 {
        let many = i64::from((self.wrong + 1).saturating_sub(self.budget.free));
        let end = self.since + SignedDuration::from_secs(many * self.budget.forgets_one_in);
        let left = end.duration_since(now).as_millis().max(0).unsigned_abs();
        u64::try_from(left.div_ceil(1000))
            .unwrap_or(u64::MAX)
            .max(1)
    }
}
