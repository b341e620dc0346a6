//! What a run is configured with: flags, else the environment, else `latchkey.toml`, else what is stored or usual.
//!
//! | file | what is in it |
//! | --- | --- |
//! | [`settings`] | the one table of what may be set; how to add to it |
//! | [`file`], [`reader`] | which file counts; what stands in it |
//! | [`nearest`] | what an unknown key was meant to be |
//! | [`example`] | the commented file, made from the table |
//!
//! The file's values are handed to clap as the defaults of the flags that they belong to. So clap itself decides what goes
//! before what, and reads a value of the file as it reads a flag.

pub(crate) mod example;
pub(crate) mod file;
mod nearest;
mod reader;
pub(crate) mod settings;
#[cfg(test)]
mod tests;

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::parser::ValueSource;
use clap::{Arg, ArgMatches, Command, CommandFactory as _, FromArgMatches as _};

use self::file::File;
use self::settings::{SETTINGS, Setting};
use crate::arguments::Arguments;

/// What is set, and by what.
#[derive(Clone, Debug)]
pub(crate) struct Configuration {
    /// The command line, to read it all once more.
    words: Vec<OsString>,
    /// The file, if one counts.
    file: Option<PathBuf>,
    /// The settings that mean something to the command, in the order of the table.
    values: Vec<Value>,
}

/// One setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Value {
    /// Which.
    pub(crate) setting: &'static Setting,
    /// As it would stand on the command line: nothing, one, or several of a list.
    pub(crate) texts: Vec<String>,
    /// Where it comes from.
    pub(crate) origin: Origin,
}

/// Where a value comes from, the strongest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// A flag on the command line.
    Flag,
    /// A variable of the environment: its name.
    Environment(String),
    /// The file, and the line.
    File(PathBuf, usize),
    /// Nobody said anything.
    Default,
}

/// Why nothing can be run.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Fault {
    /// The command line is wrong, or asks for help.
    #[error(transparent)]
    Usage(#[from] clap::Error),
    /// The file is wrong; the sentence says where.
    #[error("{0}")]
    File(String),
}

impl Configuration {
    /// Reads a command line, the environment, and the file that counts for them.
    pub(crate) fn read(words: Vec<OsString>) -> Result<(Arguments, Self), Fault> {
        let command = Arguments::command();
        let (mut matches, mut arguments) = parse(command.clone(), &words)?;
        let file = if arguments.command.is_configured() {
            file::find(&arguments.global, &command)?
        } else {
            None
        };
        if let Some(file) = &file {
            (matches, arguments) = parse(with_defaults(command.clone(), file), &words)?;
        }
        let arguments = arguments.refuse_pointless()?;
        let (run, matches) = innermost(&command, &matches);
        let values = SETTINGS
            .iter()
            .filter_map(|setting| {
                let argument = run.iter().find_map(|command| own(command, setting.flag))?;
                Some(Value::of(setting, argument, matches, file.as_ref()))
            })
            .collect();
        let configuration = Self {
            words,
            file: file.map(|file| file.path),
            values,
        };
        Ok((arguments, configuration))
    }

    /// Reads it all once more: the file may have changed.
    pub(crate) fn again(&self) -> Result<(Arguments, Self), Fault> {
        Self::read(self.words.clone())
    }

    /// The file that counts, as a whole path.
    pub(crate) fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }

    /// Every setting that means something to the command.
    pub(crate) fn values(&self) -> &[Value] {
        &self.values
    }

    /// Whether the file says which data folder it is.
    pub(crate) fn names_data_dir(&self) -> bool {
        self.values.iter().any(|value| {
            value.setting.key == "data-dir" && matches!(value.origin, Origin::File(..))
        })
    }
}

impl Value {
    /// What the run came to, in which `argument` is the setting's flag.
    fn of(
        setting: &'static Setting,
        argument: &Arg,
        matches: &ArgMatches,
        file: Option<&File>,
    ) -> Self {
        let id = argument.get_id().as_str();
        let given = file.and_then(|file| Some((&file.path, file.of(setting)?)));
        let origin = match (matches.value_source(id), given) {
            (Some(ValueSource::CommandLine), _) => Origin::Flag,
            (Some(ValueSource::EnvVariable), _) => {
                let name = argument.get_env().unwrap_or_default();
                Origin::Environment(name.to_string_lossy().into_owned())
            }
            (_, Some((path, given))) => Origin::File(path.clone(), given.line),
            _ => Origin::Default,
        };
        let texts = matches
            .get_raw(id)
            .into_iter()
            .flatten()
            .map(|text| text.to_string_lossy().into_owned())
            .collect();
        Self {
            setting,
            texts,
            origin,
        }
    }

    /// The value in words; nothing when there is none.
    pub(crate) fn text(&self) -> Option<String> {
        (!self.texts.is_empty()).then(|| self.texts.join(", "))
    }
}

fn parse(command: Command, words: &[OsString]) -> Result<(ArgMatches, Arguments), clap::Error> {
    let mut command = command;
    let matches = command.try_get_matches_from_mut(words)?;
    let arguments =
        Arguments::from_arg_matches(&matches).map_err(|fault| fault.format(&mut command))?;
    Ok((matches, arguments))
}

/// The flag, wherever below `command` it is declared. One name is one setting.
pub(crate) fn argument<'a>(command: &'a Command, flag: &str) -> Option<&'a Arg> {
    own(command, flag).or_else(|| {
        command
            .get_subcommands()
            .find_map(|below| argument(below, flag))
    })
}

fn own<'a>(command: &'a Command, flag: &str) -> Option<&'a Arg> {
    command
        .get_arguments()
        .find(|argument| argument.get_long() == Some(flag))
}

/// The command that was run, behind those that it stands below, and what it was given: what stands for all of them is
/// there, too.
fn innermost<'a>(
    command: &'a Command,
    matches: &'a ArgMatches,
) -> (Vec<&'a Command>, &'a ArgMatches) {
    let (mut run, mut innermost, mut command) = (vec![command], matches, command);
    while let Some((name, below)) = innermost.subcommand() {
        innermost = below;
        let Some(named) = command.find_subcommand(name) else {
            break;
        };
        run.push(named);
        command = named;
    }
    (run, innermost)
}

/// The same command line with what stands in the file as defaults.
fn with_defaults(command: Command, file: &File) -> Command {
    let command = command.mut_args(|argument| {
        let flag = argument.get_long();
        let given = file
            .given
            .iter()
            .find(|given| flag == Some(given.setting.flag));
        match given {
            Some(given) => argument.default_values(given.values.clone()),
            None => argument,
        }
    });
    command.mut_subcommands(|below| with_defaults(below, file))
}
