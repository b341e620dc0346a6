//! Connecting to a server elsewhere, and what becomes of that when it is another one after a while.

use std::sync::atomic::Ordering;
use std::time::Duration;

use latchkey_bridge::about::{self, Unfit};
use latchkey_bridge::choice::Choice;
use latchkey_bridge::destination::There;
use latchkey_bridge::lookout::Lookout;
use latchkey_bridge::{Bridge, Destination};
use tauri::Manager as _;
use url::Url;

use super::Desktop;
use crate::commands::Refusal;
use crate::events::Event;
use crate::stage::{Mode, Stage};

/// A server that was lost is asked again who it is after so long.
const ASK_AGAIN_AFTER: Duration = Duration::from_secs(2);

impl Desktop {
    /// The server that was chosen at an earlier start.
    pub(super) fn chosen_address(&self) -> Option<String> {
        match self.memory.read().choice {
            Some(Choice::Connect { address }) => {
                Some(address.as_str().trim_end_matches('/').to_owned())
            }
            _ => None,
        }
    }

    /// A server that was chosen before and does not answer now is no reason to choose again: its pages say so and try
    /// again, and who it is is asked when it is back.
    pub(super) async fn connect(&self, address: Url, chosen_before: bool) -> Result<(), Refusal> {
        let there = There::at(address).map_err(|lost| Refusal::new("lost", lost.to_string()))?;
        let destination = Destination::There(there);
        let lost = match about::ask(&destination).await {
            Ok(_) => false,
            Err(Unfit::Lost(lost)) if chosen_before => {
                tracing::info!(%lost, "the server does not answer yet");
                true
            }
            Err(unfit) => return Err(Refusal::new(unfit.code(), unfit.to_string())),
        };
        let bridge = Bridge::new(destination, self.tokens.clone());
        let lookout = Lookout::There(bridge.clone());
        self.stage
            .send_replace(Stage::Ready(bridge.clone(), Mode::Connect, lookout));
        if lost {
            self.ask_when_it_is_back(bridge);
        }
        Ok(())
    }

    /// A server that was lost may be of another version when it is back, for that is when it is updated. Then the app
    /// leaves it, and says which of the two to update.
    pub(crate) fn ask_when_it_is_back(&self, bridge: Bridge) {
        if self.stage.borrow().hosts() || self.asks_who_is_there.swap(true, Ordering::Relaxed) {
            return;
        }
        let app = self.app.clone();
        tauri::async_runtime::spawn(async move {
            let desktop = app.state::<Desktop>();
            let unfit = desktop.wait_until_it_is_back(&bridge).await;
            desktop.asks_who_is_there.store(false, Ordering::Relaxed);
            if let Some(unfit) = unfit {
                desktop.sign_ins.cancel();
                let refusal = Refusal::new(unfit.code(), unfit.to_string());
                desktop.stage.send_replace(Stage::Choose(Some(refusal)));
                desktop.events.tell(Event::Choose);
            }
        });
    }

    /// Why it does not fit any more, if so. Asks as long as the app is connected to it.
    async fn wait_until_it_is_back(&self, bridge: &Bridge) -> Option<Unfit> {
        let address = bridge.destination().public_url();
        loop {
            let asked = about::ask(bridge.destination()).await;
            let still_there = self
                .bridge()
                .is_some_and(|now| now.destination().public_url() == address);
            match asked {
                _ if !still_there => return None,
                Ok(_) => return None,
                Err(unfit @ (Unfit::ServerOlder { .. } | Unfit::AppOlder { .. })) => {
                    return Some(unfit);
                }
                // What answers meanwhile may be a proxy's own page.
                Err(_) => tokio::time::sleep(ASK_AGAIN_AFTER).await,
            }
        }
    }
}
