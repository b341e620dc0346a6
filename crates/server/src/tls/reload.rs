//! The files change while the server runs: what they hold is taken over, whole or not at all.
//!
//! They are read every few seconds. Whoever renews a certificate writes two files, one after the other, and each for a
//! while: what cannot be used is looked at once more before anybody hears of it. Until there is a pair that can, the one
//! from before is shown. A connection that stands keeps what it began with.

use std::time::Duration;

use axum_server::tls_rustls::RustlsConfig;
use latchkey_app::App;
use latchkey_app::certificate::{Certificate, Outlook};
use latchkey_domain::settings::TlsFiles;
use tokio::task::spawn_blocking;
use tokio::time::MissedTickBehavior;

use super::files::{self, Pair, Print, TlsFault};

/// The pair in use, and the files that it came from.
pub(crate) struct Reloading {
    app: App,
    files: TlsFiles,
    public_url: String,
    config: RustlsConfig,
    print: Print,
    fault: Option<Standing>,
    warned: Option<Outlook>,
}

/// A fault of the files as they are.
struct Standing {
    reason: String,
    told: bool,
}

/// What the files hold.
enum Sight {
    AsBefore,
    Another(Pair),
    Fault(TlsFault),
}

impl Reloading {
    /// Reads the files for the first time, and notes what they hold.
    pub(crate) fn start(app: &App, files: &TlsFiles, public_url: &str) -> Result<Self, TlsFault> {
        let pair = files::read(files)?.pair(files, public_url, app.now())?;
        app.note_certificate(pair.certificate);
        Ok(Self {
            app: app.clone(),
            files: files.clone(),
            public_url: public_url.to_owned(),
            config: RustlsConfig::from_config(pair.config),
            print: pair.print,
            fault: None,
            warned: None,
        })
    }

    /// What connections are taken in with, from now on and after each change.
    pub(crate) fn config(&self) -> RustlsConfig {
        self.config.clone()
    }

    /// Looks at the files again and again, every so often.
    pub(crate) async fn for_ever(mut self, every: Duration) {
        let mut tick = tokio::time::interval(every);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tick.tick().await;
            self.look().await;
            self.warn();
        }
    }

    async fn look(&mut self) {
        let (files, public_url) = (self.files.clone(), self.public_url.clone());
        let (print, now) = (self.print, self.app.now());
        let sight = spawn_blocking(move || {
            let contents = match files::read(&files) {
                Ok(contents) => contents,
                Err(fault) => return Sight::Fault(fault),
            };
            if contents.print() == print {
                return Sight::AsBefore;
            }
            match contents.pair(&files, &public_url, now) {
                Ok(pair) => Sight::Another(pair),
                Err(fault) => Sight::Fault(fault),
            }
        })
        .await;
        match sight {
            Ok(Sight::AsBefore) => {
                if self.fault.take().is_some_and(|fault| fault.told) {
                    self.app.accept_certificate();
                    tracing::info!("the certificate's files hold again what is shown");
                }
            }
            Ok(Sight::Another(pair)) => self.take_over(pair).await,
            Ok(Sight::Fault(fault)) => self.keep(fault.to_string()).await,
            Err(lost) => tracing::warn!(%lost, "the certificate's files could not be looked at"),
        }
    }

    async fn take_over(&mut self, pair: Pair) {
        self.config.reload_from_config(pair.config);
        self.print = pair.print;
        self.fault = None;
        tracing::info!(
            ends_at = %pair.certificate.ends_at,
            names = pair.certificate.all_names(),
            "another certificate is shown from now on"
        );
        if let Err(fault) = self.app.replace_certificate(pair.certificate).await {
            tracing::warn!(%fault, "the new certificate could not be put on record");
        }
    }

    async fn keep(&mut self, reason: String) {
        match &mut self.fault {
            Some(standing) if standing.reason == reason => {
                if standing.told {
                    return;
                }
                standing.told = true;
            }
            _ => {
                self.fault = Some(Standing {
                    reason,
                    told: false,
                });
                return;
            }
        }
        tracing::warn!("{reason} The certificate from before is still shown.");
        if let Err(fault) = self.app.refuse_certificate(reason).await {
            tracing::warn!(%fault, "the refused certificate could not be put on record");
        }
    }

    /// Into the log once a day, from 20 days before the end on.
    fn warn(&mut self) {
        let Some(served) = self.app.certificate() else {
            return;
        };
        let now = self.app.now();
        let outlook = served.certificate.outlook(now);
        if self.warned == Some(outlook) {
            return;
        }
        self.warned = Some(outlook);
        say(&served.certificate, now);
    }
}

fn say(certificate: &Certificate, now: jiff::Timestamp) {
    match certificate.trouble(now) {
        Some(trouble) if trouble.kind.is_broken() => tracing::error!("{}", trouble.sentence),
        Some(trouble) => tracing::warn!("{}", trouble.sentence),
        None => {}
    }
}
