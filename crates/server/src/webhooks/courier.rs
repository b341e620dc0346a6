//! Posts a message: https, or http to this machine; 10 s for all of it; no redirect; 64 KiB of an answer; and no private
//! address, after resolution, but those that the operator allowed.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use ipnet::IpNet;
use latchkey_app::ports::courier::{Carried, Courier, Letter, Reply};
use latchkey_app::ports::store::BoxFuture;
use latchkey_oidc::is_loopback;
use reqwest::header;
use reqwest::redirect::Policy;

use crate::issuer_http::{PublicOnly, RefusedAddress, literal};

const WAIT: Duration = Duration::from_secs(10);
const READ_AT_MOST: usize = 64 * 1024;

/// A courier over HTTP.
pub struct HttpCourier {
    client: Result<reqwest::Client, String>,
    reach: PublicOnly,
    wait: Duration,
}

impl HttpCourier {
    /// One that also reaches these private networks.
    pub fn new(may_reach: Vec<IpNet>) -> Self {
        Self::within(WAIT, may_reach)
    }

    /// The same with another patience, for tests that would wait for nothing.
    pub fn within(wait: Duration, may_reach: Vec<IpNet>) -> Self {
        // A second call finds one installed: that is fine.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let reach = PublicOnly { but: may_reach };
        let client = reqwest::Client::builder()
            .redirect(Policy::none())
            .timeout(wait)
            .connect_timeout(wait)
            .no_proxy()
            .no_gzip()
            .pool_max_idle_per_host(1)
            .user_agent(concat!("Latchkey/", env!("CARGO_PKG_VERSION")))
            .dns_resolver(Arc::new(reach.clone()))
            .build()
            .map_err(|fault| fault.to_string());
        Self {
            client,
            reach,
            wait,
        }
    }

    async fn post(&self, letter: Letter) -> Result<Reply, String> {
        let client = self.client.as_ref().map_err(Clone::clone)?;
        let url = url::Url::parse(&letter.url).map_err(|fault| fault.to_string())?;
        let host = url.host_str().unwrap_or_default().to_owned();
        if url.scheme() != "https" && !(url.scheme() == "http" && is_loopback(&url)) {
            return Err("Plain http is for this machine itself only. Nothing was sent.".to_owned());
        }
        // A literal address is never resolved, so the resolver cannot refuse it.
        if let Some(address) = literal(&host).filter(|address| self.reach.refuses(*address)) {
            return Err(refused(&host, address));
        }
        let mut answer = client
            .post(url)
            .header(header::CONTENT_TYPE, "application/json")
            .header("webhook-id", letter.id)
            .header("webhook-timestamp", letter.timestamp)
            .header("webhook-signature", letter.signature)
            .body(letter.body)
            .send()
            .await
            .map_err(|fault| self.in_words(&fault, &host))?;
        let reply = Reply {
            status: answer.status().as_u16(),
            retry_after: answer
                .headers()
                .get(header::RETRY_AFTER)
                .and_then(|value| value.to_str().ok())
                .map(str::to_owned),
        };
        // The status is the answer. What follows is read so that the connection can be used again, and no further than this.
        let mut read = 0;
        while let Ok(Some(chunk)) = answer.chunk().await {
            read += chunk.len();
            if read > READ_AT_MOST {
                break;
            }
        }
        Ok(reply)
    }

    fn in_words(&self, fault: &reqwest::Error, host: &str) -> String {
        if fault.is_timeout() {
            return format!(
                "{host} gave no answer within {} seconds.",
                self.wait.as_secs()
            );
        }
        let mut why = String::new();
        let mut cause = std::error::Error::source(fault);
        while let Some(inner) = cause {
            if let Some(RefusedAddress(address)) = inner.downcast_ref::<RefusedAddress>() {
                return refused(host, *address);
            }
            why = inner.to_string();
            cause = inner.source();
        }
        if fault.is_connect() {
            format!("{host} could not be reached: {why}.")
        } else {
            format!("{host} broke off before it answered: {why}.")
        }
    }
}

fn refused(host: &str, address: IpAddr) -> String {
    format!(
        "{host} leads to {address}, a private address, and nothing was sent. If that is meant, start the server with \
         --webhooks-may-reach {address}."
    )
}

impl Courier for HttpCourier {
    fn carry(&self, letter: Letter) -> BoxFuture<'_, Carried> {
        Box::pin(async move {
            let started = Instant::now();
            let reply = self.post(letter).await;
            let millis = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
            Carried { reply, millis }
        })
    }
}
