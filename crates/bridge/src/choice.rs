//! What the app remembers between starts: whether it hosts or connects. A small JSON file in the app's own configuration
//! folder; nothing in it is secret.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use url::Url;

use crate::attention::Told;

/// Hosts or connects.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "mode")]
pub enum Choice {
    /// Runs Latchkey on this machine.
    Host,
    /// Connects to a server elsewhere.
    Connect {
        /// Its address.
        address: Url,
    },
}

/// What is remembered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Remembered {
    /// Nothing at the first start.
    pub choice: Option<Choice>,
    /// Whether the person knows that closing the window leaves the host running.
    pub told_about_closing: bool,
    /// What is missing on this machine and was said once.
    pub told_missing: Vec<String>,
    /// What notifications told of and still holds.
    pub told: Told,
}

/// The file. Its clones take turns in changing it.
#[derive(Clone, Debug)]
pub struct Memory {
    file: PathBuf,
    turn: Arc<Mutex<()>>,
}

impl Memory {
    /// In the app's configuration folder, which need not be there yet.
    pub fn in_folder(folder: &Path) -> Self {
        Self {
            file: folder.join("desktop.json"),
            turn: Arc::default(),
        }
    }

    /// What is remembered. A file that cannot be read counts as a first start: the choice is asked for again.
    pub fn read(&self) -> Remembered {
        let text = match fs::read_to_string(&self.file) {
            Ok(text) => text,
            Err(fault) if fault.kind() == io::ErrorKind::NotFound => return Remembered::default(),
            Err(fault) => {
                tracing::warn!(%fault, file = %self.file.display(), "what the app remembered could not be read");
                return Remembered::default();
            }
        };
        serde_json::from_str(&text).unwrap_or_else(|fault| {
            tracing::warn!(%fault, file = %self.file.display(), "what the app remembered could not be understood");
            Remembered::default()
        })
    }

    /// Changes it: whole or not at all.
    pub fn change(&self, change: impl FnOnce(&mut Remembered)) -> io::Result<()> {
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let mut remembered = self.read();
        change(&mut remembered);
        let folder = self.file.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(folder)?;
        let beside = self.file.with_extension("json.new");
        let mut file = fs::File::create(&beside)?;
        file.write_all(serde_json::to_string_pretty(&remembered)?.as_bytes())?;
        file.sync_all()?;
        fs::rename(beside, &self.file)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_cannot_be_understood_counts_as_a_first_start() {
        let folder = tempfile::tempdir().expect("a folder");
        for odd in [
            "",
            "[]",
            "{\"choice\":{\"mode\":\"fly\"}}",
            "{\"choice\":{\"mode\":\"connect\",\"address\":\"no\"}}",
        ] {
            fs::write(folder.path().join("desktop.json"), odd).expect("it is written");
            assert_eq!(
                Memory::in_folder(folder.path()).read(),
                Remembered::default(),
                "{odd}"
            );
        }
    }

    #[test]
    fn a_choice_is_there_at_the_next_start_and_the_rest_stays() {
        let folder = tempfile::tempdir().expect("a folder");
        let memory = Memory::in_folder(&folder.path().join("not/there/yet"));
        let address: Url = "https://latchkey.acme.com/".parse().expect("an address");
        let choice = Choice::Connect { address };
        memory
            .change(|remembered| remembered.choice = Some(choice.clone()))
            .expect("it is written");
        memory
            .change(|remembered| remembered.told_about_closing = true)
            .expect("it is written");
        let read = memory.read();
        assert_eq!(read.choice, Some(choice));
        assert!(read.told_about_closing);
    }
}
