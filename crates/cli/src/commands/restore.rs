//! `latchkey restore`: an installation made of a backup. Only ever in a folder that has none, so that nothing can be
//! written over; the old folder stays for whoever needs it.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use clap::Args;
use latchkey_host::installation::{self, Installation};
use latchkey_store_sqlite::{DATABASE_FILE, DataFolder, SqliteStore};
use serde_json::json;

use super::Context;

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// What "latchkey backup" made
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

pub(crate) fn run(context: &Context<'_>, arguments: &Arguments) -> anyhow::Result<()> {
    let target = installation::absolute(&context.data_dir)?;
    if target.join(DATABASE_FILE).exists() {
        bail!(
            "The data folder {} holds an installation already. Nothing was changed. Name a new folder with --data-dir, \
             or move the old one away first.",
            target.display()
        );
    }
    if !arguments.file.is_file() {
        bail!(
            "There is no file {}. Nothing was changed. Name what \"latchkey backup\" made.",
            arguments.file.display()
        );
    }
    installation::refuse_strange(&target)?;
    let folder = DataFolder::open(&target)?;
    // Nobody may serve what is half there.
    let _lock = folder.serve_lock()?;
    take_over(&arguments.file, &folder)?;
    let organization = Installation::open(folder.path())?.app.organization()?;
    context.terminal.done(
        &json!({"organization": organization.name, "companyId": organization.company_id}),
        &format!(
            "{} is restored from {} into {}. Passkeys are as they were then: if one was rotated since, rotate again and \
             paste it into Okta, then ask for a full push there.",
            organization.name,
            arguments.file.display(),
            folder.path().display()
        ),
    )
}

/// Copies the file beside its place, looks whether it is whole, and puts it there in one step.
fn take_over(file: &Path, folder: &DataFolder) -> anyhow::Result<()> {
    let beside = tempfile::Builder::new()
        .prefix(".restoring-")
        .tempdir_in(folder.path())
        .context("the data folder could not be written to. Nothing was changed")?;
    let copy = beside.path().join(DATABASE_FILE);
    fs::copy(file, &copy).with_context(|| {
        format!(
            "{} could not be copied. Nothing was changed",
            file.display()
        )
    })?;
    {
        // Refuses what is not Latchkey's or is newer than this program, and brings an older one up to date.
        let store = SqliteStore::open_existing(beside.path())
            .with_context(|| format!("{} was not restored", file.display()))?;
        if let Some(fault) = store.check().into_iter().find(|finding| finding.fault) {
            bail!(
                "{} is damaged and was not restored: {} Use another backup.",
                file.display(),
                fault.text
            );
        }
    }
    // The last connection has emptied the write-ahead log; a copy whose log is still needed must not be parted from it.
    let log = beside.path().join(format!("{DATABASE_FILE}-wal"));
    if fs::metadata(&log).is_ok_and(|log| log.len() > 0) {
        bail!(
            "The copy of {} could not be closed cleanly. Nothing was restored. Run this again.",
            file.display()
        );
    }
    File::open(&copy)?.sync_all()?;
    fs::rename(&copy, folder.path().join(DATABASE_FILE))
        .context("the copy could not be put into its place. Nothing was restored")?;
    #[cfg(unix)]
    File::open(folder.path())?.sync_all()?;
    Ok(())
}
