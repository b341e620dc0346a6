//! Signing in through the stand-in Okta: the installation by its use cases, the issuer over loopback.

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::{Context as _, Result, ensure};
use axum::body::Body;
use axum::http::{Request, header};
use latchkey_app::ports::clock::Clock as _;
use latchkey_app::record::Caller;
use latchkey_app::sign_in::browser::{Finished, Purpose};
use latchkey_app::sign_in::policy::NewPolicy;
use latchkey_oidc::{Callback, Pending, RelyingParty};
use latchkey_rehearsal::issuer::{Behaviour, Issuer, IssuerConfig};
use latchkey_rehearsal::people::{People, Person};
use secrecy::ExposeSecret as _;
use serde_json::json;
use url::Url;

use crate::browser::Browser;
use crate::{Answer, Latchkey, Screen, keys};

/// Where the issuer sends a browser back to. Nothing listens there: the answer is taken from the redirect.
const REDIRECT_URI: &str = "http://127.0.0.1:8765/auth/callback";

/// Someone at Okta, named like [`crate::people::okta_user`] names them.
pub fn person(name: &str) -> Person {
    Person {
        okta_id: format!("00u{name}"),
        user_name: format!("{name}@atko.com"),
        given_name: name.to_owned(),
        family_name: "Lind".to_owned(),
        email: format!("{name}@atko.com"),
        display_name: format!("{name} Lind"),
        role: None,
        assigned: true,
    }
}

impl Latchkey {
    /// Starts a stand-in issuer that goes by this installation's clock; nobody is required to use it yet.
    pub async fn start_issuer(&self) -> Result<Issuer> {
        let clock = Arc::clone(&self.clock);
        let config = IssuerConfig {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            path: "/oauth2/default".to_owned(),
            client_id: "0oa1".to_owned(),
            redirect_uris: vec![REDIRECT_URI.to_owned()],
            people: People::nobody(),
            clock: Arc::new(move || clock.now()),
            behaviour: Behaviour::default(),
        };
        Issuer::start_with(config, [keys::kept(0).await?, keys::kept(1).await?]).await
    }

    /// Makes signing in through this issuer required.
    pub async fn require_okta(&self, issuer: &Issuer) -> Result<()> {
        let wanted = NewPolicy {
            issuer: issuer.issuer_url().to_owned(),
            client_id: issuer.client_id().to_owned(),
            without_test: true,
        };
        self.app
            .set_sign_in_policy(Caller::operator(), wanted)
            .await?;
        Ok(())
    }

    /// A whole sign-in of someone who is assigned to the app at Okta.
    pub async fn sign_in_through(&self, issuer: &Issuer, person: &Person) -> Result<Finished> {
        let started = self
            .app
            .begin_sign_in(REDIRECT_URI.to_owned(), None)
            .await?
            .map_err(|refused| anyhow::anyhow!("not begun: {}", refused.record))?;
        self.finish(
            Caller::operator(),
            issuer,
            person,
            started.authorize_url,
            started.pending,
            Purpose::SignIn,
        )
        .await
    }

    /// The ID token that the issuer gives for someone who signs in, and that is used for nothing else.
    pub async fn id_token_of(&self, issuer: &Issuer, person: &Person) -> Result<String> {
        let (url, client_id) = (issuer.issuer_url(), issuer.client_id());
        let started = self
            .app
            .begin_with(url, client_id, REDIRECT_URI.to_owned(), None)
            .await?
            .map_err(|refused| anyhow::anyhow!("not begun: {}", refused.record))?;
        issuer.assign(person);
        let callback = at_the_issuer(&started.authorize_url, &person.user_name).await?;
        let callback = Callback::from_query(callback.query().unwrap_or_default())?;
        let clock = Arc::clone(&self.clock);
        let relying_party = RelyingParty::new(
            latchkey_server::issuer_http(),
            Arc::new(move || clock.now()),
        );
        let token = relying_party.redeem(&started.pending, &callback).await?;
        Ok(token.expose_secret().to_owned())
    }

    /// The test sign-in of an admin who is signed in here as `user_id`.
    pub async fn test_sign_in(
        &self,
        issuer: &Issuer,
        person: &Person,
        user_id: &str,
    ) -> Result<Finished> {
        self.test_sign_in_by(Caller::operator(), issuer, person, user_id)
            .await
    }

    /// The same, where `caller` comes back from the issuer.
    pub async fn test_sign_in_by(
        &self,
        caller: Caller,
        issuer: &Issuer,
        person: &Person,
        user_id: &str,
    ) -> Result<Finished> {
        let (url, client_id) = (issuer.issuer_url(), issuer.client_id());
        let started = self
            .app
            .begin_with(url, client_id, REDIRECT_URI.to_owned(), None)
            .await?
            .map_err(|refused| anyhow::anyhow!("not begun: {}", refused.record))?;
        let purpose = Purpose::Test {
            user_id: user_id.to_owned(),
        };
        self.finish(
            caller,
            issuer,
            person,
            started.authorize_url,
            started.pending,
            purpose,
        )
        .await
    }

    async fn finish(
        &self,
        caller: Caller,
        issuer: &Issuer,
        person: &Person,
        authorize: Url,
        pending: Pending,
        purpose: Purpose,
    ) -> Result<Finished> {
        issuer.assign(person);
        let callback = at_the_issuer(&authorize, &person.user_name).await?;
        let callback = Callback::from_query(callback.query().unwrap_or_default())?;
        Ok(self
            .app
            .finish_sign_in(caller, &pending, &callback, purpose)
            .await?)
    }
}

impl Screen<'_> {
    /// The whole test sign-in of whoever is signed in here, with the Okta account of `person`; gives back the answer to the
    /// browser that comes back.
    pub async fn test_sign_in(&self, issuer: &Issuer, person: &Person) -> Result<Answer> {
        issuer.assign(person);
        let values = json!({
            "issuer": issuer.issuer_url(),
            "clientId": issuer.client_id(),
            "returnTo": "/organization",
        });
        let started = self.post("/sign-in/test", values).await;
        ensure!(started.status == 201, "{}", started.text);
        let transaction = started.header("set-cookie");
        let transaction = transaction
            .split(';')
            .next()
            .context("there is no cookie")?;
        let authorize: Url = started.json()["authorizeUrl"]
            .as_str()
            .context("it leads nowhere")?
            .parse()?;
        let callback = at_the_issuer(&authorize, &person.user_name).await?;
        let back = format!(
            "{}?{}",
            callback.path(),
            callback.query().unwrap_or_default()
        );
        let request = Request::get(back)
            .header(header::COOKIE, format!("{}; {transaction}", self.cookie))
            .body(Body::empty())?;
        Ok(self.latchkey.send(request).await)
    }
}

/// The person's browser at the issuer: as far as the answer, which it does not bring.
async fn at_the_issuer(authorize: &Url, user_name: &str) -> Result<Url> {
    let page = Browser::new()?
        .sign_in_until(authorize.as_str(), user_name, Some(REDIRECT_URI))
        .await?;
    ensure!(
        page.url.as_str().starts_with(REDIRECT_URI),
        "it ended at {}: {} {}",
        page.url,
        page.status,
        page.html
    );
    Ok(page.url)
}
