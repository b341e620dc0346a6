//! Every figure by its name, and what is asked for when somebody looks.

use std::collections::BTreeMap;

use jiff::Timestamp;
use latchkey_app::metrics::Facts;
use latchkey_domain::AccessRole;
use prometheus::core::Collector;
use prometheus::proto::MetricFamily;
use prometheus::{Encoder as _, GaugeVec, IntCounterVec, Opts, TextEncoder};

use crate::api::problem::Problem;
use crate::state::ServerState;

/// Everything, in Prometheus' text format.
pub(super) fn text(state: &ServerState) -> Result<String, Problem> {
    let facts = state.app.facts()?;
    let mut families = state.requests.collect();
    families.extend(of_facts(&facts, state.fixed.started_at));
    families.extend(of_process());
    // A family without a sample has nothing to say, and is no fault.
    families.retain(|family| !family.get_metric().is_empty());
    families.sort_by(|a, b| a.name().cmp(b.name()));
    let mut bytes = Vec::new();
    TextEncoder::new()
        .encode(&families, &mut bytes)
        .map_err(|fault| {
            latchkey_app::Failure::from(latchkey_app::ports::store::StoreError::Fault(
                fault.to_string(),
            ))
        })?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(target_os = "linux")]
fn of_process() -> Vec<MetricFamily> {
    prometheus::process_collector::ProcessCollector::for_self().collect()
}

#[cfg(not(target_os = "linux"))]
fn of_process() -> Vec<MetricFamily> {
    Vec::new()
}

fn of_facts(facts: &Facts, started_at: Timestamp) -> Vec<MetricFamily> {
    let mut page = Page::default();
    page.gauge(
        "latchkey_build_info",
        "Always 1; the label has the version.",
        &[("version", env!("CARGO_PKG_VERSION"))],
        1.0,
    );
    page.time(
        "latchkey_start_time_seconds",
        "When this server began, in seconds since 1970.",
        Some(started_at),
    );
    people(&mut page, facts);
    page.time(
        "latchkey_okta_last_call_time_seconds",
        "When Okta last called, in seconds since 1970; absent before the first call.",
        facts.last_call_at,
    );
    for kind in &facts.entries {
        page.counter(
            "latchkey_activity_entries_total",
            "What was put on record since the server began, by action and outcome: sign-ins, provisioning, and everything refused.",
            &[("action", &kind.action), ("outcome", kind.outcome)],
            kind.count,
        );
    }
    store(&mut page, facts);
    page.time(
        "latchkey_certificate_end_time_seconds",
        "When the server's own certificate ends, in seconds since 1970; absent without one.",
        facts.certificate_ends_at,
    );
    page.time(
        "latchkey_backup_last_time_seconds",
        "When the newest backup in the data folder was made, in seconds since 1970; absent without one.",
        facts.backup_at,
    );
    page.families()
}

fn people(page: &mut Page, facts: &Facts) {
    for seats in &facts.people {
        let role = seats.access_role.map_or("none", AccessRole::name);
        let state = if seats.active {
            "active"
        } else {
            "deactivated"
        };
        page.gauge(
            "latchkey_users",
            "People, by access role and state.",
            &[("access_role", role), ("state", state)],
            as_float(seats.users),
        );
    }
    page.gauge(
        "latchkey_held_deactivations",
        "Deactivations by Okta that wait for an admin.",
        &[],
        as_float(facts.held),
    );
}

fn store(page: &mut Page, facts: &Facts) {
    page.counter(
        "latchkey_store_commits_total",
        "Commits that made changes durable, since the server began.",
        &[],
        facts.commits.commits,
    );
    page.counter(
        "latchkey_store_units_total",
        "Units of work that were kept, since the server began; divided by the commits it is how many share one.",
        &[],
        facts.commits.units,
    );
    page.gauge(
        "latchkey_store_bytes",
        "The database with its write-ahead log, in bytes.",
        &[],
        as_float(facts.database_bytes),
    );
    if let Some(free) = facts.free_bytes {
        page.gauge(
            "latchkey_store_free_bytes",
            "What is free on the database's disk, in bytes.",
            &[],
            as_float(free),
        );
    }
    page.gauge(
        "latchkey_store_failing",
        "1 while the store fails and changes are refused, else 0.",
        &[],
        if facts.failing { 1.0 } else { 0.0 },
    );
}

/// What is told, by name.
#[derive(Default)]
struct Page {
    gauges: BTreeMap<&'static str, GaugeVec>,
    counters: BTreeMap<&'static str, IntCounterVec>,
}

impl Page {
    fn gauge(&mut self, name: &'static str, help: &str, labels: &[(&str, &str)], value: f64) {
        let (names, values): (Vec<&str>, Vec<&str>) = labels.iter().copied().unzip();
        self.gauges
            .entry(name)
            .or_insert_with(|| {
                GaugeVec::new(Opts::new(name, help), &names).expect("the names are right")
            })
            .with_label_values(&values)
            .set(value);
    }

    fn counter(&mut self, name: &'static str, help: &str, labels: &[(&str, &str)], value: u64) {
        let (names, values): (Vec<&str>, Vec<&str>) = labels.iter().copied().unzip();
        self.counters
            .entry(name)
            .or_insert_with(|| {
                IntCounterVec::new(Opts::new(name, help), &names).expect("the names are right")
            })
            .with_label_values(&values)
            .inc_by(value);
    }

    /// Absent where there is no such time: a 0 would look like 1970.
    fn time(&mut self, name: &'static str, help: &str, at: Option<Timestamp>) {
        if let Some(at) = at {
            self.gauge(name, help, &[], at.as_duration().as_secs_f64());
        }
    }

    fn families(self) -> Vec<MetricFamily> {
        let gauges = self.gauges.values().flat_map(Collector::collect);
        let counters = self.counters.values().flat_map(Collector::collect);
        gauges.chain(counters).collect()
    }
}

#[expect(clippy::cast_precision_loss, reason = "Prometheus' numbers are floats")]
fn as_float(number: u64) -> f64 {
    number as f64
}
