//! The table `metrics_token`, and the count of sessions.

use latchkey_app::ports::store::{MetricsReads, MetricsWrites, StoreError};
use latchkey_domain::metrics_token::MetricsToken;
use rusqlite::params;

use super::Tables;
use super::columns::{millis, time};

impl MetricsReads for Tables<'_> {
    fn metrics_token(&self) -> Result<Option<MetricsToken>, StoreError> {
        self.one(
            "SELECT hash, last_four, created_at FROM metrics_token",
            [],
            |row| {
                Ok(MetricsToken {
                    hash: row.get(0)?,
                    last_four: row.get(1)?,
                    created_at: time(row, 2)?,
                })
            },
        )
    }

    fn count_sessions(&self) -> Result<u64, StoreError> {
        self.count("SELECT count(*) FROM session", [])
    }
}

impl MetricsWrites for Tables<'_> {
    fn put_metrics_token(&mut self, token: Option<&MetricsToken>) -> Result<(), StoreError> {
        self.run("DELETE FROM metrics_token", [])?;
        if let Some(token) = token {
            self.run(
                "INSERT INTO metrics_token (only, hash, last_four, created_at) VALUES (1, ?1, ?2, ?3)",
                params![token.hash.as_slice(), token.last_four, millis(token.created_at)],
            )?;
        }
        Ok(())
    }
}
