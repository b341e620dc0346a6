//! A backup as a file: what stands at its beginning, how one is made, and how one is read again.
//!
//! ```text
//! "latchkey-backup\n"   16 bytes
//! length                4 bytes, the highest first
//! header                so many bytes of JSON: see `Header`
//! digest                SHA-256 of all that stands before it
//! body                  the SQLite file, compressed by Zstandard (RFC 8878), then sealed where there is a passphrase
//! ```
//!
//! | file | what is in it |
//! | --- | --- |
//! | `header` | the beginning |
//! | `make` | from a database to a file that was read again and found whole |
//! | `read` | from a file to a database, or why not |
//! | `unfinished` | the folders that are worked in, taken away after a crash |

mod header;
mod make;
mod read;
mod unfinished;

pub use header::{FORMAT, Header};
pub(crate) use make::sync_folder;
pub use make::{MakeError, Making, make};
pub use read::{ReadError, Taken, described, unpack};
pub use unfinished::{Unfinished, clear_unfinished, is_unfinished};
