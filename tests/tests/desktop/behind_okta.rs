//! The app connected to a server where Okta is required, and the stand-in Okta.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use anyhow::{Context as _, Result, ensure};
use jiff::Timestamp;
use latchkey_rehearsal::issuer::{Behaviour, Issuer, IssuerConfig};
use latchkey_rehearsal::people::{People, Person};
use latchkey_tests::desktop::app::{Desk, Machine};
use latchkey_tests::desktop::chromium::Chromium;
use latchkey_tests::desktop::webdriver::Page;
use latchkey_tests::installation::{Connector, Installation, Server};
use latchkey_tests::scim::new_user;

pub(crate) const CLIENT_ID: &str = "0oadesktop0000000001";

/// A server where Okta is required, the stand-in Okta with two people, and the app connected to the server.
pub(crate) struct Stage {
    pub(crate) issuer: Issuer,
    /// Provisioned with app access only.
    pub(crate) person: Person,
    /// Known to Okta alone.
    pub(crate) stranger: Person,
    pub(crate) desk: Desk,
    pub(crate) page: Page,
    _server: Server,
    _installation: Installation,
}

/// The stand-in Okta with these people, which sends them back to where the connector says.
pub(crate) async fn okta(people: People, connector: &Connector) -> Result<Issuer> {
    #[expect(
        clippy::disallowed_methods,
        reason = "the issuer tells the host's time, as the programs do"
    )]
    let clock = Arc::new(Timestamp::now);
    let redirect_uris = connector.document["loginRedirectUris"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|uri| uri.as_str().map(str::to_owned))
        .collect();
    Issuer::start(IssuerConfig {
        listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
        path: "/oauth2/default".to_owned(),
        client_id: CLIENT_ID.to_owned(),
        redirect_uris,
        people,
        clock,
        behaviour: Behaviour::default(),
    })
    .await
}

impl Stage {
    pub(crate) async fn prepare() -> Result<Self> {
        let (installation, connector) = Installation::connected().await?;
        let server = installation.serve().await?;
        let everyone = People::invent(2, 3);
        let mut people = everyone.iter().cloned();
        let (person, stranger) = people.next().zip(people.next()).context("two people")?;
        let issuer = okta(everyone, &connector).await?;
        let user = new_user(
            &person.user_name,
            &person.given_name,
            &person.family_name,
            &person.okta_id,
        );
        server
            .scim(&connector)?
            .post("/Users", &user)
            .await?
            .expect(201)?;
        let set = [
            "sign-in",
            "set",
            "--issuer",
            issuer.issuer_url(),
            "--client-id",
            CLIENT_ID,
            "--without-test",
        ];
        installation.run(&set).await?.done()?;
        let desk = Desk::prepare(Machine::Usual).await?;
        let page = desk.start().await?;
        page.click("Connect to a Latchkey server").await?;
        page.fill("Server address", &server.url).await?;
        page.click("Connect").await?;
        Ok(Self {
            issuer,
            person,
            stranger,
            desk,
            page,
            _server: server,
            _installation: installation,
        })
    }

    /// The app opens the system's browser: the address that it opens.
    pub(crate) async fn begin(&self) -> Result<String> {
        self.page.click("Sign in with Okta").await?;
        self.page.shows("Go on in your browser").await?;
        let address = self.desk.opened_in_browser().await?;
        ensure!(address.starts_with(self.issuer.issuer_url()), "{address}");
        Ok(address)
    }

    /// The app opens the system's browser, and there someone signs in at the stand-in Okta.
    pub(crate) async fn sign_in(&self, browser: &Chromium, who: &Person) -> Result<()> {
        let address = self.begin().await?;
        browser.page.go(&address).await?;
        browser.page.fill("User name", &who.user_name).await?;
        browser.page.click("Sign in").await
    }
}
