//! The table `invite`.

use latchkey_app::ports::store::{InviteReads, InviteWrites, StoreError};
use latchkey_domain::invite::Invite;
use rusqlite::params;

use super::Tables;
use super::columns::{millis, time};

impl InviteReads for Tables<'_> {
    fn find_invite(&self, token_hash: &[u8; 32]) -> Result<Option<Invite>, StoreError> {
        self.one(
            "SELECT user_id, made_at FROM invite WHERE token_hash = ?1",
            [token_hash.as_slice()],
            |row| {
                Ok(Invite {
                    user_id: row.get(0)?,
                    made_at: time(row, 1)?,
                })
            },
        )
    }
}

impl InviteWrites for Tables<'_> {
    fn put_invite(&mut self, invite: &Invite, token_hash: &[u8; 32]) -> Result<(), StoreError> {
        self.run(
            "INSERT INTO invite (user_id, token_hash, made_at) VALUES (?1, ?2, ?3) \
             ON CONFLICT (user_id) DO UPDATE SET token_hash = excluded.token_hash, made_at = excluded.made_at",
            params![invite.user_id, token_hash.as_slice(), millis(invite.made_at)],
        )?;
        Ok(())
    }

    fn remove_invite_of(&mut self, user_id: &str) -> Result<bool, StoreError> {
        Ok(self.run("DELETE FROM invite WHERE user_id = ?1", [user_id])? > 0)
    }

    fn remove_all_invites(&mut self) -> Result<u64, StoreError> {
        self.run("DELETE FROM invite", [])
    }
}
