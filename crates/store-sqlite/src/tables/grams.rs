//! The table `listed_block`: in which blocks of people a word may stand.
//!
//! Of each block of 32 places it has one row of bits, one for each run of one, two or three letters that stands in somebody's
//! haystack there. A search passes over every block that lacks a run of the word's, and reads the others through. A bit too many
//! costs a look and nothing else: so runs that share a bit are no fault, and none is ever taken out. To keep it is one small row a
//! create, where an index of every run would be a hundred entries.

use latchkey_app::ports::store::StoreError;
use rusqlite::functions::{Aggregate, Context, FunctionFlags};
use rusqlite::{Connection, OptionalExtension as _};

use super::Tables;

/// How many places share a row.
pub(super) const BLOCK: i64 = 32;

/// Bytes in a row: four rows to a page of the database.
const BYTES: usize = 1_008;

/// The longest run.
const LONGEST: usize = 3;

/// The bit of a run, by FNV-1a: what is written must mean the same to every later program.
fn bit_of(run: &[char]) -> usize {
    let hash = run
        .iter()
        .flat_map(|letter| u32::from(*letter).to_le_bytes())
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
    usize::try_from((hash ^ (hash >> 32)) % (BYTES as u64 * 8)).unwrap_or_default()
}

/// Sets the bits of every run within the words of a text; whether that changed any.
fn add(bits: &mut Vec<u8>, haystack: &str) -> bool {
    bits.resize(BYTES, 0);
    let mut changed = false;
    for word in haystack.split_whitespace() {
        let letters: Vec<char> = word.chars().collect();
        for length in 1..=LONGEST {
            for run in letters.windows(length) {
                let bit = bit_of(run);
                changed |= bits[bit / 8] & (1 << (bit % 8)) == 0;
                bits[bit / 8] |= 1 << (bit % 8);
            }
        }
    }
    changed
}

/// Whether every run of a word has its bit: the longest ones, for a shorter one stands within them.
fn may_hold(bits: &[u8], word: &str) -> bool {
    let letters: Vec<char> = word.chars().collect();
    let length = letters.len().clamp(1, LONGEST);
    letters.windows(length).all(|run| {
        let bit = bit_of(run);
        bits.get(bit / 8)
            .is_some_and(|byte| byte & (1 << (bit % 8)) != 0)
    })
}

/// Lends `may_hold(bits, word)` to the statements of a connection.
pub(crate) fn lend(connection: &Connection) -> rusqlite::Result<()> {
    connection.create_scalar_function(
        "may_hold",
        2,
        FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC,
        |context| {
            Ok(may_hold(
                context.get_raw(0).as_blob()?,
                context.get_raw(1).as_str()?,
            ))
        },
    )
}

/// `runs(haystack)`, over the people of a block: what a migration fills the table with.
pub(crate) struct Runs;

impl Aggregate<Vec<u8>, Vec<u8>> for Runs {
    fn init(&self, _: &mut Context<'_>) -> rusqlite::Result<Vec<u8>> {
        Ok(Vec::new())
    }

    fn step(&self, context: &mut Context<'_>, bits: &mut Vec<u8>) -> rusqlite::Result<()> {
        add(bits, context.get_raw(0).as_str()?);
        Ok(())
    }

    fn finalize(&self, _: &mut Context<'_>, bits: Option<Vec<u8>>) -> rusqlite::Result<Vec<u8>> {
        Ok(bits.unwrap_or_default())
    }
}

/// Lends it to a migration.
pub(crate) fn lend_runs(connection: &Connection) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    connection.create_aggregate_function("runs", 1, flags, Runs)
}

fn put(connection: &Connection, block: i64, bits: &[u8]) -> rusqlite::Result<()> {
    connection
        .prepare_cached("INSERT OR REPLACE INTO listed_block (block, runs) VALUES (?1, ?2)")?
        .execute((block, bits))
        .map(drop)
}

impl Tables<'_> {
    /// Notes what stands in somebody's haystack, who has the place `seq`.
    pub(super) fn note_runs(&self, seq: i64, haystack: &str) -> Result<(), StoreError> {
        let block = seq / BLOCK;
        let connection = self.connection()?;
        let noted = connection
            .prepare_cached("SELECT runs FROM listed_block WHERE block = ?1")
            .and_then(|mut statement| statement.query_row([block], |row| row.get(0)).optional());
        let mut bits: Vec<u8> = noted
            .map_err(|cause| self.failed(&cause))?
            .unwrap_or_default();
        if add(&mut bits, haystack) {
            put(connection, block, &bits).map_err(|cause| self.failed(&cause))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_without_a_run_of_the_word_is_passed_over_and_no_other() {
        let mut bits = Vec::new();
        assert!(!may_hold(&bits, "a"));
        assert!(add(&mut bits, "ana berg\nþóra.lind@acme.com"));
        assert!(!add(&mut bits, "berg ana"));
        for word in ["a", "an", "ana", "berg", "ra.lin", "þ", "@", "óra"] {
            assert!(may_hold(&bits, word), "{word}");
        }
        for word in ["z", "gz", "anab", "bergs", "lindt"] {
            assert!(!may_hold(&bits, word), "{word}");
        }
    }

    /// What is on a disk was written by an earlier program.
    #[test]
    fn a_run_has_the_same_bit_for_ever() {
        assert_eq!(
            [
                bit_of(&['a']),
                bit_of(&['a', 'n']),
                bit_of(&['þ', 'ó', 'r'])
            ],
            [6790, 4630, 7438]
        );
    }
}
