//! What tests share: an installation on a fresh folder, with a clock that is set by hand, spoken to through the
//! router without a socket, or over TCP.
//!
//! [`Latchkey::new`] is empty; [`Latchkey::with_connector`] is set up, with Enterprise Toolkit on and the connector
//! added. Each has a folder of its own, so tests need no order.

pub mod answer;
pub mod authenticator;
pub mod browser;
pub mod certificates;
pub mod clock;
pub mod directory;
pub mod faults;
pub mod keys;
pub mod okta;
pub mod peer;
pub mod people;
pub mod screen;

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::{Context as _, Result};
use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, header};
use latchkey_app::connector::ConnectorDetails;
use latchkey_app::ports::entropy::SystemEntropy;
use latchkey_app::ports::vault::{PasskeyVault, ShownOnce};
use latchkey_app::record::Caller;
use latchkey_app::setup::Setup;
use latchkey_app::{App, DEFAULT_PUBLIC_URL, Ports};
use latchkey_domain::connector::ConnectorKind;
use latchkey_host::{Files, ScratchRehearsals};
use latchkey_oidc::{IssuerHttp, RelyingParty};
use latchkey_server::router::router;
use latchkey_server::state::ServerState;
use latchkey_server::{RunningServer, ServeConfig};
use latchkey_store_sqlite::{DataFolder, SqliteStore};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::Value;
use tempfile::TempDir;

pub use answer::Answer;
pub use authenticator::{Authenticator, totp_code};
pub use clock::TestClock;
pub use faults::Faults;
pub use screen::Screen;

/// The owner's password in tests.
pub const OWNER_PASSWORD: &str = "correct horse battery staple";
/// The owner's user name in tests.
pub const OWNER: &str = "owner@acme.com";

/// An installation under test.
pub struct Latchkey {
    /// The use cases.
    pub app: App,
    /// The store beneath them.
    pub store: SqliteStore,
    /// What goes wrong between the use cases and the store, when a test says so.
    pub faults: Arc<Faults>,
    /// Its clock.
    pub clock: Arc<TestClock>,
    /// Its address space.
    pub router: Router,
    /// What Okta would be given, once the connector is there.
    pub connector: Option<ConnectorDetails>,
    config: ServeConfig,
    folder: TempDir,
}

impl Latchkey {
    /// An empty one.
    pub fn new() -> Result<Self> {
        Self::with_config(Self::usual_config())
    }

    /// An empty one whose server is started otherwise.
    pub fn with_config(config: ServeConfig) -> Result<Self> {
        Self::with(config, Arc::new(ShownOnce), latchkey_server::issuer_http())
    }

    /// An empty one that speaks to its issuer in this way.
    pub fn with_issuer_http(http: Arc<dyn IssuerHttp>) -> Result<Self> {
        Self::with(Self::usual_config(), Arc::new(ShownOnce), http)
    }

    /// An empty one whose clear passkeys rest in `vault`.
    pub fn with_vault(vault: Arc<dyn PasskeyVault>) -> Result<Self> {
        Self::with(Self::usual_config(), vault, latchkey_server::issuer_http())
    }

    /// How the others are started.
    pub fn usual_config() -> ServeConfig {
        ServeConfig {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            public_url: None,
            tls: None,
            trusted_proxies: Vec::new(),
            limits: latchkey_server::Limits::default(),
            rehearsal: false,
        }
    }

    fn with(
        config: ServeConfig,
        vault: Arc<dyn PasskeyVault>,
        http: Arc<dyn IssuerHttp>,
    ) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        // While it is empty, so that it is closed to others and not refused for being open to them.
        let data = DataFolder::open(folder.path())?;
        let store = SqliteStore::open(data.path())?;
        let faults = Arc::new(Faults::around(store.clone()));
        let clock = Arc::new(TestClock::default());
        let telling = Arc::clone(&clock);
        let app = App::new(Ports {
            store: Arc::clone(&faults) as Arc<_>,
            clock: Arc::clone(&clock) as Arc<_>,
            entropy: Arc::new(SystemEntropy),
            vault,
            host: Arc::new(Files::new(data, store.clone())),
            rehearsals: Arc::new(ScratchRehearsals),
            relying_party: RelyingParty::new(
                http,
                Arc::new(move || latchkey_app::ports::clock::Clock::now(&*telling)),
            ),
            outside: latchkey_server::outside(),
        });
        let public_url = config
            .public_url
            .as_ref()
            .map_or(DEFAULT_PUBLIC_URL, url::Url::as_str);
        let router = router(ServerState::new(app.clone(), public_url, &config));
        Ok(Self {
            app,
            store,
            faults,
            clock,
            router,
            connector: None,
            config,
            folder,
        })
    }

    /// Set up, with Enterprise Toolkit on and the connector added.
    pub async fn with_connector() -> Result<Self> {
        let mut latchkey = Self::new()?;
        latchkey.add_connector().await?;
        Ok(latchkey)
    }

    /// Sets it up and adds the connector.
    pub async fn add_connector(&mut self) -> Result<()> {
        self.set_up().await?;
        self.app.enable_toolkit(Caller::operator()).await?;
        let details = self
            .app
            .add_connector(Caller::operator(), ConnectorKind::Okta, DEFAULT_PUBLIC_URL)
            .await?;
        self.connector = Some(details);
        Ok(())
    }

    /// Sets it up: an organization and its owner.
    pub async fn set_up(&self) -> Result<()> {
        self.app
            .set_up(
                Caller::operator(),
                Setup {
                    organization: "Acme".to_owned(),
                    owner_email: OWNER.to_owned(),
                    owner_given_name: "Olga".to_owned(),
                    owner_family_name: "Ek".to_owned(),
                    password: SecretString::from(OWNER_PASSWORD),
                },
            )
            .await?;
        Ok(())
    }

    /// The same installation as a command at the host's terminal has it: nothing is in memory, and nothing is served.
    pub fn terminal(&self) -> Result<App> {
        let store = SqliteStore::open_existing(self.folder())?;
        let data = DataFolder::open(self.folder())?;
        let telling = Arc::clone(&self.clock);
        Ok(App::new(Ports {
            store: Arc::new(store.clone()),
            clock: Arc::clone(&self.clock) as Arc<_>,
            entropy: Arc::new(SystemEntropy),
            vault: Arc::new(ShownOnce),
            host: Arc::new(Files::new(data, store)),
            rehearsals: Arc::new(ScratchRehearsals),
            relying_party: RelyingParty::new(
                latchkey_server::issuer_http(),
                Arc::new(move || latchkey_app::ports::clock::Clock::now(&*telling)),
            ),
            outside: latchkey_server::outside(),
        }))
    }

    /// The same installation as another process has it, or this one after a restart: nothing is in memory.
    pub fn elsewhere(&self) -> Result<(App, Router)> {
        let app = self.terminal()?;
        let router = router(ServerState::new(
            app.clone(),
            DEFAULT_PUBLIC_URL,
            &self.config,
        ));
        Ok((app, router))
    }

    /// The folder that the data lies in.
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// The passkey in the clear.
    pub fn passkey(&self) -> String {
        self.connector
            .as_ref()
            .and_then(|details| details.password.as_ref())
            .map(|password| password.expose_secret().to_owned())
            .unwrap_or_default()
    }

    /// A SCIM request with the right credentials; the path is below `/scim/v2`.
    pub async fn scim(&self, method: Method, path: &str, body: Option<Value>) -> Answer {
        let request = Request::builder()
            .method(method)
            .uri(format!("/scim/v2{path}"))
            .header(header::AUTHORIZATION, format!("Bearer {}", self.passkey()))
            .header(header::CONTENT_TYPE, "application/scim+json; charset=utf-8");
        let body = body.map_or(Body::empty(), |body| Body::from(body.to_string()));
        match request.body(body) {
            Ok(request) => self.send(request).await,
            Err(fault) => Answer::fault(&fault),
        }
    }

    /// GET below `/scim/v2`.
    pub async fn scim_get(&self, path: &str) -> Answer {
        self.scim(Method::GET, path, None).await
    }

    /// POST below `/scim/v2`.
    pub async fn scim_post(&self, path: &str, body: Value) -> Answer {
        self.scim(Method::POST, path, Some(body)).await
    }

    /// PUT below `/scim/v2`.
    pub async fn scim_put(&self, path: &str, body: Value) -> Answer {
        self.scim(Method::PUT, path, Some(body)).await
    }

    /// PATCH below `/scim/v2`.
    pub async fn scim_patch(&self, path: &str, body: Value) -> Answer {
        self.scim(Method::PATCH, path, Some(body)).await
    }

    /// Any request, through the router.
    pub async fn send(&self, request: Request<Body>) -> Answer {
        Answer::of(&self.router, request).await
    }

    /// The same installation over TCP.
    pub async fn serve(&self) -> Result<RunningServer> {
        latchkey_server::start(self.app.clone(), self.config.clone())
            .await
            .context("the server did not start")
    }
}
