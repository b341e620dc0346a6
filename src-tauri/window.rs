//! The one window: when it is shown, where it may go, what closing it means.

use std::time::Duration;

use tauri::utils::config::Color;
use tauri::webview::NewWindowResponse;
use tauri::{
    AppHandle, Manager as _, Theme, Url, WebviewUrl, WebviewWindow, WebviewWindowBuilder,
    WindowEvent,
};

use crate::MAIN;
use crate::desktop::{Closing, Desktop};
use crate::missing::has_session_bus;

/// The canvas of the two themes (ui/src/theme/tokens.css), for the moment before the page has drawn.
const LIGHT: Color = Color(0xf6, 0xf7, 0xf9, 0xff);
const DARK: Color = Color(0x0f, 0x12, 0x16, 0xff);
/// The page says when it has something to read; one that never says so is shown all the same.
const SHOW_AFTER: Duration = Duration::from_secs(4);

/// Makes the window, still hidden.
pub(crate) fn open(app: &tauri::App, show: bool) -> tauri::Result<()> {
    let window = WebviewWindowBuilder::new(app, MAIN, WebviewUrl::default())
        .title("Latchkey")
        .inner_size(1200.0, 800.0)
        .min_inner_size(960.0, 640.0)
        .visible(false)
        .background_color(LIGHT)
        // Our own pages and nothing else: the page's right to call commands must not go elsewhere.
        .on_navigation(is_own)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .build()?;
    if window.theme().is_ok_and(|theme| theme == Theme::Dark) {
        window.set_background_color(Some(DARK))?;
    }
    scroll_at_the_wheels_pace(&window);
    app.state::<Desktop>().want_shown(show);
    let handle = app.handle().clone();
    tauri::async_runtime::spawn(async move {
        tokio::time::sleep(SHOW_AFTER).await;
        if handle.state::<Desktop>().take_want_shown() {
            tracing::warn!(
                "the page did not say that it is there; the window is shown all the same"
            );
            raise(&handle);
        }
    });
    Ok(())
}

/// Whether an address is one of the app's own pages, as the system's web view names them.
fn is_own(url: &Url) -> bool {
    let (scheme, host) = if cfg!(windows) {
        // WebView2 gives a scheme of one's own no origin, so Tauri puts a host that no network has in its place.
        ("http", "tauri.localhost")
    } else {
        ("tauri", "localhost")
    };
    url.scheme() == scheme && url.host_str() == Some(host) && url.port().is_none()
}

/// The page has something to read.
pub(crate) fn first_page(app: &AppHandle) {
    if app.state::<Desktop>().take_want_shown() {
        raise(app);
    }
}

/// Shows the window in front of others.
pub(crate) fn raise(app: &AppHandle) {
    let Some(window) = app.get_webview_window(MAIN) else {
        return;
    };
    app.state::<Desktop>().want_shown(false);
    let raised = window
        .show()
        .and_then(|()| window.unminimize())
        .and_then(|()| window.set_focus());
    if let Err(fault) = raised {
        tracing::warn!(%fault, "the window could not be shown");
    }
}

/// Takes the window away and lets the app run on.
pub(crate) fn put_away(app: &AppHandle) {
    let Some(window) = app.get_webview_window(MAIN) else {
        return;
    };
    // A second start finds this one by the session bus.
    let gone = if has_session_bus() {
        window.hide()
    } else {
        // Nothing on this machine could bring a hidden window back.
        window.minimize()
    };
    if let Err(fault) = gone {
        tracing::warn!(%fault, "the window could not be put away");
    }
}

pub(crate) fn on_event(app: &AppHandle, event: &WindowEvent) {
    let WindowEvent::CloseRequested { api, .. } = event else {
        return;
    };
    match app.state::<Desktop>().closing() {
        Closing::Quit => {}
        Closing::Ask => api.prevent_close(),
        Closing::PutAway => {
            api.prevent_close();
            put_away(app);
        }
    }
}

/// WebKitGTK's smooth scrolling makes a fast wheel go slower.
#[cfg(target_os = "linux")]
fn scroll_at_the_wheels_pace(window: &WebviewWindow) {
    use webkit2gtk::{SettingsExt as _, WebViewExt as _};
    let set = window.with_webview(|view| {
        if let Some(settings) = view.inner().settings() {
            settings.set_enable_smooth_scrolling(false);
        }
    });
    if let Err(fault) = set {
        tracing::info!(%fault, "smooth scrolling stays on");
    }
}

#[cfg(not(target_os = "linux"))]
fn scroll_at_the_wheels_pace(_: &WebviewWindow) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(target_os = "linux")]
    fn another_origin_is_no_page_of_ours() {
        for address in [
            "https://tauri.localhost/",
            "http://tauri.localhost/",
            "http://tauri.localhost:8080/",
            "tauri://evil.example/",
            "tauri://localhost:8080/",
            "http://localhost/",
            "data:text/html,x",
            "about:blank",
            "file:///etc/passwd",
            "javascript:alert(1)",
        ] {
            let url = address.parse().expect("an address");
            assert!(!is_own(&url), "{address}");
        }
        let own = "tauri://localhost/people?q=a".parse().expect("an address");
        assert!(is_own(&own));
    }
}
