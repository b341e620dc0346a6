//! The part of what is found that is asked for.

use std::collections::BinaryHeap;
use std::ops::ControlFlow;

use latchkey_scim::cursor::{Cursor, List};
use latchkey_scim::list::{CursorPage, Page, Paging};
use latchkey_scim::sort::SortKey;

use super::Listed;
use crate::ports::store::Place;

/// Takes what matches, in the order of coming, and keeps no more than the page needs.
pub(super) struct Window {
    paging: Paging,
    /// How many matched.
    matched: u64,
    /// Those of the page, where nothing is sorted.
    kept: Vec<Place>,
    /// The first ones of a sorted list, up to the end of the page. The last of them is at the top.
    first: BinaryHeap<(SortKey, Place)>,
    /// Behind whom a sorted page begins, and how many stand there.
    behind: Option<(SortKey, Place)>,
    behind_it: u64,
}

impl Window {
    /// `behind` is who stands at the place where a sorted page begins.
    pub(super) fn new(paging: Paging, behind: Option<(SortKey, Place)>) -> Self {
        Self {
            paging,
            matched: 0,
            kept: Vec::new(),
            first: BinaryHeap::new(),
            behind,
            behind_it: 0,
        }
    }

    /// Takes one in; breaks where a page is full and nothing has to be counted.
    pub(super) fn offer(&mut self, place: Place, key: Option<SortKey>) -> ControlFlow<()> {
        self.matched += 1;
        if let Some(key) = key {
            self.sort_in(key, place);
            return ControlFlow::Continue(());
        }
        match self.paging {
            Paging::Index(Page { start_index, count }) => {
                if self.matched >= start_index && self.matched - start_index < count {
                    self.kept.push(place);
                }
                ControlFlow::Continue(())
            }
            Paging::Cursor(CursorPage { count, .. }) if self.matched > count => {
                ControlFlow::Break(())
            }
            Paging::Cursor(_) => {
                self.kept.push(place);
                ControlFlow::Continue(())
            }
        }
    }

    fn sort_in(&mut self, key: SortKey, place: Place) {
        // Equal keys stay in the order of their coming.
        let one = (key, place);
        if self.behind.as_ref().is_some_and(|behind| one <= *behind) {
            return;
        }
        self.behind_it += 1;
        let most = self.skipped().saturating_add(self.paging.count());
        self.first.push(one);
        if self.first.len() as u64 > most {
            self.first.pop();
        }
    }

    fn skipped(&self) -> u64 {
        match self.paging {
            Paging::Index(page) => page.offset(),
            Paging::Cursor(_) => 0,
        }
    }

    /// The page, when all were offered, or a page of a cursor was full.
    pub(super) fn close(self, list: List, sorted: bool) -> Listed<Place> {
        let by_cursor = match self.paging {
            Paging::Cursor(page) => Some(page),
            Paging::Index(_) => None,
        };
        if !sorted {
            let more = by_cursor.is_some_and(|page| self.matched > page.count);
            let whole = by_cursor.is_none_or(|page| page.after.is_none() && !more);
            let end = self.kept.last().filter(|_| more);
            return Listed {
                total: whole.then_some(self.matched),
                next: end.map(|place| Cursor {
                    list,
                    after: place.0,
                    key: 0,
                }),
                items: self.kept,
            };
        }
        let skipped = usize::try_from(self.skipped()).unwrap_or(usize::MAX);
        let page: Vec<(SortKey, Place)> = self
            .first
            .into_sorted_vec()
            .into_iter()
            .skip(skipped)
            .collect();
        let more = by_cursor.is_some_and(|page| self.behind_it > page.count);
        Listed {
            total: Some(self.matched),
            next: page.last().filter(|_| more).map(|(key, place)| Cursor {
                list,
                after: place.0,
                key: key.fingerprint(),
            }),
            items: page.into_iter().map(|(_, place)| place).collect(),
        }
    }

    /// The page as far as it was read when the time was over: the next one goes on from there. None where all have to be
    /// read before anything can be said.
    pub(super) fn break_off(
        self,
        list: List,
        sorted: bool,
        reached: Place,
    ) -> Option<Listed<Place>> {
        if sorted || matches!(self.paging, Paging::Index(_)) {
            return None;
        }
        Some(Listed {
            total: None,
            items: self.kept,
            next: Some(Cursor {
                list,
                after: reached.0,
                key: 0,
            }),
        })
    }
}
