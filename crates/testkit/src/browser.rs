//! A person's browser: cookies that can be looked at and changed, redirects, and forms that are filled in. It goes nowhere
//! but to this machine.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result, bail, ensure};
use reqwest::header::{ACCEPT, COOKIE, LOCATION, ORIGIN, SET_COOKIE};
use reqwest::{Client, Method, RequestBuilder};
use serde_json::Value;
use url::Url;

/// No sign-in needs more.
const MOST_REDIRECTS: usize = 10;
/// Where the stand-in Okta's sign-in page sends its form.
const SIGN_IN_FORM: &str = "/login/login.htm";

/// A browser that was nowhere yet.
pub struct Browser {
    client: Client,
    cookies: BTreeMap<String, String>,
}

/// Where a browser stands.
#[derive(Debug)]
pub struct Page {
    /// Its address.
    pub url: Url,
    /// Its status.
    pub status: u16,
    /// Its HTML as served.
    pub html: String,
    /// The addresses on the way, this one included.
    pub way: Vec<Url>,
}

impl Browser {
    /// With no cookies.
    pub fn new() -> Result<Self> {
        Ok(Self {
            client: Client::builder()
                .no_proxy()
                .redirect(reqwest::redirect::Policy::none())
                .build()?,
            cookies: BTreeMap::new(),
        })
    }

    /// A cookie's value.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.get(name).map(String::as_str)
    }

    /// Puts a cookie there, as somebody does who sits at the machine.
    pub fn put_cookie(&mut self, name: &str, value: &str) {
        self.cookies.insert(name.to_owned(), value.to_owned());
    }

    /// Goes to an address and on to where it leads.
    pub async fn open(&mut self, address: &str) -> Result<Page> {
        let url = Url::parse(address)?;
        let request = self.client.get(url.clone());
        self.follow(request, url, None).await
    }

    /// Sends a form of the site `origin`, and goes on to where that leads.
    pub async fn send_form(
        &mut self,
        origin: &str,
        address: &str,
        fields: &[(&str, &str)],
    ) -> Result<Page> {
        let url = Url::parse(address)?;
        let request = self.client.post(url.clone()).header(ORIGIN, origin);
        self.follow(request.form(fields), url, None).await
    }

    /// Goes to `address`, signs in at the stand-in Okta as `user_name`, and on to wherever that ends.
    pub async fn sign_in(&mut self, address: &str, user_name: &str) -> Result<Page> {
        self.sign_in_until(address, user_name, None).await
    }

    /// The same, as far as the first address that begins with `until`, which is not asked for.
    pub async fn sign_in_until(
        &mut self,
        address: &str,
        user_name: &str,
        until: Option<&str>,
    ) -> Result<Page> {
        let url = Url::parse(address)?;
        let request = self.client.get(url.clone());
        let mut page = self.follow(request, url, until).await?;
        while let Some(form) = page.form() {
            let action = page.url.join(&form.action)?;
            let mut fields = form.hidden;
            if action.path() == SIGN_IN_FORM {
                ensure!(page.status == 200, "{}: {}", page.status, page.html);
                fields.push(("userName".to_owned(), user_name.to_owned()));
            } else if !action.path().ends_with("/callback") {
                break;
            }
            let request = self
                .client
                .post(action.clone())
                .header(ORIGIN, page.url.origin().ascii_serialization())
                .form(&fields);
            let mut way = page.way;
            page = self.follow(request, action, until).await?;
            way.append(&mut page.way);
            page.way = way;
        }
        Ok(page)
    }

    /// GET of a JSON document with the browser's cookies: status and body.
    pub async fn json(&mut self, address: &str) -> Result<(u16, Value)> {
        let request = self.client.get(address).header(ACCEPT, "application/json");
        let answer = self.once(request).await?;
        let status = answer.status().as_u16();
        Ok((status, answer.json().await.unwrap_or(Value::Null)))
    }

    /// A JSON document sent as a page of the interface does: status and body.
    pub async fn send_json(
        &mut self,
        method: Method,
        address: &str,
        body: &Value,
    ) -> Result<(u16, Value)> {
        let url = Url::parse(address)?;
        let request = self
            .client
            .request(method, url.clone())
            .header(ORIGIN, url.origin().ascii_serialization())
            .json(body);
        let answer = self.once(request).await?;
        let status = answer.status().as_u16();
        Ok((status, answer.json().await.unwrap_or(Value::Null)))
    }

    async fn follow(
        &mut self,
        mut request: RequestBuilder,
        mut url: Url,
        until: Option<&str>,
    ) -> Result<Page> {
        let mut way = Vec::new();
        for _ in 0..MOST_REDIRECTS {
            ensure!(
                url.host_str() == Some("127.0.0.1"),
                "led away from this machine, to {url}"
            );
            way.push(url.clone());
            let answer = self.once(request.header(ACCEPT, "text/html")).await?;
            let status = answer.status();
            let to = answer
                .headers()
                .get(LOCATION)
                .and_then(|value| value.to_str().ok())
                .filter(|_| status.is_redirection())
                .map(str::to_owned);
            let Some(to) = to else {
                return Ok(Page {
                    url,
                    status: status.as_u16(),
                    html: answer.text().await?,
                    way,
                });
            };
            url = url.join(&to)?;
            if until.is_some_and(|until| url.as_str().starts_with(until)) {
                way.push(url.clone());
                return Ok(Page {
                    url,
                    status: status.as_u16(),
                    html: String::new(),
                    way,
                });
            }
            request = self.client.get(url.clone());
        }
        bail!("more than {MOST_REDIRECTS} redirects, the last to {url}")
    }

    /// One exchange. The cookies are one jar, for everything is on one host.
    async fn once(&mut self, request: RequestBuilder) -> Result<reqwest::Response> {
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let request = if cookies.is_empty() {
            request
        } else {
            request.header(COOKIE, cookies.join("; "))
        };
        let answer = request.send().await?;
        for set in answer.headers().get_all(SET_COOKIE) {
            let text = set.to_str()?;
            let pair = text.split(';').next().unwrap_or_default();
            let (name, value) = pair.split_once('=').context("a cookie has a value")?;
            if text.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        Ok(answer)
    }
}

struct Form {
    action: String,
    hidden: Vec<(String, String)>,
}

impl Page {
    /// What a reader is told first, without its markup.
    pub fn sentence(&self) -> Option<&str> {
        let (_, rest) = self.html.split_once("role=\"alert\">")?;
        rest.split_once("</p>").map(|(sentence, _)| sentence)
    }

    /// The first form that is sent by POST.
    fn form(&self) -> Option<Form> {
        let (_, rest) = self.html.split_once("<form method=\"post\"")?;
        let (form, _) = rest.split_once("</form>")?;
        let (head, body) = form.split_once('>')?;
        let hidden = body
            .split("<input type=\"hidden\"")
            .skip(1)
            .filter_map(|input| Some((attribute(input, "name")?, attribute(input, "value")?)))
            .collect();
        Some(Form {
            action: attribute(head, "action")?,
            hidden,
        })
    }
}

/// The value of a double-quoted attribute; all that the pages met here need.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!("{name}=\""))?;
    let (value, _) = rest.split_once('"')?;
    let value = value.replace("&quot;", "\"").replace("&#39;", "'");
    Some(
        value
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&amp;", "&"),
    )
}
