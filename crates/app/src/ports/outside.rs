//! The way to this server from outside: names, connections, certificates, requests.

use std::future::Future;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;

use jiff::Timestamp;

/// What comes sooner or later; what does not is a clause that says why.
pub type Soon<'a, T> = Pin<Box<dyn Future<Output = Result<T, String>> + Send + 'a>>;

/// Who trusts a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trust {
    /// Its chain leads to a public authority, so Okta's cloud does.
    Public,
    /// Only this machine does, by an authority that was added to it; why the public does not, as a clause.
    ThisMachine(String),
    /// Neither; why, as a clause.
    Nobody(String),
}

/// What a server shows in a TLS handshake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// Who trusts it, under the name that was asked for.
    pub trust: Trust,
    /// "TLS 1.3", say.
    pub protocol: String,
    /// Who made the certificate.
    pub issuer: String,
    /// Until when it counts.
    pub ends_at: Timestamp,
}

/// A request.
#[derive(Clone, Debug)]
pub struct Request {
    /// The method.
    pub method: &'static str,
    /// The whole address.
    pub url: String,
    /// Names in small letters, and values.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: Vec<u8>,
}

/// An answer, whatever its status. Redirects are not followed.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// Names in small letters, and values.
    pub headers: Vec<(String, String)>,
    /// The body, 1 MiB at most.
    pub body: Vec<u8>,
}

impl Answer {
    /// The first header of this name, which is in small letters.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find_map(|(known, value)| (known == name).then_some(value.as_str()))
    }
}

/// Goes to an address as somebody outside would. It bounds time and size, and goes nowhere but where it is sent.
pub trait Outside: Send + Sync {
    /// The addresses that a name leads to.
    fn resolve<'a>(&'a self, host: &'a str) -> Soon<'a, Vec<IpAddr>>;
    /// Opens a connection, and closes it.
    fn connect(&self, address: SocketAddr) -> Soon<'_, ()>;
    /// Shakes hands by TLS, whatever the certificate is, sends nothing, and tells what was shown.
    fn handshake<'a>(&'a self, address: SocketAddr, host: &'a str) -> Soon<'a, Shown>;
    /// Sends one request, to a certificate that this machine trusts, and gives back its answer.
    fn call(&self, request: Request) -> Soon<'_, Answer>;
}
