//! GET /Groups and POST /Groups/.search.

use std::ops::ControlFlow;

use latchkey_domain::group::Group;
use latchkey_scim::Object;
use latchkey_scim::cursor::List;
use latchkey_scim::filter::Filter;
use latchkey_scim::list::Paging;
use latchkey_scim::sort::SortKey;

use super::scan::{Candidates, Judged, aside};
use super::selection::{group_selection, is_answered_by_index};
use super::{ListQuery, Listed, page_of, start};
use crate::App;
use crate::directory::view::GroupView;
use crate::failure::Failure;
use crate::ports::store::{GroupSelection, Place, Reads, StoreError};

impl App {
    /// Lists groups. Whatever takes time is done beside the threads that serve requests.
    pub async fn list_groups(
        &self,
        query: ListQuery,
        base: &str,
    ) -> Result<Listed<GroupView>, Failure> {
        let (app, base) = (self.clone(), base.to_owned());
        if query.is_plain() {
            return aside(move || app.page_groups(&query)).await?;
        }
        let selection = query
            .filter
            .as_ref()
            .map_or(GroupSelection::All, group_selection);
        let work = move || {
            let groups = Groups {
                selection,
                query: &query,
                base: &base,
            };
            let Listed { total, items, next } = app.read_through(&query, &groups)?;
            let items = app.read(|store| views(store, &query, store.groups_at(&items)?))?;
            Ok(Listed { total, items, next })
        };
        self.scans.run(work).await?
    }

    fn page_groups(&self, query: &ListQuery) -> Result<Listed<GroupView>, Failure> {
        Ok(self.read(|store| {
            let total = store.count_groups()?;
            let Listed { total, items, next } = match &query.paging {
                Paging::Index(page) => Listed {
                    total: Some(total),
                    items: store.page_groups(page.offset(), page.count)?,
                    next: None,
                },
                Paging::Cursor(page) => {
                    let read = store.page_groups_after(start(page), page.count + 1)?;
                    page_of(read, total, page.count, List::Groups)
                }
            };
            let items = views(store, query, items)?;
            Ok(Listed { total, items, next })
        })?)
    }
}

/// As they are sent.
fn views(
    store: &dyn Reads,
    query: &ListQuery,
    groups: Vec<Group>,
) -> Result<Vec<GroupView>, StoreError> {
    let with_members = |group: Group| {
        let members = if query.with_relations {
            Some(store.members(&group.id)?)
        } else {
            None
        };
        Ok(GroupView::new(group, members))
    };
    groups.into_iter().map(with_members).collect()
}

/// The groups that a filter has to be asked of.
struct Groups<'q> {
    query: &'q ListQuery,
    selection: GroupSelection,
    base: &'q str,
}

impl Groups<'_> {
    /// The filter, where the index that leads to a group does not answer it alone: whose group somebody is a member of is
    /// known without a look at the others.
    fn filter(&self) -> Option<&Filter> {
        let filter = self.query.filter.as_ref()?;
        (!is_answered_by_index(filter, "members")).then_some(filter)
    }

    fn judge(&self, store: &dyn Reads, group: Group) -> Result<Option<Judged>, StoreError> {
        let filter = self.filter();
        if filter.is_none() && self.query.sort.is_none() {
            return Ok(Some(None));
        }
        let object = self.object(store, group)?;
        if filter.is_some_and(|filter| !filter.matches(&object)) {
            return Ok(None);
        }
        Ok(Some(self.query.sort.as_ref().map(|sort| sort.key(&object))))
    }

    fn object(&self, store: &dyn Reads, group: Group) -> Result<Object, StoreError> {
        let asks = self
            .filter()
            .is_some_and(|filter| filter.mentions("members"));
        let sorts = self
            .query
            .sort
            .as_ref()
            .is_some_and(|sort| sort.canonical().starts_with("members"));
        let members = if asks || sorts {
            Some(store.members(&group.id)?)
        } else {
            None
        };
        Ok(GroupView::new(group, members).to_object(self.base))
    }
}

impl Candidates for Groups<'_> {
    const LIST: List = List::Groups;
    const QUICK: &'static str = "displayName, externalId, id, or members.value, with eq";

    fn walk(
        &self,
        store: &dyn Reads,
        after: Place,
        each: &mut dyn FnMut(Place, Result<Option<Judged>, StoreError>) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        store.scan_groups(&self.selection, after, &mut |place, group| {
            each(place, self.judge(store, group))
        })
    }

    fn key_at(&self, store: &dyn Reads, place: Place) -> Result<Option<SortKey>, StoreError> {
        let Some(group) = store.groups_at(&[place])?.pop() else {
            return Ok(None);
        };
        let object = self.object(store, group)?;
        Ok(self.query.sort.as_ref().map(|sort| sort.key(&object)))
    }
}
