//! What every handler has at hand.

use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroU32;
use std::ops::Deref;
use std::sync::Arc;

use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use ipnet::IpNet;
use jiff::Timestamp;
use latchkey_app::App;
use latchkey_app::ports::courier::Courier;
use latchkey_app::serving::Serving;
use latchkey_oidc::is_loopback;
use tokio::sync::watch;
use url::Url;

use crate::api::about::SetUp;
use crate::config::{Limits, ServeConfig};
use crate::host::Names;
use crate::webhooks::HttpCourier;

/// Shared by all requests. One pointer, for every layer of every request clones it.
#[derive(Clone)]
pub struct ServerState(Arc<Shared>);

/// What a [`ServerState`] points to.
pub struct Shared {
    /// The use cases.
    pub app: App,
    /// What does not change while it runs.
    pub fixed: Fixed,
}

impl Deref for ServerState {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

/// What does not change while the server runs.
pub struct Fixed {
    /// `https://latchkey.acme.com`, without a slash at the end.
    pub public_url: String,
    /// Where that comes from: "flag", "setting" or "default".
    pub public_url_from: &'static str,
    /// The address that it listens on.
    pub listen: SocketAddr,
    /// The names that a browser may know it by.
    pub names: Names,
    /// When it began.
    pub started_at: Timestamp,
    /// The base of SCIM below it.
    pub scim_base: String,
    /// Whether it is reached by https: cookies are `Secure` then.
    pub secure: bool,
    /// Whether it speaks TLS itself.
    pub tls: bool,
    /// See [`ServeConfig::trusted_proxies`].
    pub trusted_proxies: Vec<IpNet>,
    /// What carries webhooks' messages.
    pub courier: Arc<dyn Courier>,
    /// See [`Limits`].
    pub limits: Limits,
    /// See [`ServeConfig::rehearsal`].
    pub rehearsal: bool,
    /// Whether set-up is behind us.
    pub set_up: SetUp,
    /// Whether the server stops: whoever waits for news is answered then.
    pub stopping: watch::Sender<bool>,
    /// Which network starts too many sign-ins.
    pub sign_in_starts: DefaultKeyedRateLimiter<IpAddr>,
    /// Who comes back from too many: what comes back may be made up, and each is on record and may cost the issuer a call.
    pub sign_in_returns: DefaultKeyedRateLimiter<IpAddr>,
}

impl ServerState {
    /// For a server that is known under `public_url`.
    pub fn new(app: App, public_url: &str, config: &ServeConfig) -> Self {
        let public_url = public_url.trim_end_matches('/').to_owned();
        let a_minute = NonZeroU32::new(config.limits.sign_ins_a_minute).unwrap_or(NonZeroU32::MIN);
        let public_url_from = if config.public_url.is_some() {
            "flag"
        } else if app
            .settings()
            .is_ok_and(|settings| settings.public_url.is_some())
        {
            "setting"
        } else {
            "default"
        };
        app.is_served(Serving {
            public_url: public_url.clone(),
            from_elsewhere: is_reached_from_elsewhere(&public_url, config),
        });
        let started_at = app.now();
        Self(Arc::new(Shared {
            app,
            fixed: Fixed {
                scim_base: latchkey_domain::connector::scim_url(&public_url),
                secure: config.tls.is_some() || public_url.starts_with("https://"),
                tls: config.tls.is_some(),
                names: Names::new(&public_url, config.listen.ip()),
                public_url,
                public_url_from,
                listen: config.listen,
                started_at,
                trusted_proxies: config.trusted_proxies.clone(),
                courier: Arc::new(HttpCourier::new(config.webhooks_may_reach.clone())),
                limits: config.limits,
                rehearsal: config.rehearsal,
                set_up: SetUp::default(),
                stopping: watch::Sender::new(false),
                sign_in_starts: RateLimiter::keyed(Quota::per_minute(a_minute)),
                sign_in_returns: RateLimiter::keyed(Quota::per_minute(a_minute)),
            },
        }))
    }
}

/// Whether other machines reach the server: it listens for them, is known by a name that is not this machine's alone, or
/// stands behind a reverse proxy.
fn is_reached_from_elsewhere(public_url: &str, config: &ServeConfig) -> bool {
    let is_known_elsewhere = Url::parse(public_url).is_ok_and(|url| {
        // RFC 6761, section 6.3: names below localhost lead to this machine, too.
        !is_loopback(&url)
            && !url
                .domain()
                .is_some_and(|name| name.ends_with(".localhost"))
    });
    is_known_elsewhere
        || !config.listen.ip().to_canonical().is_loopback()
        || !config.trusted_proxies.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_alone_is_not_elsewhere() {
        let local = ServeConfig {
            listen: "127.0.0.1:8765".parse().unwrap(),
            public_url: None,
            tls: None,
            trusted_proxies: Vec::new(),
            webhooks_may_reach: Vec::new(),
            limits: Limits::default(),
            rehearsal: false,
        };
        for url in [
            "http://127.0.0.1:8765",
            "http://localhost:8765",
            "http://[::1]:8765",
            "http://latchkey.localhost:8765",
        ] {
            assert!(!is_reached_from_elsewhere(url, &local), "{url}");
        }
        for url in [
            "https://latchkey.acme.com",
            "http://10.0.0.7:8765",
            "http://localhost.acme.com",
        ] {
            assert!(is_reached_from_elsewhere(url, &local), "{url}");
        }
        for listen in ["0.0.0.0:8765", "[::]:8765", "192.168.0.7:8765"] {
            let config = ServeConfig {
                listen: listen.parse().unwrap(),
                ..local.clone()
            };
            assert!(
                is_reached_from_elsewhere("http://127.0.0.1:8765", &config),
                "{listen}"
            );
        }
        let behind = ServeConfig {
            trusted_proxies: vec!["127.0.0.1/32".parse().unwrap()],
            ..local
        };
        assert!(is_reached_from_elsewhere("http://127.0.0.1:8765", &behind));
    }
}
