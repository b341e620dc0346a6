//! A data folder that is opened, and the use cases on it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::files::Files;
use crate::rehearsals::ScratchRehearsals;
use anyhow::{Context as _, bail};
use latchkey_app::ports::clock::{Clock as _, SystemClock};
use latchkey_app::ports::entropy::SystemEntropy;
use latchkey_app::ports::vault::{PasskeyVault, ShownOnce};
use latchkey_app::{App, Ports};
use latchkey_oidc::RelyingParty;
use latchkey_secrets::Wish;
use latchkey_store_sqlite::{DATABASE_FILE, DataFolder, OpenError, SqliteStore};

/// An installation.
pub struct Installation {
    /// The use cases.
    pub app: App,
    /// The folder.
    pub folder: DataFolder,
    /// The store, for what is asked of the database itself: checks and backups.
    pub store: SqliteStore,
}

impl Installation {
    /// Opens one that is there. A folder that is not is not made.
    pub fn open(data_dir: &Path) -> anyhow::Result<Self> {
        Self::open_with(data_dir, Arc::new(ShownOnce))
    }

    /// Opens one for what makes, shows or takes away passkeys.
    pub fn open_with_passkeys(data_dir: &Path, wish: &Wish) -> anyhow::Result<Self> {
        Self::open_with(data_dir, vault(wish, data_dir)?)
    }

    fn open_with(data_dir: &Path, vault: Arc<dyn PasskeyVault>) -> anyhow::Result<Self> {
        let database = absolute(data_dir)?.join(DATABASE_FILE);
        if !database.exists() {
            return Err(OpenError::Missing(database).into());
        }
        let folder = DataFolder::open(data_dir)?;
        let store = SqliteStore::open_existing(folder.path())?;
        Ok(Self::put_together(folder, store, vault))
    }

    /// Makes the folder, or takes an empty one, for a first set-up.
    pub fn make(data_dir: &Path) -> anyhow::Result<Self> {
        Self::make_with(data_dir, Arc::new(ShownOnce))
    }

    /// Opens the one that is there, or makes the folder: for a program that sets up by itself. Whether it is set up is
    /// what [`App::organization`] says.
    pub fn open_or_make(data_dir: &Path, wish: &Wish) -> anyhow::Result<Self> {
        Self::make_with(data_dir, vault(wish, data_dir)?)
    }

    fn make_with(data_dir: &Path, vault: Arc<dyn PasskeyVault>) -> anyhow::Result<Self> {
        refuse_strange(&absolute(data_dir)?)?;
        let folder = DataFolder::open(data_dir)?;
        let store = SqliteStore::open(folder.path())?;
        Ok(Self::put_together(folder, store, vault))
    }

    fn put_together(folder: DataFolder, store: SqliteStore, vault: Arc<dyn PasskeyVault>) -> Self {
        Self {
            app: app(&folder, &store, vault),
            folder,
            store,
        }
    }

    /// The same installation for whom no clear passkey is read: what is shown is not on record as revealed.
    pub fn app_without_passkeys(&self) -> App {
        app(&self.folder, &self.store, Arc::new(ShownOnce))
    }
}

fn vault(wish: &Wish, data_dir: &Path) -> anyhow::Result<Arc<dyn PasskeyVault>> {
    let data_dir = absolute(data_dir)?;
    Ok(Arc::from(latchkey_secrets::open(
        wish,
        &data_dir,
        Arc::new(SystemEntropy),
    )?))
}

fn app(folder: &DataFolder, store: &SqliteStore, vault: Arc<dyn PasskeyVault>) -> App {
    App::new(Ports {
        store: Arc::new(store.clone()),
        clock: Arc::new(SystemClock),
        entropy: Arc::new(SystemEntropy),
        vault,
        host: Arc::new(Files::new(folder.clone(), store.clone())),
        rehearsals: Arc::new(ScratchRehearsals),
        relying_party: RelyingParty::new(
            latchkey_server::issuer_http(),
            Arc::new(|| SystemClock.now()),
        ),
        outside: latchkey_server::outside(),
    })
}

/// As a whole path, so that a sentence names it in full.
pub fn absolute(path: &Path) -> anyhow::Result<PathBuf> {
    std::path::absolute(path).with_context(|| {
        format!(
            "\"{}\" cannot be made a whole path. Name the folder with --data-dir",
            path.display()
        )
    })
}

/// What Latchkey itself puts into a folder before there is a database.
const OURS: [&str; 2] = ["backups", "latchkey.lock"];

/// A folder with someone else's files is not taken: a home folder named by mistake, say.
pub fn refuse_strange(folder: &Path) -> anyhow::Result<()> {
    if folder.join(DATABASE_FILE).exists() {
        return Ok(());
    }
    let Ok(entries) = std::fs::read_dir(folder) else {
        // Not there yet, no folder, or not ours to read: opening it says which.
        return Ok(());
    };
    for entry in entries.flatten() {
        if !OURS.iter().any(|ours| entry.file_name() == *ours) {
            bail!(
                "The folder {} holds files already, \"{}\" among them, and no Latchkey database. Nothing was changed. \
                 Name a new or an empty folder with --data-dir.",
                folder.display(),
                entry.file_name().display()
            );
        }
    }
    Ok(())
}
