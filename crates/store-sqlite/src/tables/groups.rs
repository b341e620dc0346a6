//! The tables `user_group` and `membership`.

use std::collections::HashSet;
use std::ops::ControlFlow;

use latchkey_app::ports::store::{GroupSelection, Place, StoreError};
use latchkey_domain::group::{Group, GroupRef, MemberRef};
use latchkey_scim::text::caseless;
use rusqlite::{Row, named_params};

use super::Tables;
use super::columns::{millis, signed, time, unsigned};

macro_rules! select_group {
    ($rest:literal) => {
        concat!(
            "SELECT user_group.id, display_name, external_id, version, created_at, modified_at, user_group.seq \
             FROM user_group ",
            $rest
        )
    };
}

fn group(row: &Row<'_>) -> rusqlite::Result<Group> {
    Ok(Group {
        id: row.get(0)?,
        display_name: row.get(1)?,
        external_id: row.get(2)?,
        version: unsigned(row, 3)?,
        created_at: time(row, 4)?,
        modified_at: time(row, 5)?,
    })
}

fn absent(id: &str) -> StoreError {
    StoreError::Fault(format!(
        "there is no group with the id {id}; nothing was changed"
    ))
}

impl Tables<'_> {
    pub(super) fn group_by_id(&self, id: &str) -> Result<Option<Group>, StoreError> {
        self.one(select_group!("WHERE id = ?1"), [id], group)
    }

    pub(super) fn group_by_display_name_key(&self, key: &str) -> Result<Option<Group>, StoreError> {
        self.one(select_group!("WHERE display_name_key = ?1"), [key], group)
    }

    pub(super) fn group_page(&self, offset: u64, limit: u64) -> Result<Vec<Group>, StoreError> {
        self.many(
            select_group!("ORDER BY seq LIMIT ?2 OFFSET ?1"),
            [signed(offset), signed(limit)],
            group,
        )
    }

    pub(super) fn groups_after(
        &self,
        after: Place,
        limit: u64,
    ) -> Result<Vec<(Place, Group)>, StoreError> {
        self.many(
            select_group!("WHERE seq > ?1 ORDER BY seq LIMIT ?2"),
            [after.0, signed(limit)],
            |row| Ok((Place(row.get(6)?), group(row)?)),
        )
    }

    pub(super) fn groups_of_places(&self, places: &[Place]) -> Result<Vec<Group>, StoreError> {
        let mut groups = Vec::with_capacity(places.len());
        for Place(seq) in places {
            groups.extend(self.one(select_group!("WHERE seq = ?1"), [seq], group)?);
        }
        Ok(groups)
    }

    pub(super) fn walk_groups(
        &self,
        selection: &GroupSelection,
        after: Place,
        each: &mut dyn FnMut(Place, Group) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        let (sql, key): (&str, Option<&str>) = match selection {
            GroupSelection::All => (select_group!("WHERE seq > ?1 ORDER BY seq"), None),
            GroupSelection::Id(id) => (select_group!("WHERE seq > ?1 AND id = ?2"), Some(id)),
            GroupSelection::DisplayNameKey(key) => (
                select_group!("WHERE seq > ?1 AND display_name_key = ?2"),
                Some(key),
            ),
            GroupSelection::ExternalId(id) => (
                select_group!("WHERE seq > ?1 AND external_id = ?2 ORDER BY seq"),
                Some(id),
            ),
            GroupSelection::WithMember(id) => (
                select_group!(
                    "JOIN membership ON membership.group_seq = user_group.seq \
                     WHERE membership.group_seq > ?1 AND membership.user_seq = (SELECT seq FROM user WHERE id = ?2) \
                     ORDER BY membership.group_seq"
                ),
                Some(id),
            ),
        };
        let each = |row: &Row<'_>| Ok(each(Place(row.get(6)?), group(row)?));
        match key {
            Some(key) => self.walk(sql, (after.0, key), each),
            None => self.walk(sql, [after.0], each),
        }
    }

    pub(super) fn members_of(&self, group_id: &str) -> Result<Vec<MemberRef>, StoreError> {
        self.many(
            "SELECT user.id, user.display_name FROM membership JOIN user ON user.seq = membership.user_seq \
             WHERE membership.group_seq = (SELECT seq FROM user_group WHERE id = ?1) \
             ORDER BY membership.user_seq",
            [group_id],
            |row| {
                Ok(MemberRef {
                    id: row.get(0)?,
                    display: row.get(1)?,
                })
            },
        )
    }

    pub(super) fn group_refs_of(&self, user_id: &str) -> Result<Vec<GroupRef>, StoreError> {
        self.many(
            "SELECT user_group.id, user_group.display_name FROM membership \
             JOIN user_group ON user_group.seq = membership.group_seq \
             WHERE membership.user_seq = (SELECT seq FROM user WHERE id = ?1) \
             ORDER BY membership.group_seq",
            [user_id],
            |row| {
                Ok(GroupRef {
                    id: row.get(0)?,
                    display_name: row.get(1)?,
                })
            },
        )
    }

    pub(super) fn insert_group(&self, group: &Group) -> Result<(), StoreError> {
        self.run(
            "INSERT INTO user_group (id, display_name, display_name_key, external_id, version, created_at, \
             modified_at) VALUES (:id, :display_name, :display_name_key, :external_id, :version, :created_at, \
             :modified_at)",
            named_params! {
                ":id": group.id,
                ":display_name": group.display_name,
                ":display_name_key": caseless(&group.display_name),
                ":external_id": group.external_id,
                ":version": signed(group.version),
                ":created_at": millis(group.created_at),
                ":modified_at": millis(group.modified_at),
            },
        )?;
        Ok(())
    }

    pub(super) fn replace_group(&self, group: &Group) -> Result<(), StoreError> {
        let changed = self.run(
            "UPDATE user_group SET display_name = :display_name, display_name_key = :display_name_key, \
             external_id = :external_id, version = :version, created_at = :created_at, \
             modified_at = :modified_at WHERE id = :id",
            named_params! {
                ":id": group.id,
                ":display_name": group.display_name,
                ":display_name_key": caseless(&group.display_name),
                ":external_id": group.external_id,
                ":version": signed(group.version),
                ":created_at": millis(group.created_at),
                ":modified_at": millis(group.modified_at),
            },
        )?;
        if changed == 0 {
            return Err(absent(&group.id));
        }
        Ok(())
    }

    fn group_seq(&self, id: &str) -> Result<i64, StoreError> {
        self.one("SELECT seq FROM user_group WHERE id = ?1", [id], |row| {
            row.get(0)
        })?
        .ok_or_else(|| absent(id))
    }

    fn user_seq(&self, id: &str) -> Result<Option<i64>, StoreError> {
        self.one("SELECT seq FROM user WHERE id = ?1", [id], |row| row.get(0))
    }

    pub(super) fn insert_members(
        &self,
        group_id: &str,
        user_ids: &[String],
    ) -> Result<(u64, Vec<String>), StoreError> {
        let group = self.group_seq(group_id)?;
        let mut added = 0;
        let mut unknown = Vec::new();
        let mut told = HashSet::new();
        for id in user_ids {
            if let Some(user) = self.user_seq(id)? {
                added += self.run(
                    "INSERT INTO membership (group_seq, user_seq) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
                    [group, user],
                )?;
            } else if told.insert(id) {
                unknown.push(id.clone());
            }
        }
        Ok((added, unknown))
    }

    pub(super) fn delete_members(
        &self,
        group_id: &str,
        user_ids: &[String],
    ) -> Result<u64, StoreError> {
        let group = self.group_seq(group_id)?;
        let mut removed = 0;
        for id in user_ids {
            removed += self.run(
                "DELETE FROM membership WHERE group_seq = ?1 \
                 AND user_seq = (SELECT seq FROM user WHERE id = ?2)",
                (group, id),
            )?;
        }
        Ok(removed)
    }
}
