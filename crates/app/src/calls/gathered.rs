//! What was gathered between two writes, and what becomes of it where the second one fails.

use std::collections::HashMap;

use jiff::Timestamp;
use latchkey_domain::activity::{Call, Entry, Outcome};

use super::READS_IN_FULL;
use crate::App;
use crate::attempts::network;
use crate::failure::Failure;
use crate::ports::store::{RecentRead, Writes};

/// How many addresses of wrong credentials are told apart between two writes.
const GUESSERS_APART: usize = 1_000;

#[derive(Debug, Default)]
pub(super) struct Gathered {
    pub(super) entries: HashMap<String, Entry>,
    pub(super) reads: Vec<RecentRead>,
    pub(super) used: HashMap<String, Timestamp>,
}

impl Gathered {
    /// The network that a refused call is gathered by, so that a guesser with many addresses can fill neither the memory
    /// nor the record.
    pub(super) fn told_apart(&self, call: &Call) -> String {
        if self.entries.len() < GUESSERS_APART {
            network(call.from.as_deref().unwrap_or_default())
        } else {
            "elsewhere".to_owned()
        }
    }

    pub(super) fn write(&self, store: &mut dyn Writes, app: &App) -> Result<(), Failure> {
        for (key, entry) in &self.entries {
            store.gather_activity(key, entry, &app.salt())?;
        }
        let reads = self.all_reads();
        if !reads.is_empty() {
            store.add_recent_reads(&reads, READS_IN_FULL as u64)?;
        }
        for mut passkey in store.passkeys()? {
            if let Some(at) = self.used.get(&passkey.id) {
                passkey.last_used_at = Some(*at);
                store.put_passkey(&passkey)?;
            }
        }
        Ok(())
    }

    /// Those kept one by one, and the last of each entry, which stands in the entry alone until now.
    fn all_reads(&self) -> Vec<RecentRead> {
        let last = self
            .entries
            .values()
            .filter(|entry| entry.outcome == Outcome::Read)
            .filter_map(|entry| {
                let at = entry.last_at;
                entry.call.clone().map(|call| RecentRead { at, call })
            });
        let mut reads = self.reads.clone();
        reads.extend(last);
        reads.sort_by_key(|read| read.at);
        reads
    }

    /// Puts before what came meanwhile what could not be written.
    pub(super) fn take_back(&mut self, earlier: &Self) {
        let mut reads = earlier.reads.clone();
        for (key, entry) in &earlier.entries {
            let Some(later) = self.entries.get_mut(key) else {
                self.entries.insert(key.clone(), entry.clone());
                continue;
            };
            // The last call of the earlier ones is now one among many.
            if entry.outcome == Outcome::Read
                && let Some(call) = entry.call.clone()
            {
                let at = entry.last_at;
                reads.push(RecentRead { at, call });
            }
            later.id.clone_from(&entry.id);
            later.at = entry.at;
            later.count += entry.count;
        }
        reads.append(&mut self.reads);
        let surplus = reads.len().saturating_sub(READS_IN_FULL);
        self.reads = reads.split_off(surplus);
        for (passkey, at) in &earlier.used {
            let last = self.used.entry(passkey.clone()).or_insert(*at);
            *last = (*last).max(*at);
        }
    }
}
