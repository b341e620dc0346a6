//! What is counted for Home and Billing, and the table `seat_day`.

use jiff::Timestamp;
use latchkey_app::ports::store::{
    FigureReads, FigureWrites, HourCount, SeatCount, SeatDay, StoreError,
};
use latchkey_domain::activity::Outcome;

use super::Tables;
use super::columns::{millis, optional_word, signed, time, unsigned};

impl FigureReads for Tables<'_> {
    fn okta_hours(&self, since: Timestamp) -> Result<Vec<HourCount>, StoreError> {
        self.many(
            "SELECT last_at / 3600000, outcome, sum(count) FROM activity WHERE last_at >= ?1 \
             AND (actor_kind = 'okta' OR outcome = 'wrong_passkey') GROUP BY 1, 2",
            [millis(since)],
            |row| {
                Ok(HourCount {
                    hour: row.get(0)?,
                    outcome: Outcome::from_stored(row.get_ref(1)?.as_str()?),
                    calls: unsigned(row, 2)?,
                })
            },
        )
    }

    fn seats(&self) -> Result<Vec<SeatCount>, StoreError> {
        self.many(
            "SELECT access_role, active, count(*), count(last_sign_in_at) FROM user INDEXED BY user_seats \
             GROUP BY access_role, active",
            [],
            |row| {
                Ok(SeatCount {
                    access_role: optional_word(row, 0)?,
                    active: row.get(1)?,
                    users: unsigned(row, 2)?,
                    signed_in_ever: unsigned(row, 3)?,
                })
            },
        )
    }

    fn seat_days(&self, first: &str) -> Result<Vec<SeatDay>, StoreError> {
        self.many(
            "SELECT day, active FROM seat_day WHERE day >= ?1 ORDER BY day",
            [first],
            |row| {
                Ok(SeatDay {
                    day: row.get(0)?,
                    active: unsigned(row, 1)?,
                })
            },
        )
    }

    fn still_deactivated_since(&self, since: Timestamp) -> Result<Vec<String>, StoreError> {
        self.many(
            "SELECT target_id FROM activity JOIN user ON user.id = target_id \
             WHERE action = 'user.deactivated' AND activity.last_at >= ?1 AND actor_kind = 'okta' \
             AND outcome = 'changed' AND user.active = 0 GROUP BY target_id ORDER BY max(activity.seq) DESC",
            [millis(since)],
            |row| row.get(0),
        )
    }

    fn held_deactivations(&self) -> Result<Vec<(String, Timestamp)>, StoreError> {
        self.many(
            "SELECT id, deactivation_held_at FROM user WHERE deactivation_held_at IS NOT NULL \
             ORDER BY deactivation_held_at",
            [],
            |row| Ok((row.get(0)?, time(row, 1)?)),
        )
    }

    fn count_provisioned_never_signed_in(&self, before: Timestamp) -> Result<u64, StoreError> {
        self.count(
            "SELECT count(*) FROM user WHERE active = 1 AND last_sign_in_at IS NULL \
             AND external_id IS NOT NULL AND created_at < ?1",
            [millis(before)],
        )
    }
}

impl FigureWrites for Tables<'_> {
    fn put_seat_day(&mut self, day: &SeatDay) -> Result<(), StoreError> {
        self.run(
            "INSERT INTO seat_day (day, active) VALUES (?1, ?2) \
             ON CONFLICT (day) DO UPDATE SET active = excluded.active",
            (&day.day, signed(day.active)),
        )?;
        Ok(())
    }
}
