//! Every change, and every refusal, is on record in the same transaction (product rule 13).
//!
//! A use case runs inside [`App::recorded`]. What it does is a part of the unit of work: refused, the part is
//! undone, and the entry that tells of the refusal is kept.

use std::sync::Arc;
use std::time::Instant;

use jiff::Timestamp;
use latchkey_domain::Refusal;
use latchkey_domain::activity::{self, Actor, AttributeChange, Call, Entry, Outcome, Target};
use latchkey_domain::user::User;
use serde_json::Value;

use crate::App;
use crate::failure::Failure;
use crate::ports::store::{StoreExt, Verdict, Writes};

/// Who asks, and by which call.
#[derive(Clone, Debug)]
pub struct Caller {
    /// Who.
    pub actor: Actor,
    /// The HTTP call, if it is one.
    pub call: Option<CallInProgress>,
}

/// An HTTP call that has not been answered yet.
#[derive(Clone, Debug)]
pub struct CallInProgress {
    /// What is known of it so far; the body masked. Shared, for a caller is handed on by value.
    pub call: Arc<Call>,
    /// When it arrived.
    pub started: Instant,
    /// When the person who calls signed in.
    pub signed_in_at: Option<Timestamp>,
    /// The session that they call by.
    pub session_id: Option<String>,
    /// Where the resource lies that a change is answered with, whole (`https://host/scim/v2`); such an answer is kept
    /// with the entry.
    pub answered_below: Option<String>,
}

/// A longer answer is not kept, in bytes.
const LONGEST_KEPT: usize = 16 * 1024;

impl Caller {
    /// The host's terminal.
    pub fn operator() -> Self {
        Self {
            actor: Actor::Operator,
            call: None,
        }
    }

    /// Latchkey itself.
    pub fn latchkey() -> Self {
        Self {
            actor: Actor::Latchkey,
            call: None,
        }
    }

    /// The address that the call came from; `None` where there is no call, or it came from this process.
    pub fn from(&self) -> Option<&str> {
        self.call.as_ref()?.call.from.as_deref()
    }

    /// See [`CallInProgress::answered_below`].
    pub(crate) fn answered_below(&self) -> Option<&str> {
        self.call.as_ref()?.answered_below.as_deref()
    }

    /// The session that a person calls by.
    pub(crate) fn session_id(&self) -> Option<&str> {
        self.call.as_ref()?.session_id.as_deref()
    }

    /// Whether Okta asks.
    pub fn is_okta(&self) -> bool {
        self.actor == Actor::Okta
    }
}

/// What a use case tells of itself while it runs.
#[derive(Clone, Debug)]
pub struct Record {
    by: Option<Actor>,
    action: String,
    target: Target,
    outcome: Outcome,
    reason: Option<String>,
    changes: Vec<AttributeChange>,
    left_out: Vec<String>,
    status: u16,
    status_if_refused: Option<u16>,
    notices: Vec<(String, Target, String)>,
    answer: Option<String>,
    refused_but_kept: Option<Refusal>,
}

impl Record {
    pub(crate) fn new(action: &str, target: Target) -> Self {
        Self {
            by: None,
            action: action.to_owned(),
            target,
            outcome: Outcome::Changed,
            reason: None,
            changes: Vec::new(),
            left_out: Vec::new(),
            status: 200,
            status_if_refused: None,
            notices: Vec::new(),
            answer: None,
            refused_but_kept: None,
        }
    }

    /// Says more precisely what was done.
    pub fn action(&mut self, action: &str) -> &mut Self {
        action.clone_into(&mut self.action);
        self
    }

    /// Says to what.
    pub fn target(&mut self, target: Target) -> &mut Self {
        self.target = target;
        self
    }

    /// Says what became different; nothing makes it "nothing to change".
    pub fn changes(&mut self, changes: Vec<AttributeChange>) -> &mut Self {
        self.outcome = if changes.is_empty() {
            Outcome::Unchanged
        } else {
            Outcome::Changed
        };
        self.changes = changes;
        self
    }

    /// Says that what was asked for is so already.
    pub fn unchanged(&mut self) -> &mut Self {
        self.outcome = Outcome::Unchanged;
        self
    }

    /// Says that it was done, and that nothing stored became different by it.
    pub fn done(&mut self) -> &mut Self {
        self.outcome = Outcome::Done;
        self
    }

    /// Says who did it, where that came to light on the way: whoever signs in is nobody before.
    pub fn by(&mut self, actor: Actor) -> &mut Self {
        self.by = Some(actor);
        self
    }

    /// Names what was left out.
    pub fn left_out(&mut self, names: impl IntoIterator<Item = String>) -> &mut Self {
        self.left_out.extend(names);
        self
    }

    /// Says something beside the outcome.
    pub fn remark(&mut self, text: impl Into<String>) -> &mut Self {
        let text = text.into();
        self.reason = Some(match self.reason.take() {
            Some(earlier) => format!("{earlier} {text}"),
            None => text,
        });
        self
    }

    /// The status that the call will be answered with.
    pub fn status(&mut self, status: u16) -> &mut Self {
        self.status = status;
        self
    }

    /// The status that the call will be answered with should it be refused, where that is not SCIM's.
    pub fn status_if_refused(&mut self, status: u16) -> &mut Self {
        self.status_if_refused = Some(status);
        self
    }

    /// What the call will be answered with; kept with the entry, secrets masked.
    pub fn answer(&mut self, mut answer: Value) -> &mut Self {
        activity::mask(&mut answer);
        self.answer = Some(answer.to_string());
        self
    }

    /// The same as text, of a resource that is stored: there is no secret in it.
    pub(crate) fn resource_answered(&mut self, text: &str) -> &mut Self {
        self.answer = (text.len() <= LONGEST_KEPT).then(|| text.to_owned());
        self
    }

    /// Adds an entry that an admin should look at.
    pub fn notice(&mut self, action: &str, target: Target, text: impl Into<String>) -> &mut Self {
        self.notices.push((action.to_owned(), target, text.into()));
        self
    }

    /// Says that what was asked for was refused, where the answer is more than a failure can carry: a page that tells a
    /// person what is missing. The work has changed nothing.
    pub fn refused(&mut self, action: &str, target: Target, reason: &str) -> &mut Self {
        self.action(action).target(target).status(403);
        self.outcome = Outcome::Refused;
        self.reason = Some(reason.to_owned());
        self
    }

    /// Says that the entry is something that an admin should look at, and nothing was asked for.
    pub(crate) fn is_notice(&mut self, text: impl Into<String>) -> &mut Self {
        self.outcome = Outcome::Notice;
        self.reason = Some(text.into());
        self
    }

    /// Refuses the request, yet keeps what was done: sessions that end although a deactivation is held.
    pub fn refuse_but_keep(&mut self, refusal: Refusal) -> &mut Self {
        self.refused_but_kept = Some(refusal);
        self
    }
}

impl App {
    /// Runs `work` as one unit with its entry. `action` and `target` are what a refusal is recorded as; the
    /// work may say both more precisely.
    pub async fn recorded<T: Send + 'static>(
        &self,
        caller: Caller,
        action: &str,
        target: Target,
        work: impl FnOnce(&mut dyn Writes, &mut Record) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let app = self.clone();
        let record = Record::new(action, target);
        let done = self
            .store()
            .write(move |store| app.run(store, &caller, record, work))
            .await?;
        self.pulse.beat();
        done
    }

    /// Inner `Err`: a refusal that is on record. Outer: a fault that undoes all.
    pub(crate) fn run<T>(
        &self,
        store: &mut dyn Writes,
        caller: &Caller,
        mut record: Record,
        work: impl FnOnce(&mut dyn Writes, &mut Record) -> Result<T, Failure>,
    ) -> Result<Result<T, Failure>, Failure> {
        let mut work = Some(work);
        let mut answer = None;
        store.part(&mut |store| {
            let Some(work) = work.take() else {
                return Verdict::Undo;
            };
            let done = work(store, &mut record);
            let verdict = if done.is_ok() {
                Verdict::Keep
            } else {
                Verdict::Undo
            };
            answer = Some(done);
            verdict
        })?;
        let mut answer = match answer {
            Some(Err(Failure::Store(fault))) => return Err(Failure::Store(fault)),
            Some(answer) => answer,
            None => {
                return Err(Failure::Store(crate::ports::store::StoreError::Fault(
                    "a use case was not run".into(),
                )));
            }
        };
        if let Some(refusal) = record.refused_but_kept.take() {
            record.outcome = Outcome::Refused;
            record.reason = Some(refusal.detail.clone());
            let told = refusal.to_scim();
            record.status = record.status_if_refused.unwrap_or(told.status());
            record.answer(told.to_body());
            answer = Err(refusal.into());
        } else if let Err(failure) = &answer {
            record.outcome = Outcome::Refused;
            record.reason = Some(failure.to_string());
            record.changes.clear();
            record.notices.clear();
            let told = failure.to_scim();
            record.status = record.status_if_refused.unwrap_or(told.status());
            record.answer(told.to_body());
        }
        self.write_entries(store, caller, record)?;
        Ok(answer)
    }

    fn write_entries(
        &self,
        store: &mut dyn Writes,
        caller: &Caller,
        record: Record,
    ) -> Result<(), Failure> {
        let now = self.now();
        let call = caller.call.as_ref().map(|progress| Call {
            status: record.status,
            micros: u64::try_from(progress.started.elapsed().as_micros()).unwrap_or(u64::MAX),
            // Our own screens are answered in their own words, which the reason says already.
            answer: record.answer.filter(|_| caller.is_okta()),
            ..Call::clone(&progress.call)
        });
        let entry = Entry {
            id: self.id(),
            at: now,
            actor: record.by.unwrap_or_else(|| caller.actor.clone()),
            action: record.action,
            target: record.target,
            outcome: record.outcome,
            reason: record.reason,
            changes: record.changes,
            left_out: record.left_out,
            call,
            count: 1,
            last_at: now,
        };
        store.add_activity(&entry, &self.salt())?;
        for (action, target, text) in record.notices {
            store.add_activity(&self.notice(action, target, text), &self.salt())?;
        }
        Ok(())
    }

    /// An entry that an admin should look at, by nobody in particular.
    pub(crate) fn notice(&self, action: String, target: Target, text: String) -> Entry {
        let now = self.now();
        Entry {
            id: self.id(),
            at: now,
            actor: Actor::Latchkey,
            action,
            target,
            outcome: Outcome::Notice,
            reason: Some(text),
            changes: Vec::new(),
            left_out: Vec::new(),
            call: None,
            count: 1,
            last_at: now,
        }
    }

    /// Records a refusal that came before any use case: a body that could not be read, a precondition.
    pub async fn record_refusal(
        &self,
        caller: Caller,
        action: &str,
        target: Target,
        failure: &Failure,
    ) -> Result<(), Failure> {
        let failure = failure.clone();
        if matches!(failure, Failure::Store(_)) {
            // It would be undone, after another wait.
            return Err(failure);
        }
        let outcome: Result<(), Failure> = self
            .recorded(caller, action, target, move |_, _| Err(failure))
            .await;
        match outcome {
            Err(Failure::Store(fault)) => Err(Failure::Store(fault)),
            _ => Ok(()),
        }
    }
}

/// A person as whoever does something.
pub fn actor(user: &User) -> Actor {
    Actor::Person {
        id: user.id.clone(),
        name: user.display_name.clone(),
    }
}

/// A change that is not an attribute's.
pub fn change(
    attribute: &str,
    before: impl Into<Value>,
    after: impl Into<Value>,
) -> AttributeChange {
    AttributeChange {
        attribute: attribute.to_owned(),
        before: before.into(),
        after: after.into(),
    }
}
