//! People and groups as the screens list them.

pub mod export;
pub mod person;
pub mod why;

use latchkey_domain::activity::Target;
use latchkey_domain::{AccessRole, Refusal};
use latchkey_scim::text::caseless;

use crate::App;
use crate::authority::Authority;
use crate::failure::Failure;
use crate::ports::store::{
    ListedGroup, ListedPerson, PeopleFilter, PeopleOrder, Place, StoreError,
};
use crate::record::Caller;

/// A search has no more words than this; the rest is left out.
const WORDS: usize = 8;
/// Nor more letters.
const LETTERS: usize = 200;

/// A part of a list.
#[derive(Debug)]
pub struct Part<T> {
    /// How many there are in all.
    pub total: u64,
    /// How many of them the question finds, as far as they were counted.
    pub matching: u64,
    /// Whether it finds more than that.
    pub more: bool,
    /// Those that were asked for.
    pub items: Vec<T>,
}

/// Which part of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// From which on, counted from 0.
    pub offset: u64,
    /// At most so many.
    pub limit: u64,
}

/// The words of what was typed, each to be found somewhere.
pub fn words(typed: &str) -> Vec<String> {
    let typed: String = typed.chars().take(LETTERS).collect();
    caseless(&typed)
        .split_whitespace()
        .take(WORDS)
        .map(str::to_owned)
        .collect()
}

impl App {
    /// People, for whoever has an access role. Reads much where a text is looked for: not for a thread that serves
    /// requests.
    pub fn list_people(
        &self,
        caller: &Caller,
        filter: &PeopleFilter,
        order: PeopleOrder,
        window: Window,
    ) -> Result<Part<ListedPerson>, Failure> {
        self.look(|store| {
            Authority::of(store, caller)?.demand(AccessRole::ReadOnly)?;
            let found = store.find_people(filter, order, window.offset, window.limit)?;
            Ok(Part {
                total: store.count_users()?,
                matching: found.matching,
                more: found.more,
                items: store.people_at(&found.places)?,
            })
        })
    }

    /// Everyone whom the filter finds, as places: an export reads their rows by and by, so that a slow reader holds no
    /// state of the database. On record.
    pub async fn export_people(
        &self,
        caller: Caller,
        filter: PeopleFilter,
        order: PeopleOrder,
    ) -> Result<Vec<Place>, Failure> {
        let asking = caller.clone();
        self.recorded(
            caller,
            "people.exported",
            Target::of("people"),
            move |store, record| {
                Authority::of(store, &asking)?.demand(AccessRole::User)?;
                let places = store.find_people(&filter, order, 0, u64::MAX)?.places;
                record
                    .done()
                    .remark(format!("{} people were exported.", places.len()));
                Ok(places)
            },
        )
        .await
    }

    /// The rows at these places.
    pub fn people_at(&self, places: &[Place]) -> Result<Vec<ListedPerson>, StoreError> {
        self.read(|store| store.people_at(places))
    }

    /// Groups by name, for whoever has an access role.
    pub fn list_groups_by_name(
        &self,
        caller: &Caller,
        typed: &str,
        window: Window,
    ) -> Result<Part<ListedGroup>, Failure> {
        let words = words(typed);
        self.look(|store| {
            Authority::of(store, caller)?.demand(AccessRole::ReadOnly)?;
            let total = store.count_groups()?;
            let matching = if words.is_empty() {
                total
            } else {
                store.count_groups_named(&words)?
            };
            Ok(Part {
                total,
                matching,
                more: false,
                items: store.list_groups_named(&words, window.offset, window.limit)?,
            })
        })
    }

    /// A group, for whoever has an access role.
    pub fn group(&self, caller: &Caller, id: &str) -> Result<ListedGroup, Failure> {
        self.look(|store| {
            Authority::of(store, caller)?.demand(AccessRole::ReadOnly)?;
            let shown: String = id.chars().take(100).collect();
            let group = store
                .get_group(id)?
                .ok_or_else(|| Refusal::not_found("group", &shown))?;
            Ok(ListedGroup {
                members: store.count_members(id)?,
                group,
            })
        })
    }
}
