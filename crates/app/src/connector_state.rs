//! How the connector is doing, from what is on record since it was added.

use jiff::Timestamp;
use latchkey_domain::activity::{Entry, Outcome};

use crate::failure::Failure;
use crate::ports::store::{ActivityQuery, Reads};

/// The connector's badge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Badge {
    /// It was not added.
    NotSetUp,
    /// Nothing has called yet.
    Waiting,
    /// The newest call got in.
    Working,
    /// The newest call was not let in.
    Refusing,
    /// Enterprise Toolkit is off.
    Suspended,
}

impl Badge {
    /// The word in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotSetUp => "not_set_up",
            Self::Waiting => "waiting",
            Self::Working => "working",
            Self::Refusing => "refusing",
            Self::Suspended => "suspended",
        }
    }
}

/// The badge with what it is made of.
#[derive(Clone, Debug)]
pub struct ConnectorState {
    /// The badge.
    pub badge: Badge,
    /// The newest call that got in.
    pub last_call: Option<Entry>,
    /// The newest call that was not let in, if it is newer than every other.
    pub shut_out: Option<Entry>,
}

impl ConnectorState {
    /// As of this moment.
    pub fn of(store: &dyn Reads) -> Result<Self, Failure> {
        let Some(connector) = store.connector()? else {
            return Ok(Self {
                badge: Badge::NotSetUp,
                last_call: None,
                shut_out: None,
            });
        };
        let since = connector.added_at;
        let last_call = newest(
            store,
            ActivityQuery {
                actors: vec!["okta".to_owned()],
                ..ActivityQuery::default()
            },
            since,
        )?;
        let shut_out = newest(
            store,
            ActivityQuery {
                outcomes: vec![Outcome::WrongPasskey],
                ..ActivityQuery::default()
            },
            since,
        )?
        .filter(|shut| {
            last_call
                .as_ref()
                .is_none_or(|call| call.last_at <= shut.last_at)
        });
        let badge = if store.toolkit_enabled_at()?.is_none() {
            Badge::Suspended
        } else if shut_out.is_some() {
            Badge::Refusing
        } else if last_call.is_some() {
            Badge::Working
        } else {
            Badge::Waiting
        };
        Ok(Self {
            badge,
            last_call,
            shut_out,
        })
    }

    /// When anything last called.
    pub fn last_call_at(&self) -> Option<Timestamp> {
        let at = |entry: &Option<Entry>| entry.as_ref().map(|entry| entry.last_at);
        at(&self.last_call).max(at(&self.shut_out))
    }
}

fn newest(
    store: &dyn Reads,
    query: ActivityQuery,
    since: Timestamp,
) -> Result<Option<Entry>, Failure> {
    let found = store.list_activity(&ActivityQuery { limit: 1, ..query })?;
    Ok(found
        .into_iter()
        .map(|(_, entry)| entry)
        .find(|entry| entry.last_at >= since))
}
