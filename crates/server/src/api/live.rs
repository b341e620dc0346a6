//! Long polls: an answer as soon as there is something new, else an empty one after a while.
//!
//! The desktop window's one way to the server is a request and its answer, so there is no server push.

use std::time::Duration;

use super::problem::Problem;
use super::who::Person;
use crate::state::ServerState;

/// Nobody waits longer, whatever they ask: a proxy in between would give up first.
const LONGEST: u64 = 25;

/// Looks until there is something, for at most `wait` seconds. A server that stops answers at once, and a person whose
/// session has ended is told so at once (product rule 4): whatever ends one is a commit, and a commit wakes who waits.
pub(super) async fn newer<T>(
    state: &ServerState,
    person: &Person,
    wait: u64,
    mut look: impl FnMut() -> Result<Option<T>, Problem>,
) -> Result<Option<T>, Problem> {
    let mut pulse = state.app.pulse();
    let mut stopping = state.fixed.stopping.subscribe();
    let over = tokio::time::sleep(Duration::from_secs(wait.min(LONGEST)));
    tokio::pin!(over);
    loop {
        pulse.mark_unchanged();
        state.app.demand_session(&person.signed_in)?;
        if let Some(found) = look()? {
            return Ok(Some(found));
        }
        tokio::select! {
            changed = pulse.changed() => if changed.is_err() {
                return Ok(None);
            },
            () = &mut over => return Ok(None),
            _ = stopping.wait_for(|stopping| *stopping) => return Ok(None),
        }
    }
}
