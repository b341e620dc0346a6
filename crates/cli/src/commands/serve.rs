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
use crate::stop_signal::StopSignal;
use crate::values;

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The address to listen on; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8765")]
    listen: SocketAddr,
    /// The address under which Okta and people reach it [default: the stored setting, else https:// or http:// and
    /// the address it listens on]
    #[arg(long, value_name = "URL", value_parser = values::public_url)]
    public_url: Option<Url>,
    /// A reverse proxy whose X-Forwarded-For is believed; may be given several times
    #[arg(long = "trusted-proxy", value_name = "CIDR", value_parser = values::network)]
    trusted_proxies: Vec<IpNet>,
    /// A private network that webhooks may reach; may be given several times
    #[arg(
        long = "webhooks-may-reach",
        value_name = "CIDR",
        env = "LATCHKEY_WEBHOOKS_MAY_REACH",
        value_delimiter = ',',
        value_parser = values::network
    )]
    webhooks_may_reach: Vec<IpNet>,
    /// The certificate for TLS by the server itself (PEM, its issuers' behind it); taken anew when the file changes
    #[arg(
        long,
        value_name = "FILE",
        env = "LATCHKEY_TLS_CERT",
        hide_env_values = true,
        requires = "tls_key"
    )]
    tls_cert: Option<PathBuf>,
    /// The certificate's private key (PEM: PKCS #8, PKCS #1 or SEC 1, not encrypted), which only its owner may read
    #[arg(
        long,
        value_name = "FILE",
        env = "LATCHKEY_TLS_KEY",
        hide_env_values = true,
        requires = "tls_cert"
    )]
    tls_key: Option<PathBuf>,
    #[command(flatten)]
    store: PasskeyStore,
}

pub(crate) async fn run(context: &Context<'_>, arguments: Arguments) -> anyhow::Result<()> {
    let config = ServeConfig {
        listen: arguments.listen,
        public_url: arguments.public_url,
        tls: tls_files(arguments.tls_cert, arguments.tls_key)?,
        trusted_proxies: arguments.trusted_proxies,
        webhooks_may_reach: arguments.webhooks_may_reach,
        limits: Limits::default(),
        rehearsal: false,
    };
    // Before a folder is made.
    config.refuse_open_network()?;
    let installation = Installation::open_or_make(&context.data_dir, &arguments.store.wish())?;
    // Before anything is announced, so that a stop that comes at once is a graceful one.
    let mut stop = StopSignal::listen()?;
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
    stop.given().await;
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

/// Whole paths, since another command looks at them from elsewhere.
fn tls_files(
    certificate: Option<PathBuf>,
    key: Option<PathBuf>,
) -> anyhow::Result<Option<TlsFiles>> {
    let (Some(certificate), Some(key)) = (certificate, key) else {
        return Ok(None);
    };
    Ok(Some(TlsFiles {
        certificate: absolute(&certificate)?,
        key: absolute(&key)?,
    }))
}
