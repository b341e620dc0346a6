//! The relying party: what a program holds, one for all issuers.

use std::sync::Arc;

use jiff::Timestamp;
use openidconnect::core::CoreResponseType;
use openidconnect::{
    AccessToken, AuthenticationFlow, CsrfToken, LoginHint, Nonce, PkceCodeChallenge, Scope,
};
use secrecy::{ExposeSecret as _, SecretString};

use crate::callback::Callback;
use crate::discovery::{Discovery, DiscoveryFailure};
use crate::exchange;
use crate::failure::{IdTokenProblem, SignInFailure, quoted};
use crate::http::{HttpFailure, IssuerHttp};
use crate::id_token::{self, Expected};
use crate::identity::Identity;
use crate::issuer::{IssuerUrl, check_form};
use crate::known_issuers::{Asker, KnownIssuers};
use crate::metadata::Metadata;
use crate::sign_in::{ClientConfig, Hints, PENDING_LIFETIME, Pending, Started};
use crate::userinfo;

/// Tells the time.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// State and nonce have 256 bits, written as 43 characters of base64url (Okta allows letters, digits and `,._-`).
const RANDOM_BYTES: u32 = 32;

/// Signs people in at issuers. Cloning is cheap, and clones share the cache of documents and keys.
#[derive(Clone)]
pub struct RelyingParty {
    pub(crate) known: Arc<KnownIssuers>,
}

/// What a code was good for; the ID token is checked.
struct Exchanged {
    id_token: SecretString,
    access_token: AccessToken,
    identity: Identity,
    metadata: Arc<Metadata>,
}

impl RelyingParty {
    /// A relying party that speaks through `http` and reads the time from `clock`.
    pub fn new(http: Arc<dyn IssuerHttp>, clock: Clock) -> Self {
        Self {
            known: Arc::new(KnownIssuers::new(http, clock)),
        }
    }

    /// Asks the issuer afresh whether it can be used. For checks; a sign-in makes do with what is in memory.
    pub async fn discover(&self, issuer: &IssuerUrl) -> Result<Discovery, DiscoveryFailure> {
        let (metadata, keys) = self.known.ask(issuer).await?;
        Ok(Discovery {
            issuer: metadata.issuer.to_string(),
            authorization_endpoint: metadata.authorization_endpoint.url().clone(),
            token_endpoint: metadata.token_endpoint.url().clone(),
            userinfo_endpoint: metadata.userinfo_endpoint.clone(),
            jwks_uri: metadata.jwks_uri.clone(),
            signing_keys: keys.len(),
            names_itself_at_callback: metadata.names_itself_at_callback,
        })
    }

    /// Gets a page of this server's own from outside, by the same client and its limits.
    pub async fn fetch(&self, url: &str) -> Result<http::Response<Vec<u8>>, HttpFailure> {
        let request =
            http::Request::get(url)
                .body(Vec::new())
                .map_err(|fault| HttpFailure::Other {
                    why: fault.to_string(),
                })?;
        self.known.http().call(url, request).await
    }

    /// Starts a sign-in: the address for the browser, and what to keep until it is back.
    ///
    /// OIDC Core 1.0, section 3.1.2.1, with the code challenge of RFC 7636, section 4.3.
    pub async fn begin(
        &self,
        config: &ClientConfig,
        hints: Hints,
    ) -> Result<Started, SignInFailure> {
        let metadata = self.known.metadata(&config.issuer).await?;
        let client = exchange::client(&metadata, &config.client_id, &config.redirect_uri)?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let wanted_nonce = hints.nonce;
        let mut request = client
            .authorize_url(
                AuthenticationFlow::<CoreResponseType>::AuthorizationCode,
                || CsrfToken::new_random_len(RANDOM_BYTES),
                || wanted_nonce.map_or_else(|| Nonce::new_random_len(RANDOM_BYTES), Nonce::new),
            )
            // The library puts `openid` in front. No `offline_access`: only the code flow is allowed at Okta.
            .add_scope(Scope::new("profile".to_owned()))
            .add_scope(Scope::new("email".to_owned()))
            .set_pkce_challenge(challenge);
        if let Some(prompt) = hints.prompt {
            request = request.add_extra_param("prompt", prompt);
        }
        if let Some(login_hint) = hints.login_hint {
            request = request.set_login_hint(LoginHint::new(login_hint));
        }
        let (authorize_url, state, nonce) = request.url();
        Ok(Started {
            authorize_url,
            pending: Pending {
                state: state.into_secret().into(),
                nonce: SecretString::from(nonce.secret().as_str()),
                pkce_verifier: verifier.into_secret().into(),
                issuer: config.issuer.to_string(),
                client_id: config.client_id.clone(),
                redirect_uri: config.redirect_uri.clone(),
                started_at: self.known.now(),
                require_iss: metadata.names_itself_at_callback,
            },
        })
    }

    /// Ends a sign-in: checks what came back, exchanges the code, checks the ID token, and asks userinfo for what is
    /// missing in it.
    pub async fn finish(
        &self,
        pending: &Pending,
        callback: &Callback,
    ) -> Result<Identity, SignInFailure> {
        let redeemed = self.exchange(pending, callback).await?;
        let Exchanged {
            metadata,
            access_token,
            identity,
            ..
        } = redeemed;
        Ok(userinfo::complete(self.known.http(), &metadata, &access_token, identity).await?)
    }

    /// The half of a native app: checks what came back, exchanges the code, checks the ID token, and gives it as the
    /// issuer wrote it, for the server that the app signs in to. That server checks it again by itself.
    pub async fn redeem(
        &self,
        pending: &Pending,
        callback: &Callback,
    ) -> Result<SecretString, SignInFailure> {
        Ok(self.exchange(pending, callback).await?.id_token)
    }

    async fn exchange(
        &self,
        pending: &Pending,
        callback: &Callback,
    ) -> Result<Exchanged, SignInFailure> {
        let code = self.code(pending, callback)?;
        // It was written down in the browser meanwhile, and whoever has a browser writes what they like.
        let issuer = check_form(&pending.issuer)
            .ok()
            .filter(|issuer| issuer.as_str() == pending.issuer)
            .ok_or_else(|| SignInFailure::BadCallback {
                why: "its sign-in names an issuer that cannot be one".to_owned(),
            })?;
        let metadata = self.known.metadata(&issuer).await?;
        let tokens = exchange::redeem(self.known.http(), &metadata, pending, code).await?;
        let identity = self
            .check(
                &issuer,
                &metadata,
                &pending.client_id,
                &tokens.id_token,
                pending.nonce.expose_secret(),
                Some(&tokens.access_token),
            )
            .await?;
        Ok(Exchanged {
            id_token: tokens.id_token.into(),
            access_token: tokens.access_token,
            identity,
            metadata,
        })
    }

    /// Checks an ID token that a native app obtained by itself. There is no access token, so nothing is asked of userinfo.
    pub async fn verify_id_token(
        &self,
        issuer: &IssuerUrl,
        client_id: &str,
        id_token: &str,
        expected_nonce: &str,
    ) -> Result<Identity, SignInFailure> {
        // What is no ID token at all costs the issuer no call.
        id_token::key_wanted(id_token)?;
        let metadata = self.known.metadata(issuer).await?;
        self.check(issuer, &metadata, client_id, id_token, expected_nonce, None)
            .await
    }

    /// The code in the callback, once everything else in the callback is as it should be.
    fn code<'c>(
        &self,
        pending: &Pending,
        callback: &'c Callback,
    ) -> Result<&'c str, SignInFailure> {
        // RFC 6749, section 10.12. The state comes first: until it fits, nothing in the callback is this sign-in's.
        if !pending.is_answered_by(callback) {
            return Err(SignInFailure::StateMismatch);
        }
        if self.known.now().duration_since(pending.started_at) > PENDING_LIFETIME {
            return Err(SignInFailure::Expired);
        }
        // RFC 9207, section 2.4: compared as strings, in refusals as well; without it, refuse if the issuer promised it.
        let right_issuer = match callback.iss.as_deref() {
            Some(iss) => iss == pending.issuer,
            None => !pending.require_iss,
        };
        if !right_issuer {
            return Err(SignInFailure::IssParameter {
                expected: pending.issuer.clone(),
                found: callback.iss.as_deref().map(quoted),
            });
        }
        // RFC 6749, section 4.1.2.1.
        if let Some(error) = &callback.error {
            return Err(SignInFailure::IssuerRefused {
                error: quoted(error),
                description: callback.error_description.as_deref().map(quoted),
            });
        }
        callback
            .code
            .as_deref()
            .filter(|code| !code.is_empty())
            .ok_or_else(|| SignInFailure::BadCallback {
                why: "it carries neither a code nor a refusal".to_owned(),
            })
    }

    async fn check(
        &self,
        issuer: &IssuerUrl,
        metadata: &Metadata,
        client_id: &str,
        token: &str,
        nonce: &str,
        access_token: Option<&AccessToken>,
    ) -> Result<Identity, SignInFailure> {
        // OpenID Connect Core 1.0, section 10.1: the header's `kid` says which key, and may be absent only if there is one.
        let wanted = id_token::key_wanted(token)?;
        let keys = self
            .known
            .keys(issuer, metadata, wanted.as_deref(), Asker::SignIn)
            .await?;
        let key = match &wanted {
            Some(kid) => keys
                .named(kid)
                .ok_or_else(|| IdTokenProblem::UnknownKey { kid: quoted(kid) })?,
            None => keys
                .only()
                .ok_or_else(|| IdTokenProblem::NoKeyNamed { count: keys.len() })?,
        };
        let expected = Expected {
            issuer: &metadata.issuer,
            client_id,
            nonce,
            now: self.known.now(),
            access_token,
        };
        Ok(id_token::check(token, key, &expected)?)
    }
}
