//! Notifications for what needs an admin, while the window may be hidden.

use std::time::Duration;

use latchkey_bridge::attention::Attention;
use tauri::{AppHandle, Manager as _};
use tauri_plugin_notification::NotificationExt as _;

use crate::desktop::Desktop;

const EVERY: Duration = Duration::from_secs(30);

/// Asks Home now and then, as long as the app runs.
pub(crate) async fn watch(app: &AppHandle) {
    let mut attention = Attention::default();
    let mut tick = tokio::time::interval(EVERY);
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tick.tick().await;
        let Some(bridge) = app.state::<Desktop>().bridge() else {
            continue;
        };
        for matter in attention.news(Attention::ask(&bridge).await) {
            let shown = app
                .notification()
                .builder()
                .title("Latchkey")
                .body(&matter.sentence)
                .show();
            if let Err(fault) = shown {
                tracing::info!(%fault, "a notification could not be shown; Home has it all the same");
            }
        }
    }
}
