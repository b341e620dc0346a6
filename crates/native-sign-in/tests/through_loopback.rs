//! The whole way over real TCP: a server on a fresh folder, the stand-in Okta, a browser, and the listener between.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use axum::body::Body;
use axum::http::{Request, header};
use latchkey_app::ports::clock::Clock as _;
use latchkey_app::record::Caller;
use latchkey_app::sign_in::policy::NewPolicy;
use latchkey_native_sign_in::{Challenge, Ended, Page, SCHEME_REDIRECT_URI, SignIn, Start};
use latchkey_oidc::RelyingParty;
use latchkey_rehearsal::issuer::{Behaviour, Issuer, IssuerConfig};
use latchkey_rehearsal::people::{People, Person};
use latchkey_testkit::{Answer, Latchkey, people};
use reqwest::Client;
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

const CLIENT_ID: &str = "0oanative00000000001";
const SECRET: &str = "c2VjcmV0LW9mLXRoZS1hcHAtd2l0aC0yNTYtYml0cy4";
const PUBLIC_URL: &str = latchkey_app::DEFAULT_PUBLIC_URL;
/// Longer than any test takes.
const PATIENCE: Duration = Duration::from_mins(1);

/// A server where Okta is required, its issuer, and who is provisioned to it.
struct Stage {
    latchkey: Latchkey,
    issuer: Issuer,
    relying_party: RelyingParty,
    person: Person,
}

impl Stage {
    async fn prepare() -> Result<Self> {
        let latchkey = Latchkey::with_connector().await?;
        let everyone = People::invent(2, 7);
        let person = everyone.iter().next().context("somebody")?.clone();
        let mut body = people::okta_user("ana");
        body["externalId"] = json!(person.okta_id);
        ensure!(latchkey.scim_post("/Users", body).await.status == 201);
        let issuer = Issuer::start(IssuerConfig {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            path: "/oauth2/default".to_owned(),
            client_id: CLIENT_ID.to_owned(),
            redirect_uris: vec![SCHEME_REDIRECT_URI.to_owned()],
            people: everyone,
            clock: telling(&latchkey),
            behaviour: Behaviour::default(),
        })
        .await?;
        let policy = NewPolicy {
            issuer: issuer.issuer_url().to_owned(),
            client_id: CLIENT_ID.to_owned(),
            without_test: true,
        };
        latchkey
            .app
            .set_sign_in_policy(Caller::operator(), policy)
            .await?;
        let relying_party = RelyingParty::new(latchkey_server::issuer_http(), telling(&latchkey));
        Ok(Self {
            latchkey,
            issuer,
            relying_party,
            person,
        })
    }

    async fn post(&self, path: &str, body: &Value) -> Result<Answer> {
        let request = Request::post(format!("/api/v1{path}"))
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(body.to_string()))?;
        Ok(self.latchkey.send(request).await)
    }

    async fn challenge(&self) -> Result<Challenge> {
        let answer = self.post("/session/challenge", &json!({})).await?;
        let text = |name: &str| {
            answer.json()[name]
                .as_str()
                .map(str::to_owned)
                .with_context(|| format!("no {name}: {}", answer.text))
        };
        ensure!(text("publicUrl")? == PUBLIC_URL, "{}", answer.text);
        Ok(Challenge {
            challenge: text("challenge")?,
            issuer: text("issuer")?,
            client_id: text("clientId")?,
        })
    }

    async fn begin(&self, challenge: &Challenge, ports: &[u16]) -> Result<SignIn> {
        self.begin_for(challenge, ports, PUBLIC_URL, PATIENCE).await
    }

    async fn begin_for(
        &self,
        challenge: &Challenge,
        ports: &[u16],
        public_url: &str,
        patience: Duration,
    ) -> Result<SignIn> {
        let secret = SecretString::from(SECRET);
        let start = Start {
            challenge,
            secret: &secret,
            public_url,
            ports,
            patience,
        };
        let sign_in = SignIn::begin(&self.relying_party, start).await?;
        self.issuer.allow_redirect_uri(sign_in.redirect_uri());
        Ok(sign_in)
    }

    /// What the server makes of an ID token.
    async fn hand_in(&self, challenge: &Challenge, id_token: &SecretString) -> Result<Answer> {
        let body = json!({
            "idToken": id_token.expose_secret(),
            "challenge": challenge.challenge,
            "secret": SECRET,
        });
        self.post("/session", &body).await
    }

    /// A person's browser signs in at the issuer; gives the address that it is sent back to.
    async fn sent_back_to(&self, sign_in: &SignIn) -> Result<String> {
        let browser = browser()?;
        let page = browser
            .get(sign_in.authorize_url().clone())
            .send()
            .await?
            .text()
            .await?;
        let (_, rest) = page
            .split_once("name=\"fromURI\" value=\"")
            .with_context(|| format!("no sign-in page: {page}"))?;
        let from_uri = rest
            .split('"')
            .next()
            .unwrap_or_default()
            .replace("&amp;", "&");
        let form = [
            ("fromURI", from_uri.as_str()),
            ("userName", &self.person.user_name),
        ];
        let action = sign_in.authorize_url().join("/login/login.htm")?;
        let signed_in = browser.post(action).form(&form).send().await?;
        let back = location(&signed_in)?;
        let authorized = browser
            .get(sign_in.authorize_url().join(&back)?)
            .send()
            .await?;
        location(&authorized)
    }
}

/// One time for the server, the issuer and the app.
fn telling(latchkey: &Latchkey) -> latchkey_oidc::Clock {
    let clock = Arc::clone(&latchkey.clock);
    Arc::new(move || clock.now())
}

fn browser() -> Result<Client> {
    let _ = rustls::crypto::ring::default_provider().install_default();
    Ok(Client::builder()
        .no_proxy()
        .cookie_store(true)
        .redirect(reqwest::redirect::Policy::none())
        .build()?)
}

fn location(response: &reqwest::Response) -> Result<String> {
    let value = response
        .headers()
        .get("location")
        .with_context(|| format!("{} without a Location", response.status()))?;
    Ok(value.to_str()?.to_owned())
}

/// Status and body of a request that is written byte for byte.
async fn raw(port: u16, request: &str) -> Result<String> {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await?;
    stream.write_all(request.as_bytes()).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    Ok(answer)
}

fn port_of(sign_in: &SignIn) -> Result<u16> {
    url::Url::parse(sign_in.redirect_uri())?
        .port()
        .context("it has a port")
}

#[tokio::test]
async fn what_is_not_the_redirect_is_refused_and_the_wait_goes_on() -> Result<()> {
    let stage = Stage::prepare().await?;
    let challenge = stage.challenge().await?;
    let sign_in = stage.begin(&challenge, &[0]).await?;
    let port = port_of(&sign_in)?;
    let back = stage.sent_back_to(&sign_in).await?;
    let arrivals = sign_in.arrivals();
    let waiting = tokio::spawn(sign_in.finish());

    let get = |path: &str, host: &str| format!("GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n");
    let own = format!("127.0.0.1:{port}");
    for (request, status) in [
        (get("/callback?state=forged&code=c", &own), 400),
        (get("/callback?code=c", &own), 400),
        (get("/callback", &own), 400),
        (get("/callback?state=a&state=b", &own), 400),
        (get("/callback?state=s", &format!("localhost:{port}")), 421),
        (get("/callback?state=s", "127.0.0.1"), 421),
        (get("/callback?state=s", "evil.example"), 421),
        (
            format!("GET /callback HTTP/1.1\r\nHost: {own}\r\nHost: {own}\r\n\r\n"),
            421,
        ),
        (get("/callback/", &own), 404),
        (get("/favicon.ico", &own), 404),
        (
            format!("POST /callback HTTP/1.1\r\nHost: {own}\r\nContent-Length: 0\r\n\r\n"),
            405,
        ),
    ] {
        let answer = raw(port, &request).await?;
        let first = answer.lines().next().unwrap_or_default();
        ensure!(
            first.contains(&format!(" {status} ")),
            "{request} got {first}"
        );
    }
    ensure!(!arrivals.hand_in(&format!("{SCHEME_REDIRECT_URI}?state=forged&code=c")));
    // The right state by a way that was not sent.
    let query = back.split_once('?').context("a query")?.1;
    ensure!(!arrivals.hand_in(&format!("{SCHEME_REDIRECT_URI}?{query}")));

    let page = tokio::spawn(browser()?.get(&back).send());
    let mut redeemed = waiting.await??;
    redeemed.show(Page::signed_in());
    ensure!(page.await??.status() == 200);
    Ok(())
}

#[tokio::test]
async fn the_refusal_of_the_issuer_is_shown_in_its_own_words() -> Result<()> {
    let stage = Stage::prepare().await?;
    stage.issuer.unassign(&stage.person.okta_id);
    let challenge = stage.challenge().await?;
    let sign_in = stage.begin(&challenge, &[0]).await?;
    let back = stage.sent_back_to(&sign_in).await?;
    let waiting = tokio::spawn(sign_in.finish());
    let page = browser()?.get(&back).send().await?;
    ensure!(page.status() == 403, "{}", page.status());
    let html = page.text().await?;
    ensure!(
        html.contains("User is not assigned to the client application."),
        "{html}"
    );
    let Err(ended) = waiting.await? else {
        anyhow::bail!("someone was signed in")
    };
    ensure!(ended.code() == "issuer_refused", "{ended}");
    Ok(())
}

#[tokio::test]
async fn a_token_caught_by_another_server_is_worth_nothing_here() -> Result<()> {
    let stage = Stage::prepare().await?;
    // The other server passes this one's challenge on, and the app knows that server by its own address.
    let challenge = stage.challenge().await?;
    let elsewhere = "https://latchkey.evil.example";
    let sign_in = stage
        .begin_for(&challenge, &[0], elsewhere, PATIENCE)
        .await?;
    let back = stage.sent_back_to(&sign_in).await?;
    let page = tokio::spawn(browser()?.get(&back).send());
    let redeemed = sign_in.finish().await?;
    let answer = stage.hand_in(&challenge, &redeemed.id_token).await?;
    ensure!(answer.status == 403, "{} {}", answer.status, answer.text);
    drop(redeemed);
    // Nobody said what came of it: the browser is not left waiting.
    ensure!(page.await??.status() == 503);
    Ok(())
}

#[tokio::test]
async fn nobody_comes_back_and_the_listener_closes() -> Result<()> {
    let stage = Stage::prepare().await?;
    let challenge = stage.challenge().await?;
    let sign_in = stage
        .begin_for(&challenge, &[0], PUBLIC_URL, Duration::from_millis(1))
        .await?;
    let port = port_of(&sign_in)?;
    let Err(ended) = sign_in.finish().await else {
        anyhow::bail!("someone was signed in")
    };
    ensure!(matches!(ended, Ended::TimedOut(_)), "{ended}");
    let refused = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await;
    ensure!(refused.is_err(), "port {port} still answers");
    Ok(())
}

#[tokio::test]
async fn a_server_that_names_an_issuer_of_the_wrong_form_is_not_followed() -> Result<()> {
    let stage = Stage::prepare().await?;
    for issuer in [
        "http://acme.okta.com",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "",
    ] {
        let challenge = Challenge {
            issuer: issuer.to_owned(),
            ..stage.challenge().await?
        };
        let ended = stage.begin(&challenge, &[0]).await.err();
        ensure!(
            ended.is_some_and(|ended| matches!(ended.downcast_ref(), Some(Ended::Issuer(_)))),
            "{issuer}"
        );
    }
    Ok(())
}

#[tokio::test]
async fn the_first_free_port_is_taken_and_the_scheme_where_none_is() -> Result<()> {
    let stage = Stage::prepare().await?;
    let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let port = taken.local_addr()?.port();
    let challenge = stage.challenge().await?;
    let second = stage.begin(&challenge, &[port, 0]).await?;
    ensure!(port_of(&second)? != port);

    let sign_in = stage.begin(&challenge, &[port]).await?;
    ensure!(sign_in.redirect_uri() == SCHEME_REDIRECT_URI);
    let back = stage.sent_back_to(&sign_in).await?;
    let forged = back.replace("state=", "state=x");
    ensure!(!sign_in.arrivals().hand_in(&forged), "{forged}");
    ensure!(sign_in.arrivals().hand_in(&back), "{back}");
    let redeemed = sign_in.finish().await?;
    let answer = stage.hand_in(&challenge, &redeemed.id_token).await?;
    ensure!(answer.status == 201, "{} {}", answer.status, answer.text);
    Ok(())
}

#[tokio::test]
async fn a_person_with_app_access_only_signs_in_through_the_browser() -> Result<()> {
    let stage = Stage::prepare().await?;
    let challenge = stage.challenge().await?;
    let sign_in = stage.begin(&challenge, &[0]).await?;
    let back = stage.sent_back_to(&sign_in).await?;
    let port = port_of(&sign_in)?;
    let page = tokio::spawn(browser()?.get(&back).send());
    let mut redeemed = sign_in.finish().await?;
    ensure!(
        TcpStream::connect((Ipv4Addr::LOCALHOST, port))
            .await
            .is_err(),
        "port {port} is open after the sign-in"
    );
    let answer = stage.hand_in(&challenge, &redeemed.id_token).await?;
    ensure!(answer.status == 201, "{} {}", answer.status, answer.text);
    ensure!(answer.json()["token"].is_string(), "{}", answer.text);
    ensure!(answer.json()["user"]["accessRole"].is_null());
    redeemed.show(Page::signed_in());
    let html = page.await??.text().await?;
    ensure!(html.contains("You can close this tab"), "{html}");

    // The challenge worked once.
    let again = stage.hand_in(&challenge, &redeemed.id_token).await?;
    ensure!(again.status == 403, "{}", again.status);
    Ok(())
}
