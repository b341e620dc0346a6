//! Linking a person to their Okta account by hand: `latchkey user link`.

use latchkey_domain::sign_in::Binding;
use latchkey_domain::user::User;
use latchkey_domain::{AccessRole, Refusal, RefusalCode};
use latchkey_oidc::check_form;

use crate::App;
use crate::authority::Authority;
use crate::failure::Failure;
use crate::record::{Caller, change};

impl App {
    /// Makes the one link of this person at this issuer.
    pub async fn link_user(
        &self,
        caller: Caller,
        id: &str,
        issuer: &str,
        subject: &str,
    ) -> Result<User, Failure> {
        let issuer = check_form(issuer)
            .map_err(|mistake| Refusal::new(RefusalCode::Issuer, mistake.to_string()))?
            .as_str()
            .to_owned();
        let subject = subject.trim().to_owned();
        if subject.is_empty() || subject.len() > 255 {
            return Err(Refusal::new(
                RefusalCode::UnacceptedValue,
                "The sub is Okta's id of the person: 1 to 255 characters, such as 00u1a2b3c4.",
            )
            .into());
        }
        let now = self.now();
        let id = id.to_owned();
        let target = crate::directory::users::target_by_id(&id);
        let asking = caller.clone();
        self.recorded(caller, "user.linked", target, move |store, record| {
            let user = store
                .get_user(&id)?
                .ok_or_else(|| Refusal::not_found("user", &id))?;
            record.target(crate::directory::users::target(&user));
            let authority = Authority::of(store, &asking)?;
            authority.demand(AccessRole::Admin)?;
            authority.demand_over(&user)?;
            if let Some(binding) = store.find_binding(&issuer, &subject)? {
                if binding.user_id == user.id {
                    record.unchanged();
                    return Ok(user);
                }
                return Err(taken(&format!("{subject} is linked to someone else")));
            }
            if let Some(binding) = store.binding_of(&user.id, &issuer)? {
                return Err(taken(&format!(
                    "{} is linked to {} at this issuer already",
                    user.name(),
                    binding.subject
                )));
            }
            if let Some(other) = store.find_user_by_external_id(&subject)?
                && other.id != user.id
            {
                return Err(taken(&format!(
                    "{subject} is the external id of {}",
                    other.name()
                )));
            }
            if let Some(external_id) = user.external_id.as_ref().filter(|own| **own != subject) {
                return Err(taken(&format!(
                    "{} has the external id {external_id}, so only that sub signs in",
                    user.name()
                )));
            }
            store.add_binding(&Binding {
                user_id: user.id.clone(),
                issuer: issuer.clone(),
                subject: subject.clone(),
                bound_at: now,
            })?;
            record.changes(vec![change(
                "link",
                serde_json::Value::Null,
                format!("{subject} at {issuer}"),
            )]);
            Ok(user)
        })
        .await
    }
}

fn taken(what: &str) -> Failure {
    Refusal::new(
        RefusalCode::Conflict,
        format!("{what}. Nothing was changed."),
    )
    .into()
}
