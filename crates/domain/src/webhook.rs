//! Webhooks: where Latchkey tells another system what happened, and of what.
//!
//! What is told follows from the record of activity alone ([`EventType::of`]); an endpoint keeps its place in it.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::activity::{Entry, Outcome};
use crate::{Refusal, RefusalCode};

/// So many endpoints there are at most: each may be sent to at the same time, and none waits for another.
pub const MOST: usize = 16;
/// A longer address is refused, in bytes.
const LONGEST_URL: usize = 2_000;
/// A message that is not taken is tried again this long.
pub const TRIED_FOR: SignedDuration = SignedDuration::from_hours(24);
/// A gathered entry that grows is told again after this long at the earliest.
pub const TOLD_AGAIN_AFTER: SignedDuration = SignedDuration::from_mins(10);
/// Waits between one attempt and the next, in seconds; the last one from then on.
const WAITS: [u64; 7] = [5, 30, 120, 600, 1_800, 3_600, 7_200];
/// What an endpoint may ask for by `Retry-After`, in seconds.
const LONGEST_WAIT: u64 = 7_200;

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum EventType {
    /// Somebody was added, by Okta or here.
    #[serde(rename = "user.created")]
    UserCreated,
    /// Something else about somebody became different.
    #[serde(rename = "user.updated")]
    UserUpdated,
    /// Somebody may not sign in any more.
    #[serde(rename = "user.deactivated")]
    UserDeactivated,
    /// Somebody may sign in again.
    #[serde(rename = "user.reactivated")]
    UserReactivated,
    /// Somebody's access role became another one.
    #[serde(rename = "user.role_changed")]
    UserRoleChanged,
    /// Somebody signed in.
    #[serde(rename = "user.signed_in")]
    UserSignedIn,
    /// A call, a sign-in or a change was refused.
    #[serde(rename = "request.refused")]
    RequestRefused,
}

impl EventType {
    /// Every type.
    pub const ALL: [Self; 7] = [
        Self::UserCreated,
        Self::UserUpdated,
        Self::UserDeactivated,
        Self::UserReactivated,
        Self::UserRoleChanged,
        Self::UserSignedIn,
        Self::RequestRefused,
    ];

    /// The word in the message, in the API and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::UserCreated => "user.created",
            Self::UserUpdated => "user.updated",
            Self::UserDeactivated => "user.deactivated",
            Self::UserReactivated => "user.reactivated",
            Self::UserRoleChanged => "user.role_changed",
            Self::UserSignedIn => "user.signed_in",
            Self::RequestRefused => "request.refused",
        }
    }

    /// The type of a word, or the refusal that lists them.
    pub fn from_word(word: &str) -> Result<Self, Refusal> {
        let known = Self::ALL.into_iter().find(|one| one.as_str() == word);
        known.ok_or_else(|| {
            let shown: String = word.chars().filter(|c| !c.is_control()).take(100).collect();
            let all = Self::ALL.map(Self::as_str).join(", ");
            Refusal::new(
                RefusalCode::UnacceptedValue,
                format!("\"{shown}\" is no event. The events are {all}. Nothing was changed."),
            )
        })
    }

    /// What an entry of activity tells of; `None` for what no endpoint can ask for.
    pub fn of(entry: &Entry) -> Option<Self> {
        match (entry.outcome, entry.action.as_str()) {
            (Outcome::Refused | Outcome::WrongPasskey, _) => Some(Self::RequestRefused),
            (Outcome::Changed, "user.created") => Some(Self::UserCreated),
            (Outcome::Changed, "user.updated") => Some(Self::UserUpdated),
            (Outcome::Changed, "user.deactivated") => Some(Self::UserDeactivated),
            (Outcome::Changed, "user.reactivated") => Some(Self::UserReactivated),
            (Outcome::Changed, "user.role_changed") => Some(Self::UserRoleChanged),
            (Outcome::Changed | Outcome::Done, "session.began") => Some(Self::UserSignedIn),
            _ => None,
        }
    }
}

/// Whether messages are sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// They are.
    Active,
    /// An admin stopped it.
    Paused,
    /// The endpoint answered 410 Gone, by which it wants no more.
    Gone,
}

impl State {
    /// The word in the database and in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Paused => "paused",
            Self::Gone => "gone",
        }
    }
}

/// A signing secret as it is stored: sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedSecret {
    /// What only the installation's key opens.
    pub sealed: Vec<u8>,
    /// When it stops to sign; none for the newest.
    pub until: Option<Timestamp>,
}

/// One endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Webhook {
    /// UUID.
    pub id: String,
    /// Where messages are posted. May hold a token of the receiver's: shown to EnterpriseAdmins, never on record.
    pub url: String,
    /// What it wants to hear of.
    pub types: BTreeSet<EventType>,
    /// Whether messages are sent.
    pub state: State,
    /// When it was added.
    pub created_at: Timestamp,
    /// The newest first; two while the older one's grace period lasts.
    pub secrets: Vec<SealedSecret>,
    /// The sequence number of activity up to which it has been served.
    pub place: u64,
    /// How often the next message was tried in vain.
    pub attempts: u32,
    /// When that is tried again; none for at once.
    pub next_at: Option<Timestamp>,
    /// Since when nothing was taken; none while the last attempt was good.
    pub failing_since: Option<Timestamp>,
    /// When a message was last taken.
    pub last_taken_at: Option<Timestamp>,
}

impl Webhook {
    /// The host and port of its address: what a sentence and the record call it by, for the path may hold a token.
    pub fn name(&self) -> &str {
        host_of(&self.url)
    }

    /// Forgets how the message before went: what comes next is another one.
    pub fn move_to(&mut self, place: u64) {
        self.place = place;
        self.attempts = 0;
        self.next_at = None;
    }
}

/// What stands between the scheme and the path, without a user name and a password.
pub fn host_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    authority
        .rsplit_once('@')
        .map_or(authority, |(_, host)| host)
}

/// One attempt to deliver a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Counts up; 0 before it is stored.
    pub id: u64,
    /// Which endpoint.
    pub webhook_id: String,
    /// The message's id, the same for each attempt.
    pub message_id: String,
    /// The entry of activity behind it; none for a test.
    pub entry_id: Option<String>,
    /// The type's word, or "test".
    pub kind: String,
    /// When.
    pub at: Timestamp,
    /// Which attempt, from 1 on; 0 for one that a person asked for.
    pub attempt: u32,
    /// What was answered, if anything was.
    pub status: Option<u16>,
    /// What went wrong, in words.
    pub error: Option<String>,
    /// How long it took, in milliseconds.
    pub millis: u64,
    /// When it is tried again by itself.
    pub next_at: Option<Timestamp>,
}

impl Delivery {
    /// Whether the endpoint took it: any 2xx.
    pub fn is_taken(&self) -> bool {
        self.status
            .is_some_and(|status| (200..300).contains(&status))
    }
}

/// The wait after the `attempts`th attempt in vain, in seconds. `chance` spreads it by a fifth to both sides, so that
/// endpoints that failed together do not come back together; what the endpoint itself asked for is the least.
pub fn wait_after(attempts: u32, chance: u8, asked: Option<u64>) -> u64 {
    let at = (attempts.max(1) as usize - 1).min(WAITS.len() - 1);
    let usual = WAITS[at];
    let spread = usual * 4 / 5 + usual * 2 * u64::from(chance) / (5 * 255);
    asked.map_or(spread, |asked| spread.max(asked.min(LONGEST_WAIT)))
}

/// Refuses an address that is too long to be one.
pub fn refuse_long(url: &str) -> Result<(), Refusal> {
    if url.len() <= LONGEST_URL {
        return Ok(());
    }
    Err(Refusal::new(
        RefusalCode::UnacceptedValue,
        format!("The address is longer than {LONGEST_URL} bytes. Nothing was changed."),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_event_is_refused_with_those_that_there_are() {
        let refused = EventType::from_word("user.removed").unwrap_err();
        assert!(refused.detail.contains("\"user.removed\" is no event"));
        assert!(refused.detail.contains("user.role_changed"));
        for one in EventType::ALL {
            assert_eq!(EventType::from_word(one.as_str()), Ok(one));
            assert_eq!(
                serde_json::to_value(one).unwrap(),
                one.as_str(),
                "one word in each place"
            );
        }
    }

    #[test]
    fn the_waits_grow_to_two_hours_and_stay_within_a_fifth() {
        for (attempts, usual) in [
            (1, 5),
            (2, 30),
            (3, 120),
            (6, 3_600),
            (7, 7_200),
            (99, 7_200),
        ] {
            assert_eq!(wait_after(attempts, 0, None), usual * 4 / 5);
            assert_eq!(
                wait_after(attempts, 255, None),
                usual * 4 / 5 + usual * 2 / 5
            );
        }
    }

    #[test]
    fn what_an_endpoint_asks_for_is_waited_within_bounds() {
        assert_eq!(wait_after(1, 0, Some(60)), 60);
        assert_eq!(wait_after(1, 0, Some(0)), 4);
        assert_eq!(wait_after(1, 0, Some(u64::MAX)), LONGEST_WAIT);
    }

    #[test]
    fn the_name_of_an_endpoint_shows_no_token() {
        for url in [
            "https://a.example/hook/s3cret",
            "https://a.example?t=s3cret",
            "https://a:s3cret@a.example/",
        ] {
            assert_eq!(host_of(url), "a.example");
        }
    }
}
