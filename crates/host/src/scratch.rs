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
use latchkey_domain::connector::{self, ConnectorKind};
use latchkey_domain::passkey;
use latchkey_rehearsal::issuer::{Behaviour, Issuer, IssuerConfig};
use latchkey_rehearsal::people::People;
use latchkey_rehearsal::walk::{SignIn, Target};
use latchkey_server::{Limits, ServeConfig};
use secrecy::{ExposeSecret as _, SecretString};
use tempfile::TempDir;

use crate::installation::Installation;
use crate::serving::Serving;

/// The owner of every scratch installation.
pub const OWNER: &str = "olga.owner@rehearsal.example";
/// As long as Okta's: "0oa" and 17 more.
const CLIENT_ID: &str = "0oarehearsal00000001";

/// What runs until it is stopped, or dropped.
pub struct Scratch {
    /// What the walk is given.
    pub target: Target,
    /// The owner's local password, for the day that Okta is not required.
    pub owner_password: SecretString,
    serving: Serving,
    issuer: Issuer,
    // Dropped last: the database and its lock lie in it.
    folder: TempDir,
}

impl Scratch {
    /// Everything that an admin would do by hand, by the same use cases.
    pub async fn start() -> anyhow::Result<Self> {
        let folder = tempfile::Builder::new()
            .prefix("latchkey-rehearsal-")
            .tempdir()
            .context(
                "there is no place for the scratch installation: no temporary folder could be made",
            )?;
        let installation = Installation::make(&folder.path().join("data"))?;
        let app = installation.app.clone();
        let owner_password = short_password();
        set_up(&app, owner_password.clone()).await?;
        let serving = installation
            .serve(ServeConfig {
                listen: any_port(),
                public_url: None,
                tls: None,
                trusted_proxies: Vec::new(),
                webhooks_may_reach: Vec::new(),
                limits: Limits::default(),
                rehearsal: true,
            })
            .await?;
        let connector = app
            .add_connector(
                Caller::operator(),
                ConnectorKind::Okta,
                serving.public_url(),
            )
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
        issuer.offer_tile(&connector::initiate_login_uri(serving.public_url()));
        let policy = NewPolicy {
            issuer: issuer.issuer_url().to_owned(),
            client_id: CLIENT_ID.to_owned(),
            without_test: true,
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
                portal_url: serving.public_url().to_owned(),
                issuer: issuer.clone(),
            }),
        };
        Ok(Self {
            target,
            owner_password,
            serving,
            issuer,
            folder,
        })
    }

    /// The installation.
    pub fn installation(&self) -> &Installation {
        self.serving.installation()
    }

    /// The portal's address.
    pub fn portal(&self) -> &str {
        self.serving.public_url()
    }

    /// The stand-in Okta's address.
    pub fn issuer_url(&self) -> &str {
        self.issuer.issuer_url()
    }

    /// Ends both and removes the folder.
    pub async fn stop(self) {
        self.issuer.stop().await;
        self.serving.stop().await;
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
