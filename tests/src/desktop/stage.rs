//! An installation hosted in the app's window, with its owner signed in.

use anyhow::{Context as _, Result};

use super::app::{Desk, Machine};
use super::webdriver::Page;
use crate::installation::{Connector, Installation, OWNER, OWNER_PASSWORD};
use crate::scim::Scim;

/// A machine where the app hosts.
#[derive(Debug)]
pub struct Hosted {
    /// The page in the window.
    pub page: Page,
    /// The machine.
    pub desk: Desk,
    /// What is hosted.
    pub installation: Installation,
    /// What Okta is given.
    pub connector: Connector,
}

impl Hosted {
    /// An installation with the connector, hosted on a machine of this kind.
    pub async fn on(machine: Machine) -> Result<Self> {
        let (installation, connector) = Installation::connected().await?;
        let desk = Desk::prepare(machine).await?;
        let data = installation.data();
        let page = desk
            .start_with(&["--data-dir", &data.to_string_lossy()])
            .await?;
        page.click("Run it here").await?;
        page.fill("Email or user name", OWNER).await?;
        page.fill("Password", OWNER_PASSWORD).await?;
        page.click("Sign in").await?;
        page.shows("Sign out").await?;
        Ok(Self {
            page,
            desk,
            installation,
            connector,
        })
    }

    /// Closes the window for the first time and lets the host run on.
    pub async fn put_window_away(&self) -> Result<()> {
        self.desk.window_is_shown().await?;
        self.desk.close_window().await?;
        self.page.shows("Latchkey keeps running for Okta").await?;
        self.answer_closing("Close the window").await?;
        self.desk.window_is_gone().await
    }

    /// Answers what the first close asks. WebDriver's own click waits for a frame, and a window that goes away draws none.
    pub async fn answer_closing(&self, button: &str) -> Result<()> {
        let click = format!(
            "setTimeout(() => [...document.querySelectorAll('button')]\
             .find(({{innerText}}) => innerText.trim() === '{button}').click())"
        );
        // An app that quits at this may be gone before it has answered; what became of it is asked next.
        let _ = self.page.run(&click).await;
        Ok(())
    }

    /// Starts the app again on the same folder.
    pub async fn start_again(&self) -> Result<Page> {
        let data = self.installation.data();
        self.desk
            .start_with(&["--data-dir", &data.to_string_lossy()])
            .await
    }

    /// What Okta provisions with.
    pub async fn scim(&self) -> Result<Scim> {
        let shown = self
            .installation
            .run(&["connector", "show", "--json"])
            .await?
            .done()?;
        // The address that it was last served at is the window's.
        let url = shown.json()?["scimUrl"]
            .as_str()
            .and_then(|url| url.strip_suffix("/scim/v2"))
            .context("no SCIM address")?
            .to_owned();
        Scim::basic(&url, &self.connector.user_name, &self.connector.password)
    }
}
