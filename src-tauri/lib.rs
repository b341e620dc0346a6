//! Latchkey in a desktop window: it hosts (the server runs in this process) or it connects (to one elsewhere), with the same
//! screens. This package alone knows Tauri; what it does without a window is in `latchkey-bridge`.
//!
//! | file | what is in it |
//! | --- | --- |
//! | `arguments` | what the program may be started with |
//! | `desktop` | what the app knows while it runs, and how it comes to host; `desktop/connecting`, to connect |
//! | `stage` | where it stands between the two, for the page, the tray and the notifications |
//! | `sign_ins` | the sign-in that waits for the system's browser |
//! | `missing` | what this machine lacks, said once |
//! | `commands/` | what the page may ask for, each a few lines; `build.rs` lists them, `capabilities/` allows them |
//! | `events` | what the page is told: it asks for the next one and waits |
//! | `window` | the one window: when it is shown, where it may go, what closing it means |
//! | `tray`, `links`, `notices`, `login_entry`, `desktop_entry`, `graphics` | the rest of the desktop; each is left out where the machine has none of it |
//!
//! To add a command: a function in `commands/`, its name in `build.rs` and in `invoke_handler` below, its permission in
//! `capabilities/main.json`, its call in `ui/src/platform/desktop.ts`. An answer of the server is no command: the page
//! asks for it through `call`.

mod arguments;
mod commands;
mod desktop;
#[cfg(target_os = "linux")]
mod desktop_entry;
mod events;
#[cfg(target_os = "linux")]
mod graphics;
mod links;
mod login_entry;
mod missing;
mod notices;
mod sign_ins;
mod stage;
mod tray;
mod window;

use std::process::ExitCode;

use clap::Parser as _;
use tauri::{Manager as _, RunEvent};
use tauri_plugin_window_state::StateFlags;

use arguments::{Arguments, HIDDEN};
use desktop::Desktop;
use latchkey_host::{closed_process, log};

/// The window's label.
pub(crate) const MAIN: &str = "main";

/// Runs the app until it is quit.
pub fn run() -> ExitCode {
    let closed = closed_process::close();
    let arguments = Arguments::parse();
    if let Err(why) = log::start("warn,latchkey=info", log::Format::Text) {
        eprintln!("{why:#}");
        return ExitCode::FAILURE;
    }
    if let Err(why) = closed {
        tracing::warn!(%why, "this process could not be closed to debuggers and core dumps");
    }
    #[cfg(target_os = "linux")]
    if arguments.safe_graphics {
        graphics::start_again_with_safe_graphics();
    }
    match build(arguments) {
        Ok(app) => {
            app.run(on_event);
            ExitCode::SUCCESS
        }
        Err(fault) => {
            // There is no window to say it in.
            tracing::error!(%fault, "the desktop app could not start");
            ExitCode::FAILURE
        }
    }
}

fn build(arguments: Arguments) -> tauri::Result<tauri::App> {
    let builder = tauri::Builder::default()
        // The first plugin, so that a second start gets no further than this. Which process serves a folder is decided
        // by the folder's lock all the same: without a session bus there can be a second one.
        .plugin(tauri_plugin_single_instance::init(|app, arguments, _| {
            started_again(app, &arguments);
        }))
        .plugin(tauri_plugin_deep_link::init())
        .plugin(tauri_plugin_notification::init())
        .plugin(
            tauri_plugin_window_state::Builder::default()
                // It is shown once the page has something to read, not before.
                .with_state_flags(StateFlags::all() - StateFlags::VISIBLE - StateFlags::DECORATIONS)
                .build(),
        );
    #[cfg(not(target_os = "linux"))]
    let builder = builder.plugin(login_entry::plugin(&arguments.at_login()));
    builder
        .invoke_handler(tauri::generate_handler![
            commands::call::call,
            commands::sign_in::cancel_sign_in,
            commands::start::choose_again,
            commands::shell::close_window,
            commands::start::connect,
            commands::start::desktop_state,
            commands::sign_in::hand_in_address,
            commands::start::host,
            commands::shell::next_event,
            commands::shell::open_outside,
            commands::sign_in::open_sign_in_again,
            commands::shell::ready,
            commands::shell::save,
            commands::shell::set_start_at_login,
            commands::sign_in::sign_in,
            commands::sign_in::sign_in_under_way,
            commands::shell::start_at_login,
            commands::sign_in::test_sign_in,
        ])
        .setup(move |app| {
            let handle = app.handle().clone();
            let desktop = Desktop::new(&handle, &arguments)?;
            app.manage(desktop);
            window::open(app, !arguments.hidden)?;
            tray::put_up(&handle);
            links::listen(&handle);
            links::open_from_arguments(&handle, &arguments.links);
            tauri::async_runtime::spawn(end_when_told(handle.clone()));
            tauri::async_runtime::spawn(async move {
                handle.state::<Desktop>().resume().await;
                notices::watch(&handle).await;
            });
            Ok(())
        })
        .build(tauri::generate_context!())
}

/// A second start hands over what it was given and ends. At login it is as quiet as the first one.
fn started_again(app: &tauri::AppHandle, arguments: &[String]) {
    // One that comes while this one is still being put together has nothing to raise yet; it will be shown by itself.
    if app.try_state::<Desktop>().is_none() {
        return;
    }
    if !arguments.iter().any(|argument| argument == HIDDEN) {
        window::raise(app);
    }
    links::open_from_arguments(app, arguments);
}

/// Logging out of the machine, or an operator's kill: quits as the menu does, with requests answered and the window's place
/// written down.
#[cfg(unix)]
async fn end_when_told(app: tauri::AppHandle) {
    use tokio::signal::unix::{SignalKind, signal};
    match (
        signal(SignalKind::terminate()),
        signal(SignalKind::interrupt()),
    ) {
        (Ok(mut terminate), Ok(mut interrupt)) => {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
            app.exit(0);
        }
        (Err(fault), _) | (_, Err(fault)) => {
            tracing::warn!(%fault, "the app will not end by itself when the system ends it");
        }
    }
}

/// Windows tells a program with a window by the window's own messages.
#[cfg(not(unix))]
async fn end_when_told(_: tauri::AppHandle) {}

fn on_event(app: &tauri::AppHandle, event: RunEvent) {
    match event {
        RunEvent::WindowEvent { label, event, .. } if label == MAIN => {
            window::on_event(app, &event);
        }
        // The last window is hidden, not closed, while the app hosts; what comes here is a wish to quit.
        RunEvent::ExitRequested { .. } => {
            // Requests under way are answered first, which nobody has to watch.
            if let Some(window) = app.get_webview_window(MAIN) {
                let _ = window.hide();
            }
            stop(app);
        }
        // macOS ends an app at logout, and by its own menu, without having asked.
        RunEvent::Exit => stop(app),
        // A click on the icon in the Dock, while the window is put away.
        #[cfg(target_os = "macos")]
        RunEvent::Reopen { .. } => window::raise(app),
        _ => {}
    }
}

/// The second time there is nothing left to stop.
fn stop(app: &tauri::AppHandle) {
    if let Some(desktop) = app.try_state::<Desktop>() {
        tauri::async_runtime::block_on(desktop.stop());
    }
}
