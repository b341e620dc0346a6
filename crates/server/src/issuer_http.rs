//! The HTTP client that speaks to an issuer: no redirects, 10 s, 1 MiB, and no way into the private network for an
//! issuer that is not in it.

use std::future::Future;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use latchkey_domain::network::is_private;
use latchkey_oidc::http::HttpAnswer;
use latchkey_oidc::{HttpFailure, IssuerHttp};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::redirect::Policy;

const WAIT: Duration = Duration::from_secs(10);
const READ_AT_MOST: usize = 1024 * 1024;

/// A client as architecture.md's contract wants it.
pub fn issuer_http() -> Arc<dyn IssuerHttp> {
    // A second call finds one installed: that is fine.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Arc::new(Client {
        public: build(Some(Arc::new(PublicOnly))),
        local: build(None),
    })
}

fn build(resolver: Option<Arc<PublicOnly>>) -> Result<reqwest::Client, String> {
    let mut builder = reqwest::Client::builder()
        .redirect(Policy::none())
        .timeout(WAIT)
        .connect_timeout(WAIT)
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
    /// For an issuer whose own host is a private address.
    local: Result<reqwest::Client, String>,
}

impl IssuerHttp for Client {
    fn call<'a>(&'a self, issuer: &'a str, request: http::Request<Vec<u8>>) -> HttpAnswer<'a> {
        Box::pin(async move {
            let host = request.uri().host().unwrap_or_default().to_owned();
            let client = if leads_inside(issuer).await {
                &self.local
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
            let request =
                reqwest::Request::try_from(request).map_err(|fault| failure(&fault, &host))?;
            let answer = client
                .execute(request)
                .await
                .map_err(|fault| failure(&fault, &host))?;
            read(answer, &host).await
        })
    }
}

fn literal(host: &str) -> Option<IpAddr> {
    host.trim_matches(['[', ']'])
        .parse::<IpAddr>()
        .ok()
        .map(|address| address.to_canonical())
}

/// Whether the issuer's own host is in the private network: only then may what it names be there too.
async fn leads_inside(issuer: &str) -> bool {
    let Some(host) = url::Url::parse(issuer)
        .ok()
        .and_then(|url| url.host_str().map(str::to_owned))
    else {
        return false;
    };
    if let Some(address) = literal(&host) {
        return is_private(address);
    }
    // Every address has to be inside: one public one is what an attacker's name would add.
    match tokio::net::lookup_host((host.as_str(), 0)).await {
        Ok(found) => {
            let found: Vec<SocketAddr> = found.collect();
            !found.is_empty() && found.iter().all(|address| is_private(address.ip()))
        }
        Err(_) => false,
    }
}

async fn read(
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
        .map_err(|fault| failure(&fault, host))?
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

fn failure(fault: &reqwest::Error, host: &str) -> HttpFailure {
    if fault.is_timeout() {
        return HttpFailure::TimedOut {
            seconds: WAIT.as_secs(),
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

/// An address that a public name led to, and that is not called.
#[derive(Debug, thiserror::Error)]
#[error("{0} is a private address")]
struct RefusedAddress(IpAddr);

/// Resolves names, and refuses those that lead into the private network: an issuer's documents name further
/// addresses, and they must not become requests to our neighbours.
struct PublicOnly;

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        let looked_up: Pin<Box<dyn Future<Output = _> + Send>> = Box::pin(async move {
            let found: Vec<SocketAddr> =
                tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            if let Some(private) = found.iter().find(|address| is_private(address.ip())) {
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

    #[tokio::test]
    async fn a_public_issuer_leads_to_no_private_address_however_it_is_written() {
        let client = issuer_http();
        for url in [
            "http://127.0.0.1:1/",
            "http://[::1]:1/",
            "http://169.254.169.254/",
        ] {
            let request = http::Request::get(url).body(Vec::new()).unwrap();
            let refused = client.call("https://1.1.1.1", request).await.unwrap_err();
            assert!(
                matches!(refused, HttpFailure::RefusedAddress { .. }),
                "{url}: {refused}"
            );
        }
    }
}
