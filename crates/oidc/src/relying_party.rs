//! The relying party: what a program holds, one for all issuers.

use std::sync::Arc;

use jiff::Timestamp;

use crate::callback::Callback;
use crate::discovery::{Discovery, DiscoveryFailure};
use crate::failure::SignInFailure;
use crate::http::IssuerHttp;
use crate::identity::Identity;
use crate::issuer::IssuerUrl;
use crate::sign_in::{ClientConfig, Hints, Pending, Started};

/// Tells the time.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Signs people in at issuers. Cloning is cheap, and clones share the cache of documents and keys.
#[derive(Clone)]
pub struct RelyingParty {
    http: Arc<dyn IssuerHttp>,
    clock: Clock,
}

fn unfinished() -> SignInFailure {
    SignInFailure::IssuerUnreachable {
        why: "this build cannot call issuers yet".to_owned(),
    }
}

impl RelyingParty {
    /// A relying party that speaks through `http` and reads the time from `clock`.
    pub fn new(http: Arc<dyn IssuerHttp>, clock: Clock) -> Self {
        Self { http, clock }
    }

    /// Asks the issuer afresh whether it can be used; for checks, not for sign-ins.
    #[expect(clippy::unused_async, reason = "the body follows")]
    pub async fn discover(&self, issuer: &IssuerUrl) -> Result<Discovery, DiscoveryFailure> {
        let _ = (&self.http, &self.clock);
        Err(DiscoveryFailure::NotOffered {
            issuer: issuer.to_string(),
            missing: "anything in this build",
        })
    }

    /// Starts a sign-in: the address for the browser, and what to keep until it is back.
    #[expect(clippy::unused_async, reason = "the body follows")]
    pub async fn begin(
        &self,
        _config: &ClientConfig,
        _hints: Hints,
    ) -> Result<Started, SignInFailure> {
        Err(unfinished())
    }

    /// Ends a sign-in: checks what came back, exchanges the code, checks the ID token.
    #[expect(clippy::unused_async, reason = "the body follows")]
    pub async fn finish(
        &self,
        _pending: &Pending,
        _callback: &Callback,
    ) -> Result<Identity, SignInFailure> {
        Err(unfinished())
    }

    /// Checks an ID token that a native app obtained by itself.
    #[expect(clippy::unused_async, reason = "the body follows")]
    pub async fn verify_id_token(
        &self,
        _issuer: &IssuerUrl,
        _client_id: &str,
        _id_token: &str,
        _expected_nonce: &str,
    ) -> Result<Identity, SignInFailure> {
        Err(unfinished())
    }
}
