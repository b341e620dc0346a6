//! Lists, filters and the import.

use std::collections::HashSet;

use reqwest::Method;
use serde_json::Value;
use url::form_urlencoded;

use super::transport::{Answer, shown};
use super::{Dialect, Provisioner, ScimFailure};

/// Okta imports by a hundred.
const PAGE: u64 = 100;

/// RFC 7644 §3.4.2: one page of a list.
#[derive(Debug)]
pub struct Page {
    /// How many there are in all.
    pub total: u64,
    /// The resources of this page.
    pub resources: Vec<Value>,
}

impl Provisioner {
    /// The "Test API Credentials" button.
    pub async fn test_credentials(&mut self) -> Result<Page, ScimFailure> {
        self.page("/Users?startIndex=1&count=2").await
    }

    /// A whole import of the users, as Okta does every time. No id may come twice.
    pub async fn import(&mut self) -> Result<Vec<Value>, ScimFailure> {
        let mut users = Vec::new();
        let mut ids = HashSet::new();
        let mut start = 1;
        loop {
            let path = format!("/Users?startIndex={start}&count={PAGE}");
            let page = self.page(&path).await?;
            let call = format!("GET {path}");
            for user in &page.resources {
                let Some(id) = user.get("id").and_then(Value::as_str) else {
                    return Err(ScimFailure::MissingId {
                        call,
                        came: shown(user.get("id")),
                    });
                };
                if !ids.insert(id.to_owned()) {
                    return Err(differs(
                        call,
                        "each id",
                        "there once",
                        format!("{id} twice"),
                    ));
                }
            }
            let returned = page.resources.len();
            users.extend(page.resources);
            let seen = users.len() as u64;
            if seen >= page.total {
                return Ok(users);
            }
            if returned == 0 {
                let expected = format!("one of the {} left of {}", page.total - seen, page.total);
                return Err(differs(call, "Resources", &expected, "empty".to_owned()));
            }
            // On by a hundred, whatever came: who gives fewer than asked for without reason loses people.
            start += PAGE;
        }
    }

    /// The users whose userName this is.
    pub async fn find_users(&mut self, user_name: &str) -> Result<Vec<Value>, ScimFailure> {
        let query = self.filter("userName", user_name);
        Ok(self.page(&format!("/Users?{query}")).await?.resources)
    }

    /// The groups whose displayName this is.
    pub async fn find_groups(&mut self, display_name: &str) -> Result<Vec<Value>, ScimFailure> {
        let query = self.filter("displayName", display_name);
        Ok(self.page(&format!("/Groups?{query}")).await?.resources)
    }

    /// What the server says that it stores; `None` when it does not say.
    pub async fn schemas(&mut self) -> Result<Option<Vec<Value>>, ScimFailure> {
        let answer = self.transport.call(Method::GET, "/Schemas", None).await?;
        if answer.status == 404 || answer.status == 501 {
            return Ok(None);
        }
        let answer = answer.with_status(&[200])?;
        Ok(Some(list(answer)?.resources))
    }

    async fn page(&mut self, path: &str) -> Result<Page, ScimFailure> {
        list(
            self.transport
                .call(Method::GET, path, None)
                .await?
                .with_status(&[200])?,
        )
    }

    /// Spaces come as %20 or +, and the parameters in any order: one way a dialect, so that each is tried.
    fn filter(&self, attribute: &str, value: &str) -> String {
        let quoted = Value::from(value).to_string();
        let filter: String =
            form_urlencoded::byte_serialize(format!("{attribute} eq {quoted}").as_bytes())
                .collect();
        match self.dialect {
            Dialect::Oin => format!("startIndex=1&count={PAGE}&filter={filter}"),
            Dialect::Aiw | Dialect::Oiw => {
                format!(
                    "filter={}&startIndex=1&count={PAGE}",
                    filter.replace('+', "%20")
                )
            }
        }
    }
}

/// Okta takes numbers, not strings that look like some, and holds the server to its own counts.
fn list(answer: Answer) -> Result<Page, ScimFailure> {
    let Answer {
        call, status, body, ..
    } = answer;
    let Some(body) = body else {
        return Err(ScimFailure::EmptyUser { call, status });
    };
    let number = |key: &str| body.get(key).and_then(Value::as_u64);
    let Some(total) = number("totalResults") else {
        let came = shown(body.get("totalResults"));
        return Err(differs(call, "totalResults", "a number", came));
    };
    let resources = match body.get("Resources") {
        Some(Value::Array(resources)) => resources.clone(),
        // RFC 7644 §3.4.2: "REQUIRED if "totalResults" is non-zero."
        None if total == 0 => Vec::new(),
        other => return Err(differs(call, "Resources", "a list", shown(other))),
    };
    let returned = resources.len() as u64;
    if body.get("itemsPerPage").is_some() && number("itemsPerPage") != Some(returned) {
        let came = shown(body.get("itemsPerPage"));
        let expected = format!("{returned}, the number of resources returned");
        return Err(differs(call, "itemsPerPage", &expected, came));
    }
    if body.get("startIndex").is_some() && number("startIndex").is_none() {
        let came = shown(body.get("startIndex"));
        return Err(differs(call, "startIndex", "a number", came));
    }
    if returned > total {
        let expected = format!("at least {returned}, as many resources came");
        return Err(differs(call, "totalResults", &expected, total.to_string()));
    }
    Ok(Page { total, resources })
}

fn differs(call: String, attribute: &str, expected: &str, came: String) -> ScimFailure {
    ScimFailure::Differs {
        call,
        attribute: attribute.to_owned(),
        expected: expected.to_owned(),
        came,
    }
}
