//! The table `activity_link`: each entry of activity is tied to the one before.
//!
//! An entry's digest is made of a salt and of all that the entry says; its link of the link before, its place and its digest.
//! Whoever changes an entry, takes one out or puts one in has to make every link after it anew, so that the newest link says
//! what the whole record was. Links outlive their entries: what an entry said can be erased, and its salt goes with it, so that
//! nobody can try out what it was; the links before and after hold on.
//!
//! What was sent and answered has a digest of its own in the entry's, with a salt of its own: it is taken away long before the
//! entry, and its digest takes its place. Both are made when they are asked for, so that a row is no longer than it has to be.

use latchkey_app::ports::store::{ChainEnd, Salt, StoreError};
use rusqlite::Row;
use rusqlite::types::ValueRef;
use sha2::{Digest as _, Sha256};

use super::Tables;
use super::columns::{signed, unsigned};

/// SHA-256.
pub(crate) type Digest = [u8; 32];

/// The columns that an entry's digest covers, in its order. Never changed: another order or column is another digest.
macro_rules! covered {
    () => {
        "id, at, last_at, count, gather_key, action, outcome, actor_kind, actor_label, actor, target_kind, target_id, \
         target_name, reason, detail"
    };
}
pub(crate) use covered;

/// How many columns that is.
pub(crate) const COVERED: usize = 15;

/// What was sent and answered, as it goes into the entry's digest.
pub(crate) fn digest_of_bodies(salt: &[u8], bodies: &str) -> Digest {
    let mut hasher = Sha256::new();
    hasher.update(salt);
    hasher.update(bodies);
    hasher.finalize().into()
}

/// What an entry's link is made of.
pub(crate) fn digest_of_entry<'v>(
    salt: &[u8],
    covered: impl Iterator<Item = ValueRef<'v>>,
    bodies: Option<&Digest>,
) -> Digest {
    let mut hasher = Sha256::new();
    hasher.update(salt);
    for value in covered {
        cover(&mut hasher, value);
    }
    match bodies {
        None => cover(&mut hasher, ValueRef::Null),
        Some(digest) => cover(&mut hasher, ValueRef::Blob(digest)),
    }
    hasher.finalize().into()
}

/// Kind, length and value, so that no two rows come to the same bytes.
fn cover(hasher: &mut Sha256, value: ValueRef<'_>) {
    let mut with_length = |kind: u8, bytes: &[u8]| {
        hasher.update([kind]);
        hasher.update((bytes.len() as u64).to_be_bytes());
        hasher.update(bytes);
    };
    match value {
        ValueRef::Null => with_length(0, &[]),
        ValueRef::Integer(number) => with_length(1, &number.to_be_bytes()),
        ValueRef::Real(number) => with_length(2, &number.to_be_bytes()),
        ValueRef::Text(text) => with_length(3, text),
        ValueRef::Blob(blob) => with_length(4, blob),
    }
}

/// The link at `place`, behind `before`.
pub(crate) fn link(before: &Digest, place: i64, digest: &Digest) -> Digest {
    let mut hasher = Sha256::new();
    hasher.update(before);
    hasher.update(place.to_be_bytes());
    hasher.update(digest);
    hasher.finalize().into()
}

/// The two salts of an entry: its own, and that of what was sent and answered.
pub(super) fn salts(salt: &Salt) -> (&[u8], &[u8]) {
    salt.bytes().split_at(16)
}

fn end(row: &Row<'_>) -> rusqlite::Result<ChainEnd> {
    Ok(ChainEnd {
        place: unsigned(row, 0)?,
        link: row.get(1)?,
    })
}

impl Tables<'_> {
    /// The newest link; the checkpoint's where there is none behind it.
    pub(super) fn newest_link(&self) -> Result<ChainEnd, StoreError> {
        // Two statements: together, both tables would be looked at for each entry.
        let newest = "SELECT seq, link FROM activity_link ORDER BY seq DESC LIMIT 1";
        if let Some(newest) = self.one(newest, [], end)? {
            return Ok(newest);
        }
        self.one("SELECT seq, link FROM activity_checkpoint", [], end)?
            .ok_or_else(|| {
                StoreError::Damaged("the checkpoint of activity is not there".to_owned())
            })
    }

    /// Ties the entry at `place`, which was written a moment ago in this transaction, to those before.
    pub(super) fn tie(&self, place: i64, digest: &Digest) -> Result<(), StoreError> {
        let before = self.newest_link()?;
        if place <= signed(before.place) {
            return Err(StoreError::Damaged(format!(
                "activity has the place {place} to give, and its chain is at {} already",
                before.place
            )));
        }
        self.run(
            "INSERT INTO activity_link (seq, digest, link) VALUES (?1, ?2, ?3)",
            (place, digest, link(&before.link, place, digest)),
        )?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_one_column_cannot_be_taken_for_two() {
        let of = |values: &[ValueRef<'_>], bodies: Option<&Digest>| {
            digest_of_entry(&[7; 16], values.iter().copied(), bodies)
        };
        let text = |text: &'static str| ValueRef::Text(text.as_bytes());
        let all = [
            of(&[text("ab"), text("c")], None),
            of(&[text("a"), text("bc")], None),
            of(&[text("ab"), text("c"), ValueRef::Null], None),
            of(&[text("ab"), ValueRef::Blob(b"c")], None),
            of(&[text("ab"), ValueRef::Integer(99)], None),
            of(&[text("ab"), text("c")], Some(&[0; 32])),
        ];
        for (at, one) in all.iter().enumerate() {
            assert!(!all[at + 1..].contains(one), "{at}");
        }
        assert_ne!(
            digest_of_entry(&[8; 16], [text("ab"), text("c")].into_iter(), None),
            all[0],
            "the salt is in it"
        );
    }

    #[test]
    fn a_link_knows_its_place_and_the_one_before() {
        let one = link(&[0; 32], 1, &[5; 32]);
        assert_ne!(one, link(&[0; 32], 2, &[5; 32]));
        assert_ne!(one, link(&[1; 32], 1, &[5; 32]));
    }
}
