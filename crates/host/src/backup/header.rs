//! What a backup says of itself at its beginning, in the clear.

use std::io::{self, Read, Write};

use jiff::Timestamp;
use latchkey_app::ports::host::BackupKind;
use latchkey_secrets::sealed_stream::Sealing;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// The version of the format that this program writes, and the newest that it reads.
pub const FORMAT: u64 = 1;
pub(super) const MAGIC: &[u8; 16] = b"latchkey-backup\n";
/// A header has some hundred bytes.
const LONGEST: u32 = 64 * 1024;
pub(super) const COMPRESSION: &str = "zstd";

/// The header. Nothing in it is secret: whoever finds an encrypted backup may read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Header {
    /// See [`FORMAT`].
    pub format: u64,
    /// The version of the program that made it.
    pub program: String,
    /// The version of the database's schema.
    pub schema: u64,
    /// When it was begun.
    pub at: Timestamp,
    /// Why.
    pub kind: BackupKind,
    /// Whose it is: the Company ID then. None before set-up.
    pub company_id: Option<String>,
    /// How large the database in it is.
    pub bytes: u64,
    /// The database's SHA-256, in hexadecimal.
    pub sha256: String,
    /// "zstd".
    pub compression: String,
    /// With what it is sealed; none where it is not.
    pub sealing: Option<Sealing>,
}

/// Why there is no header to read.
#[derive(Debug)]
pub(super) enum NoHeader {
    /// Not ours.
    Foreign,
    /// Ours, and it ends within.
    CutShort,
    /// Ours, and changed.
    Changed,
    /// Ours, of a newer program.
    Newer(String),
    /// The system did not give it.
    File(io::Error),
}

impl Header {
    /// Writes the beginning; gives back its digest, to which the body is bound.
    pub(super) fn write(&self, into: &mut impl Write) -> io::Result<[u8; 32]> {
        let text = serde_json::to_vec(self)?;
        let length = u32::try_from(text.len()).map_err(io::Error::other)?;
        let mut bytes = MAGIC.to_vec();
        bytes.extend(length.to_be_bytes());
        bytes.extend(text);
        let digest: [u8; 32] = Sha256::digest(&bytes).into();
        into.write_all(&bytes)?;
        into.write_all(&digest)?;
        Ok(digest)
    }

    /// Reads it, and leaves `from` where the body begins.
    pub(super) fn read(from: &mut impl Read) -> Result<(Self, [u8; 32]), NoHeader> {
        let magic = some(from, MAGIC.len())?;
        if magic.is_empty() || !MAGIC.starts_with(&magic) {
            return Err(NoHeader::Foreign);
        }
        let mut length = [0; 4];
        whole(from, &mut length)?;
        let mut bytes = magic;
        bytes.extend(length);
        let length = u32::from_be_bytes(length);
        if length > LONGEST {
            return Err(NoHeader::Changed);
        }
        let mut text = vec![0; length as usize];
        whole(from, &mut text)?;
        bytes.extend(&text);
        let mut digest = [0; 32];
        whole(from, &mut digest)?;
        if digest != <[u8; 32]>::from(Sha256::digest(&bytes)) {
            return Err(NoHeader::Changed);
        }
        let value: serde_json::Value =
            serde_json::from_slice(&text).map_err(|_| NoHeader::Changed)?;
        if value["format"]
            .as_u64()
            .is_some_and(|format| format > FORMAT)
        {
            let program = value["program"].as_str().unwrap_or("of a newer version");
            return Err(NoHeader::Newer(program.to_owned()));
        }
        let header = serde_json::from_value(value).map_err(|_| NoHeader::Changed)?;
        Ok((header, digest))
    }
}

/// Up to so many bytes.
fn some(from: &mut impl Read, most: usize) -> Result<Vec<u8>, NoHeader> {
    let mut bytes = Vec::with_capacity(most);
    from.take(most as u64)
        .read_to_end(&mut bytes)
        .map_err(NoHeader::File)?;
    Ok(bytes)
}

fn whole(from: &mut impl Read, into: &mut [u8]) -> Result<(), NoHeader> {
    from.read_exact(into).map_err(|fault| {
        if fault.kind() == io::ErrorKind::UnexpectedEof {
            NoHeader::CutShort
        } else {
            NoHeader::File(fault)
        }
    })
}
