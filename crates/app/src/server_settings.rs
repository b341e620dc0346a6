//! Settings of this server: its public URL and its backups (product rule 16).

use latchkey_domain::activity::Target;
use latchkey_domain::connector;
use latchkey_domain::settings::Settings;
use latchkey_domain::{AccessRole, Refusal, RefusalCode};
use url::Url;

use crate::App;
use crate::authority::Authority;
use crate::failure::Failure;
use crate::organization::{Aftermath, ChangeInOkta};
use crate::ports::host::BackupFile;
use crate::ports::store::StoreError;
use crate::record::{Caller, change};

/// What the page shows of the machine.
#[derive(Clone, Debug)]
pub struct HostPage {
    /// The stored public URL, if one was set.
    pub public_url: Option<String>,
    /// Where the data lies.
    pub data_dir: String,
    /// How large the database is.
    pub database_bytes: u64,
    /// The backups, the newest first.
    pub backups: Vec<BackupFile>,
}

impl App {
    /// The page, for an EnterpriseAdmin.
    pub fn host_page(&self, caller: &Caller) -> Result<HostPage, Failure> {
        let settings = self.read_as(caller, AccessRole::EnterpriseAdmin, |store| {
            Ok(store.settings()?)
        })?;
        let host = &self.ports.host;
        Ok(HostPage {
            public_url: settings.public_url,
            data_dir: host.data_dir(),
            database_bytes: host.database_bytes(),
            backups: host
                .backups()
                .map_err(|fault| StoreError::Fault(fault.to_string()))?,
        })
    }

    /// Sets the public URL for the next start, or takes the stored one away; says what it means for Okta.
    pub async fn set_public_url(
        &self,
        caller: Caller,
        wanted: Option<String>,
        served: &str,
    ) -> Result<Aftermath, Failure> {
        let wanted = wanted.as_deref().map(public_url).transpose()?;
        let served = served.to_owned();
        self.recorded(
            caller.clone(),
            "settings.updated",
            Target::of("server"),
            move |store, record| {
                Authority::of(store, &caller)?.demand(AccessRole::EnterpriseAdmin)?;
                let before = store.settings()?;
                if before.public_url == wanted {
                    record.unchanged();
                    return Ok(Aftermath::default());
                }
                store.put_settings(&Settings {
                    public_url: wanted.clone(),
                    ..before.clone()
                })?;
                record.changes(vec![change(
                    "public URL",
                    before.public_url,
                    wanted.clone(),
                )]);
                let connected = store.connector()?.is_some();
                Ok(match wanted {
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
