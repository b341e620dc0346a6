//! What an issuer's server sends by itself so that a person's sessions end here: Universal Logout
//! (draft-parecki-oauth-global-token-revocation) and OpenID Connect Back-Channel Logout 1.0.
//!
//! Nobody is signed in by such a token, and no browser carries it. It is a JWT that the issuer signed with the key of its ID
//! tokens; `jws.rs` reads it and checks the signature, `claims.rs` what it says, [`problem`] says why it was not taken.

mod claims;
mod jws;
pub mod problem;

use jiff::{SignedDuration, Timestamp};
use sha2::{Digest as _, Sha256};

use crate::discovery::DiscoveryFailure;
use crate::failure::quoted;
use crate::issuer::IssuerUrl;
use crate::known_issuers::Asker;
use crate::relying_party::RelyingParty;
use claims::Rules;
use jws::Jws;
use problem::LogoutProblem;

/// Why a token was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LogoutFailure {
    /// It did not stand one of the checks.
    #[error("The token was not accepted: {0}.")]
    Token(#[from] LogoutProblem),
    /// The issuer's keys are not known, and it did not give them.
    #[error("The issuer's keys could not be had, so the token could not be checked. {0}")]
    Issuer(#[from] DiscoveryFailure),
}

/// A token that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heard {
    /// A hash that tells it from every other: it works once.
    pub id: [u8; 32],
    /// From then on it would not be taken any more, so that its hash may be forgotten.
    pub good_until: Timestamp,
}

/// A logout token that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoggedOut {
    /// `sub`: whose sessions are to end.
    pub subject: String,
    /// The token itself.
    pub token: Heard,
}

impl RelyingParty {
    /// Checks the token that Universal Logout's request is authenticated by. Who is meant stands in the request's body.
    ///
    /// Okta signs it with the key of its ID tokens: `typ` "global-token-revocation+jwt", `iss` the issuer, `sub` the Client ID,
    /// `aud` the endpoint; the clocks may be 5 minutes apart.
    pub async fn check_revocation(
        &self,
        issuer: &IssuerUrl,
        client_id: &str,
        endpoint: &str,
        token: &str,
    ) -> Result<Heard, LogoutFailure> {
        let rules = Rules {
            issuer: issuer.as_str(),
            audience: endpoint,
            skew: SignedDuration::from_mins(5),
            oldest: SignedDuration::from_mins(5),
        };
        let jws = jws::read(token, "global-token-revocation+jwt")?;
        let times = claims::check(&jws.claims, &rules, self.known.now())?;
        claims::client(&jws.claims, client_id)?;
        let jti = claims::token_number(&jws.claims)?;
        self.check_signature(issuer, &jws).await?;
        Ok(Heard {
            id: id(issuer, jti, &jws),
            good_until: times.good_until,
        })
    }

    /// Checks a logout token (OpenID Connect Back-Channel Logout 1.0, section 2.6).
    pub async fn check_logout_token(
        &self,
        issuer: &IssuerUrl,
        client_id: &str,
        token: &str,
    ) -> Result<LoggedOut, LogoutFailure> {
        let rules = Rules {
            issuer: issuer.as_str(),
            audience: client_id,
            skew: SignedDuration::from_mins(2),
            oldest: SignedDuration::from_mins(10),
        };
        // Section 2.4 recommends the type; without it a token of another kind could pass for one (RFC 8725, section 3.11).
        let jws = jws::read(token, "logout+jwt")?;
        let times = claims::check(&jws.claims, &rules, self.known.now())?;
        claims::event(&jws.claims)?;
        let subject = claims::subject(&jws.claims)?;
        let jti =
            claims::token_number(&jws.claims)?.ok_or(LogoutProblem::Missing { claim: "jti" })?;
        self.check_signature(issuer, &jws).await?;
        Ok(LoggedOut {
            token: Heard {
                id: id(issuer, Some(jti), &jws),
                good_until: times.good_until,
            },
            subject: subject.to_owned(),
        })
    }

    /// Everything that costs no call to the issuer was checked before.
    async fn check_signature(
        &self,
        issuer: &IssuerUrl,
        jws: &Jws<'_>,
    ) -> Result<(), LogoutFailure> {
        let metadata = self.known.metadata(issuer).await?;
        let wanted = jws.key_id.as_deref();
        let keys = self
            .known
            .keys(issuer, &metadata, wanted, Asker::Server)
            .await?;
        let key = match wanted {
            Some(kid) => keys
                .named(kid)
                .ok_or_else(|| LogoutProblem::UnknownKey { kid: quoted(kid) })?,
            None => keys
                .only()
                .ok_or_else(|| LogoutProblem::NoKeyNamed { count: keys.len() })?,
        };
        Ok(jws.verify(key)?)
    }
}

/// `jti` is unique at its issuer; a token without one is told by what was signed.
fn id(issuer: &IssuerUrl, jti: Option<&str>, jws: &Jws<'_>) -> [u8; 32] {
    let named = match jti {
        Some(jti) => format!("jti\n{issuer}\n{jti}"),
        None => format!("token\n{}", jws.signed),
    };
    Sha256::digest(named).into()
}
