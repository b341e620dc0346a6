//! "Why is this so?": the last cause of each value that a person has.

use std::collections::BTreeSet;

use jiff::Timestamp;
use latchkey_domain::AccessRole;
use latchkey_domain::Refusal;
use latchkey_domain::activity::{Actor, AttributeChange, Outcome};
use latchkey_scim::leaf;
use latchkey_scim::schema::ResourceType;

use crate::App;
use crate::authority::Authority;
use crate::failure::Failure;
use crate::ports::store::ActivityQuery;
use crate::record::Caller;

/// So many entries are read at a time.
const PAGE: u64 = 200;

/// What made a value what it is.
#[derive(Debug)]
pub struct Cause {
    /// The entry's id.
    pub entry_id: String,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: Actor,
    /// What was done: "user.updated".
    pub action: String,
    /// The value, before and after.
    pub change: AttributeChange,
}

impl App {
    /// The last cause of each present value, and of the access role, for an Admin. A value that is older than the
    /// record has none.
    pub fn why(&self, caller: &Caller, id: &str) -> Result<Vec<Cause>, Failure> {
        self.look(|store| {
            Authority::of(store, caller)?.demand(AccessRole::Admin)?;
            let user = store.get_user(id)?.ok_or_else(|| {
                let shown: String = id.chars().take(100).collect();
                Refusal::not_found("user", &shown)
            })?;
            let resource = user.resource.to_object();
            let mut wanted: BTreeSet<String> = leaf::leaves(&resource, ResourceType::user())
                .into_iter()
                .map(|(name, _)| name)
                .chain(["access role".to_owned()])
                .collect();
            let mut causes = Vec::new();
            let mut query = ActivityQuery {
                target_id: Some(user.id),
                limit: PAGE,
                ..ActivityQuery::default()
            };
            while !wanted.is_empty() {
                let entries = store.list_activity(&query)?;
                let Some((oldest, _)) = entries.last() else {
                    break;
                };
                query.before = Some(*oldest);
                for (_, entry) in entries {
                    if entry.outcome != Outcome::Changed {
                        continue;
                    }
                    for change in entry.changes {
                        if wanted.remove(&change.attribute) {
                            causes.push(Cause {
                                entry_id: entry.id.clone(),
                                at: entry.last_at,
                                actor: entry.actor.clone(),
                                action: entry.action.clone(),
                                change,
                            });
                        }
                    }
                }
            }
            Ok(causes)
        })
    }
}
