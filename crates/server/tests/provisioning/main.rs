//! The provisioning rules of Latchkey, through the router.

mod create;
mod groups;
