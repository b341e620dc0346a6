//! The store: reads, and units of work.
//!
//! A read sees one consistent state. A unit of work is one transaction: what it does is there as a whole
//! once [`write`](StoreExt::write) has answered, and survives a power cut; or nothing of it is there.
//! A lookup gives `Ok(None)` for what is not there.

mod activity;
mod directory;
mod figures;
mod invites;
mod organization;
mod people;
mod second_factor;
mod sessions;
mod sign_in;
mod spent_tokens;
mod webhooks;

use std::future::Future;
use std::pin::Pin;

pub use activity::{ActivityQuery, ActivityReads, ActivityWrites, LastChange, RecentRead};
pub use directory::{
    DirectoryReads, DirectoryWrites, GroupSelection, Narrowing, UserDocument, UserSelection,
};
pub use figures::{FigureReads, FigureWrites, HourCount, SeatCount, SeatDay};
pub use invites::{InviteReads, InviteWrites};
pub use organization::{Gate, OrganizationReads, OrganizationWrites};
pub use people::{
    FoundPeople, ListedGroup, ListedPerson, PeopleFilter, PeopleOrder, PeopleReads, PeopleSort,
    Place,
};
pub use second_factor::{AdminWithoutSecondFactor, SecondFactorReads, SecondFactorWrites};
pub use sessions::{SessionReads, SessionWrites};
pub use sign_in::{SignInReads, SignInState, SignInWrites, Tie};
pub use spent_tokens::{SpentTokenReads, SpentTokenWrites};
pub use webhooks::{WebhookReads, WebhookWrites};

/// A fault of the store: nothing was changed.
#[derive(Clone, Debug, thiserror::Error)]
pub enum StoreError {
    /// The disk is full.
    #[error("the disk that holds the data folder is full")]
    DiskFull,
    /// Another process holds the database for too long.
    #[error("another process holds the database; the change was given up after {0} s")]
    Busy(u64),
    /// The disk is read-only or fails.
    #[error("the disk that holds the data folder is read-only, or fails: {0}")]
    Disk(String),
    /// What the database holds cannot be what was written.
    #[error("the database is damaged: {0}")]
    Damaged(String),
    /// The database was made by a newer program.
    #[error(
        "this data folder was written by a newer Latchkey (its database has version {found}, this program knows up to \
         {known}); use that program, or restore a backup made by this one"
    )]
    Newer {
        /// The version found.
        found: u64,
        /// The newest that this program knows.
        known: u64,
    },
    /// A uniqueness rule of the database itself did not hold: two units raced past the use case's check.
    #[error("{0} is taken")]
    Taken(String),
    /// Anything else.
    #[error("the store failed: {0}")]
    Fault(String),
}

/// What a store can be asked.
pub trait Reads:
    OrganizationReads
    + DirectoryReads
    + PeopleReads
    + SessionReads
    + SecondFactorReads
    + SignInReads
    + InviteReads
    + SpentTokenReads
    + ActivityReads
    + FigureReads
    + WebhookReads
{
}

/// What a unit of work can do. It reads its own writes.
pub trait Writes:
    Reads
    + OrganizationWrites
    + DirectoryWrites
    + SessionWrites
    + SecondFactorWrites
    + SignInWrites
    + InviteWrites
    + SpentTokenWrites
    + ActivityWrites
    + FigureWrites
    + WebhookWrites
{
    /// Runs a part of the unit so that it alone is undone when it says so.
    fn part(&mut self, part: &mut dyn FnMut(&mut dyn Writes) -> Verdict) -> Result<(), StoreError>;
}

/// Whether to keep what was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Keep it.
    Keep,
    /// Undo it.
    Undo,
}

/// A unit of work, with its type erased.
pub type Unit = Box<dyn FnOnce(&mut dyn Writes) -> Verdict + Send>;

/// A future that a trait object can give.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// The store itself. Called through [`StoreExt`].
pub trait Store: Send + Sync {
    /// Runs `read` on a read-only connection, on this thread. Short reads only on a thread that serves requests.
    fn read_with(&self, read: &mut dyn FnMut(&dyn Reads)) -> Result<(), StoreError>;

    /// Gives the unit to the one writer and answers once its transaction is durable, or undone.
    fn write_with(&self, unit: Unit) -> BoxFuture<'_, Result<(), StoreError>>;

    /// How many commits this process made. It has grown before anybody who waited for one hears of it, so that what was
    /// read after the same number still holds, but for what another process wrote.
    fn commits(&self) -> u64;
}

/// The typed way to a [`Store`].
pub trait StoreExt: Store {
    /// Reads.
    fn read<T>(
        &self,
        read: impl FnOnce(&dyn Reads) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut read = Some(read);
        let mut answer = None;
        self.read_with(&mut |reads| {
            if let Some(read) = read.take() {
                answer = Some(read(reads));
            }
        })?;
        answer.unwrap_or_else(|| Err(StoreError::Fault("a read was not run".into())))
    }

    /// Runs a unit of work: `Ok` is kept, `Err` undone.
    fn write<T, E>(
        &self,
        unit: impl FnOnce(&mut dyn Writes) -> Result<T, E> + Send + 'static,
    ) -> impl Future<Output = Result<T, E>> + Send
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (sender, receiver) = std::sync::mpsc::sync_channel(1);
        let unit: Unit = Box::new(move |writes| {
            let answer = unit(writes);
            let verdict = if answer.is_ok() {
                Verdict::Keep
            } else {
                Verdict::Undo
            };
            // The receiver waits for the commit; it is gone only when nobody wants the answer any more.
            let _ = sender.send(answer);
            verdict
        });
        async move {
            // A refusal stands whatever becomes of the transaction; a success only with it.
            match self.write_with(unit).await {
                Ok(()) => receiver
                    .try_recv()
                    .unwrap_or_else(|_| Err(StoreError::Fault("a unit was not run".into()).into())),
                Err(fault) => match receiver.try_recv() {
                    Ok(Err(refusal)) => Err(refusal),
                    _ => Err(fault.into()),
                },
            }
        }
    }
}

impl<S: Store + ?Sized> StoreExt for S {}
