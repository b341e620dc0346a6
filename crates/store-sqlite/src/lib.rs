//! The store: `SQLite` with migrations, one writer and many readers.
//!
//! | file | what is in it |
//! | --- | --- |
//! | `store` | [`SqliteStore`]: opening, reading, writing |
//! | `folder` | [`DataFolder`]: the folder that the database lies in, and who serves it |
//! | `writer` | the one thread that writes, and commits many waiting units together |
//! | `readers` | the read-only connections |
//! | `connection` | how a connection is opened and set |
//! | `schema`, `migrations/` | the migrations, as SQL |
//! | `tables/` | the traits of `latchkey_app::ports::store`, one file a subject |
//! | `check`, `backup` | looking for faults, and copying while the server runs |
//!
//! To store something new: add a migration `migrations/000N_what.sql` (STRICT tables, a comment for each column,
//! forward only) and name it in `schema`; extend a trait in `latchkey-app`; implement it in the file of `tables/`
//! whose subject it is; test it in `tests/store/`. A migration that was released is never edited.

mod backup;
mod check;
mod connection;
mod fault;
mod folder;
mod readers;
mod schema;
mod store;
mod tables;
mod writer;

pub use backup::BackupError;
pub use check::{Anchor, Chain, Finding};
pub use fault::OpenError;
pub use folder::{DataFolder, FolderError, ServeLock};
pub use store::{DATABASE_FILE, SqliteStore};
pub use writer::Tally;
