//! `/`: the portal, which is the interface in `ui/` as it was built, embedded.

mod assets;
pub mod page;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use crate::request_id::Reference;
use crate::state::ServerState;

/// Every path that nothing else serves.
pub fn routes() -> Router<ServerState> {
    Router::new().fallback(portal)
}

/// A file of the interface, else the interface itself: it knows its own paths.
async fn portal(
    State(state): State<ServerState>,
    Reference(reference): Reference,
    request: Request,
) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return page::not_found(&state, &reference);
    }
    let path = request.uri().path().trim_start_matches('/');
    if path == "logo.png"
        && let Some(logo) = crate::api::organization::logo(&state)
    {
        return logo;
    }
    if let Some(file) = assets::file(path) {
        return file.into_response();
    }
    // A path with an ending is a file that is not there; any other is one of the interface's own.
    let last = path.rsplit('/').next().unwrap_or_default();
    if last.contains('.') || path.starts_with("assets/") {
        return page::not_found(&state, &reference);
    }
    let wanted = request
        .uri()
        .path_and_query()
        .map_or("/", |path| path.as_str());
    page::interface(&state, &reference, wanted)
}

/// Signing in has no sense before there is an organization: the page says what comes first.
pub async fn set_up_first(
    State(state): State<ServerState>,
    Reference(reference): Reference,
    request: Request,
    next: Next,
) -> Response {
    match state.app.organization() {
        Ok(_) => next.run(request).await,
        Err(failure) => page::failure(&state, &reference, &failure),
    }
}
