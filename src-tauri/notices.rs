//! Notifications for what needs an admin, while the window may be hidden. A click leads to the screen where it is seen.

use latchkey_bridge::attention::{Attention, Matter};
use tauri::{AppHandle, Manager as _};
use tauri_plugin_notification::{ActionPerformed, NotificationExt as _};

use crate::desktop::Desktop;
use crate::events::Event;
use crate::window;

/// Under which name a notification carries its screen.
const SCREEN: &str = "screen";
/// What the plugin calls a click on the notification itself.
const CLICK: &str = "tap";

/// Looks as long as the app runs: at once when something happened, and now and then.
pub(crate) async fn watch(app: &AppHandle) {
    let handle = app.clone();
    let listening = app
        .notification()
        .on_action(move |performed| clicked(&handle, performed));
    if let Err(fault) = listening {
        tracing::info!(%fault, "a click on a notification will lead nowhere");
    }
    let desktop = app.state::<Desktop>();
    let mut attention = Attention::new(desktop.memory());
    let mut stages = desktop.stages();
    loop {
        let lookout = stages.borrow_and_update().lookout();
        let Some(lookout) = lookout else {
            if stages.changed().await.is_err() {
                return;
            }
            continue;
        };
        // Asked before the look: what happens between the two is news.
        let newest = lookout.newest().await;
        if let Some(matters) = lookout.look().await {
            for matter in attention.news(&lookout.place(), matters) {
                show(app, &matter);
            }
        }
        tokio::select! {
            () = lookout.wait(newest) => {}
            changed = stages.changed() => {
                if changed.is_err() {
                    return;
                }
            }
        }
    }
}

fn show(app: &AppHandle, matter: &Matter) {
    let shown = app
        .notification()
        .builder()
        .title("Latchkey")
        .body(text(&matter.sentence))
        .extra(SCREEN, matter.screen())
        .show();
    if let Err(fault) = shown {
        tracing::info!(%fault, "a notification could not be shown; Home has it all the same");
    }
}

/// On Linux a notification's body is markup (Desktop Notifications Specification, "Markup"): a name in it must stay a name.
fn text(sentence: &str) -> String {
    if !cfg!(target_os = "linux") {
        return sentence.to_owned();
    }
    sentence
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

fn clicked(app: &AppHandle, performed: &ActionPerformed) {
    if performed.action_id() != CLICK {
        return;
    }
    let screen = performed
        .notification()
        .and_then(|notification| notification.extra().get(SCREEN))
        .and_then(|screen| screen.as_str())
        .unwrap_or("/");
    app.state::<Desktop>().events.tell(Event::Go {
        path: screen.to_owned(),
    });
    window::raise(app);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(target_os = "linux")]
    fn a_name_is_no_markup() {
        assert_eq!(
            text("<a href='x'>R&D</a> became EnterpriseAdmin."),
            "&lt;a href='x'&gt;R&amp;D&lt;/a&gt; became EnterpriseAdmin."
        );
    }
}
