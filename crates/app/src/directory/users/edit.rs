//! What an admin or the operator changes by hand: only what Okta does not manage, and always the access role.

use latchkey_domain::provisioning;
use latchkey_domain::provisioning::merge::{ACCESS_ROLE, Merged};
use latchkey_domain::user::User;
use latchkey_domain::{AccessRole, Refusal, RefusalCode};
use latchkey_scim::resource;
use latchkey_scim::schema::ResourceType;
use latchkey_scim::{Object, leaf};
use secrecy::SecretString;
use serde_json::Value;

use super::create::rules_for;
use super::fields::Field;
use super::{Saved, target_by_id, view_of};
use crate::App;
use crate::authority::Authority;
use crate::directory::precondition::Precondition;
use crate::failure::Failure;
use crate::ports::store::Writes;
use crate::record::{Caller, Record, change};
use crate::sign_in::second_factor::reset::forget_totp;
use crate::sign_in::sessions::session_words;

/// What is to be different.
#[derive(Clone, Debug, Default)]
pub struct UserEdit {
    /// Values, each with what it is to be; `None`, or a blank one, takes it away.
    pub values: Vec<(&'static Field, Option<String>)>,
    /// The role; `None` leaves it, `Some(None)` is app access only.
    pub access_role: Option<Option<AccessRole>>,
    /// Active or not; `None` leaves it.
    pub active: Option<bool>,
    /// Which version of the user it was made on, if that is to count.
    pub precondition: Precondition,
}

impl UserEdit {
    /// Only whether someone is active.
    pub fn active(active: bool) -> Self {
        Self {
            active: Some(active),
            ..Self::default()
        }
    }

    /// Only the role.
    pub fn role(role: Option<AccessRole>) -> Self {
        Self {
            access_role: Some(role),
            ..Self::default()
        }
    }

    /// Gives a value, if there is one to give.
    #[must_use]
    pub fn with(mut self, field: &'static Field, value: Option<String>) -> Self {
        self.values.extend(value.map(|value| (field, Some(value))));
        self
    }
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
                    let found = app.edit_in(store, record, &caller, &id, &edit)?;
                    view_of(store, found)
                },
            )
            .await?;
        Ok(Saved {
            view,
            created: false,
        })
    }

    /// The same inside a unit of work.
    pub(crate) fn edit_in(
        &self,
        store: &mut dyn Writes,
        record: &mut Record,
        caller: &Caller,
        id: &str,
        edit: &UserEdit,
    ) -> Result<User, Failure> {
        let before = store
            .get_user(id)?
            .ok_or_else(|| Refusal::not_found("user", id))?;
        record.target(super::target(&before));
        let authority = Authority::of(store, caller)?;
        demand_right(&authority, &before, edit)?;
        edit.precondition
            .allow_write(&view_of(store, before.clone())?.etag())?;
        let merged = Merged {
            resource: edited(&before, edit)?,
            managed: before.managed.clone(),
            sent_access_role: true,
            sent_active: edit.active.is_some(),
        };
        let rules = rules_for(store, caller)?;
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
        self.change_user(store, record, caller, before, draft)?;
        store
            .get_user(id)?
            .ok_or_else(|| Refusal::not_found("user", id).into())
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
        let asking = caller.clone();
        self.recorded(caller, "user.password_set", target, move |store, record| {
            let user = store
                .get_user(&id)?
                .ok_or_else(|| Refusal::not_found("user", &id))?;
            record.target(super::target(&user));
            let authority = Authority::of(store, &asking)?;
            authority.demand(AccessRole::Admin)?;
            authority.demand_over(&user)?;
            store.put_password_hash(&id, Some(&hash))?;
            store.remove_invite_of(&id)?;
            forget_totp(store, record, &user)?;
            let ended = store.remove_sessions_of(&id)?;
            if ended > 0 {
                record.remark(format!("{ended} {} ended.", session_words(ended)));
            }
            Ok(user)
        })
        .await
    }
}

/// Product.md's table: an Admin edits whoever has no higher role; everyone from User on their own fields, and never
/// who they are.
fn demand_right(authority: &Authority, before: &User, edit: &UserEdit) -> Result<(), Refusal> {
    if !authority.is(&before.id) {
        authority.demand(AccessRole::Admin)?;
        authority.demand_over(before)?;
        if let Some(role) = edit.access_role
            && role != before.access_role
        {
            authority.demand_gift(role)?;
        }
        return Ok(());
    }
    authority.demand(AccessRole::User)?;
    let resource = before.resource.to_object();
    let identity = edit
        .values
        .iter()
        .find(|(field, value)| {
            field.is_identity && field.read(&resource) != trimmed(value.as_deref())
        })
        .map(|(field, _)| field.what);
    let role = edit
        .access_role
        .is_some_and(|role| role != before.access_role)
        .then_some("access role");
    let active = edit
        .active
        .is_some_and(|active| active != before.active)
        .then_some("active state");
    match identity.or(role).or(active) {
        Some(what) => Err(Refusal::new(
            RefusalCode::Forbidden,
            format!(
                "Your own {what} is not yours to change. Nothing was changed. Ask another admin."
            ),
        )),
        None => Ok(()),
    }
}

fn trimmed(value: Option<&str>) -> Option<String> {
    value
        .map(str::trim)
        .filter(|value| !value.is_empty())
        .map(str::to_owned)
}

/// The resource with the edit laid over it, or the refusal to touch what Okta manages.
fn edited(user: &User, edit: &UserEdit) -> Result<Object, Failure> {
    let mut resource = user.resource.to_object();
    for (field, value) in &edit.values {
        let value = trimmed(value.as_deref());
        if field.read(&resource) == value {
            continue;
        }
        if user.managed.contains(field.leaf) {
            return Err(Refusal::new(
                RefusalCode::Forbidden,
                format!(
                    "Okta manages the {} of {}. Change it in Okta. Nothing was changed.",
                    field.what,
                    user.name()
                ),
            )
            .into());
        }
        field.write(&mut resource, value.as_deref());
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
    let mut read = resource::read(Value::Object(resource), ResourceType::user())?.resource;
    if let Some(id) = user.resource.to_object().remove("id") {
        read.entry("id").or_insert(id);
    }
    Ok(read)
}
