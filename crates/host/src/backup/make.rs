//! Making a backup: a copy of the database, compressed, sealed, read again, and only then under its name.

use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use latchkey_app::ports::entropy::Entropy;
use latchkey_app::ports::host::BackupKind;
use latchkey_app::ports::store::StoreError;
use latchkey_secrets::sealed_stream::{Sealer, Sealing};
use latchkey_store_sqlite::{BackupError, copy_database};
use secrecy::SecretString;
use sha2::{Digest as _, Sha256};

use super::header::{COMPRESSION, FORMAT, Header};
use super::read::{ReadError, is_full, verify};
use super::unfinished::Unfinished;

/// Zstandard's own default.
const LEVEL: i32 = 3;
/// What was written goes to the disk after so many bytes: the syncs of commits wait for all that waits to be written.
const A_SYNC: usize = 8 * 1024 * 1024;

/// A backup that is to be made.
pub struct Making<'a> {
    /// The database, which may be in use.
    pub database: &'a Path,
    /// Where the copy lies meanwhile, in the clear: a folder on the database's own disk.
    pub beside: &'a Path,
    /// The file, which is not there yet.
    pub target: &'a Path,
    /// Why.
    pub kind: BackupKind,
    /// Now.
    pub at: Timestamp,
    /// Whom only those who know it can read it; none leaves it open.
    pub passphrase: Option<&'a SecretString>,
    /// For what seals it.
    pub entropy: &'a dyn Entropy,
}

/// Why none was made. In each case no file was left, and nothing else was changed.
#[derive(Debug, thiserror::Error)]
pub enum MakeError {
    /// A file is there already.
    #[error("{0} is there already and was left as it is; name a file that is not there yet")]
    Exists(PathBuf),
    /// There is no room.
    #[error(
        "the disk has no room for the backup {0}; no file was left, and nothing was changed: it takes a copy of the database \
         for a while, and some of that to stay. Free some space, then make it again"
    )]
    DiskFull(PathBuf),
    /// The system did not let it.
    #[error(
        "the backup {path} could not be written; no file was left, and nothing was changed: {cause}"
    )]
    File {
        /// Where to.
        path: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
    /// The database could not be copied.
    #[error(transparent)]
    Copy(BackupError),
    /// It was written, and could not be read again.
    #[error(
        "the backup was read again after it was written, and is not whole; it was taken away, and nothing was changed: {0}. Look at the disk"
    )]
    NotWhole(ReadError),
}

/// Makes it, and gives back how large it is. Takes long, and takes little of the machine: see
/// [`copy_database`](latchkey_store_sqlite::copy_database).
pub fn make(making: &Making<'_>) -> Result<u64, MakeError> {
    let target = making.target;
    let failed = |cause: io::Error| of_the_system(target, cause);
    if target.exists() {
        return Err(MakeError::Exists(target.to_owned()));
    }
    let unfinished = Unfinished::within(making.beside).map_err(failed)?;
    let copy = unfinished.file("copy.db");
    let copied = copy_database(making.database, &copy).map_err(|fault| match fault {
        BackupError::Store(StoreError::DiskFull) => MakeError::DiskFull(target.to_owned()),
        BackupError::File { cause, .. } => of_the_system(target, cause),
        other => MakeError::Copy(other),
    })?;
    let (bytes, sha256) = digest(&copy).map_err(failed)?;
    let header = Header {
        format: FORMAT,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        schema: copied.schema,
        at: making.at,
        kind: making.kind,
        company_id: copied.company_id,
        bytes,
        sha256,
        compression: COMPRESSION.to_owned(),
        sealing: making
            .passphrase
            .map(|_| Sealing::new(making.entropy.bytes(), random_nonce(making.entropy))),
    };
    let mut written = tempfile::Builder::new()
        .prefix(".unfinished-")
        .tempfile_in(folder_of(target, &unfinished, making.beside))
        .map_err(failed)?;
    write(&header, making.passphrase, &copy, written.as_file_mut()).map_err(failed)?;
    written.as_file().sync_all().map_err(failed)?;
    verify(written.path(), making.passphrase).map_err(MakeError::NotWhole)?;
    let length = written.as_file().metadata().map_err(failed)?.len();
    written.persist_noclobber(target).map_err(|fault| {
        if fault.error.kind() == io::ErrorKind::AlreadyExists {
            MakeError::Exists(target.to_owned())
        } else {
            of_the_system(target, fault.error)
        }
    })?;
    sync_folder(target).map_err(failed)?;
    Ok(length)
}

fn random_nonce(entropy: &dyn Entropy) -> [u8; 19] {
    entropy.bytes()
}

/// On the target's own disk, so that it is put there in one step; within the folder that a crash leaves where that is the same.
fn folder_of<'p>(target: &'p Path, unfinished: &'p Unfinished, beside: &Path) -> &'p Path {
    match target.parent() {
        Some(folder) if folder != beside => folder,
        _ => unfinished.path(),
    }
}

fn of_the_system(target: &Path, cause: io::Error) -> MakeError {
    let path = target.to_owned();
    if is_full(&cause) {
        MakeError::DiskFull(path)
    } else {
        MakeError::File { path, cause }
    }
}

fn digest(file: &Path) -> io::Result<(u64, String)> {
    let mut digest = Sha256::new();
    let bytes = io::copy(&mut BufReader::new(File::open(file)?), &mut digest)?;
    Ok((bytes, hexadecimal(&digest.finalize())))
}

/// Two letters a byte.
pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn write(
    header: &Header,
    passphrase: Option<&SecretString>,
    copy: &Path,
    into: &mut File,
) -> io::Result<()> {
    let mut into = BufWriter::new(Synced {
        file: into,
        unsynced: 0,
    });
    let bound = header.write(&mut into)?;
    let copy = File::open(copy)?;
    let mut into = match (&header.sealing, passphrase) {
        (Some(sealing), Some(passphrase)) => {
            compress(&copy, Sealer::new(into, sealing, passphrase, bound)?)?.finish()?
        }
        _ => compress(&copy, into)?,
    };
    into.flush()
}

fn compress<W: Write>(mut from: impl Read, into: W) -> io::Result<W> {
    let mut encoder = zstd::Encoder::new(into, LEVEL)?;
    io::copy(&mut from, &mut encoder)?;
    encoder.finish()
}

/// A file whose bytes go to the disk as they come.
struct Synced<'f> {
    file: &'f mut File,
    unsynced: usize,
}

impl Write for Synced<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.unsynced += written;
        if self.unsynced >= A_SYNC {
            self.file.sync_data()?;
            self.unsynced = 0;
        }
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// The name of a file is durable with its folder (a folder cannot be opened so everywhere).
#[cfg(unix)]
pub(crate) fn sync_folder(of: &Path) -> io::Result<()> {
    match of.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => File::open(folder)?.sync_all(),
        _ => fs::metadata(of).map(drop),
    }
}

#[cfg(not(unix))]
pub(crate) fn sync_folder(of: &Path) -> io::Result<()> {
    fs::metadata(of).map(drop)
}
