//! What the app knows while it runs: whether it hosts or connects, who waits for a browser, what was said already.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use latchkey_app::ports::entropy::{Entropy, SystemEntropy};
use latchkey_bridge::about::{self, Unfit};
use latchkey_bridge::choice::{Choice, Memory};
use latchkey_bridge::destination::There;
use latchkey_bridge::hosting::{HostFailed, Hosting};
use latchkey_bridge::lookout::Lookout;
use latchkey_bridge::native::{self, NotSignedIn, Purpose};
use latchkey_bridge::tokens::Tokens;
use latchkey_bridge::{Bridge, Destination, server_address};
use latchkey_native_sign_in::{Arrivals, PORTS};
use latchkey_oidc::RelyingParty;
use serde::Serialize;
use tauri::{AppHandle, Manager as _};
use tokio::sync::{Mutex as AsyncMutex, oneshot, watch};
use url::Url;

use crate::arguments::Arguments;
use crate::commands::Refusal;
use crate::commands::sign_in::UnderWay;
use crate::events::{Event, Events};
use crate::window;

/// What the app knows.
pub(crate) struct Desktop {
    /// What the page is told.
    pub(crate) events: Events,
    app: AppHandle,
    memory: Memory,
    tokens: Tokens,
    relying_party: RelyingParty,
    data_dir: PathBuf,
    listen: SocketAddr,
    at_login: Vec<String>,
    stage: watch::Sender<Stage>,
    /// Held while the app comes to host or to connect, or leaves it.
    hosting: AsyncMutex<Option<Hosting>>,
    sign_in: Mutex<Option<SigningIn>>,
    want_shown: AtomicBool,
    asked_about_closing: AtomicBool,
    said_memory_only: AtomicBool,
}

const KEYCHAIN: &str = "keychain";
const SESSION_BUS: &str = "session_bus";

/// Where the app stands.
#[derive(Clone)]
pub(crate) enum Stage {
    /// It comes to host or to connect.
    Starting,
    /// The person has to choose; at the first start nothing was refused.
    Choose(Option<Refusal>),
    /// The page may call, and notifications know where to look.
    Ready(Bridge, Mode, Lookout),
}

/// How it is ready.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Mode {
    /// The server runs in this process.
    Host,
    /// The server runs elsewhere.
    Connect,
}

/// The same for the page.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DesktopState {
    /// To ask for events with.
    page: u64,
    version: &'static str,
    /// Null while the person has to choose.
    mode: Option<Mode>,
    /// The server's address.
    address: Option<String>,
    /// The folder that would be hosted.
    data_dir: String,
    /// Why what was chosen did not come about.
    refusal: Option<Refusal>,
    /// What this machine lacks and was not said yet: `session_bus`.
    missing: Vec<&'static str>,
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

struct SigningIn {
    authorize_url: Url,
    redirect_uri: String,
    opened: bool,
    arrivals: Arrivals,
    cancel: oneshot::Sender<()>,
}

impl Desktop {
    pub(crate) fn new(app: &AppHandle, arguments: &Arguments) -> anyhow::Result<Self> {
        let folder = app.path().app_config_dir()?;
        Ok(Self {
            events: Events::new(),
            app: app.clone(),
            memory: Memory::in_folder(&folder),
            tokens: Tokens::new(latchkey_secrets::for_app_sessions()),
            relying_party: native::relying_party(),
            data_dir: latchkey_host::data_dir::choose(arguments.data_dir.clone())?,
            listen: arguments.listen,
            at_login: arguments.at_login(),
            stage: watch::Sender::new(Stage::Starting),
            hosting: AsyncMutex::default(),
            sign_in: Mutex::default(),
            want_shown: AtomicBool::new(false),
            asked_about_closing: AtomicBool::new(false),
            said_memory_only: AtomicBool::new(false),
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
        match &*self.stage.borrow() {
            Stage::Ready(bridge, ..) => Some(bridge.clone()),
            _ => None,
        }
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
        let (mode, address, refusal) = match &stage {
            Stage::Ready(bridge, mode, _) => (
                Some(*mode),
                Some(bridge.destination().public_url().to_owned()),
                None,
            ),
            Stage::Choose(refusal) => (None, None, refusal.clone()),
            Stage::Starting => (None, None, None),
        };
        DesktopState {
            page,
            version: env!("CARGO_PKG_VERSION"),
            mode,
            address,
            data_dir: self.data_dir.display().to_string(),
            refusal,
            missing: self.missing(),
        }
    }

    /// What this machine lacks, said once.
    fn missing(&self) -> Vec<&'static str> {
        let without_bus = !has_session_bus() && self.first_time(SESSION_BUS);
        without_bus.then_some(SESSION_BUS).into_iter().collect()
    }

    /// After a call by which a session may have begun: without a keychain it ends with the app, which is said once.
    pub(crate) fn after_call(&self, bridge: &Bridge) {
        if bridge.keeps_in_memory_only()
            && !self.said_memory_only.swap(true, Ordering::Relaxed)
            && self.first_time(KEYCHAIN)
        {
            self.events.tell(Event::Missing { what: KEYCHAIN });
        }
    }

    /// Whether this was never said; it counts as said from now on.
    fn first_time(&self, what: &str) -> bool {
        if self
            .memory
            .read()
            .told_missing
            .iter()
            .any(|told| told == what)
        {
            return false;
        }
        self.remember(|remembered| remembered.told_missing.push(what.to_owned()));
        true
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
        self.cancel_sign_in();
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

    /// A server that was chosen before and does not answer now is no reason to choose again: its pages say so and try
    /// again.
    async fn connect(&self, address: Url, chosen_before: bool) -> Result<(), Refusal> {
        let there = There::at(address).map_err(|lost| Refusal::new("lost", lost.to_string()))?;
        let destination = Destination::There(there);
        match about::ask(&destination).await {
            Ok(_) => {}
            Err(Unfit::Lost(lost)) if chosen_before => {
                tracing::info!(%lost, "the server does not answer yet");
            }
            Err(unfit) => return Err(Refusal::new(unfit.code(), unfit.to_string())),
        }
        let bridge = Bridge::new(destination, self.tokens.clone());
        let lookout = Lookout::There(bridge.clone());
        self.stage
            .send_replace(Stage::Ready(bridge, Mode::Connect, lookout));
        Ok(())
    }

    /// Signs in through the system's browser, or tests that. One at a time: another one takes its place.
    pub(crate) async fn sign_in(&self, purpose: Purpose) -> Result<(), NotSignedIn> {
        self.cancel_sign_in();
        let bridge = self.bridge().ok_or_else(|| {
            not_signed_in("not_started", "The app neither hosts nor is connected yet.")
        })?;
        let entropy: &dyn Entropy = &SystemEntropy;
        let random = entropy.bytes();
        let waiting = native::begin(&bridge, &self.relying_party, &PORTS, random, purpose).await?;
        let (cancel, cancelled) = oneshot::channel();
        let authorize_url = waiting.authorize_url().clone();
        let signing_in = SigningIn {
            opened: open_browser(&authorize_url),
            authorize_url,
            redirect_uri: waiting.redirect_uri().to_owned(),
            arrivals: waiting.arrivals(),
            cancel,
        };
        *self.signing_in() = Some(signing_in);
        let outcome = tokio::select! {
            outcome = waiting.finish(&bridge) => {
                self.after_call(&bridge);
                outcome
            }
            _ = cancelled => Err(not_signed_in("cancelled", "The sign-in was cancelled. Nobody was signed in.")),
        };
        if !matches!(&outcome, Err(why) if why.code == "cancelled") {
            // Another one may have taken its place when this was cancelled; not otherwise.
            self.signing_in().take();
            window::raise(&self.app);
        }
        outcome
    }

    pub(crate) fn sign_in_under_way(&self) -> Option<UnderWay> {
        self.signing_in().as_ref().map(|signing_in| UnderWay {
            authorize_url: signing_in.authorize_url.to_string(),
            redirect_uri: signing_in.redirect_uri.clone(),
            opened: signing_in.opened,
        })
    }

    pub(crate) fn open_sign_in_again(&self) -> bool {
        let address = self
            .signing_in()
            .as_ref()
            .map(|signing_in| signing_in.authorize_url.clone());
        address.is_some_and(|address| open_browser(&address))
    }

    /// An address that the browser came to; the sign-in under way finds out whether it is its own.
    pub(crate) fn hand_in(&self, address: String) {
        if let Some(signing_in) = &*self.signing_in() {
            signing_in.arrivals.hand_in(address);
        }
    }

    pub(crate) fn cancel_sign_in(&self) {
        if let Some(signing_in) = self.signing_in().take() {
            // It may have ended by itself just now.
            let _ = signing_in.cancel.send(());
        }
    }

    fn signing_in(&self) -> MutexGuard<'_, Option<SigningIn>> {
        self.sign_in.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What closing the window means: a host keeps running for Okta, and says so the first time.
    pub(crate) fn closing(&self) -> Closing {
        let hosts = matches!(&*self.stage.borrow(), Stage::Ready(_, Mode::Host, _));
        if !hosts {
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

    /// Whether something on this machine can show a hidden window again: a second start finds this one by the session bus.
    #[expect(
        clippy::unused_self,
        reason = "asked of the app, answered by the machine"
    )]
    pub(crate) fn can_be_called_back(&self) -> bool {
        has_session_bus()
    }

    pub(crate) fn want_shown(&self, show: bool) {
        self.want_shown.store(show, Ordering::Relaxed);
    }

    pub(crate) fn take_want_shown(&self) -> bool {
        self.want_shown.swap(false, Ordering::Relaxed)
    }

    fn remember(&self, change: impl FnOnce(&mut latchkey_bridge::choice::Remembered)) {
        if let Err(fault) = self.memory.change(change) {
            tracing::warn!(%fault, "what was chosen could not be remembered; the next start asks again");
        }
    }
}

impl Stage {
    /// Where notifications look, once there is a server.
    pub(crate) fn lookout(&self) -> Option<Lookout> {
        match self {
            Self::Ready(_, _, lookout) => Some(lookout.clone()),
            _ => None,
        }
    }

    /// For the tray's menu.
    pub(crate) fn in_words(&self) -> String {
        match self {
            Self::Starting => "Starting…".to_owned(),
            Self::Choose(_) => "Not set up yet".to_owned(),
            Self::Ready(bridge, Mode::Host, _) => {
                format!("Running at {}", bridge.destination().public_url())
            }
            Self::Ready(bridge, Mode::Connect, _) => {
                format!("Connected to {}", bridge.destination().public_url())
            }
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

/// The system's browser, never a window of ours: Okta's session and passkeys live there (RFC 8252, section 8.12).
fn open_browser(address: &Url) -> bool {
    tauri_plugin_opener::open_url(address.as_str(), None::<&str>)
        .inspect_err(|fault| tracing::warn!(%fault, "no browser could be opened"))
        .is_ok()
}

/// Notifications and a second start that finds the first one go over it. Other systems than Linux need none.
fn has_session_bus() -> bool {
    if !cfg!(target_os = "linux") {
        return true;
    }
    let named =
        std::env::var_os("DBUS_SESSION_BUS_ADDRESS").is_some_and(|address| !address.is_empty());
    named
        || std::env::var_os("XDG_RUNTIME_DIR")
            .is_some_and(|folder| PathBuf::from(folder).join("bus").exists())
}
