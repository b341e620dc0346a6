//! A scratch installation in a temporary folder, with the server on it and the stand-in Okta connected to it: all in
//! this process, all on loopback.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use anyhow::Context as _;
use latchkey_app::App;
use latchkey_app::ports::clock::{Clock as _, SystemClock};
use latchkey_app::ports::entropy::{Entropy, SystemEntropy};
use latchkey_app::record::Caller;
use latchkey_app::setup::Setup;
use latchkey_app::sign_in::policy::NewPolicy;
use latchkey_domain::connector::ConnectorKind;
use latchkey_domain::passkey;
use latchkey_rehearsal::issuer::{Behaviour, Issuer, IssuerConfig};
use latchkey_rehearsal::people::People;
use latchkey_rehearsal::walk::{SignIn, Target};
use latchkey_server::{Limits, RunningServer, ServeConfig};
use latchkey_store_sqlite::ServeLock;
use secrecy::{ExposeSecret as _, SecretString};
use tempfile::TempDir;

use crate::installation::Installation;

/// The owner of every scratch installation.
pub(super) const OWNER: &str = "olga.owner@rehearsal.example";
/// As long as Okta's: "0oa" and 17 more.
const CLIENT_ID: &str = "0oarehearsal00000001";

/// What runs until it is stopped, or dropped.
pub(super) struct Scratch {
    /// What the walk is given.
    pub(super) target: Target,
    /// The owner's local password, for the day that Okta is not required.
    pub(super) owner_password: SecretString,
    /// The installation.
    pub(super) installation: Installation,
    server: RunningServer,
    issuer: Issuer,
    // Dropped last, in this order: the lock's file lies in the folder.
    _lock: ServeLock,
    folder: TempDir,
}

impl Scratch {
    /// Everything that an admin would do by hand, by the same use cases.
    pub(super) async fn start() -> anyhow::Result<Self> {
        let folder = tempfile::Builder::new()
            .prefix("latchkey-rehearsal-")
            .tempdir()
            .context(
                "there is no place for the scratch installation: no temporary folder could be made",
            )?;
        let installation = Installation::make(&folder.path().join("data"))?;
        let lock = installation.folder.serve_lock()?;
        let app = installation.app.clone();
        let owner_password = short_password();
        set_up(&app, owner_password.clone()).await?;
        let server = latchkey_server::start(
            app.clone(),
            ServeConfig {
                listen: any_port(),
                public_url: None,
                trusted_proxies: Vec::new(),
                limits: Limits::default(),
            },
        )
        .await?;
        let connector = app
            .add_connector(Caller::operator(), ConnectorKind::Okta, server.public_url())
            .await?;
        let issuer = Issuer::start(IssuerConfig {
            listen: any_port(),
            path: "/oauth2/default".to_owned(),
            client_id: CLIENT_ID.to_owned(),
            redirect_uris: connector.login_redirect_uris,
            people: People::nobody(),
            clock: Arc::new(|| SystemClock.now()),
            behaviour: Behaviour::default(),
        })
        .await?;
        let policy = NewPolicy {
            issuer: issuer.issuer_url().to_owned(),
            client_id: CLIENT_ID.to_owned(),
            without_test: true,
            keep_session: None,
        };
        app.set_sign_in_policy(Caller::operator(), policy).await?;
        let password = connector
            .password
            .context("the passkey that was just made is not there")?;
        let target = Target {
            scim_url: connector.scim_url,
            user_name: connector.user_name,
            password: password.expose_secret().to_owned(),
            sign_in: Some(SignIn {
                portal_url: server.public_url().to_owned(),
                issuer: issuer.clone(),
            }),
        };
        Ok(Self {
            target,
            owner_password,
            installation,
            server,
            issuer,
            _lock: lock,
            folder,
        })
    }

    /// The portal's address.
    pub(super) fn portal(&self) -> &str {
        self.server.public_url()
    }

    /// The stand-in Okta's address.
    pub(super) fn issuer_url(&self) -> &str {
        self.issuer.issuer_url()
    }

    /// Ends both and removes the folder.
    pub(super) async fn stop(self) {
        self.issuer.stop().await;
        self.server.stop().await;
        drop(self.installation);
        if let Err(fault) = self.folder.close() {
            tracing::warn!(%fault, "the scratch installation's folder could not be removed");
        }
    }
}

async fn set_up(app: &App, password: SecretString) -> anyhow::Result<()> {
    let setup = Setup {
        organization: "Rehearsal".to_owned(),
        owner_email: OWNER.to_owned(),
        owner_given_name: "Olga".to_owned(),
        owner_family_name: "Owner".to_owned(),
        password,
    };
    app.set_up(Caller::operator(), setup).await?;
    app.enable_toolkit(Caller::operator()).await?;
    Ok(())
}

/// 16 letters of base64url: random, and still possible to type.
fn short_password() -> SecretString {
    let entropy: &dyn Entropy = &SystemEntropy;
    let clear = passkey::clear_text(entropy.bytes());
    SecretString::from(clear.expose_secret().chars().take(16).collect::<String>())
}

fn any_port() -> SocketAddr {
    SocketAddr::from((Ipv4Addr::LOCALHOST, 0))
}
