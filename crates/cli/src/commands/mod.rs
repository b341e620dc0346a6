//! The commands, one file each.

pub(crate) mod activity;
pub(crate) mod backup;
pub(crate) mod check;
pub(crate) mod connector;
pub(crate) mod reach;
pub(crate) mod rehearse;
pub(crate) mod restore;
pub(crate) mod serve;
pub(crate) mod setup;
pub(crate) mod sign_in;
pub(crate) mod toolkit;
pub(crate) mod user;

use std::path::PathBuf;

use latchkey_host::{data_dir, log};

use crate::arguments::{Arguments, Command};
use crate::terminal::Terminal;

/// What a command is run with.
pub(crate) struct Context<'a> {
    /// The data folder, which may not be there.
    pub(crate) data_dir: PathBuf,
    /// The folder as it was named by the caller, if it was: what a sentence repeats in a command to run next.
    named: Option<PathBuf>,
    /// The outputs.
    pub(crate) terminal: &'a Terminal,
}

impl Context<'_> {
    /// A command that the reader may run next, on the same folder.
    pub(crate) fn next(&self, command: &str) -> String {
        match &self.named {
            Some(folder) => format!(
                "latchkey {command} --data-dir {}",
                quoted(&folder.display().to_string())
            ),
            None => format!("latchkey {command}"),
        }
    }
}

/// In a form that a shell takes as one word.
fn quoted(word: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "/._-+:@".contains(letter);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

/// Runs the command that was asked for.
pub(crate) async fn run(arguments: Arguments, terminal: &Terminal) -> anyhow::Result<()> {
    log::start(match &arguments.command {
        Command::Serve(_) => "info",
        // The rehearsal provokes refusals; its report tells of them.
        Command::Rehearse(_) => "error",
        // The command itself says that a passkey is shown once; why the keychain is not used is for who asks.
        Command::Connector(_) => "warn,latchkey_secrets=error",
        _ => "warn",
    })?;
    let command = match arguments.command {
        // On a folder of its own, wherever --data-dir points.
        Command::Rehearse(arguments) => return rehearse::run(*terminal, arguments).await,
        command => command,
    };
    let context = Context {
        data_dir: data_dir::choose(arguments.global.data_dir.clone())?,
        named: arguments.global.data_dir,
        terminal,
    };
    match command {
        Command::Setup(arguments) => setup::run(&context, arguments).await,
        Command::Toolkit(action) => toolkit::run(&context, action).await,
        Command::Connector(arguments) => connector::run(&context, arguments).await,
        Command::SignIn(action) => sign_in::run(&context, action).await,
        Command::User(action) => user::run(&context, action).await,
        Command::Activity(arguments) => activity::run(&context, arguments).await,
        Command::Serve(arguments) => serve::run(&context, arguments).await,
        Command::Reach(arguments) => reach::run(&context, arguments).await,
        Command::Check => check::run(&context),
        Command::Backup(arguments) => backup::run(&context, &arguments),
        Command::Restore(arguments) => restore::run(&context, &arguments),
        Command::Rehearse(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn a_folder_with_spaces_stays_one_word_in_a_shell() {
        assert_eq!(quoted("/srv/latchkey"), "/srv/latchkey");
        assert_eq!(quoted("My Data's"), r"'My Data'\''s'");
    }
}
