//! The checks that are read from the record, whenever the page is.

use jiff::Timestamp;
use latchkey_domain::activity::Entry;

use super::check::Check;
use super::{
    credentials, oidc_assignment, scheduled_imports, sync_passwords, toolkit, update_attributes,
    user_name_format,
};
use crate::evidence::Evidence;
use crate::failure::Failure;
use crate::ports::store::{ActivityQuery, Reads};

/// So many calls are looked through for a setting.
const LOOKED_THROUGH: u64 = 200;

/// What the record says by itself.
pub(super) fn checks(store: &dyn Reads, now: Timestamp) -> Result<Vec<Check>, Failure> {
    let evidence = Evidence::gather(store)?;
    let calls: Vec<Entry> = store
        .list_activity(&ActivityQuery {
            actors: vec!["okta".to_owned()],
            kinds: vec!["user".to_owned()],
            since: evidence.connector,
            limit: LOOKED_THROUGH,
            ..ActivityQuery::default()
        })?
        .into_iter()
        .map(|(_, entry)| entry)
        .collect();
    Ok(vec![
        credentials::check(&evidence),
        toolkit::check(&evidence),
        sync_passwords::check(&calls),
        user_name_format::check(&calls),
        scheduled_imports::check(store)?,
        update_attributes::check(&evidence, now),
        oidc_assignment::check(store, &evidence, now)?,
    ])
}

pub(super) fn method(entry: &Entry) -> &str {
    entry.call.as_ref().map_or("", |call| call.method.as_str())
}
