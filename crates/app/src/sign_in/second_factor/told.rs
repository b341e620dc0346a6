//! What is told of second factors: to their owner, and to every admin where somebody else knows a password.

use jiff::{SignedDuration, Timestamp};
use latchkey_domain::activity::{Actor, Outcome};
use latchkey_domain::user::User;

use crate::App;
use crate::directory::users::target;
use crate::failure::Failure;
use crate::ports::store::{ActivityQuery, Reads, StoreError, StoreExt as _};

/// What is told of second factors to their owner alone.
pub(crate) const OF_THEIR_OWNER: [&str; 7] = [
    "second_factor.totp_added",
    "second_factor.totp_removed",
    "second_factor.passkey_added",
    "second_factor.passkey_removed",
    "second_factor.recovery_codes_made",
    "second_factor.recovery_code_used",
    "second_factor.reset",
];
/// What is told to every admin too.
pub(crate) const OF_ADMINS: [&str; 2] = ["second_factor.guessed", "second_factor.copied"];
/// And for so long.
pub(super) const TOLD_FOR: SignedDuration = SignedDuration::from_hours(7 * 24);
const MOST_TOLD: u64 = 5;

/// Something that happened to someone's second factors.
#[derive(Debug)]
pub struct Told {
    /// What, by the word of its action.
    pub action: String,
    /// When.
    pub at: Timestamp,
    /// What, in words.
    pub sentence: String,
    /// By whom, if not by themselves.
    pub by: Option<String>,
    /// From where.
    pub from: Option<String>,
}

impl App {
    /// Tells every admin of it: one entry an hour and person, so that whoever guesses fills neither the record nor Home.
    /// `which` tells apart what is told of the same person, if it has to be.
    pub(super) async fn tell_admins(
        &self,
        action: &'static str,
        which: &str,
        user: &User,
        text: String,
    ) -> Result<(), Failure> {
        let entry = self.notice(action.to_owned(), target(user), text);
        let hour = entry.at.as_second() / 3_600;
        let key = format!("told:{action}:{}:{which}:{hour}", user.id);
        let salt = self.salt();
        self.store()
            .write(move |store| store.gather_activity(&key, &entry, &salt))
            .await?;
        self.pulse.beat();
        Ok(())
    }
}

/// What of these happened to someone's second factors since a while ago, the newest first.
pub(crate) fn told(
    store: &dyn Reads,
    id: &str,
    actions: &[&str],
    now: Timestamp,
    since: SignedDuration,
) -> Result<Vec<Told>, StoreError> {
    let entries = store.list_activity(&ActivityQuery {
        target_id: Some(id.to_owned()),
        actions: actions.iter().map(|&action| action.to_owned()).collect(),
        outcomes: vec![Outcome::Changed, Outcome::Notice],
        since: now.checked_sub(since).ok(),
        limit: MOST_TOLD,
        ..ActivityQuery::default()
    })?;
    Ok(entries
        .into_iter()
        .map(|(_, entry)| {
            let by = match &entry.actor {
                Actor::Person { id: by, .. } if by == id => None,
                Actor::Latchkey => None,
                other => Some(other.label().to_owned()),
            };
            Told {
                action: entry.action,
                at: entry.at,
                sentence: entry.reason.unwrap_or_default(),
                by,
                from: entry.call.and_then(|call| call.from),
            }
        })
        .collect())
}
