//! The traits of `latchkey_app::ports::store` over a connection.
//!
//! Reads and writes are the same type, so that a unit of work reads its own writes by the very statements of any
//! other read. A read gets it as `&dyn Reads`, on a connection that cannot write.

mod activity;
mod columns;
mod directory;
mod figures;
mod grams;
mod groups;
mod invites;
mod organization;
mod people;
mod places;
mod question;
mod scans;
mod second_factor;
mod sessions;
mod sign_in;
mod spent_tokens;
mod users;
mod webhooks;

pub(crate) use grams::{lend, lend_runs};

use std::cell::Cell;
use std::ops::ControlFlow;

use latchkey_app::ports::store::{Reads, StoreError, Verdict, Writes};
use rusqlite::{Connection, Params, Row, Statement};

use crate::fault::{fault, is_of_the_disk};

pub(crate) struct Tables<'c> {
    connection: &'c Connection,
    in_unit: bool,
    /// The first failure of the disk in this unit.
    failure: Cell<Option<StoreError>>,
    /// How many steps SQLite took.
    #[cfg(test)]
    steps: Cell<i64>,
}

impl<'c> Tables<'c> {
    pub(crate) fn of_read(connection: &'c Connection) -> Self {
        Self {
            connection,
            in_unit: false,
            failure: Cell::new(None),
            #[cfg(test)]
            steps: Cell::default(),
        }
    }

    pub(crate) fn of_unit(connection: &'c Connection) -> Self {
        Self {
            connection,
            in_unit: true,
            failure: Cell::new(None),
            #[cfg(test)]
            steps: Cell::default(),
        }
    }

    /// The first failure of the disk, if there was one.
    pub(crate) fn take_failure(&self) -> Option<StoreError> {
        self.failure.take()
    }

    /// The connection, unless `SQLite` gave the unit's transaction up: a statement after that would be a transaction
    /// of its own.
    fn connection(&self) -> Result<&'c Connection, StoreError> {
        if self.in_unit && self.connection.is_autocommit() {
            return Err(StoreError::Fault(
                "the transaction was given up after an earlier failure".into(),
            ));
        }
        Ok(self.connection)
    }

    /// Counts what a statement came to, for tests of how much is looked at.
    #[cfg(test)]
    fn note(&self, statement: &Statement<'_>) {
        let steps = statement.reset_status(rusqlite::StatementStatus::VmStep);
        self.steps.set(self.steps.get() + i64::from(steps));
    }

    #[cfg(not(test))]
    #[expect(clippy::unused_self, reason = "only tests count")]
    fn note(&self, _: &Statement<'_>) {}

    fn failed(&self, cause: &rusqlite::Error) -> StoreError {
        let failure = fault(cause);
        if is_of_the_disk(cause) {
            let first = self.failure.take().unwrap_or_else(|| failure.clone());
            self.failure.set(Some(first));
        }
        failure
    }

    /// Runs a statement; gives back how many rows it changed.
    pub(crate) fn run(&self, sql: &str, params: impl Params) -> Result<u64, StoreError> {
        let connection = self.connection()?;
        connection
            .prepare_cached(sql)
            .and_then(|mut statement| {
                let rows = statement.execute(params);
                self.note(&statement);
                rows
            })
            .map(|rows| rows as u64)
            .map_err(|cause| self.failed(&cause))
    }

    /// The first row, if there is one.
    fn one<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>, StoreError> {
        let connection = self.connection()?;
        let row = connection.prepare_cached(sql).and_then(|mut statement| {
            let row = statement.query(params)?.next()?.map(read).transpose();
            self.note(&statement);
            row
        });
        row.map_err(|cause| self.failed(&cause))
    }

    /// All rows.
    fn many<T>(
        &self,
        sql: &str,
        params: impl Params,
        mut read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, StoreError> {
        let mut all = Vec::new();
        self.walk(sql, params, |row| {
            all.push(read(row)?);
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(all)
    }

    /// All rows of a statement that is put together for this one question: it is not kept.
    fn ask<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, StoreError> {
        let connection = self.connection()?;
        let rows = connection.prepare(sql).and_then(|mut statement| {
            let rows = statement.query_map(params, read)?.collect();
            self.note(&statement);
            rows
        });
        rows.map_err(|cause| self.failed(&cause))
    }

    /// Row by row until told to stop.
    fn walk(
        &self,
        sql: &str,
        params: impl Params,
        mut each: impl FnMut(&Row<'_>) -> rusqlite::Result<ControlFlow<()>>,
    ) -> Result<(), StoreError> {
        let connection = self.connection()?;
        let walked = connection.prepare_cached(sql).and_then(|mut statement| {
            let mut rows = statement.query(params)?;
            while let Some(row) = rows.next()? {
                if each(row)?.is_break() {
                    break;
                }
            }
            drop(rows);
            self.note(&statement);
            Ok(())
        });
        walked.map_err(|cause| self.failed(&cause))
    }

    /// The one number that a statement gives.
    fn count(&self, sql: &str, params: impl Params) -> Result<u64, StoreError> {
        let count = self.one(sql, params, |row| columns::unsigned(row, 0))?;
        Ok(count.unwrap_or(0))
    }
}

impl Reads for Tables<'_> {}

impl Writes for Tables<'_> {
    fn part(&mut self, part: &mut dyn FnMut(&mut dyn Writes) -> Verdict) -> Result<(), StoreError> {
        // Savepoints of one name nest: RELEASE and ROLLBACK TO mean the innermost.
        self.run("SAVEPOINT part", [])?;
        if part(self) == Verdict::Undo {
            self.run("ROLLBACK TO part", [])?;
        }
        self.run("RELEASE part", [])?;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
