//! What a browser does in a sign-in, without one: cookies, redirects, and forms that are filled in and sent.

use anyhow::{Context as _, Result, bail, ensure};
use reqwest::{Client, RequestBuilder, header};
use serde_json::Value;
use url::Url;

/// A browser with a cookie jar of its own. It goes nowhere but to the loopback address.
#[derive(Debug, Clone)]
pub struct Browser {
    client: Client,
}

/// A page that was arrived at.
#[derive(Debug, Clone)]
pub struct Page {
    /// Where it is, redirects followed.
    pub url: Url,
    /// Its status.
    pub status: u16,
    /// Its HTML as served.
    pub html: String,
    /// The addresses on the way here, the first one asked for included.
    pub way: Vec<Url>,
}

impl Browser {
    /// A browser that was nowhere yet.
    pub fn new() -> Result<Self> {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder()
            .no_proxy()
            .cookie_store(true)
            .redirect(reqwest::redirect::Policy::none())
            .timeout(crate::patience::LIMIT)
            .build()?;
        Ok(Self { client })
    }

    /// Goes to `address` and on to where it leads.
    pub async fn open(&self, address: &str) -> Result<Page> {
        let address = Url::parse(address)?;
        self.follow(self.client.get(address.clone()), address).await
    }

    /// Sends the page's first form with its hidden fields and `fields`.
    pub async fn submit(&self, page: &Page, fields: &[(&str, &str)]) -> Result<Page> {
        let form = page.form()?;
        let action = page.url.join(&form.action)?;
        let mut all: Vec<(String, String)> = form.hidden;
        all.extend(
            fields
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
        );
        let request = self
            .client
            .post(action.clone())
            .header(header::ORIGIN, page.url.origin().ascii_serialization())
            .form(&all);
        self.follow(request, action).await
    }

    /// GET of a JSON document with the browser's cookies: status and body.
    pub async fn json(&self, address: &str) -> Result<(u16, Value)> {
        Self::answer(self.client.get(address), address).await
    }

    /// POST of a JSON document, as a page of the interface does: status and body.
    pub async fn post_json(&self, address: &str, body: &Value) -> Result<(u16, Value)> {
        let origin = Url::parse(address)?.origin().ascii_serialization();
        let request = self.client.post(address).header(header::ORIGIN, origin);
        Self::answer(request.json(body), address).await
    }

    async fn answer(request: RequestBuilder, address: &str) -> Result<(u16, Value)> {
        let response = request
            .header(header::ACCEPT, "application/json")
            .send()
            .await?;
        let status = response.status().as_u16();
        Ok((
            status,
            response
                .json()
                .await
                .with_context(|| format!("{address}: {status} with no JSON"))?,
        ))
    }

    async fn follow(&self, first: RequestBuilder, address: Url) -> Result<Page> {
        let mut request = first;
        let mut url = address;
        let mut way = Vec::new();
        for _ in 0..20 {
            if !matches!(url.scheme(), "http" | "https") {
                // Another program's: a browser hands it over and stays where it is.
                way.push(url.clone());
                return Ok(Page {
                    url,
                    status: 302,
                    html: String::new(),
                    way,
                });
            }
            ensure!(
                url.host_str() == Some("127.0.0.1"),
                "led away from this machine, to {url}"
            );
            way.push(url.clone());
            let response = request.header(header::ACCEPT, "text/html").send().await?;
            let status = response.status();
            if !status.is_redirection() {
                return Ok(Page {
                    url,
                    status: status.as_u16(),
                    html: response.text().await?,
                    way,
                });
            }
            let location = response
                .headers()
                .get(header::LOCATION)
                .and_then(|value| value.to_str().ok())
                .with_context(|| format!("{url}: {status} without a Location"))?;
            url = url.join(location)?;
            request = self.client.get(url.clone());
        }
        bail!("more than 20 redirects, the last to {url}")
    }
}

struct Form {
    action: String,
    hidden: Vec<(String, String)>,
}

impl Page {
    fn form(&self) -> Result<Form> {
        let (_, rest) = self
            .html
            .split_once("<form")
            .with_context(|| format!("no form at {}: {}", self.url, self.html))?;
        let (form, _) = rest.split_once("</form>").context("the form has no end")?;
        let (head, body) = form.split_once('>').context("the form's tag has no end")?;
        let hidden = body
            .split("<input")
            .skip(1)
            .filter_map(|input| input.split_once('>').map(|(tag, _)| tag))
            .filter(|tag| attribute(tag, "type").as_deref() == Some("hidden"))
            .filter_map(|tag| {
                Some((
                    attribute(tag, "name")?,
                    attribute(tag, "value").unwrap_or_default(),
                ))
            })
            .collect();
        Ok(Form {
            action: attribute(head, "action").unwrap_or_default(),
            hidden,
        })
    }
}

/// The value of a double-quoted attribute; all that the pages met here need.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!("{name}=\""))?;
    let (value, _) = rest.split_once('"')?;
    Some(
        value
            .replace("&quot;", "\"")
            .replace("&#39;", "'")
            .replace("&amp;", "&"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_read_with_its_hidden_fields() -> Result<()> {
        let html = r#"<p>x</p><form method="post" action="/next?a=1&amp;b=2">
            <input type="hidden" name="state" value="a&quot;b"><input type="text" name="login"></form>"#;
        let page = Page {
            url: Url::parse("http://127.0.0.1/")?,
            status: 200,
            html: html.to_owned(),
            way: Vec::new(),
        };
        let form = page.form()?;
        assert_eq!(form.action, "/next?a=1&b=2");
        assert_eq!(form.hidden, [("state".to_owned(), "a\"b".to_owned())]);
        Ok(())
    }
}
