//! What a server is started with.

use std::net::SocketAddr;
use std::time::Duration;

use ipnet::IpNet;
use url::Url;

/// Where it listens, under which name it is known, whom it believes.
#[derive(Clone, Debug)]
pub struct ServeConfig {
    /// The address to listen on; port 0 takes a free one.
    pub listen: SocketAddr,
    /// The public URL; without it http:// and the address.
    pub public_url: Option<Url>,
    /// The reverse proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// How much and how long.
    pub limits: Limits,
    /// Whether it serves the scratch installation of a rehearsal, and says so on every page.
    pub rehearsal: bool,
}

/// How much a request may be and how long it may take.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// A request that takes longer to arrive is dropped.
    pub arrival: Duration,
    /// The largest body, in bytes.
    pub body: usize,
    /// The largest body of a bulk request or a group, in bytes.
    pub large_body: usize,
    /// How many sign-ins an address may start in a minute.
    pub sign_ins_a_minute: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            arrival: Duration::from_secs(30),
            body: 1024 * 1024,
            large_body: 8 * 1024 * 1024,
            sign_ins_a_minute: 120,
        }
    }
}
