//! `latchkey completions`: what a shell needs to complete a command line.

use clap::{Args, CommandFactory as _};
use clap_complete::{Shell, generate};

use crate::terminal::Terminal;

/// The program's name, as it is typed.
const PROGRAM: &str = "latchkey";

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The shell; the lines go to standard output
    shell: Shell,
}

pub(crate) fn run(terminal: Terminal, arguments: &Arguments) -> anyhow::Result<()> {
    let mut lines = Vec::new();
    let mut command = crate::arguments::Arguments::command();
    generate(arguments.shell, &mut command, PROGRAM, &mut lines);
    let text = String::from_utf8(lines)?;
    terminal.print(text.trim_end())
}
