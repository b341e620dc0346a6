//! What needs an admin, the most urgent first. Each is a sentence and one verb.

mod second_factor;

use std::collections::HashSet;

use jiff::{SignedDuration, Timestamp};
use latchkey_domain::AccessRole;
use latchkey_domain::activity::{Actor, Outcome};

use crate::certificate::{self, ServedCertificate};
use crate::connector_state::Badge;
use crate::deactivations::waiting;
use crate::directory::users::mass::NOTICED;
use crate::evidence::Evidence;
use crate::failure::Failure;
use crate::ports::store::{ActivityQuery, Reads};
use crate::storage::{self, Trouble};
use crate::unprovisioned;
use crate::webhooks;

/// The action of lifting the requirement.
const LIFTED: &str = "sign_in.lifted";
/// So many are shown at most.
const MOST: usize = 5;
/// A notice is shown this long.
const NOTICES: SignedDuration = SignedDuration::from_hours(24);
/// Deactivations are counted over so long.
const COUNTED: SignedDuration = SignedDuration::from_hours(1);
/// Two notices of a mass deactivation that are no further apart are about the same one.
const GOES_ON: SignedDuration = SignedDuration::from_hours(2);
/// There is one an hour at most.
const NOTICED_A_DAY: u64 = 24;
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

/// Who looks, and where.
#[derive(Clone, Copy)]
pub(crate) struct Looks<'a> {
    /// Their id, unless it is the host.
    pub(crate) own_id: Option<&'a str>,
    /// What they may do.
    pub(crate) role: AccessRole,
    /// Whether the server is reached from other machines.
    pub(crate) from_elsewhere: bool,
    /// What is wrong with the store.
    pub(crate) trouble: Option<&'a Trouble>,
    /// The server's own certificate.
    pub(crate) certificate: Option<&'a ServedCertificate>,
}

/// Everything that needs whoever looks, up to five.
pub(crate) fn list(
    store: &dyn Reads,
    evidence: &Evidence,
    looks: &Looks<'_>,
    now: Timestamp,
) -> Result<Vec<Attention>, Failure> {
    let role = looks.role;
    let mut found = Vec::new();
    found.extend(storage::attention(looks.trouble));
    found.extend(mass(store, now)?);
    if role >= AccessRole::EnterpriseAdmin {
        found.extend(held(store)?);
        found.extend(connector(store, evidence)?);
        found.extend(certificate::attention(looks.certificate, now));
        found.extend(webhooks::attention(store, now)?);
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
    if role >= AccessRole::EnterpriseAdmin {
        found.extend(lifted(store, now)?);
    }
    if role >= AccessRole::EnterpriseAdmin && looks.from_elsewhere {
        found.extend(second_factor::missing(store, now)?);
    }
    if let Some(id) = looks.own_id {
        found.extend(second_factor::own(store, id, now)?);
    }
    found.extend(notices(store, now)?);
    found.truncate(MOST);
    Ok(found)
}

fn mass(store: &dyn Reads, now: Timestamp) -> Result<Option<Attention>, Failure> {
    let Some(since) = mass_began(store, now)? else {
        return Ok(None);
    };
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

/// When the mass deactivation that was noticed last began: the first deactivation of the hour that was counted. While one
/// goes on it is noticed anew each hour, and it is the same one still.
fn mass_began(store: &dyn Reads, now: Timestamp) -> Result<Option<Timestamp>, Failure> {
    let told = store.list_activity(&ActivityQuery {
        actions: vec![NOTICED.to_owned()],
        since: now.checked_sub(NOTICES).ok(),
        limit: NOTICED_A_DAY,
        ..ActivityQuery::default()
    })?;
    let mut times = told.iter().map(|(_, entry)| entry.at);
    let Some(newest) = times.next() else {
        return Ok(None);
    };
    let mut first = newest;
    for earlier in times {
        if first.duration_since(earlier) > GOES_ON {
            break;
        }
        first = earlier;
    }
    let counted_from = first.checked_sub(COUNTED).unwrap_or(first);
    let begun = store.list_activity(&ActivityQuery {
        actions: vec!["user.deactivated".to_owned()],
        outcomes: vec![Outcome::Changed],
        actors: vec!["okta".to_owned()],
        since: Some(counted_from),
        oldest_first: true,
        limit: 1,
        ..ActivityQuery::default()
    })?;
    Ok(Some(
        begun
            .first()
            .map_or(counted_from, |(_, entry)| entry.at)
            .min(first),
    ))
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

fn connector(store: &dyn Reads, evidence: &Evidence) -> Result<Option<Attention>, Failure> {
    Ok(match evidence.state.badge {
        Badge::Refusing => evidence.state.shut_out.as_ref().map(|shut| Attention {
            code: "okta_shut_out",
            sentence: shut.reason.clone().unwrap_or_default(),
            label: "Open the connector".to_owned(),
            posts: false,
            to: "/organization/okta".to_owned(),
            since: shut.at,
            severity: Severity::Refused,
            count: Some(shut.count),
        }),
        Badge::Suspended => switched_off(store, evidence)?.map(|since| Attention {
            code: "suspended",
            sentence: "Enterprise Toolkit is off, so every call by Okta is refused.".to_owned(),
            label: "Open Billing".to_owned(),
            posts: false,
            to: "/billing".to_owned(),
            since,
            severity: Severity::Refused,
            count: None,
        }),
        Badge::NotSetUp | Badge::Waiting | Badge::Working => None,
    })
}

/// Since when Enterprise Toolkit is off while the connector is there.
fn switched_off(store: &dyn Reads, evidence: &Evidence) -> Result<Option<Timestamp>, Failure> {
    let off = store.list_activity(&ActivityQuery {
        actions: vec!["toolkit.disabled".to_owned()],
        outcomes: vec![Outcome::Changed],
        limit: 1,
        ..ActivityQuery::default()
    })?;
    Ok(off
        .first()
        .map(|(_, entry)| entry.at)
        .max(evidence.connector))
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

/// Local passwords let people in again since a short while ago: not to be missed by the EnterpriseAdmins who did not do it.
fn lifted(store: &dyn Reads, now: Timestamp) -> Result<Option<Attention>, Failure> {
    if store.sign_in_policy()?.is_some() {
        return Ok(None);
    }
    let found = store.list_activity(&ActivityQuery {
        actions: vec![LIFTED.to_owned()],
        outcomes: vec![Outcome::Changed],
        since: now.checked_sub(NOTICES).ok(),
        limit: 1,
        ..ActivityQuery::default()
    })?;
    Ok(found.into_iter().next().map(|(_, entry)| Attention {
        code: "sign_in_lifted",
        sentence: match &entry.actor {
            Actor::Person { name, .. } => format!(
                "{name} lifted the requirement to sign in with Okta: local passwords let people in."
            ),
            _ => "The requirement to sign in with Okta was lifted at the host's terminal: local passwords let people in."
                .to_owned(),
        },
        label: "Open the connector".to_owned(),
        posts: false,
        to: "/organization/okta".to_owned(),
        since: entry.at,
        severity: Severity::Waiting,
        count: None,
    }))
}

/// What is told of people, by its action and its code. What a guesser can bring about comes last, so that it hides nothing
/// else.
const TOLD: [(&str, &str); 4] = [
    ("user.became_enterprise_admin", "became_enterprise_admin"),
    ("user.adopted", "adopted"),
    ("second_factor.guessed", "second_factor_guessed"),
    ("second_factor.copied", "passkey_copied"),
];

fn notices(store: &dyn Reads, now: Timestamp) -> Result<Vec<Attention>, Failure> {
    let mut found = Vec::new();
    for (action, code) in TOLD {
        let entries = store.list_activity(&ActivityQuery {
            actions: vec![action.to_owned()],
            outcomes: vec![Outcome::Notice],
            since: now.checked_sub(NOTICES).ok(),
            limit: MOST as u64 * NOTICED_A_DAY,
            ..ActivityQuery::default()
        })?;
        // Of each person the newest is enough.
        let mut told = HashSet::new();
        let newest = entries
            .into_iter()
            .filter(|(_, entry)| told.insert(entry.target.id.clone()))
            .take(MOST);
        found.extend(newest.map(|(_, entry)| Attention {
            code,
            sentence: entry.reason.unwrap_or_default(),
            label: format!("Open {}", entry.target.name),
            posts: false,
            to: format!("/people/{}", entry.target.id.unwrap_or_default()),
            since: entry.at,
            severity: Severity::Notice,
            count: None,
        }));
    }
    Ok(found)
}
