//! Reading the record (product rule 13): what changed, who did it, and everything that was refused.

use latchkey_domain::activity::Entry;
use latchkey_domain::{AccessRole, Refusal};

use crate::App;
use crate::failure::Failure;
use crate::ports::store::{ActivityQuery, RecentRead};
use crate::record::Caller;

/// An entry with its place in the order of writing.
pub type Placed = (u64, Entry);

/// An entry that is opened.
#[derive(Clone, Debug)]
pub struct Opened {
    /// Its place.
    pub sequence: u64,
    /// The entry.
    pub entry: Entry,
    /// Others about the same target, near it, the newest first.
    pub related: Vec<Placed>,
}

/// So many entries before and after an opened one are given with it.
const NEAR: u64 = 10;

impl App {
    /// Activity as `query` has it, for an Admin.
    pub fn activity_page(
        &self,
        caller: &Caller,
        query: &ActivityQuery,
    ) -> Result<Vec<Placed>, Failure> {
        self.read_as(caller, AccessRole::Admin, |store| {
            Ok(store.list_activity(query)?)
        })
    }

    /// One entry with what is near it, for an Admin.
    pub fn open_activity(&self, caller: &Caller, id: &str) -> Result<Opened, Failure> {
        self.read_as(caller, AccessRole::Admin, |store| {
            let (sequence, entry) = store
                .get_activity(id)?
                .ok_or_else(|| Refusal::not_found("activity", id))?;
            let mut related = Vec::new();
            if entry.target.id.is_some() {
                let about = ActivityQuery {
                    target_id: entry.target.id.clone(),
                    limit: NEAR,
                    ..ActivityQuery::default()
                };
                let mut later = store.list_activity(&ActivityQuery {
                    after: Some(sequence),
                    oldest_first: true,
                    ..about.clone()
                })?;
                later.reverse();
                related.append(&mut later);
                related.extend(store.list_activity(&ActivityQuery {
                    before: Some(sequence),
                    ..about
                })?);
            }
            Ok(Opened {
                sequence,
                entry,
                related,
            })
        })
    }

    /// The last calls that only read, in full, the newest first, for an Admin.
    pub fn recent_reads(&self, caller: &Caller, limit: u64) -> Result<Vec<RecentRead>, Failure> {
        self.read_as(caller, AccessRole::Admin, |store| {
            Ok(store.recent_reads(limit)?)
        })
    }
}
