//! The table `listed_user`: the people list of the screens.
//!
//! The statements are put together from the filter and compiled for each question: a few dozen microseconds, against
//! which `SQLite` chooses an index for what is really asked. They stay out of the cache of the statements that serve
//! Okta.

use latchkey_app::ports::store::{
    FoundPeople, ListedGroup, ListedPerson, PeopleFilter, PeopleOrder, PeopleReads, PeopleSort,
    Place, StoreError,
};
use latchkey_domain::AccessRole;
use latchkey_domain::group::Group;
use latchkey_domain::user::{Source, User};
use latchkey_scim::text::caseless;
use rusqlite::types::Value;
use rusqlite::{Row, named_params};

use super::Tables;
use super::columns::{
    millis, optional_millis, optional_time, optional_word, signed, time, to_json, unsigned, word,
};

/// So many places are put in order by themselves.
const FEW: usize = 2000;

/// A role's place in the order of roles.
fn rank(role: Option<AccessRole>) -> i64 {
    match role {
        None => 0,
        Some(AccessRole::ReadOnly) => 1,
        Some(AccessRole::User) => 2,
        Some(AccessRole::Admin) => 3,
        Some(AccessRole::EnterpriseAdmin) => 4,
    }
}

/// What a search looks through. As the migration makes it of older rows.
fn haystack(user: &User) -> String {
    caseless(&format!(
        "{}\n{} {}\n{}\n{}\n{}",
        user.display_name,
        user.given_name,
        user.family_name,
        user.user_name,
        user.email,
        user.external_id.as_deref().unwrap_or_default()
    ))
}

/// `FROM` and `WHERE` of a filter, with the values that it is bound to.
struct Question {
    sql: String,
    values: Vec<Value>,
}

impl Question {
    fn of(filter: &PeopleFilter) -> Self {
        let mut question = Self {
            sql: " FROM listed_user l".to_owned(),
            values: Vec::new(),
        };
        if let Some(group) = &filter.group {
            // The group leads: it has fewer members than the directory has people.
            let group = question.bind(group.clone());
            question.sql = format!(
                " FROM membership m CROSS JOIN listed_user l ON l.seq = m.user_seq \
                 WHERE m.group_seq = (SELECT seq FROM user_group WHERE id = {group})"
            );
        } else {
            question.sql.push_str(" WHERE 1");
        }
        if let Some(roles) = &filter.roles {
            let ranks: Vec<String> = roles.iter().map(|role| rank(*role).to_string()).collect();
            question.and(&format!("l.role_rank IN ({})", ranks.join(", ")));
        }
        if let Some(active) = filter.active {
            question.and(&format!("l.active = {}", i64::from(active)));
        }
        if let Some(source) = filter.source {
            question.and(&format!(
                "l.from_okta = {}",
                i64::from(source == Source::Okta)
            ));
        }
        if filter.never_signed_in {
            // Not by the index: so many never did that jumping to each takes longer than reading all.
            question.and("+l.last_sign_in_at IS NULL");
        }
        for word in &filter.words {
            let word = question.bind(word.clone());
            question.and(&format!("instr(l.haystack, {word})"));
        }
        question
    }

    /// Those at these places.
    fn of_places(places: &[i64]) -> Result<Self, StoreError> {
        Ok(Self {
            sql: " FROM json_each(?1) p CROSS JOIN listed_user l ON l.seq = p.value".to_owned(),
            values: vec![to_json(&places)?.into()],
        })
    }

    /// The name of a new parameter.
    fn bind(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("?{}", self.values.len())
    }

    fn and(&mut self, condition: &str) {
        self.sql.push_str(" AND ");
        self.sql.push_str(condition);
    }
}

/// Whether to walk the order's index, looking at each row until there are enough; else all rows are read through, and
/// those that match are sorted. Few matches make the walk long, many make the sorting long. A step of the walk jumps to
/// a row: it takes as long as reading ten rows in their own order, or sorting two (the example `crowd` measures both).
fn is_walked(everyone: u64, matching: u64, wanted: u64) -> bool {
    let wanted = wanted.min(matching).max(1);
    let steps = wanted.saturating_mul(everyone) / matching.max(1);
    let walk = steps.saturating_mul(10);
    let read_through = everyone.saturating_add(matching.saturating_mul(5));
    matching == everyone || (matching > 0 && walk < read_through)
}

/// `ORDER BY`. A plus keeps `SQLite` from going by an index.
fn order(order: PeopleOrder, walked: bool) -> String {
    let columns: &[&str] = match order.sort {
        PeopleSort::Name => &["l.name_key", "l.seq"],
        PeopleSort::Email => &["l.email_key"],
        PeopleSort::Role => &["l.role_rank", "l.name_key", "l.seq"],
        PeopleSort::Status => &["l.active", "l.name_key", "l.seq"],
        PeopleSort::LastSignIn => &["l.last_sign_in_at", "l.seq"],
        PeopleSort::Created => &["l.seq"],
        PeopleSort::Modified => &["l.modified_at", "l.seq"],
    };
    let direction = if order.descending { " DESC" } else { "" };
    let plus = if walked { "" } else { "+" };
    let columns: Vec<String> = columns
        .iter()
        .map(|column| format!("{plus}{column}{direction}"))
        .collect();
    columns.join(", ")
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

    fn places_of(&self, filter: &PeopleFilter) -> Result<Vec<i64>, StoreError> {
        let question = Question::of(filter);
        let sql = format!("SELECT l.seq{}", question.sql);
        self.ask(&sql, rusqlite::params_from_iter(question.values), |row| {
            row.get(0)
        })
    }

    /// Writes what the list knows of a user, whose own row was just written.
    pub(super) fn list_user(&self, user: &User) -> Result<(), StoreError> {
        self.run(
            "INSERT INTO listed_user (seq, name_key, email_key, role_rank, active, from_okta, last_sign_in_at, \
             modified_at, haystack) \
             VALUES ((SELECT seq FROM user WHERE id = :id), :name_key, :email_key, :role_rank, :active, :from_okta, \
             :last_sign_in_at, :modified_at, :haystack) \
             ON CONFLICT (seq) DO UPDATE SET name_key = excluded.name_key, email_key = excluded.email_key, \
             role_rank = excluded.role_rank, active = excluded.active, from_okta = excluded.from_okta, \
             modified_at = excluded.modified_at, haystack = excluded.haystack",
            named_params! {
                ":id": user.id,
                ":name_key": caseless(&user.display_name),
                ":email_key": caseless(&user.email),
                ":role_rank": rank(user.access_role),
                ":active": user.active,
                ":from_okta": user.source == Source::Okta,
                ":last_sign_in_at": optional_millis(user.last_sign_in_at),
                ":modified_at": millis(user.modified_at),
                ":haystack": haystack(user),
            },
        )?;
        Ok(())
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
        let (matching, few) = if *filter == PeopleFilter::default() {
            (everyone, None)
        } else if filter.words.is_empty() {
            (self.count_people(filter)?, None)
        } else {
            // A text is looked for once: where it is rare, its places are all that has to be put in order.
            let all = self.places_of(filter)?;
            let matching = all.len() as u64;
            (matching, Some(all).filter(|all| all.len() <= FEW))
        };
        let mut question = match few {
            // Whatever lets everyone through need not be asked of each.
            _ if matching == everyone => Question::of(&PeopleFilter::default()),
            Some(few) => Question::of_places(&few)?,
            None => Question::of(filter),
        };
        let columns = order(
            by,
            is_walked(everyone, matching, offset.saturating_add(limit)),
        );
        let limit = question.bind(signed(limit));
        let offset = question.bind(signed(offset));
        let sql = format!(
            "SELECT l.seq{} ORDER BY {columns} LIMIT {limit} OFFSET {offset}",
            question.sql
        );
        let values = rusqlite::params_from_iter(question.values);
        let places = self.ask(&sql, values, |row| row.get(0).map(Place))?;
        Ok(FoundPeople { matching, places })
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

#[cfg(test)]
mod tests {
    use super::is_walked;

    #[test]
    fn few_matches_are_read_through_and_many_are_walked_to() {
        assert!(!is_walked(100_000, 0, 100));
        assert!(!is_walked(100_000, 1, 100));
        assert!(!is_walked(100_000, 400, 100));
        assert!(is_walked(100_000, 20_000, 100));
        assert!(!is_walked(100_000, 20_000, 19_000));
        assert!(is_walked(100_000, 100_000, 100_000));
    }
}
