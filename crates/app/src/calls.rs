//! Calls that change nothing: reads are gathered by kind and minute (the last 1,000 in full), wrong credentials, passwords
//! and codes into one entry an hour and address, not one a try (product rule 13).
//!
//! They are collected in memory and written every second by the server, so that a read costs no write and a
//! guesser cannot fill the disk.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use latchkey_domain::activity::{Actor, Call, Entry, Outcome, Target};
use latchkey_domain::{Refusal, RefusalCode};

use crate::App;
use crate::attempts::network;
use crate::failure::Failure;
use crate::ports::store::{RecentRead, StoreExt as _};
use crate::record::Caller;

/// How many reads are kept in full.
pub const READS_IN_FULL: usize = 1_000;
/// How many addresses of wrong credentials are told apart between two writes.
const GUESSERS_APART: usize = 1_000;

/// What has happened since the last write.
#[derive(Debug, Default)]
pub struct CallLog {
    inner: Mutex<Gathered>,
}

#[derive(Debug, Default)]
struct Gathered {
    entries: HashMap<String, Entry>,
    reads: Vec<RecentRead>,
    used: HashMap<String, Timestamp>,
}

impl Gathered {
    /// The network that a refused call is gathered by, so that a guesser with many addresses can fill neither the memory
    /// nor the record.
    fn told_apart(&self, call: &Call) -> String {
        if self.entries.len() < GUESSERS_APART {
            network(call.from.as_deref().unwrap_or_default())
        } else {
            "elsewhere".to_owned()
        }
    }

    /// The last read of each entry stands in the entry alone until now.
    fn add_the_last_reads(&mut self) {
        let last = self
            .entries
            .values()
            .filter(|entry| entry.outcome == Outcome::Read)
            .filter_map(|entry| {
                let at = entry.last_at;
                entry.call.clone().map(|call| RecentRead { at, call })
            });
        self.reads.extend(last);
        self.reads.sort_by_key(|read| read.at);
    }
}

impl CallLog {
    fn lock(&self) -> MutexGuard<'_, Gathered> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether it says no more than that what was tried is not right.
fn is_a_guess(code: RefusalCode) -> bool {
    matches!(
        code,
        RefusalCode::WrongCredentials | RefusalCode::Unauthenticated | RefusalCode::NotFound
    )
}

impl App {
    /// Notes a call by Okta that only read. `kind` is what it is gathered by: "users.listed".
    pub fn note_read(&self, kind: &str, call: Call) {
        let now = self.now();
        let key = format!("read:{kind}:{}", now.as_second() / 60);
        let mut gathered = self.calls.lock();
        let before = self.gather(
            &mut gathered,
            key,
            Actor::Okta,
            kind,
            Target::of("SCIM"),
            Outcome::Read,
            None,
            call,
            now,
        );
        let Some(before) = before else { return };
        if gathered.reads.len() >= READS_IN_FULL {
            // Between two writes the newest count; half is dropped at once so that this stays cheap.
            gathered.reads.drain(..READS_IN_FULL / 2);
        }
        gathered.reads.push(before);
    }

    /// Notes a call that was not let in. `kind` says why.
    pub fn note_shut_out(&self, kind: &str, outcome: Outcome, reason: &str, mut call: Call) {
        let now = self.now();
        // Whatever such a caller wrote is none of our record's business.
        call.request = None;
        let hour = now.as_second() / 3_600;
        let mut gathered = self.calls.lock();
        let from = gathered.told_apart(&call);
        let key = format!("shut:{kind}:{from}:{hour}");
        let actor = if outcome == Outcome::WrongPasskey {
            Actor::Unknown
        } else {
            Actor::Okta
        };
        self.gather(
            &mut gathered,
            key,
            actor,
            "scim.refused",
            Target::of("SCIM"),
            outcome,
            Some(reason),
            call,
            now,
        );
    }

    /// Notes that a passkey let someone in.
    pub fn note_passkey_used(&self, passkey_id: &str) {
        let now = self.now();
        let mut gathered = self.calls.lock();
        if let Some(last) = gathered.used.get_mut(passkey_id) {
            *last = now;
        } else {
            gathered.used.insert(passkey_id.to_owned(), now);
        }
    }

    /// Notes a password or a code that was not taken. Of one who tries many names, the first is named; an account that is
    /// known by then has an entry of its own.
    pub(crate) fn note_wrong_attempt(
        &self,
        action: &str,
        target: Target,
        refusal: &Refusal,
        caller: Caller,
    ) {
        let now = self.now();
        let call = caller.call.map(|progress| progress.call);
        let mut call = call.unwrap_or_default();
        call.status = refusal.to_scim().status();
        let hour = now.as_second() / 3_600;
        let mut gathered = self.calls.lock();
        let from = gathered.told_apart(&call);
        // One too many is one more of the same.
        let code = match refusal.code {
            RefusalCode::TooMany => None,
            code => Some(code),
        };
        let mut key = format!("attempt:{action}:{from}:{hour}");
        if let Some(code) = code.filter(|code| !is_a_guess(*code)) {
            let _ = write!(key, ":{code:?}");
        }
        if let Some(id) = &target.id {
            let _ = write!(key, ":{id}");
        }
        self.gather(
            &mut gathered,
            key,
            caller.actor,
            action,
            target,
            Outcome::Refused,
            Some(&refusal.detail),
            call,
            now,
        );
    }

    /// Notes a sign-in that was refused before anything about it was proved.
    pub(crate) fn note_refused_sign_in(
        &self,
        target: Target,
        code: &str,
        reason: &str,
        caller: Caller,
    ) {
        let now = self.now();
        let call = caller.call.map(|progress| progress.call);
        let mut call = call.unwrap_or_default();
        call.status = 400;
        let hour = now.as_second() / 3_600;
        let mut gathered = self.calls.lock();
        let from = gathered.told_apart(&call);
        let key = format!("sign-in:{code}:{from}:{hour}");
        self.gather(
            &mut gathered,
            key,
            caller.actor,
            "session.refused",
            target,
            Outcome::Refused,
            Some(reason),
            call,
            now,
        );
    }

    /// Notes a token that was to speak for the issuer and was not taken. `kind` says why; of each one entry is kept, whatever
    /// the token says of itself.
    pub(crate) fn note_untrusted_token(
        &self,
        action: &str,
        kind: &'static str,
        target: Target,
        refusal: &Refusal,
        status: u16,
        caller: Caller,
    ) {
        let now = self.now();
        let call = caller.call.map(|progress| progress.call);
        let mut call = call.unwrap_or_default();
        call.status = status;
        call.request = None;
        let hour = now.as_second() / 3_600;
        let mut gathered = self.calls.lock();
        let from = gathered.told_apart(&call);
        let key = format!("token:{}:{kind}:{from}:{hour}", target.name);
        self.gather(
            &mut gathered,
            key,
            Actor::Unknown,
            action,
            target,
            Outcome::Refused,
            Some(&refusal.detail),
            call,
            now,
        );
    }

    /// Counts a call into its entry, and gives back the call that stood there as the last one.
    #[expect(clippy::too_many_arguments, reason = "the parts of one entry")]
    fn gather(
        &self,
        gathered: &mut Gathered,
        key: String,
        actor: Actor,
        action: &str,
        target: Target,
        outcome: Outcome,
        reason: Option<&str>,
        call: Call,
        now: Timestamp,
    ) -> Option<RecentRead> {
        if let Some(entry) = gathered.entries.get_mut(&key) {
            entry.count += 1;
            let at = std::mem::replace(&mut entry.last_at, now);
            return entry.call.replace(call).map(|call| RecentRead { at, call });
        }
        gathered.entries.insert(
            key,
            Entry {
                id: self.id(),
                at: now,
                actor,
                action: action.to_owned(),
                target,
                outcome,
                reason: reason.map(str::to_owned),
                changes: Vec::new(),
                left_out: Vec::new(),
                call: Some(call),
                count: 1,
                last_at: now,
            },
        );
        None
    }

    /// Writes what was gathered. The server calls this every second and when it stops.
    pub async fn flush_calls(&self) -> Result<(), Failure> {
        let mut gathered = std::mem::take(&mut *self.calls.lock());
        if gathered.entries.is_empty() && gathered.used.is_empty() {
            return Ok(());
        }
        gathered.add_the_last_reads();
        self.store()
            .write::<(), Failure>(move |store| {
                for (key, entry) in &gathered.entries {
                    store.gather_activity(key, entry)?;
                }
                if !gathered.reads.is_empty() {
                    store.add_recent_reads(&gathered.reads, READS_IN_FULL as u64)?;
                }
                for mut passkey in store.passkeys()? {
                    if let Some(at) = gathered.used.get(&passkey.id) {
                        passkey.last_used_at = Some(*at);
                        store.put_passkey(&passkey)?;
                    }
                }
                Ok(())
            })
            .await?;
        self.pulse.beat();
        Ok(())
    }
}
