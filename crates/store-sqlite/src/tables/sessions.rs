//! The table `session`.

use jiff::Timestamp;
use latchkey_app::ports::store::{SessionReads, SessionWrites, StoreError};
use latchkey_domain::session::Session;
use rusqlite::{Row, named_params};

use super::Tables;
use super::columns::{method, millis, surface, time, word};

macro_rules! select_session {
    ($rest:literal) => {
        concat!(
            "SELECT id, user_id, method, surface, created_at, last_seen_at, from_address FROM session ",
            $rest
        )
    };
}

fn session(row: &Row<'_>) -> rusqlite::Result<Session> {
    Ok(Session {
        id: row.get(0)?,
        user_id: row.get(1)?,
        method: word(row, 2)?,
        surface: word(row, 3)?,
        created_at: time(row, 4)?,
        last_seen_at: time(row, 5)?,
        from: row.get(6)?,
    })
}

impl SessionReads for Tables<'_> {
    fn find_session(&self, token_hash: &[u8; 32]) -> Result<Option<Session>, StoreError> {
        self.one(
            select_session!("WHERE token_hash = ?1"),
            [token_hash.as_slice()],
            session,
        )
    }

    fn sessions_of(&self, user_id: &str) -> Result<Vec<Session>, StoreError> {
        self.many(
            select_session!("WHERE user_id = ?1 ORDER BY created_at DESC, seq DESC"),
            [user_id],
            session,
        )
    }
}

impl SessionWrites for Tables<'_> {
    fn add_session(&mut self, session: &Session, token_hash: &[u8; 32]) -> Result<(), StoreError> {
        self.run(
            "INSERT INTO session (id, token_hash, user_id, method, surface, created_at, last_seen_at, \
             from_address) VALUES (:id, :token_hash, :user_id, :method, :surface, :created_at, :last_seen_at, \
             :from_address)",
            named_params! {
                ":id": session.id,
                ":token_hash": token_hash.as_slice(),
                ":user_id": session.user_id,
                ":method": method(session.method),
                ":surface": surface(session.surface),
                ":created_at": millis(session.created_at),
                ":last_seen_at": millis(session.last_seen_at),
                ":from_address": session.from,
            },
        )?;
        Ok(())
    }

    fn touch_session(&mut self, id: &str, at: Timestamp) -> Result<(), StoreError> {
        // It may have ended meanwhile; that stands. Two requests may arrive in either order.
        self.run(
            "UPDATE session SET last_seen_at = max(last_seen_at, ?2) WHERE id = ?1",
            (id, millis(at)),
        )?;
        Ok(())
    }

    fn remove_session(&mut self, id: &str) -> Result<bool, StoreError> {
        Ok(self.run("DELETE FROM session WHERE id = ?1", [id])? > 0)
    }

    fn remove_sessions_of(&mut self, user_id: &str) -> Result<u64, StoreError> {
        self.run("DELETE FROM session WHERE user_id = ?1", [user_id])
    }

    fn remove_portal_sessions_of(&mut self, user_id: &str) -> Result<u64, StoreError> {
        self.run(
            "DELETE FROM session WHERE user_id = ?1 AND surface = 'portal'",
            [user_id],
        )
    }

    fn remove_password_sessions(&mut self, keep: Option<&str>) -> Result<u64, StoreError> {
        self.run(
            "DELETE FROM session WHERE method = 'password' AND id IS NOT ?1",
            [keep],
        )
    }

    fn remove_all_sessions(&mut self, keep: Option<&str>) -> Result<u64, StoreError> {
        self.run("DELETE FROM session WHERE id IS NOT ?1", [keep])
    }

    fn remove_ended_sessions(
        &mut self,
        created_by: Timestamp,
        seen_by: Timestamp,
    ) -> Result<u64, StoreError> {
        self.run(
            "DELETE FROM session WHERE created_at <= ?1 OR last_seen_at <= ?2",
            [millis(created_by), millis(seen_by)],
        )
    }
}
