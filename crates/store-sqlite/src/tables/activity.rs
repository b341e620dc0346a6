//! The tables `activity` and `recent_read`. How entries are tied together is in `chain`, how they go in `trimming`.

use std::fmt::Write as _;

use jiff::Timestamp;
use latchkey_app::ports::store::{
    ActivityQuery, ActivityReads, ActivityWrites, ChainEnd, LastChange, RecentRead, Salt,
    StoreError, Trimmed,
};
use latchkey_domain::activity::{AttributeChange, Call, Entry, Outcome, Target};
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Row, ToSql, params_from_iter};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Tables;
use super::chain::{COVERED, covered, digest_of_bodies, digest_of_entry, salts};
use super::columns::{json, millis, optional_time, signed, time, to_json, unsigned};

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
    call: Option<CallOf<'a>>,
}

/// A call without what was sent and answered.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CallOf<'a> {
    method: &'a str,
    path: &'a str,
    from: Option<&'a str>,
    request_id: &'a str,
    passkey: Option<&'a str>,
    status: u16,
    micros: u64,
}

impl<'a> From<&'a Call> for CallOf<'a> {
    fn from(call: &'a Call) -> Self {
        Self {
            method: &call.method,
            path: &call.path,
            from: call.from.as_deref(),
            request_id: &call.request_id,
            passkey: call.passkey.as_deref(),
            status: call.status,
            micros: call.micros,
        }
    }
}

/// The column `bodies`: what was sent and answered, which is kept for a shorter time.
#[derive(Deserialize)]
struct Bodies {
    #[serde(default)]
    request: Option<Value>,
    #[serde(default)]
    answer: Option<String>,
}

/// The same, on its way in.
#[derive(Serialize)]
struct BodiesOf<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    request: Option<&'a Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    answer: Option<&'a str>,
}

/// What was sent and answered, as it is stored; `None` where there is neither.
fn bodies_of(entry: &Entry) -> Result<Option<String>, StoreError> {
    let Some(call) = &entry.call else {
        return Ok(None);
    };
    if call.request.is_none() && call.answer.is_none() {
        return Ok(None);
    }
    let bodies = BodiesOf {
        request: call.request.as_ref(),
        answer: call.answer.as_deref(),
    };
    to_json(&bodies).map(Some)
}

macro_rules! select_entry {
    ($rest:literal) => {
        concat!(
            "SELECT seq, id, at, actor, action, target_kind, target_id, target_name, outcome, reason, detail, \
             count, last_at, bodies FROM activity ",
            $rest
        )
    };
}

fn entry(row: &Row<'_>) -> rusqlite::Result<(u64, Entry)> {
    let Detail {
        changes,
        left_out,
        mut call,
    } = json(row, 10)?;
    // Entries of earlier versions have them in the call itself.
    if let Some(call) = &mut call
        && !matches!(row.get_ref(13)?, ValueRef::Null)
    {
        let Bodies { request, answer } = json(row, 13)?;
        call.request = request;
        call.answer = answer;
    }
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
    /// Writes an entry and ties it to those before. `key` is what it is gathered under.
    fn insert_entry(
        &self,
        key: Option<&str>,
        entry: &Entry,
        salt: &Salt,
    ) -> Result<(), StoreError> {
        let actor = to_json(&entry.actor)?;
        let detail = to_json(&DetailOf {
            changes: &entry.changes,
            left_out: &entry.left_out,
            call: entry.call.as_ref().map(CallOf::from),
        })?;
        let bodies = bodies_of(entry)?;
        let covered: [ValueRef<'_>; COVERED] = [
            entry.id.as_str().into(),
            ValueRef::Integer(millis(entry.at)),
            ValueRef::Integer(millis(entry.last_at)),
            ValueRef::Integer(signed(entry.count)),
            key.into(),
            entry.action.as_str().into(),
            entry.outcome.as_str().into(),
            entry.actor.kind().into(),
            entry.actor.label().into(),
            actor.as_str().into(),
            entry.target.kind.as_str().into(),
            entry.target.id.as_deref().into(),
            entry.target.name.as_str().into(),
            entry.reason.as_deref().into(),
            detail.as_str().into(),
        ];
        let (salt, salt_of_bodies) = salts(salt);
        let bodies_digest = bodies
            .as_deref()
            .map(|bodies| digest_of_bodies(salt_of_bodies, bodies));
        let digest = digest_of_entry(salt, covered.iter().copied(), bodies_digest.as_ref());
        let beside: [ValueRef<'_>; 3] = [
            salt.into(),
            bodies.as_ref().map(|_| salt_of_bodies).into(),
            bodies.as_deref().into(),
        ];
        self.run(
            concat!(
                "INSERT INTO activity (",
                covered!(),
                ", salt, bodies_salt, bodies) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            ),
            params_from_iter(covered.into_iter().chain(beside).map(ToSqlOutput::Borrowed)),
        )?;
        self.tie(self.connection()?.last_insert_rowid(), &digest)
    }
}

/// The statement and its parameters for a query.
///
/// One value of one column is what an index gives in order. Several values are filtered while walking from the end: an
/// index would have to be sorted whole before the first row is known (the `+` keeps it out of the plan). So is the value that
/// most entries have: it is no walk to the next of them, and the index leaves them out.
fn statement(query: &ActivityQuery) -> (String, Vec<Box<dyn ToSql>>) {
    let mut sql = select_entry!("WHERE seq > ?1 AND seq < ?2").to_owned();
    let mut values: Vec<Box<dyn ToSql>> = vec![
        Box::new(query.after.map_or(0, signed)),
        Box::new(query.before.map_or(i64::MAX, signed)),
    ];
    let mut indexed = false;
    if let Some(target) = &query.target_id {
        sql.push_str(" AND target_id = ?");
        values.push(Box::new(target.clone()));
        indexed = true;
    }
    if let Some(person) = &query.person {
        // What the index of actors says of itself, so that each half has an index.
        sql.push_str(
            " AND (target_id = ? OR (actor_kind = 'person' AND actor_kind <> 'okta' AND json_extract(actor, '$.id') = ?))",
        );
        values.push(Box::new(person.clone()));
        values.push(Box::new(person.clone()));
        indexed = true;
    }
    let outcomes: Vec<String> = query
        .outcomes
        .iter()
        .map(|one| one.as_str().to_owned())
        .collect();
    for (column, wanted, most) in [
        ("action", &query.actions, ""),
        ("outcome", &outcomes, ""),
        ("target_kind", &query.kinds, "user"),
        ("actor_kind", &query.actors, "okta"),
    ] {
        match wanted.as_slice() {
            [] => continue,
            [one] if one == most => {
                let _ = write!(sql, " AND +{column} = ?");
            }
            [_] if !indexed && !most.is_empty() => {
                // What the index says of itself, word by word: else SQLite does not see that it has them all.
                let _ = write!(sql, " AND {column} = ? AND {column} <> '{most}'");
                indexed = true;
            }
            [_] if !indexed => {
                let _ = write!(sql, " AND {column} = ?");
                indexed = true;
            }
            many => {
                let marks = vec!["?"; many.len()].join(", ");
                let _ = write!(sql, " AND +{column} IN ({marks})");
            }
        }
        values.extend(
            wanted
                .iter()
                .map(|word| Box::new(word.clone()) as Box<dyn ToSql>),
        );
    }
    if let Some(text) = &query.text {
        let text = text
            .replace('\\', "\\\\")
            .replace('%', "\\%")
            .replace('_', "\\_");
        sql.push_str(" AND (");
        for (at, column) in ["target_name", "actor_label", "reason", "action"]
            .iter()
            .enumerate()
        {
            let or = if at > 0 { " OR " } else { "" };
            let _ = write!(sql, "{or}{column} LIKE ? ESCAPE '\\'");
            values.push(Box::new(format!("%{text}%")));
        }
        sql.push(')');
    }
    for (bound, at) in [
        (" AND +last_at >= ?", query.since),
        (" AND +last_at < ?", query.until),
    ] {
        if let Some(at) = at {
            sql.push_str(bound);
            values.push(Box::new(millis(at)));
        }
    }
    sql.push_str(if query.oldest_first {
        " ORDER BY seq LIMIT ?"
    } else {
        " ORDER BY seq DESC LIMIT ?"
    });
    values.push(Box::new(signed(query.limit)));
    (sql, values)
}

impl ActivityReads for Tables<'_> {
    fn list_activity(&self, query: &ActivityQuery) -> Result<Vec<(u64, Entry)>, StoreError> {
        let (sql, values) = statement(query);
        self.many(&sql, rusqlite::params_from_iter(values), entry)
    }

    fn get_activity(&self, id: &str) -> Result<Option<(u64, Entry)>, StoreError> {
        self.one(select_entry!("WHERE id = ?1"), [id], entry)
    }

    fn newest_activity(&self) -> Result<u64, StoreError> {
        self.count("SELECT coalesce(max(seq), 0) FROM activity", [])
    }

    fn count_deactivated_since(&self, since: Timestamp, but: &str) -> Result<u64, StoreError> {
        // People, not entries: someone who went, came back and went again is one, and who is back is none.
        self.count(
            "SELECT count(DISTINCT target_id) FROM activity JOIN user ON user.id = target_id \
             WHERE action = 'user.deactivated' AND activity.last_at >= ?1 AND actor_kind = 'okta' \
             AND outcome = 'changed' AND user.active = 0 AND target_id <> ?2",
            (millis(since), but),
        )
    }

    fn end_of_chain(&self) -> Result<ChainEnd, StoreError> {
        self.newest_link()
    }

    fn last_activity(&self, action: &str) -> Result<Option<Timestamp>, StoreError> {
        let last = self.one(
            // What is gathered comes to the end when it grows.
            "SELECT last_at FROM activity WHERE action = ?1 ORDER BY seq DESC LIMIT 1",
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
    fn add_activity(&mut self, entry: &Entry, salt: &Salt) -> Result<(), StoreError> {
        self.insert_entry(None, entry, salt)
    }

    fn gather_activity(&mut self, key: &str, entry: &Entry, salt: &Salt) -> Result<(), StoreError> {
        let earlier = self.one(
            "SELECT id, at, count, last_at, seq FROM activity WHERE gather_key = ?1",
            [key],
            |row| {
                Ok((
                    row.get::<_, String>(0)?,
                    time(row, 1)?,
                    unsigned(row, 2)?,
                    time(row, 3)?,
                    row.get::<_, i64>(4)?,
                ))
            },
        )?;
        let Some((id, at, count, last_at, place)) = earlier else {
            return self.insert_entry(Some(key), entry, salt);
        };
        self.run("DELETE FROM activity WHERE seq = ?1", [place])?;
        self.run(
            "UPDATE activity_link SET gone = 'gathered' WHERE seq = ?1",
            [place],
        )?;
        let grown = Entry {
            id,
            at,
            count: count + entry.count,
            last_at: last_at.max(entry.last_at),
            ..entry.clone()
        };
        self.insert_entry(Some(key), &grown, salt)
    }

    fn trim_activity(
        &mut self,
        older_than: Timestamp,
        but: &[String],
        now: Timestamp,
    ) -> Result<Trimmed, StoreError> {
        self.trim_entries(older_than, but, now)
    }

    fn trim_bodies(&mut self, older_than: Timestamp) -> Result<Trimmed, StoreError> {
        self.trim_sent_and_answered(older_than)
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
