//! What every user has (product rule 1): given name, family name and an email.

use latchkey_scim::{Object, leaf, text};
use serde_json::Value;

use super::Sender;
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
pub fn columns(resource: &Object, sender: Sender) -> Result<Columns, Refusal> {
    let demand = |value: &Required, who: &str| {
        text_at(resource, value.path).ok_or_else(|| value.missing(sender, who))
    };
    let user_name = demand(&USER_NAME, "").map_err(|missing| match sender {
        // Added here, the user name is the email unless another one is given.
        Sender::Here if email(resource, "").is_none() => EMAIL.missing(sender, ""),
        _ => missing,
    })?;
    let given_name = demand(&GIVEN_NAME, &user_name)?;
    let family_name = demand(&FAMILY_NAME, &user_name)?;
    let email = email(resource, &user_name).ok_or_else(|| EMAIL.missing(sender, &user_name))?;
    if !is_address(&email) {
        return Err(not_an_address(&email, &user_name, sender));
    }
    let display_name =
        text_at(resource, "displayName").unwrap_or_else(|| format!("{given_name} {family_name}"));
    let active = leaf::get(resource, "active")
        .and_then(Value::as_bool)
        .unwrap_or(true);
    Ok(Columns {
        user_name,
        email,
        external_id: text_at(resource, "externalId"),
        given_name,
        family_name,
        display_name,
        active,
    })
}

/// A value that nobody may be without.
struct Required {
    /// What people call it, with its article.
    what: &'static str,
    /// The field that a form has for it.
    field: &'static str,
    /// Where it is in the resource.
    path: &'static str,
    /// The attribute of Okta's that is mapped to it.
    okta: &'static str,
    /// What it is mapped to, as Okta's console writes it.
    mapped_to: &'static str,
}

const USER_NAME: Required = Required {
    what: "user name",
    field: "userName",
    path: "userName",
    okta: "login",
    mapped_to: "userName",
};
const GIVEN_NAME: Required = Required {
    what: "given name",
    field: "givenName",
    path: "name.givenName",
    okta: "firstName",
    mapped_to: "name.givenName",
};
const FAMILY_NAME: Required = Required {
    what: "family name",
    field: "familyName",
    path: "name.familyName",
    okta: "lastName",
    mapped_to: "name.familyName",
};
const EMAIL: Required = Required {
    what: "email",
    field: "email",
    path: "emails",
    okta: "email",
    mapped_to: "emails[type eq \"work\"].value",
};

impl Required {
    /// The refusal, for whoever can give the value. `who` is empty where not even the user name is known.
    fn missing(&self, sender: Sender, who: &str) -> Refusal {
        let Self {
            what,
            field,
            path,
            okta,
            mapped_to,
        } = self;
        let of_whom = if who.is_empty() {
            String::new()
        } else {
            format!(" for {who}")
        };
        let detail = match sender {
            Sender::Okta => format!(
                "Okta sent no {what}{of_whom}. Map {okta} to {mapped_to} in Okta, then choose Retry Selected under Tasks. \
                 Nothing was changed. (Missing: {path}.)"
            ),
            Sender::Here => format!(
                "The {what} is missing{of_whom}. Everyone needs one: give it, then try again. Nothing was changed. \
                 (Missing: {path}.)"
            ),
        };
        Refusal::new(RefusalCode::MissingValue, detail).about(field, None)
    }
}

fn not_an_address(email: &str, who: &str, sender: Sender) -> Refusal {
    let todo = match sender {
        Sender::Okta => "Correct emails.value in Okta.",
        Sender::Here => "Correct it, then try again.",
    };
    Refusal::new(
        RefusalCode::UnacceptedValue,
        format!(
            "The email \"{email}\" of {who} is not an address: it needs a name, an @ and a domain. {todo} Nothing was \
             changed."
        ),
    )
    .about(EMAIL.field, None)
}

/// The primary address, else the work one, else a userName that is an address, else any.
fn email(resource: &Object, user_name: &str) -> Option<String> {
    let entries: &[Value] = resource
        .get("emails")
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice);
    let value = |entry: &Value| {
        entry
            .get("value")
            .and_then(Value::as_str)
            .filter(|text| !text.trim().is_empty())
            .map(str::to_owned)
    };
    let first = |is_meant: fn(&Value) -> bool| {
        entries
            .iter()
            .filter(|entry| is_meant(entry))
            .find_map(value)
    };
    let is_primary = |entry: &Value| entry.get("primary").and_then(Value::as_bool) == Some(true);
    let is_work = |entry: &Value| {
        entry
            .get("type")
            .and_then(Value::as_str)
            .is_some_and(|kind| kind.eq_ignore_ascii_case("work"))
    };
    first(is_primary)
        .or_else(|| first(is_work))
        .or_else(|| is_address(user_name).then(|| user_name.to_owned()))
        .or_else(|| first(|_| true))
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

fn text_at(resource: &Object, path: &str) -> Option<String> {
    leaf::get(resource, path)
        .and_then(Value::as_str)
        .filter(|text| !text.trim().is_empty())
        .map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn object(value: Value) -> Object {
        match value {
            Value::Object(object) => object,
            other => panic!("{other} is no object"),
        }
    }

    fn bo() -> Object {
        object(json!({
            "userName": "bo", "name": {"givenName": "Bo", "familyName": "Lind"},
            "emails": [{"value": "bo@acme.com", "primary": true}]
        }))
    }

    fn email_of(user_name: &str, emails: Value) -> Option<String> {
        let mut resource = bo();
        resource.insert("emails".into(), emails);
        email(&resource, user_name)
    }

    #[test]
    fn a_refusal_speaks_to_whoever_can_give_the_value() {
        let mut resource = bo();
        leaf::remove(&mut resource, "name.familyName");
        let said = |sender| columns(&resource, sender).unwrap_err().to_string();
        insta::assert_snapshot!(said(Sender::Okta), @"Okta sent no family name for bo. Map lastName to name.familyName in Okta, then choose Retry Selected under Tasks. Nothing was changed. (Missing: name.familyName.)");
        insta::assert_snapshot!(said(Sender::Here), @"The family name is missing for bo. Everyone needs one: give it, then try again. Nothing was changed. (Missing: name.familyName.)");
    }

    #[test]
    fn each_required_value_is_named_when_it_is_missing_or_blank() {
        for path in ["userName", "name.givenName", "name.familyName", "emails"] {
            for blank in [
                None,
                Some(json!("")),
                Some(json!(" \t\u{a0}")),
                Some(json!(7)),
            ] {
                let mut resource = bo();
                match blank {
                    Some(value) if path == "emails" => {
                        resource.insert(path.into(), json!([{"value": value}]));
                    }
                    Some(value) => leaf::set(&mut resource, path, value),
                    None => {
                        leaf::remove(&mut resource, path);
                    }
                }
                for sender in [Sender::Okta, Sender::Here] {
                    let refusal = columns(&resource, sender).unwrap_err();
                    assert_eq!(refusal.code, RefusalCode::MissingValue);
                    let named = format!("(Missing: {path}.)");
                    assert!(refusal.detail.ends_with(&named), "{refusal}");
                }
            }
        }
    }

    #[test]
    fn an_address_has_a_name_a_domain_and_no_blanks() {
        for wrong in [
            "", "@", "a@", "@b", "a b@c", "a@b c", "a@b\n", "plain", "a\u{0}@b",
        ] {
            assert!(!is_address(wrong), "{wrong:?}");
        }
        for right in ["a@b", "\u{e9}@\u{fc}.example", "\"a@b\"@c", "a+b@c.d"] {
            assert!(is_address(right), "{right}");
        }
    }

    #[test]
    fn the_email_is_the_primary_else_the_work_one_else_the_user_name() {
        let (work, home) = (
            json!({"value": "w@x", "type": "WORK"}),
            json!({"value": "h@x", "type": "home"}),
        );
        let primary = json!({"value": "p@x", "primary": true});
        let blank = json!({"value": " ", "primary": true});
        for (user_name, emails, expected) in [
            ("u@x", json!([home, work, primary]), Some("p@x")),
            ("u@x", json!([home, work]), Some("w@x")),
            ("u@x", json!([blank, home, work]), Some("w@x")),
            ("u@x", json!([home]), Some("u@x")),
            ("u@x", json!([]), Some("u@x")),
            ("u", json!([home]), Some("h@x")),
            ("u", json!([]), None),
        ] {
            assert_eq!(
                email_of(user_name, emails.clone()).as_deref(),
                expected,
                "{emails}"
            );
        }
    }

    #[test]
    fn the_display_name_is_made_of_both_names_where_none_came() {
        let mut resource = bo();
        let shown = |resource: &Object| columns(resource, Sender::Okta).unwrap().display_name;
        assert_eq!(shown(&resource), "Bo Lind");
        resource.insert("displayName".into(), json!("  "));
        assert_eq!(shown(&resource), "Bo Lind");
        resource.insert("displayName".into(), json!("Bosse"));
        assert_eq!(shown(&resource), "Bosse");
    }

    proptest! {
        #[test]
        fn the_keys_are_the_same_whatever_the_case(name in "[a-zA-Z\u{e0}-\u{f6}]{1,20}") {
            let of = |name: &str| {
                let mut resource = bo();
                resource.insert("userName".into(), name.into());
                resource.insert("emails".into(), json!([{"value": format!("{name}@acme.com")}]));
                let columns = columns(&resource, Sender::Okta).unwrap();
                (columns.user_name_key(), columns.email_key())
            };
            prop_assert_eq!(of(&name.to_uppercase()), of(&name.to_lowercase()));
        }
    }
}
