//! DELETE /Groups/{id}.

use latchkey_domain::Refusal;

use super::{target, target_by_id};
use crate::App;
use crate::directory::precondition::Precondition;
use crate::failure::Failure;
use crate::record::{Caller, change};

impl App {
    /// Removes a group. Its members stay.
    pub async fn remove_group(
        &self,
        caller: Caller,
        id: &str,
        precondition: Precondition,
    ) -> Result<(), Failure> {
        let id = id.to_owned();
        let named = target_by_id(&id);
        self.recorded(caller, "group.removed", named, move |store, record| {
            let before = store
                .get_group(&id)?
                .ok_or_else(|| Refusal::not_found("group", &id))?;
            record.target(target(&before)).status(204);
            precondition.allow_write(&before.etag())?;
            store.remove_group(&id)?;
            record.changes(vec![change(
                "group",
                before.display_name,
                serde_json::Value::Null,
            )]);
            Ok(())
        })
        .await
    }
}
