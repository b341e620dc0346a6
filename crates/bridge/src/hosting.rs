//! Hosting: the server runs in this process, on the data folder, for Okta and for this window. The folder's lock decides
//! who serves it.

use std::net::{SocketAddr, TcpListener};
use std::path::Path;

use latchkey_host::{Installation, Serving};
use latchkey_secrets::Wish;
use latchkey_server::{Limits, ServeConfig};
use latchkey_store_sqlite::FolderError;
use tokio::task::spawn_blocking;

use crate::destination::Destination;
use crate::lookout::Lookout;

/// A server that runs in this process.
pub struct Hosting {
    serving: Serving,
    account: String,
}

/// Why nothing runs here.
#[derive(Debug, thiserror::Error)]
pub enum HostFailed {
    /// Another Latchkey serves the folder.
    #[error(
        "Another Latchkey runs on {folder} already, so this one was not started.{}",
        if address.is_some() { " You can connect to that one." } else { " Stop that one, or connect to it by its address." }
    )]
    Served {
        /// The folder.
        folder: String,
        /// Where the other one was last reached.
        address: Option<String>,
    },
    /// Something else listens where the server would.
    #[error(
        "Another program on this machine listens on {address}, so Latchkey was not started. Stop that program, then try \
         again; or start Latchkey with --listen and another address."
    )]
    PortTaken {
        /// The address.
        address: SocketAddr,
    },
    /// The folder or the database.
    #[error("{0}")]
    Failed(String),
}

impl HostFailed {
    /// A stable word for screens.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Served { .. } => "served",
            Self::PortTaken { .. } => "port_taken",
            Self::Failed(_) => "not_hosted",
        }
    }
}

impl Hosting {
    /// Opens the folder, or makes it, and serves it.
    pub async fn start(data_dir: &Path, listen: SocketAddr) -> Result<Self, HostFailed> {
        let folder = data_dir.to_owned();
        let opened =
            spawn_blocking(move || Installation::open_or_make(&folder, &Wish::default())).await;
        let installation = opened
            .map_err(|panicked| HostFailed::Failed(panicked.to_string()))?
            .map_err(|failure| failed(&failure))?;
        let account = installation.folder.path().display().to_string();
        if installation.folder.is_served().is_ok_and(|served| served) {
            return Err(served(&installation, account));
        }
        // Asked before the server takes the port, for a sentence that fits a window.
        if let Err(fault) = TcpListener::bind(listen)
            && fault.kind() == std::io::ErrorKind::AddrInUse
        {
            return Err(HostFailed::PortTaken { address: listen });
        }
        let app = installation.app.clone();
        let config = ServeConfig {
            listen,
            public_url: None,
            tls: None,
            trusted_proxies: Vec::new(),
            webhooks_may_reach: Vec::new(),
            limits: Limits::default(),
            rehearsal: false,
        };
        let serving = installation.serve(config).await.map_err(|failure| {
            // Between the question above and the lock, another one may have come.
            if matches!(failure.downcast_ref(), Some(FolderError::Served { .. })) {
                HostFailed::Served {
                    folder: account.clone(),
                    address: last_served(&app),
                }
            } else {
                failed(&failure)
            }
        })?;
        Ok(Self { serving, account })
    }

    /// The way to it within this process.
    pub fn destination(&self) -> Destination {
        Destination::Here {
            router: self.serving.router(),
            public_url: self.serving.public_url().to_owned(),
            account: self.account.clone(),
        }
    }

    /// Where to look for what needs an admin.
    pub fn lookout(&self) -> Lookout {
        Lookout::Here(self.serving.app().clone())
    }

    /// Answers what is under way and lets the folder go.
    pub async fn stop(self) {
        self.serving.stop().await;
    }
}

fn served(installation: &Installation, folder: String) -> HostFailed {
    HostFailed::Served {
        folder,
        address: last_served(&installation.app),
    }
}

fn last_served(app: &latchkey_app::App) -> Option<String> {
    app.settings().ok()?.last_served_url
}

/// With its causes, as one sentence.
fn failed(failure: &anyhow::Error) -> HostFailed {
    HostFailed::Failed(format!("{failure:#}"))
}
