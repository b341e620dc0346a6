//! Discovery that points elsewhere.

use std::net::Ipv4Addr;
use std::sync::Arc;

use anyhow::{Result, ensure};
use http::{Request, Response};
use latchkey_oidc::http::HttpAnswer;
use latchkey_oidc::{ClientConfig, Hints, IssuerHttp, RelyingParty, check_form};
use latchkey_rehearsal::issuer::{Behaviour, DiscoveryFlaw};
use latchkey_server::issuer_http;
use serde_json::json;
use tokio::net::TcpListener;

use crate::{app, browser};

fn with(flaw: DiscoveryFlaw) -> Behaviour {
    Behaviour {
        discovery: Some(flaw),
        ..Behaviour::default()
    }
}

fn at(address: &str) -> String {
    address.to_owned()
}

macro_rules! refused {
    ($($name:ident: $flaw:expr;)*) => { $(
        mod $name {
            use super::*;

            #[tokio::test]
            async fn in_the_browser() -> Result<()> {
                browser::is_refused(with($flaw), "issuer_misbehaved").await
            }

            #[tokio::test]
            async fn in_the_app() -> Result<()> {
                app::refuses(with($flaw), "issuer_misbehaved").await.map(drop)
            }

            #[tokio::test]
            async fn handed_in_unchecked() -> Result<()> {
                app::is_refused_by_the_server(with($flaw), "issuer_misbehaved").await
            }
        }
    )* };
}

refused! {
    issuer_other: DiscoveryFlaw::IssuerOther;
    issuer_with_a_slash: DiscoveryFlaw::IssuerWithSlash;
    token_endpoint_in_the_clear: DiscoveryFlaw::TokenEndpointAt(at("http://10.0.0.1/v1/token"));
    token_endpoint_in_a_file: DiscoveryFlaw::TokenEndpointAt(at("file:///etc/passwd"));
    keys_in_the_clear: DiscoveryFlaw::KeysAt(at("http://169.254.169.254/v1/keys"));
    authorization_in_the_clear: DiscoveryFlaw::AuthorizationEndpointAt(at("http://other.example/v1/authorize"));
    authorization_by_script: DiscoveryFlaw::AuthorizationEndpointAt(at("javascript:alert(1)"));
    pkce_plain_only: DiscoveryFlaw::PlainPkceOnly;
}

const PUBLIC: &str = "https://acme.example/oauth2/default";

/// An issuer out on the Internet, as far as its discovery goes; everything that it names is really asked for.
struct Elsewhere {
    names: String,
    real: Arc<dyn IssuerHttp>,
}

impl IssuerHttp for Elsewhere {
    fn call<'a>(&'a self, issuer: &'a str, request: Request<Vec<u8>>) -> HttpAnswer<'a> {
        if !request.uri().path().ends_with("/openid-configuration") {
            return self.real.call(issuer, request);
        }
        let document = json!({
            "issuer": PUBLIC,
            "authorization_endpoint": format!("{PUBLIC}/v1/authorize"),
            "token_endpoint": format!("{}/v1/token", self.names),
            "userinfo_endpoint": format!("{}/v1/userinfo", self.names),
            "jwks_uri": format!("{}/v1/keys", self.names),
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
        });
        Box::pin(async move { Ok(Response::new(document.to_string().into_bytes())) })
    }
}

/// Names, and addresses in every spelling. Somebody listens there, and nobody comes.
#[tokio::test]
async fn a_public_issuer_sends_the_server_to_no_private_address() -> Result<()> {
    let neighbour = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let port = neighbour.local_addr()?.port();
    for host in [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f.0.0.1",
        "[::ffff:127.0.0.1]",
        "[::1]",
        // By the system's resolver, where a hostile name would lead as well.
        "localhost",
        "0.0.0.0",
    ] {
        let http = Arc::new(Elsewhere {
            names: format!("https://{host}:{port}"),
            real: issuer_http(),
        });
        let party = RelyingParty::new(http, Arc::new(|| jiff::Timestamp::UNIX_EPOCH));
        let issuer = check_form(PUBLIC)?;
        let failure = party.discover(&issuer).await.expect_err("it is refused");
        ensure!(failure.to_string().contains("private address"), "{failure}");

        let config = ClientConfig {
            issuer,
            client_id: "0oa1".to_owned(),
            redirect_uri: "http://127.0.0.1:8766/callback".to_owned(),
        };
        let started = party.begin(&config, Hints::default()).await?;
        let state = started
            .authorize_url
            .query_pairs()
            .find(|(name, _)| name == "state")
            .map(|(_, value)| value.into_owned());
        let callback = latchkey_oidc::Callback {
            state,
            code: Some("c".to_owned()),
            ..latchkey_oidc::Callback::default()
        };
        let failure = party
            .finish(&started.pending, &callback)
            .await
            .expect_err("it is refused");
        ensure!(failure.code() == "issuer_unreachable", "{failure}");
        ensure!(failure.to_string().contains("private address"), "{failure}");
    }
    let came = tokio::time::timeout(std::time::Duration::ZERO, neighbour.accept()).await;
    ensure!(came.is_err(), "somebody came");
    Ok(())
}
