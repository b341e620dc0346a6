//! The client that openidconnect-rs makes of an issuer and an app, and the exchange of a code for tokens.

use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicU16, Ordering};

use openidconnect::core::{CoreClient, CoreErrorResponseType, CoreTokenType};
use openidconnect::{
    AccessToken, AsyncHttpClient, AuthorizationCode, ClientId, EndpointNotSet, EndpointSet,
    HttpRequest, HttpResponse, JsonWebKeySet, OAuth2TokenResponse as _, PkceCodeVerifier,
    RedirectUrl, RequestTokenError, StandardErrorResponse, TokenResponse as _,
};
use secrecy::ExposeSecret as _;

use crate::failure::{SignInFailure, quoted};
use crate::fetch::what_it_is_instead;
use crate::http::{HttpFailure, IssuerHttp};
use crate::id_token;
use crate::metadata::Metadata;
use crate::sign_in::Pending;

/// A public client (RFC 6749, section 2.1): there is no secret that could be sent.
pub(crate) type Client = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointSet,
    EndpointNotSet,
>;

/// The tokens of a sign-in. The ID token is not checked yet.
pub(crate) struct Redeemed {
    pub(crate) id_token: String,
    pub(crate) access_token: AccessToken,
}

/// The client for one app at one issuer. Its keys stay empty, since ID tokens are checked in `id_token.rs`.
pub(crate) fn client(
    metadata: &Metadata,
    client_id: &str,
    redirect_uri: &str,
) -> Result<Client, SignInFailure> {
    let redirect_uri =
        RedirectUrl::new(redirect_uri.to_owned()).map_err(|_| SignInFailure::BadCallback {
            why: format!("the redirect URI {} is no URL", quoted(redirect_uri)),
        })?;
    Ok(CoreClient::new(
        ClientId::new(client_id.to_owned()),
        metadata.issuer.clone(),
        JsonWebKeySet::default(),
    )
    .set_auth_uri(metadata.authorization_endpoint.clone())
    .set_token_uri(metadata.token_endpoint.clone())
    .set_redirect_uri(redirect_uri))
}

/// RFC 6749, section 4.1.3, with the verifier of RFC 7636, section 4.5.
pub(crate) async fn redeem(
    http: &dyn IssuerHttp,
    metadata: &Metadata,
    pending: &Pending,
    code: &str,
) -> Result<Redeemed, SignInFailure> {
    let client = client(metadata, &pending.client_id, &pending.redirect_uri)?;
    let call = Call {
        http,
        issuer: metadata.issuer.as_str(),
        status: AtomicU16::new(0),
    };
    let answer = client
        .exchange_code(AuthorizationCode::new(code.to_owned()))
        .set_pkce_verifier(PkceCodeVerifier::new(
            pending.pkce_verifier.expose_secret().to_owned(),
        ))
        .request_async(&call)
        .await;
    let status = call.status.load(Ordering::Relaxed);
    let tokens = answer.map_err(|failure| why(failure, metadata, status))?;
    let odd = |why: &str| SignInFailure::IssuerMisbehaved {
        why: why.to_owned(),
    };
    // OpenID Connect Core 1.0, section 3.1.3.3: the token type is Bearer, in any case.
    if *tokens.token_type() != CoreTokenType::Bearer {
        return Err(odd(
            "its token endpoint gave an access token that is not of type Bearer",
        ));
    }
    let id_token = tokens
        .id_token()
        .ok_or_else(|| odd("its token endpoint gave no ID token"))?;
    Ok(Redeemed {
        id_token: id_token.to_string(),
        access_token: tokens.access_token().clone(),
    })
}

fn why(
    failure: RequestTokenError<HttpFailure, StandardErrorResponse<CoreErrorResponseType>>,
    metadata: &Metadata,
    status: u16,
) -> SignInFailure {
    let endpoint = metadata.token_endpoint.as_str();
    match failure {
        RequestTokenError::ServerResponse(refusal) => SignInFailure::TokenRefused {
            error: quoted(refusal.error().as_ref()),
            description: refusal.error_description().map(|text| quoted(text)),
        },
        RequestTokenError::Request(why @ HttpFailure::TooLarge { .. }) => {
            SignInFailure::IssuerMisbehaved {
                why: format!("{endpoint} did not answer with tokens: {why}"),
            }
        }
        RequestTokenError::Request(why) => SignInFailure::IssuerUnreachable {
            why: format!("{endpoint}: {why}"),
        },
        // An ID token that cannot be read makes the whole answer unreadable for the library; the check knows the reason.
        RequestTokenError::Parse(_, body) => {
            unreadable_id_token(&body).unwrap_or_else(|| SignInFailure::IssuerMisbehaved {
                why: format!(
                    "{endpoint} answered with status {status} and without tokens; {}",
                    what_it_is_instead(&body)
                ),
            })
        }
        RequestTokenError::Other(_) => SignInFailure::IssuerMisbehaved {
            why: format!("{endpoint} answered with status {status} and something else than JSON"),
        },
    }
}

fn unreadable_id_token(body: &[u8]) -> Option<SignInFailure> {
    let answer: serde_json::Value = serde_json::from_slice(body).ok()?;
    let token = answer.get("id_token")?.as_str()?;
    id_token::why_unreadable(token).map(SignInFailure::from)
}

/// Lends the borrowed client to openidconnect-rs and remembers the status, which its failures leave out.
struct Call<'h> {
    http: &'h dyn IssuerHttp,
    issuer: &'h str,
    status: AtomicU16,
}

impl<'c> AsyncHttpClient<'c> for Call<'_> {
    type Error = HttpFailure;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, HttpFailure>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(async move {
            let response = self.http.call(self.issuer, request).await?;
            self.status
                .store(response.status().as_u16(), Ordering::Relaxed);
            Ok(response)
        })
    }
}
