//! DELETE /Users/{id}. Okta never sends it for users; it does remove (product rule 4).

use jiff::Timestamp;
use latchkey_domain::Refusal;

use super::{consequences, target_by_id, view_of};
use crate::App;
use crate::directory::precondition::Precondition;
use crate::failure::Failure;
use crate::ports::store::Writes;
use crate::record::{Caller, change};

impl App {
    /// Removes a user with everything that hangs on them.
    pub async fn remove_user(
        &self,
        caller: Caller,
        id: &str,
        precondition: Precondition,
    ) -> Result<(), Failure> {
        let now = self.now();
        let id = id.to_owned();
        let target = target_by_id(&id);
        self.recorded(
            caller.clone(),
            "user.removed",
            target,
            move |store, record| {
                let before = store
                    .get_user(&id)?
                    .ok_or_else(|| Refusal::not_found("user", &id))?;
                record.target(super::target(&before)).status(204);
                precondition.allow_write(&view_of(store, before.clone())?.etag())?;
                store.remove_sessions_of(&id)?;
                leave_groups(store, &id, now)?;
                store.remove_user(&id)?;
                if !caller.is_okta() {
                    let mut gone = before.clone();
                    gone.active = false;
                    consequences::keep_one_enterprise_admin(store, &before, &gone)?;
                }
                record.changes(vec![change(
                    "user",
                    before.user_name,
                    serde_json::Value::Null,
                )]);
                Ok(())
            },
        )
        .await
    }
}

/// The membership goes with the user, and whoever keeps a group's version must see that it is another one.
fn leave_groups(store: &mut dyn Writes, id: &str, now: Timestamp) -> Result<(), Failure> {
    for group in store.groups_of(id)? {
        if let Some(mut group) = store.get_group(&group.id)? {
            group.version += 1;
            group.modified_at = now;
            store.update_group(&group)?;
        }
    }
    Ok(())
}
