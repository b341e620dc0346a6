//! Users and groups, as the traits name them. The statements are in `users` and `groups`.

use std::ops::ControlFlow;

use jiff::Timestamp;
use latchkey_app::ports::store::{
    DirectoryReads, DirectoryWrites, GroupSelection, Place, StoreError, UserDocument, UserSelection,
};
use latchkey_domain::group::{Group, GroupRef, MemberRef};
use latchkey_domain::user::User;

use super::Tables;

impl DirectoryReads for Tables<'_> {
    fn get_user(&self, id: &str) -> Result<Option<User>, StoreError> {
        self.user_by_id(id)
    }

    fn find_user_by_user_name(&self, key: &str) -> Result<Option<User>, StoreError> {
        self.user_by_user_name_key(key)
    }

    fn find_user_by_email(&self, key: &str) -> Result<Option<User>, StoreError> {
        self.user_by_email_key(key)
    }

    fn find_user_by_external_id(&self, external_id: &str) -> Result<Option<User>, StoreError> {
        self.user_by_external_id(external_id)
    }

    fn user_document(&self, id: &str) -> Result<Option<UserDocument>, StoreError> {
        self.user_document_by_id(id)
    }

    fn page_user_documents(
        &self,
        offset: u64,
        limit: u64,
    ) -> Result<Vec<UserDocument>, StoreError> {
        self.user_document_page(offset, limit)
    }

    fn page_user_documents_after(
        &self,
        after: Place,
        limit: u64,
    ) -> Result<Vec<(Place, UserDocument)>, StoreError> {
        self.user_documents_after(after, limit)
    }

    fn user_documents_at(&self, places: &[Place]) -> Result<Vec<UserDocument>, StoreError> {
        self.user_documents_of(places)
    }

    fn scan_user_documents(
        &self,
        selection: &UserSelection,
        after: Place,
        each: &mut dyn FnMut(Place, UserDocument) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        self.walk_user_documents(selection, after, each)
    }

    fn page_users(&self, offset: u64, limit: u64) -> Result<Vec<User>, StoreError> {
        self.user_page(offset, limit)
    }

    fn count_users(&self) -> Result<u64, StoreError> {
        self.users_counted()
    }

    fn count_active_users(&self) -> Result<u64, StoreError> {
        self.active_users_counted()
    }

    fn count_enterprise_admins(&self) -> Result<u64, StoreError> {
        self.count(
            "SELECT count(*) FROM user WHERE access_role = 'EnterpriseAdmin' AND active = 1 AND deactivation_held_at IS NULL",
            [],
        )
    }

    fn password_hash(&self, user_id: &str) -> Result<Option<String>, StoreError> {
        self.password_hash_of(user_id)
    }

    fn get_group(&self, id: &str) -> Result<Option<Group>, StoreError> {
        self.group_by_id(id)
    }

    fn find_group_by_display_name(&self, key: &str) -> Result<Option<Group>, StoreError> {
        self.group_by_display_name_key(key)
    }

    fn page_groups(&self, offset: u64, limit: u64) -> Result<Vec<Group>, StoreError> {
        self.group_page(offset, limit)
    }

    fn page_groups_after(
        &self,
        after: Place,
        limit: u64,
    ) -> Result<Vec<(Place, Group)>, StoreError> {
        self.groups_after(after, limit)
    }

    fn groups_at(&self, places: &[Place]) -> Result<Vec<Group>, StoreError> {
        self.groups_of_places(places)
    }

    fn scan_groups(
        &self,
        selection: &GroupSelection,
        after: Place,
        each: &mut dyn FnMut(Place, Group) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        self.walk_groups(selection, after, each)
    }

    fn count_groups(&self) -> Result<u64, StoreError> {
        self.count("SELECT count(*) FROM user_group", [])
    }

    fn members(&self, group_id: &str) -> Result<Vec<MemberRef>, StoreError> {
        self.members_of(group_id)
    }

    fn count_members(&self, group_id: &str) -> Result<u64, StoreError> {
        self.count("SELECT members FROM user_group WHERE id = ?1", [group_id])
    }

    fn groups_of(&self, user_id: &str) -> Result<Vec<GroupRef>, StoreError> {
        self.group_refs_of(user_id)
    }
}

impl DirectoryWrites for Tables<'_> {
    fn add_user(&mut self, user: &User) -> Result<(), StoreError> {
        self.insert_user(user)
    }

    fn update_user(&mut self, user: &User) -> Result<(), StoreError> {
        self.replace_user(user)
    }

    fn remove_user(&mut self, id: &str) -> Result<bool, StoreError> {
        // Memberships, sessions and bindings go by their foreign keys.
        Ok(self.run("DELETE FROM user WHERE id = ?1", [id])? > 0)
    }

    fn put_password_hash(&mut self, user_id: &str, hash: Option<&str>) -> Result<(), StoreError> {
        self.set_password_hash(user_id, hash)
    }

    fn put_last_sign_in(&mut self, user_id: &str, at: Timestamp) -> Result<(), StoreError> {
        self.set_last_sign_in(user_id, at)
    }

    fn add_group(&mut self, group: &Group) -> Result<(), StoreError> {
        self.insert_group(group)
    }

    fn update_group(&mut self, group: &Group) -> Result<(), StoreError> {
        self.replace_group(group)
    }

    fn remove_group(&mut self, id: &str) -> Result<bool, StoreError> {
        Ok(self.run("DELETE FROM user_group WHERE id = ?1", [id])? > 0)
    }

    fn add_members(
        &mut self,
        group_id: &str,
        user_ids: &[String],
    ) -> Result<(u64, Vec<String>), StoreError> {
        self.insert_members(group_id, user_ids)
    }

    fn remove_members(&mut self, group_id: &str, user_ids: &[String]) -> Result<u64, StoreError> {
        self.delete_members(group_id, user_ids)
    }

    fn remove_all_members(&mut self, group_id: &str) -> Result<u64, StoreError> {
        self.run(
            "DELETE FROM membership WHERE group_seq = (SELECT seq FROM user_group WHERE id = ?1)",
            [group_id],
        )
    }
}
