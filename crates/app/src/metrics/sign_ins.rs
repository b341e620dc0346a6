//! Sign-ins of this process, counted. Reasons are of closed sets, so that there are never more than a few dozen.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

type Tally = Mutex<BTreeMap<&'static str, u64>>;

#[derive(Debug, Default)]
pub(crate) struct SignIns {
    begun: Tally,
    refused: Tally,
}

impl SignIns {
    /// A session began by this method.
    pub(crate) fn began(&self, method: &'static str) {
        add(&self.begun, method);
    }

    /// A sign-in was refused for this reason.
    pub(crate) fn was_refused(&self, reason: &'static str) {
        add(&self.refused, reason);
    }

    pub(super) fn begun(&self) -> Vec<(&'static str, u64)> {
        list(&self.begun)
    }

    pub(super) fn refused(&self) -> Vec<(&'static str, u64)> {
        list(&self.refused)
    }
}

fn add(tally: &Tally, word: &'static str) {
    let mut tally = tally.lock().unwrap_or_else(PoisonError::into_inner);
    *tally.entry(word).or_default() += 1;
}

fn list(tally: &Tally) -> Vec<(&'static str, u64)> {
    let tally = tally.lock().unwrap_or_else(PoisonError::into_inner);
    tally.iter().map(|(word, count)| (*word, *count)).collect()
}
