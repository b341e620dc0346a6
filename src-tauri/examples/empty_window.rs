//! An empty Tauri window, for `./dev bench desktop` to stand beside Latchkey's: the same size and title, a page without
//! anything on it, shown once that page is there.

use std::process::ExitCode;

use tauri::http::{Response, header};
use tauri::webview::PageLoadEvent;
use tauri::{Url, WebviewUrl, WebviewWindowBuilder};

const PAGE: &[u8] = b"<!doctype html><title>Latchkey</title>";

fn main() -> ExitCode {
    let ran = tauri::Builder::default()
        // A blank address of the web view's own is loaded without a word.
        .register_uri_scheme_protocol("empty", |_, _| {
            let mut page = Response::new(PAGE);
            let html = header::HeaderValue::from_static("text/html");
            page.headers_mut().insert(header::CONTENT_TYPE, html);
            page
        })
        .setup(|app| {
            let page = WebviewUrl::CustomProtocol(Url::parse("empty://localhost/")?);
            WebviewWindowBuilder::new(app, "main", page)
                .title("Latchkey")
                .inner_size(1200.0, 800.0)
                .visible(false)
                .on_page_load(|window, load| {
                    if load.event() == PageLoadEvent::Finished {
                        // Whoever measures waits for the window, and says so when none comes.
                        let _ = window.show();
                    }
                })
                .build()?;
            Ok(())
        })
        .run(tauri::generate_context!());
    if ran.is_ok() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
