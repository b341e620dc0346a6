//! Taking second factors away from someone who lost them, and what another password does to an authenticator app.

use latchkey_domain::second_factor::is_required;
use latchkey_domain::user::User;
use latchkey_domain::{AccessRole, Refusal, RefusalCode};

use crate::App;
use crate::authority::Authority;
use crate::directory::users::{target, target_by_id};
use crate::failure::Failure;
use crate::ports::store::{Reads, StoreError, Writes};
use crate::record::{Caller, Record, change};
use crate::sign_in::local::{Mode, mode};

impl App {
    /// Takes away what someone has as a second factor, and ends their sessions: by an Admin for whoever has no higher
    /// role, or on the host's terminal. Gives back whether there was anything.
    pub async fn reset_second_factor(&self, caller: Caller, id: &str) -> Result<bool, Failure> {
        let id = id.to_owned();
        let now = self.now();
        let app = self.clone();
        let named = target_by_id(&id);
        self.recorded(
            caller.clone(),
            "second_factor.reset",
            named,
            move |store, record| {
                let user = store.get_user(&id)?.ok_or_else(|| {
                    let shown: String = id.chars().take(100).collect();
                    Refusal::not_found("user", &shown)
                })?;
                record.target(target(&user)).status(204);
                let authority = Authority::of(store, &caller)?;
                authority.demand(AccessRole::Admin)?;
                authority.demand_over(&user)?;
                if authority.is(&user.id) {
                    return Err(own_account().into());
                }
                caller.demand_fresh(now)?;
                let totp = u64::from(store.remove_totp_of(&user.id)?);
                let passkeys = store.remove_credentials_of(&user.id)?;
                store.put_recovery_codes(&user.id, &[])?;
                if totp + passkeys == 0 {
                    record.unchanged();
                    return Ok(false);
                }
                let ended = store.remove_sessions_of(&user.id)?;
                record.changes(vec![
                    change("authenticator app", totp, 0),
                    change("passkeys", passkeys, 0),
                    change("sessions", ended, 0),
                ]);
                record.remark(format!(
                    "The second factors of {} were taken away. {}",
                    user.name(),
                    app.without_second_factor(store, &user)?
                ));
                Ok(true)
            },
        )
        .await
    }
}

impl App {
    /// What follows for someone who has none any more. The host's terminal serves nothing, and does not know how a server
    /// beside it is reached.
    pub(super) fn without_second_factor(
        &self,
        store: &dyn Reads,
        user: &User,
    ) -> Result<&'static str, StoreError> {
        Ok(if mode(store)? == Mode::Okta {
            "Okta signs people in, and asks for what it needs."
        } else if self.needs_second_factor(store, user)? {
            "At the next sign-in another one is asked for."
        } else if self.serving().is_none() && is_required(user.access_role, true) {
            "On a server that is reached from elsewhere the next sign-in asks for another one; elsewhere the password alone \
             signs in."
        } else {
            "Until another one is added, the password alone signs in."
        })
    }
}

/// Someone else set the password: the secret that was locked with the old one can never be opened again. Passkeys stay.
pub(crate) fn forget_totp(
    store: &mut dyn Writes,
    record: &mut Record,
    user: &User,
) -> Result<(), Failure> {
    if !store.remove_totp_of(&user.id)? {
        return Ok(());
    }
    let text = "The authenticator app went with the old password, which its secret was locked with; it has to be added again.";
    record
        .remark(text)
        .notice("second_factor.totp_removed", target(user), text);
    if !store.has_second_factor(&user.id)? {
        store.put_recovery_codes(&user.id, &[])?;
    }
    Ok(())
}

fn own_account() -> Refusal {
    Refusal::new(
        RefusalCode::Forbidden,
        "Your own second factors are added and removed on your own page. Nothing was changed.",
    )
}
