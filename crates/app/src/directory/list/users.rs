//! GET /Users and POST /Users/.search.

use std::ops::ControlFlow;

use latchkey_scim::Object;
use latchkey_scim::cursor::List;
use latchkey_scim::filter::Filter;
use latchkey_scim::list::{Page, Paging};
use latchkey_scim::sort::SortKey;

use super::scan::{Candidates, Judged, aside};
use super::selection::{Sieve, is_answered_by_index, user_selection};
use super::{ListQuery, Listed, page_of, start};
use crate::App;
use crate::directory::view::UserView;
use crate::failure::Failure;
use crate::ports::store::{Place, Reads, StoreError, UserDocument, UserSelection};

impl App {
    /// Lists users. Whatever takes time is done beside the threads that serve requests.
    pub async fn list_users(
        &self,
        query: ListQuery,
        base: &str,
    ) -> Result<Listed<UserView>, Failure> {
        if query.is_plain() {
            let app = self.clone();
            return aside(move || app.page_users(&query)).await?;
        }
        let selection = query
            .filter
            .as_ref()
            .map_or(UserSelection::All, user_selection);
        if let Paging::Index(page) = query.paging
            && selection.is_one()
        {
            let users = Users::of(&query, selection, base);
            return self.look_users_up(&query, page, &users);
        }
        let (app, base) = (self.clone(), base.to_owned());
        self.scans
            .run(move || {
                let users = Users::of(&query, selection, &base);
                let Listed { total, items, next } = app.read_through(&query, &users)?;
                let items =
                    app.read(|store| views(store, &query, store.user_documents_at(&items)?))?;
                Ok(Listed { total, items, next })
            })
            .await?
    }

    fn page_users(&self, query: &ListQuery) -> Result<Listed<UserView>, Failure> {
        Ok(self.read(|store| {
            let total = store.count_users()?;
            let Listed { total, items, next } = match &query.paging {
                Paging::Index(page) => Listed {
                    total: Some(total),
                    items: store.page_user_documents(page.offset(), page.count)?,
                    next: None,
                },
                Paging::Cursor(page) => {
                    let read = store.page_user_documents_after(start(page), page.count + 1)?;
                    page_of(read, total, page.count, List::Users)
                }
            };
            let items = views(store, query, items)?;
            Ok(Listed { total, items, next })
        })?)
    }

    /// The lookup before each of Okta's creates: an index names one or nobody, so nothing has to be counted or kept.
    fn look_users_up(
        &self,
        query: &ListQuery,
        page: Page,
        users: &Users<'_>,
    ) -> Result<Listed<UserView>, Failure> {
        Ok(self.read(|store| {
            let mut found = Vec::new();
            let mut fault = None;
            store.scan_user_documents(&users.selection, Place::START, &mut |_, document| {
                match users.judge(store, &document) {
                    Ok(Some(_)) => found.push(document),
                    Ok(None) => {}
                    Err(error) => fault = Some(error),
                }
                ControlFlow::Continue(())
            })?;
            if let Some(fault) = fault {
                return Err(fault);
            }
            let total = Some(found.len() as u64);
            if page.start_index > 1 || page.count == 0 {
                found.clear();
            }
            let items = views(store, query, found)?;
            Ok(Listed {
                total,
                items,
                next: None,
            })
        })?)
    }
}

/// As they are sent.
fn views(
    store: &dyn Reads,
    query: &ListQuery,
    documents: Vec<UserDocument>,
) -> Result<Vec<UserView>, StoreError> {
    let with_groups = |document: UserDocument| {
        let groups = if query.with_relations && document.in_groups {
            store.groups_of(&document.id)?
        } else {
            Vec::new()
        };
        Ok(UserView::new(document, groups))
    };
    documents.into_iter().map(with_groups).collect()
}

/// The users that a filter has to be asked of.
struct Users<'q> {
    query: &'q ListQuery,
    selection: UserSelection,
    sieve: Sieve,
    base: &'q str,
}

impl<'q> Users<'q> {
    fn of(query: &'q ListQuery, selection: UserSelection, base: &'q str) -> Self {
        Self {
            // Where the index alone decides, nobody has to be sieved.
            sieve: query
                .filter
                .as_ref()
                .filter(|filter| !is_answered_by_index(filter, "groups"))
                .map(Sieve::of)
                .unwrap_or_default(),
            query,
            selection,
            base,
        }
    }

    /// The filter, where the index that leads to somebody does not answer it alone.
    fn filter(&self) -> Option<&Filter> {
        let filter = self.query.filter.as_ref()?;
        (!is_answered_by_index(filter, "groups")).then_some(filter)
    }

    /// Whether somebody is among those who are asked for, and where they stand among them.
    fn judge(
        &self,
        store: &dyn Reads,
        document: &UserDocument,
    ) -> Result<Option<Judged>, StoreError> {
        let filter = self.filter();
        if filter.is_none() && self.query.sort.is_none() {
            return Ok(Some(None));
        }
        if filter.is_some() && !self.sieve.lets_through(document.resource.as_str()) {
            return Ok(None);
        }
        let object = self.object(store, document.clone())?;
        if filter.is_some_and(|filter| !filter.matches(&object)) {
            return Ok(None);
        }
        Ok(Some(self.query.sort.as_ref().map(|sort| sort.key(&object))))
    }

    fn object(&self, store: &dyn Reads, document: UserDocument) -> Result<Object, StoreError> {
        let asks = self
            .filter()
            .is_some_and(|filter| filter.mentions("groups"));
        let sorts = self
            .query
            .sort
            .as_ref()
            .is_some_and(|sort| sort.canonical().starts_with("groups"));
        let groups = if (asks || sorts) && document.in_groups {
            store.groups_of(&document.id)?
        } else {
            Vec::new()
        };
        Ok(UserView::new(document, groups).to_object(self.base))
    }
}

impl Candidates for Users<'_> {
    const LIST: List = List::Users;
    const QUICK: &'static str = "userName, externalId, id, or groups.value, with eq";

    fn walk(
        &self,
        store: &dyn Reads,
        after: Place,
        each: &mut dyn FnMut(Place, Result<Option<Judged>, StoreError>) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        store.scan_user_documents(&self.selection, after, &mut |place, document| {
            each(place, self.judge(store, &document))
        })
    }

    fn key_at(&self, store: &dyn Reads, place: Place) -> Result<Option<SortKey>, StoreError> {
        let Some(document) = store.user_documents_at(&[place])?.pop() else {
            return Ok(None);
        };
        let object = self.object(store, document)?;
        Ok(self.query.sort.as_ref().map(|sort| sort.key(&object)))
    }
}
