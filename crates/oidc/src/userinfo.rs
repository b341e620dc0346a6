//! The userinfo endpoint (OIDC Core 1.0, section 5.3), asked only when the ID token leaves something out.

use openidconnect::core::CoreUserInfoClaims;
use openidconnect::{AccessToken, SubjectIdentifier};
use serde_json::Value;

use crate::failure::IdTokenProblem;
use crate::fetch;
use crate::http::{HttpFailure, IssuerHttp};
use crate::id_token::filled;
use crate::identity::Identity;
use crate::metadata::Metadata;

/// Fills in what the ID token left out.
///
/// Everything that userinfo adds is optional, so a userinfo endpoint that does not answer costs nobody their sign-in. One that
/// speaks of somebody else does: section 5.3.2 wants its `sub` "verified to exactly match the sub Claim in the ID Token", and
/// its values not used where it does not.
pub(crate) async fn complete(
    http: &dyn IssuerHttp,
    metadata: &Metadata,
    token: &AccessToken,
    identity: Identity,
) -> Result<Identity, IdTokenProblem> {
    let complete = identity.preferred_username.is_some()
        && identity.email.is_some()
        && identity.name.is_some();
    let Some(endpoint) = metadata.userinfo_endpoint.as_ref().filter(|_| !complete) else {
        return Ok(identity);
    };
    let body = match fetch::get(
        http,
        metadata.issuer.as_str(),
        endpoint.as_str(),
        Some(token),
    )
    .await
    {
        Ok(answer) => answer.body,
        Err(failure) => {
            tracing::warn!(%failure, "the userinfo endpoint did not answer; the sign-in goes on with the ID token alone");
            return Ok(identity);
        }
    };
    let Ok(Value::Object(members)) = serde_json::from_slice::<Value>(&body) else {
        tracing::warn!(%endpoint, "the userinfo endpoint did not answer with JSON; the sign-in goes on with the ID token alone");
        return Ok(identity);
    };
    if members.get("sub").and_then(Value::as_str) != Some(identity.subject.as_str()) {
        return Err(IdTokenProblem::UserinfoSubject);
    }
    let subject = SubjectIdentifier::new(identity.subject.clone());
    let Ok(claims) = CoreUserInfoClaims::from_json::<HttpFailure>(&body, Some(&subject)) else {
        tracing::warn!(%endpoint, "userinfo has a claim of the wrong kind; the sign-in goes on with the ID token alone");
        return Ok(identity);
    };
    Ok(merged(identity, &claims))
}

/// What the ID token says goes first.
fn merged(identity: Identity, claims: &CoreUserInfoClaims) -> Identity {
    let email = claims.email().and_then(|email| filled(email.as_str()));
    let verified = email.is_some() && claims.email_verified().unwrap_or(false);
    Identity {
        preferred_username: identity.preferred_username.or_else(|| {
            claims
                .preferred_username()
                .and_then(|name| filled(name.as_str()))
        }),
        // That an email is verified is said of the email beside it, not of another document's.
        email_verified: if identity.email.is_some() {
            identity.email_verified
        } else {
            verified
        },
        email: identity.email.or(email),
        name: identity.name.or_else(|| {
            claims
                .name()
                .and_then(|name| name.get(None))
                .and_then(|name| filled(name.as_str()))
        }),
        given_name: identity.given_name.or_else(|| {
            claims
                .given_name()
                .and_then(|name| name.get(None))
                .and_then(|name| filled(name.as_str()))
        }),
        family_name: identity.family_name.or_else(|| {
            claims
                .family_name()
                .and_then(|name| name.get(None))
                .and_then(|name| filled(name.as_str()))
        }),
        ..identity
    }
}
