//! What Okta asked of a user while Enterprise Toolkit was off: refused, and on record so that an admin can do it
//! (product rule 7).

use latchkey_domain::user::User;
use latchkey_scim::Object;
use latchkey_scim::patch::{self, PatchRequest};
use latchkey_scim::resource::Incoming;
use latchkey_scim::schema::ResourceType;
use serde_json::Value;

use super::{target, target_by_id};
use crate::App;
use crate::failure::Failure;
use crate::record::Caller;

/// What was asked for.
#[derive(Debug)]
pub enum Asked {
    /// A PUT.
    Replace(Incoming),
    /// A PATCH.
    Patch(PatchRequest),
    /// A DELETE.
    Remove,
    /// What could not be read.
    Unreadable,
}

impl App {
    /// Puts the refusal on record under the name of what was asked for: a deactivation that did not happen is a
    /// refused `user.deactivated` whose target is still active.
    pub async fn record_suspended(
        &self,
        caller: Caller,
        id: &str,
        asked: Asked,
        failure: &Failure,
    ) -> Result<(), Failure> {
        let user = self.get_user(id)?;
        let action = match (&asked, &user) {
            (Asked::Remove, _) => "user.removed",
            (_, Some(user)) if user.active && deactivates(user, &asked) => "user.deactivated",
            _ => "user.updated",
        };
        let target = user.as_ref().map_or_else(|| target_by_id(id), target);
        self.record_refusal(caller, action, target, failure).await
    }
}

fn deactivates(user: &User, asked: &Asked) -> bool {
    let is_inactive = |resource: &Object| resource.get("active") == Some(&Value::Bool(false));
    match asked {
        Asked::Replace(incoming) => is_inactive(&incoming.resource),
        Asked::Patch(request) => {
            let stored = user.resource.to_object();
            patch::apply(request, &stored, ResourceType::user())
                .is_ok_and(|patched| is_inactive(&patched.resource))
        }
        Asked::Remove | Asked::Unreadable => false,
    }
}
