//! `latchkey serve`: the server, until it is told to stop.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;
use ipnet::IpNet;
use latchkey_domain::settings::TlsFiles;
use latchkey_host::installation::absolute;
use latchkey_host::{Installation, Serving};
use latchkey_server::{Limits, ServeConfig};
use url::Url;

use super::Context;
use super::connector::PasskeyStore;
use crate::reload::Reload;
use crate::service_manager;
use crate::stop_signal::StopSignal;
use crate::values;

/// What is logged where nobody says anything.
pub(crate) const USUAL_LOG: &str = "info";

#[derive(Clone, Debug, Args)]
pub(crate) struct Arguments {
    /// The address to listen on; port 0 takes a free one
    #[arg(
        long,
        value_name = "ADDRESS",
        env = "LATCHKEY_LISTEN",
        hide_env_values = true,
        default_value = "127.0.0.1:8765"
    )]
    listen: SocketAddr,
    /// The address under which Okta and people reach it [default: the stored setting, else https:// or http:// and
    /// the address it listens on]
    #[arg(
        long,
        value_name = "URL",
        env = "LATCHKEY_PUBLIC_URL",
        hide_env_values = true,
        value_parser = values::public_url
    )]
    public_url: Option<Url>,
    /// A reverse proxy whose X-Forwarded-For is believed; may be given several times, or several with commas between
    #[arg(
        long = "trusted-proxy",
        value_name = "CIDR",
        env = "LATCHKEY_TRUSTED_PROXIES",
        hide_env_values = true,
        value_delimiter = ',',
        value_parser = values::proxy
    )]
    trusted_proxies: Vec<IpNet>,
    /// The certificate for TLS by the server itself (PEM, its issuers' behind it); taken anew when the file changes
    #[arg(
        long,
        value_name = "FILE",
        env = "LATCHKEY_TLS_CERT",
        hide_env_values = true
    )]
    tls_cert: Option<PathBuf>,
    /// The certificate's private key (PEM: PKCS #8, PKCS #1 or SEC 1, not encrypted), which only its owner may read
    #[arg(
        long,
        value_name = "FILE",
        env = "LATCHKEY_TLS_KEY",
        hide_env_values = true
    )]
    tls_key: Option<PathBuf>,
    #[command(flatten)]
    store: PasskeyStore,
}

impl Arguments {
    /// What is missing beside the one of the two files that is given, by whatever way it is.
    pub(crate) fn half_a_certificate(&self) -> Option<&'static str> {
        match (&self.tls_cert, &self.tls_key) {
            (Some(_), None) => Some(
                "a certificate is given and no key to it. Name its private key with --tls-key (LATCHKEY_TLS_KEY, or tls-key \
                 in the configuration file)",
            ),
            (None, Some(_)) => Some(
                "a private key is given and no certificate to it. Name that with --tls-cert (LATCHKEY_TLS_CERT, or tls-cert \
                 in the configuration file)",
            ),
            _ => None,
        }
    }

    /// The same in the words of `latchkey-server`. The files by whole paths, since another command looks at them from
    /// elsewhere.
    pub(crate) fn config(&self) -> anyhow::Result<ServeConfig> {
        let tls = match (&self.tls_cert, &self.tls_key) {
            (Some(certificate), Some(key)) => Some(TlsFiles {
                certificate: absolute(certificate)?,
                key: absolute(key)?,
            }),
            _ => None,
        };
        Ok(ServeConfig {
            listen: self.listen,
            public_url: self.public_url.clone(),
            tls,
            trusted_proxies: self.trusted_proxies.clone(),
            limits: Limits::default(),
            rehearsal: false,
        })
    }
}

pub(crate) async fn run(context: &Context<'_>, arguments: Arguments) -> anyhow::Result<()> {
    let config = arguments.config()?;
    // Before a folder is made.
    config.refuse_open_network()?;
    let installation = Installation::open_or_make(&context.data_dir, &arguments.store.wish())?;
    // Before anything is announced, so that a stop that comes at once is a graceful one.
    let mut stop = StopSignal::listen()?;
    let mut reload = Reload::listen(context.configuration)?;
    let serving = installation.serve(config).await?;
    let announced = context
        .terminal
        .print(&format!("listening on {}", serving.origin()));
    if let Err(closed) = announced {
        // A service manager may have closed it; the server is there all the same.
        tracing::warn!(%closed, "standard output is closed");
    }
    offer_set_up(context, &serving)?;
    tracing::info!(
        public_url = serving.public_url(),
        data_dir = %serving.installation().folder.path().display(),
        "serving"
    );
    service_manager::ready();
    tokio::select! {
        () = stop.given() => {}
        // Until the terminal that it was started from is gone.
        () = reload.whenever_asked(&serving) => {}
    }
    service_manager::stopping();
    tracing::info!("stopping: requests under way are answered first");
    tokio::select! {
        () = serving.stop() => tracing::info!("stopped"),
        // Whoever asks twice does not want to wait.
        () = stop.given() => tracing::warn!("stopped at once; requests under way were cut off"),
    }
    Ok(())
}

/// Whoever sets up over HTTP has to show that they see this terminal (product rule 15).
fn offer_set_up(context: &Context<'_>, serving: &Serving) -> anyhow::Result<()> {
    if let Some(code) = serving.app().offer_set_up()? {
        context.terminal.say(&format!(
            "This installation is not set up yet. Open {} and type the code below, or run \"{}\".\none-time code: {code}",
            serving.public_url(),
            context.next("setup")
        ));
    }
    Ok(())
}
