//! Runs the router on a socket, with what has to happen beside the requests.

use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

use anyhow::{Context as _, bail};
use axum::Router;
use axum_server::Handle;
use axum_server::accept::NoDelayAcceptor;
use latchkey_app::App;
use tokio::task::JoinHandle;
use tokio::time::MissedTickBehavior;

use crate::config::ServeConfig;
use crate::housekeeping;
use crate::router::{address_space, router};
use crate::state::ServerState;
use crate::tls::{Door, Reloading, TlsFault};
use crate::webhooks;

/// What is gathered in memory is written this often.
const FLUSH_EVERY: Duration = Duration::from_secs(1);
/// What another process wrote is looked for this often, while somebody waits for it.
const LOOK_EVERY: Duration = Duration::from_millis(400);
/// Today's seats are noted this often, in flushes.
const SEATS_EVERY: u64 = 60;
/// Requests under way may take so long to end when the server stops.
const GRACE: Duration = Duration::from_secs(10);

/// A server that accepts connections.
pub struct RunningServer {
    app: App,
    address: SocketAddr,
    public_url: String,
    state: ServerState,
    handle: Handle<SocketAddr>,
    serving: JoinHandle<std::io::Result<()>>,
    flushing: JoinHandle<()>,
    looking: JoinHandle<()>,
    housekeeping: JoinHandle<()>,
    telling: JoinHandle<()>,
    reloading: Option<JoinHandle<()>>,
}

/// Starts to serve; connections are accepted when it returns.
pub async fn start(app: App, config: ServeConfig) -> anyhow::Result<RunningServer> {
    config.refuse_open_network()?;
    let listener = TcpListener::bind(config.listen).with_context(|| {
        format!(
            "Latchkey cannot listen on {}: something else does, or the address is not this machine's. Choose another \
             with --listen.",
            config.listen
        )
    })?;
    let address = listener.local_addr()?;
    let public_url = public_url(&app, &config, address)?;
    let reloading = match &config.tls {
        Some(files) => Some(Reloading::start(&app, files, &public_url).map_err(not_started)?),
        None => None,
    };
    app.note_served(&public_url, config.tls.clone()).await?;
    // Port 0 has become a real one.
    let known = ServeConfig {
        listen: address,
        ..config.clone()
    };
    let state = ServerState::new(app.clone(), &public_url, &known);
    let handle = Handle::new();
    let mut server = axum_server::from_tcp(listener)?
        .first_request_timeout(config.limits.arrival)
        .accept_error_handler(|from, fault| {
            if let Some(from) = from {
                tracing::debug!(%from, %fault, "a connection was not taken");
            } else {
                tracing::warn!(%fault, "a connection could not be accepted");
            }
        })
        .handle(handle.clone());
    server
        .http_builder()
        .http1()
        .header_read_timeout(config.limits.arrival);
    server
        .http_builder()
        .http2()
        .keep_alive_interval(config.limits.arrival)
        .max_header_list_size(64 * 1024);
    let service = axum::ServiceExt::<axum::extract::Request>::into_make_service_with_connect_info::<
        SocketAddr,
    >(address_space(state.clone()));
    let serving = match &reloading {
        Some(tls) => {
            let door = Door::new(tls.config(), config.limits.handshake);
            tokio::spawn(server.acceptor(door).serve(service))
        }
        None => tokio::spawn(server.acceptor(NoDelayAcceptor::new()).serve(service)),
    };
    handle
        .listening()
        .await
        .context("the server stopped before it accepted connections")?;
    let flushing = tokio::spawn(flush_for_ever(app.clone()));
    let looking = tokio::spawn(look_for_ever(app.clone()));
    let housekeeping = tokio::spawn(housekeeping::for_ever(state.clone()));
    let telling = tokio::spawn(webhooks::for_ever(state.clone()));
    let reloading = reloading.map(|tls| tokio::spawn(tls.for_ever(config.limits.certificate_look)));
    Ok(RunningServer {
        app,
        address,
        public_url,
        state,
        handle,
        serving,
        flushing,
        looking,
        housekeeping,
        telling,
        reloading,
    })
}

impl RunningServer {
    /// The address that it listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// How it is reached on that address: `https://127.0.0.1:8765`.
    pub fn origin(&self) -> String {
        format!("{}://{}", scheme(self.reloading.is_some()), self.address)
    }

    /// The public URL, without a slash at the end.
    pub fn public_url(&self) -> &str {
        &self.public_url
    }

    /// The same address space without the socket, for a program that serves in its own process.
    pub fn router(&self) -> Router {
        router(self.state.clone())
    }

    /// Ends what is under way, writes what was gathered, and stops.
    pub async fn stop(self) {
        self.state.fixed.stopping.send_replace(true);
        // A message that is under way is sent again by the next start.
        self.telling.abort();
        self.handle.graceful_shutdown(Some(GRACE));
        if let Ok(Err(fault)) = self.serving.await {
            tracing::warn!(%fault, "the server stopped with a fault");
        }
        self.flushing.abort();
        self.looking.abort();
        self.housekeeping.abort();
        if let Some(reloading) = &self.reloading {
            reloading.abort();
        }
        if let Err(fault) = self.app.flush_calls().await {
            tracing::warn!(%fault, "the last calls could not be put on record");
        }
    }
}

/// `--public-url`, else the stored setting, else https:// or http:// and the address.
fn public_url(app: &App, config: &ServeConfig, address: SocketAddr) -> anyhow::Result<String> {
    let chosen = match &config.public_url {
        Some(url) => Some(url.as_str().to_owned()),
        None => app.settings()?.public_url,
    };
    let url = chosen.unwrap_or_else(|| format!("{}://{address}", scheme(config.tls.is_some())));
    let url = url.trim_end_matches('/').to_owned();
    if config.tls.is_some() && !url.starts_with("https://") {
        bail!(
            "The public URL is {url}, and with a certificate of its own the server speaks https only. It was not started. \
             Name an https address with --public-url."
        );
    }
    Ok(url)
}

fn scheme(tls: bool) -> &'static str {
    if tls { "https" } else { "http" }
}

fn not_started(fault: TlsFault) -> anyhow::Error {
    anyhow::Error::new(fault).context("The server was not started")
}

async fn look_for_ever(app: App) {
    let mut tick = tokio::time::interval(LOOK_EVERY);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tick.tick().await;
        if let Err(fault) = app.look_for_others() {
            tracing::warn!(%fault, "it could not be looked what other processes wrote");
        }
    }
}

async fn flush_for_ever(app: App) {
    let mut tick = tokio::time::interval(FLUSH_EVERY);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    for second in 0_u64.. {
        tick.tick().await;
        match app.try_store_again().await {
            Ok(true) => {}
            // What was gathered waits; to try it would hold up who waits for the same disk.
            Ok(false) => continue,
            Err(fault) => {
                tracing::warn!(%fault, "the store fails still");
                continue;
            }
        }
        if let Err(fault) = app.flush_calls().await {
            tracing::warn!(%fault, "calls could not be put on record");
        }
        if second.is_multiple_of(SEATS_EVERY)
            && let Err(fault) = app.note_seats().await
        {
            tracing::warn!(%fault, "today's seats could not be noted");
        }
    }
}
