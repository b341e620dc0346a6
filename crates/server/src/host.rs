//! Under which names this server answers a browser. A page of another site may have its own name resolve to our address
//! (DNS rebinding), and is of one origin with us then, whatever else is checked: so a name has to be known.
//!
//! Known are the public URL's host, the stored one's that holds from the next start, `localhost` and every loopback
//! address (with any port: of a port forward), and the address that is listened on; where that is every address of the
//! machine, any address, for an address is no name that somebody could have resolve to it.
//!
//! NB: SCIM, health and the two addresses that an issuer ends sessions at (`/auth/global-token-revocation`,
//! `/auth/backchannel-logout`) answer under any name. SCIM brings its credentials with every call and an issuer its token,
//! so that a browser has nothing to lend, and Okta may still know the former public URL (product rule 16); health says a few
//! words that are the same for everybody, to probes that ask by whatever address they were given, and `/metrics` wants a token
//! under any name but this machine's own.

use std::net::IpAddr;
use std::num::NonZeroU32;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header;
use axum::http::uri::Authority;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use url::{Host, Url};

use crate::api::problem::Problem;
use crate::client;
use crate::portal::page;
use crate::request_id;
use crate::state::ServerState;

/// So many unknown names are logged a minute: whoever sends them decides how many there are.
const LOGGED_A_MINUTE: NonZeroU32 = NonZeroU32::new(6).expect("six is not zero");
/// No more of a name is shown.
const SHOWN: usize = 100;

/// The names that are known from the start.
#[derive(Debug)]
pub struct Names {
    public: Option<Url>,
    listen: IpAddr,
    logged: DefaultDirectRateLimiter,
}

impl Names {
    /// Those of a server that is known by `public_url` and listens on `listen`.
    pub fn new(public_url: &str, listen: IpAddr) -> Self {
        Self {
            public: Url::parse(public_url).ok(),
            listen,
            logged: RateLimiter::direct(Quota::per_minute(LOGGED_A_MINUTE)),
        }
    }

    fn knows(&self, host: &Host<String>) -> bool {
        if self.is_public(host) {
            return true;
        }
        let address = match host {
            Host::Domain(name) => return name == "localhost",
            Host::Ipv4(address) => IpAddr::from(*address),
            Host::Ipv6(address) => IpAddr::from(*address).to_canonical(),
        };
        address.is_loopback() || self.listen.is_unspecified() || address == self.listen
    }

    fn is_public(&self, host: &Host<String>) -> bool {
        self.public
            .as_ref()
            .and_then(Url::host)
            .is_some_and(|public| public.to_owned() == *host)
    }

    /// Whether a page of `origin` is a page of ours, where `asked` is what it asked for. Behind a port forward its
    /// origin is that; under the public name it has the public URL's scheme too, for plain http to that name is anybody's
    /// on the way.
    pub fn is_own_origin(&self, origin: &str, asked: Option<&Authority>) -> bool {
        let public = self.public.as_ref();
        if public.is_some_and(|public| public.origin().ascii_serialization() == origin) {
            return true;
        }
        let (Some(asked), Some((scheme, rest))) = (asked, origin.split_once("://")) else {
            return false;
        };
        let as_public = readable(asked).is_some_and(|host| self.is_public(&host))
            && public.is_some_and(|public| public.scheme() != scheme);
        matches!(scheme, "http" | "https") && rest == asked.as_str() && !as_public
    }
}

/// What a request says of the server that it is for.
enum Asked {
    /// Nothing: a call within this process.
    Nothing,
    /// One name, wherever it is said.
    Name(Authority),
    /// Two that differ, or none that can be read.
    Unreadable,
}

/// The authority of the target (HTTP/2's `:authority`, or a whole URL as HTTP/1.1 allows it) and the Host header: RFC
/// 9110 §7.2 has them agree.
fn asked(request: &Request) -> Asked {
    let target = request.uri().authority().cloned().map(Some);
    let hosts = request.headers().get_all(header::HOST).iter();
    let hosts = hosts.map(|value| value.to_str().ok().and_then(|text| text.parse().ok()));
    let mut names = target.into_iter().chain(hosts);
    let Some(first) = names.next() else {
        return Asked::Nothing;
    };
    match first {
        Some(first) if names.all(|name: Option<Authority>| name.as_ref() == Some(&first)) => {
            Asked::Name(first)
        }
        _ => Asked::Unreadable,
    }
}

/// What the request asked for, if it is one readable name.
pub(crate) fn asked_for(request: &Request) -> Option<Authority> {
    match asked(request) {
        Asked::Name(name) => Some(name),
        Asked::Nothing | Asked::Unreadable => None,
    }
}

/// As a browser reads it: in lower case, addresses in all their ways of writing. No user name belongs there.
pub(crate) fn readable(name: &Authority) -> Option<Host<String>> {
    if name.as_str().contains('@') {
        return None;
    }
    let host = name.host();
    Host::parse(host.strip_suffix('.').unwrap_or(host)).ok()
}

/// Refuses a request under a name that is not known, and says which one is.
pub(crate) async fn guard(
    State(state): State<ServerState>,
    request: Request,
    next: Next,
) -> Response {
    let name = match asked(&request) {
        // Over a connection there is always one (RFC 9112 §3.2); HTTP/1.0 alone may go without.
        Asked::Nothing if client::peer(request.extensions()).is_none() => {
            return next.run(request).await;
        }
        Asked::Nothing | Asked::Unreadable => {
            return refuse(
                &state,
                &request,
                StatusCode::BAD_REQUEST,
                "no readable name",
            );
        }
        Asked::Name(name) => name,
    };
    let is_known = readable(&name)
        .is_some_and(|host| state.fixed.names.knows(&host) || is_stored(&state, &host));
    if is_known {
        return next.run(request).await;
    }
    let shown: String = name.as_str().chars().take(SHOWN).collect();
    refuse(
        &state,
        &request,
        StatusCode::MISDIRECTED_REQUEST,
        &format!("the name \"{shown}\""),
    )
}

/// The public URL that holds from the next start on: whoever saved it may try it now.
fn is_stored(state: &ServerState, host: &Host<String>) -> bool {
    let stored = state
        .app
        .settings()
        .ok()
        .and_then(|settings| settings.public_url);
    stored
        .and_then(|url| Url::parse(&url).ok())
        .and_then(|url| url.host().map(|host| host.to_owned()))
        .is_some_and(|stored| stored == *host)
}

fn refuse(state: &ServerState, request: &Request, status: StatusCode, what: &str) -> Response {
    let fixed = &state.fixed;
    if fixed.names.logged.check().is_ok() {
        let peer = client::peer(request.extensions());
        tracing::warn!(
            what,
            peer = peer.map(tracing::field::display),
            "refused a request that was made under a name which is not this server's"
        );
    }
    let text = format!(
        "This server was asked for by {what}, which it does not answer to. Nothing was changed."
    );
    let todo = format!(
        "Open it at {}. If the other name is meant to lead here, the operator starts \"latchkey serve\" with it as \
         --public-url, or an EnterpriseAdmin saves it under Settings.",
        fixed.public_url
    );
    if request.uri().path().starts_with("/api/") {
        return Problem::new(status, "wrong_address", format!("{text} {todo}")).into_response();
    }
    page::wrong_address(
        state,
        &request_id::of(request.extensions()),
        status,
        &text,
        &todo,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(public_url: &str, listen: &str) -> Names {
        Names::new(public_url, listen.parse().unwrap())
    }

    fn knows(names: &Names, name: &str) -> bool {
        name.parse::<Authority>()
            .ok()
            .and_then(|name| readable(&name))
            .is_some_and(|host| names.knows(&host))
    }

    #[test]
    fn a_name_that_somebody_else_owns_is_not_known() {
        for names in [
            names("https://latchkey.acme.com", "127.0.0.1"),
            names("http://127.0.0.1:8765", "127.0.0.1"),
            names("http://10.0.0.7:8765", "0.0.0.0"),
        ] {
            for hostile in [
                "evil.example",
                "localhost.evil.example",
                "evil.localhost",
                "127.0.0.1.evil.example",
                "latchkey.acme.com.evil.example",
                "xlatchkey.acme.com",
                "latchkey.acme.com@evil.example",
                "127.0.0.1@evil.example:8765",
            ] {
                assert!(!knows(&names, hostile), "{hostile}");
            }
        }
    }

    #[test]
    fn an_address_is_known_where_it_is_listened_on() {
        let one = names("https://latchkey.acme.com", "10.0.0.7");
        assert!(knows(&one, "10.0.0.7:8765"));
        assert!(!knows(&one, "10.0.0.8:8765"));
        let every = names("https://latchkey.acme.com", "::");
        for address in ["10.0.0.8", "[2001:db8::1]:443", "[::ffff:10.0.0.8]"] {
            assert!(knows(&every, address), "{address}");
        }
    }

    #[test]
    fn loopback_and_the_public_name_are_known_by_any_port() {
        let names = names("https://latchkey.acme.com", "10.0.0.7");
        for name in [
            "localhost",
            "localhost:18765",
            "LOCALHOST.",
            "127.0.0.1:1",
            "127.1.2.3",
            "[::1]:8765",
            "[::ffff:127.0.0.1]",
            "latchkey.acme.com",
            "Latchkey.Acme.com:8443",
        ] {
            assert!(knows(&names, name), "{name}");
        }
    }

    #[test]
    fn under_the_public_name_plain_http_is_another_origin() {
        let names = names("https://latchkey.acme.com", "127.0.0.1");
        let own = |origin: &str, asked: &str| {
            names.is_own_origin(origin, asked.parse::<Authority>().ok().as_ref())
        };
        assert!(own("https://latchkey.acme.com", "latchkey.acme.com"));
        // A proxy may ask for it by the address behind it.
        assert!(own("https://latchkey.acme.com", "127.0.0.1:8765"));
        assert!(own(
            "https://latchkey.acme.com:8443",
            "latchkey.acme.com:8443"
        ));
        assert!(own("http://127.0.0.1:18765", "127.0.0.1:18765"));
        for hostile in [
            ("http://latchkey.acme.com", "latchkey.acme.com"),
            ("https://latchkey.acme.com:8443", "latchkey.acme.com"),
            ("https://evil.example", "latchkey.acme.com"),
            ("http://127.0.0.1:3000", "127.0.0.1:8765"),
            ("null", "latchkey.acme.com"),
            ("", "latchkey.acme.com"),
            ("file://latchkey.acme.com", "latchkey.acme.com"),
        ] {
            assert!(!own(hostile.0, hostile.1), "{hostile:?}");
        }
    }
}
