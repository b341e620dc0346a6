//! As much of WebDriver (W3C) as the tests need: find, click, type, read, look.

use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use reqwest::{Client, Method};
use serde_json::{Value, json};

use crate::patience::{LIMIT, until};

/// The key under which an element's reference stands (WebDriver, section 12.1).
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";
/// A browser starts within this, on a slow machine under load.
const START_WITHIN: Duration = Duration::from_mins(1);

/// A page under control, in the window of the app or in a browser.
#[derive(Debug)]
pub struct Page {
    client: Client,
    session: String,
}

impl Page {
    /// Asks the driver at `address` for a session with these capabilities.
    pub async fn open(address: &str, capabilities: Value) -> Result<Self> {
        let client = Client::builder().no_proxy().timeout(START_WITHIN).build()?;
        let body = json!({"capabilities": {"alwaysMatch": capabilities}});
        let answer = send(
            &client,
            Method::POST,
            &format!("{address}/session"),
            Some(body),
        )
        .await?;
        let id = answer["sessionId"]
            .as_str()
            .with_context(|| format!("no session: {answer}"))?;
        Ok(Self {
            session: format!("{address}/session/{id}"),
            client,
        })
    }

    async fn ask(&self, method: Method, path: &str, body: Option<Value>) -> Result<Value> {
        send(
            &self.client,
            method,
            &format!("{}{path}", self.session),
            body,
        )
        .await
    }

    /// Goes to an address.
    pub async fn go(&self, address: &str) -> Result<()> {
        self.ask(Method::POST, "/url", Some(json!({"url": address})))
            .await?;
        Ok(())
    }

    /// The address that it is at.
    pub async fn address(&self) -> Result<String> {
        let address = self.ask(Method::GET, "/url", None).await?;
        Ok(address.as_str().unwrap_or_default().to_owned())
    }

    /// Everything that a person reads on it.
    pub async fn text(&self) -> Result<String> {
        let text = self
            .run("return document.body ? document.body.innerText : ''")
            .await?;
        Ok(text.as_str().unwrap_or_default().to_owned())
    }

    /// The value of a script's `return`.
    pub async fn run(&self, script: &str) -> Result<Value> {
        let body = json!({"script": script, "args": []});
        self.ask(Method::POST, "/execute/sync", Some(body)).await
    }

    /// Waits until the page shows `text`.
    pub async fn shows(&self, text: &str) -> Result<()> {
        until(LIMIT, &format!("\"{text}\" on the page"), async || {
            // Between two pages there is none to read.
            let seen = self.text().await.unwrap_or_default();
            Ok(if seen.contains(text) {
                Ok(())
            } else {
                Err(seen)
            })
        })
        .await?;
        Ok(())
    }

    /// Waits until the page shows `text` no more.
    pub async fn shows_no_more(&self, text: &str) -> Result<()> {
        until(LIMIT, &format!("no \"{text}\" on the page"), async || {
            let seen = self.text().await?;
            Ok(if seen.contains(text) {
                Err(seen)
            } else {
                Ok(())
            })
        })
        .await?;
        Ok(())
    }

    /// Waits until there is an element, by XPath, that takes each of these commands in turn.
    async fn command(&self, xpath: &str, commands: &[(&str, Value)]) -> Result<()> {
        let body = json!({"using": "xpath", "value": xpath});
        let what = format!("an element {xpath} that takes {:?}", commands.last());
        let attempt = async || -> Result<()> {
            let element = self
                .ask(Method::POST, "/element", Some(body.clone()))
                .await?;
            let id = element[ELEMENT]
                .as_str()
                .context("no reference to the element")?;
            // WebKit's driver scrolls the page only, not a pane within it.
            let script = "arguments[0].scrollIntoView({block: 'center'})";
            let seen = json!({"script": script, "args": [element]});
            self.ask(Method::POST, "/execute/sync", Some(seen)).await?;
            for (command, value) in commands {
                let path = format!("/element/{id}/{command}");
                self.ask(Method::POST, &path, Some(value.clone())).await?;
            }
            Ok(())
        };
        // Not there yet, covered, or a window that is still being shown.
        let done = until(LIMIT, &what, async || {
            Ok(attempt().await.map_err(|not_yet| not_yet.to_string()))
        });
        match done.await {
            Ok(_) => Ok(()),
            Err(late) => bail!("{late}\nthe page shows: {}", self.text().await?),
        }
    }

    /// Clicks on the button, radio or link of this name.
    pub async fn click(&self, name: &str) -> Result<()> {
        let xpath = format!(
            "//*[self::button or self::a or @role='radio'][@aria-label='{name}' or normalize-space(.)='{name}']"
        );
        self.command(&xpath, &[("click", json!({}))]).await
    }

    /// Types into the field with this label, in place of what is there.
    pub async fn fill(&self, label: &str, value: &str) -> Result<()> {
        let xpath = format!(
            "//*[self::input or self::textarea][@id=//label[starts-with(normalize-space(.), '{label}')]/@for or \
             ancestor::label[starts-with(normalize-space(.), '{label}')]]"
        );
        let commands = [("clear", json!({})), ("value", json!({"text": value}))];
        let shown = format!(
            "return document.evaluate({}, document, null, XPathResult.FIRST_ORDERED_NODE_TYPE).singleNodeValue?.value",
            json!(xpath)
        );
        // A screen that is drawn again between the two commands puts back what was cleared.
        until(LIMIT, label, async || {
            self.command(&xpath, &commands).await?;
            let now = self.run(&shown).await?;
            Ok(if now == value {
                Ok(())
            } else {
                Err(now.to_string())
            })
        })
        .await?;
        Ok(())
    }

    /// Ticks or unticks the box with this label, and waits until that is done.
    pub async fn check(&self, label: &str, wanted: bool) -> Result<()> {
        let xpath = format!(
            "//input[@type='checkbox'][not(@disabled)][@id=//label[normalize-space(.)='{label}']/@for]"
        );
        let ticked = format!(
            "const label = [...document.querySelectorAll('label')].find(({{innerText}}) => innerText.trim() === '{label}'); \
             return label ? document.getElementById(label.htmlFor).checked : null"
        );
        self.command(&xpath, &[("click", json!({}))]).await?;
        until(LIMIT, label, async || {
            let now = self.run(&ticked).await?;
            Ok(if now == wanted {
                Ok(())
            } else {
                Err(now.to_string())
            })
        })
        .await?;
        Ok(())
    }

    /// Waits until the page's own path is this one.
    pub async fn is_at(&self, path: &str) -> Result<()> {
        until(LIMIT, &format!("the screen {path}"), async || {
            let now = self
                .run("return location.pathname")
                .await
                .unwrap_or_default();
            Ok(if now == path {
                Ok(())
            } else {
                Err(now.to_string())
            })
        })
        .await?;
        Ok(())
    }

    /// What the page looks like, as a PNG.
    pub async fn picture(&self) -> Result<Vec<u8>> {
        let picture = self.ask(Method::GET, "/screenshot", None).await?;
        Ok(STANDARD.decode(picture.as_str().unwrap_or_default())?)
    }

    /// Tells the driver that the app has ended by itself, so that it can start another one.
    pub async fn has_ended(&self) {
        // What it answers differs: the page is gone already.
        let _ = self.ask(Method::DELETE, "", None).await;
    }

    /// Ends the session: the app or the browser with it.
    pub async fn close(self) -> Result<()> {
        self.ask(Method::DELETE, "", None).await?;
        Ok(())
    }
}

async fn send(client: &Client, method: Method, url: &str, body: Option<Value>) -> Result<Value> {
    let mut request = client.request(method, url);
    if let Some(body) = body {
        request = request.json(&body);
    }
    let response = request.send().await?;
    let status = response.status();
    let mut answer: Value = response
        .json()
        .await
        .with_context(|| format!("{url}: {status}"))?;
    let value = answer["value"].take();
    if status.is_success() {
        Ok(value)
    } else {
        bail!("{url}: {status} {} {}", value["error"], value["message"])
    }
}
