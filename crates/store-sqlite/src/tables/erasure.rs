//! Erasing what names a person. What tells of them goes as a whole, not in part: an entry that was changed would be no entry any
//! more that its link vouches for.

use std::ops::ControlFlow;

use latchkey_app::ports::store::{ErasureReads, ErasureWrites, KnownBy, Naming, StoreError};
use rusqlite::types::ValueRef;

use super::Tables;
use super::columns::signed;
use super::grams::BLOCK;

/// A user name shorter than this, and no address, may be a word of the language: it is looked for as a whole name alone.
const A_WORD: usize = 8;

/// The texts to look for.
struct Names {
    id: String,
    whole: Vec<String>,
    within: Vec<String>,
    encoded: Vec<String>,
}

impl Names {
    fn of(known: &KnownBy) -> Self {
        let lower = |text: &str| text.to_lowercase();
        let whole = vec![lower(&known.user_name), lower(&known.email)];
        let mut within: Vec<String> = whole
            .iter()
            .filter(|name| name.contains('@') || name.chars().count() >= A_WORD)
            .cloned()
            .collect();
        within.push(lower(&known.id));
        within.extend(known.external_id.as_deref().map(lower));
        // As it stands in the query of a call.
        let encoded = within
            .iter()
            .filter(|name| name.contains('@'))
            .map(|name| name.replace('@', "%40"))
            .collect();
        Self {
            id: known.id.clone(),
            whole,
            within,
            encoded,
        }
    }

    fn are_in(&self, text: &str) -> bool {
        let text = text.to_lowercase();
        self.whole.contains(&text)
            || self.within.iter().any(|name| stands_in(&text, name))
            || self.encoded.iter().any(|name| text.contains(name))
    }
}

/// Whether a name stands in a text by itself, and not as a part of a longer one.
fn stands_in(text: &str, name: &str) -> bool {
    let joins = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '-' | '+');
    text.match_indices(name).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let mut after = text[at + name.len()..].chars();
        let goes_on = match after.next() {
            // The end of a sentence, or of a label.
            Some('.') => after.next().is_some_and(joins),
            Some(letter) => joins(letter),
            None => false,
        };
        !goes_on && !before.is_some_and(|letter| joins(letter) || letter == '.')
    })
}

impl ErasureReads for Tables<'_> {
    fn places_naming(&self, known: &KnownBy, behind: u64, most: u64) -> Result<Naming, StoreError> {
        let names = Names::of(known);
        let mut found = Naming::default();
        self.walk(
            "SELECT seq, target_id, target_name, actor, reason, detail, bodies, gather_key FROM activity \
             WHERE seq > ?1 ORDER BY seq LIMIT ?2",
            (signed(behind), signed(most)),
            |row| {
                let place = row.get::<_, i64>(0)?.unsigned_abs();
                found.looked_to = Some(place);
                for column in 1..8 {
                    let ValueRef::Text(text) = row.get_ref(column)? else {
                        continue;
                    };
                    let text = String::from_utf8_lossy(text);
                    if *text == names.id || names.are_in(&text) {
                        found.places.push(place);
                        break;
                    }
                }
                Ok(ControlFlow::Continue(()))
            },
        )?;
        Ok(found)
    }
}

impl ErasureWrites for Tables<'_> {
    fn erase_activity(&mut self, places: &[u64]) -> Result<u64, StoreError> {
        let mut erased = 0;
        for place in places {
            let there = self.run("DELETE FROM activity WHERE seq = ?1", [signed(*place)])?;
            if there > 0 {
                self.run(
                    "UPDATE activity_link SET gone = 'erased' WHERE seq = ?1",
                    [signed(*place)],
                )?;
            }
            erased += there;
        }
        Ok(erased)
    }

    fn erase_traces(&mut self, known: &KnownBy) -> Result<(), StoreError> {
        let names = Names::of(known);
        let reads: Vec<(i64, String)> =
            self.many("SELECT seq, call FROM recent_read", [], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })?;
        for (place, _) in reads.iter().filter(|(_, call)| names.are_in(call)) {
            // The numbers have no gaps, by which the oldest are found: it stays, and says nothing.
            self.run(
                "UPDATE recent_read SET call = json_object('method', json_extract(call, '$.method'), 'path', '', \
                 'from', NULL, 'requestId', '', 'passkey', NULL, 'status', json_extract(call, '$.status'), 'micros', 0, \
                 'request', NULL) WHERE seq = ?1",
                [*place],
            )?;
        }
        self.run(
            "DELETE FROM sign_in_test WHERE tester = ?1 OR belongs_to = ?1 OR lower(account) IN (?2, ?3)",
            (&known.id, &names.whole[0], &names.whole[1]),
        )?;
        self.forget_runs(&known.id)
    }
}

impl Tables<'_> {
    /// Makes the bits of the person's block anew from the others in it.
    fn forget_runs(&self, id: &str) -> Result<(), StoreError> {
        let Some(place) = self.one("SELECT seq FROM user WHERE id = ?1", [id], |row| {
            row.get::<_, i64>(0)
        })?
        else {
            return Ok(());
        };
        let block = place / BLOCK;
        self.run("DELETE FROM listed_block WHERE block = ?1", [block])?;
        let others: Vec<(i64, String)> = self.many(
            "SELECT seq, haystack FROM listed_user WHERE seq >= ?1 AND seq < ?1 + ?2 AND seq <> ?3",
            (block * BLOCK, BLOCK, place),
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        for (place, haystack) in others {
            self.note_runs(place, &haystack)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_found_by_itself_and_not_in_anothers() {
        let names = Names::of(&KnownBy {
            id: "0190-a".into(),
            user_name: "bo".into(),
            email: "Ana@Acme.com".into(),
            external_id: Some("00uana".into()),
        });
        for text in [
            "ana@acme.com",
            "userName \"ANA@acme.com\" is taken.",
            "Somebody has ana@acme.com.",
            "{\"value\":\"ana@acme.com\"}",
            "/Users?filter=userName%20eq%20%22ana%40acme.com%22",
            "/Users/0190-a",
            "{\"externalId\":\"00uana\"}",
            "Bo",
        ] {
            assert!(names.are_in(text), "{text}");
        }
        for text in [
            "diana@acme.com",
            "x.ana@acme.com",
            "ana@acme.com.au",
            "ana@acme.community",
            "about bo",
            "/Users/0190-ab",
            "00uanab",
        ] {
            assert!(!names.are_in(text), "{text}");
        }
    }
}
