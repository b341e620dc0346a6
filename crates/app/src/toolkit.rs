//! Enterprise Toolkit: the add-on that unlocks connectors (product rule 7).

use jiff::Timestamp;
use latchkey_domain::AccessRole;
use latchkey_domain::activity::Target;

use crate::App;
use crate::authority::Authority;
use crate::failure::Failure;
use crate::record::{Caller, change};
use crate::sign_in::sessions::session_words;

impl App {
    /// Since when it is on.
    pub fn toolkit(&self) -> Result<Option<Timestamp>, Failure> {
        self.organization()?;
        Ok(self.read(|store| store.toolkit_enabled_at())?)
    }

    /// Switches it on. On already is fine.
    pub async fn enable_toolkit(&self, caller: Caller) -> Result<(), Failure> {
        self.organization()?;
        let now = self.now();
        self.recorded(
            caller.clone(),
            "toolkit.enabled",
            Target::of("Enterprise Toolkit"),
            move |store, record| {
                Authority::of(store, &caller)?.demand(AccessRole::EnterpriseAdmin)?;
                if store.toolkit_enabled_at()?.is_some() {
                    record.unchanged();
                    return Ok(());
                }
                store.put_toolkit(Some(now))?;
                record.changes(vec![change("Enterprise Toolkit", "off", "on")]);
                if store.sign_in_policy()?.is_some() {
                    // Local passwords were let in meanwhile; from now on they are not.
                    let ended = store.remove_password_sessions(caller.session_id())?;
                    if ended > 0 {
                        record.remark(format!(
                            "Everyone signs in with Okta again: {ended} {} that began with a local password ended.",
                            session_words(ended)
                        ));
                    }
                }
                if store.connector()?.is_some() {
                    record.remark(
                        "What Okta tried meanwhile was refused: ask for a full push under Provisioning in Okta.",
                    );
                }
                Ok(())
            },
        )
        .await
    }

    /// Switches it off: SCIM answers 403, nothing is deleted.
    pub async fn disable_toolkit(&self, caller: Caller) -> Result<(), Failure> {
        self.organization()?;
        self.recorded(
            caller.clone(),
            "toolkit.disabled",
            Target::of("Enterprise Toolkit"),
            move |store, record| {
                Authority::of(store, &caller)?.demand(AccessRole::EnterpriseAdmin)?;
                if store.toolkit_enabled_at()?.is_none() {
                    record.unchanged();
                    return Ok(());
                }
                store.put_toolkit(None)?;
                record
                    .changes(vec![change("Enterprise Toolkit", "on", "off")])
                    .remark("The connector is suspended: SCIM answers 403. Nothing was deleted.");
                Ok(())
            },
        )
        .await
    }
}
