//! The attributes that every resource has, whatever its schema (RFC 7643 §3.1), and the ones that
//! are understood on the way in without being part of a schema.

use super::model::{Attribute, Mutability, Returned};

/// `schemas`, `id`, `externalId` and `meta`. They are not listed in `/Schemas` (RFC 7643 §3.1).
pub(super) const ATTRIBUTES: &[Attribute] = &[
    Attribute::reference(
        "schemas",
        &["uri"],
        "The URNs of the schemas that the resource uses.",
    )
    .list()
    .required()
    .always_returned(),
    Attribute::string("id", "The identifier that this server gave the resource.")
        .exact()
        .read_only()
        .unique()
        .always_returned(),
    Attribute::string(
        "externalId",
        "The identifier that the client gave the resource.",
    )
    .exact(),
    Attribute::complex(
        "meta",
        META,
        "What the server knows about the resource itself.",
    )
    .read_only(),
];

const META: &[Attribute] = &[
    Attribute::string("resourceType", "The name of the resource type.")
        .exact()
        .read_only(),
    Attribute::instant("created", "When the resource was added."),
    Attribute::instant("lastModified", "When the resource was last changed."),
    Attribute::reference("location", &["uri"], "The URL of the resource.").read_only(),
    Attribute::string("version", "The entity tag of the resource.")
        .exact()
        .read_only(),
];

/// RFC 7643 §4.1.1 `password`: taken, because Okta sends a placeholder even where it does not
/// synchronize passwords, and never stored. It is not in `/Schemas`, which tells only of what is
/// stored.
pub(super) const PASSWORD: Attribute = {
    let mut attribute = Attribute::string("password", "Accepted and not stored.").exact();
    attribute.mutability = Mutability::WriteOnly;
    attribute.returned = Returned::Never;
    attribute
};

/// The access role where Okta's custom attributes of the core namespace land: as a key of the core
/// object. It is stored in the Latchkey extension, so the core schema does not list it.
pub(super) const CORE_ACCESS_ROLE: Attribute = Attribute::string(
    "accessRole",
    "The access role, sent without the extension's namespace.",
);
