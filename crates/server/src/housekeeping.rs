//! What the running server clears away beside its requests, so that nothing grows for ever.

use std::time::Duration;

use tokio::time::MissedTickBehavior;

use crate::state::ServerState;

/// Sessions live for hours, so nothing that has run out lies around for long.
const EVERY: Duration = Duration::from_hours(1);

/// Clears away at once, then every hour, until the task is ended.
pub(crate) async fn for_ever(state: ServerState) {
    let mut tick = tokio::time::interval(EVERY);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tick.tick().await;
        match state.app.remove_what_ran_out().await {
            Ok(removed) => tracing::debug!(
                sessions = removed.sessions,
                challenges = removed.challenges,
                second_steps = removed.second_steps,
                "removed what ran out"
            ),
            Err(fault) => tracing::warn!(%fault, "what ran out could not be removed"),
        }
        keep_record(&state).await;
        // Addresses that have not started a sign-in lately.
        for limiter in [&state.fixed.sign_in_starts, &state.fixed.sign_in_returns] {
            limiter.retain_recent();
            limiter.shrink_to_fit();
        }
    }
}

/// Trims the record, and tells its newest link: a line that was kept elsewhere shows later whether the record still holds it
/// (`latchkey check --anchor`).
async fn keep_record(state: &ServerState) {
    match state.app.trim_record().await {
        Ok(kept) => tracing::debug!(
            entries = kept.entries,
            bodies = kept.bodies,
            "trimmed the record"
        ),
        Err(fault) => tracing::warn!(%fault, "the record could not be trimmed"),
    }
    match state.app.end_of_chain() {
        Ok(end) => tracing::info!(anchor = %end, "the record's newest entry"),
        Err(fault) => tracing::warn!(%fault, "the record's newest entry could not be read"),
    }
}
