//! DELETE /Users/{id}. Okta never sends it for users; it does remove (product rule 4).

use jiff::Timestamp;
use latchkey_domain::user::{Source, User};
use latchkey_domain::{AccessRole, Refusal, RefusalCode};

use super::{consequences, target_by_id, view_of};
use crate::App;
use crate::authority::Authority;
use crate::directory::precondition::Precondition;
use crate::failure::Failure;
use crate::ports::store::{Reads, Writes};
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
                demand_right(store, &caller, &before)?;
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
pub(super) fn leave_groups(
    store: &mut dyn Writes,
    id: &str,
    now: Timestamp,
) -> Result<(), Failure> {
    for group in store.groups_of(id)? {
        if let Some(mut group) = store.get_group(&group.id)? {
            group.version += 1;
            group.modified_at = now;
            store.update_group(&group)?;
        }
    }
    Ok(())
}

/// On screens an EnterpriseAdmin removes whom nobody provisions: Okta would bring the others back, or lose them.
fn demand_right(store: &dyn Reads, caller: &Caller, user: &User) -> Result<(), Failure> {
    let authority = Authority::of(store, caller)?;
    authority.demand(AccessRole::EnterpriseAdmin)?;
    if authority.is(&user.id) {
        return Err(Refusal::new(
            RefusalCode::Forbidden,
            "Your own account is not yours to remove. Nothing was changed. Ask another EnterpriseAdmin.",
        )
        .into());
    }
    if authority.person().is_some() && user.source == Source::Okta {
        return Err(Refusal::new(
            RefusalCode::Conflict,
            format!(
                "{} comes from Okta, so removing the account here would not last. Nothing was changed. Unassign the \
                 person in Okta, or deactivate the account.",
                user.name()
            ),
        )
        .into());
    }
    Ok(())
}
