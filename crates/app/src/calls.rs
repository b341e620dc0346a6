//! Calls that change nothing: reads are gathered by kind and minute (the last 1,000 in full), wrong credentials, passwords
//! and codes into one entry an hour and address, not one a try (product rule 13).
//!
//! They are collected in memory and written every second by the server, so that a read costs no write and a
//! guesser cannot fill the disk.

mod gathered;

use std::fmt::Write as _;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use latchkey_domain::activity::{Actor, Call, Entry, Outcome, Target};
use latchkey_domain::{Refusal, RefusalCode};

use crate::App;
use crate::calls::gathered::Gathered;
use crate::failure::Failure;
use crate::ports::store::{RecentRead, StoreExt as _};
use crate::record::Caller;

/// How many reads are kept in full.
pub const READS_IN_FULL: usize = 1_000;

/// What has happened since the last write.
#[derive(Debug, Default)]
pub struct CallLog {
    inner: Mutex<Gathered>,
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

/// A call, as it is gathered.
struct Seen<'a> {
    actor: Actor,
    action: &'a str,
    target: Target,
    outcome: Outcome,
    reason: Option<&'a str>,
    call: Call,
}

impl<'a> Seen<'a> {
    fn refused(
        action: &'a str,
        target: Target,
        reason: &'a str,
        caller: Caller,
        status: u16,
    ) -> Self {
        let call = caller
            .call
            .map(|progress| Arc::unwrap_or_clone(progress.call));
        Self {
            actor: caller.actor,
            action,
            target,
            outcome: Outcome::Refused,
            reason: Some(reason),
            call: Call {
                status,
                ..call.unwrap_or_default()
            },
        }
    }
}

impl App {
    /// Notes a call by Okta that only read. `kind` is what it is gathered by: "users.listed".
    pub fn note_read(&self, kind: &str, call: Call) {
        let now = self.now();
        let key = format!("read:{kind}:{}", now.as_second() / 60);
        let mut gathered = self.calls.lock();
        let seen = Seen {
            actor: Actor::Okta,
            action: kind,
            target: Target::of("SCIM"),
            outcome: Outcome::Read,
            reason: None,
            call,
        };
        let before = self.gather(&mut gathered, key, seen, now);
        let Some(before) = before else { return };
        if gathered.reads.len() >= READS_IN_FULL {
            // Between two writes the newest count; half is dropped at once so that this stays cheap.
            gathered.reads.drain(..READS_IN_FULL / 2);
        }
        gathered.reads.push(before);
    }

    /// Notes a call that was not let in. `kind` says why.
    pub fn note_shut_out(&self, kind: &str, outcome: Outcome, reason: &str, mut call: Call) {
        // Whatever such a caller wrote is none of our record's business.
        call.request = None;
        let seen = Seen {
            actor: if outcome == Outcome::WrongPasskey {
                Actor::Unknown
            } else {
                Actor::Okta
            },
            action: "scim.refused",
            target: Target::of("SCIM"),
            outcome,
            reason: Some(reason),
            call,
        };
        self.gather_refused(&format!("shut:{kind}"), seen);
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
        let mut kind = format!("attempt:{action}");
        // One too many is one more of the same.
        if refusal.code != RefusalCode::TooMany && !is_a_guess(refusal.code) {
            let _ = write!(kind, ":{:?}", refusal.code);
        }
        if let Some(id) = &target.id {
            let _ = write!(kind, ":{id}");
        }
        let status = refusal.to_scim().status();
        let seen = Seen::refused(action, target, &refusal.detail, caller, status);
        self.gather_refused(&kind, seen);
    }

    /// Notes a sign-in that was refused before anything about it was proved.
    pub(crate) fn note_refused_sign_in(
        &self,
        target: Target,
        code: &str,
        reason: &str,
        caller: Caller,
    ) {
        let seen = Seen::refused("session.refused", target, reason, caller, 400);
        self.gather_refused(&format!("sign-in:{code}"), seen);
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
        let kind = format!("token:{}:{kind}", target.name);
        let mut seen = Seen::refused(action, target, &refusal.detail, caller, status);
        seen.actor = Actor::Unknown;
        seen.call.request = None;
        self.gather_refused(&kind, seen);
    }

    /// Counts a refused call into the entry of its kind, network and hour.
    fn gather_refused(&self, kind: &str, seen: Seen<'_>) {
        let now = self.now();
        let hour = now.as_second() / 3_600;
        let mut gathered = self.calls.lock();
        let from = gathered.told_apart(&seen.call);
        self.gather(&mut gathered, format!("{kind}:{from}:{hour}"), seen, now);
    }

    /// Counts a call into its entry, and gives back the call that stood there as the last one.
    fn gather(
        &self,
        gathered: &mut Gathered,
        key: String,
        seen: Seen<'_>,
        now: Timestamp,
    ) -> Option<RecentRead> {
        if let Some(entry) = gathered.entries.get_mut(&key) {
            entry.count += 1;
            let at = std::mem::replace(&mut entry.last_at, now);
            let before = entry.call.replace(seen.call);
            return before.map(|call| RecentRead { at, call });
        }
        gathered.entries.insert(
            key,
            Entry {
                id: self.id(),
                at: now,
                actor: seen.actor,
                action: seen.action.to_owned(),
                target: seen.target,
                outcome: seen.outcome,
                reason: seen.reason.map(str::to_owned),
                changes: Vec::new(),
                left_out: Vec::new(),
                call: Some(seen.call),
                count: 1,
                last_at: now,
            },
        );
        None
    }

    /// Writes what was gathered. The server calls this every second and when it stops.
    pub async fn flush_calls(&self) -> Result<(), Failure> {
        let gathered = std::mem::take(&mut *self.calls.lock());
        if gathered.entries.is_empty() && gathered.used.is_empty() {
            return Ok(());
        }
        // What the entries hold is the same as before should it come back, so nothing is counted twice.
        let gathered = Arc::new(gathered);
        let (written, app) = (Arc::clone(&gathered), self.clone());
        let done = self
            .store()
            .write::<(), Failure>(move |store| written.write(store, &app))
            .await;
        if done.is_err() {
            self.calls.lock().take_back(&gathered);
            return done;
        }
        self.pulse.beat();
        Ok(())
    }
}
