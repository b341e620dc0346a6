//! A change asked for by a browser comes from our own pages (OWASP ASVS 5, 3.5).
//!
//! The session's cookie is `SameSite=Lax`; this holds where a browser is lenient about it, and against pages of a
//! sibling host. What a browser says of where a request comes from, `Sec-Fetch-Site` and `Origin`, has to fit wherever it
//! is said. A program that is no browser says neither; it has no cookie of anybody, and one that comes with a cookie and
//! without a word is not let through.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use latchkey_domain::{Refusal, RefusalCode};

use crate::api::problem::Problem;
use crate::auth::cookie;
use crate::host;
use crate::state::ServerState;

/// Refuses a change that another site's page asks for.
pub async fn guard(State(state): State<ServerState>, request: Request, next: Next) -> Response {
    let safe = matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    );
    if safe || is_another_sites_business(request.uri().path()) {
        return next.run(request).await;
    }
    match origin_of(&request, &state) {
        Asking::Ours | Asking::Program => next.run(request).await,
        Asking::AnotherSite => refuse(
            "This change was asked for by another site's page, so nothing was changed. Open Latchkey at its own address \
             and try there.",
        ),
        Asking::Silent => refuse(
            "This change came with a browser's cookie and without saying which page asks (Origin or Sec-Fetch-Site), so \
             nothing was changed. A browser of today says it; a program sends its session as Authorization: Bearer.",
        ),
    }
}

/// A sign-in that another site starts by a form (OpenID Connect Core 1.0, section 4), and an issuer's answer by one. Neither
/// does more than a link to the same address.
fn is_another_sites_business(path: &str) -> bool {
    ["/auth/login", "/auth/callback"].contains(&path)
}

fn refuse(detail: &str) -> Response {
    Problem::from(Refusal::new(RefusalCode::Forbidden, detail)).into_response()
}

/// Who asks for a change.
enum Asking {
    Ours,
    AnotherSite,
    /// A browser, by its cookie, that does not say.
    Silent,
    Program,
}

fn origin_of(request: &Request, state: &ServerState) -> Asking {
    let headers = request.headers();
    let site = said(headers, "sec-fetch-site");
    let origin = said(headers, header::ORIGIN.as_str());
    let site_fits = match site {
        Said::Nothing => None,
        // "none" is the person themselves, by the address bar.
        Said::Once("same-origin" | "none") => Some(true),
        Said::Once(_) | Said::Unreadable => Some(false),
    };
    let origin_fits = match origin {
        Said::Nothing => None,
        Said::Once(origin) => {
            let asked = host::asked_for(request);
            Some(state.fixed.names.is_own_origin(origin, asked.as_ref()))
        }
        Said::Unreadable => Some(false),
    };
    match (site_fits, origin_fits) {
        (Some(false), _) | (_, Some(false)) => Asking::AnotherSite,
        (None, None) if acts_by_cookie(headers, state) => Asking::Silent,
        (None, None) => Asking::Program,
        _ => Asking::Ours,
    }
}

/// Whether a cookie of ours is what it would be let in by.
fn acts_by_cookie(headers: &HeaderMap, state: &ServerState) -> bool {
    !headers.contains_key(header::AUTHORIZATION) && cookie::is_there(headers, state.fixed.secure)
}

enum Said<'a> {
    Nothing,
    Once(&'a str),
    Unreadable,
}

fn said<'a>(headers: &'a HeaderMap, name: &str) -> Said<'a> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (None, _) => Said::Nothing,
        (Some(value), None) => value.to_str().map_or(Said::Unreadable, Said::Once),
        (Some(_), Some(_)) => Said::Unreadable,
    }
}
