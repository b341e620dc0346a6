//! Adding, showing and removing the connector, and its passkeys (product rules 8 and 16).

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use latchkey_domain::activity::Target;
use latchkey_domain::connector::{self, Connector, ConnectorKind};
use latchkey_domain::passkey::{self, Passkey};
use latchkey_domain::{AccessRole, Refusal, RefusalCode};
use secrecy::{ExposeSecret as _, SecretString};

use crate::App;
use crate::authority::Authority;
use crate::failure::Failure;
use crate::ports::vault::{PasskeyVault, Place, VaultError};
use crate::record::{Caller, change};

/// The values that go into Okta.
#[derive(Debug)]
pub struct ConnectorDetails {
    /// SCIM Url.
    pub scim_url: String,
    /// User Name, also labelled Company ID.
    pub user_name: String,
    /// Password, also labelled Integration Passkey; `None` when the clear text is nowhere any more.
    pub password: Option<SecretString>,
    /// Whether the clear text can be shown again.
    pub shown_again: bool,
    /// OpenID Connect Login Redirect URIs.
    pub login_redirect_uris: Vec<String>,
    /// The passkeys that let Okta in, the newest first.
    pub passkeys: Vec<Passkey>,
    /// When it was added.
    pub added_at: Timestamp,
}

/// A passkey that was just made.
#[derive(Debug)]
struct Fresh {
    passkey: Passkey,
    clear: SecretString,
    kept: bool,
}

impl App {
    /// Adds the connector and makes its first passkey.
    pub async fn add_connector(
        &self,
        caller: Caller,
        kind: ConnectorKind,
        public_url: &str,
    ) -> Result<ConnectorDetails, Failure> {
        self.organization()?;
        self.read_as(&caller, AccessRole::EnterpriseAdmin, |_| Ok(()))?;
        if self.read(|store| store.toolkit_enabled_at())?.is_none() {
            return Err(toolkit_off());
        }
        if self.read(|store| store.connector())?.is_some() {
            return Err(Refusal::new(
                RefusalCode::Conflict,
                "The Okta connector is there already. \"latchkey connector show\" shows its values. Nothing was changed.",
            )
            .into());
        }
        let fresh = self.fresh_passkey().await;
        let now = self.now();
        let passkey = fresh.passkey.clone();
        let added = self
            .recorded(
                caller.clone(),
                "connector.added",
                Target::of("Okta connector"),
                move |store, record| {
                    Authority::of(store, &caller)?.demand(AccessRole::EnterpriseAdmin)?;
                    if store.toolkit_enabled_at()?.is_none() {
                        return Err(toolkit_off());
                    }
                    if store.connector()?.is_some() {
                        return Err(Refusal::new(
                            RefusalCode::Conflict,
                            "The Okta connector is there already. Nothing was changed.",
                        )
                        .into());
                    }
                    store.put_connector(Some(&Connector {
                        kind,
                        added_at: now,
                    }))?;
                    store.put_passkey(&passkey)?;
                    record.changes(vec![change(
                        "passkey",
                        serde_json::Value::Null,
                        format!("ends in {}", passkey.last_four),
                    )]);
                    Ok(())
                },
            )
            .await;
        self.forget_on_failure(&added, &fresh.passkey.id).await;
        added?;
        self.details(public_url, Some(fresh)).await
    }

    /// The values that go into Okta. Showing the clear passkey is on record.
    pub async fn show_connector(
        &self,
        caller: Caller,
        public_url: &str,
    ) -> Result<ConnectorDetails, Failure> {
        let details = self.details(public_url, None).await?;
        if details.password.is_some() {
            let shown = details
                .passkeys
                .first()
                .map(|key| key.last_four.clone())
                .unwrap_or_default();
            self.recorded(
                caller,
                "passkey.revealed",
                Target::of("Okta connector"),
                move |_, record| {
                    record
                        .done()
                        .remark(format!("The passkey ending in {shown} was shown."));
                    Ok(())
                },
            )
            .await?;
        }
        Ok(details)
    }

    /// Makes a second passkey; the old one lasts for `grace` more.
    pub async fn rotate_passkey(
        &self,
        caller: Caller,
        grace: SignedDuration,
        public_url: &str,
    ) -> Result<ConnectorDetails, Failure> {
        self.read(|store| store.connector())?
            .ok_or_else(no_connector)?;
        let fresh = self.fresh_passkey().await;
        let now = self.now();
        let until = now.checked_add(grace).map_err(|_| {
            Refusal::new(
                RefusalCode::UnacceptedValue,
                "That grace period is too long. Use at most a year.",
            )
        })?;
        let passkey = fresh.passkey.clone();
        let done = self
            .recorded(
                caller.clone(),
                "passkey.rotated",
                Target::of("Okta connector"),
                move |store, record| {
                    Authority::of(store, &caller)?.demand(AccessRole::EnterpriseAdmin)?;
                    let valid: Vec<Passkey> = store
                        .passkeys()?
                        .into_iter()
                        .filter(|key| key.is_valid(now))
                        .collect();
                    if valid.len() > 1 && grace.is_positive() {
                        return Err(Refusal::new(
                            RefusalCode::Conflict,
                            "Two passkeys are valid already, never more. Retire the older one first with \
                             \"latchkey connector retire\". Nothing was changed.",
                        )
                        .into());
                    }
                    let mut gone = Vec::new();
                    for mut old in store.passkeys()? {
                        if grace.is_positive() && old.is_valid(now) {
                            old.expires_at = Some(until);
                            store.put_passkey(&old)?;
                            record.remark(format!(
                                "The one ending in {} lasts until {until}.",
                                old.last_four
                            ));
                        } else {
                            store.remove_passkey(&old.id)?;
                            gone.push(old.id);
                        }
                    }
                    store.put_passkey(&passkey)?;
                    record.changes(vec![change(
                        "passkey",
                        valid
                            .first()
                            .map(|old| format!("ends in {}", old.last_four)),
                        format!("ends in {}", passkey.last_four),
                    )]);
                    Ok(gone)
                },
            )
            .await;
        self.forget_on_failure(&done, &fresh.passkey.id).await;
        for id in done? {
            self.forget(&id).await;
        }
        self.details(public_url, Some(fresh)).await
    }

    /// Ends the older passkey's grace period now; the one of this id, where one is named.
    pub async fn retire_passkey(
        &self,
        caller: Caller,
        id: Option<String>,
    ) -> Result<Passkey, Failure> {
        self.read_as(&caller, AccessRole::EnterpriseAdmin, |store| {
            store.connector()?.ok_or_else(no_connector)
        })?;
        let now = self.now();
        let retired = self
            .recorded(
                caller.clone(),
                "passkey.retired",
                Target::of("Okta connector"),
                move |store, record| {
                    Authority::of(store, &caller)?.demand(AccessRole::EnterpriseAdmin)?;
                    caller.demand_fresh(now)?;
                    let keys = store.passkeys()?;
                    if let Some(id) = &id
                        && !keys.iter().any(|key| key.id == *id)
                    {
                        return Err(Refusal::not_found("passkey", id).into());
                    }
                    let old = keys
                        .into_iter()
                        .skip(1)
                        .find(|key| id.as_ref().is_none_or(|id| key.id == *id))
                        .ok_or_else(newest_is_needed)?;
                    store.remove_passkey(&old.id)?;
                    record.changes(vec![change(
                        "passkey",
                        format!("ends in {}", old.last_four),
                        serde_json::Value::Null,
                    )]);
                    Ok(old)
                },
            )
            .await?;
        self.forget(&retired.id).await;
        Ok(retired)
    }

    /// Removes the connector with its passkeys and lifts Okta sign-on. Users stay.
    pub async fn remove_connector(&self, caller: Caller) -> Result<(), Failure> {
        let now = self.now();
        let gone = self
            .recorded(
                caller.clone(),
                "connector.removed",
                Target::of("Okta connector"),
                move |store, record| {
                    Authority::of(store, &caller)?.demand(AccessRole::EnterpriseAdmin)?;
                    caller.demand_fresh(now)?;
                    store.connector()?.ok_or_else(no_connector)?;
                    let mut gone = Vec::new();
                    for key in store.passkeys()? {
                        store.remove_passkey(&key.id)?;
                        gone.push(key.id);
                    }
                    if store.sign_in_policy()?.is_some() {
                        store.put_sign_in_policy(None)?;
                        record.remark("Signing in with Okta is no longer required.");
                    }
                    store.put_connector(None)?;
                    record.changes(vec![change("Okta connector", "there", "removed")]);
                    Ok(gone)
                },
            )
            .await?;
        for id in gone {
            self.forget(&id).await;
        }
        Ok(())
    }

    async fn fresh_passkey(&self) -> Fresh {
        let clear = passkey::clear_text(self.ports.entropy.bytes());
        let passkey = Passkey {
            id: self.id(),
            hash: passkey::hash(clear.expose_secret()),
            last_four: passkey::last_four(&clear),
            created_at: self.now(),
            last_used_at: None,
            expires_at: None,
        };
        // A keychain that fails is no reason to go without a passkey: it is shown once then, and that is said.
        let (id, secret) = (passkey.id.clone(), clear.clone());
        let kept = self
            .in_vault(move |vault| vault.keep(&id, &secret))
            .await
            .unwrap_or_else(|fault| {
                tracing::warn!(%fault, "the passkey could not be kept; it is shown once");
                false
            });
        Fresh {
            passkey,
            clear,
            kept,
        }
    }

    async fn details(
        &self,
        public_url: &str,
        fresh: Option<Fresh>,
    ) -> Result<ConnectorDetails, Failure> {
        let organization = self.organization()?;
        let connector = self
            .read(|store| store.connector())?
            .ok_or_else(no_connector)?;
        let now = self.now();
        let passkeys: Vec<Passkey> = self
            .read(|store| store.passkeys())?
            .into_iter()
            .filter(|key| key.is_valid(now))
            .collect();
        let (password, shown_again) = if let Some(fresh) = fresh {
            (Some(fresh.clear), fresh.kept)
        } else {
            let clear = match passkeys.first() {
                Some(key) => self.reveal(&key.id).await,
                None => None,
            };
            let there = clear.is_some();
            (clear, there)
        };
        Ok(ConnectorDetails {
            scim_url: connector::scim_url(public_url),
            user_name: organization.company_id,
            password,
            shown_again,
            login_redirect_uris: connector::login_redirect_uris(public_url),
            passkeys,
            added_at: connector.added_at,
        })
    }

    pub(crate) async fn reveal(&self, id: &str) -> Option<SecretString> {
        let id = id.to_owned();
        self.in_vault(move |vault| vault.reveal(&id))
            .await
            .unwrap_or_else(|fault| {
                tracing::warn!(%fault, "the passkey could not be read");
                None
            })
    }

    async fn forget(&self, id: &str) {
        let id = id.to_owned();
        if let Err(fault) = self.in_vault(move |vault| vault.forget(&id)).await {
            tracing::warn!(%fault, "a retired passkey could not be taken out of where it rests");
        }
    }

    async fn forget_on_failure<T>(&self, done: &Result<T, Failure>, id: &str) {
        if done.is_err() {
            self.forget(id).await;
        }
    }

    /// Where clear passkeys rest.
    pub(crate) async fn vault_place(&self) -> Place {
        self.in_vault(|vault| Ok(vault.place()))
            .await
            .unwrap_or(Place::Nowhere)
    }

    /// Asks the vault on a thread that may block: a locked keychain waits for a person, and no other request may wait
    /// with it.
    async fn in_vault<T: Send + 'static>(
        &self,
        ask: impl FnOnce(&dyn PasskeyVault) -> Result<T, VaultError> + Send + 'static,
    ) -> Result<T, VaultError> {
        let vault = Arc::clone(&self.ports.vault);
        let span = tracing::Span::current();
        tokio::task::spawn_blocking(move || span.in_scope(|| ask(&*vault)))
            .await
            .unwrap_or_else(|lost| {
                Err(VaultError(format!(
                    "The place where passkeys rest gave no answer ({lost})."
                )))
            })
    }
}

fn newest_is_needed() -> Refusal {
    Refusal::new(
        RefusalCode::Conflict,
        "The newest passkey is the one that Okta needs. Rotate first, on the connector page or with \
         \"latchkey connector rotate\". Nothing was changed.",
    )
}

pub(crate) fn no_connector() -> Failure {
    Refusal::new(
        RefusalCode::NoConnector,
        "The Okta connector has not been added. Add it with \"latchkey connector add okta\". Nothing was changed.",
    )
    .into()
}

fn toolkit_off() -> Failure {
    Refusal::new(
        RefusalCode::ToolkitOff,
        "Connectors need Enterprise Toolkit, and it is off. Switch it on under Billing, or with \
         \"latchkey toolkit enable\". Nothing was changed.",
    )
    .into()
}
