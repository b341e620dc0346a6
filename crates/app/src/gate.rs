//! Who may speak SCIM: Okta, with the Company ID and a valid passkey, while Enterprise Toolkit is on.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};
use latchkey_domain::passkey::Passkey;
use latchkey_domain::{Refusal, RefusalCode};
use secrecy::ExposeSecret as _;
use subtle::ConstantTimeEq as _;

use crate::App;
use crate::credentials::Credentials;
use crate::failure::Failure;
use crate::ports::store::{Gate, StoreError};

/// What another process changed (a terminal command on the host) holds here after so long at most.
const OTHERS_HOLD_WITHIN: SignedDuration = SignedDuration::from_millis(250);

/// The gate as it was read last: every call by Okta asks for it, and next to none changes it. A commit of this process
/// makes it be read anew.
#[derive(Debug, Default)]
pub struct KnownGate {
    last: Mutex<Option<Seen>>,
}

#[derive(Debug)]
struct Seen {
    gate: Option<Arc<Gate>>,
    commits: u64,
    at: Timestamp,
}

impl KnownGate {
    fn lock(&self) -> MutexGuard<'_, Option<Seen>> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Why a caller is not let in.
#[derive(Debug)]
pub struct Shut {
    /// The refusal.
    pub failure: Failure,
    /// What the attempts are gathered by: the last four characters of a retired passkey, say.
    pub kind: &'static str,
}

/// A caller that was let in.
#[derive(Debug, Clone)]
pub struct Admitted {
    /// The id of the passkey.
    pub passkey_id: String,
    /// The last four characters of it.
    pub passkey: String,
}

impl App {
    /// Lets Okta in, or says why not. Compares in constant time; good credentials are never limited.
    pub fn admit(&self, credentials: &Credentials) -> Result<Admitted, Shut> {
        let gate = self.gate().map_err(|fault| Shut {
            failure: fault.into(),
            kind: "fault",
        })?;
        let Some(gate) = gate.filter(|gate| gate.connected) else {
            return Err(shut(
                "no_connector",
                "Latchkey has no Okta connector. Add it in Latchkey under Organization Setup, then paste its SCIM Url, \
                 User Name and Password into Okta.",
            ));
        };
        let passkey = match credentials {
            Credentials::None => {
                return Err(shut(
                    "missing",
                    "Okta sent no credentials that Latchkey can read. Paste User Name and Password from Latchkey's \
                     connector page under Provisioning → Integration → Edit.",
                ));
            }
            Credentials::Basic {
                user_name,
                password,
            } => {
                let right: bool = user_name
                    .as_bytes()
                    .ct_eq(gate.company_id.as_bytes())
                    .into();
                if !right && !self.was_company_id(user_name) {
                    return Err(shut(
                        "user_name",
                        "The User Name that Okta sent is not this organization's Company ID. Paste the one from Latchkey's \
                         connector page under Provisioning → Integration → Edit.",
                    ));
                }
                password
            }
            Credentials::Passkey(passkey) => passkey,
        };
        let now = self.now();
        let mut found: Option<&Passkey> = None;
        for key in &gate.passkeys {
            // Every passkey is compared, so that the time does not tell which one was near.
            if key.matches(passkey.expose_secret()) {
                found = Some(key);
            }
        }
        match found {
            Some(key) if key.is_valid(now) => {
                if !gate.toolkit {
                    return Err(Shut {
                        failure: Refusal::new(
                            RefusalCode::ToolkitOff,
                            "Enterprise Toolkit is off in Latchkey, so the Okta connector is suspended. Nothing was changed. \
                             An EnterpriseAdmin can switch Enterprise Toolkit on under Billing; then ask for a full push.",
                        )
                        .into(),
                        kind: "toolkit_off",
                    });
                }
                Ok(Admitted {
                    passkey_id: key.id.clone(),
                    passkey: key.last_four.clone(),
                })
            }
            Some(key) => Err(Shut {
                failure: Refusal::new(
                    RefusalCode::Unauthenticated,
                    format!(
                        "Okta still uses the passkey ending in {}, retired on {}. Paste the current one under Provisioning → \
                         Integration → Edit.",
                        key.last_four,
                        key.expires_at
                            .map(|end| end.strftime("%-d %B %Y").to_string())
                            .unwrap_or_default()
                    ),
                )
                .into(),
                kind: "retired",
            }),
            None => Err(shut(
                "passkey",
                "The Password that Okta sent is not a passkey of this organization. Paste the current one from Latchkey's \
                 connector page under Provisioning → Integration → Edit.",
            )),
        }
    }
}

impl App {
    fn gate(&self) -> Result<Option<Arc<Gate>>, StoreError> {
        // Counted before it is read: a commit between the two makes the next call read again.
        let commits = self.store().commits();
        let now = self.now();
        if let Some(seen) = &*self.known_gate.lock()
            && seen.commits == commits
            && seen.at <= now
            && now < seen.at + OTHERS_HOLD_WITHIN
        {
            return Ok(seen.gate.clone());
        }
        let gate = self.read(|store| store.gate())?.map(Arc::new);
        *self.known_gate.lock() = Some(Seen {
            gate: gate.clone(),
            commits,
            at: now,
        });
        Ok(gate)
    }

    /// Whether this was the Company ID until a short while ago, so that a change here breaks nothing in Okta at once
    /// (product rule 16).
    fn was_company_id(&self, user_name: &str) -> bool {
        self.read(|store| store.settings()).is_ok_and(|settings| {
            settings.previous_company_id.is_some_and(|previous| {
                self.now() < previous.until
                    && bool::from(previous.company_id.as_bytes().ct_eq(user_name.as_bytes()))
            })
        })
    }
}

fn shut(kind: &'static str, detail: &str) -> Shut {
    Shut {
        failure: Refusal::new(RefusalCode::Unauthenticated, detail).into(),
        kind,
    }
}
