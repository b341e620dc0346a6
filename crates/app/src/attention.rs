//! What needs an admin, the most urgent first. Each is a sentence and one verb.

use jiff::{SignedDuration, Timestamp};
use latchkey_domain::AccessRole;
use latchkey_domain::activity::Outcome;

use crate::connector_state::Badge;
use crate::deactivations::waiting;
use crate::directory::users::mass::NOTICED;
use crate::evidence::Evidence;
use crate::failure::Failure;
use crate::ports::store::{ActivityQuery, Reads};
use crate::unprovisioned;

/// So many are shown at most.
const MOST: usize = 5;
/// A notice is shown this long.
const NOTICES: SignedDuration = SignedDuration::from_hours(24);
/// A passkey that Okta still uses is spoken of this long before its end.
const BEFORE_END: SignedDuration = SignedDuration::from_hours(6);

/// How urgent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// Something is refused, or was done to many.
    Refused,
    /// Something waits for a decision.
    Waiting,
    /// Something to know.
    Notice,
}

impl Severity {
    /// The word in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Refused => "refused",
            Self::Waiting => "waiting",
            Self::Notice => "notice",
        }
    }
}

/// One thing that needs an admin.
#[derive(Clone, Debug)]
pub struct Attention {
    /// Which kind; screens know by it what a verb asks before it acts.
    pub code: &'static str,
    /// What is so.
    pub sentence: String,
    /// The verb's words.
    pub label: String,
    /// Whether the verb posts to the API; else it opens a page.
    pub posts: bool,
    /// The path: below `/api/v1`, or of the page.
    pub to: String,
    /// Since when.
    pub since: Timestamp,
    /// How urgent.
    pub severity: Severity,
    /// How many people it is about.
    pub count: Option<u64>,
}

/// Everything that needs someone of this role, up to five.
pub(crate) fn list(
    store: &dyn Reads,
    evidence: &Evidence,
    role: AccessRole,
    now: Timestamp,
) -> Result<Vec<Attention>, Failure> {
    let mut found = Vec::new();
    found.extend(mass(store, now)?);
    if role >= AccessRole::EnterpriseAdmin {
        found.extend(held(store)?);
        found.extend(connector(evidence, now));
    }
    found.extend(unprovisioned_people(store, now)?);
    if role >= AccessRole::EnterpriseAdmin {
        found.extend(passkey(store, now)?);
    }
    for entry in waiting(store)?.into_iter().take(MOST) {
        found.push(Attention {
            code: "waiting_deactivation",
            sentence: format!(
                "Okta asked to deactivate {} on {}, while Enterprise Toolkit was off.",
                entry.target.name,
                entry.at.strftime("%-d %B")
            ),
            label: "Deactivate…".to_owned(),
            posts: true,
            to: format!("/deactivations/waiting/{}", entry.id),
            since: entry.at,
            severity: Severity::Waiting,
            count: None,
        });
    }
    found.extend(notices(store, now)?);
    found.truncate(MOST);
    Ok(found)
}

fn mass(store: &dyn Reads, now: Timestamp) -> Result<Option<Attention>, Failure> {
    let day_ago = now.checked_sub(NOTICES).unwrap_or(Timestamp::MIN);
    let Some(noticed) = store.last_activity(NOTICED)?.filter(|at| *at > day_ago) else {
        return Ok(None);
    };
    let since = noticed
        .checked_sub(SignedDuration::from_hours(1))
        .unwrap_or(noticed);
    let count = store.still_deactivated_since(since)?.len() as u64;
    if count == 0 {
        return Ok(None);
    }
    Ok(Some(Attention {
        code: "mass_deactivation",
        sentence: format!(
            "Okta deactivated many people within an hour; {count} of them are deactivated now."
        ),
        label: format!("Bring all {count} back"),
        posts: true,
        to: "/deactivations/bring-back".to_owned(),
        since,
        severity: Severity::Refused,
        count: Some(count),
    }))
}

fn held(store: &dyn Reads) -> Result<Option<Attention>, Failure> {
    let held = store.held_deactivations()?;
    let Some((_, since)) = held.first() else {
        return Ok(None);
    };
    let count = held.len() as u64;
    Ok(Some(Attention {
        code: "held_deactivations",
        sentence: format!(
            "{count} more deactivations by Okta are held. Their sessions have ended and sign-in is blocked."
        ),
        label: format!("Deactivate all {count}"),
        posts: true,
        to: "/deactivations/allow-held".to_owned(),
        since: *since,
        severity: Severity::Refused,
        count: Some(count),
    }))
}

fn connector(evidence: &Evidence, now: Timestamp) -> Option<Attention> {
    match evidence.state.badge {
        Badge::Refusing => {
            let shut = evidence.state.shut_out.as_ref()?;
            Some(Attention {
                code: "okta_shut_out",
                sentence: shut.reason.clone().unwrap_or_default(),
                label: "Open the connector".to_owned(),
                posts: false,
                to: "/organization/okta".to_owned(),
                since: shut.at,
                severity: Severity::Refused,
                count: Some(shut.count),
            })
        }
        Badge::Suspended => Some(Attention {
            code: "suspended",
            sentence: "Enterprise Toolkit is off, so every call by Okta is refused.".to_owned(),
            label: "Open Billing".to_owned(),
            posts: false,
            to: "/billing".to_owned(),
            since: evidence.state.last_call_at().unwrap_or(now),
            severity: Severity::Refused,
            count: None,
        }),
        Badge::NotSetUp | Badge::Waiting | Badge::Working => None,
    }
}

fn unprovisioned_people(store: &dyn Reads, now: Timestamp) -> Result<Option<Attention>, Failure> {
    let people: Vec<_> = unprovisioned::list(store, now)?
        .into_iter()
        .filter(|person| person.retried_at.is_none())
        .collect();
    let Some(first) = people.first() else {
        return Ok(None);
    };
    let sentence = match people.len() {
        1 => format!("{} could not be provisioned. {}", first.who, first.reason),
        many => format!(
            "{many} people could not be provisioned, {} among them.",
            first.who
        ),
    };
    Ok(Some(Attention {
        code: "unprovisioned",
        sentence,
        label: "See what to mend".to_owned(),
        posts: false,
        to: "/troubleshooting".to_owned(),
        since: people.iter().map(|person| person.at).min().unwrap_or(now),
        severity: Severity::Refused,
        count: Some(people.len() as u64),
    }))
}

fn passkey(store: &dyn Reads, now: Timestamp) -> Result<Option<Attention>, Failure> {
    let ending = store.passkeys()?.into_iter().skip(1).find(|key| {
        key.expires_at
            .is_some_and(|end| end > now && end.duration_since(now) < BEFORE_END)
            && key
                .last_used_at
                .is_some_and(|used| now.duration_since(used) < NOTICES)
    });
    Ok(ending.map(|key| Attention {
        code: "passkey_expiring",
        sentence: format!(
            "The old passkey, ending in {}, is accepted until {} only, and Okta still uses it.",
            key.last_four,
            key.expires_at
                .map(|end| end.strftime("%-d %B, %H:%M UTC").to_string())
                .unwrap_or_default()
        ),
        label: "Open the connector".to_owned(),
        posts: false,
        to: "/organization/okta".to_owned(),
        since: key.created_at,
        severity: Severity::Waiting,
        count: None,
    }))
}

fn notices(store: &dyn Reads, now: Timestamp) -> Result<Vec<Attention>, Failure> {
    let found = store.list_activity(&ActivityQuery {
        actions: ["user.became_enterprise_admin", "user.adopted"]
            .map(str::to_owned)
            .to_vec(),
        outcomes: vec![Outcome::Notice],
        since: now.checked_sub(NOTICES).ok(),
        limit: MOST as u64,
        ..ActivityQuery::default()
    })?;
    Ok(found
        .into_iter()
        .map(|(_, entry)| Attention {
            code: if entry.action == "user.adopted" {
                "adopted"
            } else {
                "became_enterprise_admin"
            },
            sentence: entry.reason.unwrap_or_default(),
            label: format!("Open {}", entry.target.name),
            posts: false,
            to: format!("/people/{}", entry.target.id.unwrap_or_default()),
            since: entry.at,
            severity: Severity::Notice,
            count: None,
        })
        .collect())
}
