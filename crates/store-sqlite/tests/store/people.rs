//! What the tests put in.

use jiff::Timestamp;
use latchkey_app::ports::store::{StoreError, StoreExt as _, Writes};
use latchkey_domain::Document;
use latchkey_domain::group::Group;
use latchkey_domain::session::{Method, Session, Surface};
use latchkey_domain::user::{Source, User};
use latchkey_store_sqlite::SqliteStore;
use tempfile::TempDir;

/// A fresh database, and the folder that goes with it.
pub(crate) struct Fresh {
    pub(crate) store: SqliteStore,
    pub(crate) folder: TempDir,
}

pub(crate) fn fresh() -> Fresh {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(folder.path()).unwrap();
    Fresh { store, folder }
}

impl Fresh {
    pub(crate) async fn write<T: Send + 'static>(
        &self,
        unit: impl FnOnce(&mut dyn Writes) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.store.write(unit).await
    }
}

/// So many seconds after the beginning.
pub(crate) fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + second).unwrap()
}

pub(crate) fn user(name: &str) -> User {
    User {
        id: format!("id-{name}"),
        user_name: format!("{name}@acme.com"),
        email: format!("{name}@acme.com"),
        external_id: Some(format!("00u{name}")),
        given_name: name.to_owned(),
        family_name: "Berg".into(),
        display_name: format!("{name} Berg"),
        active: true,
        deactivation_held_at: None,
        access_role: None,
        source: Source::Okta,
        managed: ["active".to_owned(), "userName".to_owned()].into(),
        resource: Document::from_stored(format!("{{\"userName\":\"{name}@acme.com\"}}")),
        has_password: false,
        created_at: at(0),
        modified_at: at(1),
        last_sign_in_at: None,
    }
}

pub(crate) fn group(name: &str) -> Group {
    Group {
        id: format!("group-{name}"),
        display_name: name.to_owned(),
        external_id: None,
        version: 1,
        created_at: at(0),
        modified_at: at(0),
    }
}

pub(crate) fn session(id: &str, user: &str) -> Session {
    Session {
        id: id.to_owned(),
        user_id: format!("id-{user}"),
        method: Method::Okta,
        surface: Surface::Portal,
        created_at: at(0),
        last_seen_at: at(0),
        from: Some("127.0.0.1".into()),
    }
}
