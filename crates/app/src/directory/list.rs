//! Listing: filters, sorting and index paging in a stable order, the oldest first (RFC 7644 §3.4.2).

use std::ops::ControlFlow;

use latchkey_domain::group::Group;
use latchkey_scim::filter::Filter;
use latchkey_scim::list::Page;
use latchkey_scim::sort::SortBy;
use latchkey_scim::text::caseless;

use super::view::{GroupView, UserView};
use crate::App;
use crate::failure::Failure;
use crate::ports::store::{GroupSelection, Reads, StoreError, UserDocument, UserSelection};

/// What is asked for.
#[derive(Debug, Default)]
pub struct ListQuery {
    /// Which.
    pub filter: Option<Filter>,
    /// In which order; else the oldest first.
    pub sort: Option<SortBy>,
    /// Which part.
    pub page: Page,
    /// Whether `groups` of users or `members` of groups are wanted in the answer.
    pub with_relations: bool,
}

/// What was found.
#[derive(Debug)]
pub struct Listed<T> {
    /// How many there are in all.
    pub total: u64,
    /// The part that was asked for.
    pub items: Vec<T>,
}

impl App {
    /// Lists users. Reads much when the filter has no index: not for a thread that serves requests.
    pub fn list_users(&self, query: &ListQuery, base: &str) -> Result<Listed<UserView>, Failure> {
        Ok(self.read(|store| {
            let (total, documents) = if query.filter.is_none() && query.sort.is_none() {
                let offset = query.page.start_index - 1;
                (
                    store.count_users()?,
                    store.page_user_documents(offset, query.page.count)?,
                )
            } else {
                find_users(store, query, base)?
            };
            let mut items = Vec::with_capacity(documents.len());
            for document in documents {
                let groups = if query.with_relations {
                    store.groups_of(&document.id)?
                } else {
                    Vec::new()
                };
                items.push(UserView::new(document, groups));
            }
            Ok(Listed { total, items })
        })?)
    }

    /// Lists groups. Reads much when the filter has no index: not for a thread that serves requests.
    pub fn list_groups(&self, query: &ListQuery, base: &str) -> Result<Listed<GroupView>, Failure> {
        Ok(self.read(|store| {
            let (total, groups) = if query.filter.is_none() && query.sort.is_none() {
                let offset = query.page.start_index - 1;
                (
                    store.count_groups()?,
                    store.page_groups(offset, query.page.count)?,
                )
            } else {
                find_groups(store, query, base)?
            };
            let mut items = Vec::with_capacity(groups.len());
            for group in groups {
                let members = if query.with_relations {
                    Some(store.members(&group.id)?)
                } else {
                    None
                };
                items.push(GroupView::new(group, members));
            }
            Ok(Listed { total, items })
        })?)
    }
}

fn find_users(
    store: &dyn Reads,
    query: &ListQuery,
    base: &str,
) -> Result<(u64, Vec<UserDocument>), StoreError> {
    let selection = query
        .filter
        .as_ref()
        .map_or(UserSelection::All, user_selection);
    let needs_groups = query.filter.as_ref().is_some_and(|f| f.mentions("groups"));
    let needs_object = query.sort.is_some() || !is_answered_by_index(query.filter.as_ref());
    let mut found = Window::new(query.page);
    let mut fault = None;
    store.scan_user_documents(&selection, &mut |document| {
        let object = needs_object.then(|| {
            let groups = if needs_groups {
                store.groups_of(&document.id)
            } else {
                Ok(Vec::new())
            };
            groups.map(|groups| UserView::new(document.clone(), groups).to_object(base))
        });
        let object = match object.transpose() {
            Ok(object) => object,
            Err(error) => {
                fault = Some(error);
                return ControlFlow::Break(());
            }
        };
        if let (Some(filter), Some(object)) = (&query.filter, &object)
            && !filter.matches(object)
        {
            return ControlFlow::Continue(());
        }
        let key = query
            .sort
            .as_ref()
            .zip(object.as_ref())
            .map(|(sort, object)| sort.key(object));
        found.offer(key, document);
        ControlFlow::Continue(())
    })?;
    match fault {
        Some(fault) => Err(fault),
        None => Ok(found.close()),
    }
}

fn find_groups(
    store: &dyn Reads,
    query: &ListQuery,
    base: &str,
) -> Result<(u64, Vec<Group>), StoreError> {
    let selection = query
        .filter
        .as_ref()
        .map_or(GroupSelection::All, group_selection);
    let needs_members = query.filter.as_ref().is_some_and(|f| f.mentions("members"));
    let mut found = Window::new(query.page);
    let mut fault = None;
    store.scan_groups(&selection, &mut |group| {
        let members = if needs_members {
            match store.members(&group.id) {
                Ok(members) => Some(members),
                Err(error) => {
                    fault = Some(error);
                    return ControlFlow::Break(());
                }
            }
        } else {
            None
        };
        let view = GroupView::new(group, members);
        let object = view.to_object(base);
        if query
            .filter
            .as_ref()
            .is_some_and(|filter| !filter.matches(&object))
        {
            return ControlFlow::Continue(());
        }
        let key = query.sort.as_ref().map(|sort| sort.key(&object));
        found.offer(key, view.group);
        ControlFlow::Continue(())
    })?;
    match fault {
        Some(fault) => Err(fault),
        None => Ok(found.close()),
    }
}

/// Counts all that is offered and keeps the part that was asked for.
struct Window<K, T> {
    page: Page,
    total: u64,
    kept: Vec<(Option<K>, T)>,
    sorted: bool,
}

impl<K: Ord, T> Window<K, T> {
    fn new(page: Page) -> Self {
        Self {
            page,
            total: 0,
            kept: Vec::new(),
            sorted: false,
        }
    }

    fn offer(&mut self, key: Option<K>, item: T) {
        self.total += 1;
        if key.is_some() {
            self.sorted = true;
            self.kept.push((key, item));
            return;
        }
        let first = self.page.start_index;
        if self.total >= first && self.total - first < self.page.count {
            self.kept.push((None, item));
        }
    }

    fn close(mut self) -> (u64, Vec<T>) {
        if !self.sorted {
            return (
                self.total,
                self.kept.into_iter().map(|(_, item)| item).collect(),
            );
        }
        // Stable: equal keys stay in the order of their coming.
        self.kept.sort_by(|a, b| a.0.cmp(&b.0));
        let skip = usize::try_from(self.page.start_index - 1).unwrap_or(usize::MAX);
        let take = usize::try_from(self.page.count).unwrap_or(usize::MAX);
        (
            self.total,
            self.kept
                .into_iter()
                .skip(skip)
                .take(take)
                .map(|(_, item)| item)
                .collect(),
        )
    }
}

/// The narrowest index that every match is in.
fn user_selection(filter: &Filter) -> UserSelection {
    for (path, value) in filter.required_equalities() {
        match path {
            "id" => return UserSelection::Id(value.to_owned()),
            "userName" => return UserSelection::UserNameKey(caseless(value)),
            "externalId" => return UserSelection::ExternalId(value.to_owned()),
            "groups.value" => return UserSelection::InGroup(value.to_owned()),
            _ => {}
        }
    }
    UserSelection::All
}

fn group_selection(filter: &Filter) -> GroupSelection {
    for (path, value) in filter.required_equalities() {
        match path {
            "id" => return GroupSelection::Id(value.to_owned()),
            "displayName" => return GroupSelection::DisplayNameKey(caseless(value)),
            "externalId" => return GroupSelection::ExternalId(value.to_owned()),
            "members.value" => return GroupSelection::WithMember(value.to_owned()),
            _ => {}
        }
    }
    GroupSelection::All
}

/// Whether the index alone decides: one equality on a column that is stored just as the filter compares it. This
/// is the lookup before each of Okta's creates.
fn is_answered_by_index(filter: Option<&Filter>) -> bool {
    use latchkey_scim::filter::{Compare, Literal, Operator};
    matches!(
        filter,
        Some(Filter::Compare(Compare { path, op: Operator::Eq, value: Literal::String(_) }))
            if matches!(path.canonical(), "userName" | "externalId" | "id")
    )
}

impl ListQuery {
    /// Whether it is answered by an index in about no time, so that it may run on a thread that serves requests.
    pub fn is_quick(&self) -> bool {
        self.sort.is_none() && is_answered_by_index(self.filter.as_ref())
    }
}
