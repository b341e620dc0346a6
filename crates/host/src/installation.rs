//! A data folder that is opened, and the use cases on it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::backup::{self, MakeError, Making, is_unfinished};
use crate::files::Files;
use crate::rehearsals::ScratchRehearsals;
use anyhow::{Context as _, bail};
use latchkey_app::ports::clock::{Clock as _, SystemClock};
use latchkey_app::ports::entropy::SystemEntropy;
use latchkey_app::ports::host::BackupKind;
use latchkey_app::ports::vault::{PasskeyVault, ShownOnce};
use latchkey_app::{App, Ports};
use latchkey_oidc::RelyingParty;
use latchkey_secrets::Wish;
use latchkey_store_sqlite::{DATABASE_FILE, DataFolder, OpenError, SqliteStore, Upgrade};

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
        let store = SqliteStore::open_existing_with(folder.path(), &|upgrade| {
            back_up_before(&folder, upgrade, None)
        })?;
        Ok(Self::put_together(folder, store, vault, None))
    }

    /// Makes the folder, or takes an empty one, for a first set-up.
    pub fn make(data_dir: &Path) -> anyhow::Result<Self> {
        Self::make_with(data_dir, Arc::new(ShownOnce), None)
    }

    /// Opens the one that is there, or makes the folder: for a program that sets up by itself. Whether it is set up is
    /// what [`App::organization`] says.
    pub fn open_or_make(data_dir: &Path, wish: &Wish) -> anyhow::Result<Self> {
        Self::make_with(data_dir, vault(wish, data_dir)?, None)
    }

    /// The same for a program that makes backups by itself: `passphrase_file` holds what they are encrypted with. A passphrase that
    /// cannot be read is known before anything is opened.
    pub fn open_or_make_to_serve(
        data_dir: &Path,
        wish: &Wish,
        passphrase_file: Option<PathBuf>,
    ) -> anyhow::Result<Self> {
        latchkey_secrets::backup_passphrase(passphrase_file.as_deref())?;
        Self::make_with(data_dir, vault(wish, data_dir)?, passphrase_file)
    }

    fn make_with(
        data_dir: &Path,
        vault: Arc<dyn PasskeyVault>,
        passphrase_file: Option<PathBuf>,
    ) -> anyhow::Result<Self> {
        refuse_strange(&absolute(data_dir)?)?;
        let folder = DataFolder::open(data_dir)?;
        let store = SqliteStore::open_with(folder.path(), &|upgrade| {
            back_up_before(&folder, upgrade, passphrase_file.as_deref())
        })?;
        Ok(Self::put_together(folder, store, vault, passphrase_file))
    }

    fn put_together(
        folder: DataFolder,
        store: SqliteStore,
        vault: Arc<dyn PasskeyVault>,
        passphrase_file: Option<PathBuf>,
    ) -> Self {
        Self {
            app: app(&folder, &store, vault, passphrase_file),
            folder,
            store,
        }
    }

    /// The same installation for whom no clear passkey is read: what is shown is not on record as revealed.
    pub fn app_without_passkeys(&self) -> App {
        app(&self.folder, &self.store, Arc::new(ShownOnce), None)
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

/// Before a newer program changes the database: without a way back it is not changed.
fn back_up_before(
    folder: &DataFolder,
    upgrade: &Upgrade<'_>,
    passphrase_file: Option<&Path>,
) -> Result<(), String> {
    let passphrase =
        latchkey_secrets::backup_passphrase(passphrase_file).map_err(|fault| fault.to_string())?;
    let at = SystemClock.now();
    let name = format!(
        "before-upgrade-{}-{}-{}.backup",
        upgrade.from,
        upgrade.to,
        at.strftime("%Y-%m-%dT%H%M%SZ")
    );
    let made = backup::make(&Making {
        database: upgrade.database,
        beside: &folder.backups(),
        target: &folder.backups().join(name),
        kind: BackupKind::BeforeUpgrade,
        at,
        passphrase: passphrase.as_ref(),
        entropy: &SystemEntropy,
    });
    match made {
        // Another process that started at the same moment made it.
        Ok(_) | Err(MakeError::Exists(_)) => Ok(()),
        Err(fault) => Err(fault.to_string()),
    }
}

pub(crate) fn app(
    folder: &DataFolder,
    store: &SqliteStore,
    vault: Arc<dyn PasskeyVault>,
    passphrase_file: Option<PathBuf>,
) -> App {
    let files = Files::new(folder.clone(), store.clone()).with_passphrase_file(passphrase_file);
    App::new(Ports {
        store: Arc::new(store.clone()),
        clock: Arc::new(SystemClock),
        entropy: Arc::new(SystemEntropy),
        vault,
        host: Arc::new(files),
        rehearsals: Arc::new(ScratchRehearsals),
        relying_party: RelyingParty::new(
            latchkey_server::issuer_http(),
            Arc::new(|| SystemClock.now()),
        ),
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
        if !OURS.iter().any(|ours| entry.file_name() == *ours) && !is_unfinished(&entry.file_name())
        {
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
