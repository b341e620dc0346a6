//! `latchkey restore`: an installation made of a backup. In a folder that has one only when `--replace` says so, and what was there
//! is kept.

use std::path::PathBuf;

use clap::Args;
use jiff::Timestamp;
use latchkey_app::ports::clock::{Clock as _, SystemClock};
use latchkey_host::restore::{Restored, Restoring, restore};
use serde_json::json;

use super::Context;
use super::backup::Passphrase;

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// What "latchkey backup" or Latchkey itself made
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Put it in the place of the installation that the data folder holds, which is moved into its folder "backups"
    #[arg(long)]
    replace: bool,
    #[command(flatten)]
    passphrase: Passphrase,
}

pub(crate) async fn run(context: &Context<'_>, arguments: Arguments) -> anyhow::Result<()> {
    let passphrase = arguments.passphrase.find()?;
    let restored = restore(&Restoring {
        file: &arguments.file,
        data_dir: &context.data_dir,
        replace: arguments.replace,
        passphrase: passphrase.as_ref(),
        at: SystemClock.now(),
    })
    .await?;
    context.terminal.done(
        &json!({
            "organization": restored.organization.name,
            "companyId": restored.organization.company_id,
            "madeAt": restored.made_at,
            "sessionsEnded": restored.sessions_ended,
            "replaced": restored.replaced,
        }),
        &sentence(&restored, &arguments),
    )
}

fn sentence(restored: &Restored, arguments: &Arguments) -> String {
    let kept = restored.replaced.as_ref().map_or_else(String::new, |kept| {
        format!(
            " What was there is kept in {}; to go back, move its files into {} again while nothing is served.",
            kept.display(),
            restored.folder.display()
        )
    });
    let of = restored.made_at.map_or_else(String::new, |at: Timestamp| {
        format!(", of {},", at.strftime("%-d %B %Y, %H:%M UTC"))
    });
    format!(
        "{} is restored from {}{of} into {}.{kept} Everybody is signed out, and one-time links of then are worth nothing. Passkeys \
         are as they were then: if one was rotated since, rotate again and paste it into Okta, then ask for a full push there.",
        restored.organization.name,
        arguments.file.display(),
        restored.folder.display()
    )
}
