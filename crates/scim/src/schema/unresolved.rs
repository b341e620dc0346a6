//! A name that stands for nothing, and the sentence that says so and what was probably meant.

use super::model::{Attribute, Kind, Schema};
use super::near::nearest;
use super::resolve::split_urn;
use super::resource_type::ResourceType;
use crate::intake::short;

/// A name that stands for nothing.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Unresolved {
    /// What is not known, and what may have been meant: a sentence.
    pub(crate) reason: String,
}

impl Unresolved {
    pub(super) fn of(text: &str, types: &[&'static ResourceType]) -> Self {
        let reason = types
            .iter()
            .find_map(|resource_type| unknown_part(text, resource_type))
            .unwrap_or_else(|| unknown_attribute(text, types));
        Self { reason }
    }
}

/// The attribute is known, its part is not.
fn unknown_part(text: &str, resource_type: &'static ResourceType) -> Option<String> {
    let Written {
        extension,
        name,
        part,
    } = Written::of(text, resource_type);
    let attribute = resource_type.attribute(extension.map(|schema| schema.id), name)?;
    let shown = short(text);
    let whole = qualified(extension, attribute);
    if attribute.kind != Kind::Complex {
        return Some(format!("“{shown}” is not known: {whole} has no parts."));
    }
    let parts = || attribute.sub_attributes.iter().map(|part| part.name);
    Some(if let Some(meant) = nearest(part, parts()) {
        format!("“{shown}” is not known; did you mean {whole}.{meant}?")
    } else {
        let parts = parts().collect::<Vec<_>>().join(", ");
        format!("“{shown}” is not known; the parts of {whole} are {parts}.")
    })
}

fn unknown_attribute(text: &str, types: &[&'static ResourceType]) -> String {
    let names: Vec<&str> = types
        .iter()
        .map(|resource_type| resource_type.name)
        .collect();
    let reason = format!(
        "A {} has no attribute “{}”",
        names.join(" or "),
        short(text)
    );
    match types
        .iter()
        .find_map(|resource_type| meant(text, resource_type))
    {
        Some(meant) => format!("{reason}; did you mean {meant}?"),
        None => format!("{reason}."),
    }
}

/// A name of the same schema that differs by a slip of the keyboard, or the same name in an extension
/// whose URN was left out.
fn meant(text: &str, resource_type: &'static ResourceType) -> Option<String> {
    let Written {
        extension, name, ..
    } = Written::of(text, resource_type);
    if let Some(schema) = extension {
        let near = nearest(
            name,
            schema.attributes.iter().map(|attribute| attribute.name),
        )?;
        return Some(format!("{}:{near}", schema.id));
    }
    if let Some(near) = nearest(
        name,
        resource_type.top_level().map(|attribute| attribute.name),
    ) {
        return Some(near.to_owned());
    }
    resource_type
        .extensions
        .iter()
        .find_map(|schema| Some(qualified(Some(schema), schema.attribute(name)?)))
}

fn qualified(extension: Option<&Schema>, attribute: &Attribute) -> String {
    match extension {
        Some(schema) => format!("{}:{}", schema.id, attribute.name),
        None => attribute.name.to_owned(),
    }
}

/// What was written, taken apart.
struct Written<'a> {
    extension: Option<&'static Schema>,
    name: &'a str,
    part: &'a str,
}

impl<'a> Written<'a> {
    fn of(text: &'a str, resource_type: &'static ResourceType) -> Self {
        let (schema, rest) = split_urn(text, resource_type);
        let rest = rest.unwrap_or_default();
        let (name, part) = rest.split_once('.').unwrap_or((rest, ""));
        let extension = schema.filter(|schema| schema.id != resource_type.core.id);
        Self {
            extension,
            name,
            part,
        }
    }
}
