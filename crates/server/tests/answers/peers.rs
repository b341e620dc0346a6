//! Callers at other addresses.

use std::net::SocketAddr;

use axum::extract::ConnectInfo;
use axum::http::{header, request};

pub(crate) const GUESSER: &str = "203.0.113.9";
pub(crate) const ELSEWHERE: &str = "198.51.100.7";

/// The request as it comes over a connection from there.
pub(crate) fn at(request: request::Builder, address: &str) -> request::Builder {
    let peer = SocketAddr::new(address.parse().unwrap(), 40_000);
    request
        .extension(ConnectInfo(peer))
        .header(header::HOST, "127.0.0.1:8765")
}
