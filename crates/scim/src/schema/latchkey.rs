//! Latchkey's own extension of User.

use super::model::{Attribute, Schema};
use super::user::ACCESS_ROLES;
use crate::urn;

pub(super) static SCHEMA: Schema = Schema {
    id: urn::LATCHKEY_USER,
    name: "Latchkey User",
    description: "What a person may do in Latchkey.",
    attributes: &[Attribute::string(
        "accessRole",
        "The access role; without one, app access only.",
    )
    .values(ACCESS_ROLES)],
};
