//! The HTTP client that speaks to an issuer: no redirects, 10 s, 1 MiB, and no way into the private network for an
//! issuer that is not in it.

use std::future::Future;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use ipnet::IpNet;
use latchkey_domain::network::is_private;
use latchkey_oidc::http::HttpAnswer;
use latchkey_oidc::{HttpFailure, IssuerHttp, is_loopback};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::redirect::Policy;

const WAIT: Duration = Duration::from_secs(10);
const READ_AT_MOST: usize = 1024 * 1024;

/// A client as architecture.md's contract wants it.
pub fn issuer_http() -> Arc<dyn IssuerHttp> {
    issuer_http_within(WAIT)
}

/// The same with another patience, for tests that would wait for nothing.
pub fn issuer_http_within(wait: Duration) -> Arc<dyn IssuerHttp> {
    // A second call finds one installed: that is fine.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Arc::new(Client {
        public: build(wait, Some(Arc::new(PublicOnly::default()))),
        anywhere: build(wait, None),
        wait,
    })
}

fn build(wait: Duration, resolver: Option<Arc<PublicOnly>>) -> Result<reqwest::Client, String> {
    let mut builder = reqwest::Client::builder()
        .redirect(Policy::none())
        .timeout(wait)
        .connect_timeout(wait)
        .no_proxy()
        .user_agent(concat!("Latchkey/", env!("CARGO_PKG_VERSION")));
    if let Some(resolver) = resolver {
        builder = builder.dns_resolver(resolver);
    }
    builder.build().map_err(|fault| fault.to_string())
}

struct Client {
    /// Names are resolved to public addresses only.
    public: Result<reqwest::Client, String>,
    /// Private addresses too.
    anywhere: Result<reqwest::Client, String>,
    wait: Duration,
}

impl IssuerHttp for Client {
    fn call<'a>(&'a self, issuer: &'a str, request: http::Request<Vec<u8>>) -> HttpAnswer<'a> {
        Box::pin(async move {
            // From here on the host is the one that is connected to: "2130706433" has become 127.0.0.1.
            let request =
                reqwest::Request::try_from(request).map_err(|fault| self.failure(&fault, ""))?;
            let url = request.url();
            let host = url.host_str().unwrap_or_default().to_owned();
            let client = if may_be_private(issuer, url) {
                &self.anywhere
            } else if let Some(address) = literal(&host).filter(|address| is_private(*address)) {
                // A literal address is never resolved, so the resolver cannot refuse it.
                return Err(HttpFailure::RefusedAddress {
                    host,
                    address: address.to_string(),
                });
            } else {
                &self.public
            };
            let client = client
                .as_ref()
                .map_err(|why| HttpFailure::Other { why: why.clone() })?;
            let answer = client
                .execute(request)
                .await
                .map_err(|fault| self.failure(&fault, &host))?;
            self.read(answer, &host).await
        })
    }
}

pub(crate) fn literal(host: &str) -> Option<IpAddr> {
    host.trim_matches(['[', ']'])
        .parse::<IpAddr>()
        .ok()
        .map(|address| address.to_canonical())
}

/// Whether a request may go into the private network. An admin who wrote an issuer on this machine has this machine's
/// neighbours in mind; any other issuer may itself be in the private network, and what it names elsewhere may not: its
/// documents must not become requests to our neighbours. By what is written, never by what a name resolves to, which is
/// the issuer's to change.
fn may_be_private(issuer: &str, url: &url::Url) -> bool {
    let Ok(issuer) = url::Url::parse(issuer) else {
        return false;
    };
    is_loopback(&issuer) || issuer.host() == url.host()
}

impl Client {
    async fn read(
        &self,
        mut answer: reqwest::Response,
        host: &str,
    ) -> Result<http::Response<Vec<u8>>, HttpFailure> {
        let too_large = || HttpFailure::TooLarge {
            limit: READ_AT_MOST as u64,
        };
        let mut response = http::Response::builder().status(answer.status());
        if let Some(headers) = response.headers_mut() {
            *headers = answer.headers().clone();
        }
        if answer
            .content_length()
            .is_some_and(|length| length > READ_AT_MOST as u64)
        {
            return Err(too_large());
        }
        let mut body = Vec::new();
        while let Some(chunk) = answer
            .chunk()
            .await
            .map_err(|fault| self.failure(&fault, host))?
        {
            if body.len() + chunk.len() > READ_AT_MOST {
                return Err(too_large());
            }
            body.extend_from_slice(&chunk);
        }
        response.body(body).map_err(|fault| HttpFailure::Other {
            why: fault.to_string(),
        })
    }

    fn failure(&self, fault: &reqwest::Error, host: &str) -> HttpFailure {
        if fault.is_timeout() {
            return HttpFailure::TimedOut {
                seconds: self.wait.as_secs(),
            };
        }
        let mut why = String::new();
        let mut cause = std::error::Error::source(fault);
        while let Some(inner) = cause {
            if let Some(refused) = inner.downcast_ref::<RefusedAddress>() {
                return HttpFailure::RefusedAddress {
                    host: host.to_owned(),
                    address: refused.0.to_string(),
                };
            }
            why = inner.to_string();
            cause = inner.source();
        }
        if why.is_empty() {
            why = fault.to_string();
        }
        let tls = ["certificate", "tls", "handshake"]
            .iter()
            .any(|word| why.to_ascii_lowercase().contains(word));
        if tls {
            HttpFailure::Tls { why }
        } else if fault.is_connect() {
            HttpFailure::Connect { why }
        } else {
            HttpFailure::Other { why }
        }
    }
}

/// An address that a public name led to, and that is not called.
#[derive(Debug, thiserror::Error)]
#[error("{0} is a private address")]
pub(crate) struct RefusedAddress(pub(crate) IpAddr);

/// Resolves names, and refuses those that lead into the private network: an issuer's documents name further
/// addresses, and they must not become requests to our neighbours.
#[derive(Clone, Debug, Default)]
pub(crate) struct PublicOnly {
    /// The private networks that are meant all the same.
    pub(crate) but: Vec<IpNet>,
}

impl PublicOnly {
    /// Whether an address is not to be called.
    pub(crate) fn refuses(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        is_private(address) && !self.but.iter().any(|net| net.contains(&address))
    }
}

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        let own = self.clone();
        let looked_up: Pin<Box<dyn Future<Output = _> + Send>> = Box::pin(async move {
            let found: Vec<SocketAddr> =
                tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            if let Some(private) = found.iter().find(|address| own.refuses(address.ip())) {
                return Err(Box::new(RefusedAddress(private.ip())) as Box<_>);
            }
            Ok(Box::new(found.into_iter()) as Addrs)
        });
        looked_up
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn refused(issuer: &str, url: &str) -> bool {
        let request = http::Request::get(url).body(Vec::new()).unwrap();
        // Nothing listens on port 1, so what is not refused fails otherwise.
        let failure = issuer_http().call(issuer, request).await.unwrap_err();
        matches!(failure, HttpFailure::RefusedAddress { .. })
    }

    #[tokio::test]
    async fn an_issuer_elsewhere_leads_to_no_private_address_however_it_is_written() {
        for issuer in [
            "https://1.1.1.1",
            "https://acme.example",
            "https://10.0.0.1",
        ] {
            for url in [
                "http://127.0.0.1:1/",
                "http://127.1:1/",
                "http://2130706433:1/",
                "http://0x7f000001:1/",
                "http://0177.0.0.1:1/",
                "http://[::1]:1/",
                "http://[::ffff:127.0.0.1]:1/",
                "http://169.254.169.254/",
                "http://localhost:1/",
            ] {
                assert!(refused(issuer, url).await, "{issuer} names {url}");
            }
        }
    }

    #[tokio::test]
    async fn an_issuer_on_this_machine_may_name_others_on_it() {
        for issuer in ["http://127.0.0.1:9", "http://[::1]:9", "http://localhost:9"] {
            for url in [
                "http://127.0.0.1:1/",
                "http://[::1]:1/",
                "http://localhost:1/",
            ] {
                assert!(!refused(issuer, url).await, "{issuer} names {url}");
            }
        }
    }

    #[test]
    fn an_issuer_in_the_private_network_is_asked_itself() {
        let at = |url: &str| url::Url::parse(url).unwrap();
        for issuer in [
            "https://10.0.0.1",
            "https://okta.corp.example/oauth2/default",
        ] {
            let own = at(issuer).join("/oauth2/v1/token").unwrap();
            assert!(may_be_private(issuer, &own), "{issuer}");
            assert!(
                !may_be_private(issuer, &at("https://10.0.0.2/")),
                "{issuer}"
            );
        }
        assert!(!may_be_private("", &at("https://10.0.0.2/")));
    }
}
