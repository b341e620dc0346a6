//! The core Group schema (RFC 7643 §4.2).

use super::model::{Attribute, Returned, Schema};
use crate::urn;

pub(super) static SCHEMA: Schema = Schema {
    id: urn::GROUP,
    name: "Group",
    description: "A set of people.",
    attributes: ATTRIBUTES,
};

const ATTRIBUTES: &[Attribute] = &[
    Attribute::string("displayName", "The name of the group.")
        .required()
        .unique(),
    Attribute::complex("members", MEMBERS, "The people in the group.").list(),
];

const MEMBERS: &[Attribute] = &[
    Attribute::string("value", "The id of the user.").exact(),
    Attribute::reference("$ref", &["User"], "The URL of the user."),
    Attribute::string("type", "What the member is.").values(&["User"]),
    // Clients send the name along. It is the user's own, so it is taken, not kept and not advertised
    // (RFC 7643 §8.7.1 does not have it either).
    Attribute {
        returned: Returned::Never,
        ..Attribute::string("display", "Accepted and not stored.")
    },
];
