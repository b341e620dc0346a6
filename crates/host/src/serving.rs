//! An installation that is served: nobody else serves its folder, and the server accepts connections.

use std::net::SocketAddr;

use axum::Router;
use ipnet::IpNet;
use latchkey_app::App;
use latchkey_server::{RunningServer, ServeConfig};
use latchkey_store_sqlite::ServeLock;

use crate::installation::Installation;

/// Served until it is stopped, or the process ends.
pub struct Serving {
    installation: Installation,
    server: RunningServer,
    // Dropped last: until then no other process takes the folder.
    _lock: ServeLock,
}

impl Installation {
    /// Takes the folder's lock and starts the server. That another process serves the folder is
    /// [`FolderError::Served`](latchkey_store_sqlite::FolderError::Served).
    pub async fn serve(self, config: ServeConfig) -> anyhow::Result<Serving> {
        let lock = self.folder.serve_lock()?;
        let server = latchkey_server::start(self.app.clone(), config).await?;
        Ok(Serving {
            installation: self,
            server,
            _lock: lock,
        })
    }
}

impl Serving {
    /// The use cases.
    pub fn app(&self) -> &App {
        &self.installation.app
    }

    /// The installation.
    pub fn installation(&self) -> &Installation {
        &self.installation
    }

    /// The address that it listens on.
    pub fn address(&self) -> SocketAddr {
        self.server.address()
    }

    /// How it is reached on that address: `https://127.0.0.1:8765`.
    pub fn origin(&self) -> String {
        self.server.origin()
    }

    /// The public URL, without a slash at the end.
    pub fn public_url(&self) -> &str {
        self.server.public_url()
    }

    /// What answers on the address, to be called within this process. A request that comes this way has no peer.
    pub fn router(&self) -> Router {
        self.server.router()
    }

    /// Believes these reverse proxies from now on, and no others; see [`RunningServer::believe`].
    pub fn believe(&self, proxies: Vec<IpNet>) -> anyhow::Result<()> {
        self.server.believe(proxies)
    }

    /// Answers what is under way, writes what was gathered, and lets the folder go.
    pub async fn stop(self) {
        self.server.stop().await;
        // A desktop's window may hold on to the use cases until the process ends, which closes nothing.
        let store = self.installation.store.clone();
        match tokio::task::spawn_blocking(move || store.empty_log()).await {
            Ok(Ok(())) => {}
            Ok(Err(fault)) => {
                tracing::info!(%fault, "the database's log could not be emptied; the next start reads it");
            }
            Err(panicked) => tracing::warn!(%panicked, "the database's log could not be emptied"),
        }
    }
}
