//! Settings of this server: its public URL, how long sessions live and the record is kept, and its backups (product rule 16).

use jiff::Timestamp;
use latchkey_domain::activity::{AttributeChange, Target};
use latchkey_domain::connector;
use latchkey_domain::keeping::Keeping;
use latchkey_domain::session::Lifetime;
use latchkey_domain::settings::Settings;
use latchkey_domain::{AccessRole, Refusal, RefusalCode};
use url::Url;

use crate::App;
use crate::authority::Authority;
use crate::failure::Failure;
use crate::housekeeping::remove_ended_sessions;
use crate::organization::{Aftermath, ChangeInOkta};
use crate::ports::host::BackupFile;
use crate::ports::store::{StoreError, Writes};
use crate::record::{Caller, Record, change};
use crate::sign_in::sessions::session_words;

/// What the page shows of the machine.
#[derive(Clone, Debug)]
pub struct HostPage {
    /// The stored public URL, if one was set.
    pub public_url: Option<String>,
    /// A session lasts so many hours at most.
    pub session_hours: u32,
    /// And so many minutes from its last use.
    pub session_idle_minutes: u32,
    /// Activity is kept for so many days; 0 is for ever.
    pub activity_days: u32,
    /// And what was sent and answered for so many; 0 is as long as the activity.
    pub bodies_days: u32,
    /// Where the data lies.
    pub data_dir: String,
    /// How large the database is.
    pub database_bytes: u64,
    /// The backups, the newest first.
    pub backups: Vec<BackupFile>,
}

/// What is to be different; `None` leaves it.
#[derive(Clone, Debug, Default)]
pub struct SettingsEdit {
    /// The public URL from the next start on; `Some(None)` takes the stored one away.
    pub public_url: Option<Option<String>>,
    /// A session lasts so many hours at most.
    pub session_hours: Option<u32>,
    /// And so many minutes from its last use.
    pub session_idle_minutes: Option<u32>,
    /// Activity is kept for so many days; 0 is for ever.
    pub activity_days: Option<u32>,
    /// And what was sent and answered for so many; 0 is as long as the activity.
    pub bodies_days: Option<u32>,
}

impl App {
    /// The page, for an EnterpriseAdmin.
    pub fn host_page(&self, caller: &Caller) -> Result<HostPage, Failure> {
        let settings = self.read_as(caller, AccessRole::EnterpriseAdmin, |store| {
            Ok(store.settings()?)
        })?;
        let host = &self.ports.host;
        Ok(HostPage {
            session_hours: settings.session_hours,
            session_idle_minutes: settings.session_idle_minutes,
            activity_days: settings.activity_days,
            bodies_days: settings.bodies_days,
            public_url: settings.public_url,
            data_dir: host.data_dir(),
            database_bytes: host.database_bytes(),
            backups: host
                .backups()
                .map_err(|fault| StoreError::Fault(fault.to_string()))?,
        })
    }

    /// Changes the settings. A public URL holds from the next start, and what it means for Okta is said; how long sessions
    /// live holds at once, for those that there are as well; how long the record is kept, within the hour.
    pub async fn edit_settings(
        &self,
        caller: Caller,
        edit: SettingsEdit,
        served: &str,
    ) -> Result<Aftermath, Failure> {
        let wanted = match &edit.public_url {
            Some(Some(text)) => Some(Some(public_url(text)?)),
            Some(None) => Some(None),
            None => None,
        };
        let served = served.to_owned();
        let now = self.now();
        self.recorded(
            caller.clone(),
            "settings.updated",
            Target::of("server"),
            move |store, record| {
                Authority::of(store, &caller)?.demand(AccessRole::EnterpriseAdmin)?;
                let before = store.settings()?;
                let after = Settings {
                    public_url: wanted.unwrap_or_else(|| before.public_url.clone()),
                    session_hours: edit.session_hours.unwrap_or(before.session_hours),
                    session_idle_minutes: edit
                        .session_idle_minutes
                        .unwrap_or(before.session_idle_minutes),
                    activity_days: edit.activity_days.unwrap_or(before.activity_days),
                    bodies_days: edit.bodies_days.unwrap_or(before.bodies_days),
                    ..before.clone()
                };
                Lifetime::new(after.session_hours, after.session_idle_minutes)?;
                Keeping::new(after.activity_days, after.bodies_days)?;
                let changes = changes(&before, &after);
                if changes.is_empty() {
                    record.unchanged();
                    return Ok(Aftermath::default());
                }
                end_what_ran_out(store, record, &before, &after, now)?;
                store.put_settings(&after)?;
                record.changes(changes);
                if before.public_url == after.public_url {
                    return Ok(Aftermath::default());
                }
                let connected = store.connector()?.is_some();
                Ok(match after.public_url {
                    Some(wanted) if connected && wanted != served => moved(&served, &wanted),
                    _ => Aftermath {
                        stays: vec![AT_NEXT_START.to_owned()],
                        ..Aftermath::default()
                    },
                })
            },
        )
        .await
    }

    /// Makes a backup in the data folder, for an EnterpriseAdmin. On record.
    pub async fn back_up(&self, caller: Caller) -> Result<BackupFile, Failure> {
        self.read_as(&caller, AccessRole::EnterpriseAdmin, |_| Ok(()))?;
        let file = format!("latchkey-{}.db", self.now().strftime("%Y-%m-%dT%H%M%SZ"));
        let app = self.clone();
        let made = tokio::task::spawn_blocking(move || app.ports.host.back_up(&file))
            .await
            .map_err(|lost| StoreError::Fault(lost.to_string()))?
            .map_err(|fault| Refusal::new(RefusalCode::Conflict, fault.to_string()))?;
        let named = made.clone();
        self.recorded(
            caller,
            "backup.made",
            Target::of("server"),
            move |_, record| {
                record
                    .done()
                    .remark(format!("{}, {} bytes.", named.file, named.bytes));
                Ok(())
            },
        )
        .await?;
        Ok(made)
    }
}

fn changes(before: &Settings, after: &Settings) -> Vec<AttributeChange> {
    let mut changes = Vec::new();
    if before.public_url != after.public_url {
        changes.push(change(
            "public URL",
            before.public_url.clone(),
            after.public_url.clone(),
        ));
    }
    for (name, old, new) in [
        (
            "session, hours at most",
            before.session_hours,
            after.session_hours,
        ),
        (
            "session, minutes unused",
            before.session_idle_minutes,
            after.session_idle_minutes,
        ),
        (
            "activity, days kept",
            before.activity_days,
            after.activity_days,
        ),
        (
            "what was sent and answered, days kept",
            before.bodies_days,
            after.bodies_days,
        ),
    ] {
        if old != new {
            changes.push(change(name, old, new));
        }
    }
    changes
}

/// A session that has run out by the old lifetime does not come back by a longer one, and what has run out by a shorter one
/// ends now, not when it is next looked at.
fn end_what_ran_out(
    store: &mut dyn Writes,
    record: &mut Record,
    before: &Settings,
    after: &Settings,
    now: Timestamp,
) -> Result<(), Failure> {
    let (old, new) = (before.session_lifetime(), after.session_lifetime());
    if old == new {
        return Ok(());
    }
    remove_ended_sessions(store, old, now)?;
    let ended = remove_ended_sessions(store, new, now)?;
    if ended > 0 {
        record.remark(format!(
            "{ended} {} older or longer unused than that ended.",
            session_words(ended)
        ));
    }
    Ok(())
}

const AT_NEXT_START: &str = "It holds when the server is started again without --public-url.";

fn moved(from: &str, to: &str) -> Aftermath {
    Aftermath {
        change_in_okta: vec![
            ChangeInOkta {
                field: "SCIM Url, under Provisioning → Integration → Edit".to_owned(),
                from: connector::scim_url(from),
                to: connector::scim_url(to),
            },
            ChangeInOkta {
                field: "Login Redirect URI, under the OIDC app → General".to_owned(),
                from: connector::portal_redirect_uri(from),
                to: connector::portal_redirect_uri(to),
            },
        ],
        stays: vec![
            AT_NEXT_START.to_owned(),
            "User Name, Password and the desktop's redirect URIs stay as they are.".to_owned(),
            "The old address works as long as it leads here.".to_owned(),
        ],
        old_until: None,
    }
}

/// A public URL: where the server is known, to which paths are added; without a slash at the end.
pub fn public_url(text: &str) -> Result<String, Refusal> {
    let refused = |why: &str| {
        let shown: String = text.chars().filter(|c| !c.is_control()).take(200).collect();
        Refusal::new(
            RefusalCode::UnacceptedValue,
            format!(
                "\"{shown}\" cannot be the public URL: {why}. Write it as https://latchkey.example.com. Nothing was changed."
            ),
        )
    };
    let url = Url::parse(text.trim()).map_err(|fault| refused(&fault.to_string()))?;
    if !matches!(url.scheme(), "https" | "http") {
        return Err(refused("it begins with https:// or http://"));
    }
    if url.host_str().is_none() {
        return Err(refused("it names no host"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(refused("it carries a user name or a password"));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(refused("it ends in a query or a fragment"));
    }
    Ok(url.as_str().trim_end_matches('/').to_owned())
}
