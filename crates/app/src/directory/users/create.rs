//! POST /Users, `latchkey user add`, and the owner at set-up.

use latchkey_domain::AccessRole;
use latchkey_domain::activity::{Actor, Target};
use latchkey_domain::provisioning::{self, Rules, Sender, merge};
use latchkey_domain::user::User;
use latchkey_scim::resource::Incoming;
use latchkey_scim::text::caseless;
use latchkey_scim::{Object, leaf};
use serde_json::Value;

use super::Saved;
use super::write::taken;
use crate::App;
use crate::authority::Authority;
use crate::directory::view::UserView;
use crate::failure::Failure;
use crate::ports::store::{Reads, Writes};
use crate::record::{Caller, Record};

impl App {
    /// Creates a user, or brings back the inactive one that the request means.
    pub async fn create_user(&self, caller: Caller, incoming: Incoming) -> Result<Saved, Failure> {
        let app = self.clone();
        let named = Target {
            kind: "user".into(),
            id: None,
            name: text(&incoming.resource, "userName").unwrap_or_default(),
        };
        let view = self
            .recorded(
                caller.clone(),
                "user.created",
                named,
                move |store, record| {
                    record
                        .status(201)
                        .left_out(incoming.ignored.iter().cloned());
                    demand_right(store, &caller, &incoming)?;
                    // NB: what a create is answered with is not kept: the entry's changes have every value of it, and
                    // beside them it would make a create half as much to write again.
                    app.create_in(store, record, &caller, incoming, true)
                },
            )
            .await?;
        Ok(Saved {
            view,
            created: true,
        })
    }

    /// The same inside a unit of work.
    pub(crate) fn create_in(
        &self,
        store: &mut dyn Writes,
        record: &mut Record,
        caller: &Caller,
        mut incoming: Incoming,
        may_bring_back: bool,
    ) -> Result<UserView, Failure> {
        let rules = rules_for(store, caller)?;
        let on_a_screen = matches!(caller.actor, Actor::Person { .. });
        if may_bring_back
            && !on_a_screen
            && let Some(inactive) = whom_it_brings_back(store, &incoming.resource)?
        {
            incoming
                .resource
                .entry("active".to_owned())
                .or_insert(Value::Bool(true));
            let merged = merge::replace(&inactive, incoming, caller.is_okta());
            let draft = provisioning::draft(Some(&inactive), merged, rules)?;
            return self.change_user(store, record, caller, inactive, draft);
        }
        let merged = merge::create(incoming, caller.is_okta());
        let draft = provisioning::draft(None, merged, rules)?;
        self.add_user(store, record, caller, draft)
    }
}

/// An Admin adds people, with roles up to Admin. Adding someone again brings nobody back on a screen: reactivating is
/// another button.
fn demand_right(store: &dyn Reads, caller: &Caller, incoming: &Incoming) -> Result<(), Failure> {
    let authority = Authority::of(store, caller)?;
    authority.demand(AccessRole::Admin)?;
    let role = text(&incoming.resource, merge::ACCESS_ROLE).and_then(|word| word.parse().ok());
    Ok(authority.demand_gift(role)?)
}

/// The cap binds Okta only: who may set which role on a screen is another rule.
pub(super) fn rules_for(store: &dyn Reads, caller: &Caller) -> Result<Rules, Failure> {
    Ok(if caller.is_okta() {
        Rules {
            sender: Sender::Okta,
            role_cap: store.settings()?.role_cap,
        }
    } else {
        Rules {
            sender: Sender::Here,
            role_cap: Some(AccessRole::EnterpriseAdmin),
        }
    })
}

/// A POST that matches an inactive user of the same externalId, or an inactive one of the same userName that Okta
/// has not given an id yet, brings that one back: a 409 would end Okta's job for good. Everyone else who is in the
/// way is refused later, by name.
fn whom_it_brings_back(store: &dyn Reads, sent: &Object) -> Result<Option<User>, Failure> {
    let external_id = text(sent, "externalId");
    let user_name = text(sent, "userName");
    let by_external_id = match &external_id {
        Some(id) => store.find_user_by_external_id(id)?,
        None => None,
    };
    if let Some(user) = by_external_id {
        if user.active {
            let what = external_id.unwrap_or_default();
            return Err(taken("external id", &what, &user));
        }
        return Ok(Some(user));
    }
    let by_name = match &user_name {
        Some(name) => store.find_user_by_user_name(&caseless(name))?,
        None => None,
    };
    Ok(by_name.filter(|user| !user.active && user.external_id.is_none()))
}

fn text(object: &Object, path: &str) -> Option<String> {
    leaf::get(object, path)
        .and_then(Value::as_str)
        .filter(|text| !text.trim().is_empty())
        .map(|text| text.chars().take(256).collect())
}
