//! The table `user`.

use jiff::Timestamp;
use latchkey_app::ports::store::{StoreError, UserDocument};
use latchkey_domain::Document;
use latchkey_domain::user::User;
use latchkey_scim::text::caseless;
use rusqlite::{Row, named_params};

use super::Tables;
use super::columns::{
    access_role, json, millis, optional_millis, optional_time, optional_word, signed, source, time,
    to_json, word,
};

macro_rules! select_user {
    ($rest:literal) => {
        concat!(
            "SELECT id, user_name, email, external_id, given_name, family_name, display_name, active, \
             deactivation_held_at, access_role, source, managed, password_hash IS NOT NULL, created_at, \
             modified_at, last_sign_in_at, resource FROM user ",
            $rest
        )
    };
}

macro_rules! select_document {
    ($rest:literal) => {
        concat!(
            "SELECT user.id, user.resource, user.created_at, user.modified_at, user.seq, \
             EXISTS (SELECT 1 FROM membership AS own WHERE own.user_seq = user.seq) FROM user ",
            $rest
        )
    };
}
pub(super) use select_document;

fn user(row: &Row<'_>) -> rusqlite::Result<User> {
    Ok(User {
        id: row.get(0)?,
        user_name: row.get(1)?,
        email: row.get(2)?,
        external_id: row.get(3)?,
        given_name: row.get(4)?,
        family_name: row.get(5)?,
        display_name: row.get(6)?,
        active: row.get(7)?,
        deactivation_held_at: optional_time(row, 8)?,
        access_role: optional_word(row, 9)?,
        source: word(row, 10)?,
        managed: json(row, 11)?,
        has_password: row.get(12)?,
        created_at: time(row, 13)?,
        modified_at: time(row, 14)?,
        last_sign_in_at: optional_time(row, 15)?,
        resource: Document::from_stored(row.get(16)?),
    })
}

pub(super) fn document(row: &Row<'_>) -> rusqlite::Result<UserDocument> {
    Ok(UserDocument {
        id: row.get(0)?,
        resource: Document::from_stored(row.get(1)?),
        created_at: time(row, 2)?,
        modified_at: time(row, 3)?,
        in_groups: row.get(5)?,
    })
}

/// A change to someone who is not there is a defect of the caller, who has just looked.
fn must_be_one(changed: u64, id: &str) -> Result<(), StoreError> {
    if changed == 0 {
        return Err(StoreError::Fault(format!(
            "there is no user with the id {id}; nothing was changed"
        )));
    }
    Ok(())
}

impl Tables<'_> {
    pub(super) fn user_by_id(&self, id: &str) -> Result<Option<User>, StoreError> {
        self.one(select_user!("WHERE id = ?1"), [id], user)
    }

    pub(super) fn user_by_user_name_key(&self, key: &str) -> Result<Option<User>, StoreError> {
        self.one(select_user!("WHERE user_name_key = ?1"), [key], user)
    }

    pub(super) fn user_by_email_key(&self, key: &str) -> Result<Option<User>, StoreError> {
        self.one(select_user!("WHERE email_key = ?1"), [key], user)
    }

    pub(super) fn user_by_external_id(&self, id: &str) -> Result<Option<User>, StoreError> {
        self.one(select_user!("WHERE external_id = ?1"), [id], user)
    }

    pub(super) fn user_document_by_id(&self, id: &str) -> Result<Option<UserDocument>, StoreError> {
        self.one(select_document!("WHERE id = ?1"), [id], document)
    }

    pub(super) fn user_document_page(
        &self,
        offset: u64,
        limit: u64,
    ) -> Result<Vec<UserDocument>, StoreError> {
        let Some(first) = self.place_of_nth(offset)? else {
            return Ok(Vec::new());
        };
        self.many(
            select_document!("WHERE seq >= ?1 ORDER BY seq LIMIT ?2"),
            [first, signed(limit)],
            document,
        )
    }

    pub(super) fn user_page(&self, offset: u64, limit: u64) -> Result<Vec<User>, StoreError> {
        let Some(first) = self.place_of_nth(offset)? else {
            return Ok(Vec::new());
        };
        self.many(
            select_user!("WHERE seq >= ?1 ORDER BY seq LIMIT ?2"),
            [first, signed(limit)],
            user,
        )
    }

    pub(super) fn password_hash_of(&self, id: &str) -> Result<Option<String>, StoreError> {
        let hash = self.one(
            "SELECT password_hash FROM user WHERE id = ?1",
            [id],
            |row| row.get(0),
        )?;
        Ok(hash.flatten())
    }

    pub(super) fn insert_user(&self, user: &User) -> Result<(), StoreError> {
        self.run(
            "INSERT INTO user (id, user_name, user_name_key, email, email_key, external_id, given_name, \
             family_name, display_name, active, deactivation_held_at, access_role, source, managed, created_at, \
             modified_at, last_sign_in_at, resource) \
             VALUES (:id, :user_name, :user_name_key, :email, :email_key, :external_id, :given_name, \
             :family_name, :display_name, :active, :deactivation_held_at, :access_role, :source, :managed, \
             :created_at, :modified_at, :last_sign_in_at, :resource)",
            named_params! {
                ":id": user.id,
                ":user_name": user.user_name,
                ":user_name_key": caseless(&user.user_name),
                ":email": user.email,
                ":email_key": caseless(&user.email),
                ":external_id": user.external_id,
                ":given_name": user.given_name,
                ":family_name": user.family_name,
                ":display_name": user.display_name,
                ":active": user.active,
                ":deactivation_held_at": optional_millis(user.deactivation_held_at),
                ":access_role": access_role(user.access_role),
                ":source": source(user.source),
                ":managed": to_json(&user.managed)?,
                ":created_at": millis(user.created_at),
                ":modified_at": millis(user.modified_at),
                ":last_sign_in_at": optional_millis(user.last_sign_in_at),
                ":resource": user.resource.as_str(),
            },
        )?;
        self.list_new_user(user)
    }

    /// A column that is set has its indexes written anew, different or not; so what no index has is tried alone first, which
    /// is most of what Okta changes.
    pub(super) fn replace_user(&self, user: &User) -> Result<(), StoreError> {
        let managed = to_json(&user.managed)?;
        let changed = self.run(
            "UPDATE user SET given_name = :given_name, family_name = :family_name, display_name = :display_name, \
             source = :source, managed = :managed, modified_at = :modified_at, resource = :resource \
             WHERE id = :id AND user_name = :user_name AND email = :email AND external_id IS :external_id \
             AND active = :active AND deactivation_held_at IS :deactivation_held_at AND access_role IS :access_role \
             AND created_at = :created_at",
            named_params! {
                ":id": user.id,
                ":user_name": user.user_name,
                ":email": user.email,
                ":external_id": user.external_id,
                ":given_name": user.given_name,
                ":family_name": user.family_name,
                ":display_name": user.display_name,
                ":active": user.active,
                ":deactivation_held_at": optional_millis(user.deactivation_held_at),
                ":access_role": access_role(user.access_role),
                ":source": source(user.source),
                ":managed": managed,
                ":created_at": millis(user.created_at),
                ":modified_at": millis(user.modified_at),
                ":resource": user.resource.as_str(),
            },
        )?;
        if changed == 0 {
            self.replace_whole_user(user, &managed)?;
        }
        self.list_user(user)
    }

    fn replace_whole_user(&self, user: &User, managed: &str) -> Result<(), StoreError> {
        let changed = self.run(
            "UPDATE user SET user_name = :user_name, user_name_key = :user_name_key, email = :email, \
             email_key = :email_key, external_id = :external_id, given_name = :given_name, \
             family_name = :family_name, display_name = :display_name, active = :active, \
             deactivation_held_at = :deactivation_held_at, access_role = :access_role, source = :source, \
             managed = :managed, created_at = :created_at, modified_at = :modified_at, resource = :resource \
             WHERE id = :id",
            named_params! {
                ":id": user.id,
                ":user_name": user.user_name,
                ":user_name_key": caseless(&user.user_name),
                ":email": user.email,
                ":email_key": caseless(&user.email),
                ":external_id": user.external_id,
                ":given_name": user.given_name,
                ":family_name": user.family_name,
                ":display_name": user.display_name,
                ":active": user.active,
                ":deactivation_held_at": optional_millis(user.deactivation_held_at),
                ":access_role": access_role(user.access_role),
                ":source": source(user.source),
                ":managed": managed,
                ":created_at": millis(user.created_at),
                ":modified_at": millis(user.modified_at),
                ":resource": user.resource.as_str(),
            },
        )?;
        must_be_one(changed, &user.id)
    }

    pub(super) fn set_password_hash(&self, id: &str, hash: Option<&str>) -> Result<(), StoreError> {
        let changed = self.run(
            "UPDATE user SET password_hash = ?2 WHERE id = ?1",
            (id, hash),
        )?;
        must_be_one(changed, id)
    }

    pub(super) fn set_last_sign_in(&self, id: &str, at: Timestamp) -> Result<(), StoreError> {
        let changed = self.run(
            "UPDATE user SET last_sign_in_at = ?2 WHERE id = ?1",
            (id, millis(at)),
        )?;
        must_be_one(changed, id)?;
        self.run(
            "UPDATE listed_user SET last_sign_in_at = ?2 WHERE seq = (SELECT seq FROM user WHERE id = ?1)",
            (id, millis(at)),
        )?;
        Ok(())
    }
}
