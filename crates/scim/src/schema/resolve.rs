//! From an attribute's name as written (`emails.value`, `URN:department`) to the attribute itself
//! (RFC 7644 §3.10), for filters, paths, projections, sorting and the keys of a body alike.

use super::model::{Attribute, Schema};
use super::resource_type::ResourceType;
use super::unresolved::Unresolved;

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Resolved {
    /// The extension that it is in; none for the top of the object.
    pub(crate) extension: Option<&'static Schema>,
    /// The attribute; none where the name is an extension's URN and nothing more.
    pub(crate) attribute: Option<&'static Attribute>,
    /// The part of a complex attribute.
    pub(crate) sub: Option<&'static Attribute>,
}

impl Resolved {
    /// The leaf that it is or belongs to: parts of an extension's attribute are owned together.
    pub(crate) fn leaf(&self) -> String {
        if self.extension.is_some() {
            Self { sub: None, ..*self }.canonical()
        } else {
            self.canonical()
        }
    }

    /// The name in its canonical spelling.
    pub(crate) fn canonical(&self) -> String {
        let mut name = String::new();
        if let Some(extension) = self.extension {
            name.push_str(extension.id);
        }
        if let Some(attribute) = self.attribute {
            if self.extension.is_some() {
                name.push(':');
            }
            name.push_str(attribute.name);
        }
        if let Some(sub) = self.sub {
            name.push('.');
            name.push_str(sub.name);
        }
        name
    }
}

/// Looks a name up in each of the types; the first that has it wins.
pub(crate) fn resolve(
    text: &str,
    types: &[&'static ResourceType],
    with_input_only: bool,
) -> Result<Resolved, Unresolved> {
    types
        .iter()
        .find_map(|resource_type| lookup(text, resource_type, with_input_only))
        .ok_or_else(|| Unresolved::of(text, types))
}

/// Looks a name up in one type.
///
/// `with_input_only` also finds what is understood in a body without being in a schema, such as
/// `password`.
pub(crate) fn lookup(
    text: &str,
    resource_type: &'static ResourceType,
    with_input_only: bool,
) -> Option<Resolved> {
    let (schema, rest) = split_urn(text, resource_type);
    let extension = schema.filter(|schema| schema.id != resource_type.core.id);
    match (extension, rest) {
        (Some(schema), Some(name)) => lookup_in(schema, name),
        (Some(_), None) => Some(Resolved {
            extension,
            attribute: None,
            sub: None,
        }),
        (None, None) => None,
        (None, Some(name)) => with_part(name, |name| {
            resource_type
                .attribute(None, name)
                .or_else(|| resource_type.input_only(name).filter(|_| with_input_only))
        }),
    }
}

/// Looks a name without a URN up in an extension.
pub(crate) fn lookup_in(extension: &'static Schema, name: &str) -> Option<Resolved> {
    let found = with_part(name, |name| extension.attribute(name))?;
    Some(Resolved {
        extension: Some(extension),
        ..found
    })
}

fn with_part(
    name: &str,
    find: impl FnOnce(&str) -> Option<&'static Attribute>,
) -> Option<Resolved> {
    let (name, sub) = match name.split_once('.') {
        Some((name, sub)) => (name, Some(sub)),
        None => (name, None),
    };
    let attribute = find(name)?;
    let sub = match sub {
        Some(sub) => Some(attribute.sub_attribute(sub)?),
        None => None,
    };
    Some(Resolved {
        extension: None,
        attribute: Some(attribute),
        sub,
    })
}

/// The schema whose URN stands before the name, and what follows it; a URN has dots and colons of
/// its own, so only the known ones can be told from a name.
pub(super) fn split_urn<'a>(
    text: &'a str,
    resource_type: &'static ResourceType,
) -> (Option<&'static Schema>, Option<&'a str>) {
    for schema in resource_type.schemas() {
        let length = schema.id.len();
        if text
            .get(..length)
            .is_some_and(|urn| urn.eq_ignore_ascii_case(schema.id))
        {
            match text.as_bytes().get(length) {
                None => return (Some(schema), None),
                Some(b':') => return (Some(schema), text.get(length + 1..)),
                Some(_) => {}
            }
        }
    }
    (None, Some(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::urn;

    fn canonical(text: &str) -> Result<String, String> {
        resolve(text, ResourceType::all(), false)
            .map(|found| found.canonical())
            .map_err(|e| e.reason)
    }

    #[test]
    fn an_unknown_name_is_named_with_what_was_probably_meant() {
        for (text, reason) in [
            (
                "usrName",
                "A User or Group has no attribute “usrName”; did you mean userName?",
            ),
            ("shoeSize", "A User or Group has no attribute “shoeSize”."),
            (
                "name.last",
                "“name.last” is not known; the parts of name are formatted, familyName, givenName, middleName, honorificPrefix, honorificSuffix.",
            ),
            (
                "emails.vaule",
                "“emails.vaule” is not known; did you mean emails.value?",
            ),
            ("title.x", "“title.x” is not known: title has no parts."),
            ("password", "A User or Group has no attribute “password”."),
            (
                "department",
                "A User or Group has no attribute “department”; did you mean urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department?",
            ),
            (
                "urn:example:foo:bar",
                "A User or Group has no attribute “urn:example:foo:bar”.",
            ),
            ("", "A User or Group has no attribute “”."),
        ] {
            assert_eq!(canonical(text), Err(reason.to_owned()));
        }
    }

    #[test]
    fn names_and_urns_are_found_in_any_case() {
        let core = urn::USER.to_uppercase();
        let enterprise = urn::ENTERPRISE_USER.to_lowercase();
        for (text, expected) in [
            ("USERNAME", "userName".to_owned()),
            (&format!("{core}:username"), "userName".to_owned()),
            ("Name.FamilyName", "name.familyName".to_owned()),
            ("meta.lastmodified", "meta.lastModified".to_owned()),
            (
                &format!("{enterprise}:DEPARTMENT"),
                format!("{}:department", urn::ENTERPRISE_USER),
            ),
            (
                &format!("{enterprise}:manager.VALUE"),
                format!("{}:manager.value", urn::ENTERPRISE_USER),
            ),
            (&enterprise, urn::ENTERPRISE_USER.to_owned()),
            ("members.$REF", "members.$ref".to_owned()),
        ] {
            assert_eq!(canonical(text), Ok(expected));
        }
    }
}
