//! Discovery that points elsewhere.

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Result, bail, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::{Request, Response};
use latchkey_app::ports::store::StoreExt as _;
use latchkey_domain::sign_in::Policy;
use latchkey_native_sign_in::sign_in::PATIENCE;
use latchkey_native_sign_in::{Challenge, SignIn, Start};
use latchkey_oidc::http::HttpAnswer;
use latchkey_oidc::{IssuerHttp, RelyingParty, check_form};
use latchkey_rehearsal::issuer::{Behaviour, DiscoveryFlaw};
use latchkey_server::{RunningServer, issuer_http};
use latchkey_testkit::Latchkey;
use latchkey_testkit::browser::Browser;
use secrecy::SecretString;
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

/// Somebody in the private network, at whom nobody may arrive.
struct Neighbour(TcpListener);

impl Neighbour {
    async fn listen() -> Result<Self> {
        Ok(Self(TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?))
    }

    /// What a hostile issuer names: addresses in every spelling, and a name, which the system's resolver leads there as it
    /// would lead a hostile one.
    fn spelled(&self) -> Result<Vec<String>> {
        let port = self.0.local_addr()?.port();
        let hosts = [
            "127.0.0.1",
            "127.1",
            "2130706433",
            "0x7f.0.0.1",
            "[::ffff:127.0.0.1]",
            "[::1]",
            "localhost",
            "0.0.0.0",
        ];
        Ok(hosts.map(|host| format!("https://{host}:{port}")).into())
    }

    async fn is_alone(&self) -> Result<()> {
        let came = tokio::time::timeout(Duration::ZERO, self.0.accept()).await;
        ensure!(came.is_err(), "somebody came");
        Ok(())
    }
}

fn leading_to(address: &str) -> Arc<dyn IssuerHttp> {
    Arc::new(Elsewhere {
        names: address.to_owned(),
        real: issuer_http(),
    })
}

/// A server that had this issuer in force before its discovery named such addresses.
async fn server_at(address: &str) -> Result<(Latchkey, RunningServer)> {
    let mut latchkey = Latchkey::with_issuer_http(leading_to(address))?;
    latchkey.add_connector().await?;
    let now = latchkey.app.now();
    latchkey
        .store
        .write(move |store| {
            store.put_sign_in_policy(Some(&Policy {
                issuer: PUBLIC.to_owned(),
                client_id: "0oa1".to_owned(),
                saved_at: now,
                tested_at: None,
            }))
        })
        .await?;
    let server = latchkey.serve().await?;
    Ok((latchkey, server))
}

async fn is_on_record(latchkey: &Latchkey) -> Result<()> {
    let entry = latchkey.last_entry().await?;
    let reason = entry.reason.unwrap_or_default();
    ensure!(entry.action == "session.refused", "{}", entry.action);
    ensure!(reason.contains("private address"), "{reason}");
    Ok(())
}

/// As far as the issuer, which is out there: its answer is made up.
#[tokio::test]
async fn a_public_issuer_sends_a_browsers_sign_in_to_no_private_address() -> Result<()> {
    let neighbour = Neighbour::listen().await?;
    for address in neighbour.spelled()? {
        let (latchkey, server) = server_at(&address).await?;
        let mut browser = Browser::new()?;
        let start = format!("{}/auth/login", server.public_url());
        let at_issuer = browser
            .sign_in_until(&start, "nobody", Some("https://acme.example/"))
            .await?;
        let state = at_issuer
            .url
            .query_pairs()
            .find(|(name, _)| name == "state")
            .map(|(_, value)| value.into_owned());
        let back = format!(
            "{}/auth/callback?code=c&state={}",
            server.public_url(),
            state.unwrap_or_default()
        );
        let page = browser.open(&back).await?;
        ensure!(
            page.status == 502,
            "{address} {}: {}",
            page.status,
            page.html
        );
        ensure!(page.sentence().is_some_and(|text| text.ends_with('.')));
        is_on_record(&latchkey).await?;
    }
    neighbour.is_alone().await
}

#[tokio::test]
async fn a_public_issuer_sends_the_check_of_an_apps_token_to_no_private_address() -> Result<()> {
    let neighbour = Neighbour::listen().await?;
    for address in neighbour.spelled()? {
        let (latchkey, server) = server_at(&address).await?;
        let mut browser = Browser::new()?;
        let session = format!("{}/api/v1/session", server.public_url());
        let (_, given) = browser
            .send_json(
                reqwest::Method::POST,
                &format!("{session}/challenge"),
                &json!({}),
            )
            .await?;
        // A header that names a key, which has to be asked for.
        let token = format!(
            "{}.e30.c2ln",
            URL_SAFE_NO_PAD.encode(r#"{"alg":"RS256","kid":"k"}"#)
        );
        let body = json!({"idToken": token, "challenge": given["challenge"], "secret": "s"});
        let (status, problem) = browser
            .send_json(reqwest::Method::POST, &session, &body)
            .await?;
        ensure!(status == 502, "{address} {status} {problem}");
        is_on_record(&latchkey).await?;
    }
    neighbour.is_alone().await
}

#[tokio::test]
async fn a_public_issuer_sends_an_app_to_no_private_address() -> Result<()> {
    let neighbour = Neighbour::listen().await?;
    for address in neighbour.spelled()? {
        let clock = Arc::new(|| jiff::Timestamp::UNIX_EPOCH);
        let party = RelyingParty::new(leading_to(&address), clock);
        let challenge = Challenge {
            challenge: "c".to_owned(),
            issuer: PUBLIC.to_owned(),
            client_id: "0oa1".to_owned(),
        };
        let start = Start {
            challenge: &challenge,
            secret: &SecretString::from("s"),
            public_url: "https://latchkey.acme.example",
            ports: &[0],
            patience: PATIENCE,
        };
        let sign_in = SignIn::begin(&party, start).await?;
        let state = sign_in
            .authorize_url()
            .query_pairs()
            .find(|(name, _)| name == "state")
            .map(|(_, value)| value.into_owned());
        let back = format!(
            "{}?code=c&state={}",
            sign_in.redirect_uri(),
            state.unwrap_or_default()
        );
        let mut browser = Browser::new()?;
        let (ended, page) = tokio::join!(sign_in.finish(), browser.open(&back));
        let Err(ended) = ended else {
            bail!("{address}: somebody is signed in");
        };
        ensure!(ended.code() == "issuer_unreachable", "{ended}");
        ensure!(ended.to_string().contains("private address"), "{ended}");
        ensure!(page?.status == 403);
    }
    neighbour.is_alone().await
}

/// It cannot be saved in the first place.
#[tokio::test]
async fn a_public_issuer_that_names_private_addresses_is_not_saved() -> Result<()> {
    let neighbour = Neighbour::listen().await?;
    for address in neighbour.spelled()? {
        let clock = Arc::new(|| jiff::Timestamp::UNIX_EPOCH);
        let party = RelyingParty::new(leading_to(&address), clock);
        let refused = party.discover(&check_form(PUBLIC)?).await;
        let failure = refused.expect_err("it is refused").to_string();
        ensure!(failure.contains("private address"), "{failure}");
    }
    neighbour.is_alone().await
}
