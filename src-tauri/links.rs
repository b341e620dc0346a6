//! Deep links, whichever way the system hands them over: as an argument of a start, of a second start, or as an event.

use latchkey_bridge::links::{self, Link};
use tauri::{AppHandle, Manager as _};
use tauri_plugin_deep_link::DeepLinkExt as _;

use crate::desktop::Desktop;
use crate::events::Event;
use crate::window;

/// What the page says of a sign-in that came back and that nobody waits for.
const STRAY: &str = "stray_sign_in";
/// The entry's name among those of the person's own programs.
#[cfg(target_os = "linux")]
const HANDLER: &str = "latchkey-desktop-handler.desktop";

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
        if let Err(fault) = register(&handle) {
            tracing::info!(%fault, "links of the app's own scheme will not open the app");
        }
    });
}

#[cfg(windows)]
fn register(app: &AppHandle) -> anyhow::Result<()> {
    Ok(app.deep_link().register_all()?)
}

/// macOS reads the scheme in the bundle's Info.plist, where Tauri writes it.
#[cfg(not(any(windows, target_os = "linux")))]
#[expect(clippy::unnecessary_wraps, reason = "as on the other systems")]
fn register(_: &AppHandle) -> anyhow::Result<()> {
    Ok(())
}

#[cfg(target_os = "linux")]
fn register(app: &AppHandle) -> anyhow::Result<()> {
    use std::process::Command;

    use crate::desktop_entry;

    let scheme = format!("x-scheme-handler/{}", links::SCHEME);
    let exec = desktop_entry::exec(&[desktop_entry::program(app)?])?;
    let entry = format!(
        "[Desktop Entry]\nType=Application\nVersion=1.0\nName=Latchkey\nExec={exec} %u\nTerminal=false\nNoDisplay=true\n\
         MimeType={scheme};\n"
    );
    let folder = app.path().data_dir()?.join("applications");
    desktop_entry::write(&folder.join(HANDLER), &entry)?;
    // A cache, which some systems have and some do not.
    let _ = Command::new("update-desktop-database")
        .arg(&folder)
        .status();
    let status = Command::new("xdg-mime")
        .args(["default", HANDLER, &scheme])
        .status()?;
    anyhow::ensure!(status.success(), "xdg-mime: {status}");
    Ok(())
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
            // It may come from anyone, or too late: the person reads that nothing came of it.
            if !desktop.sign_ins.hand_in(&address) {
                desktop.events.tell(Event::Notice { what: STRAY });
            }
            window::raise(app);
        }
        Some(Link::App) => window::raise(app),
        // Without its text: it may be a callback with a code in it.
        None => tracing::info!("a link that is none of Latchkey's was not followed"),
    }
}
