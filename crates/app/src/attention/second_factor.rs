//! Second factors: who of the admins has none, and what happened to one's own.

use jiff::Timestamp;

use super::{Attention, NOTICES, Severity};
use crate::failure::Failure;
use crate::ports::store::Reads;
use crate::sign_in::local::{Mode, mode};
use crate::sign_in::second_factor::told::{OF_THEIR_OWNER, told};

/// Admins whose password alone is all that stands between them and whoever reaches this server.
pub(super) fn missing(store: &dyn Reads, now: Timestamp) -> Result<Option<Attention>, Failure> {
    if mode(store)? == Mode::Okta {
        return Ok(None);
    }
    let admins = store.admins_without_second_factor()?;
    let Some(first) = admins.first() else {
        return Ok(None);
    };
    let (sentence, label, to) = match admins.len() {
        1 => (
            format!(
                "{} is an admin without a second factor, on a server that is reached from elsewhere. The next sign-in asks \
                 for one.",
                first.name
            ),
            format!("Open {}", first.name),
            format!("/people/{}", first.id),
        ),
        many => (
            format!(
                "{many} admins have no second factor, {} among them, on a server that is reached from elsewhere. Their next \
                 sign-in asks for one.",
                first.name
            ),
            "See the admins".to_owned(),
            "/people?role=Admin,EnterpriseAdmin".to_owned(),
        ),
    };
    Ok(Some(Attention {
        code: "admins_without_second_factor",
        sentence,
        label,
        posts: false,
        to,
        since: now,
        severity: Severity::Waiting,
        count: Some(admins.len() as u64),
    }))
}

/// What happened to one's own second factors since yesterday: whoever did not do it hears of it.
pub(super) fn own(store: &dyn Reads, id: &str, now: Timestamp) -> Result<Vec<Attention>, Failure> {
    Ok(told(store, id, &OF_THEIR_OWNER, now, NOTICES)?
        .into_iter()
        .map(|told| Attention {
            code: "own_second_factor",
            sentence: match told.by {
                Some(by) => format!("Your account, by {by}: {}", told.sentence),
                None => format!("Your account: {}", told.sentence),
            },
            label: "Open your account".to_owned(),
            posts: false,
            to: "/me".to_owned(),
            since: told.at,
            severity: Severity::Notice,
            count: None,
        })
        .collect())
}
