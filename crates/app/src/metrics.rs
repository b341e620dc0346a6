//! What `/metrics` tells beside the server's own requests, and the token that opens it.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;
use latchkey_domain::activity::{Entry, Target};
use latchkey_domain::passkey;
use latchkey_domain::settings::{MetricsToken, Settings};
use latchkey_domain::{Refusal, RefusalCode};
use secrecy::SecretString;

use crate::App;
use crate::connector_state::ConnectorState;
use crate::failure::Failure;
use crate::ports::host::Commits;
use crate::ports::store::SeatCount;
use crate::record::Caller;

/// How many entries were written by this process, by action and outcome. In memory: a restart begins anew, as Prometheus has it
/// of counters. What a commit that failed undid was counted all the same.
#[derive(Debug, Default)]
pub(crate) struct Written(Mutex<BTreeMap<(String, &'static str), u64>>);

impl Written {
    pub(crate) fn count(&self, entry: &Entry) {
        let mut written = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let outcome = entry.outcome.as_str();
        // Most are there already: nothing is allocated for them.
        if let Some((_, count)) = written
            .iter_mut()
            .find(|((action, of), _)| *action == entry.action && *of == outcome)
        {
            *count += entry.count;
            return;
        }
        written.insert((entry.action.clone(), outcome), entry.count);
    }

    fn all(&self) -> Vec<Kind> {
        let written = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        written
            .iter()
            .map(|((action, outcome), count)| Kind {
                action: action.clone(),
                outcome,
                count: *count,
            })
            .collect()
    }
}

/// Entries of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kind {
    /// What was done, or asked for.
    pub action: String,
    /// What came of it.
    pub outcome: &'static str,
    /// How many.
    pub count: u64,
}

/// What can be told of an installation.
#[derive(Clone, Debug)]
pub struct Facts {
    /// People by access role and by whether they are active.
    pub people: Vec<SeatCount>,
    /// Deactivations that are held.
    pub held: u64,
    /// When Okta last called.
    pub last_call_at: Option<Timestamp>,
    /// What was put on record since the process began.
    pub entries: Vec<Kind>,
    /// What was made durable since then.
    pub commits: Commits,
    /// The database with its write-ahead log, in bytes.
    pub database_bytes: u64,
    /// What is free on its disk, in bytes, where the system says so.
    pub free_bytes: Option<u64>,
    /// When the newest backup in the data folder was made.
    pub backup_at: Option<Timestamp>,
    /// Whether the store fails at the moment.
    pub failing: bool,
    /// When the server's own certificate ends, if it has one.
    pub certificate_ends_at: Option<Timestamp>,
}

impl App {
    /// What can be told now. Takes some milliseconds; nothing of it waits for a write.
    pub fn facts(&self) -> Result<Facts, Failure> {
        let (people, held, last_call_at) = self.look(|store| {
            Ok((
                store.seats()?,
                store.held_deactivations()?.len(),
                ConnectorState::of(store)?.last_call_at(),
            ))
        })?;
        let host = &self.ports.host;
        Ok(Facts {
            people,
            held: u64::try_from(held).unwrap_or(u64::MAX),
            last_call_at,
            entries: self.written.all(),
            commits: host.commits(),
            database_bytes: host.database_bytes(),
            free_bytes: host.free_bytes(),
            backup_at: host
                .backups()
                .ok()
                .and_then(|backups| backups.first().map(|newest| newest.at)),
            failing: self.store_trouble().is_some(),
            certificate_ends_at: self.certificate().map(|served| served.certificate.ends_at),
        })
    }

    /// Makes the token that opens `/metrics`, in place of the one before. Shown this once. For the host's terminal.
    pub async fn make_metrics_token(&self, caller: Caller) -> Result<SecretString, Failure> {
        let clear = passkey::clear_text(self.ports.entropy.bytes());
        let token = MetricsToken::of(&clear, self.now());
        self.put_metrics_token(caller, "metrics_token.made", Some(token))
            .await?;
        Ok(clear)
    }

    /// Takes the token away: only a local caller is told then. For the host's terminal.
    pub async fn remove_metrics_token(&self, caller: Caller) -> Result<(), Failure> {
        self.put_metrics_token(caller, "metrics_token.removed", None)
            .await
    }

    async fn put_metrics_token(
        &self,
        caller: Caller,
        action: &str,
        token: Option<MetricsToken>,
    ) -> Result<(), Failure> {
        self.recorded(
            caller,
            action,
            Target::of("server"),
            move |store, record| {
                let before = store.settings()?;
                if before.metrics_token.is_none() && token.is_none() {
                    record.unchanged();
                    return Ok(());
                }
                store.put_settings(&Settings {
                    metrics_token: token,
                    ..before
                })?;
                record.done();
                Ok(())
            },
        )
        .await
    }

    /// Lets in who brings the token; whoever brings another one is slowed, as with any wrong token.
    pub async fn open_metrics(
        &self,
        caller: &Caller,
        brought: Option<&str>,
    ) -> Result<(), Failure> {
        let wanted = self.settings()?.metrics_token;
        if let (Some(wanted), Some(brought)) = (&wanted, brought)
            && wanted.matches(brought)
        {
            return Ok(());
        }
        let mut refusal = Refusal::new(RefusalCode::Unauthenticated, NO_METRICS);
        if brought.is_some() {
            refusal.retry_after = self.slow_down_tokens(caller).await;
        }
        Err(refusal.into())
    }
}

const NO_METRICS: &str = "Metrics are told to whoever brings the token in \"Authorization: Bearer …\", and to a program on this machine as long as \
     neither a public URL nor a reverse proxy is set. Run \"latchkey metrics token\" on the host for a token.";
