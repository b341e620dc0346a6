//! The issuer of the stand-in tenant: one Native application, its people, and Okta's rules for both.
//!
//! Everything that it answers is Okta's shape; where Okta's own text is known, it is Okta's own words.

mod authorize;
mod behaviour;
mod bent;
mod bent_token;
mod discovery;
mod id_token;
mod keys;
mod logout;
mod pages;
mod random;
mod router;
mod sign_in;
mod tenant;
mod token;
mod userinfo;

#[cfg(test)]
mod tests;

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context, bail};
use jiff::Timestamp;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

pub use behaviour::{AnswerFlaw, Behaviour, CallbackFlaw, DiscoveryFlaw, Endpoint, IdTokenFlaw};
pub use id_token::Token;
pub use keys::Key;
pub use logout::SubjectFormat;

use keys::KeyRing;
use tenant::{Memory, Tenant};

use crate::people::{People, Person};

/// A connection that is still busy when the issuer stops is given this long.
const STOP_PATIENCE: Duration = Duration::from_secs(2);

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
    tenant: Arc<Tenant>,
    running: Arc<Running>,
}

/// The server's task and the switch that ends it; dropping the switch ends it as well.
struct Running {
    stop: watch::Sender<bool>,
    task: Mutex<Option<JoinHandle<()>>>,
}

impl Issuer {
    /// Makes two keys and starts to listen.
    pub async fn start(config: IssuerConfig) -> anyhow::Result<Self> {
        let keys = tokio::task::spawn_blocking(KeyRing::of_oktas_size)
            .await
            .context("the stand-in Okta could not make its keys")??;
        Self::start_on(config, keys).await
    }

    /// Starts to listen with keys that were made before: the one that signs, and the other that is published.
    pub async fn start_with(config: IssuerConfig, keys: [Key; 2]) -> anyhow::Result<Self> {
        let [signing, other] = keys;
        Self::start_on(config, KeyRing::of(signing, other)).await
    }

    async fn start_on(config: IssuerConfig, keys: KeyRing) -> anyhow::Result<Self> {
        if !config.listen.ip().is_loopback() {
            bail!(
                "{} is not a loopback address. The stand-in Okta listens on loopback only; nothing was started.",
                config.listen
            );
        }
        check_path(&config.path)?;
        let listener = TcpListener::bind(config.listen)
            .await
            .with_context(|| format!("the stand-in Okta cannot listen on {}", config.listen))?;
        let host = listener.local_addr()?.to_string();
        let memory = Memory::new(config.redirect_uris, config.people, config.behaviour);
        let tenant = Arc::new(Tenant::new(
            host,
            &config.path,
            config.client_id,
            config.clock,
            keys,
            memory,
        ));
        let (stop, mut stopped) = watch::channel(false);
        let router = router::router(Arc::clone(&tenant));
        let task = tokio::spawn(async move {
            let server = axum::serve(listener, router).with_graceful_shutdown(async move {
                // Either the switch is thrown or nobody is left who could.
                let _ = stopped.changed().await;
            });
            // It serves until it is stopped: accepting a connection does not fail for good.
            let _ = server.await;
        });
        let running = Arc::new(Running {
            stop,
            task: Mutex::new(Some(task)),
        });
        Ok(Self { tenant, running })
    }

    /// The Issuer URL, exactly as discovery and the tokens have it.
    pub fn issuer_url(&self) -> &str {
        &self.tenant.issuer
    }

    /// The Client ID of the application.
    pub fn client_id(&self) -> &str {
        &self.tenant.client_id
    }

    /// Signs with a new key from now on, without having announced it; the last one stays published.
    pub async fn rotate_keys(&self) -> anyhow::Result<()> {
        let fresh = tokio::task::spawn_blocking(Key::fresh)
            .await
            .context("the stand-in Okta could not make a key")??;
        self.rotate_keys_to(fresh);
        Ok(())
    }

    /// The same with a key that was made before.
    pub fn rotate_keys_to(&self, fresh: Key) {
        self.tenant.keys_mut().rotate(fresh);
    }

    /// Adds a login redirect URI.
    pub fn allow_redirect_uri(&self, redirect_uri: &str) {
        let mut memory = self.tenant.memory();
        if !memory
            .redirect_uris
            .iter()
            .any(|known| known == redirect_uri)
        {
            memory.redirect_uris.push(redirect_uri.to_owned());
        }
    }

    /// Offers the application as a tile on the front page, which leads to its Initiate login URI.
    pub fn offer_tile(&self, initiate_login_uri: &str) {
        self.tenant.memory().tile = Some(initiate_login_uri.to_owned());
    }

    /// Assigns the person to the application, adding or updating them in the tenant.
    pub fn assign(&self, person: &Person) {
        self.tenant.memory().people.put(Person {
            assigned: true,
            ..person.clone()
        });
    }

    /// Takes the assignment away. The person can still sign in to Okta, and is refused at the application.
    /// False when nobody has this Okta id.
    pub fn unassign(&self, okta_id: &str) -> bool {
        self.tenant.memory().people.set_assigned(okta_id, false)
    }

    /// Changes how the issuer behaves from the next request on.
    pub fn behave(&self, behaviour: Behaviour) {
        self.tenant.memory().behaviour = behaviour;
    }

    /// How often a relying party has asked there.
    pub fn asked(&self, endpoint: Endpoint) -> usize {
        self.tenant.memory().asked(endpoint)
    }

    /// Stops listening and waits until what is under way is answered.
    pub async fn stop(&self) {
        self.running.stop.send_replace(true);
        let task = self
            .running
            .task
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(mut task) = task
            && tokio::time::timeout(STOP_PATIENCE, &mut task)
                .await
                .is_err()
        {
            task.abort();
        }
    }
}

/// The two places where Okta has an authorization server.
fn check_path(path: &str) -> anyhow::Result<()> {
    let custom = path.strip_prefix("/oauth2/").is_some_and(|id| {
        !id.is_empty() && id.chars().all(|letter| letter.is_ascii_alphanumeric())
    });
    if path.is_empty() || custom {
        Ok(())
    } else {
        bail!(
            "{path:?} is no path of an Okta issuer. It is empty for the org server, or /oauth2/default."
        )
    }
}
