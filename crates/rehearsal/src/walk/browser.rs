//! A person's browser: cookies, and redirects followed by hand within the portal and the issuer.

use std::time::{Duration, Instant};

use reqwest::header::{ACCEPT, HeaderValue, LOCATION, ORIGIN};
use reqwest::{Client, Method};
use serde_json::Value;
use url::{Url, form_urlencoded};

use super::html;
use super::steps::Why;
use crate::scim::Exchange;

/// No sign-in needs more.
const MOST_REDIRECTS: usize = 10;
const PATIENCE: Duration = Duration::from_secs(30);
/// What a query shows that nobody else should read in a report.
const MASKED: [&str; 5] = ["code", "state", "nonce", "code_challenge", "fromURI"];

/// One person's browser, with cookies of its own.
pub(super) struct Browser {
    client: Client,
    portal: Url,
    issuer: Url,
    exchanges: Vec<Exchange>,
}

/// Where the browser stands.
pub(super) struct Landing {
    pub(super) url: Url,
    pub(super) status: u16,
    body: String,
}

impl Landing {
    /// What a person reads there.
    pub(super) fn text(&self) -> String {
        html::readable(&self.body)
    }
}

impl Browser {
    pub(super) fn new(portal_url: &str, issuer_url: &str) -> Result<Self, Why> {
        let parse = |url: &str| {
            Url::parse(url).map_err(|failure| Why(format!("{url:?} is no address: {failure}.")))
        };
        let client = Client::builder()
            .cookie_store(true)
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(PATIENCE)
            .build()
            .map_err(|failure| Why(format!("No browser could be made: {failure}.")))?;
        Ok(Self {
            client,
            portal: parse(portal_url)?,
            issuer: parse(issuer_url)?,
            exchanges: Vec::new(),
        })
    }

    pub(super) fn take_exchanges(&mut self) -> Vec<Exchange> {
        std::mem::take(&mut self.exchanges)
    }

    /// From the portal's sign-in through Okta's page to wherever it ends.
    pub(super) async fn sign_in(&mut self, user_name: &str) -> Result<Landing, Why> {
        let start = self.at_portal("/auth/login?return_to=%2F")?;
        let page = self.open(start).await?;
        if page.url.origin() != self.issuer.origin() {
            return Err(Why(format!(
                "GET /auth/login: it should lead to the issuer at {}; it ended at {} with {}: {}",
                self.issuer.origin().ascii_serialization(),
                masked(&page.url),
                page.status,
                page.text()
            )));
        }
        let Some(from_uri) =
            html::hidden_field(&page.body, "fromURI").filter(|_| page.status == 200)
        else {
            return Err(Why(format!(
                "The stand-in Okta did not ask who signs in. It answered {}: {}",
                page.status,
                page.text()
            )));
        };
        let form = form_urlencoded::Serializer::new(String::new())
            .append_pair("fromURI", &from_uri)
            .append_pair("userName", user_name)
            .append_pair("password", "any")
            .finish();
        let action = self
            .issuer
            .join("/login/login.htm")
            .map_err(|failure| Why(format!("The sign-in form leads nowhere: {failure}.")))?;
        let landing = self.go(Method::POST, action, Some(form)).await?;
        if landing.url.origin() == self.issuer.origin() {
            return Err(Why(format!(
                "The stand-in Okta did not call the portal back. It answered {}: {}",
                landing.status,
                landing.text()
            )));
        }
        Ok(landing)
    }

    /// What the portal says of the session: the status and the JSON.
    pub(super) async fn session(&mut self) -> Result<(u16, Value), Why> {
        let url = self.at_portal("/api/v1/session")?;
        let landing = self.once(Method::GET, &url, None).await?.0;
        Ok((
            landing.status,
            serde_json::from_str(&landing.body).unwrap_or(Value::Null),
        ))
    }

    async fn open(&mut self, url: Url) -> Result<Landing, Why> {
        self.go(Method::GET, url, None).await
    }

    fn at_portal(&self, path: &str) -> Result<Url, Why> {
        let base = self.portal.as_str().trim_end_matches('/');
        Url::parse(&format!("{base}{path}"))
            .map_err(|failure| Why(format!("{base:?} is no address of a portal: {failure}.")))
    }

    async fn go(
        &mut self,
        mut method: Method,
        mut url: Url,
        mut form: Option<String>,
    ) -> Result<Landing, Why> {
        for _ in 0..MOST_REDIRECTS {
            let (landing, location) = self.once(method, &url, form.take()).await?;
            let Some(location) = location else {
                return Ok(landing);
            };
            let next = url.join(&location).map_err(|failure| {
                Why(format!(
                    "{}: it redirects to {location:?}, which is no address ({failure}).",
                    masked(&url)
                ))
            })?;
            if next.origin() != self.portal.origin() && next.origin() != self.issuer.origin() {
                return Err(Why(format!(
                    "{}: it redirects to {}, which is neither the portal nor the issuer.",
                    masked(&url),
                    masked(&next)
                )));
            }
            method = Method::GET;
            url = next;
        }
        Err(Why(format!(
            "{}: it redirects more than {MOST_REDIRECTS} times.",
            masked(&url)
        )))
    }

    /// One call; a second value where it redirects.
    async fn once(
        &mut self,
        method: Method,
        url: &Url,
        form: Option<String>,
    ) -> Result<(Landing, Option<String>), Why> {
        let began = Instant::now();
        let accept = if url.path().starts_with("/api/") {
            "application/json"
        } else {
            "text/html"
        };
        let mut request = self.client.request(method.clone(), url.clone());
        request = request.header(ACCEPT, HeaderValue::from_static(accept));
        if let Some(form) = form {
            request = request
                .header(ORIGIN, url.origin().ascii_serialization())
                .header(
                    reqwest::header::CONTENT_TYPE,
                    "application/x-www-form-urlencoded",
                )
                .body(form);
        }
        let call = format!("{method} {}", masked(url));
        let no_answer =
            |failure: reqwest::Error| Why(format!("{call}: no answer came ({failure})."));
        let response = request.send().await.map_err(no_answer)?;
        let status = response.status();
        let location = response
            .headers()
            .get(LOCATION)
            .filter(|_| status.is_redirection())
            .and_then(|value| value.to_str().ok())
            .map(str::to_owned);
        let body = response.text().await.map_err(no_answer)?;
        self.exchanges.push(Exchange {
            method: method.to_string(),
            path: masked(url),
            status: Some(status.as_u16()),
            ms: u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX),
            sent: None,
            received: serde_json::from_str(&body).ok(),
            note: location
                .as_deref()
                .map(|location| match url.join(location) {
                    Ok(next) => format!("to {}", masked(&next)),
                    Err(_) => "to no address".to_owned(),
                }),
        });
        Ok((
            Landing {
                url: url.clone(),
                status: status.as_u16(),
                body,
            },
            location,
        ))
    }
}

/// The address without what only the two parties should know.
fn masked(url: &Url) -> String {
    let mut shown = url.clone();
    if url.query().is_some() {
        let pairs: Vec<String> = url
            .query_pairs()
            .map(|(name, value)| {
                if MASKED.contains(&name.as_ref()) {
                    format!("{name}=…")
                } else {
                    format!("{name}={value}")
                }
            })
            .collect();
        shown.set_query(None);
        return format!("{shown}?{}", pairs.join("&"));
    }
    shown.to_string()
}
