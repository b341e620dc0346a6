//! Deep links, whichever way the system hands them over: as an argument of a start, of a second start, or as an event.

use latchkey_bridge::links::{self, Link};
use tauri::{AppHandle, Manager as _};
use tauri_plugin_deep_link::DeepLinkExt as _;

use crate::desktop::Desktop;
use crate::events::Event;
use crate::window;

/// Listens, and makes the scheme known to the system: an AppImage that was moved is found again.
pub(crate) fn listen(app: &AppHandle) {
    let handle = app.clone();
    app.deep_link().on_open_url(move |event| {
        for url in event.urls() {
            open(&handle, url.as_str());
        }
    });
    let handle = app.clone();
    // It starts programs of the system and waits for them.
    std::thread::spawn(move || {
        if let Err(fault) = handle.deep_link().register_all() {
            tracing::info!(%fault, "links of the app's own scheme will not open the app");
        }
    });
}

/// Links among the arguments of a start, this one's or a second one's.
pub(crate) fn open_from_arguments(app: &AppHandle, arguments: &[String]) {
    for argument in arguments {
        if argument.starts_with(links::SCHEME) {
            open(app, argument);
        }
    }
}

fn open(app: &AppHandle, link: &str) {
    let desktop = app.state::<Desktop>();
    match links::read(link) {
        Some(Link::Screen(path)) => {
            desktop.events.tell(Event::Go { path });
            window::raise(app);
        }
        Some(Link::Callback(address)) => {
            desktop.hand_in(address);
            window::raise(app);
        }
        Some(Link::App) => window::raise(app),
        // Without its text: it may be a callback with a code in it.
        None => tracing::info!("a link that is none of Latchkey's was not followed"),
    }
}
