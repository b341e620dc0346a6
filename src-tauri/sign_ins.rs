//! The sign-in that waits for the system's browser: one at a time, whoever asked for it.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use latchkey_app::ports::entropy::{Entropy, SystemEntropy};
use latchkey_bridge::Bridge;
use latchkey_bridge::native::{self, NotSignedIn, Purpose};
use latchkey_native_sign_in::{Arrivals, PORTS};
use latchkey_oidc::RelyingParty;
use tokio::sync::oneshot;
use url::Url;

use crate::commands::sign_in::UnderWay;

/// Begins them, and knows the one under way.
pub(crate) struct SignIns {
    relying_party: RelyingParty,
    under_way: Mutex<Option<SigningIn>>,
    /// Counts what was given up: one that still asks the server for its challenge finds out by it.
    given_up: AtomicU64,
}

struct SigningIn {
    authorize_url: Url,
    redirect_uri: String,
    opened: bool,
    arrivals: Arrivals,
    cancel: oneshot::Sender<()>,
}

impl SignIns {
    pub(crate) fn new() -> Self {
        Self {
            relying_party: native::relying_party(),
            under_way: Mutex::default(),
            given_up: AtomicU64::new(0),
        }
    }

    /// Signs in through the system's browser, or tests that. Another one takes its place; `None` when that happened, or
    /// when the person gave it up.
    pub(crate) async fn sign_in(
        &self,
        bridge: &Bridge,
        purpose: Purpose,
    ) -> Option<Result<(), NotSignedIn>> {
        self.cancel();
        let given_up = self.given_up.load(Ordering::Relaxed);
        let entropy: &dyn Entropy = &SystemEntropy;
        let random = entropy.bytes();
        let begun = native::begin(bridge, &self.relying_party, &PORTS, random, purpose).await;
        let waiting = match begun {
            Ok(waiting) => waiting,
            Err(why) => return Some(Err(why)),
        };
        if self.given_up.load(Ordering::Relaxed) != given_up {
            return None;
        }
        let (cancel, cancelled) = oneshot::channel();
        let authorize_url = waiting.authorize_url().clone();
        let signing_in = SigningIn {
            opened: open_browser(&authorize_url),
            authorize_url,
            redirect_uri: waiting.redirect_uri().to_owned(),
            arrivals: waiting.arrivals(),
            cancel,
        };
        *self.lock() = Some(signing_in);
        let outcome = tokio::select! {
            outcome = waiting.finish(bridge) => outcome,
            // Another one may have taken its place by now.
            _ = cancelled => return None,
        };
        self.lock().take();
        Some(outcome)
    }

    /// The one under way, for the page.
    pub(crate) fn under_way(&self) -> Option<UnderWay> {
        self.lock().as_ref().map(|signing_in| UnderWay {
            authorize_url: signing_in.authorize_url.to_string(),
            redirect_uri: signing_in.redirect_uri.clone(),
            opened: signing_in.opened,
        })
    }

    /// Opens the browser again; false where there is nothing to open, or nothing to open it with.
    pub(crate) fn open_again(&self) -> bool {
        let address = self
            .lock()
            .as_ref()
            .map(|signing_in| signing_in.authorize_url.clone());
        address.is_some_and(|address| open_browser(&address))
    }

    /// An address that the browser came to; false when it belongs to no sign-in that is waited for.
    pub(crate) fn hand_in(&self, address: &str) -> bool {
        self.lock()
            .as_ref()
            .is_some_and(|signing_in| signing_in.arrivals.hand_in(address))
    }

    /// Gives the one under way up.
    pub(crate) fn cancel(&self) {
        self.given_up.fetch_add(1, Ordering::Relaxed);
        if let Some(signing_in) = self.lock().take() {
            // It may have ended by itself just now.
            let _ = signing_in.cancel.send(());
        }
    }

    fn lock(&self) -> MutexGuard<'_, Option<SigningIn>> {
        self.under_way
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// The system's browser, never a window of ours: Okta's session and passkeys live there (RFC 8252, section 8.12).
fn open_browser(address: &Url) -> bool {
    tauri_plugin_opener::open_url(address.as_str(), None::<&str>)
        .inspect_err(|fault| tracing::warn!(%fault, "no browser could be opened"))
        .is_ok()
}
