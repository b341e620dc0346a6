//! Requests as they come over a connection from somewhere.

use std::net::{IpAddr, SocketAddr};

use axum::extract::ConnectInfo;
use axum::http::{header, request};

/// The request from there, by the name of this machine.
///
/// # Panics
///
/// If `address` is none.
pub fn at(request: request::Builder, address: &str) -> request::Builder {
    let address: IpAddr = address.parse().expect("an address");
    request
        .extension(ConnectInfo(SocketAddr::new(address, 40_000)))
        .header(header::HOST, "127.0.0.1:8765")
}
