//! The documents that `--json` prints. Scripts depend on their names and order: add, never rename.

mod connector;
mod entry;
mod state;
mod user;

pub(crate) use connector::ConnectorJson;
pub(crate) use entry::EntryJson;
pub(crate) use state::{CheckJson, FindingJson, SetupJson, SignInJson, ToolkitJson};
pub(crate) use user::UserJson;
