//! `/api/v1/about`: which Latchkey this is, for a window that connects and for the first run. And the gate that shuts
//! everything else until there is an organization.

use std::sync::atomic::{AtomicBool, Ordering};

use axum::Json;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::problem::{Problem, ProblemBody};
use crate::state::ServerState;

/// The version of this API: it counts changes that an older window does not understand.
const API: u32 = 1;

/// Which Latchkey this is.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct About {
    /// Always "Latchkey".
    product: &'static str,
    /// The program's version.
    version: &'static str,
    /// The API's version.
    api: u32,
    /// Whether there is an organization.
    set_up: bool,
    /// The organization.
    #[schema(required)]
    organization: Option<AboutOrganization>,
    /// Whether this is a rehearsal's scratch installation: every screen says so.
    rehearsal: bool,
}

/// The organization, as everyone sees it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AboutOrganization {
    /// Its name.
    name: String,
    /// Whether `/logo.png` is there.
    has_logo: bool,
}

/// Which Latchkey this is.
#[utoipa::path(get, path = "/about", operation_id = "get_about", responses(
    (status = 200, body = About, description = "Which Latchkey this is"),
    (status = 500, body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn get(State(state): State<ServerState>) -> Result<Json<About>, Problem> {
    let (organization, logo) = state
        .app
        .read(|store| Ok((store.organization()?, store.logo_facts()?)))
        .map_err(latchkey_app::Failure::from)?;
    Ok(Json(About {
        product: "Latchkey",
        version: env!("CARGO_PKG_VERSION"),
        api: API,
        set_up: organization.is_some(),
        organization: organization.map(|organization| AboutOrganization {
            name: organization.name,
            has_logo: logo.is_some(),
        }),
        rehearsal: state.fixed.rehearsal,
    }))
}

/// Whether there is an organization; once there is, there always is.
#[derive(Debug, Default)]
pub struct SetUp(AtomicBool);

/// Shuts what has no sense before set-up. Another process may set up while this one serves.
pub async fn gate(State(state): State<ServerState>, request: Request, next: Next) -> Response {
    let known = &state.fixed.set_up.0;
    if !known.load(Ordering::Relaxed) {
        if let Err(failure) = state.app.organization() {
            return Problem::from(failure).into_response();
        }
        known.store(true, Ordering::Relaxed);
    }
    next.run(request).await
}
