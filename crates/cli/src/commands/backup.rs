//! `latchkey backup`: a copy of the database as it is at this moment.

use std::path::PathBuf;

use clap::Args;
use latchkey_host::installation::{self, Installation};
use serde_json::json;

use super::Context;

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The file to make; one that is there is left as it is
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

pub(crate) fn run(context: &Context<'_>, arguments: &Arguments) -> anyhow::Result<()> {
    let installation = Installation::open(&context.data_dir)?;
    installation.app.organization()?;
    let file = installation::absolute(&arguments.file)?;
    installation.store.backup_to(&file)?;
    let bytes = std::fs::metadata(&file)?.len();
    context.terminal.done(
        &json!({"file": file.to_string_lossy(), "bytes": bytes}),
        &format!(
            "The directory is backed up to {} ({bytes} bytes), which only its owner can read. It holds no passkey and no \
             password in clear. \"latchkey restore FILE --data-dir NEW\" makes an installation of it.",
            file.display()
        ),
    )
}
