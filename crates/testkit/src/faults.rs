//! A disk that fails when a test says so.

use std::sync::{Mutex, MutexGuard, PoisonError};

use latchkey_app::ports::store::{BoxFuture, Reads, Store, StoreError, Unit};
use latchkey_store_sqlite::SqliteStore;

/// Stands between the use cases and the store.
pub struct Faults {
    store: SqliteStore,
    now: Mutex<Now>,
}

#[derive(Default)]
struct Now {
    writes: Option<StoreError>,
    reads: Option<StoreError>,
    /// So many units of work still go well.
    well: u64,
}

impl Faults {
    pub(crate) fn around(store: SqliteStore) -> Self {
        Self {
            store,
            now: Mutex::default(),
        }
    }

    fn now(&self) -> MutexGuard<'_, Now> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From now on nothing can be written.
    pub fn fail_writes(&self, fault: StoreError) {
        self.fail_writes_after(0, fault);
    }

    /// After so many units of work nothing can be written.
    pub fn fail_writes_after(&self, well: u64, fault: StoreError) {
        let mut now = self.now();
        now.writes = Some(fault);
        now.well = well;
    }

    /// From now on nothing can be read either.
    pub fn fail_all(&self, fault: StoreError) {
        self.fail_writes(fault.clone());
        self.now().reads = Some(fault);
    }

    /// The disk is well again.
    pub fn mend(&self) {
        *self.now() = Now::default();
    }

    fn write_fault(&self) -> Option<StoreError> {
        let mut now = self.now();
        if now.well > 0 {
            now.well -= 1;
            return None;
        }
        now.writes.clone()
    }
}

impl Store for Faults {
    fn read_with(&self, read: &mut dyn FnMut(&dyn Reads)) -> Result<(), StoreError> {
        let fault = self.now().reads.clone();
        fault.map_or_else(|| self.store.read_with(read), Err)
    }

    fn write_with(&self, unit: Unit) -> BoxFuture<'_, Result<(), StoreError>> {
        match self.write_fault() {
            Some(fault) => Box::pin(async move { Err(fault) }),
            None => self.store.write_with(unit),
        }
    }

    fn commits(&self) -> u64 {
        self.store.commits()
    }

    fn write_anew(&self) -> Result<(), StoreError> {
        self.write_fault()
            .map_or_else(|| self.store.write_anew(), Err)
    }
}
