//! Home: how it goes, what needs attention, what Okta did lately, who can sign in.

use jiff::Timestamp;
use latchkey_domain::AccessRole;
use latchkey_domain::activity::Outcome;

use crate::App;
use crate::activity::Placed;
use crate::attention::{self, Attention, Looks};
use crate::authority::Authority;
use crate::checklist::{self, Progress, Way};
use crate::connector_state::Badge;
use crate::evidence::Evidence;
use crate::failure::Failure;
use crate::ports::store::{ActivityQuery, Reads, SeatCount};
use crate::record::Caller;

/// Okta's calls of an hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hour {
    /// When it began.
    pub at: Timestamp,
    /// Calls that changed something.
    pub changed: u64,
    /// Calls that were refused.
    pub refused: u64,
    /// The others.
    pub other: u64,
}

/// What the page shows.
#[derive(Clone, Debug)]
pub struct Home {
    /// How the connector is doing.
    pub badge: Badge,
    /// The same as a sentence.
    pub sentence: String,
    /// As of when.
    pub at: Timestamp,
    /// What needs whoever looks; nothing for someone below Admin.
    pub attention: Vec<Attention>,
    /// How far setting up is, for an EnterpriseAdmin.
    pub set_up: Option<Progress>,
    /// 24 hours, the oldest first.
    pub hours: Vec<Hour>,
    /// When Okta last called.
    pub last_call_at: Option<Timestamp>,
    /// Who can sign in, by role.
    pub seats: Vec<SeatCount>,
    /// The latest activities, for an Admin.
    pub latest: Option<Vec<Placed>>,
}

const HOUR: i64 = 3600;
/// So many activities are shown.
const LATEST: u64 = 8;

impl App {
    /// The page, for someone with ReadOnly or more: of it what the role may see.
    pub fn home(&self, caller: &Caller) -> Result<Home, Failure> {
        let now = self.now();
        let elsewhere = self.is_served_to_elsewhere();
        let certificate = self.certificate();
        let trouble = self.store_trouble();
        let backups = self.backup_state()?;
        self.look(|store| {
            let looks = Looks {
                own_id: None,
                role: AccessRole::EnterpriseAdmin,
                from_elsewhere: elsewhere,
                trouble: trouble.as_ref(),
                certificate: certificate.as_ref(),
                backups: &backups,
            };
            look(store, caller, looks, now)
        })
    }
}

fn look(
    store: &dyn Reads,
    caller: &Caller,
    looks: Looks<'_>,
    now: Timestamp,
) -> Result<Home, Failure> {
    let authority = Authority::of(store, caller)?;
    authority.demand(AccessRole::ReadOnly)?;
    let evidence = Evidence::gather(store)?;
    let role = match authority.person() {
        Some(person) => person.access_role.unwrap_or(AccessRole::ReadOnly),
        None => AccessRole::EnterpriseAdmin,
    };
    let sees_activity = role >= AccessRole::Admin;
    let attention = if sees_activity {
        let looks = Looks {
            own_id: authority.person().map(|person| person.id.as_str()),
            role,
            ..looks
        };
        attention::list(store, &evidence, &looks, now)?
    } else {
        Vec::new()
    };
    let latest = if sees_activity {
        Some(
            store.list_activity(&ActivityQuery {
                outcomes: [
                    Outcome::Changed,
                    Outcome::Done,
                    Outcome::Refused,
                    Outcome::WrongPasskey,
                    Outcome::Notice,
                ]
                .to_vec(),
                limit: LATEST,
                ..ActivityQuery::default()
            })?,
        )
    } else {
        None
    };
    let set_up = (role >= AccessRole::EnterpriseAdmin)
        .then(|| checklist::steps(&evidence, Way::Two, None).progress());
    Ok(Home {
        badge: evidence.state.badge,
        sentence: sentence(&evidence, store.count_active_users()?),
        at: now,
        attention,
        set_up,
        hours: hours(store, now)?,
        last_call_at: evidence.state.last_call_at(),
        seats: store.seats()?,
        latest,
    })
}

fn sentence(evidence: &Evidence, active: u64) -> String {
    match evidence.state.badge {
        Badge::NotSetUp => "The Okta connector is not added yet.".to_owned(),
        Badge::Waiting => "The connector is added, and Okta has not called yet.".to_owned(),
        Badge::Refusing => "Okta calls, and is not let in.".to_owned(),
        Badge::Suspended => {
            "Enterprise Toolkit is off, so every call by Okta is refused.".to_owned()
        }
        Badge::Working if evidence.created.is_none() => {
            "Okta has the credentials and has created nobody yet.".to_owned()
        }
        Badge::Working if active == 1 => "Okta provisions, and one person is active.".to_owned(),
        Badge::Working => format!("Okta provisions, and {active} people are active."),
    }
}

/// 24 hours, the one at hand as the last.
fn hours(store: &dyn Reads, now: Timestamp) -> Result<Vec<Hour>, Failure> {
    let this = now.as_second().div_euclid(HOUR);
    let begin = |hour: i64| Timestamp::from_second(hour * HOUR).unwrap_or(Timestamp::UNIX_EPOCH);
    let mut hours: Vec<Hour> = (this - 23..=this)
        .map(|hour| Hour {
            at: begin(hour),
            changed: 0,
            refused: 0,
            other: 0,
        })
        .collect();
    for count in store.okta_hours(begin(this - 23))? {
        let Some(hour) = usize::try_from(count.hour - (this - 23))
            .ok()
            .and_then(|at| hours.get_mut(at))
        else {
            continue;
        };
        match count.outcome {
            Outcome::Changed => hour.changed += count.calls,
            Outcome::Refused | Outcome::WrongPasskey => hour.refused += count.calls,
            Outcome::Unchanged | Outcome::Done | Outcome::Read => hour.other += count.calls,
            Outcome::Notice => {}
        }
    }
    Ok(hours)
}
