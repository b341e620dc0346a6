//! The tables `activity` and `recent_read`.

use jiff::Timestamp;
use latchkey_app::ports::store::{
    ActivityQuery, ActivityReads, ActivityWrites, LastChange, RecentRead, StoreError,
};
use latchkey_domain::activity::{AttributeChange, Call, Entry, Outcome, Target};
use rusqlite::{Row, named_params};
use serde::{Deserialize, Serialize};

use super::Tables;
use super::columns::{actor_kind, json, millis, optional_time, signed, time, to_json, unsigned};

/// The column `detail`: what is shown when an entry is opened.
#[derive(Deserialize)]
struct Detail {
    #[serde(default)]
    changes: Vec<AttributeChange>,
    #[serde(default)]
    left_out: Vec<String>,
    #[serde(default)]
    call: Option<Call>,
}

/// The same, on its way in.
#[derive(Serialize)]
struct DetailOf<'a> {
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    changes: &'a [AttributeChange],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    left_out: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    call: Option<&'a Call>,
}

macro_rules! select_entry {
    ($rest:literal) => {
        concat!(
            "SELECT seq, id, at, actor, action, target_kind, target_id, target_name, outcome, reason, detail, \
             count, last_at FROM activity ",
            $rest
        )
    };
}

fn entry(row: &Row<'_>) -> rusqlite::Result<(u64, Entry)> {
    let Detail {
        changes,
        left_out,
        call,
    } = json(row, 10)?;
    let entry = Entry {
        id: row.get(1)?,
        at: time(row, 2)?,
        actor: json(row, 3)?,
        action: row.get(4)?,
        target: Target {
            kind: row.get(5)?,
            id: row.get(6)?,
            name: row.get(7)?,
        },
        outcome: Outcome::from_stored(row.get_ref(8)?.as_str()?),
        reason: row.get(9)?,
        changes,
        left_out,
        call,
        count: unsigned(row, 11)?,
        last_at: time(row, 12)?,
    };
    Ok((unsigned(row, 0)?, entry))
}

impl Tables<'_> {
    /// `sql` is one of the statements of `insert_entry!`, `key` what the entry is gathered under.
    fn insert_entry(&self, sql: &str, key: Option<&str>, entry: &Entry) -> Result<(), StoreError> {
        self.run(
            sql,
            named_params! {
                ":id": entry.id,
                ":at": millis(entry.at),
                ":last_at": millis(entry.last_at),
                ":count": signed(entry.count),
                ":gather_key": key,
                ":action": entry.action,
                ":outcome": entry.outcome.as_str(),
                ":actor_kind": actor_kind(&entry.actor),
                ":actor_label": entry.actor.label(),
                ":actor": to_json(&entry.actor)?,
                ":target_kind": entry.target.kind,
                ":target_id": entry.target.id,
                ":target_name": entry.target.name,
                ":reason": entry.reason,
                ":detail": to_json(&DetailOf {
                    changes: &entry.changes,
                    left_out: &entry.left_out,
                    call: entry.call.as_ref(),
                })?,
            },
        )?;
        Ok(())
    }
}

macro_rules! insert_entry {
    ($rest:literal) => {
        concat!(
            "INSERT INTO activity (id, at, last_at, count, gather_key, action, outcome, actor_kind, actor_label, \
             actor, target_kind, target_id, target_name, reason, detail) \
             VALUES (:id, :at, :last_at, :count, :gather_key, :action, :outcome, :actor_kind, :actor_label, \
             :actor, :target_kind, :target_id, :target_name, :reason, :detail) ",
            $rest
        )
    };
}

impl ActivityReads for Tables<'_> {
    fn list_activity(&self, query: &ActivityQuery) -> Result<Vec<(u64, Entry)>, StoreError> {
        let after = query.after.map_or(0, signed);
        let before = query.before.map_or(i64::MAX, signed);
        let limit = signed(query.limit);
        match &query.target_id {
            None => self.many(
                select_entry!("WHERE seq > ?1 AND seq < ?2 ORDER BY seq DESC LIMIT ?3"),
                [after, before, limit],
                entry,
            ),
            Some(target) => self.many(
                select_entry!(
                    "WHERE target_id = ?4 AND seq > ?1 AND seq < ?2 ORDER BY seq DESC LIMIT ?3"
                ),
                (after, before, limit, target),
                entry,
            ),
        }
    }

    fn count_deactivations_since(&self, since: Timestamp) -> Result<u64, StoreError> {
        // People, not entries: someone who went, came back and went again is one.
        self.count(
            "SELECT count(DISTINCT target_id) FROM activity WHERE action = 'user.deactivated' \
             AND last_at >= ?1 AND actor_kind = 'okta' AND outcome = 'changed'",
            [millis(since)],
        )
    }

    fn last_activity(&self, action: &str) -> Result<Option<Timestamp>, StoreError> {
        let last = self.one(
            "SELECT max(last_at) FROM activity WHERE action = ?1",
            [action],
            |row| optional_time(row, 0),
        )?;
        Ok(last.flatten())
    }

    fn last_change_by_okta(&self, target_id: &str) -> Result<Option<LastChange>, StoreError> {
        self.one(
            "SELECT id, last_at FROM activity WHERE target_id = ?1 AND actor_kind = 'okta' AND outcome = 'changed' \
             ORDER BY seq DESC LIMIT 1",
            [target_id],
            |row| {
                Ok(LastChange {
                    entry_id: row.get(0)?,
                    at: time(row, 1)?,
                })
            },
        )
    }

    fn recent_reads(&self, limit: u64) -> Result<Vec<RecentRead>, StoreError> {
        self.many(
            "SELECT at, call FROM recent_read ORDER BY seq DESC LIMIT ?1",
            [signed(limit)],
            |row| {
                Ok(RecentRead {
                    at: time(row, 0)?,
                    call: json(row, 1)?,
                })
            },
        )
    }
}

impl ActivityWrites for Tables<'_> {
    fn add_activity(&mut self, entry: &Entry) -> Result<(), StoreError> {
        self.insert_entry(insert_entry!(""), None, entry)
    }

    fn gather_activity(&mut self, key: &str, entry: &Entry) -> Result<(), StoreError> {
        self.insert_entry(
            insert_entry!(
                "ON CONFLICT (gather_key) DO UPDATE SET count = count + excluded.count, \
                 last_at = max(last_at, excluded.last_at), detail = excluded.detail"
            ),
            Some(key),
            entry,
        )
    }

    fn add_recent_reads(&mut self, reads: &[RecentRead], keep: u64) -> Result<(), StoreError> {
        let kept = usize::try_from(keep).unwrap_or(usize::MAX);
        // Those that would go at once need not come.
        let skipped = reads.len().saturating_sub(kept);
        for read in &reads[skipped..] {
            self.run(
                "INSERT INTO recent_read (at, call) VALUES (?1, ?2)",
                (millis(read.at), to_json(&read.call)?),
            )?;
        }
        // The numbers have no gaps: a new one is the largest and one, and only the smallest go.
        self.run(
            "DELETE FROM recent_read WHERE seq <= (SELECT max(seq) FROM recent_read) - ?1",
            [signed(keep)],
        )?;
        Ok(())
    }
}
