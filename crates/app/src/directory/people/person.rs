//! A person's page: every value with who manages it, and what the one who asks may do.

use latchkey_domain::group::GroupRef;
use latchkey_domain::sign_in::Binding;
use latchkey_domain::user::{Source, User};
use latchkey_domain::{AccessRole, Refusal};
use latchkey_scim::leaf;
use latchkey_scim::schema::ResourceType;
use serde_json::Value;

use crate::App;
use crate::authority::Authority;
use crate::directory::users::fields::{FIELDS, Field};
use crate::directory::users::view_of;
use crate::failure::Failure;
use crate::ports::store::{LastChange, Reads};
use crate::record::Caller;
use crate::sign_in::local::{Mode, mode};

/// A person, as seen by someone.
#[derive(Debug)]
pub struct Person {
    /// The person.
    pub user: User,
    /// Their groups.
    pub groups: Vec<GroupRef>,
    /// The version that an edit names.
    pub etag: String,
    /// Every value that is there or can be given.
    pub attributes: Vec<Attribute>,
    /// The link to an Okta account; only for an Admin, and oneself.
    pub binding: Option<Binding>,
    /// How many sessions there are; only for an Admin, and oneself.
    pub session_count: Option<u64>,
    /// When Okta last changed something, and by which call.
    pub last_change_by_okta: Option<LastChange>,
    /// What the one who asks may do.
    pub can: Can,
}

/// One value.
#[derive(Debug, PartialEq)]
pub struct Attribute {
    /// The leaf in the SCIM resource.
    pub name: String,
    /// The name by which an edit speaks of it, if there is one.
    pub key: Option<&'static str>,
    /// As a screen names it.
    pub label: String,
    /// The value; null where there is none.
    pub value: Value,
    /// Whether Okta manages it.
    pub managed: bool,
    /// Whether the one who asks may edit it.
    pub editable: bool,
}

/// What the one who asks may do with a person.
#[derive(Debug, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one button of the page"
)]
pub struct Can {
    /// Edit what Okta does not manage.
    pub edit: bool,
    /// Deactivate.
    pub deactivate: bool,
    /// Bring back, or settle a held deactivation so.
    pub reactivate: bool,
    /// The roles that they may give; none of them when the role is not theirs to change.
    pub set_access_role: Vec<Option<AccessRole>>,
    /// End sessions.
    pub end_sessions: bool,
    /// Make an invite link.
    pub invite: bool,
    /// Change the local password: one's own.
    pub set_password: bool,
    /// Remove for good.
    pub remove: bool,
}

impl App {
    /// A person: oneself, or anyone for whoever has an access role.
    pub fn person(&self, caller: &Caller, id: &str) -> Result<Person, Failure> {
        self.look(|store| {
            let authority = Authority::of(store, caller)?;
            if !authority.is(id) {
                authority.demand(AccessRole::ReadOnly)?;
            }
            let user = store.get_user(id)?.ok_or_else(|| {
                let shown: String = id.chars().take(100).collect();
                Refusal::not_found("user", &shown)
            })?;
            self.person_of(store, &authority, user)
        })
    }

    fn person_of(
        &self,
        store: &dyn Reads,
        authority: &Authority,
        user: User,
    ) -> Result<Person, Failure> {
        let private = authority.is(&user.id) || authority.has(AccessRole::Admin);
        let (binding, session_count) = if private {
            let live = self.live_sessions(store, &user.id)?;
            (binding(store, &user.id)?, Some(live.sessions.len() as u64))
        } else {
            (None, None)
        };
        let view = view_of(store, user.clone())?;
        let can = can(authority, &user, mode(store)?);
        Ok(Person {
            etag: view.etag(),
            groups: view.groups,
            attributes: attributes(authority, &user, &can),
            binding,
            session_count,
            last_change_by_okta: store.last_change_by_okta(&user.id)?,
            can,
            user,
        })
    }
}

/// The link at the issuer in force, else the newest.
fn binding(store: &dyn Reads, id: &str) -> Result<Option<Binding>, Failure> {
    let in_force = match store.sign_in_policy()? {
        Some(policy) => store.binding_of(id, &policy.issuer)?,
        None => None,
    };
    Ok(match in_force {
        Some(binding) => Some(binding),
        None => store.bindings_of(id)?.into_iter().next(),
    })
}

fn can(authority: &Authority, user: &User, mode: Mode) -> Can {
    let own = authority.is(&user.id);
    let over = !own && authority.has(AccessRole::Admin) && authority.reaches(user);
    let roles = std::iter::once(None).chain(AccessRole::ALL.map(Some));
    Can {
        edit: over || (own && authority.has(AccessRole::User)),
        deactivate: over && user.active,
        reactivate: over && !user.may_sign_in(),
        set_access_role: if over {
            roles.filter(|role| authority.may_give(*role)).collect()
        } else {
            Vec::new()
        },
        end_sessions: own || over,
        invite: over && user.may_sign_in() && mode != Mode::Okta,
        set_password: own && user.has_password,
        remove: over
            && authority.has(AccessRole::EnterpriseAdmin)
            && (user.source == Source::Local || authority.person().is_none()),
    }
}

fn attributes(authority: &Authority, user: &User, can: &Can) -> Vec<Attribute> {
    let resource = user.resource.to_object();
    let own = authority.is(&user.id);
    let mut attributes: Vec<Attribute> = FIELDS
        .into_iter()
        .map(|field: &Field| {
            let managed = user.managed.contains(field.leaf);
            Attribute {
                name: field.leaf.to_owned(),
                key: Some(field.key),
                label: field.label.to_owned(),
                value: field.read(&resource).map_or(Value::Null, Value::from),
                managed,
                editable: can.edit && !managed && !(own && field.is_identity),
            }
        })
        .collect();
    for (name, value) in leaf::leaves(&resource, ResourceType::user()) {
        if name == "active" || FIELDS.iter().any(|field| field.leaf == name) {
            continue;
        }
        attributes.push(Attribute {
            key: None,
            label: label(&name),
            value: value.clone(),
            managed: user.managed.contains(&name),
            editable: false,
            name,
        });
    }
    attributes
}

/// "name.honorificPrefix" → "Honorific prefix".
fn label(name: &str) -> String {
    let last = name.rsplit([':', '.']).next().unwrap_or(name);
    let mut label = String::with_capacity(last.len() + 4);
    for letter in last.chars() {
        if label.is_empty() {
            label.extend(letter.to_uppercase());
        } else if letter.is_ascii_uppercase() {
            label.push(' ');
            label.push(letter.to_ascii_lowercase());
        } else {
            label.push(letter);
        }
    }
    label
}

#[cfg(test)]
mod tests {
    use super::label;

    #[test]
    fn a_leaf_is_named_in_words() {
        assert_eq!(label("name.honorificPrefix"), "Honorific prefix");
        assert_eq!(
            label("urn:ietf:params:scim:schemas:extension:latchkey:2.0:User:accessRole"),
            "Access role"
        );
        assert_eq!(label("externalId"), "External id");
    }
}
