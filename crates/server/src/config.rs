//! What a server is started with.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::bail;
use ipnet::IpNet;
use latchkey_domain::settings::TlsFiles;
use url::Url;

/// Where it listens, under which name it is known, whom it believes.
#[derive(Clone, Debug)]
pub struct ServeConfig {
    /// The address to listen on; port 0 takes a free one.
    pub listen: SocketAddr,
    /// The public URL; without it https:// or http:// and the address.
    pub public_url: Option<Url>,
    /// The server's own certificate; without it the server speaks plain http.
    pub tls: Option<TlsFiles>,
    /// The reverse proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// The private networks that webhooks may reach.
    pub webhooks_may_reach: Vec<IpNet>,
    /// How much and how long.
    pub limits: Limits,
    /// Whether it serves the scratch installation of a rehearsal, and says so on every page.
    pub rehearsal: bool,
}

impl ServeConfig {
    /// Passwords and sessions would cross the network in the clear: a server that is reached from elsewhere needs TLS, its
    /// own or that of a reverse proxy that is named.
    pub fn refuse_open_network(&self) -> anyhow::Result<()> {
        let reached = !self.listen.ip().to_canonical().is_loopback();
        if reached && self.tls.is_none() && self.trusted_proxies.is_empty() {
            bail!(
                "On {} the server would be reached from other machines in plain http: whoever is on the way reads the \
                 passwords. It was not started. Give it a certificate of its own with --tls-cert and --tls-key; or put a \
                 reverse proxy with TLS before it and name that with --trusted-proxy; or listen on 127.0.0.1.",
                self.listen
            );
        }
        Ok(())
    }
}

/// How much a request may be and how long it may take.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// A request that takes longer to arrive is dropped.
    pub arrival: Duration,
    /// A TLS handshake that takes longer is given up.
    pub handshake: Duration,
    /// How often the files of the certificate are read.
    pub certificate_look: Duration,
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
            handshake: Duration::from_secs(10),
            certificate_look: Duration::from_secs(2),
            body: 1024 * 1024,
            large_body: 8 * 1024 * 1024,
            sign_ins_a_minute: 120,
        }
    }
}
