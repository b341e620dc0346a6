//! PUT /Users/{id} (RFC 7644 §3.5.1).

use latchkey_domain::Refusal;
use latchkey_domain::provisioning::{self, merge};
use latchkey_scim::resource::Incoming;

use super::create::rules_for;
use super::{Saved, target_by_id, view_of};
use crate::App;
use crate::directory::precondition::Precondition;
use crate::failure::Failure;
use crate::record::Caller;

impl App {
    /// Lays what came over what is stored: what Okta manages and does not send any more is cleared, the rest stays.
    pub async fn replace_user(
        &self,
        caller: Caller,
        id: &str,
        precondition: Precondition,
        incoming: Incoming,
    ) -> Result<Saved, Failure> {
        let app = self.clone();
        let id = id.to_owned();
        let target = target_by_id(&id);
        let view = self
            .recorded(
                caller.clone(),
                "user.updated",
                target,
                move |store, record| {
                    let before = store
                        .get_user(&id)?
                        .ok_or_else(|| Refusal::not_found("user", &id))?;
                    record
                        .target(super::target(&before))
                        .left_out(incoming.ignored.iter().cloned());
                    precondition.allow_write(&view_of(store, before.clone())?.etag())?;
                    let rules = rules_for(store, &caller)?;
                    let merged = merge::replace(&before, incoming, caller.is_okta());
                    let draft = provisioning::draft(Some(&before), merged, rules)?;
                    let mut view = app.change_user(store, record, &caller, before, draft)?;
                    view.keep_with(record, &caller);
                    Ok(view)
                },
            )
            .await?;
        Ok(Saved {
            view,
            created: false,
        })
    }
}
