//! Troubleshooting: what is wrong, with which fix, from what arrived and from what can be looked at from here.
//!
//! A file a check. Most are read from the record whenever the page is ([`recorded`]). `issuer`, `keys`, `clock` and `reach`
//! ask other machines: they are done when somebody chooses "check again", and remembered until the program ends. To add
//! one: its id in [`CHECKS`], its file, its name in the interface's texts.

mod certificate;
mod check;
mod clock;
mod credentials;
mod disk;
mod issuer;
mod keys;
mod oidc_assignment;
mod reach;
mod recorded;
mod scheduled_imports;
mod sync_passwords;
mod toolkit;
mod trusted_proxy;
mod update_attributes;
mod user_name_format;

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use latchkey_domain::{AccessRole, Refusal};

pub use check::{Check, CheckState};
pub use trusted_proxy::{Forwarders, trust};

use crate::App;
use crate::failure::Failure;
use crate::record::Caller;
use crate::unprovisioned::{self, Unprovisioned};

/// What asked other machines, by check.
#[derive(Debug, Default)]
pub struct Probes {
    done: Mutex<HashMap<&'static str, Check>>,
}

/// The page.
#[derive(Clone, Debug)]
pub struct Troubleshooting {
    /// Every check.
    pub checks: Vec<Check>,
    /// People who could not be provisioned.
    pub unprovisioned: Vec<Unprovisioned>,
}

/// Every check, in the order of the page.
pub const CHECKS: [&str; 14] = [
    "credentials",
    "reach",
    "issuer",
    "keys",
    "clock",
    "certificate",
    "toolkit",
    "trusted_proxy",
    "disk",
    "sync_passwords",
    "user_name_format",
    "scheduled_imports",
    "update_attributes",
    "oidc_assignment",
];

const PROBED: [&str; 4] = ["reach", "issuer", "keys", "clock"];

impl App {
    /// The page, for an Admin.
    pub fn troubleshooting(&self, caller: &Caller) -> Result<Troubleshooting, Failure> {
        let now = self.now();
        let free = self.ports.host.free_bytes();
        let served = self.certificate();
        let trouble = self.store_trouble();
        let policy = self.read(|store| store.sign_in_policy())?;
        self.read_as(caller, AccessRole::Admin, |store| {
            let mut checks = recorded::checks(store, now)?;
            checks.push(disk::check(free, trouble.as_ref()));
            checks.push(certificate::check(served.as_ref(), now));
            checks.push(trusted_proxy::check(self.forwarders.first()));
            for id in PROBED {
                let known = self
                    .probes
                    .done
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .get(id)
                    .cloned();
                checks.push(known.unwrap_or_else(|| not_probed(id, policy.is_some())));
            }
            for check in &mut checks {
                if !PROBED.contains(&check.id) {
                    check.at = Some(now);
                }
            }
            let place = |check: &Check| CHECKS.iter().position(|id| *id == check.id);
            checks.sort_by_key(place);
            Ok(Troubleshooting {
                checks,
                unprovisioned: unprovisioned::list(store, now)?,
            })
        })
    }

    /// The same checks for the host's terminal, what asks other machines done now. `served` says whether a server runs that
    /// the public URL could lead to.
    pub async fn checks_from_terminal(
        &self,
        public_url: &str,
        served: bool,
    ) -> Result<Vec<Check>, Failure> {
        let caller = Caller::operator();
        for id in PROBED {
            if id != "reach" || served {
                self.check_again(&caller, id, public_url).await?;
            }
        }
        Ok(self.troubleshooting(&caller)?.checks)
    }

    /// Does one check again, for an Admin.
    pub async fn check_again(
        &self,
        caller: &Caller,
        id: &str,
        public_url: &str,
    ) -> Result<Check, Failure> {
        self.read_as(caller, AccessRole::Admin, |_| Ok(()))?;
        if let Some(id) = PROBED.into_iter().find(|probed| *probed == id) {
            let mut check = match id {
                "reach" => self.probe_reach(public_url).await?,
                "clock" => self.probe_clock().await?,
                "keys" => self.probe_keys().await?,
                _ => self.probe_issuer().await?,
            };
            check.at = Some(self.now());
            self.probes
                .done
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .insert(id, check.clone());
            return Ok(check);
        }
        self.troubleshooting(caller)?
            .checks
            .into_iter()
            .find(|check| check.id == id)
            .ok_or_else(|| Refusal::not_found("check", id).into())
    }
}

fn not_probed(id: &'static str, issuer_is_set: bool) -> Check {
    let sentence = match id {
        "reach" => "The public URL was not tested since this program began.",
        _ if issuer_is_set => "Okta was not asked since this program began.",
        _ => "Okta has not been asked yet: no Issuer URL is saved.",
    };
    Check::new(id, CheckState::Unknown, sentence)
}
