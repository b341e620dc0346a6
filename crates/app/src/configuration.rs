//! The configuration file of a server that runs: what came of reading it again is on record.
//!
//! What stands in it is the program's to read, and what it changes the server's to take over; here is what is told of it.

use latchkey_domain::activity::{AttributeChange, Target};
use latchkey_domain::{Refusal, RefusalCode};

use crate::App;
use crate::failure::Failure;
use crate::record::{Caller, change};

/// What the record and its refusal are called.
const RELOADED: &str = "configuration.reloaded";

/// What is different since it was read before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reloaded {
    /// What counts from now on.
    pub changes: Vec<ConfigurationChange>,
    /// What counts from the next start: names of settings.
    pub at_next_start: Vec<String>,
}

/// A setting that has another value. None of them is a secret: the file names files that hold one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigurationChange {
    /// `serve.trusted-proxies`.
    pub setting: String,
    /// What it was.
    pub before: Option<String>,
    /// What it is.
    pub after: Option<String>,
}

impl Reloaded {
    /// What does not count yet, if anything, in a sentence.
    pub fn remark(&self) -> Option<String> {
        let (last, others) = self.at_next_start.split_last()?;
        Some(if others.is_empty() {
            format!("{last} takes effect at the next start.")
        } else {
            format!(
                "{} and {last} take effect at the next start.",
                others.join(", ")
            )
        })
    }
}

impl App {
    /// Puts on record that the operator had the file read again, and what that changed.
    pub async fn configuration_reloaded(&self, reloaded: Reloaded) -> Result<(), Failure> {
        self.recorded(
            Caller::operator(),
            RELOADED,
            Target::of("server"),
            move |_, record| {
                let remark = reloaded.remark();
                record.changes(reloaded.changes.into_iter().map(attribute).collect());
                if let Some(remark) = remark {
                    record.remark(remark);
                }
                Ok(())
            },
        )
        .await
    }

    /// Puts on record that the file was not taken, with the reason. What was in force stays.
    pub async fn refuse_configuration(&self, reason: String) -> Result<(), Failure> {
        let refused = self
            .recorded::<()>(
                Caller::operator(),
                RELOADED,
                Target::of("server"),
                move |_, _| Err(Refusal::new(RefusalCode::UnacceptedValue, reason).into()),
            )
            .await;
        match refused {
            // That is what was to be written.
            Err(Failure::Refused(_)) => Ok(()),
            other => other,
        }
    }
}

fn attribute(changed: ConfigurationChange) -> AttributeChange {
    change(&changed.setting, changed.before, changed.after)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_waits_for_the_next_start_is_one_sentence() {
        let said = |settings: &[&str]| {
            Reloaded {
                at_next_start: settings.iter().map(|&name| name.to_owned()).collect(),
                ..Reloaded::default()
            }
            .remark()
        };
        assert_eq!(said(&[]), None);
        assert_eq!(
            said(&["serve.listen"]).as_deref(),
            Some("serve.listen takes effect at the next start.")
        );
        assert_eq!(
            said(&["data-dir", "serve.listen", "serve.tls-key"]).as_deref(),
            Some("data-dir, serve.listen and serve.tls-key take effect at the next start.")
        );
    }
}
