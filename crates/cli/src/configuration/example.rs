//! The commented file: every key with what it is for, what holds without it, and a value.

use std::fmt::Write as _;

use super::settings::{Counts, SETTINGS};

const HEAD: &str = "\
# The configuration of Latchkey (\"latchkey config show\" tells what is in force, and by what).
#
# A flag goes before a variable of the environment, that before this file, and this file before what is saved under
# Settings. The file is read from --config FILE, else LATCHKEY_CONFIG, else latchkey.toml in the data folder. It is taken
# whole or not at all; \"latchkey config check FILE\" says whether it would be. Relative names of files begin at its folder.
# No secret belongs here, only names of files that hold one.
";

/// The file. Every setting is a comment, so that nothing is in force.
pub(crate) fn text() -> String {
    let mut text = HEAD.to_owned();
    let mut table = "";
    for setting in SETTINGS {
        if setting.table != table {
            table = setting.table;
            // Writing to a text does not fail.
            let _ = write!(text, "\n[{table}]\n");
        }
        let counts = match setting.counts {
            Counts::AtReload => "A change counts after a reload (SIGHUP).",
            Counts::AtNextStart => "A change counts from the next start.",
        };
        let _ = write!(
            text,
            "\n# {}\n# Without it: {}. {counts}\n#{}\n",
            setting.why,
            setting.otherwise,
            setting.line()
        );
    }
    text
}
