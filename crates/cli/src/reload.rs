//! A server that is asked to read its configuration file again (SIGHUP).
//!
//! The file is taken whole or not at all. What may change while the server runs does; what may not is named, and waits for
//! the next start. Either way it is in the log and on record.

use std::io::{self, IsTerminal as _};

use latchkey_app::configuration::{ConfigurationChange, Reloaded};
use latchkey_host::{Serving, log};

use crate::arguments::{Arguments, Command};
use crate::commands::serve;
use crate::configuration::settings::{Counts, SETTINGS};
use crate::configuration::{Configuration, Fault, Value};
use crate::{sentence, service_manager};

/// What waits for the signal.
pub(crate) struct Reload {
    started_with: Configuration,
    /// What counts now: of settings that wait for the next start, what counted when it began.
    in_force: Vec<Value>,
    had_terminal: bool,
    #[cfg(unix)]
    hangup: tokio::signal::unix::Signal,
}

impl Reload {
    /// Takes SIGHUP over. From then on it ends nothing.
    pub(crate) fn listen(configuration: &Configuration) -> anyhow::Result<Self> {
        Ok(Self {
            started_with: configuration.clone(),
            in_force: configuration.values().to_vec(),
            had_terminal: io::stderr().is_terminal(),
            #[cfg(unix)]
            hangup: {
                use anyhow::Context as _;
                use tokio::signal::unix::{SignalKind, signal};
                signal(SignalKind::hangup())
                    .context("the signal that reloads the configuration cannot be waited for")?
            },
        })
    }

    /// Reads the file again as often as it is asked to. Ends when the terminal that the server was started from is closed,
    /// for that is the same signal, and whoever closed it meant to end what ran in it.
    pub(crate) async fn whenever_asked(&mut self, serving: &Serving) {
        loop {
            self.asked().await;
            if self.had_terminal && !io::stderr().is_terminal() {
                return;
            }
            service_manager::reloading();
            self.reload(serving).await;
            service_manager::ready();
        }
    }

    #[cfg(unix)]
    async fn asked(&mut self) {
        if self.hangup.recv().await.is_none() {
            std::future::pending::<()>().await;
        }
    }

    /// There is no such signal.
    #[cfg(not(unix))]
    async fn asked(&mut self) {
        std::future::pending::<()>().await;
    }

    async fn reload(&mut self, serving: &Serving) {
        let app = serving.app();
        let recorded = match self.take_over(serving) {
            Ok(reloaded) => {
                tell(&reloaded);
                app.configuration_reloaded(reloaded).await
            }
            Err(reason) => {
                let reason = format!("{reason} What was in force before stays.");
                tracing::error!("the configuration was not reloaded: {reason}");
                app.refuse_configuration(reason).await
            }
        };
        if let Err(fault) = recorded {
            tracing::warn!(%fault, "the reload could not be put on record");
        }
    }

    /// Whole, or not at all with the reason.
    fn take_over(&mut self, serving: &Serving) -> Result<Reloaded, String> {
        let (arguments, configuration) = self.started_with.again().map_err(in_words)?;
        let Arguments {
            global,
            command: Command::Serve(serve),
        } = arguments
        else {
            return Err("The command line is another one.".to_owned());
        };
        let failed = |failure: anyhow::Error| sentence::of(&failure);
        let config = serve.config().map_err(failed)?;
        // As the next start would see it.
        config.refuse_open_network().map_err(failed)?;
        // As it is now: the address is the one from before.
        serving.believe(config.trusted_proxies).map_err(failed)?;
        log::change(global.log_filter.as_deref(), serve::USUAL_LOG).map_err(failed)?;
        Ok(self.note(configuration.values()))
    }

    /// What is different, noted as what counts now.
    fn note(&mut self, read: &[Value]) -> Reloaded {
        let mut reloaded = Reloaded::default();
        for setting in SETTINGS {
            let Some(after) = setting.of(read) else {
                continue;
            };
            let place = self
                .in_force
                .iter_mut()
                .find(|value| value.setting == setting);
            let Some(before) = place.filter(|before| before.texts != after.texts) else {
                continue;
            };
            match setting.counts {
                Counts::AtNextStart => reloaded.at_next_start.push(setting.path()),
                Counts::AtReload => {
                    reloaded.changes.push(ConfigurationChange {
                        setting: setting.path(),
                        before: before.text(),
                        after: after.text(),
                    });
                    *before = after.clone();
                }
            }
        }
        reloaded
    }
}

fn tell(reloaded: &Reloaded) {
    let changed: Vec<&str> = reloaded
        .changes
        .iter()
        .map(|change| change.setting.as_str())
        .collect();
    tracing::info!(
        changed = changed.join(", "),
        "the configuration was reloaded"
    );
    if let Some(remark) = reloaded.remark() {
        tracing::warn!("{remark}");
    }
}

fn in_words(fault: Fault) -> String {
    match fault {
        Fault::File(what) => what,
        // Only the file is another one than at the start, so that is what the refusal tells of.
        Fault::Usage(usage) => usage
            .to_string()
            .lines()
            .next()
            .map(|line| {
                sentence::of(&anyhow::anyhow!(
                    line.trim_start_matches("error: ").to_owned()
                ))
            })
            .unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(listen: &str, proxies: &str) -> Configuration {
        let words = [
            "latchkey",
            "serve",
            "--listen",
            listen,
            "--trusted-proxy",
            proxies,
        ];
        let words = words.into_iter().map(Into::into).collect();
        Configuration::read(words).expect("it is right").1
    }

    #[tokio::test]
    async fn what_waits_for_the_next_start_is_told_until_it_is_taken_back() {
        let mut reload = Reload::listen(&read("127.0.0.1:1", "10.0.0.1")).expect("it listens");
        let other = read("127.0.0.1:2", "10.0.0.2");
        let first = reload.note(other.values());
        assert_eq!(first.at_next_start, ["serve.listen"]);
        assert_eq!(first.changes.len(), 1);
        assert_eq!(first.changes[0].setting, "serve.trusted-proxies");
        assert_eq!(first.changes[0].before.as_deref(), Some("10.0.0.1"));
        let again = reload.note(other.values());
        assert_eq!(again.at_next_start, ["serve.listen"]);
        assert!(again.changes.is_empty());
        let back = reload.note(read("127.0.0.1:1", "10.0.0.2").values());
        assert_eq!(back, Reloaded::default());
    }
}
