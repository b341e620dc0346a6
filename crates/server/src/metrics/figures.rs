//! The figures of the app, of the server and of this process, each under its name.

use jiff::Timestamp;
use latchkey_app::metrics::{Counts, Figures, Stored};
use latchkey_domain::AccessRole;

use super::table as is;
use super::text::{Page, number};
use crate::state::ServerState;

/// Microseconds in a second.
const MICROS: f64 = 1_000_000.0;

/// Everything, as text.
pub(super) fn render(state: &ServerState) -> String {
    let figures = state.app.figures();
    let mut page = Page::default();
    page.values(is::BUILD_INFO, [(words([env!("CARGO_PKG_VERSION")]), 1.0)]);
    page.value(is::START_TIME, seconds(state.fixed.started_at));
    requests(&mut page, state);
    sign_ins(&mut page, &figures);
    commits(&mut page, &figures);
    if let Some(stored) = &figures.stored {
        users(&mut page, stored);
    }
    if let Some(counts) = &figures.counts {
        by_rows(&mut page, counts);
    }
    let last_call = figures.stored.and_then(|stored| stored.last_call_at);
    page.value(is::LAST_CALL, last_call.map(seconds));
    machine(&mut page, &figures);
    process(&mut page);
    page.text()
}

fn requests(page: &mut Page, state: &ServerState) {
    let requests = &state.fixed.requests;
    let answers = requests.answers();
    let answers = answers.iter().map(|kind| {
        (
            words([kind.area, kind.method, kind.status]),
            number(kind.count),
        )
    });
    page.values(is::REQUESTS, answers);
    let micros = requests
        .micros()
        .map(|(area, counted)| (words([area]), counted));
    page.counted(is::DURATION, micros, MICROS);
    let refused = requests.refused().into_iter();
    let refused = refused.map(|((status, scim_type), count)| {
        let labels = vec![status.to_string(), scim_type.to_owned()];
        (labels, number(count))
    });
    page.values(is::SCIM_REFUSALS, refused);
}

fn sign_ins(page: &mut Page, figures: &Figures) {
    for (metric, counted) in [
        (is::SIGN_INS, &figures.signed_in),
        (is::SIGN_INS_REFUSED, &figures.refused),
    ] {
        let values = counted.iter();
        page.values(
            metric,
            values.map(|(word, count)| (words([*word]), number(*count))),
        );
    }
}

fn commits(page: &mut Page, figures: &Figures) {
    let commits = &figures.commits;
    page.counted(is::COMMITS, [(Vec::new(), commits.units.clone())], 1.0);
    page.counted(
        is::COMMIT_DURATION,
        [(Vec::new(), commits.micros.clone())],
        MICROS,
    );
    page.value(is::COMMITS_FAILED, number(commits.failed));
    page.value(is::STORE_FAULT, f64::from(u8::from(figures.store_fails)));
}

fn users(page: &mut Page, stored: &Stored) {
    let deactivated = stored.users.saturating_sub(stored.active);
    page.values(
        is::USERS,
        [
            (words(["active"]), number(stored.active)),
            (words(["deactivated"]), number(deactivated)),
        ],
    );
    page.value(is::USERS_HELD, number(stored.held));
    page.value(is::GROUPS, number(stored.groups));
}

fn by_rows(page: &mut Page, counts: &Counts) {
    let seats = counts.seats.iter().map(|seat| {
        let role = seat.access_role.map_or("none", AccessRole::name);
        let state = if seat.active { "active" } else { "deactivated" };
        (words([role, state]), number(seat.users))
    });
    page.values(is::USERS_BY_ROLE, seats);
    page.value(is::SESSIONS, number(counts.sessions));
}

fn machine(page: &mut Page, figures: &Figures) {
    let days = figures.certificate_days_left;
    page.value(is::CERTIFICATE, days.map(signed));
    page.value(is::LAST_BACKUP, figures.last_backup_at.map(seconds));
    let database = figures.database_bytes.saturating_sub(figures.log_bytes);
    page.value(is::DATABASE, number(database));
    page.value(is::LOG, number(figures.log_bytes));
    page.value(is::FREE, figures.free_bytes.map(number));
}

#[cfg(target_os = "linux")]
fn process(page: &mut Page) {
    use procfs::WithCurrentSystemInfo as _;
    use procfs::process::Process;

    let Ok(process) = Process::myself() else {
        return;
    };
    let memory = process.stat().ok().map(|stat| stat.rss_bytes().get());
    page.value(is::MEMORY, memory.map(number));
    let files = process.fd_count().ok();
    let files = files.and_then(|files| u64::try_from(files).ok());
    page.value(is::FILES, files.map(number));
}

#[cfg(not(target_os = "linux"))]
fn process(_: &mut Page) {}

fn words<const N: usize>(words: [&str; N]) -> Vec<String> {
    Vec::from(words.map(str::to_owned))
}

fn seconds(at: Timestamp) -> f64 {
    signed(at.as_second())
}

#[expect(
    clippy::cast_precision_loss,
    reason = "seconds and days are far below 2^53"
)]
fn signed(number: i64) -> f64 {
    number as f64
}
