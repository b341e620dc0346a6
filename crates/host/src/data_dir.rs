//! Which data folder, when a program may be told one or not.

use std::path::PathBuf;

use anyhow::Context as _;
use etcetera::BaseStrategy as _;

/// The configuration file in a data folder, where none is named.
pub const CONFIGURATION_FILE: &str = "latchkey.toml";

/// `--data-dir`, else `LATCHKEY_DATA_DIR` (clap has looked there already), else the platform's folder for the data
/// of applications: `$XDG_DATA_HOME` or `~/.local/share`, `~/Library/Application Support`, `%APPDATA%`.
pub fn choose(given: Option<PathBuf>) -> anyhow::Result<PathBuf> {
    if let Some(given) = given.filter(|path| !path.as_os_str().is_empty()) {
        return Ok(given);
    }
    let platform = etcetera::base_strategy::choose_native_strategy().context(
        "This account has no home folder, so there is no place for Latchkey's data. Name one with --data-dir",
    )?;
    Ok(platform.data_dir().join("latchkey"))
}
