//! How the backups do: when the next one is due, and what Home and Troubleshooting say.

use jiff::{SignedDuration, Timestamp};
use latchkey_domain::activity::Outcome;

use crate::App;
use crate::attention::{Attention, Severity};
use crate::failure::Failure;
use crate::ports::host::{BackupFile, HostFault};
use crate::ports::store::{ActivityQuery, Reads};
use crate::troubleshooting::{Check, CheckState};

/// There is one a day.
const EVERY: SignedDuration = SignedDuration::from_hours(24);
/// The first one is made when there is something to lose.
const FIRST_AFTER: SignedDuration = SignedDuration::from_hours(1);
/// Home speaks of it when the last one is older.
const OLD: SignedDuration = SignedDuration::from_hours(48);

const WHAT_TO_DO: &str = "Look whether the data folder has room for a copy of the database, then choose Back up now under Settings, or run \
     \"latchkey backup FILE\" on the host.";

/// How they do.
#[derive(Clone, Debug)]
pub(crate) struct State {
    /// Whether they are made by themselves.
    daily: bool,
    /// When the installation was set up, if it was.
    set_up_at: Option<Timestamp>,
    /// The last one that was read again after it was written.
    last_good: Option<BackupFile>,
    /// Why the last one failed, if none was made since.
    failed: Option<String>,
    /// Why the folder cannot be read.
    unreadable: Option<String>,
}

impl App {
    pub(crate) fn backup_state(&self) -> Result<State, Failure> {
        let listed = self.ports.host.backups();
        self.look(|store| gather(store, listed))
    }

    /// The check "backups", for the host's terminal.
    pub fn check_backups(&self) -> Result<Check, Failure> {
        Ok(self.backup_state()?.check(self.now()))
    }
}

fn gather(store: &dyn Reads, listed: Result<Vec<BackupFile>, HostFault>) -> Result<State, Failure> {
    let (listed, unreadable) = match listed {
        Ok(listed) => (listed, None),
        Err(fault) => (Vec::new(), Some(fault.to_string())),
    };
    let last_good = listed.into_iter().find(|backup| backup.checked);
    let failed = store.list_activity(&ActivityQuery {
        actions: vec!["backup.failed".to_owned()],
        outcomes: vec![Outcome::Notice],
        since: last_good.as_ref().map(|backup| backup.at),
        limit: 1,
        ..ActivityQuery::default()
    })?;
    Ok(State {
        daily: store.settings()?.daily_backups,
        set_up_at: store.organization()?.map(|found| found.created_at),
        last_good,
        failed: failed
            .into_iter()
            .next()
            .and_then(|(_, entry)| entry.reason),
        unreadable,
    })
}

impl State {
    /// When the next one is made by itself; none where they are off, or nothing is set up.
    pub(crate) fn due_at(&self) -> Option<Timestamp> {
        let set_up_at = self.set_up_at.filter(|_| self.daily)?;
        let (from, wait) = match &self.last_good {
            Some(backup) => (backup.at, EVERY),
            None => (set_up_at, FIRST_AFTER),
        };
        from.checked_add(wait).ok()
    }

    /// Since when there should have been one, if there should.
    fn old_since(&self, now: Timestamp) -> Option<Timestamp> {
        let last = match &self.last_good {
            Some(backup) => backup.at,
            None => self.set_up_at?,
        };
        (now.duration_since(last) > OLD).then_some(last)
    }

    fn sentence(&self) -> String {
        let mut sentence = match &self.last_good {
            Some(backup) => format!(
                "The last good backup is of {}.",
                backup.at.strftime("%-d %B, %H:%M UTC")
            ),
            None => "There is no good backup yet.".to_owned(),
        };
        for why in [&self.unreadable, &self.failed].into_iter().flatten() {
            sentence.push(' ');
            sentence.push_str(why);
        }
        sentence
    }

    /// How it goes, under Troubleshooting and at the terminal.
    pub(crate) fn check(&self, now: Timestamp) -> Check {
        const ID: &str = "backups";
        if self.set_up_at.is_none() {
            return Check::new(ID, CheckState::Unknown, "Nothing is set up yet.");
        }
        if self.unreadable.is_some() || self.old_since(now).is_some() {
            let fix = if self.daily {
                WHAT_TO_DO
            } else {
                "Switch daily backups on under Settings, or see to it that \"latchkey backup FILE\" is run on the host."
            };
            return Check::new(ID, CheckState::Warning, self.sentence()).fix(fix);
        }
        if self.failed.is_some() {
            return Check::new(ID, CheckState::Warning, self.sentence()).fix(WHAT_TO_DO);
        }
        let state = if self.last_good.is_some() {
            CheckState::Ok
        } else {
            CheckState::Unknown
        };
        Check::new(ID, state, self.sentence())
    }
}

/// What Home says. Where daily backups are off, somebody sees to them otherwise: nothing.
pub(crate) fn attention(state: &State, now: Timestamp) -> Option<Attention> {
    let since = state.old_since(now).filter(|_| state.daily)?;
    Some(Attention {
        code: "backup_old",
        sentence: state.sentence(),
        label: "Open Settings".to_owned(),
        posts: false,
        to: "/settings".to_owned(),
        since,
        severity: Severity::Waiting,
        count: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn state(last_good: Option<&str>) -> State {
        State {
            daily: true,
            set_up_at: Some(at("2026-05-01T12:00:00Z")),
            last_good: last_good.map(|made| BackupFile {
                file: "x".to_owned(),
                at: at(made),
                bytes: 1,
                kind: None,
                encrypted: false,
                checked: true,
            }),
            failed: None,
            unreadable: None,
        }
    }

    #[test]
    fn home_speaks_of_the_last_good_one_when_it_is_older_than_two_days() {
        let state = state(Some("2026-05-03T12:00:00Z"));
        assert!(attention(&state, at("2026-05-05T12:00:00Z")).is_none());
        let told = attention(&state, at("2026-05-05T12:00:01Z")).unwrap();
        assert_eq!(
            told.sentence,
            "The last good backup is of 3 May, 12:00 UTC."
        );
    }

    #[test]
    fn without_any_it_counts_from_the_set_up_on() {
        let state = state(None);
        assert!(attention(&state, at("2026-05-03T12:00:00Z")).is_none());
        assert!(attention(&state, at("2026-05-03T12:00:01Z")).is_some());
        assert_eq!(
            state.check(at("2026-05-01T13:00:00Z")).state,
            CheckState::Unknown
        );
    }

    #[test]
    fn home_says_nothing_where_they_are_off_and_the_check_does() {
        let state = State {
            daily: false,
            ..state(None)
        };
        assert!(attention(&state, at("2026-06-01T12:00:00Z")).is_none());
        assert_eq!(
            state.check(at("2026-06-01T12:00:00Z")).state,
            CheckState::Warning
        );
        assert_eq!(state.due_at(), None);
    }

    #[test]
    fn the_first_one_is_due_an_hour_after_the_set_up_and_the_next_a_day_after_the_last() {
        assert_eq!(state(None).due_at(), Some(at("2026-05-01T13:00:00Z")));
        assert_eq!(
            state(Some("2026-05-03T12:00:00Z")).due_at(),
            Some(at("2026-05-04T12:00:00Z"))
        );
    }
}
