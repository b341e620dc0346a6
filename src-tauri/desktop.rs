//! What the app knows while it runs, and how it comes to host; how it comes to connect is in [`connecting`].

mod connecting;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

use latchkey_bridge::choice::{Choice, Memory, Remembered};
use latchkey_bridge::hosting::{HostFailed, Hosting};
use latchkey_bridge::native::{NotSignedIn, Purpose};
use latchkey_bridge::tokens::Tokens;
use latchkey_bridge::{Bridge, server_address};
use tauri::{AppHandle, Manager as _};
use tokio::sync::{Mutex as AsyncMutex, watch};

use crate::arguments::Arguments;
use crate::commands::Refusal;
use crate::events::{Event, Events};
use crate::missing::{KEYCHAIN, Missing};
use crate::sign_ins::SignIns;
use crate::stage::{DesktopState, Mode, Stage};
use crate::window;

/// What the app knows.
pub(crate) struct Desktop {
    /// What the page is told.
    pub(crate) events: Events,
    /// The sign-in under way.
    pub(crate) sign_ins: SignIns,
    app: AppHandle,
    memory: Memory,
    missing: Missing,
    tokens: Tokens,
    data_dir: PathBuf,
    listen: SocketAddr,
    at_login: Vec<String>,
    stage: watch::Sender<Stage>,
    /// Held while the app comes to host or to connect, or leaves it.
    hosting: AsyncMutex<Option<Hosting>>,
    want_shown: AtomicBool,
    asked_about_closing: AtomicBool,
    asks_who_is_there: AtomicBool,
}

/// What closing the window means now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Closing {
    /// Nothing runs on here, so the app ends.
    Quit,
    /// The page says that the host keeps running, and asks.
    Ask,
    /// The host keeps running, as the person knows.
    PutAway,
}

impl Desktop {
    pub(crate) fn new(app: &AppHandle, arguments: &Arguments) -> anyhow::Result<Self> {
        let memory = Memory::in_folder(&app.path().app_config_dir()?);
        Ok(Self {
            events: Events::new(),
            sign_ins: SignIns::new(),
            app: app.clone(),
            missing: Missing::new(memory.clone()),
            memory,
            tokens: Tokens::new(latchkey_secrets::for_app_sessions()),
            data_dir: latchkey_host::data_dir::choose(arguments.data_dir.clone())?,
            listen: arguments.listen,
            at_login: arguments.at_login(),
            stage: watch::Sender::new(Stage::Starting),
            hosting: AsyncMutex::default(),
            want_shown: AtomicBool::new(false),
            asked_about_closing: AtomicBool::new(false),
            asks_who_is_there: AtomicBool::new(false),
        })
    }

    /// Does again what was chosen at an earlier start.
    pub(crate) async fn resume(&self) {
        let refused = match self.memory.read().choice {
            None => None,
            Some(Choice::Host) => self.host().await.err(),
            Some(Choice::Connect { address }) => self.connect(address, true).await.err(),
        };
        if self.bridge().is_none() {
            self.stage.send_replace(Stage::Choose(refused));
        }
    }

    /// What the app remembers between starts.
    pub(crate) fn memory(&self) -> Memory {
        self.memory.clone()
    }

    pub(crate) fn stages(&self) -> watch::Receiver<Stage> {
        self.stage.subscribe()
    }

    /// What a start at login is given.
    pub(crate) fn at_login(&self) -> &[String] {
        &self.at_login
    }

    /// The way to the server, once there is one.
    pub(crate) fn bridge(&self) -> Option<Bridge> {
        self.stage.borrow().bridge().cloned()
    }

    /// For a page that was just loaded.
    pub(crate) async fn state(&self) -> DesktopState {
        let page = self.events.new_page();
        let mut stages = self.stage.subscribe();
        let stage = match stages
            .wait_for(|stage| !matches!(stage, Stage::Starting))
            .await
        {
            Ok(stage) => stage.clone(),
            // The sender lives as long as this.
            Err(_) => Stage::Choose(None),
        };
        let (mode, address, refusal) = match stage {
            Stage::Ready(bridge, mode, _) => {
                let address = bridge.destination().public_url().to_owned();
                (Some(mode), Some(address), None)
            }
            Stage::Choose(refusal) => (None, self.chosen_address(), refusal),
            Stage::Starting => (None, None, None),
        };
        DesktopState {
            page,
            version: env!("CARGO_PKG_VERSION"),
            mode,
            address,
            data_dir: self.data_dir.display().to_string(),
            refusal,
            missing: self.missing.at_start(),
        }
    }

    /// After a call by which a session may have begun: without a keychain it ends with the app, which is said once.
    pub(crate) fn after_call(&self, bridge: &Bridge) {
        if bridge.keeps_in_memory_only() && self.missing.keychain_is_news() {
            self.events.tell(Event::Notice { what: KEYCHAIN });
        }
    }

    pub(crate) async fn choose_to_host(&self) -> Result<(), Refusal> {
        self.host().await?;
        self.remember(|remembered| remembered.choice = Some(Choice::Host));
        Ok(())
    }

    pub(crate) async fn choose_to_connect(&self, typed: &str) -> Result<(), Refusal> {
        let address = server_address::read(typed)
            .map_err(|mistake| Refusal::new("address", mistake.to_string()))?;
        self.connect(address.clone(), false).await?;
        self.remember(|remembered| remembered.choice = Some(Choice::Connect { address }));
        Ok(())
    }

    /// Leaves what was chosen; the session stays in the keychain.
    pub(crate) async fn choose_again(&self) {
        self.sign_ins.cancel();
        self.remember(|remembered| remembered.choice = None);
        self.stage.send_replace(Stage::Choose(None));
        self.stop().await;
    }

    /// Stops the server, if one runs here: requests under way are answered first.
    pub(crate) async fn stop(&self) {
        if let Some(hosting) = self.hosting.lock().await.take() {
            hosting.stop().await;
        }
    }

    async fn host(&self) -> Result<(), Refusal> {
        let mut place = self.hosting.lock().await;
        if place.is_some() {
            return Ok(());
        }
        let hosting = Hosting::start(&self.data_dir, self.listen).await;
        let hosting = hosting.map_err(|failed| Refusal {
            address: match &failed {
                HostFailed::Served { address, .. } => address.clone(),
                _ => None,
            },
            ..Refusal::new(failed.code(), failed.to_string())
        })?;
        let bridge = Bridge::new(hosting.destination(), self.tokens.clone());
        let lookout = hosting.lookout();
        *place = Some(hosting);
        self.stage
            .send_replace(Stage::Ready(bridge, Mode::Host, lookout));
        Ok(())
    }

    /// Signs in through the system's browser, or tests that. One at a time: another one takes its place.
    pub(crate) async fn sign_in(&self, purpose: Purpose) -> Result<(), NotSignedIn> {
        let bridge = self.bridge().ok_or_else(|| {
            not_signed_in("not_started", "The app neither hosts nor is connected yet.")
        })?;
        let Some(outcome) = self.sign_ins.sign_in(&bridge, purpose).await else {
            return Err(not_signed_in(
                "cancelled",
                "The sign-in was cancelled. Nobody was signed in.",
            ));
        };
        self.after_call(&bridge);
        window::raise(&self.app);
        outcome
    }

    /// What closing the window means: a host keeps running for Okta, and says so the first time.
    pub(crate) fn closing(&self) -> Closing {
        if !self.stage.borrow().hosts() {
            return Closing::Quit;
        }
        let told = self.memory.read().told_about_closing;
        // A page that does not ask must not keep the window open for ever.
        if told || self.asked_about_closing.swap(true, Ordering::Relaxed) {
            return Closing::PutAway;
        }
        self.events.tell(Event::Closing);
        Closing::Ask
    }

    pub(crate) fn told_about_closing(&self) {
        self.remember(|remembered| remembered.told_about_closing = true);
    }

    pub(crate) fn want_shown(&self, show: bool) {
        self.want_shown.store(show, Ordering::Relaxed);
    }

    pub(crate) fn take_want_shown(&self) -> bool {
        self.want_shown.swap(false, Ordering::Relaxed)
    }

    fn remember(&self, change: impl FnOnce(&mut Remembered)) {
        if let Err(fault) = self.memory.change(change) {
            tracing::warn!(%fault, "what was chosen could not be remembered; the next start asks again");
        }
    }
}

fn not_signed_in(code: &str, sentence: &str) -> NotSignedIn {
    NotSignedIn {
        code: code.to_owned(),
        sentence: sentence.to_owned(),
        issuer_said: None,
        address: None,
    }
}
