//! Listing: filters, sorting, and paging by index or by cursor in a stable order, the oldest first (RFC 7644 §3.4.2,
//! RFC 9865).
//!
//! What an index answers, and a page of everyone, is read at once (here). A filter or an order that no index has reads
//! through all ([`scan`]): a few at a time, in short reads, for so long and no longer ([`Bounds`]).

mod groups;
mod scan;
mod selection;
mod users;
mod window;

pub use scan::{AT_ONCE, Bounds};

pub(crate) use scan::Scans;

use latchkey_scim::cursor::{Cursor, List};
use latchkey_scim::filter::Filter;
use latchkey_scim::list::{CursorPage, Paging};
use latchkey_scim::sort::SortBy;

use crate::ports::store::Place;

/// What is asked for.
#[derive(Clone, Debug, Default)]
pub struct ListQuery {
    /// Which.
    pub filter: Option<Filter>,
    /// In which order; else the oldest first.
    pub sort: Option<SortBy>,
    /// Which part.
    pub paging: Paging,
    /// Whether `groups` of users or `members` of groups are wanted in the answer.
    pub with_relations: bool,
    /// How long it may read where no index answers.
    pub bounds: Bounds,
}

impl ListQuery {
    /// Whether everything is asked for, in the order of coming: no page of that reads more than itself.
    pub fn is_plain(&self) -> bool {
        self.filter.is_none() && self.sort.is_none()
    }
}

/// What was found.
#[derive(Debug)]
pub struct Listed<T> {
    /// How many there are in all; none where a cursor's page did not read so far.
    pub total: Option<u64>,
    /// The part that was asked for.
    pub items: Vec<T>,
    /// Where the next page of a cursor begins; none where there is nothing more, and where an index was asked for.
    pub next: Option<Cursor>,
}

impl<T> Default for Listed<T> {
    /// Nothing, and nothing known.
    fn default() -> Self {
        Self {
            total: None,
            items: Vec::new(),
            next: None,
        }
    }
}

/// After whom a page of a cursor begins.
fn start(page: &CursorPage) -> Place {
    page.after
        .map_or(Place::START, |cursor| Place(cursor.after))
}

/// The page of everyone behind a place; one more was read than is given, so that it is known whether there are more.
fn page_of<T>(mut read: Vec<(Place, T)>, total: u64, count: u64, list: List) -> Listed<T> {
    let most = usize::try_from(count).unwrap_or(usize::MAX);
    let more = read.len() > most;
    read.truncate(most);
    let end = read.last().map(|(place, _)| place.0);
    Listed {
        total: Some(total),
        items: read.into_iter().map(|(_, item)| item).collect(),
        next: end.filter(|_| more).map(|after| Cursor {
            list,
            after,
            key: 0,
        }),
    }
}
