//! Who is told: whoever brings the token, and a program on this machine as long as nobody else can look like one.

use std::net::IpAddr;

use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;
use axum::http::uri::Authority;
use latchkey_app::record::Caller;
use latchkey_domain::activity::Actor;

use crate::api::problem::Problem;
use crate::api::who;
use crate::client;
use crate::state::ServerState;

/// What a proxy adds on the way; a local program sends none of it.
const FORWARDING: [&str; 7] = [
    "forwarded",
    "via",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-proto",
    "x-forwarded-server",
    "x-real-ip",
];

/// Somebody who may read the figures.
#[derive(Debug)]
pub(super) struct MayScrape;

impl FromRequestParts<ServerState> for MayScrape {
    type Rejection = Problem;

    async fn from_request_parts(
        parts: &mut Parts,
        state: &ServerState,
    ) -> Result<Self, Self::Rejection> {
        let brought = bearer(parts);
        if brought.is_none() && is_local(parts, state)? {
            return Ok(Self);
        }
        let caller: Caller = who::caller(parts, state, Actor::Unknown, None);
        state.app.open_metrics(&caller, brought).await?;
        Ok(Self)
    }
}

/// RFC 6750 §2.1; RFC 9110 §11.1 has schemes in any case.
fn bearer(parts: &Parts) -> Option<&str> {
    let value = parts.headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// A reverse proxy or a tunnel on this machine has a loopback address as well. So none may be set, none may show, and the name that
/// was asked for has to be this machine's own.
fn is_local(parts: &Parts, state: &ServerState) -> Result<bool, Problem> {
    let forwarded = FORWARDING
        .iter()
        .any(|name| parts.headers.contains_key(*name));
    let from_here = client::peer(&parts.extensions).is_some_and(|peer| peer.is_loopback());
    Ok(from_here
        && !forwarded
        && asks_for_this_machine(parts)
        && state.fixed.trusted_proxies.is_empty()
        && state.fixed.public_url_from == "default"
        && state.app.settings()?.public_url.is_none())
}

fn asks_for_this_machine(parts: &Parts) -> bool {
    let mut hosts = parts.headers.get_all(header::HOST).iter();
    let named = match (hosts.next(), hosts.next()) {
        (Some(host), None) => host.to_str().ok().and_then(|host| host.parse().ok()),
        (None, None) => parts.uri.authority().cloned(),
        _ => None,
    };
    named.is_some_and(|named: Authority| {
        let host = named.host().trim_matches(['[', ']']);
        host.eq_ignore_ascii_case("localhost")
            || host
                .parse::<IpAddr>()
                .is_ok_and(|host| host.to_canonical().is_loopback())
    })
}
