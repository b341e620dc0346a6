//! The use cases, and the traits that they need from outside.
//!
//! A SCIM request, an admin's click and a terminal command end in the same method of [`App`]. One file a use
//! case or a few close ones; [`directory`] has users and groups, [`sign_in`] everything that lets a person in,
//! [`ports`] what has to be put in from outside. To add a use case: write it as a method of [`App`] in the
//! file of its subject, let it run through [`record`] so that its activity entry is written in the same
//! transaction, and call it from the handler and the command.

pub mod activity;
mod attempts;
pub mod attention;
pub mod authority;
pub mod billing;
pub mod calls;
pub mod certificate;
pub mod checklist;
pub mod connector;
pub mod connector_page;
pub mod connector_state;
pub mod credentials;
pub mod deactivations;
pub mod directory;
mod evidence;
pub mod failure;
pub mod first_run;
pub mod fresh;
pub mod gate;
pub mod home;
pub mod housekeeping;
pub mod organization;
pub mod password;
pub mod ports;
pub mod pulse;
pub mod reach;
pub mod read_as;
pub mod record;
pub mod rehearsal;
pub mod server_settings;
pub mod serving;
pub mod setup;
pub mod sign_in;
pub mod storage;
pub mod toolkit;
pub mod troubleshooting;
pub mod unprovisioned;

use std::sync::Arc;

use jiff::Timestamp;
use latchkey_domain::activity::Entry;
use latchkey_domain::organization::Organization;
use latchkey_domain::settings::{Settings, TlsFiles};
use latchkey_domain::{Refusal, RefusalCode};
use latchkey_oidc::RelyingParty;

use crate::calls::CallLog;
pub use crate::failure::Failure;
use crate::ports::clock::Clock;
use crate::ports::entropy::Entropy;
use crate::ports::host::Host;
use crate::ports::outside::Outside;
use crate::ports::rehearsals::Rehearsals;
use crate::ports::store::{ActivityQuery, Reads, Store, StoreError, StoreExt};
use crate::ports::vault::PasskeyVault;

/// What an [`App`] is put together from.
pub struct Ports {
    /// The database.
    pub store: Arc<dyn Store>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Randomness and ids.
    pub entropy: Arc<dyn Entropy>,
    /// Where clear passkeys rest.
    pub vault: Arc<dyn PasskeyVault>,
    /// The machine that it lies on.
    pub host: Arc<dyn Host>,
    /// What walks a rehearsal.
    pub rehearsals: Arc<dyn Rehearsals>,
    /// What speaks to the issuer.
    pub relying_party: RelyingParty,
    /// What goes to the public URL as somebody outside would.
    pub outside: Arc<dyn Outside>,
}

/// The application: every use case is a method of it. Cheap to clone.
#[derive(Clone)]
pub struct App {
    pub(crate) ports: Arc<Ports>,
    pub(crate) health: Arc<storage::Health>,
    pub(crate) calls: Arc<CallLog>,
    pub(crate) known_gate: Arc<gate::KnownGate>,
    pub(crate) challenges: Arc<sign_in::waiting::Waiting<()>>,
    pub(crate) spent: Arc<sign_in::spent::SpentAnswers>,
    pub(crate) second_steps: Arc<sign_in::second_factor::Pending>,
    pub(crate) served: Arc<serving::Served>,
    pub(crate) attempts: Arc<attempts::Attempts>,
    pub(crate) one_time_code: Arc<first_run::OneTimeCode>,
    pub(crate) pulse: Arc<pulse::Pulse>,
    pub(crate) probes: Arc<troubleshooting::Probes>,
    pub(crate) forwarders: Arc<troubleshooting::Forwarders>,
    pub(crate) certificate: Arc<certificate::Served>,
    pub(crate) stage: Arc<rehearsal::Stage>,
    pub(crate) hashing: password::Hashing,
    pub(crate) scans: directory::list::Scans,
}

impl App {
    /// Puts it together.
    pub fn new(ports: Ports) -> Self {
        let health = Arc::<storage::Health>::default();
        let store =
            storage::Watched::new(ports.store, Arc::clone(&ports.clock), Arc::clone(&health));
        let ports = Ports {
            store: Arc::new(store),
            ..ports
        };
        Self {
            ports: Arc::new(ports),
            health,
            calls: Arc::default(),
            known_gate: Arc::default(),
            challenges: Arc::new(sign_in::native::challenges()),
            spent: Arc::default(),
            second_steps: Arc::default(),
            served: Arc::default(),
            attempts: Arc::default(),
            one_time_code: Arc::default(),
            pulse: Arc::default(),
            probes: Arc::default(),
            forwarders: Arc::default(),
            certificate: Arc::default(),
            stage: Arc::default(),
            hashing: password::Hashing::default(),
            scans: directory::list::Scans::default(),
        }
    }

    /// Now.
    pub fn now(&self) -> Timestamp {
        self.ports.clock.now()
    }

    /// A fresh id.
    pub(crate) fn id(&self) -> String {
        self.ports.entropy.id(self.now())
    }

    /// A number used once, for a page's Content-Security-Policy: 128 random bits in hexadecimal.
    pub fn nonce(&self) -> String {
        format!("{:032x}", u128::from_ne_bytes(self.ports.entropy.bytes()))
    }

    /// A fresh id for a request: in the log, on record and in the answer.
    pub fn request_id(&self) -> String {
        self.id()
    }

    /// Who stands in front without having been named.
    pub fn forwarders(&self) -> &troubleshooting::Forwarders {
        &self.forwarders
    }

    pub(crate) fn store(&self) -> &dyn Store {
        &*self.ports.store
    }

    /// Reads from the store, on this thread.
    pub fn read<T>(
        &self,
        read: impl FnOnce(&dyn Reads) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.store().read(read)
    }

    /// Reads for a use case that may refuse.
    pub(crate) fn look<T>(
        &self,
        look: impl FnOnce(&dyn Reads) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        self.read(|store| Ok(look(store)))?
    }

    /// The organization, or the refusal that says how to set one up.
    pub fn organization(&self) -> Result<Organization, Failure> {
        self.read(|store| store.organization())?
            .ok_or_else(not_set_up)
    }

    /// The settings.
    pub fn settings(&self) -> Result<Settings, Failure> {
        Ok(self.read(|store| store.settings())?)
    }

    /// Notes the public URL that is served, and the files of the server's own certificate, so that another process can
    /// show the right values and look at the files.
    pub async fn note_served(&self, url: &str, tls: Option<TlsFiles>) -> Result<(), Failure> {
        let url = url.to_owned();
        self.store()
            .write(move |store| {
                let before = store.settings()?;
                let settings = Settings {
                    last_served_url: Some(url),
                    last_served_tls: tls,
                    ..before.clone()
                };
                if settings != before {
                    store.put_settings(&settings)?;
                }
                Ok(())
            })
            .await
    }

    /// The public URL where no server is asked: the one last served, for that is the one that answers, whatever
    /// `--public-url` or the setting say by now; before the first time the one set, else the default.
    pub fn known_public_url(&self) -> Result<String, Failure> {
        let settings = self.settings()?;
        Ok(settings
            .last_served_url
            .or(settings.public_url)
            .unwrap_or_else(|| DEFAULT_PUBLIC_URL.to_owned()))
    }

    /// Activity as `query` has it, for the host's terminal.
    pub fn activity(&self, query: &ActivityQuery) -> Result<Vec<(u64, Entry)>, Failure> {
        Ok(self.read(|store| store.list_activity(query))?)
    }
}

pub(crate) fn not_set_up() -> Failure {
    Refusal::new(
        RefusalCode::NotSetUp,
        "This installation is not set up yet. Run \"latchkey setup\" on the host.",
    )
    .into()
}

/// Where `serve` listens when it is not told otherwise.
pub const DEFAULT_PUBLIC_URL: &str = "http://127.0.0.1:8765";
