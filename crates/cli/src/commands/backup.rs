//! `latchkey backup`: a copy of the database as it is at this moment, compressed, encrypted where there is a passphrase, and read
//! again before it is said to be there.

use std::path::PathBuf;

use clap::Args;
use latchkey_app::ports::entropy::SystemEntropy;
use latchkey_app::ports::host::BackupKind;
use latchkey_host::backup::{self, Making};
use latchkey_host::installation::{self, Installation};
use serde_json::json;

use super::Context;

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The file to make; one that is there is left as it is
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    passphrase: Passphrase,
}

/// What backups are encrypted with.
#[derive(Debug, Args)]
pub(crate) struct Passphrase {
    /// The file with the passphrase of the backup [default: the file that `LATCHKEY_BACKUP_PASSPHRASE_FILE` names, the service
    /// manager's credential "latchkey-backup-passphrase", else `LATCHKEY_BACKUP_PASSPHRASE`; without any it is not encrypted]
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
}

impl Passphrase {
    pub(crate) fn find(&self) -> anyhow::Result<Option<secrecy::SecretString>> {
        Ok(latchkey_secrets::backup_passphrase(
            self.passphrase_file.as_deref(),
        )?)
    }
}

pub(crate) fn run(context: &Context<'_>, arguments: &Arguments) -> anyhow::Result<()> {
    let passphrase = arguments.passphrase.find()?;
    let installation = Installation::open(&context.data_dir)?;
    installation.app.organization()?;
    let file = installation::absolute(&arguments.file)?;
    let bytes = backup::make(&Making {
        database: installation.store.path(),
        beside: &installation.folder.backups(),
        target: &file,
        kind: BackupKind::OnDemand,
        at: installation.app.now(),
        passphrase: passphrase.as_ref(),
        entropy: &SystemEntropy,
    })?;
    let encrypted = passphrase.is_some();
    context.terminal.done(
        &json!({"file": file.to_string_lossy(), "bytes": bytes, "encrypted": encrypted}),
        &format!(
            "The directory is backed up to {} ({bytes} bytes), read again and found whole. {} \"latchkey restore FILE --data-dir \
             NEW\" makes an installation of it.",
            file.display(),
            if encrypted {
                "It is encrypted: without the passphrase nobody reads it, nor do you."
            } else {
                "Only its owner can read it. It holds no passkey and no password in clear."
            }
        ),
    )
}
