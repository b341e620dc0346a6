//! Everything that is kept of one person, for themselves or whoever answers for it.
//!
//! The document is `{"exportedAt", "profile", "account", "bindings", "sessions", "secondFactor", "activity"}`: the SCIM
//! resource with its groups; what Latchkey keeps beside it; their ties to Okta accounts; the sessions that stand; what their
//! second factor is, without its secrets; every entry about them or by them, the oldest first. Activity may be long, so it is
//! given in parts.

use jiff::Timestamp;
use latchkey_domain::activity::Entry;
use latchkey_domain::{AccessRole, Refusal};
use serde_json::{Map, Value, json};

use crate::App;
use crate::activity::Placed;
use crate::authority::Authority;
use crate::directory::users::{target, target_by_id, view_of};
use crate::failure::Failure;
use crate::ports::store::{ActivityQuery, Reads};
use crate::record::Caller;

/// So many entries are read at a time.
const PART: u64 = 200;

impl App {
    /// What is kept of a person but the activity, for an EnterpriseAdmin or themselves. On record.
    pub async fn export_person(
        &self,
        caller: Caller,
        id: &str,
    ) -> Result<Map<String, Value>, Failure> {
        let (id, now, asking) = (id.to_owned(), self.now(), caller.clone());
        let named = target_by_id(&id);
        self.recorded(caller, "user.exported", named, move |store, record| {
            allowed(store, &asking, &id)?;
            let user = store
                .get_user(&id)?
                .ok_or_else(|| Refusal::not_found("user", &id))?;
            record.target(target(&user)).done();
            kept_of(store, &id, now)
        })
        .await
    }

    /// The entries about a person or by them behind this place, the oldest first; none when all were given.
    pub fn activity_of_person(
        &self,
        caller: &Caller,
        id: &str,
        after: Option<u64>,
    ) -> Result<Vec<Placed>, Failure> {
        self.look(|store| {
            allowed(store, caller, id)?;
            Ok(store.list_activity(&ActivityQuery {
                person: Some(id.to_owned()),
                after,
                oldest_first: true,
                limit: PART,
                ..ActivityQuery::default()
            })?)
        })
    }
}

fn allowed(store: &dyn Reads, caller: &Caller, id: &str) -> Result<(), Failure> {
    let authority = Authority::of(store, caller)?;
    if !authority.is(id) {
        authority.demand(AccessRole::EnterpriseAdmin)?;
    }
    Ok(())
}

fn kept_of(store: &dyn Reads, id: &str, now: Timestamp) -> Result<Map<String, Value>, Failure> {
    let user = store
        .get_user(id)?
        .ok_or_else(|| Refusal::not_found("user", id))?;
    let account = json!({
        "id": user.id,
        "source": user.source,
        "active": user.active,
        "accessRole": user.access_role,
        "managedByOkta": user.managed,
        "hasPassword": user.has_password,
        "createdAt": user.created_at,
        "modifiedAt": user.modified_at,
        "lastSignInAt": user.last_sign_in_at,
        "deactivationHeldAt": user.deactivation_held_at,
    });
    let bindings: Vec<Value> = store
        .bindings_of(id)?
        .iter()
        .map(|one| json!({"issuer": one.issuer, "subject": one.subject, "boundAt": one.bound_at}))
        .collect();
    let sessions: Vec<Value> = store
        .sessions_of(id)?
        .iter()
        .map(|one| {
            json!({
                "id": one.id,
                "method": one.method,
                "surface": one.surface,
                "createdAt": one.created_at,
                "lastSeenAt": one.last_seen_at,
                "from": one.from,
            })
        })
        .collect();
    let profile = Value::Object(view_of(store, user)?.to_object(""));
    let mut kept = Map::new();
    for (name, value) in [
        ("exportedAt", json!(now)),
        ("profile", profile),
        ("account", account),
        ("bindings", json!(bindings)),
        ("sessions", json!(sessions)),
        ("secondFactor", second_factor(store, id)?),
    ] {
        kept.insert(name.to_owned(), value);
    }
    Ok(kept)
}

fn second_factor(store: &dyn Reads, id: &str) -> Result<Value, Failure> {
    let passkeys: Vec<Value> = store
        .credentials_of(id)?
        .iter()
        .map(|one| {
            json!({
                "name": one.name,
                "host": one.rp_id,
                "addedAt": one.added_at,
                "lastUsedAt": one.last_used_at,
            })
        })
        .collect();
    let totp = store
        .totp_of(id)?
        .map(|totp| json!({"addedAt": totp.added_at, "lastUsedAt": totp.last_used_at}));
    Ok(json!({
        "totp": totp,
        "passkeys": passkeys,
        "recoveryCodes": store.count_recovery_codes(id)?,
    }))
}

/// An entry as it stands in the document.
pub fn entry(entry: &Entry) -> Value {
    json!({
        "id": entry.id,
        "at": entry.at,
        "lastAt": entry.last_at,
        "count": entry.count,
        "actor": entry.actor,
        "action": entry.action,
        "target": entry.target,
        "outcome": entry.outcome,
        "reason": entry.reason,
        "changes": entry.changes,
        "leftOut": entry.left_out,
        "call": entry.call,
    })
}
