//! Troubleshooting: what is wrong, with which fix, from what arrived and from what can be looked at from here.
//!
//! Most checks are read from the record whenever the page is. `issuer`, `keys`, `clock` and `reach` ask other machines: they
//! are done when somebody chooses "check again", and remembered until the program ends.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use latchkey_domain::activity::Entry;
use latchkey_domain::{AccessRole, Refusal};
use latchkey_oidc::check_form;

use crate::App;
use crate::evidence::Evidence;
use crate::failure::Failure;
use crate::ports::store::{ActivityQuery, Reads};
use crate::reach::Way;
use crate::record::Caller;
use crate::unprovisioned::{self, Unprovisioned};

/// How a check went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckState {
    /// As it should be.
    Ok,
    /// Other than the guide wants it.
    Warning,
    /// Broken.
    Failed,
    /// Nothing is known.
    Unknown,
}

impl CheckState {
    /// The word in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warning => "warning",
            Self::Failed => "failed",
            Self::Unknown => "unknown",
        }
    }
}

/// One check.
#[derive(Clone, Debug)]
pub struct Check {
    /// Which.
    pub id: &'static str,
    /// How it went.
    pub state: CheckState,
    /// What was found.
    pub sentence: String,
    /// What to do.
    pub fix: Option<String>,
    /// When it was looked at.
    pub at: Option<Timestamp>,
    /// The entry that shows it.
    pub entry_id: Option<String>,
}

impl Check {
    fn new(id: &'static str, state: CheckState, sentence: impl Into<String>) -> Self {
        Self {
            id,
            state,
            sentence: sentence.into(),
            fix: None,
            at: None,
            entry_id: None,
        }
    }

    fn fix(mut self, fix: &str) -> Self {
        self.fix = Some(fix.to_owned());
        self
    }

    fn shown_by(mut self, entry: &Entry) -> Self {
        self.entry_id = Some(entry.id.clone());
        self
    }
}

/// What asked other machines, by check.
#[derive(Debug, Default)]
pub struct Probes {
    done: Mutex<HashMap<&'static str, Check>>,
}

/// The page.
#[derive(Clone, Debug)]
pub struct Troubleshooting {
    /// Every check.
    pub checks: Vec<Check>,
    /// People who could not be provisioned.
    pub unprovisioned: Vec<Unprovisioned>,
}

/// Every check, in the order of the page.
pub const CHECKS: [&str; 12] = [
    "credentials",
    "reach",
    "issuer",
    "keys",
    "clock",
    "toolkit",
    "disk",
    "sync_passwords",
    "user_name_format",
    "scheduled_imports",
    "update_attributes",
    "oidc_assignment",
];

const PROBED: [&str; 4] = ["reach", "issuer", "keys", "clock"];
/// So many calls are looked through for a setting.
const LOOKED_THROUGH: u64 = 200;
/// A clock that differs by more is warned of; tokens carry times.
const CLOCK_MAY_DIFFER: i64 = 60;
/// Less than this is little room for a database.
const LITTLE_ROOM: u64 = 512 * 1024 * 1024;

impl App {
    /// The page, for an Admin.
    pub fn troubleshooting(&self, caller: &Caller) -> Result<Troubleshooting, Failure> {
        let now = self.now();
        let free = self.ports.host.free_bytes();
        let policy = self.read(|store| store.sign_in_policy())?;
        self.read_as(caller, AccessRole::Admin, |store| {
            let mut checks = recorded(store, now)?;
            checks.push(disk(free));
            for id in PROBED {
                let known = self
                    .probes
                    .done
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .get(id)
                    .cloned();
                checks.push(known.unwrap_or_else(|| not_probed(id, policy.is_some())));
            }
            for check in &mut checks {
                if !PROBED.contains(&check.id) {
                    check.at = Some(now);
                }
            }
            let place = |check: &Check| CHECKS.iter().position(|id| *id == check.id);
            checks.sort_by_key(place);
            Ok(Troubleshooting {
                checks,
                unprovisioned: unprovisioned::list(store, now)?,
            })
        })
    }

    /// Does one check again, for an Admin.
    pub async fn check_again(
        &self,
        caller: &Caller,
        id: &str,
        public_url: &str,
    ) -> Result<Check, Failure> {
        self.read_as(caller, AccessRole::Admin, |_| Ok(()))?;
        if let Some(id) = PROBED.into_iter().find(|probed| *probed == id) {
            let mut check = match id {
                "reach" => self.probe_reach(public_url).await?,
                probe => self.probe_issuer(probe).await?,
            };
            check.at = Some(self.now());
            self.probes
                .done
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .insert(id, check.clone());
            return Ok(check);
        }
        self.troubleshooting(caller)?
            .checks
            .into_iter()
            .find(|check| check.id == id)
            .ok_or_else(|| Refusal::not_found("check", id).into())
    }

    async fn probe_reach(&self, public_url: &str) -> Result<Check, Failure> {
        let reach = self.test_reach(&Caller::latchkey(), public_url).await?;
        Ok(match reach.way {
            Way::NotYet => Check::new("reach", CheckState::Failed, reach.sentence).fix(
                "Open the connector page: Reach has the recipes for a reverse proxy and a tunnel.",
            ),
            Way::Public | Way::Agent => Check::new("reach", CheckState::Ok, reach.sentence),
        })
    }

    async fn probe_issuer(&self, id: &'static str) -> Result<Check, Failure> {
        let Some(policy) = self.read(|store| store.sign_in_policy())? else {
            return Ok(not_probed(id, false));
        };
        let Ok(issuer) = check_form(&policy.issuer) else {
            return Ok(not_probed(id, false));
        };
        let open =
            "Open Organization Setup → Okta and compare the Issuer URL with the one in Okta.";
        if id == "clock" {
            return Ok(self.probe_clock(&policy.issuer).await);
        }
        Ok(match self.ports.relying_party.discover(&issuer).await {
            Err(failure) => Check::new(id, CheckState::Failed, failure.to_string()).fix(open),
            Ok(found) if id == "keys" => Check::new(
                id,
                CheckState::Ok,
                format!("Okta shows {} signing keys.", found.signing_keys),
            ),
            Ok(found) => Check::new(
                id,
                CheckState::Ok,
                format!("{} answers and names itself so.", found.issuer),
            ),
        })
    }

    async fn probe_clock(&self, issuer: &str) -> Check {
        let url = format!("{issuer}/.well-known/openid-configuration");
        let answer = match self.ports.relying_party.fetch(&url).await {
            Ok(answer) => answer,
            Err(why) => {
                return Check::new(
                    "clock",
                    CheckState::Unknown,
                    format!("Okta's time could not be asked for: {why}."),
                );
            }
        };
        let theirs = answer
            .headers()
            .get("date")
            .and_then(|date| date.to_str().ok())
            .and_then(|date| jiff::fmt::rfc2822::parse(date).ok())
            .map(|date| date.timestamp());
        let Some(theirs) = theirs else {
            return Check::new(
                "clock",
                CheckState::Unknown,
                "Okta's answer carries no time.",
            );
        };
        let apart = (self.now().as_second() - theirs.as_second()).abs();
        if apart > CLOCK_MAY_DIFFER {
            return Check::new(
                "clock",
                CheckState::Failed,
                format!("This machine and Okta differ by {apart} seconds."),
            )
            .fix("Let the host set its clock by the network (NTP). Tokens are refused when clocks differ by minutes.");
        }
        Check::new(
            "clock",
            CheckState::Ok,
            format!("This machine and Okta differ by {apart} seconds at most."),
        )
    }
}

fn not_probed(id: &'static str, issuer_is_set: bool) -> Check {
    let sentence = match id {
        "reach" => "The public URL was not tested since this program began.",
        _ if issuer_is_set => "Okta was not asked since this program began.",
        _ => "Okta has not been asked yet: no Issuer URL is saved.",
    };
    Check::new(id, CheckState::Unknown, sentence)
}

fn disk(free: Option<u64>) -> Check {
    match free {
        None => Check::new(
            "disk",
            CheckState::Unknown,
            "This system does not say how much room is left.",
        ),
        Some(free) if free < LITTLE_ROOM => Check::new(
            "disk",
            CheckState::Warning,
            format!(
                "{} MB are free on the data folder's disk.",
                free / 1_000_000
            ),
        )
        .fix(
            "Free some space. When the disk is full, every change is refused, and nothing is lost.",
        ),
        Some(free) => Check::new(
            "disk",
            CheckState::Ok,
            format!(
                "{} GB are free on the data folder's disk.",
                free / 1_000_000_000
            ),
        ),
    }
}

/// What the record says by itself.
fn recorded(store: &dyn Reads, now: Timestamp) -> Result<Vec<Check>, Failure> {
    let evidence = Evidence::gather(store)?;
    let calls: Vec<Entry> = store
        .list_activity(&ActivityQuery {
            actors: vec!["okta".to_owned()],
            kinds: vec!["user".to_owned()],
            since: evidence.connector,
            limit: LOOKED_THROUGH,
            ..ActivityQuery::default()
        })?
        .into_iter()
        .map(|(_, entry)| entry)
        .collect();
    Ok(vec![
        credentials(&evidence),
        toolkit(&evidence),
        sync_passwords(&calls),
        user_name_format(&calls),
        scheduled_imports(store)?,
        update_attributes(&evidence, now),
        oidc_assignment(store, &evidence, now)?,
    ])
}

fn credentials(evidence: &Evidence) -> Check {
    if let Some(shut) = &evidence.state.shut_out {
        return Check::new(
            "credentials",
            CheckState::Failed,
            shut.reason.clone().unwrap_or_default(),
        )
        .fix(
            "Paste the current one in Okta under Provisioning → Integration → Edit → Password, then Test API Credentials.",
        )
        .shown_by(shut);
    }
    match &evidence.state.last_call {
        Some(call) => {
            Check::new("credentials", CheckState::Ok, "Okta's newest call got in.").shown_by(call)
        }
        None => Check::new(
            "credentials",
            CheckState::Unknown,
            "Okta has not called yet.",
        ),
    }
}

fn toolkit(evidence: &Evidence) -> Check {
    match (evidence.toolkit, evidence.connector) {
        (Some(_), _) => Check::new("toolkit", CheckState::Ok, "Enterprise Toolkit is on."),
        (None, Some(_)) => Check::new(
            "toolkit",
            CheckState::Failed,
            "Enterprise Toolkit is off, so every call by Okta is refused.",
        )
        .fix("Switch it on under Billing, then ask for a full push in Okta."),
        (None, None) => Check::new(
            "toolkit",
            CheckState::Unknown,
            "Enterprise Toolkit is off, and there is no connector.",
        ),
    }
}

fn method(entry: &Entry) -> &str {
    entry.call.as_ref().map_or("", |call| call.method.as_str())
}

/// A create carries a placeholder even with password sync off; an update carries a password only with it on.
fn sync_passwords(calls: &[Entry]) -> Check {
    let has_password = |entry: &&Entry| {
        matches!(method(entry), "PUT" | "PATCH")
            && entry
                .call
                .as_ref()
                .and_then(|call| call.request.as_ref())
                .is_some_and(|body| body.to_string().contains("\"password\""))
    };
    if let Some(entry) = calls.iter().find(has_password) {
        return Check::new(
            "sync_passwords",
            CheckState::Warning,
            format!(
                "Okta sent a password with an update of {}. It was not kept.",
                entry.target.name
            ),
        )
        .fix("In Okta, untick Sync Password under Provisioning → To App → Edit.")
        .shown_by(entry);
    }
    if calls
        .iter()
        .any(|entry| matches!(method(entry), "PUT" | "PATCH"))
    {
        return Check::new(
            "sync_passwords",
            CheckState::Ok,
            "Okta's updates carry no password.",
        );
    }
    Check::new(
        "sync_passwords",
        CheckState::Unknown,
        "Okta has updated nobody yet.",
    )
}

fn user_name_format(calls: &[Entry]) -> Check {
    let body = |entry: &Entry| {
        let body = entry.call.as_ref()?.request.as_ref()?;
        let name = body["userName"].as_str()?.to_lowercase();
        let email = body["emails"][0]["value"].as_str()?.to_lowercase();
        Some((name, email))
    };
    let made: Vec<(&Entry, (String, String))> = calls
        .iter()
        .filter(|entry| matches!(method(entry), "POST" | "PUT"))
        .filter_map(|entry| Some((entry, body(entry)?)))
        .collect();
    let odd: Vec<_> = made
        .iter()
        .filter(|(_, (name, email))| name != email)
        .collect();
    match (made.len(), odd.first()) {
        (0, _) => Check::new("user_name_format", CheckState::Unknown, "Okta has sent no user name yet."),
        (all, None) => Check::new(
            "user_name_format",
            CheckState::Ok,
            format!("The last {all} user names that Okta sent are the emails."),
        ),
        (all, Some((entry, (name, email)))) => Check::new(
            "user_name_format",
            CheckState::Warning,
            format!(
                "{} of the last {all} user names are not the email, such as \"{name}\" for {email}.",
                odd.len()
            ),
        )
        .fix("In Okta, set the Application username format to Email under Applications → your app → Sign On → Edit.")
        .shown_by(entry),
    }
}

/// A full import begins at the first page of a hundred; several with hours between them are a schedule.
fn scheduled_imports(store: &dyn Reads) -> Result<Check, Failure> {
    let reads = store.recent_reads(1_000)?;
    let mut begun: Vec<Timestamp> = Vec::new();
    for read in reads.iter().rev() {
        let first_page = read.call.path.starts_with("/Users?")
            && read.call.path.contains("startIndex=1&")
            && read.call.path.contains("count=100")
            && !read.call.path.contains("filter=");
        let is_new = begun
            .last()
            .is_none_or(|last| read.at.duration_since(*last) >= SignedDuration::from_mins(50));
        if first_page && is_new {
            begun.push(read.at);
        }
    }
    Ok(match begun.len() {
        0 if reads.is_empty() => Check::new("scheduled_imports", CheckState::Unknown, "Okta has read nothing yet."),
        0..=2 => Check::new(
            "scheduled_imports",
            CheckState::Ok,
            "No imports by a schedule are among the last calls that only read.",
        ),
        times => Check::new(
            "scheduled_imports",
            CheckState::Warning,
            format!("Okta imported everyone {times} times, with an hour or more between: a schedule is set."),
        )
        .fix("In Okta, set Schedule Import to never under Provisioning → To Okta → Edit."),
    })
}

fn update_attributes(evidence: &Evidence, now: Timestamp) -> Check {
    if let Some(entry) = &evidence.updated {
        return Check::new(
            "update_attributes",
            CheckState::Ok,
            format!("Okta updated {}.", entry.target.name),
        )
        .shown_by(entry);
    }
    let old = evidence
        .connector
        .is_some_and(|at| now.duration_since(at) > SignedDuration::from_hours(7 * 24));
    match (&evidence.created, &evidence.deactivated) {
        (Some(_), Some(gone)) if old => Check::new(
            "update_attributes",
            CheckState::Warning,
            "Okta creates and deactivates people, and has updated nobody in a week or more.",
        )
        .fix("In Okta, tick Update User Attributes under Provisioning → To App → Edit.")
        .shown_by(gone),
        _ => Check::new(
            "update_attributes",
            CheckState::Unknown,
            "Okta has updated nobody yet.",
        ),
    }
}

fn oidc_assignment(
    store: &dyn Reads,
    evidence: &Evidence,
    now: Timestamp,
) -> Result<Check, Failure> {
    let fix = "Assign the same groups to the sign-on app in Okta: Applications → the OIDC app → Assignments.";
    if let Some(refused) = evidence.not_assigned() {
        return Ok(Check::new(
            "oidc_assignment",
            CheckState::Failed,
            "Okta refused the newest sign-in: the person is not assigned to the OIDC app.",
        )
        .fix(fix)
        .shown_by(refused));
    }
    if evidence.policy.is_none() {
        return Ok(Check::new(
            "oidc_assignment",
            CheckState::Unknown,
            "Okta sign-on is not required yet, so nobody has to be assigned for it.",
        ));
    }
    let week_ago = now
        .checked_sub(SignedDuration::from_hours(7 * 24))
        .unwrap_or(Timestamp::MIN);
    let never = store.count_provisioned_never_signed_in(week_ago)?;
    Ok(if never > 0 {
        Check::new(
            "oidc_assignment",
            CheckState::Warning,
            format!("{never} people were provisioned more than a week ago and never signed in."),
        )
        .fix(fix)
    } else {
        Check::new(
            "oidc_assignment",
            CheckState::Ok,
            "Everyone who was provisioned more than a week ago has signed in.",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn little_room_is_a_warning_and_an_unknown_one_is_none() {
        assert_eq!(disk(None).state, CheckState::Unknown);
        assert_eq!(disk(Some(1_000_000)).state, CheckState::Warning);
        assert_eq!(disk(Some(u64::MAX)).state, CheckState::Ok);
    }
}
