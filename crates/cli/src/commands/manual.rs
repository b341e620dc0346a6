//! `latchkey manual`: the manual's pages, one a command, made from the help texts.

use std::fs;
use std::path::PathBuf;

use anyhow::Context as _;
use clap::{Args, CommandFactory as _};

use crate::terminal::Terminal;

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The folder for the pages, which is made if it is not there; pages of the same name are replaced
    #[arg(value_name = "FOLDER")]
    folder: PathBuf,
}

pub(crate) fn run(terminal: Terminal, arguments: &Arguments) -> anyhow::Result<()> {
    let folder = &arguments.folder;
    fs::create_dir_all(folder)
        .and_then(|()| clap_mangen::generate_to(crate::arguments::Arguments::command(), folder))
        .with_context(|| format!("the pages could not be written into {}", folder.display()))?;
    terminal.say(&format!(
        "The pages are written; \"man -l {}\" shows the first.",
        folder.join("latchkey.1").display()
    ));
    Ok(())
}
