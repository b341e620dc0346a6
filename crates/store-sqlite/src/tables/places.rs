//! The table `user_count`: how many users there are, and where the nth stands.

use std::ops::ControlFlow;

use latchkey_app::ports::store::StoreError;

use super::Tables;
use super::columns::{signed, unsigned};

/// How many ranges of one level a range of the next one is.
const IN_A_RANGE: i64 = 128;

/// How many places a range of the lowest level has.
const LENGTH: i64 = 128;

impl Tables<'_> {
    pub(super) fn users_counted(&self) -> Result<u64, StoreError> {
        self.count(
            "SELECT coalesce(sum(users), 0) FROM user_count WHERE level = 1",
            [],
        )
    }

    pub(super) fn active_users_counted(&self) -> Result<u64, StoreError> {
        self.count(
            "SELECT coalesce(sum(active), 0) FROM user_count WHERE level = 1",
            [],
        )
    }

    /// The place of the user before whom `offset` others stand: down the levels, each time to the range that holds it, and
    /// over less than one range of the lowest in the narrow table.
    pub(super) fn place_of_nth(&self, offset: u64) -> Result<Option<i64>, StoreError> {
        let Some((range, rest)) = self.range_of_nth(1, 0, offset)? else {
            return Ok(None);
        };
        let Some((range, rest)) = self.range_of_nth(0, range * IN_A_RANGE, rest)? else {
            return Ok(None);
        };
        self.one(
            "SELECT seq FROM listed_user WHERE seq >= ?1 ORDER BY seq LIMIT 1 OFFSET ?2",
            [range * LENGTH, signed(rest)],
            |row| row.get(0),
        )
    }

    /// From the range `first` on: the one that holds the user before whom `offset` others stand there, and how many of
    /// these are in it.
    fn range_of_nth(
        &self,
        level: i64,
        first: i64,
        offset: u64,
    ) -> Result<Option<(i64, u64)>, StoreError> {
        let mut rest = offset;
        let mut found = None;
        self.walk(
            "SELECT range, users FROM user_count WHERE level = ?1 AND range >= ?2 ORDER BY range",
            [level, first],
            |row| {
                let users = unsigned(row, 1)?;
                if rest < users {
                    found = Some((row.get(0)?, rest));
                    return Ok(ControlFlow::Break(()));
                }
                rest -= users;
                Ok(ControlFlow::Continue(()))
            },
        )?;
        Ok(found)
    }
}
