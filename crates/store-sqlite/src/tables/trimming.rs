//! Taking away what is older than it is to be kept: in small steps, each a unit of work, so that no request waits long.
//!
//! Both walk from the oldest place on and note how far they came (`activity_checkpoint`), so that a step reads what it takes away
//! and no more. They go by the order of writing, and end at the first entry that is young enough. A gathered entry comes to the
//! end of the order when it grows, so that nothing younger stands behind it but where the clock was put back.

use std::ops::ControlFlow;

use jiff::Timestamp;
use latchkey_app::ports::store::{StoreError, Trimmed};
use rusqlite::params_from_iter;
use rusqlite::types::Value;

use super::Tables;
use super::chain::digest_of_bodies;
use super::columns::{millis, signed};

/// So many entries are looked at in a step.
const STEP: i64 = 200;

/// An entry with what was sent and answered: place, salt, text.
type WithBodies = (i64, Option<Vec<u8>>, Option<String>);

impl Tables<'_> {
    /// Entries from the oldest on that are older than that, as far as a step goes: the place of the last of them.
    fn old_enough(
        &self,
        behind: i64,
        older_than: Timestamp,
    ) -> Result<(Option<i64>, u64), StoreError> {
        let mut last = None;
        let mut looked_at = 0;
        self.walk(
            "SELECT seq, last_at FROM activity WHERE seq > ?1 ORDER BY seq LIMIT ?2",
            (behind, STEP),
            |row| {
                if row.get::<_, i64>(1)? >= millis(older_than) {
                    return Ok(ControlFlow::Break(()));
                }
                last = Some(row.get(0)?);
                looked_at += 1;
                Ok(ControlFlow::Continue(()))
            },
        )?;
        Ok((last, looked_at))
    }

    /// Takes away the oldest entries but those named, and puts the checkpoint where the first link is now.
    pub(super) fn trim_entries(
        &self,
        older_than: Timestamp,
        but: &[String],
        now: Timestamp,
    ) -> Result<Trimmed, StoreError> {
        let Some((trimmed_to, began_behind)) = self.one(
            "SELECT trimmed_to, began_behind FROM activity_checkpoint",
            [],
            |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?)),
        )?
        else {
            return Ok(Trimmed::default());
        };
        let (Some(last), looked_at) = self.old_enough(trimmed_to, older_than)? else {
            return Ok(Trimmed::default());
        };
        // What was kept at an earlier step is looked at again: something newer may tell the same by now.
        let marks = vec!["?"; but.len()].join(", ");
        let mut values = vec![Value::from(last), Value::from(millis(older_than))];
        values.extend(but.iter().cloned().map(Value::from));
        let removed = self.run(
            &format!("DELETE FROM activity WHERE seq <= ? AND last_at < ? AND id NOT IN ({marks})"),
            params_from_iter(values),
        )?;
        self.run(
            "UPDATE activity_checkpoint SET trimmed_to = ?1, trimmed = trimmed + ?2, \
             trimmed_at = CASE WHEN ?2 > 0 THEN ?3 ELSE trimmed_at END",
            (last, signed(removed), millis(now)),
        )?;
        if last > began_behind {
            self.move_checkpoint(last)?;
        }
        Ok(Trimmed { looked_at, removed })
    }

    /// Puts the checkpoint at the link of this place, and takes away those up to it.
    fn move_checkpoint(&self, place: i64) -> Result<(), StoreError> {
        let moved = self.run(
            "UPDATE activity_checkpoint SET seq = newest.seq, link = newest.link \
             FROM (SELECT seq, link FROM activity_link WHERE seq = ?1) AS newest",
            [place],
        )?;
        // Without that link the chain is broken, and where is not to be lost: the check tells it.
        if moved > 0 {
            self.run("DELETE FROM activity_link WHERE seq <= ?1", [place])?;
        }
        Ok(())
    }

    /// Takes away what was sent and answered with the oldest entries; the entries stay.
    pub(super) fn trim_sent_and_answered(
        &self,
        older_than: Timestamp,
    ) -> Result<Trimmed, StoreError> {
        let Some(bodies_to) = self.one("SELECT bodies_to FROM activity_checkpoint", [], |row| {
            row.get::<_, i64>(0)
        })?
        else {
            return Ok(Trimmed::default());
        };
        let (Some(last), looked_at) = self.old_enough(bodies_to, older_than)? else {
            return Ok(Trimmed::default());
        };
        let with_bodies: Vec<WithBodies> = self.many(
            "SELECT seq, bodies_salt, bodies FROM activity WHERE seq > ?1 AND seq <= ?2 AND bodies IS NOT NULL",
            (bodies_to, last),
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )?;
        let mut removed = with_bodies.len() as u64;
        for (place, salt, bodies) in with_bodies {
            let digest = digest_of_bodies(
                &salt.unwrap_or_default(),
                bodies.as_deref().unwrap_or_default(),
            );
            self.run(
                "UPDATE activity SET bodies = NULL, bodies_salt = NULL, bodies_digest = ?2 WHERE seq = ?1",
                (place, digest),
            )?;
        }
        // Entries from before the chain have them in the call itself.
        removed += self.run(
            "UPDATE activity SET detail = json_remove(detail, '$.call.request', '$.call.answer') \
             WHERE seq > ?1 AND seq <= ?2 AND salt IS NULL AND (json_extract(detail, '$.call.request') IS NOT NULL \
             OR json_extract(detail, '$.call.answer') IS NOT NULL)",
            (bodies_to, last),
        )?;
        self.run("UPDATE activity_checkpoint SET bodies_to = ?1", [last])?;
        Ok(Trimmed { looked_at, removed })
    }
}
