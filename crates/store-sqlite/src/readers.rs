//! The read-only connections.
//!
//! They lie in several small stacks. A thread always goes to the same stack first, so that it finds the connection
//! that it used last, with its statements compiled and its pages read, and rarely meets another thread there.

use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use latchkey_app::ports::store::StoreError;
use rusqlite::Connection;

use crate::connection;
use crate::fault::fault;

/// How many stacks there are. More than a server has worker threads.
const STACKS: usize = 32;

/// How many connections a stack keeps; one more that a burst needed is closed when it comes back.
const KEPT: usize = 4;

thread_local! {
    static STACK: usize = {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        NEXT.fetch_add(1, Ordering::Relaxed) % STACKS
    };
}

pub(crate) struct Readers {
    path: PathBuf,
    stacks: [Mutex<Vec<Connection>>; STACKS],
}

impl Readers {
    /// Opens the first connection, so that a database that cannot be read is known at once.
    pub(crate) fn open(path: PathBuf) -> Result<Self, StoreError> {
        let first = connection::reading(&path).map_err(|cause| fault(&cause))?;
        let readers = Self {
            path,
            stacks: std::array::from_fn(|_| Mutex::default()),
        };
        readers.stack(STACK.with(|stack| *stack)).push(first);
        Ok(readers)
    }

    /// A connection with a read transaction: all that is read through it is of one state.
    pub(crate) fn lease(&self) -> Result<Lease<'_>, StoreError> {
        let stack = STACK.with(|stack| *stack);
        let kept = self.stack(stack).pop();
        let connection = match kept {
            Some(connection) => connection,
            None => connection::reading(&self.path).map_err(|cause| fault(&cause))?,
        };
        let lease = Lease {
            readers: self,
            stack,
            connection: Some(connection),
        };
        lease.begin().map_err(|cause| fault(&cause))?;
        Ok(lease)
    }

    /// Nothing can panic while a stack is locked, so a poisoned one is as good as any.
    fn stack(&self, stack: usize) -> MutexGuard<'_, Vec<Connection>> {
        self.stacks[stack]
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// A connection that goes back when this is dropped, also when a read panics.
pub(crate) struct Lease<'a> {
    readers: &'a Readers,
    stack: usize,
    connection: Option<Connection>,
}

impl Lease<'_> {
    /// The connection, with its transaction begun.
    pub(crate) fn connection(&self) -> Result<&Connection, StoreError> {
        self.connection
            .as_ref()
            .ok_or_else(|| StoreError::Fault("a read had no connection".into()))
    }

    /// Deferred: the state is that of the first statement. Begin and commit cost half a microsecond; several statements
    /// then take and release `SQLite`'s lock once.
    fn begin(&self) -> rusqlite::Result<()> {
        if let Some(connection) = &self.connection {
            connection.prepare_cached("BEGIN DEFERRED")?.execute([])?;
        }
        Ok(())
    }
}

impl Drop for Lease<'_> {
    fn drop(&mut self) {
        let Some(connection) = self.connection.take() else {
            return;
        };
        let ended = connection.is_autocommit()
            || connection
                .prepare_cached("COMMIT")
                .and_then(|mut commit| commit.execute([]))
                .is_ok();
        if !ended {
            // Whatever is wrong with it, it is not handed out again.
            return;
        }
        let mut stack = self.readers.stack(self.stack);
        if stack.len() < KEPT {
            stack.push(connection);
        }
    }
}
