//! A native app's way: the app of this project, which checks what it gets, and one that checks nothing and hands the server
//! whatever the issuer gives.

use anyhow::{Context as _, Result, bail, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use latchkey_native_sign_in::sign_in::PATIENCE;
use latchkey_native_sign_in::{Challenge, Ended, SignIn, Start};
use latchkey_oidc::bound_nonce;
use latchkey_rehearsal::issuer::Behaviour;
use latchkey_testkit::browser::{Browser, Page};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use url::Url;

use crate::stage::{Stage, is_clean, secrets_on, status_for, text};

const SECRET: &str = "c2VjcmV0LW9mLXRoZS1hcHAtd2l0aC0yNTYtYml0cy4";
// RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
/// Nothing listens there: the answer is taken from the redirect.
const NOWHERE: &str = "http://127.0.0.1:28766/callback";

/// What came of a sign-in in the app.
pub(crate) enum Came {
    /// The issuer could not even be asked.
    NotBegun(Ended),
    /// The app refused what came back, and said so in the browser.
    Refused(Ended, Page),
    /// The listener did not take it, and the wait goes on.
    NotTaken(Page),
    /// The app took it and handed it in: the server's answer.
    HandedIn(u16, Value),
}

impl Stage {
    pub(crate) async fn challenge(&self) -> Result<Challenge> {
        let address = self.at("/api/v1/session/challenge");
        let (status, given) = Browser::new()?
            .send_json(reqwest::Method::POST, &address, &json!({}))
            .await?;
        ensure!(status == 201, "{status} {given}");
        Ok(Challenge {
            challenge: text(&given, "challenge")?,
            issuer: text(&given, "issuer")?,
            client_id: text(&given, "clientId")?,
        })
    }

    /// The app begins to sign somebody in, with its listener on a port of its own.
    pub(crate) async fn begin_in_the_app(&self, challenge: &Challenge) -> Result<SignIn, Ended> {
        let secret = SecretString::from(SECRET);
        let start = Start {
            challenge,
            secret: &secret,
            public_url: self.server.public_url(),
            ports: &[0],
            patience: PATIENCE,
        };
        let sign_in = SignIn::begin(&self.relying_party(), start).await?;
        self.issuer.allow_redirect_uri(sign_in.redirect_uri());
        Ok(sign_in)
    }

    /// Ana signs in in the app.
    pub(crate) async fn in_the_app(&self) -> Result<Came> {
        let challenge = self.challenge().await?;
        let sign_in = match self.begin_in_the_app(&challenge).await {
            Ok(sign_in) => sign_in,
            Err(ended) => return Ok(Came::NotBegun(ended)),
        };
        let authorize = sign_in.authorize_url().to_string();
        let user_name = self.ana.user_name.clone();
        let mut finishing = tokio::spawn(sign_in.finish());
        let mut browsing =
            tokio::spawn(async move { Browser::new()?.sign_in(&authorize, &user_name).await });
        tokio::select! {
            biased;
            ended = &mut finishing => match ended? {
                Ok(redeemed) => {
                    let token = redeemed.id_token.expose_secret().to_owned();
                    drop(redeemed);
                    browsing.await??;
                    let (status, answer) = self.hand_in(&challenge, &token).await?;
                    Ok(Came::HandedIn(status, answer))
                }
                Err(ended) => Ok(Came::Refused(ended, browsing.await??)),
            },
            page = &mut browsing => {
                finishing.abort();
                Ok(Came::NotTaken(page??))
            }
        }
    }

    /// POST `/api/v1/session`.
    pub(crate) async fn hand_in(&self, challenge: &Challenge, token: &str) -> Result<(u16, Value)> {
        let body = json!({
            "idToken": token,
            "challenge": challenge.challenge,
            "secret": SECRET,
        });
        let address = self.at("/api/v1/session");
        Browser::new()?
            .send_json(reqwest::Method::POST, &address, &body)
            .await
    }

    /// The ID token that the issuer gives to an app that looks at nothing.
    pub(crate) async fn token_for(&self, challenge: &Challenge) -> Result<String> {
        self.issuer.allow_redirect_uri(NOWHERE);
        let endpoint = |path: &str| format!("{}/v1/{path}", self.issuer.issuer_url());
        let nonce = bound_nonce(&challenge.challenge, SECRET, self.server.public_url());
        let code_challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER));
        let authorize = Url::parse_with_params(
            &endpoint("authorize"),
            [
                ("client_id", challenge.client_id.as_str()),
                ("response_type", "code"),
                ("scope", "openid profile email"),
                ("redirect_uri", NOWHERE),
                ("state", "s"),
                ("nonce", &nonce),
                ("code_challenge", &code_challenge),
                ("code_challenge_method", "S256"),
            ],
        )?;
        let back = Browser::new()?
            .sign_in_until(authorize.as_str(), &self.ana.user_name, Some(NOWHERE))
            .await?
            .url;
        let (_, code) = back
            .query_pairs()
            .find(|(name, _)| name == "code")
            .with_context(|| format!("no code: {back}"))?;
        let form = [
            ("grant_type", "authorization_code"),
            ("client_id", &challenge.client_id),
            ("redirect_uri", NOWHERE),
            ("code_verifier", VERIFIER),
            ("code", &code),
        ];
        let client = reqwest::Client::builder().no_proxy().build()?;
        let tokens: Value = client
            .post(endpoint("token"))
            .form(&form)
            .send()
            .await?
            .json()
            .await?;
        text(&tokens, "id_token")
    }

    /// The server refuses this token in a sentence, and the reason is on record.
    pub(crate) async fn refuses_token(
        &self,
        challenge: &Challenge,
        token: &str,
        code: &str,
    ) -> Result<()> {
        let (status, problem) = self.hand_in(challenge, token).await?;
        ensure!(status == status_for(code), "{status} {problem}");
        let detail = text(&problem, "detail")?;
        ensure!(detail.ends_with('.') && detail.contains(' '), "{detail}");
        let parts: Vec<String> = token
            .split('.')
            .filter(|part| part.len() > 20)
            .map(str::to_owned)
            .collect();
        is_clean(&problem.to_string(), &parts)?;
        self.is_refused_for(code, &parts).await
    }
}

/// The app refuses what an issuer that behaves so sends back, in a sentence.
pub(crate) async fn refuses(behaviour: Behaviour, code: &str) -> Result<Stage> {
    let stage = Stage::against(behaviour).await?;
    refuses_here(&stage, code).await?;
    Ok(stage)
}

/// The same on a stage.
pub(crate) async fn refuses_here(stage: &Stage, code: &str) -> Result<()> {
    let (ended, page) = match stage.in_the_app().await? {
        Came::NotBegun(ended) => (ended, None),
        Came::Refused(ended, page) => (ended, Some(page)),
        Came::NotTaken(page) => bail!("not taken: {} {}", page.status, page.html),
        Came::HandedIn(status, answer) => bail!("handed in: {status} {answer}"),
    };
    ensure!(ended.code() == code, "{} {ended}", ended.code());
    is_clean(&ended.to_string(), &[])?;
    if let Some(page) = page {
        ensure!(page.status == 403, "{}", page.status);
        let sentence = page.sentence().context("nothing is said")?;
        ensure!(
            sentence.ends_with('.') && sentence.contains(' '),
            "{sentence}"
        );
        is_clean(&page.html, &secrets_on(&page.way))?;
    }
    stage.nobody_is_in()
}

/// The app's listener does not take what an issuer that behaves so sends back, and goes on to wait.
pub(crate) async fn does_not_take(behaviour: Behaviour, status: u16) -> Result<()> {
    let stage = Stage::against(behaviour).await?;
    let Came::NotTaken(page) = stage.in_the_app().await? else {
        bail!("the app took it");
    };
    ensure!(page.status == status, "{} {}", page.status, page.html);
    is_clean(&page.html, &secrets_on(&page.way))?;
    stage.nobody_is_in()
}

/// An app that checks nothing hands the token in, and the server refuses it.
pub(crate) async fn is_refused_by_the_server(behaviour: Behaviour, code: &str) -> Result<()> {
    let stage = Stage::against(behaviour).await?;
    let challenge = stage.challenge().await?;
    let token = stage.token_for(&challenge).await?;
    stage.refuses_token(&challenge, &token, code).await
}
