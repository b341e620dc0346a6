//! The files of the interface.

use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use rust_embed::RustEmbed;

/// `ui/dist`; empty on a clone where the interface was not built.
#[derive(RustEmbed)]
#[folder = "../../ui/dist"]
#[allow_missing = true]
struct Dist;

/// The page that holds the interface, if it was built.
pub(super) fn index() -> Option<String> {
    let file = Dist::get("index.html")?;
    String::from_utf8(file.data.into_owned()).ok()
}

/// A file other than the page. Names under `assets/` carry a hash of their content, so they may be kept for ever.
pub(super) fn file(path: &str) -> Option<Response> {
    if path.is_empty() || path == "index.html" {
        return None;
    }
    let file = Dist::get(path)?;
    let mut response = Response::new(Body::from(file.data.into_owned()));
    let headers = response.headers_mut();
    if let Ok(kind) = HeaderValue::from_str(file.metadata.mimetype()) {
        headers.insert(header::CONTENT_TYPE, kind);
    }
    let cache = if path.starts_with("assets/") {
        "public, max-age=31536000, immutable"
    } else {
        "public, max-age=3600"
    };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    Some(response)
}
