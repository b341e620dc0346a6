//! The documents that `--json` prints. Scripts depend on their names and order: add, never rename.
//!
//! A person is printed as the API gives them, so that type is the server's: `latchkey_server::api::views::UserJson`.

mod connector;
mod entry;
mod reach;
mod state;

pub(crate) use connector::ConnectorJson;
pub(crate) use entry::EntryJson;
pub(crate) use reach::{ReachJson, RecipeJson};
pub(crate) use state::{CheckJson, FindingJson, SetupJson, SignInJson, ToolkitJson};
