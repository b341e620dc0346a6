//! Users and groups.

use std::ops::ControlFlow;

use jiff::Timestamp;
use latchkey_domain::Document;
use latchkey_domain::group::{Group, GroupRef, MemberRef};
use latchkey_domain::user::User;

use super::{Place, StoreError};

/// What is needed to send a user: the stored text and what `meta` is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserDocument {
    /// The user's id.
    pub id: String,
    /// The SCIM resource, without `groups` and `meta`.
    pub resource: Document,
    /// See `meta.created`.
    pub created_at: Timestamp,
    /// See `meta.lastModified`.
    pub modified_at: Timestamp,
    /// Whether they are in any group: most are asked for alone, and another question would cost as much as this one.
    pub in_groups: bool,
}

/// Which users to look at, by an index. The oldest come first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UserSelection {
    /// All.
    All,
    /// Those whom the narrow table does not rule out.
    Narrowed(Narrowing),
    /// The one of this id.
    Id(String),
    /// The one with this caseless userName.
    UserNameKey(String),
    /// Those with this externalId.
    ExternalId(String),
    /// Those whose email that counts is this caseless one. Others may hold it as a further address, so this is
    /// for our own lookups, not for SCIM filters on `emails`.
    EmailKey(String),
    /// The members of this group.
    InGroup(String),
}

/// What the people list's narrow table knows of everyone, all of which must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Narrowing {
    /// Each stands somewhere in the name, user name, email or external id; caseless.
    pub texts: Vec<String>,
    /// Active ones, or deactivated ones.
    pub active: Option<bool>,
    /// Changed then or later.
    pub modified_from: Option<Timestamp>,
    /// Changed then or earlier.
    pub modified_to: Option<Timestamp>,
}

/// Which groups to look at, by an index. The oldest come first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GroupSelection {
    /// All.
    All,
    /// The one of this id.
    Id(String),
    /// Those with this caseless displayName.
    DisplayNameKey(String),
    /// Those with this externalId.
    ExternalId(String),
    /// Those that this user is a member of.
    WithMember(String),
}

/// Reads.
pub trait DirectoryReads {
    /// A user by id.
    fn get_user(&self, id: &str) -> Result<Option<User>, StoreError>;
    /// A user by caseless userName (`latchkey_scim::text::caseless`).
    fn find_user_by_user_name(&self, key: &str) -> Result<Option<User>, StoreError>;
    /// A user by the caseless email that counts.
    fn find_user_by_email(&self, key: &str) -> Result<Option<User>, StoreError>;
    /// A user by externalId, exactly.
    fn find_user_by_external_id(&self, external_id: &str) -> Result<Option<User>, StoreError>;
    /// What is needed to send a user.
    fn user_document(&self, id: &str) -> Result<Option<UserDocument>, StoreError>;
    /// `limit` users from the `offset`th on, the oldest first.
    fn page_user_documents(&self, offset: u64, limit: u64)
    -> Result<Vec<UserDocument>, StoreError>;
    /// `limit` users behind a place, the oldest first: each page costs the same.
    fn page_user_documents_after(
        &self,
        after: Place,
        limit: u64,
    ) -> Result<Vec<(Place, UserDocument)>, StoreError>;
    /// The users at these places, in this order; who is gone meanwhile is left out.
    fn user_documents_at(&self, places: &[Place]) -> Result<Vec<UserDocument>, StoreError>;
    /// Walks users of a selection who stand behind a place, the oldest first, until told to stop.
    fn scan_user_documents(
        &self,
        selection: &UserSelection,
        after: Place,
        each: &mut dyn FnMut(Place, UserDocument) -> ControlFlow<()>,
    ) -> Result<(), StoreError>;
    /// `limit` users from the `offset`th on, with their columns, the oldest first.
    fn page_users(&self, offset: u64, limit: u64) -> Result<Vec<User>, StoreError>;
    /// How many users there are.
    fn count_users(&self) -> Result<u64, StoreError>;
    /// How many of them are active.
    fn count_active_users(&self) -> Result<u64, StoreError>;
    /// How many EnterpriseAdmins there are who may sign in.
    fn count_enterprise_admins(&self) -> Result<u64, StoreError>;
    /// The argon2id hash of a user's local password (PHC string).
    fn password_hash(&self, user_id: &str) -> Result<Option<String>, StoreError>;

    /// A group by id.
    fn get_group(&self, id: &str) -> Result<Option<Group>, StoreError>;
    /// A group by caseless displayName.
    fn find_group_by_display_name(&self, key: &str) -> Result<Option<Group>, StoreError>;
    /// `limit` groups from the `offset`th on, the oldest first.
    fn page_groups(&self, offset: u64, limit: u64) -> Result<Vec<Group>, StoreError>;
    /// `limit` groups behind a place, the oldest first.
    fn page_groups_after(
        &self,
        after: Place,
        limit: u64,
    ) -> Result<Vec<(Place, Group)>, StoreError>;
    /// The groups at these places, in this order; what is gone meanwhile is left out.
    fn groups_at(&self, places: &[Place]) -> Result<Vec<Group>, StoreError>;
    /// Walks groups of a selection that stand behind a place, the oldest first, until told to stop.
    fn scan_groups(
        &self,
        selection: &GroupSelection,
        after: Place,
        each: &mut dyn FnMut(Place, Group) -> ControlFlow<()>,
    ) -> Result<(), StoreError>;
    /// How many groups there are.
    fn count_groups(&self) -> Result<u64, StoreError>;
    /// A group's members in the order of their coming into the directory.
    fn members(&self, group_id: &str) -> Result<Vec<MemberRef>, StoreError>;
    /// How many members a group has.
    fn count_members(&self, group_id: &str) -> Result<u64, StoreError>;
    /// The groups that a user is a member of, the oldest first.
    fn groups_of(&self, user_id: &str) -> Result<Vec<GroupRef>, StoreError>;
}

/// Writes.
pub trait DirectoryWrites {
    /// Adds a user. `StoreError::Taken` names userName, email or externalId when one is not unique.
    fn add_user(&mut self, user: &User) -> Result<(), StoreError>;
    /// Replaces everything of the user of the same id but the password and the last sign-in.
    fn update_user(&mut self, user: &User) -> Result<(), StoreError>;
    /// Removes a user with memberships, sessions, bindings and password; false if there was none.
    fn remove_user(&mut self, id: &str) -> Result<bool, StoreError>;
    /// Sets or clears the hash of the local password.
    fn put_password_hash(&mut self, user_id: &str, hash: Option<&str>) -> Result<(), StoreError>;
    /// Notes a sign-in.
    fn put_last_sign_in(&mut self, user_id: &str, at: Timestamp) -> Result<(), StoreError>;

    /// Adds a group without members.
    fn add_group(&mut self, group: &Group) -> Result<(), StoreError>;
    /// Replaces everything of the group of the same id but its members.
    fn update_group(&mut self, group: &Group) -> Result<(), StoreError>;
    /// Removes a group with its memberships; false if there was none.
    fn remove_group(&mut self, id: &str) -> Result<bool, StoreError>;
    /// Adds those of `user_ids` that exist and are no members yet. Gives back how many were added, and the ids
    /// that no user has, in the order given.
    fn add_members(
        &mut self,
        group_id: &str,
        user_ids: &[String],
    ) -> Result<(u64, Vec<String>), StoreError>;
    /// Removes members; gives back how many were.
    fn remove_members(&mut self, group_id: &str, user_ids: &[String]) -> Result<u64, StoreError>;
    /// Removes every member; gives back how many there were.
    fn remove_all_members(&mut self, group_id: &str) -> Result<u64, StoreError>;
}
