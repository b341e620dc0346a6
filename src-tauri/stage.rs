//! Where the app stands: whether it hosts, connects, or has to ask. The page, the tray and the notifications hang on it.

use latchkey_bridge::Bridge;
use latchkey_bridge::lookout::Lookout;
use serde::Serialize;

use crate::commands::Refusal;

/// Where the app stands.
#[derive(Clone)]
#[expect(
    clippy::large_enum_variant,
    reason = "there is one, and it is the large one for as long as the app is of use"
)]
pub(crate) enum Stage {
    /// It comes to host or to connect.
    Starting,
    /// The person has to choose; at the first start nothing was refused.
    Choose(Option<Refusal>),
    /// The page may call, and notifications know where to look.
    Ready(Bridge, Mode, Lookout),
}

/// How it is ready.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Mode {
    /// The server runs in this process.
    Host,
    /// The server runs elsewhere.
    Connect,
}

/// The same for the page.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DesktopState {
    /// To ask for events with.
    pub(crate) page: u64,
    pub(crate) version: &'static str,
    /// Null while the person has to choose.
    pub(crate) mode: Option<Mode>,
    /// The server's address; while the person has to choose, the one that was chosen before.
    pub(crate) address: Option<String>,
    /// The folder that would be hosted.
    pub(crate) data_dir: String,
    /// Why what was chosen did not come about.
    pub(crate) refusal: Option<Refusal>,
    /// What this machine lacks and was not said yet: `session_bus`.
    pub(crate) missing: Vec<&'static str>,
}

impl Stage {
    /// The way to the server, once there is one.
    pub(crate) fn bridge(&self) -> Option<&Bridge> {
        match self {
            Self::Ready(bridge, ..) => Some(bridge),
            _ => None,
        }
    }

    /// Whether the server runs in this process.
    pub(crate) fn hosts(&self) -> bool {
        matches!(self, Self::Ready(_, Mode::Host, _))
    }

    /// Where notifications look, once there is a server.
    pub(crate) fn lookout(&self) -> Option<Lookout> {
        match self {
            Self::Ready(_, _, lookout) => Some(lookout.clone()),
            _ => None,
        }
    }

    /// For the tray's menu.
    pub(crate) fn in_words(&self) -> String {
        match self {
            Self::Starting => "Starting…".to_owned(),
            Self::Choose(_) => "Not set up yet".to_owned(),
            Self::Ready(bridge, Mode::Host, _) => {
                format!("Running at {}", bridge.destination().public_url())
            }
            Self::Ready(bridge, Mode::Connect, _) => {
                format!("Connected to {}", bridge.destination().public_url())
            }
        }
    }
}
