//! Whether the record is whole: every link from the checkpoint to the newest is made anew and held against the one that is
//! stored. Row by row, so that a million entries take no more memory than one.

use std::fmt;
use std::str::FromStr;

use latchkey_app::ports::store::ChainEnd;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension as _, Row};

use super::Finding;
use crate::tables::chain::{COVERED, Digest, covered, digest_of_bodies, digest_of_entry, link};

/// A link that somebody kept elsewhere, written as `SEQ:HEX`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anchor {
    place: i64,
    link: Digest,
}

impl Anchor {
    /// A link of this place.
    pub fn new(place: u64, link: Digest) -> Self {
        Self {
            place: i64::try_from(place).unwrap_or(i64::MAX),
            link,
        }
    }
}

impl fmt::Display for Anchor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let end = ChainEnd {
            place: self.place.unsigned_abs(),
            link: self.link,
        };
        fmt::Display::fmt(&end, f)
    }
}

impl FromStr for Anchor {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let refused = || {
            format!(
                "\"{text}\" is no anchor: it is a number, a colon and 64 hexadecimal digits, as \"latchkey check\" told it"
            )
        };
        let (place, hex) = text.trim().split_once(':').ok_or_else(refused)?;
        let place: i64 = place.parse().map_err(|_| refused())?;
        if place < 0 || hex.len() != 64 || !hex.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(refused());
        }
        let mut link = Digest::default();
        for (byte, at) in link.iter_mut().zip((0..64).step_by(2)) {
            *byte = u8::from_str_radix(&hex[at..at + 2], 16).map_err(|_| refused())?;
        }
        Ok(Self { place, link })
    }
}

/// How the chain stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chain {
    /// It was looked at from behind this place on.
    pub behind: u64,
    /// Its newest link, to be kept elsewhere.
    pub newest: Anchor,
    /// How many links that is.
    pub links: u64,
    /// Of these, how many have no entry because it grew and stands at a later place.
    pub gathered: u64,
    /// How many have none because it was erased with a person.
    pub erased: u64,
    /// How many entries were trimmed for their age, with their links.
    pub trimmed: u64,
    /// How many entries there are that no link vouches for: from before the chain began, or kept when those around them went.
    pub outside: u64,
    /// Whether every link holds.
    pub whole: bool,
}

struct Checkpoint {
    place: i64,
    link: Digest,
    trimmed: u64,
}

/// The columns of a link come first, then the entry's salts and bodies, then what its digest covers.
const WALKED: &str = concat!(
    "SELECT link.seq, link.digest, link.link, link.gone, activity.seq, salt, bodies_digest, bodies_salt, bodies, ",
    covered!(),
    " FROM activity_link AS link LEFT JOIN activity ON activity.seq = link.seq ORDER BY link.seq"
);

/// Where the covered columns begin.
const COVERED_FROM: usize = 9;

/// Walks the whole chain. The first place that does not hold is a finding, and the walk ends there: what follows upon a broken
/// link says nothing more.
pub(super) fn walk(
    connection: &Connection,
    anchor: Option<&Anchor>,
    findings: &mut Vec<Finding>,
) -> rusqlite::Result<Option<Chain>> {
    let Some(checkpoint) = checkpoint(connection)? else {
        findings.push(broken("its checkpoint is missing"));
        return Ok(None);
    };
    let mut chain = Chain {
        behind: checkpoint.place.unsigned_abs(),
        newest: Anchor {
            place: checkpoint.place,
            link: checkpoint.link,
        },
        links: 0,
        gathered: 0,
        erased: 0,
        trimmed: checkpoint.trimmed,
        outside: outside(connection, checkpoint.place)?,
        whole: true,
    };
    let mut anchored = anchor.is_none_or(|anchor| *anchor == chain.newest);
    let mut statement = connection.prepare(WALKED)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let place: i64 = row.get(0)?;
        if let Some(why) = fault_at(row, place, checkpoint.place, &chain.newest.link)? {
            findings.push(broken(&why));
            chain.whole = false;
            return Ok(Some(chain));
        }
        chain.links += 1;
        match row.get_ref(3)?.as_str_or_null()? {
            Some("gathered") => chain.gathered += 1,
            Some(_) => chain.erased += 1,
            None => {}
        }
        chain.newest = Anchor {
            place,
            link: row.get(2)?,
        };
        anchored |= anchor == Some(&chain.newest);
    }
    if let Some(place) = unlinked(connection, checkpoint.place)? {
        findings.push(broken(&format!(
            "the entry {place} has no link: it was put in beside the program, or its link was removed"
        )));
        chain.whole = false;
    } else if let Some(given) = given(connection)?.filter(|given| *given > chain.newest.place) {
        findings.push(broken(&format!(
            "its newest entry is {}, and there were some up to {given}: its end was cut off",
            chain.newest.place
        )));
        chain.whole = false;
    }
    if let Some(anchor) = anchor.filter(|_| !anchored) {
        findings.push(lost(anchor, &chain));
        chain.whole &= anchor.place < checkpoint.place;
    }
    Ok(Some(chain))
}

fn checkpoint(connection: &Connection) -> rusqlite::Result<Option<Checkpoint>> {
    connection
        .query_row(
            "SELECT seq, link, trimmed FROM activity_checkpoint",
            [],
            |row| {
                Ok(Checkpoint {
                    place: row.get(0)?,
                    link: row.get(1)?,
                    trimmed: row.get::<_, i64>(2)?.unsigned_abs(),
                })
            },
        )
        .optional()
}

/// What does not hold of a link and its entry, if anything.
fn fault_at(
    row: &Row<'_>,
    place: i64,
    checkpoint: i64,
    before: &Digest,
) -> rusqlite::Result<Option<String>> {
    let digest: Digest = row.get(1)?;
    if place <= checkpoint {
        return Ok(Some(format!(
            "there is a link at {place}, and the checkpoint says that all up to {checkpoint} were trimmed"
        )));
    }
    if row.get::<_, Digest>(2)? != link(before, place, &digest) {
        return Ok(Some(format!(
            "the link at {place} does not follow upon the one before: one was removed, altered or put elsewhere"
        )));
    }
    let gone = row.get_ref(3)?.as_str_or_null()?;
    let there = !matches!(row.get_ref(4)?, ValueRef::Null);
    match (gone, there) {
        (None, false) => Ok(Some(format!(
            "the entry {place} is missing, and nothing says that it was trimmed, erased or gathered"
        ))),
        (Some(why), true) => Ok(Some(format!(
            "the entry {place} is there, and its link says that it is gone ({why})"
        ))),
        (Some(_), false) => Ok(None),
        (None, true) if digest_of(row)? == digest => Ok(None),
        (None, true) => Ok(Some(format!(
            "the entry {place} is not what was written: it was altered"
        ))),
    }
}

/// The digest of the entry as it is now.
fn digest_of(row: &Row<'_>) -> rusqlite::Result<Digest> {
    let bodies = match (row.get_ref(6)?, row.get_ref(8)?.as_str_or_null()?) {
        (ValueRef::Null, None) => None,
        (ValueRef::Null, Some(bodies)) => {
            let salt = row.get_ref(7)?.as_blob_or_null()?.unwrap_or_default();
            Some(digest_of_bodies(salt, bodies))
        }
        // Both at once is nothing that the program writes; the digest of neither is right then.
        (_, Some(_)) => Some(Digest::default()),
        (_, None) => Some(row.get(6)?),
    };
    let covered = (COVERED_FROM..COVERED_FROM + COVERED)
        .map(|column| row.get_ref(column))
        .collect::<rusqlite::Result<Vec<_>>>()?;
    let salt = row.get_ref(5)?.as_blob_or_null()?.unwrap_or_default();
    Ok(digest_of_entry(salt, covered.into_iter(), bodies.as_ref()))
}

/// The first entry behind the checkpoint without a link.
fn unlinked(connection: &Connection, behind: i64) -> rusqlite::Result<Option<i64>> {
    connection.query_row(
        "SELECT min(seq) FROM activity WHERE seq > ?1 AND seq NOT IN (SELECT seq FROM activity_link)",
        [behind],
        |row| row.get(0),
    )
}

/// The last place that was given to an entry, whatever became of it since.
fn given(connection: &Connection) -> rusqlite::Result<Option<i64>> {
    connection
        .query_row(
            "SELECT seq FROM sqlite_sequence WHERE name = 'activity'",
            [],
            |row| row.get(0),
        )
        .optional()
}

fn outside(connection: &Connection, place: i64) -> rusqlite::Result<u64> {
    connection.query_row(
        "SELECT count(*) FROM activity WHERE seq <= ?1",
        [place],
        |row| Ok(row.get::<_, i64>(0)?.unsigned_abs()),
    )
}

fn broken(why: &str) -> Finding {
    Finding::fault(format!(
        "The record of activity is not whole: {why}. Somebody wrote to the database beside Latchkey, or the file is damaged. \
         Keep a copy of it, and compare it with the backups from before."
    ))
}

/// An anchor that is not in the chain.
fn lost(anchor: &Anchor, chain: &Chain) -> Finding {
    if anchor.place.unsigned_abs() < chain.behind {
        return Finding::warning(format!(
            "Whether the anchor {} was in the record cannot be told any more: all up to {} was trimmed for its age. Keep a \
             newer one.",
            anchor.place, chain.behind
        ));
    }
    Finding::fault(format!(
        "The record of activity does not hold the anchor {}: its end was cut off, or it was written anew, after that anchor \
         was taken. Its newest entry is {}. Keep a copy of the database, and compare it with the backups from before.",
        anchor.place, chain.newest.place
    ))
}
