//! The `latchkey` program: how an operator uses an installation from a terminal. `latchkey-host` puts one together.
//!
//! | file | what is in it |
//! | --- | --- |
//! | `arguments`, `values` | what may be written on the command line, and the forms of single values |
//! | `commands/` | one file a command: it calls use cases of `latchkey-app` and says what came of them |
//! | `json/` | the documents that `--json` prints; they are a contract |
//! | `terminal` | what goes to standard output, what to standard error |
//! | `sentence` | how a failure becomes one sentence |
//!
//! To add a command: a file in `commands/` with its arguments and a `run`, a variant in `arguments`, an arm in
//! `commands`. Standard output carries what a script reads, standard error what people read. Exit 0 is done, 1 refused
//! or failed with a sentence that says what to do, 2 wrong usage.

mod arguments;
mod commands;
mod json;
mod rows;
mod sentence;
mod stop_signal;
mod terminal;
mod values;

use std::process::ExitCode;

use clap::Parser as _;

use arguments::Arguments;
use terminal::Terminal;

/// A request makes some hundred small allocations, and a create many more (docs/performance.md).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let arguments = Arguments::parse()
        .refuse_pointless()
        .unwrap_or_else(|refusal| refusal.exit());
    let terminal = Terminal::new(arguments.global.json);
    // Before anything secret is read.
    if let Err(why) = latchkey_host::closed_process::close() {
        terminal.say(&format!(
            "This process could not be closed to debuggers and core dumps: {why}."
        ));
    }
    let done = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(anyhow::Error::from)
        .and_then(|runtime| runtime.block_on(commands::run(arguments, &terminal)));
    match done {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever read the output has seen enough and closed it: `latchkey user list | head`.
        Err(failure) if terminal::is_closed_pipe(&failure) => ExitCode::SUCCESS,
        Err(failure) => {
            terminal.say(&sentence::of(&failure));
            ExitCode::FAILURE
        }
    }
}
