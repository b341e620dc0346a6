//! Users: what a provisioning client, an admin or the operator does to them.

mod consequences;
mod create;
pub mod edit;
pub mod erase;
pub mod fields;
pub mod local;
pub(crate) mod mass;
mod patch;
mod remove;
mod replace;
mod size;
pub mod suspended;
pub mod together;
mod write;

use latchkey_domain::activity::Target;
use latchkey_domain::user::User;

use super::view::UserView;
use crate::App;
use crate::failure::Failure;
use crate::ports::store::{Reads, UserDocument};

/// A user that was written.
#[derive(Debug)]
pub struct Saved {
    /// The user afterwards.
    pub view: UserView,
    /// Whether a new resource answers the request: 201, also for a re-hire.
    pub created: bool,
}

impl App {
    /// A user by id.
    pub fn get_user(&self, id: &str) -> Result<Option<User>, Failure> {
        Ok(self.read(|store| store.get_user(id))?)
    }

    /// A user as it is sent.
    pub fn user_view(&self, id: &str, with_groups: bool) -> Result<Option<UserView>, Failure> {
        Ok(self.read(|store| {
            let Some(document) = store.user_document(id)? else {
                return Ok(None);
            };
            let groups = if with_groups && document.in_groups {
                store.groups_of(id)?
            } else {
                Vec::new()
            };
            Ok(Some(UserView::new(document, groups)))
        })?)
    }
}

/// How a user is named on record.
pub(crate) fn target(user: &User) -> Target {
    Target::new("user", &user.id, &user.display_name)
}

/// The target of a request that names only an id.
pub(crate) fn target_by_id(id: &str) -> Target {
    let shown: String = id.chars().take(100).collect();
    Target::new("user", &shown, &shown)
}

pub(crate) fn view_of(store: &dyn Reads, user: User) -> Result<UserView, Failure> {
    let groups = store.groups_of(&user.id)?;
    Ok(UserView::new(
        UserDocument {
            id: user.id,
            resource: user.resource,
            created_at: user.created_at,
            modified_at: user.modified_at,
            in_groups: !groups.is_empty(),
        },
        groups,
    ))
}
