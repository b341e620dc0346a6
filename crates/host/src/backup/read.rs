//! Reading a backup: what it says of itself, whether it is whole, and the database in it.

use std::fs::{File, OpenOptions};
use std::io::{self, BufReader, Read, Seek as _, Write};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use latchkey_app::ports::host::BackupFile;
use latchkey_secrets::sealed_stream::{NotOpened, Opener};
use latchkey_store_sqlite::KNOWN_SCHEMA;
use secrecy::SecretString;
use sha2::{Digest as _, Sha256};

use super::header::{COMPRESSION, Header, NoHeader};
use super::make::hexadecimal;

/// How every SQLite file begins.
const SQLITE: &[u8; 16] = b"SQLite format 3\0";

/// Why a backup was not read. Nothing was changed by it.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// Another program's file.
    #[error(
        "{0} is no backup of Latchkey. Nothing was changed. Name what \"latchkey backup\" made"
    )]
    NotOurs(PathBuf),
    /// Its end is missing.
    #[error(
        "{0} is cut short: its end is missing, or was changed. Nothing was changed. Copy it anew, or use another backup"
    )]
    CutShort(PathBuf),
    /// It was changed.
    #[error(
        "{0} is damaged: it is not what was written. Nothing was changed. Copy it anew, or use another backup"
    )]
    Changed(PathBuf),
    /// Made by a newer program.
    #[error(
        "{path} was made by Latchkey {program}, and this one is older ({own}). Nothing was changed. Use Latchkey {program} or a \
         later one",
        own = env!("CARGO_PKG_VERSION")
    )]
    Newer {
        /// Which file.
        path: PathBuf,
        /// By which.
        program: String,
    },
    /// A passphrase is needed.
    #[error(
        "{0} is encrypted, and no passphrase was given. Nothing was changed. Name the file that holds it with --passphrase-file"
    )]
    Encrypted(PathBuf),
    /// The passphrase is another.
    #[error(
        "{0} was encrypted with another passphrase. Nothing was changed. Give the one that it was made with"
    )]
    WrongPassphrase(PathBuf),
    /// There is no room for what is in it.
    #[error(
        "the disk of the data folder has no room for what is in {0}. Nothing was changed. Free some space, then run this again"
    )]
    NoRoom(PathBuf),
    /// The system did not give or take it.
    #[error("{path} could not be used: {cause}. Nothing was changed")]
    File {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
}

/// What was taken out of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Taken {
    /// A backup, read to its end and found whole.
    Backup(Box<Header>),
    /// A copy of the database itself, as earlier versions made them. It carries no digest.
    Database,
}

/// Takes the database out of a backup into a new file that only its owner can read. Where it is not whole, the new file may be there
/// in part.
pub fn unpack(
    path: &Path,
    into: &Path,
    passphrase: Option<&SecretString>,
) -> Result<Taken, ReadError> {
    let mut database = make_private(into).map_err(|cause| ReadError::File {
        path: into.to_owned(),
        cause,
    })?;
    let mut file = open(path)?;
    let taken = if is_sqlite(path, &mut file)? {
        io::copy(&mut file, &mut database).map_err(|fault| broken(path, fault))?;
        Taken::Database
    } else {
        Taken::Backup(Box::new(pour(path, file, passphrase, &mut database)?))
    };
    database.sync_all().map_err(|fault| broken(into, fault))?;
    Ok(taken)
}

/// Reads a backup to its end.
pub(super) fn verify(path: &Path, passphrase: Option<&SecretString>) -> Result<Header, ReadError> {
    pour(path, open(path)?, passphrase, &mut io::sink())
}

/// What a file in the folder of backups says of itself; none if it is no backup.
pub fn described(path: &Path) -> Option<BackupFile> {
    let metadata = path.metadata().ok()?;
    let name = path.file_name()?.to_string_lossy().into_owned();
    if !metadata.is_file() {
        return None;
    }
    let mut file = File::open(path).ok()?;
    let mut described = BackupFile {
        file: name,
        at: modified(&metadata),
        bytes: metadata.len(),
        kind: None,
        encrypted: false,
        checked: false,
    };
    match Header::read(&mut file) {
        Ok((header, _)) => {
            described.at = header.at;
            described.kind = Some(header.kind);
            described.encrypted = header.sealing.is_some();
            described.checked = true;
            Some(described)
        }
        // Of an earlier version, or somebody's own.
        Err(NoHeader::Foreign) => path
            .extension()
            .is_some_and(|ending| ending == "db")
            .then_some(described),
        Err(_) => Some(described),
    }
}

fn modified(metadata: &std::fs::Metadata) -> Timestamp {
    metadata
        .modified()
        .ok()
        .and_then(|at| Timestamp::try_from(at).ok())
        // Times of the API have milliseconds; a file system tells more than anybody wants to know.
        .and_then(|at| Timestamp::from_millisecond(at.as_millisecond()).ok())
        .unwrap_or(Timestamp::UNIX_EPOCH)
}

fn open(path: &Path) -> Result<File, ReadError> {
    File::open(path).map_err(of(path))
}

fn is_sqlite(path: &Path, file: &mut File) -> Result<bool, ReadError> {
    let mut first = Vec::with_capacity(SQLITE.len());
    Read::take(&mut *file, SQLITE.len() as u64)
        .read_to_end(&mut first)
        .map_err(of(path))?;
    file.rewind().map_err(of(path))?;
    Ok(first == SQLITE)
}

fn pour(
    path: &Path,
    file: File,
    passphrase: Option<&SecretString>,
    into: &mut dyn Write,
) -> Result<Header, ReadError> {
    let mut file = BufReader::new(file);
    let (header, bound) = Header::read(&mut file).map_err(|why| match why {
        NoHeader::Foreign => ReadError::NotOurs(path.to_owned()),
        NoHeader::CutShort => ReadError::CutShort(path.to_owned()),
        NoHeader::Changed => ReadError::Changed(path.to_owned()),
        NoHeader::Newer(program) => ReadError::Newer {
            path: path.to_owned(),
            program,
        },
        NoHeader::File(cause) => of(path)(cause),
    })?;
    if header.schema > KNOWN_SCHEMA || header.compression != COMPRESSION {
        return Err(ReadError::Newer {
            path: path.to_owned(),
            program: header.program,
        });
    }
    let mut into = Measured {
        into,
        digest: Sha256::new(),
    };
    let poured = match (&header.sealing, passphrase) {
        (None, _) => decompress(file, header.bytes, &mut into),
        (Some(_), None) => return Err(ReadError::Encrypted(path.to_owned())),
        (Some(sealing), Some(passphrase)) => Opener::new(file, sealing, passphrase, bound)
            .and_then(|opener| decompress(opener, header.bytes, &mut into)),
    };
    let bytes = poured.map_err(|fault| broken(path, fault))?;
    if bytes < header.bytes {
        return Err(ReadError::CutShort(path.to_owned()));
    }
    if bytes > header.bytes || hexadecimal(&into.digest.finalize()) != header.sha256 {
        return Err(ReadError::Changed(path.to_owned()));
    }
    Ok(header)
}

/// No more than one byte over what is expected, whatever the stream says. It is asked for that one, so a sealed stream is read to
/// its last piece.
fn decompress(from: impl Read, expected: u64, into: &mut impl Write) -> io::Result<u64> {
    let mut decoder = zstd::Decoder::new(from)?.take(expected.saturating_add(1));
    io::copy(&mut decoder, into)
}

/// What is wrong with the stream, or with the disk.
fn broken(path: &Path, fault: io::Error) -> ReadError {
    let path = path.to_owned();
    match NotOpened::of(&fault) {
        Some(NotOpened::WrongPassphrase) => ReadError::WrongPassphrase(path),
        Some(NotOpened::CutShort) => ReadError::CutShort(path),
        Some(NotOpened::Changed | NotOpened::Unknown) => ReadError::Changed(path),
        None if fault.kind() == io::ErrorKind::UnexpectedEof => ReadError::CutShort(path),
        None if is_full(&fault) => ReadError::NoRoom(path),
        None if fault.raw_os_error().is_some() => ReadError::File { path, cause: fault },
        None => ReadError::Changed(path),
    }
}

pub(super) fn is_full(fault: &io::Error) -> bool {
    matches!(
        fault.kind(),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded
    )
}

fn of(path: &Path) -> impl Fn(io::Error) -> ReadError {
    let path = path.to_owned();
    move |cause| ReadError::File {
        path: path.clone(),
        cause,
    }
}

fn make_private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options.open(path)
}

/// Writes on, and digests.
struct Measured<'w> {
    into: &'w mut dyn Write,
    digest: Sha256,
}

impl Write for Measured<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.into.write(bytes)?;
        self.digest.update(bytes.get(..written).unwrap_or_default());
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.into.flush()
    }
}
