//! Users walked through from a place on: pages of a cursor, and filters that no index answers alone.

use std::fmt::Write as _;
use std::ops::ControlFlow;

use latchkey_app::ports::store::{Narrowing, Place, StoreError, UserDocument, UserSelection};
use rusqlite::Row;
use rusqlite::types::Value;

use super::Tables;
use super::columns::{millis, signed};
use super::users::{document, select_document};

fn placed(row: &Row<'_>) -> rusqlite::Result<(Place, UserDocument)> {
    Ok((Place(row.get(4)?), document(row)?))
}

/// The narrow table leads, and a row of a user is read only for whom it does not rule out.
fn narrowed(narrowing: &Narrowing, after: Place) -> (String, Vec<Value>) {
    let mut sql = select_document!("").trim_end().to_owned();
    // The order of the tables is written, so that SQLite does not choose another.
    sql = sql.replace(
        "FROM user",
        "FROM listed_user l CROSS JOIN user ON user.seq = l.seq WHERE l.seq > ?1",
    );
    let mut values: Vec<Value> = vec![after.0.into()];
    let mut and = |before: &str, value: Value, behind: &str| {
        values.push(value);
        let _ = write!(sql, " AND {before}?{}{behind}", values.len());
    };
    // A plus keeps SQLite from going by an index: the order is that of the places.
    if let Some(active) = narrowing.active {
        and("+l.active = ", i64::from(active).into(), "");
    }
    if let Some(from) = narrowing.modified_from {
        and("+l.modified_at >= ", millis(from).into(), "");
    }
    if let Some(to) = narrowing.modified_to {
        and("+l.modified_at <= ", millis(to).into(), "");
    }
    for text in &narrowing.texts {
        and("instr(l.haystack, ", text.clone().into(), ")");
    }
    sql.push_str(" ORDER BY l.seq");
    (sql, values)
}

impl Tables<'_> {
    pub(super) fn user_documents_after(
        &self,
        after: Place,
        limit: u64,
    ) -> Result<Vec<(Place, UserDocument)>, StoreError> {
        self.many(
            select_document!("WHERE seq > ?1 ORDER BY seq LIMIT ?2"),
            [after.0, signed(limit)],
            placed,
        )
    }

    pub(super) fn user_documents_of(
        &self,
        places: &[Place],
    ) -> Result<Vec<UserDocument>, StoreError> {
        let mut documents = Vec::with_capacity(places.len());
        for Place(seq) in places {
            documents.extend(self.one(select_document!("WHERE seq = ?1"), [seq], document)?);
        }
        Ok(documents)
    }

    pub(super) fn walk_user_documents(
        &self,
        selection: &UserSelection,
        after: Place,
        each: &mut dyn FnMut(Place, UserDocument) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        let each = |row: &Row<'_>| {
            let (place, document) = placed(row)?;
            Ok(each(place, document))
        };
        let (sql, key) = match selection {
            UserSelection::All => {
                let sql = select_document!("WHERE seq > ?1 ORDER BY seq");
                return self.walk(sql, [after.0], each);
            }
            UserSelection::Narrowed(narrowing) => {
                let (sql, values) = narrowed(narrowing, after);
                return self.walk(&sql, rusqlite::params_from_iter(values), each);
            }
            UserSelection::Id(id) => (select_document!("WHERE seq > ?1 AND id = ?2"), id),
            UserSelection::UserNameKey(key) => (
                select_document!("WHERE seq > ?1 AND user_name_key = ?2"),
                key,
            ),
            UserSelection::ExternalId(id) => {
                (select_document!("WHERE seq > ?1 AND external_id = ?2"), id)
            }
            UserSelection::EmailKey(key) => {
                (select_document!("WHERE seq > ?1 AND email_key = ?2"), key)
            }
            UserSelection::InGroup(id) => (
                select_document!(
                    "JOIN membership ON membership.user_seq = user.seq \
                     WHERE membership.user_seq > ?1 \
                     AND membership.group_seq = (SELECT seq FROM user_group WHERE id = ?2) \
                     ORDER BY membership.user_seq"
                ),
                id,
            ),
        };
        self.walk(sql, (after.0, key), each)
    }
}
