//! `/api/v1/settings` and `/api/v1/backups`: this server's address, folder and backups.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use jiff::Timestamp;
use latchkey_app::certificate::ServedCertificate;
use latchkey_app::ports::host::BackupFile;
use latchkey_app::server_settings::SettingsEdit;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::input::{Given, present};
use super::organization::AftermathJson;
use super::problem::{Problem, ProblemBody};
use super::views::nullable_words;
use super::views::words;
use super::who::Person;
use crate::state::ServerState;

/// What the page shows.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Settings)]
pub struct SettingsJson {
    public_url: PublicUrl,
    /// The address that it listens on.
    listen: String,
    /// Whether it speaks TLS itself.
    tls: bool,
    /// The certificate that it shows then.
    #[schema(required)]
    certificate: Option<CertificateJson>,
    /// Whether people and Okta reach it by https, as the public URL says.
    https: bool,
    /// What ends TLS: "server" where it has a certificate itself; "proxy" where a trusted one is named; "unknown" where the public URL is https and none is named,
    /// so that every caller seems to come from one address; null without https.
    #[schema(required, schema_with = tls_ends)]
    tls_ended_by: Option<&'static str>,
    data_dir: String,
    version: &'static str,
    database_bytes: u64,
    #[schema(value_type = String, format = DateTime)]
    started_at: Timestamp,
    /// A session lasts so many hours at most.
    session_hours: u32,
    /// And so many minutes from its last use.
    session_idle_minutes: u32,
    /// Activity is kept for so many days; 0 is for ever.
    activity_days: u32,
    /// And what was sent and answered for so many; 0 is as long as the activity.
    bodies_days: u32,
    /// The newest first.
    backups: Vec<BackupJson>,
}

/// Where Okta and people reach this server.
#[derive(Serialize, ToSchema)]
pub struct PublicUrl {
    /// The one that is served.
    value: String,
    #[schema(schema_with = origins)]
    from: &'static str,
    /// The stored one, which holds at the next start without `--public-url`.
    #[schema(required)]
    stored: Option<String>,
}

fn origins() -> utoipa::openapi::schema::Object {
    words(&["flag", "setting", "default"])
}

fn tls_ends() -> utoipa::openapi::schema::Object {
    nullable_words(&["server", "proxy", "unknown"])
}

/// The server's own certificate.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Certificate)]
pub struct CertificateJson {
    /// The names and addresses that it is for.
    names: Vec<String>,
    issuer: String,
    #[schema(value_type = String, format = DateTime)]
    ends_at: Timestamp,
    /// Whole days until then; negative after it.
    days_left: i64,
    certificate_file: String,
    key_file: String,
    /// What is wrong with it or with what was to replace it, and what to do; null when all is well.
    #[schema(required)]
    trouble: Option<String>,
}

impl CertificateJson {
    fn at(served: ServedCertificate, now: Timestamp) -> Self {
        let trouble = served.trouble(now).map(|trouble| trouble.sentence);
        let certificate = served.certificate;
        Self {
            days_left: certificate.days_left(now),
            names: certificate.names,
            issuer: certificate.issuer,
            ends_at: certificate.ends_at,
            certificate_file: certificate.certificate_file,
            key_file: certificate.key_file,
            trouble,
        }
    }
}

/// A backup.
#[derive(Serialize, ToSchema)]
#[schema(as = Backup)]
pub struct BackupJson {
    /// Its name in the data folder's `backups`.
    file: String,
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    bytes: u64,
}

impl From<BackupFile> for BackupJson {
    fn from(backup: BackupFile) -> Self {
        Self {
            file: backup.file,
            at: backup.at,
            bytes: backup.bytes,
        }
    }
}

/// What is to be different; what is absent stays.
#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = SettingsEdit)]
pub struct SettingsEditJson {
    /// The public URL from the next start on; null takes the stored one away.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    #[expect(clippy::option_option, reason = "absent, null and a URL are three")]
    public_url: Option<Option<String>>,
    /// A session lasts so many hours at most: 1 to 24.
    session_hours: Option<u32>,
    /// And so many minutes from its last use: 5 to as long as it lasts.
    session_idle_minutes: Option<u32>,
    /// Activity is kept for so many days: 30 to 3650, 0 for ever.
    activity_days: Option<u32>,
    /// And what was sent and answered for so many: 1 to as long as the activity, 0 for just as long.
    bodies_days: Option<u32>,
}

impl From<SettingsEditJson> for SettingsEdit {
    fn from(edit: SettingsEditJson) -> Self {
        Self {
            public_url: edit.public_url,
            session_hours: edit.session_hours,
            session_idle_minutes: edit.session_idle_minutes,
            activity_days: edit.activity_days,
            bodies_days: edit.bodies_days,
        }
    }
}

/// The page after a change, and what the change means for Okta.
#[derive(Serialize, ToSchema)]
pub struct SettingsChanged {
    #[serde(flatten)]
    settings: SettingsJson,
    #[serde(flatten)]
    aftermath: AftermathJson,
}

fn shown(state: &ServerState, person: &Person) -> Result<SettingsJson, Problem> {
    let page = state.app.host_page(&person.caller)?;
    Ok(SettingsJson {
        public_url: PublicUrl {
            value: state.fixed.public_url.clone(),
            from: state.fixed.public_url_from,
            stored: page.public_url,
        },
        listen: state.fixed.listen.to_string(),
        tls: state.fixed.tls,
        certificate: state
            .app
            .certificate()
            .map(|served| CertificateJson::at(served, state.app.now())),
        https: state.fixed.secure,
        tls_ended_by: state.fixed.secure.then(|| {
            if state.fixed.tls {
                "server"
            } else if state.fixed.trusted_proxies.is_empty() {
                "unknown"
            } else {
                "proxy"
            }
        }),
        data_dir: page.data_dir,
        version: env!("CARGO_PKG_VERSION"),
        database_bytes: page.database_bytes,
        started_at: state.fixed.started_at,
        session_hours: page.session_hours,
        session_idle_minutes: page.session_idle_minutes,
        activity_days: page.activity_days,
        bodies_days: page.bodies_days,
        backups: page.backups.into_iter().map(BackupJson::from).collect(),
    })
}

/// The settings of this server.
#[utoipa::path(get, path = "/settings", operation_id = "get_settings", responses(
    (status = 200, body = SettingsJson, description = "The page"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn get(
    State(state): State<ServerState>,
    person: Person,
) -> Result<Json<SettingsJson>, Problem> {
    Ok(Json(shown(&state, &person)?))
}

/// Sets the public URL for the next start, or how long sessions live, from now on.
#[utoipa::path(patch, path = "/settings", operation_id = "update_settings", request_body = SettingsEditJson, responses(
    (status = 200, body = SettingsChanged, description = "The page afterwards, and what must change in Okta"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    (status = 422, body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn update(
    State(state): State<ServerState>,
    person: Person,
    Given(edit): Given<SettingsEditJson>,
) -> Result<Json<SettingsChanged>, Problem> {
    let aftermath = state
        .app
        .edit_settings(person.caller.clone(), edit.into(), &state.fixed.public_url)
        .await?;
    Ok(Json(SettingsChanged {
        settings: shown(&state, &person)?,
        aftermath: aftermath.into(),
    }))
}

/// Makes a backup in the data folder.
#[utoipa::path(post, path = "/backups", operation_id = "make_backup", responses(
    (status = 201, body = BackupJson, description = "The backup"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn back_up(
    State(state): State<ServerState>,
    person: Person,
) -> Result<(StatusCode, Json<BackupJson>), Problem> {
    let made = state.app.back_up(person.caller).await?;
    Ok((StatusCode::CREATED, Json(made.into())))
}
