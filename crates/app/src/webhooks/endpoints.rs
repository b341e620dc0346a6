//! Adding, changing and removing endpoints.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use latchkey_domain::activity::Target;
use latchkey_domain::webhook::{
    Delivery, EventType, MOST, SealedSecret, State, Webhook, host_of, refuse_long,
};
use latchkey_domain::{AccessRole, Refusal, RefusalCode};
use latchkey_oidc::is_loopback;
use secrecy::SecretString;
use serde_json::Value;
use url::Url;

use super::signature::fresh_secret;
use super::{KEPT, existing, target};
use crate::App;
use crate::authority::Authority;
use crate::failure::Failure;
use crate::ports::vault::VaultError;
use crate::record::{Caller, change};

/// A grace period is no longer than this.
const LONGEST_GRACE: SignedDuration = SignedDuration::from_hours(7 * 24);

/// An endpoint, and the signing secret, which is shown this once.
#[derive(Debug)]
pub struct AddedWebhook {
    /// The endpoint.
    pub webhook: Webhook,
    /// The secret in the clear.
    pub secret: SecretString,
}

/// An endpoint with its log.
#[derive(Debug)]
pub struct WebhookPage {
    /// The endpoint.
    pub webhook: Webhook,
    /// Its attempts, the newest first.
    pub deliveries: Vec<Delivery>,
}

/// What is to be different; `None` leaves it.
#[derive(Clone, Debug, Default)]
pub struct WebhookEdit {
    /// What it wants to hear of.
    pub types: Option<BTreeSet<EventType>>,
    /// Whether messages are held off; what happens meanwhile is not told later.
    pub paused: Option<bool>,
}

impl App {
    /// Every endpoint, for an EnterpriseAdmin.
    pub fn webhooks(&self, caller: &Caller) -> Result<Vec<Webhook>, Failure> {
        self.read_as(caller, AccessRole::EnterpriseAdmin, |store| {
            Ok(store.list_webhooks()?)
        })
    }

    /// One with its log, for an EnterpriseAdmin.
    pub fn webhook(&self, caller: &Caller, id: &str) -> Result<WebhookPage, Failure> {
        self.read_as(caller, AccessRole::EnterpriseAdmin, |store| {
            Ok(WebhookPage {
                webhook: existing(store, id)?,
                deliveries: store.list_deliveries(id, KEPT)?,
            })
        })
    }

    /// Adds an endpoint. It is told what happens from now on.
    pub async fn add_webhook(
        &self,
        caller: Caller,
        url: &str,
        types: BTreeSet<EventType>,
    ) -> Result<AddedWebhook, Failure> {
        self.read_as(&caller, AccessRole::EnterpriseAdmin, |_| Ok(()))?;
        caller.demand_fresh(self.now())?;
        let url = endpoint(url)?;
        refuse_no_types(&types)?;
        let id = self.id();
        let (secret, sealed) = self.sealed_secret(&id)?;
        let named = Target::new("webhook", &id, host_of(&url));
        let now = self.now();
        let asking = caller.clone();
        let webhook = self
            .recorded(caller, "webhook.added", named, move |store, record| {
                Authority::of(store, &asking)?.demand(AccessRole::EnterpriseAdmin)?;
                let all = store.list_webhooks()?;
                if all.len() >= MOST {
                    return Err(too_many().into());
                }
                if all.iter().any(|other| other.url == url) {
                    return Err(there_already(&url).into());
                }
                let webhook = Webhook {
                    id,
                    url,
                    types,
                    state: State::Active,
                    created_at: now,
                    secrets: vec![sealed],
                    place: store.newest_activity()?,
                    attempts: 0,
                    next_at: None,
                    failing_since: None,
                    last_taken_at: None,
                };
                store.put_webhook(&webhook)?;
                record.status(201).changes(vec![change(
                    "events",
                    Value::Null,
                    words(&webhook.types),
                )]);
                Ok(webhook)
            })
            .await?;
        Ok(AddedWebhook { webhook, secret })
    }

    /// Changes what an endpoint hears of, pauses or resumes it. Resumed, it is told what happens from then on.
    pub async fn edit_webhook(
        &self,
        caller: Caller,
        id: &str,
        edit: WebhookEdit,
    ) -> Result<Webhook, Failure> {
        if let Some(types) = &edit.types {
            refuse_no_types(types)?;
        }
        let id = id.to_owned();
        let named = Target::new("webhook", &id, "");
        let asking = caller.clone();
        self.recorded(caller, "webhook.updated", named, move |store, record| {
            Authority::of(store, &asking)?.demand(AccessRole::EnterpriseAdmin)?;
            let before = existing(store, &id)?;
            record.target(target(&before));
            let mut after = before.clone();
            if let Some(types) = edit.types {
                after.types = types;
            }
            match edit.paused {
                Some(true) if after.state == State::Active => {
                    after.state = State::Paused;
                    after.failing_since = None;
                }
                Some(false) if after.state != State::Active => {
                    after.state = State::Active;
                    after.failing_since = None;
                    after.move_to(store.newest_activity()?);
                }
                _ => {}
            }
            if after == before {
                record.unchanged();
                return Ok(after);
            }
            let mut changes = Vec::new();
            if before.types != after.types {
                changes.push(change("events", words(&before.types), words(&after.types)));
            }
            if before.state != after.state {
                changes.push(change("state", before.state.as_str(), after.state.as_str()));
            }
            store.put_webhook(&after)?;
            record.changes(changes);
            Ok(after)
        })
        .await
    }

    /// Makes a new signing secret; for `grace` more, messages are signed with the old one as well.
    pub async fn rotate_webhook_secret(
        &self,
        caller: Caller,
        id: &str,
        grace: SignedDuration,
    ) -> Result<AddedWebhook, Failure> {
        self.read_as(&caller, AccessRole::EnterpriseAdmin, |_| Ok(()))?;
        let now = self.now();
        caller.demand_fresh(now)?;
        self.look(|store| existing(store, id))?;
        let until = end_of(grace, now)?;
        let (secret, sealed) = self.sealed_secret(id)?;
        let id = id.to_owned();
        let named = Target::new("webhook", &id, "");
        let asking = caller.clone();
        let webhook = self
            .recorded(caller, "webhook.rotated", named, move |store, record| {
                Authority::of(store, &asking)?.demand(AccessRole::EnterpriseAdmin)?;
                let mut webhook = existing(store, &id)?;
                record.target(target(&webhook));
                let old = webhook.secrets.swap_remove(0);
                webhook.secrets = vec![sealed];
                let mut told = "The old secret signs no more.".to_owned();
                if until > now {
                    told = format!("The old secret signs as well until {until}.");
                    webhook.secrets.push(SealedSecret {
                        sealed: old.sealed,
                        until: Some(until),
                    });
                }
                store.put_webhook(&webhook)?;
                record
                    .changes(vec![change("signing secret", "old", "new")])
                    .remark(told);
                Ok(webhook)
            })
            .await?;
        Ok(AddedWebhook { webhook, secret })
    }

    /// Removes an endpoint, its log and what was still to be told.
    pub async fn remove_webhook(&self, caller: Caller, id: &str) -> Result<(), Failure> {
        let id = id.to_owned();
        let removed = id.clone();
        let named = Target::new("webhook", &id, "");
        let asking = caller.clone();
        self.recorded(caller, "webhook.removed", named, move |store, record| {
            Authority::of(store, &asking)?.demand(AccessRole::EnterpriseAdmin)?;
            let webhook = existing(store, &id)?;
            record
                .status(204)
                .target(target(&webhook))
                .changes(vec![change("events", words(&webhook.types), Value::Null)]);
            store.remove_webhook(&id)?;
            Ok(())
        })
        .await?;
        self.scanned.forget(&removed);
        Ok(())
    }

    fn sealed_secret(&self, id: &str) -> Result<(SecretString, SealedSecret), Failure> {
        let secret = fresh_secret(&*self.ports.entropy);
        let sealed = self.ports.sealing.seal(id, &secret).map_err(not_kept)?;
        Ok((
            secret,
            SealedSecret {
                sealed,
                until: None,
            },
        ))
    }
}

fn not_kept(why: VaultError) -> Refusal {
    Refusal::new(
        RefusalCode::Conflict,
        format!("The signing secret cannot be kept: {why} Nothing was changed."),
    )
}

fn end_of(grace: SignedDuration, now: Timestamp) -> Result<Timestamp, Refusal> {
    let too_long = || {
        Refusal::new(
            RefusalCode::UnacceptedValue,
            "That grace period is too long. Use at most seven days. Nothing was changed.",
        )
    };
    if grace > LONGEST_GRACE || grace.is_negative() {
        return Err(too_long());
    }
    now.checked_add(grace).map_err(|_| too_long())
}

fn words(types: &BTreeSet<EventType>) -> String {
    let words: Vec<&str> = types.iter().map(|one| one.as_str()).collect();
    words.join(", ")
}

fn refuse_no_types(types: &BTreeSet<EventType>) -> Result<(), Refusal> {
    if !types.is_empty() {
        return Ok(());
    }
    Err(Refusal::new(
        RefusalCode::MissingValue,
        "A webhook needs at least one event to hear of. Nothing was changed.",
    ))
}

fn too_many() -> Refusal {
    Refusal::new(
        RefusalCode::Conflict,
        format!(
            "There are {MOST} webhooks already, and no more are kept. Remove one first. Nothing was changed."
        ),
    )
}

fn there_already(url: &str) -> Refusal {
    Refusal::new(
        RefusalCode::Taken,
        format!(
            "There is a webhook for this address of {} already. Change that one, or remove it first. Nothing was changed.",
            host_of(url)
        ),
    )
}

/// An address that messages may be posted to. Which addresses its name leads to is looked at whenever one is.
fn endpoint(text: &str) -> Result<String, Refusal> {
    let text = text.trim();
    refuse_long(text)?;
    let refused = |why: &str| {
        // The path may hold a token.
        let shown: String = host_of(text)
            .chars()
            .filter(|c| !c.is_control())
            .take(200)
            .collect();
        Refusal::new(
            RefusalCode::UnacceptedValue,
            format!(
                "The address with \"{shown}\" cannot be a webhook: {why}. Write it as https://hooks.example.com/latchkey. \
                 Nothing was changed."
            ),
        )
    };
    let url = Url::parse(text).map_err(|fault| refused(&fault.to_string()))?;
    match url.scheme() {
        "https" => {}
        "http" if is_loopback(&url) => {}
        "http" => return Err(refused("plain http is for this machine itself only")),
        _ => return Err(refused("it begins with https://")),
    }
    if url.host_str().is_none_or(str::is_empty) {
        return Err(refused("it names no host"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(refused("it carries a user name or a password"));
    }
    if url.fragment().is_some() {
        return Err(refused("it ends in a fragment, which is never sent"));
    }
    Ok(url.into())
}
