//! The issuer's discovery document: read by openidconnect-rs, then held against what this relying party needs.

use openidconnect::core::{
    CoreAuthDisplay, CoreClaimName, CoreClaimType, CoreClientAuthMethod, CoreGrantType,
    CoreJsonWebKey, CoreJweContentEncryptionAlgorithm, CoreJweKeyManagementAlgorithm,
    CoreJwsSigningAlgorithm, CoreResponseMode, CoreResponseType, CoreSubjectIdentifierType,
};
use openidconnect::{AdditionalProviderMetadata, AuthUrl, ProviderMetadata, TokenUrl};
use serde::{Deserialize, Serialize};
use url::Url;

use crate::discovery::DiscoveryFailure;
use crate::failure::quoted;
use crate::fetch::{Answer, get, what_it_is_instead};
use crate::http::IssuerHttp;
use crate::issuer::{IssuerUrl, is_loopback};

/// The members of the document that openidconnect-rs does not know.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct FurtherMembers {
    /// RFC 8414, section 2.
    code_challenge_methods_supported: Option<Vec<String>>,
    /// RFC 9207, section 3.
    authorization_response_iss_parameter_supported: Option<bool>,
}

impl AdditionalProviderMetadata for FurtherMembers {}

type Document = ProviderMetadata<
    FurtherMembers,
    CoreAuthDisplay,
    CoreClientAuthMethod,
    CoreClaimName,
    CoreClaimType,
    CoreGrantType,
    CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm,
    CoreJsonWebKey,
    CoreResponseMode,
    CoreResponseType,
    CoreSubjectIdentifierType,
>;

/// What is kept of a document that stood every check.
#[derive(Debug, Clone)]
pub(crate) struct Metadata {
    pub(crate) issuer: openidconnect::IssuerUrl,
    pub(crate) authorization_endpoint: AuthUrl,
    pub(crate) token_endpoint: TokenUrl,
    pub(crate) userinfo_endpoint: Option<Url>,
    pub(crate) jwks_uri: Url,
    pub(crate) names_itself_at_callback: bool,
}

/// Fetches and checks the document. With it comes how long it may be kept.
pub(crate) async fn fetch(
    http: &dyn IssuerHttp,
    issuer: &IssuerUrl,
) -> Result<(Metadata, jiff::SignedDuration), DiscoveryFailure> {
    // OpenID Connect Discovery 1.0, section 4: the well-known path is appended to the issuer, path included.
    let url = format!("{issuer}/.well-known/openid-configuration");
    let Answer { body, keep_for } =
        get(http, issuer.as_str(), &url, None)
            .await
            .map_err(|failure| match failure {
                DiscoveryFailure::Status { status: 404, .. } => not_found(issuer, url.clone()),
                other => other,
            })?;
    Ok((read(issuer, &url, &body)?, keep_for))
}

fn not_found(issuer: &IssuerUrl, url: String) -> DiscoveryFailure {
    let organization = Url::parse(issuer.as_str())
        .ok()
        .map(|url| url.origin().ascii_serialization());
    match (issuer.authorization_server(), organization) {
        (Some(name), Some(organization)) => DiscoveryFailure::NoAuthorizationServer {
            name: name.to_owned(),
            organization,
        },
        _ => DiscoveryFailure::Status { url, status: 404 },
    }
}

/// The `issuer` alone, so that a document that lacks something else still says whose it is.
#[derive(Deserialize)]
struct Named {
    issuer: String,
}

fn read(issuer: &IssuerUrl, url: &str, body: &[u8]) -> Result<Metadata, DiscoveryFailure> {
    let unfit = |why: String| DiscoveryFailure::NotAnIssuer {
        url: url.to_owned(),
        why,
    };
    let named: Named =
        serde_json::from_slice(body).map_err(|_| unfit(what_it_is_instead(body).to_owned()))?;
    // OpenID Connect Discovery 1.0, section 4.3: "The issuer value returned MUST be identical to the Issuer URL".
    if named.issuer != issuer.as_str() {
        return Err(DiscoveryFailure::IssuerDiffers {
            configured: issuer.to_string(),
            found: quoted(&named.issuer),
        });
    }
    let document: Document = serde_json::from_slice(body)
        .map_err(|problem| unfit(format!("its discovery document cannot be used ({problem})")))?;
    offers_what_is_needed(issuer, &document)?;

    let token_endpoint = document
        .token_endpoint()
        .cloned()
        .ok_or_else(|| not_offered(issuer, "a token endpoint"))?;
    safe(
        issuer,
        "authorization endpoint",
        document.authorization_endpoint().url(),
    )?;
    safe(issuer, "token endpoint", token_endpoint.url())?;
    safe(issuer, "key set", document.jwks_uri().url())?;
    let userinfo_endpoint = document
        .userinfo_endpoint()
        .map(|endpoint| endpoint.url().clone());
    if let Some(endpoint) = &userinfo_endpoint {
        safe(issuer, "userinfo endpoint", endpoint)?;
    }
    Ok(Metadata {
        issuer: document.issuer().clone(),
        authorization_endpoint: document.authorization_endpoint().clone(),
        token_endpoint,
        userinfo_endpoint,
        jwks_uri: document.jwks_uri().url().clone(),
        names_itself_at_callback: document
            .additional_metadata()
            .authorization_response_iss_parameter_supported
            .unwrap_or(false),
    })
}

fn offers_what_is_needed(issuer: &IssuerUrl, document: &Document) -> Result<(), DiscoveryFailure> {
    if !document
        .id_token_signing_alg_values_supported()
        .contains(&CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256)
    {
        return Err(not_offered(issuer, "ID tokens signed with RS256"));
    }
    let code_flow = document
        .response_types_supported()
        .iter()
        .any(|types| types.len() == 1 && types.first() == Some(&CoreResponseType::Code));
    // A document without grant types means authorization_code and implicit (Discovery 1.0, section 3).
    let code_grant = document
        .grant_types_supported()
        .is_none_or(|grants| grants.contains(&CoreGrantType::AuthorizationCode));
    if !code_flow || !code_grant {
        return Err(not_offered(issuer, "the authorization code flow"));
    }
    let s256 = document
        .additional_metadata()
        .code_challenge_methods_supported
        .as_ref()
        .is_none_or(|methods| methods.iter().any(|method| method == "S256"));
    if !s256 {
        return Err(not_offered(issuer, "PKCE with S256"));
    }
    Ok(())
}

fn not_offered(issuer: &IssuerUrl, missing: &'static str) -> DiscoveryFailure {
    DiscoveryFailure::NotOffered {
        issuer: issuer.to_string(),
        missing,
    }
}

/// Codes, tokens and keys travel by https; only an issuer on this machine may use plain http, and only on this machine.
fn safe(issuer: &IssuerUrl, name: &'static str, endpoint: &Url) -> Result<(), DiscoveryFailure> {
    let local = endpoint.scheme() == "http" && is_loopback(endpoint) && issuer.is_loopback();
    if endpoint.scheme() == "https" || local {
        return Ok(());
    }
    Err(DiscoveryFailure::UnsafeEndpoint {
        issuer: issuer.to_string(),
        name,
        endpoint: quoted(endpoint.as_str()),
    })
}
