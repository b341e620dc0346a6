//! One sign-in: begun with a server's challenge, ended with an ID token for that server, or with why there is none.

use std::sync::Arc;
use std::time::Duration;

use latchkey_oidc::{
    Callback, ClientConfig, Hints, IssuerMistake, Pending, RelyingParty, SignInFailure, Started,
    bound_nonce, check_form,
};
use secrecy::{ExposeSecret as _, SecretString};
use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;
use url::Url;

use crate::SCHEME_REDIRECT_URI;
use crate::arrival::callback_in;
use crate::listener::{Landed, Listener, Listening};
use crate::page::Page;

/// The listener is open, and the app waits, this long at most.
pub const PATIENCE: Duration = Duration::from_mins(5);
/// One is enough: the first callback with the right state ends the wait.
const WAITING_CALLBACKS: usize = 1;

/// What the server asks of a native app that begins to sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Challenge {
    /// 256 random bits of the server's, base64url.
    pub challenge: String,
    /// The Issuer URL that the server trusts.
    pub issuer: String,
    /// The Client ID of the native app there.
    pub client_id: String,
}

/// What a sign-in is begun with.
#[derive(Debug)]
pub struct Start<'a> {
    /// The server's challenge.
    pub challenge: &'a Challenge,
    /// 256 random bits of the app's, base64url. It goes to the server with the ID token and nowhere before.
    pub secret: &'a SecretString,
    /// The server's address as the person chose it, never as a server names itself: a server that relays another's
    /// challenge is known under another address, so the nonce does not fit there.
    pub public_url: &'a str,
    /// [`crate::PORTS`]; empty to use the custom scheme at once.
    pub ports: &'a [u16],
    /// [`PATIENCE`].
    pub patience: Duration,
}

/// Why a sign-in gave no ID token.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Ended {
    /// The Issuer URL that the server named has the wrong form.
    #[error("The server named an Issuer URL that cannot be used. {0}")]
    Issuer(#[from] IssuerMistake),
    /// The issuer, or what came back from it.
    #[error("{0}")]
    Failed(#[from] SignInFailure),
    /// Nobody came back in time.
    #[error(
        "Okta did not send anyone back within {} minutes, so the app stopped waiting. Start again.",
        .0.as_secs() / 60
    )]
    TimedOut(Duration),
}

impl Ended {
    /// A stable word for screens.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Issuer(_) => "issuer_misbehaved",
            Self::Failed(failure) => failure.code(),
            Self::TimedOut(_) => "sign_in_expired",
        }
    }
}

/// A sign-in under way. Dropping it closes the listener.
pub struct SignIn {
    relying_party: RelyingParty,
    pending: Pending,
    authorize_url: Url,
    listening: Option<Listening>,
    landed: Option<oneshot::Receiver<Landed>>,
    callbacks: mpsc::Receiver<Callback>,
    arrivals: Arrivals,
    patience: Duration,
    until: Instant,
}

/// Takes addresses that the browser came to without the listener; cheap to clone.
#[derive(Clone, Debug)]
pub struct Arrivals {
    expected: Arc<Expected>,
    callbacks: mpsc::Sender<Callback>,
}

#[derive(Debug)]
struct Expected {
    redirect_uri: String,
    state: SecretString,
}

impl Arrivals {
    /// Hands one in; false when it is not this sign-in's. Then it is dropped, and the wait goes on.
    pub fn hand_in(&self, address: &str) -> bool {
        let Expected {
            redirect_uri,
            state,
        } = &*self.expected;
        let Some(callback) = callback_in(address, redirect_uri, state) else {
            tracing::info!("an address that is not this sign-in's was handed in; it was not used");
            return false;
        };
        // Full: it came twice. Closed: the sign-in is over, which its end has said.
        let _ = self.callbacks.try_send(callback);
        true
    }
}

/// What came of it, and the browser that still waits for a page.
pub struct Redeemed {
    /// The ID token, checked here, for the server to check again.
    pub id_token: SecretString,
    browser: Option<oneshot::Sender<Page>>,
}

impl Redeemed {
    /// Shows the last page in the browser, if one waits.
    pub fn show(&mut self, page: Page) {
        if let Some(browser) = self.browser.take() {
            // The tab may be closed already.
            let _ = browser.send(page);
        }
    }
}

impl SignIn {
    /// Begins: asks the issuer where to go, and opens the listener on the first port that is free.
    pub async fn begin(relying_party: &RelyingParty, start: Start<'_>) -> Result<Self, Ended> {
        let challenge = start.challenge;
        let issuer = check_form(&challenge.issuer)?;
        let listener = Listener::on_first_free(start.ports).await;
        let redirect_uri = listener
            .as_ref()
            .map_or_else(|| SCHEME_REDIRECT_URI.to_owned(), Listener::redirect_uri);
        let nonce = bound_nonce(
            &challenge.challenge,
            start.secret.expose_secret(),
            start.public_url,
        );
        let Started {
            authorize_url,
            pending,
        } = relying_party
            .begin(
                &ClientConfig {
                    issuer,
                    client_id: challenge.client_id.clone(),
                    redirect_uri,
                },
                Hints {
                    nonce: Some(nonce),
                    ..Hints::default()
                },
            )
            .await?;
        let (sender, landed) = oneshot::channel();
        let listening = listener.map(|listener| listener.listen(pending.state.clone(), sender));
        let (handed_in, callbacks) = mpsc::channel(WAITING_CALLBACKS);
        let arrivals = Arrivals {
            expected: Arc::new(Expected {
                redirect_uri: pending.redirect_uri.clone(),
                state: pending.state.clone(),
            }),
            callbacks: handed_in,
        };
        Ok(Self {
            relying_party: relying_party.clone(),
            pending,
            authorize_url,
            landed: listening.is_some().then_some(landed),
            listening,
            callbacks,
            arrivals,
            patience: start.patience,
            until: Instant::now() + start.patience,
        })
    }

    /// Where the system's browser goes; also when it is opened again.
    pub fn authorize_url(&self) -> &Url {
        &self.authorize_url
    }

    /// Where it comes back to.
    pub fn redirect_uri(&self) -> &str {
        &self.pending.redirect_uri
    }

    /// The way in for addresses of the custom scheme and for pasted ones.
    pub fn arrivals(&self) -> Arrivals {
        self.arrivals.clone()
    }

    /// Waits for the browser, redeems the code and checks the ID token. A failure is shown in the browser too.
    pub async fn finish(mut self) -> Result<Redeemed, Ended> {
        let arrived = tokio::time::timeout_at(self.until, self.arrival()).await;
        if let Some(listening) = self.listening.take() {
            listening.close().await;
        }
        let Ok((callback, mut browser)) = arrived else {
            return Err(Ended::TimedOut(self.patience));
        };
        match self.relying_party.redeem(&self.pending, &callback).await {
            Ok(id_token) => Ok(Redeemed { id_token, browser }),
            Err(failure) => {
                if let Some(browser) = browser.take() {
                    let _ = browser.send(Page::of_failure(&failure));
                }
                Err(failure.into())
            }
        }
    }

    /// The first callback with the right state, whichever way it comes.
    async fn arrival(&mut self) -> (Callback, Option<oneshot::Sender<Page>>) {
        loop {
            let landed = async {
                match self.landed.as_mut() {
                    Some(landed) => landed.await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                landed = landed => {
                    self.landed = None;
                    if let Ok(Landed { callback, page }) = landed {
                        return (callback, Some(page));
                    }
                }
                // Never closed: this holds a sender itself.
                Some(callback) = self.callbacks.recv() => return (callback, None),
            }
        }
    }
}
