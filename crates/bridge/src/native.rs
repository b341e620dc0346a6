//! Signing in through the system's browser, end to end: the server's challenge, the issuer, the code, the session.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use latchkey_app::ports::clock::{Clock as _, SystemClock};
use latchkey_native_sign_in::sign_in::PATIENCE;
use latchkey_native_sign_in::{Arrivals, Challenge, Ended, Page, Redeemed, SignIn, Start};
use latchkey_oidc::{RelyingParty, SignInFailure};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use url::Url;

use crate::bridge::{Bridge, CallFailed};
use crate::call::PageCall;

/// Why nobody was signed in, as the page says it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(rename_all = "camelCase")]
#[error("{sentence}")]
pub struct NotSignedIn {
    /// A stable word.
    pub code: String,
    /// What happened and what to do.
    pub sentence: String,
    /// The issuer's own `error` and words.
    pub issuer_said: Option<IssuerSaid>,
    /// The address by which the server wants to be known, where that is what is wrong.
    pub address: Option<String>,
}

/// The issuer's own words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct IssuerSaid {
    /// `access_denied` and the like.
    pub error: String,
    /// Its sentence; empty where it gave none.
    pub description: String,
}

/// What a sign-in through the browser is for.
#[derive(Clone, Debug)]
pub enum Purpose {
    /// Signing in, by the server's own issuer.
    SignIn,
    /// A test with values that may not be saved yet, by someone who is signed in.
    Test {
        /// Issuer URL.
        issuer: String,
        /// Client ID.
        client_id: String,
    },
}

/// A sign-in that waits for the browser.
pub struct Waiting {
    purpose: Purpose,
    sign_in: SignIn,
    challenge: String,
    secret: SecretString,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ServersChallenge {
    challenge: String,
    public_url: String,
    issuer: Option<String>,
    client_id: Option<String>,
}

impl NotSignedIn {
    fn new(code: &str, sentence: impl Into<String>) -> Self {
        Self {
            code: code.to_owned(),
            sentence: sentence.into(),
            issuer_said: None,
            address: None,
        }
    }
}

impl From<CallFailed> for NotSignedIn {
    fn from(failed: CallFailed) -> Self {
        Self::new("lost", failed.to_string())
    }
}

impl From<Ended> for NotSignedIn {
    fn from(ended: Ended) -> Self {
        let issuer_said = match &ended {
            Ended::Failed(
                SignInFailure::IssuerRefused { error, description }
                | SignInFailure::TokenRefused { error, description },
            ) => Some(IssuerSaid {
                error: error.clone(),
                description: description.clone().unwrap_or_default(),
            }),
            _ => None,
        };
        Self {
            issuer_said,
            ..Self::new(ended.code(), ended.to_string())
        }
    }
}

/// The relying party of an app that signs in to other servers. One for a run of the program: it remembers issuers.
pub fn relying_party() -> RelyingParty {
    RelyingParty::new(
        latchkey_server::issuer_http(),
        Arc::new(|| SystemClock.now()),
    )
}

/// Begins: the server's challenge, then the issuer's address for the browser. `random` is 256 fresh bits.
pub async fn begin(
    bridge: &Bridge,
    relying_party: &RelyingParty,
    ports: &[u16],
    random: [u8; 32],
    purpose: Purpose,
) -> Result<Waiting, NotSignedIn> {
    let reply = bridge
        .call(PageCall::post("/api/v1/session/challenge", &json!({})))
        .await?;
    if reply.status != 201 {
        return Err(refused(&reply.json(), reply.status));
    }
    let given: ServersChallenge = serde_json::from_value(reply.json()).map_err(|_| {
        NotSignedIn::new(
            "server_older",
            "The server does not say where its people sign in, so it is older than this app. Its operator updates it.",
        )
    })?;
    let known_as = bridge.destination().public_url();
    let named = given.public_url.trim_end_matches('/');
    if named != known_as {
        return Err(NotSignedIn {
            address: Some(named.to_owned()),
            ..NotSignedIn::new(
                "other_address",
                format!(
                    "This server is known as {named}, and the app is connected to {known_as}. Nobody was signed in. \
                     Connect to {named} instead."
                ),
            )
        });
    }
    let (issuer, client_id) = match &purpose {
        Purpose::SignIn => (given.issuer, given.client_id),
        Purpose::Test { issuer, client_id } => (Some(issuer.clone()), Some(client_id.clone())),
    };
    let (Some(issuer), Some(client_id)) = (issuer, client_id) else {
        return Err(NotSignedIn::new(
            "not_set_up",
            "Sign-on through Okta is not set up on this server. Sign in with your local password.",
        ));
    };
    let secret = SecretString::from(URL_SAFE_NO_PAD.encode(random));
    let challenge = Challenge {
        challenge: given.challenge,
        issuer,
        client_id,
    };
    let start = Start {
        challenge: &challenge,
        secret: &secret,
        public_url: known_as,
        ports,
        patience: PATIENCE,
    };
    let sign_in = match SignIn::begin(relying_party, start).await {
        Ok(sign_in) => sign_in,
        Err(ended) => {
            tell_server(bridge, &challenge.challenge, &ended).await;
            return Err(ended.into());
        }
    };
    Ok(Waiting {
        purpose,
        sign_in,
        challenge: challenge.challenge,
        secret,
    })
}

impl Waiting {
    /// Where the system's browser goes; also when it is opened again.
    pub fn authorize_url(&self) -> &Url {
        self.sign_in.authorize_url()
    }

    /// Where it comes back to.
    pub fn redirect_uri(&self) -> &str {
        self.sign_in.redirect_uri()
    }

    /// The way in for addresses of the custom scheme and for pasted ones.
    pub fn arrivals(&self) -> Arrivals {
        self.sign_in.arrivals()
    }

    /// Waits for the browser and hands the ID token to the server. What comes of it is shown in the browser too.
    pub async fn finish(self, bridge: &Bridge) -> Result<(), NotSignedIn> {
        let mut redeemed = match self.sign_in.finish().await {
            Ok(redeemed) => redeemed,
            Err(ended) => {
                tell_server(bridge, &self.challenge, &ended).await;
                return Err(ended.into());
            }
        };
        let ended = self
            .purpose
            .hand_in(bridge, &redeemed, &self.challenge, &self.secret)
            .await;
        redeemed.show(match (&ended, &self.purpose) {
            (Ok(()), Purpose::SignIn) => Page::signed_in(),
            (Ok(()), Purpose::Test { .. }) => Page::tested(),
            (Err(why), _) => Page::refused(why.sentence.clone()),
        });
        ended
    }
}

/// What the app refused by itself stands on the server's record too, where an admin looks. Whether that works or not, the
/// person is told here.
async fn tell_server(bridge: &Bridge, challenge: &str, ended: &Ended) {
    if matches!(ended, Ended::TimedOut(_)) {
        // They closed the tab: nothing was refused.
        return;
    }
    let body = json!({"challenge": challenge, "code": ended.code()});
    let told = bridge
        .call(PageCall::post("/api/v1/session/challenge/given-up", &body))
        .await;
    match told {
        Ok(reply) if reply.status == 204 => {}
        Ok(reply) => tracing::info!(status = reply.status, "the server took no note of it"),
        Err(failed) => tracing::info!(%failed, "the server could not be told"),
    }
}

impl Purpose {
    async fn hand_in(
        &self,
        bridge: &Bridge,
        redeemed: &Redeemed,
        challenge: &str,
        secret: &SecretString,
    ) -> Result<(), NotSignedIn> {
        let mut body = json!({
            "idToken": redeemed.id_token.expose_secret(),
            "challenge": challenge,
            "secret": secret.expose_secret(),
        });
        let (path, done) = match self {
            Self::SignIn => ("/api/v1/session", 201),
            Self::Test { issuer, client_id } => {
                body["issuer"] = json!(issuer);
                body["clientId"] = json!(client_id);
                ("/api/v1/sign-in/test/native", 204)
            }
        };
        let reply = bridge.call(PageCall::post(path, &body)).await?;
        if reply.status == done {
            return Ok(());
        }
        Err(refused(&reply.json(), reply.status))
    }
}

/// The server's own refusal, by its code and in its words.
fn refused(problem: &Value, status: u16) -> NotSignedIn {
    let text = |name: &str| problem[name].as_str().filter(|text| !text.is_empty());
    NotSignedIn::new(
        text("code").unwrap_or("refused"),
        text("detail").map_or_else(
            || format!("The server answered with status {status}, so nobody was signed in."),
            str::to_owned,
        ),
    )
}
