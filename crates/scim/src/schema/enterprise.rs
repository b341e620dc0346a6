//! The enterprise extension of User (RFC 7643 §4.3).

use super::model::{Attribute, Schema};
use crate::urn;

pub(super) static SCHEMA: Schema = Schema {
    id: urn::ENTERPRISE_USER,
    name: "Enterprise User",
    description: "What an organization keeps about a person.",
    attributes: ATTRIBUTES,
};

const ATTRIBUTES: &[Attribute] = &[
    Attribute::string(
        "employeeNumber",
        "The number that the organization gave the person.",
    ),
    Attribute::string("costCenter", "The cost center."),
    Attribute::string("organization", "The organization."),
    Attribute::string("division", "The division."),
    Attribute::string("department", "The department."),
    Attribute::complex("manager", MANAGER, "The person's manager."),
];

/// NB: RFC 7643 §4.3 has `displayName` readOnly. Okta sends it, and the manager often is nobody
/// that this server knows, so it is kept as it comes rather than dropped with a 200.
const MANAGER: &[Attribute] = &[
    Attribute::string("value", "The id of the manager, in the client's words.").exact(),
    Attribute::reference("$ref", &["User"], "The URL of the manager."),
    Attribute::string("displayName", "The manager's name, to show."),
];
