//! `latchkey.toml`: which file it is, and whether it is one to be believed. What stands in it is `reader`'s.

use std::ffi::OsString;
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use clap::Command;
use latchkey_host::data_dir::CONFIGURATION_FILE;
use latchkey_host::installation::absolute;

use super::Fault;
use super::reader::Reader;
use super::settings::Setting;
use crate::arguments::Global;

/// Longer files hold something else.
const LONGEST: u64 = 64 * 1024;

/// A file that was read.
#[derive(Debug)]
pub(crate) struct File {
    /// Where it lies; a whole path.
    pub(crate) path: PathBuf,
    /// What stands in it, in its order.
    pub(crate) given: Vec<Given>,
}

/// A setting that stands in it.
#[derive(Debug)]
pub(crate) struct Given {
    /// Which.
    pub(crate) setting: &'static Setting,
    /// The value, in the form of the command line; several of a list.
    pub(crate) values: Vec<OsString>,
    /// The line that it begins in, from 1.
    pub(crate) line: usize,
}

impl File {
    /// What it says of a setting.
    pub(crate) fn of(&self, setting: &Setting) -> Option<&Given> {
        self.given.iter().find(|given| given.setting == setting)
    }
}

/// The file that counts: the one that is named, else `latchkey.toml` in the data folder, if it is there.
pub(crate) fn find(global: &Global, command: &Command) -> Result<Option<File>, Fault> {
    if let Some(named) = global.named_file() {
        return read(named, command).map(Some);
    }
    let Ok(folder) = latchkey_host::data_dir::choose(global.data_dir.clone()) else {
        // No home folder: whoever needs the data folder says so.
        return Ok(None);
    };
    let path = folder.join(CONFIGURATION_FILE);
    if !path.exists() {
        return Ok(None);
    }
    let file = read(&path, command)?;
    if let Some(given) = file
        .given
        .iter()
        .find(|given| given.setting.key == "data-dir")
    {
        return Err(Fault::File(format!(
            "{}:{}: this file was found in the data folder, so \"data-dir\" means nothing in it. Leave it out, or name the \
             file with --config.",
            file.path.display(),
            given.line
        )));
    }
    Ok(Some(file))
}

/// Reads one, and holds each value against the flag of `command` that it belongs to.
pub(crate) fn read(path: &Path, command: &Command) -> Result<File, Fault> {
    let path = absolute(path).map_err(|fault| Fault::File(format!("{fault:#}.")))?;
    let text = contents(&path).map_err(Fault::File)?;
    let given = Reader {
        path: &path,
        text: &text,
        command,
    }
    .all()?;
    Ok(File { path, given })
}

/// The text, if the file is one to be believed.
fn contents(path: &Path) -> Result<String, String> {
    let shown = path.display();
    let unreadable = |fault: std::io::Error| {
        format!("The configuration file {shown} could not be read: {fault}.")
    };
    // Before it is opened: whoever opens a pipe waits for its other end.
    let metadata = fs::metadata(path).map_err(unreadable)?;
    if !metadata.is_file() || metadata.len() > LONGEST {
        return Err(format!(
            "{shown} is no configuration file: it is no file, or longer than {LONGEST} bytes."
        ));
    }
    refuse_open(path, &metadata)?;
    let mut bytes = Vec::new();
    fs::File::open(path)
        .and_then(|file| file.take(LONGEST).read_to_end(&mut bytes))
        .map_err(unreadable)?;
    String::from_utf8(bytes)
        .map_err(|_| format!("The configuration file {shown} is not UTF-8. Save it as that."))
}

/// Whoever writes it says whom the server believes, and where its keys lie.
#[cfg(unix)]
fn refuse_open(path: &Path, metadata: &fs::Metadata) -> Result<(), String> {
    use std::os::unix::fs::MetadataExt as _;
    let (mode, owner) = (metadata.mode() & 0o777, metadata.uid());
    if mode & 0o022 != 0 {
        return Err(format!(
            "Others on this machine can write the configuration file {path} (its mode is {mode:03o}), and what stands in it \
             decides whom the server believes. Run \"chmod go-w {path}\".",
            path = path.display()
        ));
    }
    let own = rustix::process::geteuid().as_raw();
    if owner != 0 && owner != own {
        return Err(format!(
            "The configuration file {path} belongs to another account (user {owner}), who can write it. Run \
             \"chown root {path}\", or give it to the account that Latchkey runs as.",
            path = path.display()
        ));
    }
    Ok(())
}

#[cfg(not(unix))]
fn refuse_open(_: &Path, _: &fs::Metadata) -> Result<(), String> {
    Ok(())
}
