//! Who is a local caller: somebody on this machine who speaks to the server itself, where nothing stands in front of it that
//! would make everybody look like that.

use axum::extract::Request;
use axum::http::HeaderMap;
use url::Host;

use crate::client;
use crate::host;
use crate::state::ServerState;

/// What proxies and tunnels add to a request, beside everything that begins with `x-forwarded-`.
const OF_PROXIES: [&str; 8] = [
    "forwarded",
    "via",
    "x-real-ip",
    "x-client-ip",
    "cf-connecting-ip",
    "cf-ray",
    "true-client-ip",
    "tailscale-user-login",
];

/// `Err` says in what the request is no local one, to end a sentence.
pub(super) fn is_local(state: &ServerState, request: &Request) -> Result<(), &'static str> {
    if !client::peer(request.extensions()).is_some_and(|peer| peer.is_loopback()) {
        return Err("this request comes from another machine");
    }
    if !host::asked_for(request)
        .and_then(|name| host::readable(&name))
        .is_some_and(|name| is_loopback(&name))
    {
        return Err("the name that it was asked under is not this machine's own, as 127.0.0.1 is");
    }
    if names_a_proxy(request.headers()) {
        return Err("this request came through a proxy");
    }
    let fixed = &state.fixed;
    let stored = state.app.settings().ok();
    if fixed.public_url_from != "default"
        || stored.is_some_and(|settings| settings.public_url.is_some())
    {
        return Err("a server with a public URL knows no local callers");
    }
    if !fixed.trusted_proxies.is_empty() {
        return Err("a server with a trusted proxy knows no local callers");
    }
    Ok(())
}

fn is_loopback(name: &Host<String>) -> bool {
    match name {
        Host::Domain(name) => name == "localhost",
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.to_canonical().is_loopback(),
    }
}

fn names_a_proxy(headers: &HeaderMap) -> bool {
    headers.keys().any(|name| {
        let name = name.as_str();
        name.starts_with("x-forwarded-") || OF_PROXIES.contains(&name)
    })
}
