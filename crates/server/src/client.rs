//! Who is at the other end: the peer's address, or what a trusted proxy says of it.

use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, Request};
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap};
use ipnet::IpNet;
use latchkey_app::troubleshooting::trust;

use crate::state::ServerState;

/// The address to count and record. `None` inside this process, where there is no peer.
pub fn address(parts: &Parts, trusted: &[IpNet]) -> Option<IpAddr> {
    let peer = peer(&parts.extensions)?;
    Some(forwarded(peer, &parts.headers, trusted))
}

/// The other end of the connection itself.
pub fn peer(extensions: &Extensions) -> Option<IpAddr> {
    extensions
        .get::<ConnectInfo<SocketAddr>>()
        .map(|ConnectInfo(peer)| peer.ip().to_canonical())
}

/// Whether it is one of the reverse proxies that are believed.
pub fn is_trusted(address: IpAddr, trusted: &[IpNet]) -> bool {
    trusted.iter().any(|net| net.contains(&address))
}

/// What a reverse proxy adds to a request.
const FORWARDING: [&str; 3] = ["forwarded", "x-forwarded-for", "x-real-ip"];

/// Notices a reverse proxy that nobody named: Troubleshooting shows it, and the log once.
pub(crate) fn watch_for_unnamed_proxy(state: &ServerState, request: &Request) {
    let forwarders = state.app.forwarders();
    if forwarders.first().is_none()
        && let Some(peer) = peer(request.extensions())
        && FORWARDING
            .iter()
            .any(|name| request.headers().contains_key(*name))
        && !is_trusted(peer, &state.trusted_proxies())
        && forwarders.note(peer)
    {
        tracing::warn!(
            "requests come from {peer} with forwarding headers, and it is not named as a trusted proxy: everyone behind \
             it counts as one address. If it is your reverse proxy, start with {}",
            trust(peer)
        );
    }
}

/// Walks `X-Forwarded-For` from its end as long as those who wrote it are trusted: what an untrusted one wrote in
/// front of that is anybody's word.
fn forwarded(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let mut nearest = peer;
    let hops: Vec<&str> = headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .collect();
    for hop in hops.iter().rev() {
        if !is_trusted(nearest, trusted) {
            break;
        }
        match hop.parse::<IpAddr>() {
            Ok(address) => nearest = address.to_canonical(),
            Err(_) => break,
        }
    }
    nearest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(value: &'static str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", value.parse().unwrap());
        headers
    }

    #[test]
    fn an_untrusted_peer_is_not_believed() {
        let peer: IpAddr = "203.0.113.9".parse().unwrap();
        assert_eq!(forwarded(peer, &headers("10.0.0.1"), &[]), peer);
    }

    #[test]
    fn what_stands_in_front_of_the_last_trusted_hop_is_anybodys_word() {
        let peer: IpAddr = "10.0.0.2".parse().unwrap();
        let trusted = ["10.0.0.0/8".parse().unwrap()];
        let seen = forwarded(peer, &headers("1.2.3.4, 203.0.113.9, 10.0.0.7"), &trusted);
        assert_eq!(seen, "203.0.113.9".parse::<IpAddr>().unwrap());
    }
}
