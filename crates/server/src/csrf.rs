//! A change asked for by a browser comes from our own pages (OWASP ASVS 5, 3.5).
//!
//! The session's cookie is `SameSite=Lax`; this holds where a browser is lenient about it, and against pages of a
//! sibling host. A program that is no browser sends neither header and has no cookie of anybody.

use axum::extract::{Request, State};
use axum::http::{Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use latchkey_domain::{Refusal, RefusalCode};

use crate::api::problem::Problem;
use crate::state::ServerState;

/// Refuses a change that another site's page asks for.
pub async fn guard(State(state): State<ServerState>, request: Request, next: Next) -> Response {
    let safe = matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    );
    if !safe
        && !is_another_sites_business(request.uri().path())
        && is_from_another_site(&request, &state.fixed.public_url)
    {
        return Problem::from(Refusal::new(
            RefusalCode::Forbidden,
            "This change was asked for by another site's page, so nothing was changed. Open Latchkey at its own address \
             and try there.",
        ))
        .into_response();
    }
    next.run(request).await
}

/// A sign-in that another site starts by a form (OpenID Connect Core 1.0, section 4), and an issuer's answer by one. Neither
/// does more than a link to the same address.
fn is_another_sites_business(path: &str) -> bool {
    ["/auth/login", "/auth/callback"].contains(&path)
}

fn is_from_another_site(request: &Request, public_url: &str) -> bool {
    let text = |name: &str| {
        request
            .headers()
            .get(name)
            .and_then(|value| value.to_str().ok())
    };
    if let Some(site) = text("sec-fetch-site") {
        return !matches!(site, "same-origin" | "none");
    }
    let Some(origin) = text(header::ORIGIN.as_str()) else {
        return false;
    };
    // Behind a port forward the page's own origin is the Host that was asked for.
    let own_host = text(header::HOST.as_str()).is_some_and(|host| {
        origin == format!("http://{host}") || origin == format!("https://{host}")
    });
    !(own_host || origin == public_url)
}
