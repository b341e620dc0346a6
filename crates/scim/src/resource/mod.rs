//! Bodies of POST and PUT: a whole resource from a client (RFC 7644 §3.3, §3.5.1).

mod group;
#[cfg(test)]
pub(crate) mod tests;

use serde_json::Value;

use crate::intake::{Intake, described};
use crate::schema::ResourceType;
use crate::{Object, ScimError, leaf};

pub use group::{IncomingGroup, Member, read_group};

pub(crate) use group::{into_text, members_of};

/// A resource as a client sent it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Incoming {
    /// What it holds, in canonical names and with `schemas` written anew, without what only the
    /// server writes.
    pub resource: Object,
    /// The leaves that came empty: `null`, `""`, blanks or `[]`.
    pub cleared: Vec<String>,
    /// The names that are not known here, as they were sent; cut where they are long.
    pub ignored: Vec<String>,
    /// Whether a password came. It is in nothing else here.
    pub password_sent: bool,
    /// An `accessRole` among the core attributes, where Okta puts it when the admin gave it no
    /// external namespace; `null` where it came empty. It is not in `resource`.
    pub core_access_role: Option<Value>,
}

/// Reads the body of a POST or PUT.
///
/// Names and URNs may come in any case, attributes of the core schema under its literal URN, and
/// parts as `name.givenName` or `URN:department`. What the server alone writes is dropped. A value
/// of another type, or one that is too long, is refused with `invalidValue`. Whether a required
/// value is missing is for the app to say.
pub fn read(value: Value, rt: &'static ResourceType) -> Result<Incoming, ScimError> {
    let Value::Object(object) = value else {
        return Err(ScimError::invalid_syntax(format!(
            "The body is {}; a {} is a JSON object. Nothing was changed.",
            described(&value),
            rt.name
        )));
    };
    let mut intake = Intake::default();
    intake.object(object, rt)?;

    let mut resource = Object::new();
    leaf::rebuild_schemas(&mut resource, rt);
    let mut empty = Vec::new();
    for edit in intake.edits {
        let place = edit.target.canonical();
        match (edit.value, leaf::get(&resource, &place)) {
            (Some(value), Some(before)) if !leaf::equal(before, &value, &place, rt) => {
                return Err(ScimError::invalid_value(format!(
                    "{place} came twice, as {} and as {}. Nothing was changed; send it once.",
                    described(before),
                    described(&value)
                )));
            }
            (Some(value), _) => leaf::set(&mut resource, &place, value),
            (None, _) => empty.push(edit.target.leaf()),
        }
    }
    let mut cleared: Vec<String> = Vec::new();
    for leaf in empty {
        if leaf::get(&resource, &leaf).is_none() && !cleared.contains(&leaf) {
            cleared.push(leaf);
        }
    }
    Ok(Incoming {
        resource,
        cleared,
        ignored: intake.ignored.into_names(),
        password_sent: intake.password_sent,
        core_access_role: intake.core_access_role,
    })
}
