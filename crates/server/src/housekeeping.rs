//! What the running server clears away beside its requests, so that nothing grows for ever.

use std::time::Duration;

use latchkey_app::App;
use tokio::time::MissedTickBehavior;

use crate::state::ServerState;

/// Sessions live for hours, so nothing that has run out lies around for long.
const EVERY: Duration = Duration::from_hours(1);

/// How often it is looked whether a backup is due.
const LOOK_FOR_BACKUPS: Duration = Duration::from_mins(5);

/// Makes the day's backup at the first chance, until the task is ended. A copy that is under way then is left to itself: what it
/// leaves behind is taken away at the next start.
pub(crate) async fn back_up_for_ever(app: App) {
    let mut tick = tokio::time::interval(LOOK_FOR_BACKUPS);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tick.tick().await;
        match app.back_up_if_due().await {
            Ok(None) => {}
            Ok(Some(made)) => {
                tracing::info!(
                    file = made.file,
                    bytes = made.bytes,
                    "made the day's backup"
                );
            }
            Err(fault) => tracing::warn!(%fault, "the day's backup could not be seen to"),
        }
    }
}

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
        // Addresses that have not started a sign-in lately.
        for limiter in [&state.fixed.sign_in_starts, &state.fixed.sign_in_returns] {
            limiter.retain_recent();
            limiter.shrink_to_fit();
        }
    }
}
