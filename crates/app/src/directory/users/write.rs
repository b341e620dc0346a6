//! From a draft to a row: uniqueness, the stored form, and what else a change brings about.

use std::mem;

use jiff::Timestamp;
use latchkey_domain::provisioning::Draft;
use latchkey_domain::provisioning::required::Columns;
use latchkey_domain::user::{Source, User};
use latchkey_domain::{Document, Holder, Refusal, RefusalCode};
use latchkey_scim::{Object, urn};
use serde_json::{Value, json};

use super::size::demand_room;
use super::{consequences, target, view_of};
use crate::App;
use crate::directory::view::UserView;
use crate::failure::Failure;
use crate::ports::store::{Reads, Writes};
use crate::record::{Caller, Record};

impl App {
    /// Stores a new user.
    pub(crate) fn add_user(
        &self,
        store: &mut dyn Writes,
        record: &mut Record,
        caller: &Caller,
        mut draft: Draft,
    ) -> Result<UserView, Failure> {
        demand_unique(store, caller, &draft.columns, None)?;
        let now = self.now();
        let id = self.id();
        let changes = mem::take(&mut draft.changes);
        let user = user(draft, id, now, now, caller, None);
        demand_room(None, &user)?;
        store.add_user(&user)?;
        record
            .action("user.created")
            .target(target(&user))
            .changes(changes);
        consequences::of_create(store, record, caller, &user)?;
        view_of(store, user)
    }

    /// Stores a changed user; writes nothing when nothing is different.
    pub(crate) fn change_user(
        &self,
        store: &mut dyn Writes,
        record: &mut Record,
        caller: &Caller,
        before: User,
        mut draft: Draft,
    ) -> Result<UserView, Failure> {
        let now = self.now();
        let mut changes = mem::take(&mut draft.changes);
        let columns = draft.columns.clone();
        let mut after = user(
            draft,
            before.id.clone(),
            before.created_at,
            now,
            caller,
            Some(&before),
        );
        record
            .action(consequences::name_of_change(&before, &after))
            .target(target(&after));
        if changes.is_empty()
            && after.managed == before.managed
            && after.source == before.source
            && after.deactivation_held_at == before.deactivation_held_at
        {
            record.unchanged();
            return view_of(store, before);
        }
        demand_unique(store, caller, &columns, Some(&before.id))?;
        demand_room(Some(&before), &after)?;
        if changes.is_empty() {
            // Only what Okta manages or what was held is different: nothing that anybody is sent.
            after.modified_at = before.modified_at;
        }
        if let Some(held) = self.hold(store, record, caller, &before, &after)? {
            return view_of(store, held);
        }
        store.update_user(&after)?;
        changes.extend(consequences::of_what_was_held(
            record, caller, &before, &after,
        ));
        record.changes(changes);
        self.consequences_of_change(store, record, caller, &before, &after)?;
        view_of(store, after)
    }
}

fn user(
    draft: Draft,
    id: String,
    created_at: Timestamp,
    modified_at: Timestamp,
    caller: &Caller,
    before: Option<&User>,
) -> User {
    let Columns {
        user_name,
        email,
        external_id,
        given_name,
        family_name,
        display_name,
        active,
    } = draft.columns;
    // Okta owns whom it made, and whom it gave its own id to.
    let adopted =
        before.is_some_and(|user| user.external_id != external_id) && external_id.is_some();
    let source = match before {
        None if caller.is_okta() => Source::Okta,
        None => Source::Local,
        Some(_) if caller.is_okta() && adopted => Source::Okta,
        Some(user) => user.source,
    };
    User {
        resource: stored_form(draft.resource, &id),
        id,
        user_name,
        email,
        external_id,
        given_name,
        family_name,
        display_name,
        active,
        // What was held has come about, or whoever says now that they are active has lifted it.
        deactivation_held_at: before
            .and_then(|user| user.deactivation_held_at)
            .filter(|_| active && !draft.sent_active),
        access_role: draft.access_role,
        source,
        managed: draft.managed,
        has_password: before.is_some_and(|user| user.has_password),
        created_at,
        modified_at,
        last_sign_in_at: before.and_then(|user| user.last_sign_in_at),
    }
}

/// `schemas` and `id` in front, as people read it; `groups` and `meta` are written when it is sent.
fn stored_form(mut resource: Object, id: &str) -> Document {
    let mut stored = Object::new();
    let schemas = resource
        .remove("schemas")
        .unwrap_or_else(|| json!([urn::USER]));
    stored.insert("schemas".into(), schemas);
    stored.insert("id".into(), id.into());
    for (name, value) in resource {
        if !matches!(name.as_str(), "id" | "groups" | "meta" | "password") && value != Value::Null {
            stored.insert(name, value);
        }
    }
    Document::from_object(&stored)
}

/// userName, the email that counts and externalId each belong to one user.
fn demand_unique(
    store: &dyn Reads,
    caller: &Caller,
    columns: &Columns,
    own_id: Option<&str>,
) -> Result<(), Failure> {
    let others = |found: Option<User>| found.filter(|user| Some(user.id.as_str()) != own_id);
    if let Some(other) = others(store.find_user_by_user_name(&columns.user_name_key())?) {
        // On a screen one types the email, and the user name follows it.
        let typed = if !caller.is_okta() && columns.user_name_key() == columns.email_key() {
            "email"
        } else {
            "user name"
        };
        return Err(taken(typed, &columns.user_name, &other));
    }
    if let Some(other) = others(store.find_user_by_email(&columns.email_key())?) {
        return Err(taken("email", &columns.email, &other));
    }
    if let Some(external_id) = &columns.external_id
        && let Some(other) = others(store.find_user_by_external_id(external_id)?)
    {
        return Err(taken("external id", external_id, &other));
    }
    Ok(())
}

/// Only those are told who has it who may see people, or Okta, which sees every user: nobody else gets as far as this.
pub(super) fn taken(what: &'static str, value: &str, other: &User) -> Failure {
    let state = if other.active {
        ""
    } else {
        ", who is deactivated"
    };
    let field = match what {
        "user name" => "userName",
        "external id" => "externalId",
        other => other,
    };
    let holder = Holder {
        id: other.id.clone(),
        name: other.name().to_owned(),
    };
    Refusal::new(
        RefusalCode::Taken,
        format!(
            "The {what} {value} already belongs to {}{state}. Use another {what}, or open {} in Latchkey. Nothing was \
             changed.",
            other.name(),
            other.name()
        ),
    )
    .about(field, Some(holder))
    .into()
}
