//! The tray icon: the state, open, quit. There is none on every desktop, so nothing depends on it and no text mentions it.

use std::panic::{AssertUnwindSafe, catch_unwind};

use tauri::menu::{MenuBuilder, MenuItem, MenuItemBuilder};
use tauri::tray::{TrayIconBuilder, TrayIconEvent};
use tauri::{AppHandle, Manager as _, Wry};

use crate::desktop::Desktop;
use crate::window;

const OPEN: &str = "open";
const QUIT: &str = "quit";

/// Puts it up where it can be; says in the log where it cannot.
pub(crate) fn put_up(app: &AppHandle) {
    // The library that draws it is found at run time, and its binding panics where it is not installed.
    let put_up = catch_unwind(AssertUnwindSafe(|| build(app)));
    match put_up {
        Ok(Ok(state)) => follow(app.clone(), state),
        Ok(Err(fault)) => tracing::info!(%fault, "there is no tray icon"),
        Err(_) => {
            tracing::info!("there is no tray icon: the system's library for it is not installed");
        }
    }
}

fn build(app: &AppHandle) -> tauri::Result<MenuItem<Wry>> {
    let state = MenuItemBuilder::new("Latchkey").enabled(false).build(app)?;
    let menu = MenuBuilder::new(app)
        .item(&state)
        .separator()
        .text(OPEN, "Open Latchkey")
        .separator()
        .text(QUIT, "Quit Latchkey")
        .build()?;
    let mut tray = TrayIconBuilder::with_id("latchkey")
        .menu(&menu)
        .tooltip("Latchkey")
        // On Windows a double click opens the window; elsewhere there is none, so the menu comes by any click and has
        // everything.
        .show_menu_on_left_click(!cfg!(windows))
        .on_menu_event(|app, event| match event.id().as_ref() {
            OPEN => window::raise(app),
            QUIT => app.exit(0),
            _ => {}
        })
        .on_tray_icon_event(|tray, event| {
            if matches!(event, TrayIconEvent::DoubleClick { .. }) {
                window::raise(tray.app_handle());
            }
        });
    if let Some(icon) = app.default_window_icon() {
        tray = tray.icon(icon.clone());
    }
    tray.build(app)?;
    Ok(state)
}

/// Keeps the first line of the menu true.
fn follow(app: AppHandle, line: MenuItem<Wry>) {
    tauri::async_runtime::spawn(async move {
        let mut stages = app.state::<Desktop>().stages();
        loop {
            let words = stages.borrow_and_update().in_words();
            if let Err(fault) = line.set_text(words) {
                tracing::debug!(%fault, "the tray's menu could not be changed");
            }
            if stages.changed().await.is_err() {
                return;
            }
        }
    });
}
