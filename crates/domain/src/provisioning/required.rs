//! What every user has (product rule 1): given name, family name and an email.

use latchkey_scim::{Object, leaf, text};
use serde_json::Value;

use crate::refusal::{Refusal, RefusalCode};

/// What is searched and shown, taken out of the resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Columns {
    /// userName.
    pub user_name: String,
    /// The address that counts.
    pub email: String,
    /// externalId.
    pub external_id: Option<String>,
    /// name.givenName.
    pub given_name: String,
    /// name.familyName.
    pub family_name: String,
    /// displayName, else both names.
    pub display_name: String,
    /// active.
    pub active: bool,
}

impl Columns {
    /// By what userName is unique (RFC 7643 §4.1.1: not case-exact).
    pub fn user_name_key(&self) -> String {
        text::caseless(&self.user_name)
    }

    /// By what the email is unique.
    pub fn email_key(&self) -> String {
        text::caseless(&self.email)
    }
}

/// Reads the columns, or names the first thing that is missing.
pub fn columns(resource: &Object) -> Result<Columns, Refusal> {
    let user_name = demanded(resource, "userName", "user name", "login")?;
    let who = user_name.clone();
    let given_name = named(resource, "name.givenName", "given name", "firstName", &who)?;
    let family_name = named(resource, "name.familyName", "family name", "lastName", &who)?;
    let email = email(resource, &user_name)?;
    let display_name = leaf::get(resource, "displayName")
        .and_then(Value::as_str)
        .filter(|name| !name.trim().is_empty())
        .map_or_else(|| format!("{given_name} {family_name}"), str::to_owned);
    let external_id = leaf::get(resource, "externalId")
        .and_then(Value::as_str)
        .filter(|id| !id.trim().is_empty())
        .map(str::to_owned);
    let active = leaf::get(resource, "active")
        .and_then(Value::as_bool)
        .unwrap_or(true);
    Ok(Columns {
        user_name,
        email,
        external_id,
        given_name,
        family_name,
        display_name,
        active,
    })
}

/// The primary address, else the work one, else a userName that is an address, else any.
fn email(resource: &Object, user_name: &str) -> Result<String, Refusal> {
    let entries: Vec<&Value> = resource
        .get("emails")
        .and_then(Value::as_array)
        .map(|entries| entries.iter().collect())
        .unwrap_or_default();
    let value = |entry: &Value| {
        entry
            .get("value")
            .and_then(Value::as_str)
            .filter(|text| !text.trim().is_empty())
            .map(str::to_owned)
    };
    let primary = entries
        .iter()
        .find(|entry| entry.get("primary").and_then(Value::as_bool) == Some(true))
        .and_then(|entry| value(entry));
    let work = || {
        entries
            .iter()
            .find(|entry| {
                entry
                    .get("type")
                    .and_then(Value::as_str)
                    .is_some_and(|kind| kind.eq_ignore_ascii_case("work"))
            })
            .and_then(|entry| value(entry))
    };
    let name = || is_address(user_name).then(|| user_name.to_owned());
    let any = || entries.iter().find_map(|entry| value(entry));
    let found = primary
        .or_else(work)
        .or_else(name)
        .or_else(any)
        .ok_or_else(|| {
            Refusal::new(
                RefusalCode::MissingValue,
                format!(
                    "Okta sent no email for {user_name}. Map email to emails[type eq \"work\"].value in Okta, \
                     then choose Retry Selected under Tasks. Nothing was changed. (Missing: emails.)"
                ),
            )
        })?;
    if is_address(&found) {
        Ok(found)
    } else {
        Err(Refusal::new(
            RefusalCode::UnacceptedValue,
            format!(
                "The email \"{found}\" of {user_name} is not an address: it needs a name, an @ and a domain. \
                 Correct emails.value in Okta. Nothing was changed."
            ),
        ))
    }
}

/// A name, one @, a domain, no spaces. Whether it can be delivered to is not for us to say.
pub fn is_address(text: &str) -> bool {
    match text.rsplit_once('@') {
        Some((local, domain)) => {
            !local.is_empty()
                && !domain.is_empty()
                && !text.chars().any(|c| c.is_whitespace() || c.is_control())
        }
        None => false,
    }
}

fn present(resource: &Object, path: &str) -> Option<String> {
    leaf::get(resource, path)
        .and_then(Value::as_str)
        .filter(|text| !text.trim().is_empty())
        .map(str::to_owned)
}

fn demanded(resource: &Object, path: &str, what: &str, okta: &str) -> Result<String, Refusal> {
    present(resource, path).ok_or_else(|| {
        Refusal::new(
            RefusalCode::MissingValue,
            format!(
                "Okta sent no {what}. Map {okta} to {path} in Okta, then choose Retry Selected under Tasks. \
                 Nothing was changed. (Missing: {path}.)"
            ),
        )
    })
}

fn named(
    resource: &Object,
    path: &str,
    what: &str,
    okta: &str,
    who: &str,
) -> Result<String, Refusal> {
    present(resource, path).ok_or_else(|| {
        Refusal::new(
            RefusalCode::MissingValue,
            format!(
                "Okta sent no {what} for {who}. Map {okta} to {path} in Okta, then choose Retry Selected under \
                 Tasks. Nothing was changed. (Missing: {path}.)"
            ),
        )
    })
}
