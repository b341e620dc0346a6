//! The table `listed_user`: the people list of the screens.
//!
//! The statements are put together from the filter and compiled for each question: a few dozen microseconds, against
//! which `SQLite` chooses an index for what is really asked. They stay out of the cache of the statements that serve
//! Okta.

use latchkey_app::ports::store::{
    FoundPeople, ListedGroup, ListedPerson, PeopleFilter, PeopleOrder, PeopleReads, Place,
    StoreError,
};
use latchkey_domain::group::Group;
use latchkey_domain::user::{Source, User};
use latchkey_scim::text::caseless;
use rusqlite::{Row, named_params};

use super::Tables;
use super::columns::{
    millis, optional_millis, optional_time, optional_word, signed, time, unsigned, word,
};
use super::question::{Question, is_walked, order, rank};

/// So many places are put in order by themselves, and more than so many that a text finds are not counted: whoever sees a number
/// above it types on, and to count a million is what would make them wait.
const FEW: u64 = 5000;

/// What a search looks through, nothing of it twice. As the migrations make it of older rows.
fn haystack(user: &User) -> String {
    let names = format!("{} {}", user.given_name, user.family_name);
    let mut lines = vec![user.display_name.as_str()];
    if names != user.display_name {
        lines.push(&names);
    }
    lines.push(&user.user_name);
    if user.email != user.user_name {
        lines.push(&user.email);
    }
    lines.push(user.external_id.as_deref().unwrap_or_default());
    caseless(&lines.join("\n"))
}

fn listed(row: &Row<'_>) -> rusqlite::Result<ListedPerson> {
    Ok(ListedPerson {
        id: row.get(0)?,
        user_name: row.get(1)?,
        display_name: row.get(2)?,
        email: row.get(3)?,
        access_role: optional_word(row, 4)?,
        active: row.get(5)?,
        source: word(row, 6)?,
        last_sign_in_at: optional_time(row, 7)?,
        created_at: time(row, 8)?,
        modified_at: time(row, 9)?,
    })
}

/// `WHERE` of every word, each a parameter.
fn named(words: &[String]) -> String {
    (1..=words.len()).fold("1".to_owned(), |sql, at| {
        format!("{sql} AND instr(display_name_key, ?{at})")
    })
}

impl Tables<'_> {
    fn count_people(&self, filter: &PeopleFilter) -> Result<u64, StoreError> {
        let question = Question::of(filter);
        let sql = format!("SELECT count(*){}", question.sql);
        let values = rusqlite::params_from_iter(question.values);
        let counted = self.ask(&sql, values, |row| unsigned(row, 0))?;
        Ok(counted.first().copied().unwrap_or(0))
    }

    /// The places of those whom a text finds, as far as they are wanted.
    fn places_of(&self, filter: &PeopleFilter, most: u64) -> Result<Vec<i64>, StoreError> {
        let mut question = if filter.group.is_some() {
            Question::of(filter)
        } else {
            Question::in_blocks(filter)
        };
        let most = question.bind(signed(most));
        let sql = format!("SELECT l.seq{} LIMIT {most}", question.sql);
        self.ask(&sql, rusqlite::params_from_iter(question.values), |row| {
            row.get(0)
        })
    }

    /// Writes what the list knows of a user, whose own row was just written for the first time.
    pub(super) fn list_new_user(&self, user: &User) -> Result<(), StoreError> {
        let haystack = haystack(user);
        let seq = self.list_anew(user, &haystack)?;
        seq.map_or(Ok(()), |seq| self.note_runs(seq, &haystack))
    }

    /// The same of one who is listed. What an index has is left alone where it is the same, as in `replace_user`.
    pub(super) fn list_user(&self, user: &User) -> Result<(), StoreError> {
        let haystack = haystack(user);
        let seq = match self.list_same(user, &haystack)? {
            Some(seq) => Some(seq),
            None => self.list_anew(user, &haystack)?,
        };
        seq.map_or(Ok(()), |seq| self.note_runs(seq, &haystack))
    }

    /// For someone who keeps their place in every order but that of changes; gives their place among all.
    fn list_same(&self, user: &User, haystack: &str) -> Result<Option<i64>, StoreError> {
        self.one(
            "UPDATE listed_user SET modified_at = :modified_at, haystack = :haystack \
             WHERE seq = (SELECT seq FROM user WHERE id = :id) AND name_key = :name_key AND email_key = :email_key \
             AND role_rank = :role_rank AND active = :active AND from_okta = :from_okta RETURNING seq",
            named_params! {
                ":id": user.id,
                ":name_key": caseless(&user.display_name),
                ":email_key": caseless(&user.email),
                ":role_rank": rank(user.access_role),
                ":active": user.active,
                ":from_okta": user.source == Source::Okta,
                ":modified_at": millis(user.modified_at),
                ":haystack": haystack,
            },
            |row| row.get(0),
        )
    }

    fn list_anew(&self, user: &User, haystack: &str) -> Result<Option<i64>, StoreError> {
        self.one(
            "INSERT INTO listed_user (seq, name_key, email_key, role_rank, active, from_okta, last_sign_in_at, \
             modified_at, haystack) \
             VALUES ((SELECT seq FROM user WHERE id = :id), :name_key, :email_key, :role_rank, :active, :from_okta, \
             :last_sign_in_at, :modified_at, :haystack) \
             ON CONFLICT (seq) DO UPDATE SET name_key = excluded.name_key, email_key = excluded.email_key, \
             role_rank = excluded.role_rank, active = excluded.active, from_okta = excluded.from_okta, \
             modified_at = excluded.modified_at, haystack = excluded.haystack RETURNING seq",
            named_params! {
                ":id": user.id,
                ":name_key": caseless(&user.display_name),
                ":email_key": caseless(&user.email),
                ":role_rank": rank(user.access_role),
                ":active": user.active,
                ":from_okta": user.source == Source::Okta,
                ":last_sign_in_at": optional_millis(user.last_sign_in_at),
                ":modified_at": millis(user.modified_at),
                ":haystack": haystack,
            },
            |row| row.get(0),
        )
    }
}

impl PeopleReads for Tables<'_> {
    fn find_people(
        &self,
        filter: &PeopleFilter,
        by: PeopleOrder,
        offset: u64,
        limit: u64,
    ) -> Result<FoundPeople, StoreError> {
        let everyone = self.users_counted()?;
        let wanted = offset.saturating_add(limit);
        let mut more = false;
        let (matching, few) = if *filter == PeopleFilter::default() {
            (everyone, None)
        } else if filter.words.is_empty() {
            (self.count_people(filter)?, None)
        } else {
            // A text is looked for once: where it is rare, its places are all that has to be put in order.
            let most = wanted.max(FEW);
            let all = self.places_of(filter, most.saturating_add(1))?;
            more = all.len() as u64 > most;
            let matching = most.min(all.len() as u64);
            (matching, Some(all).filter(|_| !more && matching <= FEW))
        };
        let mut question = match few {
            // Whatever lets everyone through need not be asked of each.
            _ if matching == everyone => Question::of(&PeopleFilter::default()),
            Some(few) => Question::of_places(&few)?,
            None => Question::of(filter),
        };
        // Those of whom there are too many to count stand close together in every order.
        let columns = order(by, more || is_walked(everyone, matching, wanted));
        let limit = question.bind(signed(limit));
        let offset = question.bind(signed(offset));
        let sql = format!(
            "SELECT l.seq{} ORDER BY {columns} LIMIT {limit} OFFSET {offset}",
            question.sql
        );
        let values = rusqlite::params_from_iter(question.values);
        let places = self.ask(&sql, values, |row| row.get(0).map(Place))?;
        Ok(FoundPeople {
            matching,
            more,
            places,
        })
    }

    fn people_at(&self, places: &[Place]) -> Result<Vec<ListedPerson>, StoreError> {
        let mut people = Vec::with_capacity(places.len());
        for Place(seq) in places {
            people.extend(self.one(
                "SELECT id, user_name, display_name, email, access_role, active, source, last_sign_in_at, created_at, \
                 modified_at FROM user WHERE seq = ?1",
                [seq],
                listed,
            )?);
        }
        Ok(people)
    }

    fn count_groups_named(&self, words: &[String]) -> Result<u64, StoreError> {
        let sql = format!("SELECT count(*) FROM user_group WHERE {}", named(words));
        let counted = self.ask(&sql, rusqlite::params_from_iter(words), |row| {
            unsigned(row, 0)
        })?;
        Ok(counted.first().copied().unwrap_or(0))
    }

    fn list_groups_named(
        &self,
        words: &[String],
        offset: u64,
        limit: u64,
    ) -> Result<Vec<ListedGroup>, StoreError> {
        let sql = format!(
            "SELECT id, display_name, external_id, version, created_at, modified_at, members FROM user_group \
             WHERE {} ORDER BY display_name_key LIMIT {} OFFSET {}",
            named(words),
            signed(limit),
            signed(offset)
        );
        self.ask(&sql, rusqlite::params_from_iter(words), |row| {
            Ok(ListedGroup {
                group: Group {
                    id: row.get(0)?,
                    display_name: row.get(1)?,
                    external_id: row.get(2)?,
                    version: unsigned(row, 3)?,
                    created_at: time(row, 4)?,
                    modified_at: time(row, 5)?,
                },
                members: unsigned(row, 6)?,
            })
        })
    }
}
