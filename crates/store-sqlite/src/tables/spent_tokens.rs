//! The table `spent_token`.

use jiff::Timestamp;
use latchkey_app::ports::store::{SpentTokenReads, SpentTokenWrites, StoreError};
use rusqlite::params;

use super::Tables;
use super::columns::millis;

impl SpentTokenReads for Tables<'_> {
    fn is_spent(&self, id: &[u8; 32]) -> Result<bool, StoreError> {
        let found = self.one(
            "SELECT 1 FROM spent_token WHERE id = ?1",
            [id.as_slice()],
            |_| Ok(()),
        )?;
        Ok(found.is_some())
    }
}

impl SpentTokenWrites for Tables<'_> {
    fn spend_token(&mut self, id: &[u8; 32], good_until: Timestamp) -> Result<bool, StoreError> {
        let added = self.run(
            "INSERT OR IGNORE INTO spent_token (id, good_until) VALUES (?1, ?2)",
            params![id.as_slice(), millis(good_until)],
        )?;
        Ok(added > 0)
    }

    fn remove_spent_tokens(&mut self, good_until_before: Timestamp) -> Result<u64, StoreError> {
        self.run(
            "DELETE FROM spent_token WHERE good_until < ?1",
            [millis(good_until_before)],
        )
    }
}
