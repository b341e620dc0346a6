//! Trimming the record: activity and what was sent and answered are kept for as long as the settings say.
//!
//! Trimming itself is no activity: an entry an hour that tells of the entries that went would be all that is left in the end.
//! The checkpoint that it leaves says how many went, and when; `latchkey check` tells it.

use std::sync::Arc;

use latchkey_domain::activity::Outcome;

use crate::App;
use crate::deactivations;
use crate::evidence::Evidence;
use crate::failure::Failure;
use crate::ports::store::{ActivityQuery, ChainEnd, Reads, StoreExt as _, Trimmed, Writes};

/// How much went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// Entries that were trimmed.
    pub entries: u64,
    /// Entries that lost what was sent and answered.
    pub bodies: u64,
}

impl App {
    /// Trims the record. The server calls this every hour. Each step is a unit of work of its own, between which others come.
    pub async fn trim_record(&self) -> Result<Kept, Failure> {
        let (now, keeping) = (self.now(), self.settings()?.keeping());
        let mut kept = Kept::default();
        if let Some(before) = keeping.bodies_before(now) {
            kept.bodies = self
                .in_steps(move |store| Ok(store.trim_bodies(before)?))
                .await?;
        }
        if let Some(before) = keeping.activity_before(now) {
            // What is old and told of something now does so until a newer one does; none comes to it meanwhile.
            let told: Arc<[String]> = self.look(still_told)?.into();
            kept.entries = self
                .in_steps(move |store| Ok(store.trim_activity(before, &told, now)?))
                .await?;
        }
        Ok(kept)
    }

    async fn in_steps(
        &self,
        step: impl Fn(&mut dyn Writes) -> Result<Trimmed, Failure> + Clone + Send + 'static,
    ) -> Result<u64, Failure> {
        let mut removed = 0;
        loop {
            let trimmed = self.store().write(step.clone()).await?;
            removed += trimmed.removed;
            if trimmed.looked_at == 0 {
                return Ok(removed);
            }
        }
    }

    /// The newest link of the record's chain, for whoever keeps it elsewhere.
    pub fn end_of_chain(&self) -> Result<ChainEnd, Failure> {
        Ok(self.read(|store| store.end_of_chain())?)
    }
}

/// The entries by which something is told today, however old they are: the checklist ticks, and Troubleshooting speaks, by the
/// newest of each kind since the connector was added; deactivations wait on Home until somebody settles them.
fn still_told(store: &dyn Reads) -> Result<Vec<String>, Failure> {
    let evidence = Evidence::gather(store)?;
    let waiting = deactivations::waiting(store)?;
    let off = store.list_activity(&ActivityQuery {
        actions: vec!["toolkit.disabled".to_owned()],
        outcomes: vec![Outcome::Changed],
        limit: 1,
        ..ActivityQuery::default()
    })?;
    let all = evidence
        .entries()
        .chain(&waiting)
        .chain(off.iter().map(|(_, entry)| entry));
    Ok(all.map(|entry| entry.id.clone()).collect())
}
