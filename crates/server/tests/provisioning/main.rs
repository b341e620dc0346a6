//! The provisioning rules of Latchkey, through the router.

mod access_role;
mod adoption;
mod around_the_cap;
mod arrival;
mod at_once;
mod bad_input;
mod bulk;
mod create;
mod cursors;
mod deactivation;
mod enterprise_admins;
mod groups;
mod lists;
mod managed;
mod mass_deactivation;
mod passkeys;
mod password;
mod preconditions;
mod record;
mod rehire;
mod required;
mod size;
mod suspended;
mod uniqueness;
