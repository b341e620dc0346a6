//! Signing in with Okta in the desktop app: through a real browser at the stand-in Okta and back.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use anyhow::{Context as _, Result, ensure};
use jiff::Timestamp;
use latchkey_rehearsal::issuer::{Behaviour, Issuer, IssuerConfig};
use latchkey_rehearsal::people::{People, Person};
use latchkey_tests::desktop::app::{Desk, Machine};
use latchkey_tests::desktop::chromium::Chromium;
use latchkey_tests::desktop::stage::Hosted;
use latchkey_tests::desktop::webdriver::Page;
use latchkey_tests::installation::{Connector, Installation, Server};
use latchkey_tests::scim::new_user;

const CLIENT_ID: &str = "0oadesktop0000000001";

/// A server where Okta is required, the stand-in Okta with two people, and the app connected to the server.
struct Stage {
    issuer: Issuer,
    /// Provisioned with app access only.
    person: Person,
    /// Known to Okta alone.
    stranger: Person,
    desk: Desk,
    page: Page,
    _server: Server,
    _installation: Installation,
}

/// The stand-in Okta with these people, which sends them back to where the connector says.
async fn okta(people: People, connector: &Connector) -> Result<Issuer> {
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
    async fn prepare() -> Result<Self> {
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

    /// The app opens the system's browser, and there someone signs in at the stand-in Okta.
    async fn sign_in(&self, browser: &Chromium, who: &Person) -> Result<()> {
        self.page.click("Sign in with Okta").await?;
        self.page.shows("Go on in your browser").await?;
        let address = self.desk.opened_in_browser().await?;
        ensure!(address.starts_with(self.issuer.issuer_url()), "{address}");
        browser.page.go(&address).await?;
        browser.page.fill("User name", &who.user_name).await?;
        browser.page.click("Sign in").await
    }
}

#[tokio::test]
async fn who_is_not_let_in_reads_why_in_both_places_and_can_try_again() -> Result<()> {
    let stage = Stage::prepare().await?;
    let browser = Chromium::start().await?;

    stage.page.click("Sign in with Okta").await?;
    stage.desk.opened_in_browser().await?;
    // Until then there is nothing to open again, and the button is greyed out.
    stage.page.shows("Go on in your browser").await?;
    stage.page.click("Open again").await?;
    stage.desk.opened_in_browser().await?;
    stage.page.click("Cancel").await?;

    stage.sign_in(&browser, &stage.stranger).await?;
    browser.page.shows("You are not signed in").await?;
    stage.page.shows("has no account").await?;

    let browser = Chromium::start().await?;
    stage.issuer.unassign(&stage.person.okta_id);
    stage.sign_in(&browser, &stage.person).await?;
    let okta_says = "User is not assigned to the client application.";
    browser.page.shows(okta_says).await?;
    stage.page.shows(okta_says).await?;
    stage.page.close().await
}

#[tokio::test]
async fn a_person_with_app_access_only_is_in_after_a_sign_in_in_the_browser() -> Result<()> {
    let stage = Stage::prepare().await?;
    let browser = Chromium::start().await?;
    stage.sign_in(&browser, &stage.person).await?;
    browser.page.shows("You can close this tab").await?;
    let address = browser.page.address().await?;
    ensure!(
        address.starts_with("http://127.0.0.1:8766/callback?"),
        "{address}"
    );
    stage.page.shows("Sign out").await?;
    stage.page.shows(&stage.person.display_name).await?;
    stage.page.close().await
}

#[tokio::test]
async fn an_owner_tests_okta_from_the_window_before_it_is_required() -> Result<()> {
    let hosted = Hosted::on(Machine::Usual).await?;
    let (desk, page) = (&hosted.desk, &hosted.page);
    let everyone = People::invent(1, 3);
    let person = everyone.iter().next().cloned().context("a person")?;
    let issuer = okta(everyone, &hosted.connector).await?;
    page.click("Organization Setup").await?;
    page.fill("Issuer URL", issuer.issuer_url()).await?;
    page.fill("Client ID", "0oaanother0000000001").await?;
    page.click("Test sign-in").await?;
    // The stand-in knows no such client, and says so in the browser.
    let address = desk.opened_in_browser().await?;
    ensure!(address.contains("0oaanother0000000001"), "{address}");
    page.click("Cancel").await?;

    page.fill("Client ID", CLIENT_ID).await?;
    page.click("Test sign-in").await?;
    let browser = Chromium::start().await?;
    browser.page.go(&desk.opened_in_browser().await?).await?;
    browser.page.fill("User name", &person.user_name).await?;
    browser.page.click("Sign in").await?;
    browser.page.shows("The test sign-in worked").await?;
    page.shows("The test sign-in worked at").await?;
    let policy = hosted
        .installation
        .run(&["sign-in", "status", "--json"])
        .await?
        .done()?;
    ensure!(policy.json()?["required"] != true, "{}", policy.stdout);
    hosted.page.has_ended().await;
    Ok(())
}
