//! The next message of an endpoint: found in the record, sent, and what follows from the answer.
//!
//! A message that is not taken holds up those behind it, so that order is kept; never those of another endpoint. After a day it
//! is given up, on record.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use latchkey_domain::activity::Entry;
use latchkey_domain::webhook::{
    Delivery, EventType, State, TOLD_AGAIN_AFTER, TRIED_FOR, Webhook, wait_after,
};

use super::event::{self, Message};
use super::signature::sign;
use super::{KEPT, target};
use crate::App;
use crate::failure::Failure;
use crate::ports::courier::{Carried, Courier, Letter};
use crate::ports::store::{ActivityQuery, Reads, StoreError, StoreExt as _, Writes};

/// So many entries are read at once.
const ENTRIES: u64 = 50;
/// After a message was given up, the next one of an endpoint that takes nothing is tried this much later.
const AFTER_GIVING_UP: SignedDuration = SignedDuration::from_mins(1);
/// The status by which an endpoint says that it wants no more.
const GONE: u16 = 410;

/// What to do about an endpoint next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Round {
    /// Ask again at once.
    Again,
    /// Ask again at this time.
    At(Timestamp),
    /// Ask again when something happened.
    Idle,
}

/// What is found for an endpoint.
enum Next {
    Message(Box<Due>),
    Nothing(Round),
}

/// A message that is due.
struct Due {
    webhook: Webhook,
    seq: u64,
    happened_at: Timestamp,
    message: Message,
}

impl App {
    /// The endpoints that are to be served.
    pub fn webhooks_to_serve(&self) -> Result<Vec<String>, Failure> {
        let all = self.read(|store| store.list_webhooks())?;
        let active = all.into_iter().filter(|one| one.state == State::Active);
        Ok(active.map(|one| one.id).collect())
    }

    /// Sends an endpoint its next message, if one is due. One call at a time for each endpoint.
    pub async fn deliver_next(&self, courier: &dyn Courier, id: &str) -> Result<Round, Failure> {
        let now = self.now();
        match self.look(|store| self.next_of(store, id, now))? {
            Next::Nothing(round) => Ok(round),
            Next::Message(due) => {
                let carried = self.carry(courier, &due.webhook, &due.message).await;
                self.settle(*due, carried).await?;
                Ok(Round::Again)
            }
        }
    }

    fn next_of(&self, store: &dyn Reads, id: &str, now: Timestamp) -> Result<Next, Failure> {
        let Some(webhook) = store.get_webhook(id)? else {
            return Ok(Next::Nothing(Round::Idle));
        };
        if webhook.state != State::Active {
            return Ok(Next::Nothing(Round::Idle));
        }
        if let Some(at) = webhook.next_at.filter(|at| *at > now) {
            return Ok(Next::Nothing(Round::At(at)));
        }
        let entries = store.list_activity(&ActivityQuery {
            after: Some(self.scanned.after(&webhook)),
            oldest_first: true,
            limit: ENTRIES,
            ..ActivityQuery::default()
        })?;
        let read = entries.len() as u64;
        for (seq, entry) in entries {
            if let Some(kind) = wanted(store, &webhook, &entry)? {
                let message = event::of_entry(store, &webhook.id, &entry, kind)?;
                return Ok(Next::Message(Box::new(Due {
                    webhook,
                    seq,
                    happened_at: entry.last_at,
                    message,
                })));
            }
            self.scanned.note(&webhook, seq);
        }
        Ok(Next::Nothing(if read == ENTRIES {
            Round::Again
        } else {
            Round::Idle
        }))
    }

    /// Signs a message with every secret that is in force, and posts it.
    pub(super) async fn carry(
        &self,
        courier: &dyn Courier,
        webhook: &Webhook,
        message: &Message,
    ) -> Carried {
        let now = self.now();
        let timestamp = now.as_second();
        let mut signatures = Vec::new();
        for secret in &webhook.secrets {
            if secret.until.is_some_and(|until| until <= now) {
                continue;
            }
            let opened = self.ports.sealing.open(&webhook.id, &secret.sealed);
            let signed = opened.map(|clear| sign(&clear, &message.id, timestamp, &message.body));
            match signed {
                Ok(Some(signature)) => signatures.push(signature),
                Ok(None) => return not_sent("The signing secret is damaged. Rotate it."),
                Err(why) => return not_sent(&why.to_string()),
            }
        }
        courier
            .carry(Letter {
                url: webhook.url.clone(),
                id: message.id.clone(),
                timestamp,
                signature: signatures.join(" "),
                body: message.body.clone(),
            })
            .await
    }

    /// Writes down what became of a message, and moves on or waits.
    async fn settle(&self, due: Due, carried: Carried) -> Result<(), Failure> {
        let app = self.clone();
        let now = self.now();
        let [chance] = self.ports.entropy.bytes::<1>();
        self.store()
            .write::<(), Failure>(move |store| {
                // It may have been removed, paused or changed meanwhile.
                let Some(mut webhook) = store.get_webhook(&due.webhook.id)? else {
                    return Ok(());
                };
                let mut delivery = delivery(&webhook, &due.message, &carried, now);
                delivery.attempt = webhook.attempts.saturating_add(1);
                if webhook.state == State::Active && webhook.place < due.seq {
                    let asked = asked_wait(&carried, now);
                    if delivery.is_taken() {
                        webhook.move_to(due.seq);
                        webhook.failing_since = None;
                        webhook.last_taken_at = Some(now);
                    } else if delivery.status == Some(GONE) {
                        webhook.state = State::Gone;
                        webhook.move_to(due.seq);
                        app.tell_gone(store, &webhook)?;
                    } else if is_given_up(&mut webhook, due.happened_at, now) {
                        webhook.move_to(due.seq);
                        webhook.next_at = now.checked_add(AFTER_GIVING_UP).ok();
                        app.tell_given_up(store, &webhook)?;
                    } else {
                        webhook.attempts = delivery.attempt;
                        let wait = wait_after(webhook.attempts, chance, asked);
                        let wait = SignedDuration::from_secs(i64::try_from(wait).unwrap_or(0));
                        webhook.next_at = now.checked_add(wait).ok();
                        delivery.next_at = webhook.next_at;
                        app.tell_failed(store, &webhook, &delivery)?;
                    }
                    store.put_webhook(&webhook)?;
                }
                store.add_delivery(&delivery, KEPT)?;
                Ok(())
            })
            .await
    }

    fn tell_gone(&self, store: &mut dyn Writes, webhook: &Webhook) -> Result<(), StoreError> {
        store.add_activity(&self.notice(
            "webhook.gone".to_owned(),
            target(webhook),
            format!(
                "{} answered 410 Gone, by which it wants no more messages. The webhook is off; resume it in Settings \
                 when it is there again.",
                webhook.name()
            ),
        ))
    }

    /// One entry for as long as nothing is taken, which grows.
    fn tell_failed(
        &self,
        store: &mut dyn Writes,
        webhook: &Webhook,
        delivery: &Delivery,
    ) -> Result<(), StoreError> {
        let why = delivery.error.as_deref().unwrap_or("It took nothing.");
        let text = format!("A message for {} was not taken. {why}", webhook.name());
        self.gather_notice(store, webhook, "webhook.failed", text)
    }

    fn tell_given_up(&self, store: &mut dyn Writes, webhook: &Webhook) -> Result<(), StoreError> {
        let text = format!(
            "A message for {} was tried for a day and given up. Later ones still go.",
            webhook.name()
        );
        self.gather_notice(store, webhook, "webhook.given_up", text)
    }

    fn gather_notice(
        &self,
        store: &mut dyn Writes,
        webhook: &Webhook,
        action: &str,
        text: String,
    ) -> Result<(), StoreError> {
        let since = webhook.failing_since.map_or(0, Timestamp::as_millisecond);
        store.gather_activity(
            &format!("{action}:{}:{since}", webhook.id),
            &self.notice(action.to_owned(), target(webhook), text),
        )
    }
}

/// What an endpoint wants to hear of an entry. One that was gathered grows, and comes to the end of the record each time: it is
/// told again after a while only.
fn wanted(
    store: &dyn Reads,
    webhook: &Webhook,
    entry: &Entry,
) -> Result<Option<EventType>, StoreError> {
    let Some(kind) = EventType::of(entry).filter(|kind| webhook.types.contains(kind)) else {
        return Ok(None);
    };
    if entry.count > 1 {
        let told = store.last_taken(&webhook.id, &entry.id)?;
        if told.is_some_and(|told| entry.last_at.duration_since(told) < TOLD_AGAIN_AFTER) {
            return Ok(None);
        }
    }
    Ok(Some(kind))
}

/// Counts a failure, and says whether a day of trying is over: for the message, and for the endpoint, lest what waited while
/// Latchkey itself was not running be given up at once.
fn is_given_up(webhook: &mut Webhook, happened_at: Timestamp, now: Timestamp) -> bool {
    let since = *webhook.failing_since.get_or_insert(now);
    now.duration_since(since) >= TRIED_FOR && now.duration_since(happened_at) >= TRIED_FOR
}

fn not_sent(why: &str) -> Carried {
    Carried {
        reply: Err(why.to_owned()),
        millis: 0,
    }
}

/// A row of the log.
pub(super) fn delivery(
    webhook: &Webhook,
    message: &Message,
    carried: &Carried,
    now: Timestamp,
) -> Delivery {
    let (status, error) = match &carried.reply {
        Ok(reply) if (200..300).contains(&reply.status) => (Some(reply.status), None),
        Ok(reply) => (Some(reply.status), Some(refusal_in_words(reply.status))),
        Err(why) => (None, Some(why.clone())),
    };
    Delivery {
        id: 0,
        webhook_id: webhook.id.clone(),
        message_id: message.id.clone(),
        entry_id: message.entry_id.clone(),
        kind: message.kind.clone(),
        at: now,
        attempt: 0,
        status,
        error,
        millis: carried.millis,
        next_at: None,
    }
}

fn refusal_in_words(status: u16) -> String {
    if (300..400).contains(&status) {
        format!("It answered {status}, which leads elsewhere; redirects are not followed.")
    } else {
        format!("It answered {status}, and any number from 200 to 299 is good.")
    }
}

/// `Retry-After` (RFC 9110 §10.2.3) in seconds: a number, or a date.
fn asked_wait(carried: &Carried, now: Timestamp) -> Option<u64> {
    let text = carried.reply.as_ref().ok()?.retry_after.as_deref()?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(seconds);
    }
    let date = DateTime::strptime("%a, %d %b %Y %H:%M:%S GMT", text).ok()?;
    let at = date.to_zoned(TimeZone::UTC).ok()?.timestamp();
    u64::try_from(at.duration_since(now).as_secs()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ports::courier::Reply;

    fn asked(text: &str) -> Option<u64> {
        let carried = Carried {
            reply: Ok(Reply {
                status: 503,
                retry_after: Some(text.to_owned()),
            }),
            millis: 1,
        };
        asked_wait(&carried, "2026-03-02T12:00:00Z".parse().unwrap())
    }

    #[test]
    fn retry_after_is_seconds_or_a_date_and_anything_else_is_nothing() {
        assert_eq!(asked("120"), Some(120));
        assert_eq!(asked("Mon, 02 Mar 2026 12:01:00 GMT"), Some(60));
        for nothing in ["", "soon", "-5", "Mon, 02 Mar 2026 11:00:00 GMT"] {
            assert_eq!(asked(nothing), None, "{nothing}");
        }
    }
}
