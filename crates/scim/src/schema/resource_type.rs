//! Resource types (RFC 7643 §6): an endpoint, its core schema and the extensions of it.

use super::model::{Attribute, Schema, find};
use super::{enterprise, envelope, group, latchkey, user};

/// A kind of resource.
#[derive(Debug, PartialEq)]
pub struct ResourceType {
    /// The name, as in `meta.resourceType`.
    pub name: &'static str,
    /// The path below the base URL, such as `/Users`.
    pub endpoint: &'static str,
    /// What it is, for people.
    pub description: &'static str,
    /// The schema of the attributes at the top of the object.
    pub core: &'static Schema,
    /// The schemas of the objects under a URN. None is required.
    pub extensions: &'static [&'static Schema],
}

static USER: ResourceType = ResourceType {
    name: "User",
    endpoint: "/Users",
    description: "The people of the organization.",
    core: &user::SCHEMA,
    extensions: &[&enterprise::SCHEMA, &latchkey::SCHEMA],
};

static GROUP: ResourceType = ResourceType {
    name: "Group",
    endpoint: "/Groups",
    description: "Groups of people.",
    core: &group::SCHEMA,
    extensions: &[],
};

static ALL: [&ResourceType; 2] = [&USER, &GROUP];

impl ResourceType {
    /// People.
    pub fn user() -> &'static Self {
        &USER
    }

    /// Groups of people.
    pub fn group() -> &'static Self {
        &GROUP
    }

    /// Every resource type, for a search at the root.
    pub fn all() -> &'static [&'static Self] {
        &ALL
    }

    /// An attribute by its name in any case.
    ///
    /// Without a URN, or with that of the core schema, those of the core schema and those that
    /// every resource has; with an extension's URN, in any case, those of the extension.
    pub fn attribute(&self, urn: Option<&str>, name: &str) -> Option<&'static Attribute> {
        match urn {
            Some(urn) if !urn.eq_ignore_ascii_case(self.core.id) => {
                self.extension(urn)?.attribute(name)
            }
            _ => self
                .core
                .attribute(name)
                .or_else(|| find(envelope::ATTRIBUTES, name)),
        }
    }

    /// An extension by its URN in any case.
    pub fn extension(&self, urn: &str) -> Option<&'static Schema> {
        self.extensions
            .iter()
            .copied()
            .find(|schema| schema.id.eq_ignore_ascii_case(urn))
    }

    /// The core schema and the extensions.
    pub fn schemas(&self) -> impl Iterator<Item = &'static Schema> {
        std::iter::once(self.core).chain(self.extensions.iter().copied())
    }

    /// What is understood at the top of a body or as a path without being in a schema.
    pub(crate) fn input_only(&self, name: &str) -> Option<&'static Attribute> {
        const INPUT_ONLY: &[Attribute] = &[envelope::PASSWORD, envelope::CORE_ACCESS_ROLE];
        if self.name == USER.name {
            find(INPUT_ONLY, name)
        } else {
            None
        }
    }

    /// Every attribute at the top: of the core schema, then those that every resource has.
    pub(crate) fn top_level(&self) -> impl Iterator<Item = &'static Attribute> {
        self.core.attributes.iter().chain(envelope::ATTRIBUTES)
    }
}
