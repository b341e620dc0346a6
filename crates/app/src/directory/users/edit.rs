//! What an admin or the operator changes by hand: only what Okta does not manage, and always the access role.

use latchkey_domain::provisioning;
use latchkey_domain::provisioning::merge::{ACCESS_ROLE, Merged};
use latchkey_domain::user::User;
use latchkey_domain::{AccessRole, Refusal, RefusalCode};
use latchkey_scim::resource;
use latchkey_scim::schema::ResourceType;
use latchkey_scim::{Object, leaf};
use secrecy::SecretString;
use serde_json::{Value, json};

use super::create::rules_for;
use super::{Saved, target_by_id};
use crate::App;
use crate::failure::Failure;
use crate::record::{Caller, change};

/// What is to be different; `None` leaves it.
#[derive(Clone, Debug, Default)]
pub struct UserEdit {
    /// userName.
    pub user_name: Option<String>,
    /// The address that counts.
    pub email: Option<String>,
    /// Given name.
    pub given_name: Option<String>,
    /// Family name.
    pub family_name: Option<String>,
    /// displayName.
    pub display_name: Option<String>,
    /// The role; `Some(None)` is app access only.
    pub access_role: Option<Option<AccessRole>>,
    /// Active or not.
    pub active: Option<bool>,
}

impl App {
    /// Edits a user.
    pub async fn edit_user(
        &self,
        caller: Caller,
        id: &str,
        edit: UserEdit,
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
                    let mut before = store
                        .get_user(&id)?
                        .ok_or_else(|| Refusal::not_found("user", &id))?;
                    record.target(super::target(&before));
                    let resource = edited(&before, &edit)?;
                    let merged = Merged {
                        resource,
                        managed: before.managed.clone(),
                        sent_access_role: true,
                    };
                    let rules = rules_for(store, &caller)?;
                    let mut draft = provisioning::draft(Some(&before), merged, rules)?;
                    if let Some(role) = edit.access_role
                        && draft.access_role != role
                    {
                        draft.changes.retain(|item| item.attribute != "access role");
                        if before.access_role != role {
                            draft.changes.push(change(
                                "access role",
                                AccessRole::label(before.access_role),
                                AccessRole::label(role),
                            ));
                        }
                        draft.access_role = role;
                    }
                    if edit.active.is_some() && before.deactivation_held_at.take().is_some() {
                        // An admin has decided what Okta's held deactivation comes to.
                        store.update_user(&before)?;
                        record.remark("The held deactivation was settled.");
                    }
                    app.change_user(store, record, &caller, before, draft)
                },
            )
            .await?;
        Ok(Saved {
            view,
            created: false,
        })
    }

    /// Sets a local password.
    pub async fn set_password(
        &self,
        caller: Caller,
        id: &str,
        password: SecretString,
    ) -> Result<User, Failure> {
        let hash = self.hash_password(password).await?;
        let id = id.to_owned();
        let target = target_by_id(&id);
        self.recorded(caller, "user.password_set", target, move |store, record| {
            let user = store
                .get_user(&id)?
                .ok_or_else(|| Refusal::not_found("user", &id))?;
            store.put_password_hash(&id, Some(&hash))?;
            let ended = store.remove_sessions_of(&id)?;
            record
                .target(super::target(&user))
                .remark(format!("{ended} sessions ended."));
            Ok(user)
        })
        .await
    }
}

/// The resource with the edit laid over it, or the refusal to touch what Okta manages.
fn edited(user: &User, edit: &UserEdit) -> Result<Object, Failure> {
    let types = ResourceType::user();
    let mut resource = user.resource.to_object();
    let texts = [
        ("userName", "user name", &edit.user_name),
        ("name.givenName", "given name", &edit.given_name),
        ("name.familyName", "family name", &edit.family_name),
        ("displayName", "display name", &edit.display_name),
    ];
    for (path, what, value) in texts {
        if let Some(value) = value {
            lay(user, &mut resource, path, what, Value::from(value.trim()))?;
        }
    }
    if let Some(email) = &edit.email {
        let mut emails = leaf::get(&resource, "emails")
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default();
        let at = emails
            .iter()
            .position(|entry| entry["primary"] == json!(true))
            .or_else(|| emails.iter().position(|entry| entry["type"] == "work"));
        let entry = json!({"value": email.trim(), "type": "work", "primary": true});
        match at {
            Some(at) => emails[at] = entry,
            None => emails.push(entry),
        }
        lay(user, &mut resource, "emails", "email", emails.into())?;
    }
    if let Some(active) = edit.active {
        resource.insert("active".into(), active.into());
    }
    match edit.access_role {
        Some(Some(role)) => leaf::set(&mut resource, ACCESS_ROLE, role.name().into()),
        Some(None) => {
            leaf::remove(&mut resource, ACCESS_ROLE);
        }
        None => {}
    }
    // Lengths, control characters and the rest: the same rules as for Okta.
    let mut read = resource::read(Value::Object(resource), types)?.resource;
    for kept in ["schemas", "id"] {
        if let Some(value) = user.resource.to_object().remove(kept) {
            read.entry(kept.to_owned()).or_insert(value);
        }
    }
    Ok(read)
}

fn lay(
    user: &User,
    resource: &mut Object,
    path: &str,
    what: &str,
    value: Value,
) -> Result<(), Failure> {
    let same = leaf::get(resource, path)
        .is_some_and(|old| leaf::equal(old, &value, path, ResourceType::user()));
    if same {
        return Ok(());
    }
    if user.managed.contains(path) {
        return Err(Refusal::new(
            RefusalCode::Forbidden,
            format!(
                "Okta manages the {what} of {}. Change it in Okta. Nothing was changed.",
                user.name()
            ),
        )
        .into());
    }
    leaf::set(resource, path, value);
    Ok(())
}
