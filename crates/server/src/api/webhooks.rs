//! `/api/v1/webhooks`: where other systems are told what happened, and what became of the messages.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use jiff::{SignedDuration, Timestamp};
use latchkey_app::webhooks::{AddedWebhook, WebhookEdit, WebhookPage};
use latchkey_domain::Refusal;
use latchkey_domain::webhook::{Delivery, EventType, Webhook};
use secrecy::ExposeSecret as _;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::input::Given;
use super::problem::{Problem, ProblemBody};
use super::views::words;
use super::who::Person;
use crate::state::ServerState;

/// An endpoint.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Webhook)]
pub struct WebhookJson {
    /// UUID.
    pub id: String,
    /// Where messages are posted.
    pub url: String,
    /// What it hears of.
    #[schema(value_type = Vec<String>)]
    pub types: Vec<&'static str>,
    /// "gone" is an endpoint that answered 410.
    #[schema(schema_with = states)]
    pub state: &'static str,
    /// When it was added.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    /// Since when nothing was taken; null while all is well.
    #[schema(value_type = Option<String>, format = DateTime, required)]
    pub failing_since: Option<Timestamp>,
    /// When the message that was not taken is tried again.
    #[schema(value_type = Option<String>, format = DateTime, required)]
    pub next_at: Option<Timestamp>,
    /// When a message was last taken.
    #[schema(value_type = Option<String>, format = DateTime, required)]
    pub last_taken_at: Option<Timestamp>,
    /// Until when messages are signed with the secret before, too.
    #[schema(value_type = Option<String>, format = DateTime, required)]
    pub old_secret_until: Option<Timestamp>,
}

fn states() -> utoipa::openapi::schema::Object {
    words(&["active", "paused", "gone"])
}

impl From<Webhook> for WebhookJson {
    fn from(webhook: Webhook) -> Self {
        Self {
            types: webhook.types.iter().map(|one| one.as_str()).collect(),
            state: webhook.state.as_str(),
            old_secret_until: webhook.secrets.get(1).and_then(|old| old.until),
            id: webhook.id,
            url: webhook.url,
            created_at: webhook.created_at,
            failing_since: webhook.failing_since,
            next_at: webhook.next_at,
            last_taken_at: webhook.last_taken_at,
        }
    }
}

/// One attempt to deliver a message.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Delivery)]
pub struct DeliveryJson {
    /// Counts up.
    pub id: u64,
    /// `webhook-id`, the same for each attempt.
    pub message_id: String,
    /// The entry of activity that it tells of; null for a test.
    #[schema(required)]
    pub entry_id: Option<String>,
    /// The event, or "test".
    #[serde(rename = "type")]
    pub kind: String,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// Which attempt, from 1 on; 0 for one that a person asked for.
    pub attempt: u32,
    /// Whether it was taken.
    pub taken: bool,
    /// What was answered; null for nothing.
    #[schema(required)]
    pub status: Option<u16>,
    /// What went wrong, in words.
    #[schema(required)]
    pub error: Option<String>,
    /// How long it took, in milliseconds.
    pub millis: u64,
    /// When it is tried again by itself.
    #[schema(value_type = Option<String>, format = DateTime, required)]
    pub next_at: Option<Timestamp>,
}

impl From<Delivery> for DeliveryJson {
    fn from(delivery: Delivery) -> Self {
        Self {
            taken: delivery.is_taken(),
            id: delivery.id,
            message_id: delivery.message_id,
            entry_id: delivery.entry_id,
            kind: delivery.kind,
            at: delivery.at,
            attempt: delivery.attempt,
            status: delivery.status,
            error: delivery.error,
            millis: delivery.millis,
            next_at: delivery.next_at,
        }
    }
}

/// An endpoint and the last 200 attempts.
#[derive(Serialize, ToSchema)]
#[schema(as = WebhookPage)]
pub struct WebhookPageJson {
    #[serde(flatten)]
    webhook: WebhookJson,
    /// The newest first.
    deliveries: Vec<DeliveryJson>,
}

impl From<WebhookPage> for WebhookPageJson {
    fn from(page: WebhookPage) -> Self {
        Self {
            webhook: page.webhook.into(),
            deliveries: page.deliveries.into_iter().map(Into::into).collect(),
        }
    }
}

/// An endpoint with its signing secret, which is shown this once.
#[derive(Serialize, ToSchema)]
#[schema(as = WebhookWithSecret)]
pub struct WithSecretJson {
    #[serde(flatten)]
    webhook: WebhookJson,
    /// Begins with `whsec_`.
    secret: String,
}

impl From<AddedWebhook> for WithSecretJson {
    fn from(added: AddedWebhook) -> Self {
        Self {
            webhook: added.webhook.into(),
            secret: added.secret.expose_secret().to_owned(),
        }
    }
}

/// An endpoint to add.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewWebhook {
    /// https, or http to the server's own machine.
    url: String,
    /// What it is to hear of; at least one.
    types: Vec<String>,
}

/// What is to be different; what is absent stays.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = WebhookEdit)]
pub struct WebhookEditJson {
    /// What it is to hear of; at least one.
    types: Option<Vec<String>>,
    /// Whether messages are held off. What happens meanwhile is not told later.
    paused: Option<bool>,
}

/// How to rotate the signing secret.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RotateSecret {
    /// How long messages are signed with the old one as well, in seconds: up to seven days.
    grace_seconds: u32,
}

fn types(words: &[String]) -> Result<BTreeSet<EventType>, Refusal> {
    words
        .iter()
        .map(|word| EventType::from_word(word))
        .collect()
}

/// Every webhook, the oldest first.
#[utoipa::path(get, path = "/webhooks", operation_id = "list_webhooks", responses(
    (status = 200, body = Vec<WebhookJson>, description = "The webhooks"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn list(
    State(state): State<ServerState>,
    person: Person,
) -> Result<Json<Vec<WebhookJson>>, Problem> {
    let all = state.app.webhooks(&person.caller)?;
    Ok(Json(all.into_iter().map(Into::into).collect()))
}

/// Adds a webhook. It is told what happens from now on.
#[utoipa::path(post, path = "/webhooks", operation_id = "add_webhook", request_body = NewWebhook, responses(
    (status = 201, body = WithSecretJson, description = "The webhook, with the secret that is shown this once"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json"),
    (status = 422, body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn add(
    State(state): State<ServerState>,
    person: Person,
    Given(wanted): Given<NewWebhook>,
) -> Result<(StatusCode, Json<WithSecretJson>), Problem> {
    let types = types(&wanted.types)?;
    let added = state
        .app
        .add_webhook(person.caller, &wanted.url, types)
        .await?;
    Ok((StatusCode::CREATED, Json(added.into())))
}

/// A webhook and its log.
#[utoipa::path(get, path = "/webhooks/{id}", operation_id = "get_webhook", params(("id" = String, Path, description = "UUID of the webhook")), responses(
    (status = 200, body = WebhookPageJson, description = "The webhook"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn get(
    State(state): State<ServerState>,
    person: Person,
    Path(id): Path<String>,
) -> Result<Json<WebhookPageJson>, Problem> {
    Ok(Json(state.app.webhook(&person.caller, &id)?.into()))
}

/// Changes what a webhook hears of, pauses or resumes it.
#[utoipa::path(patch, path = "/webhooks/{id}", operation_id = "update_webhook", params(("id" = String, Path, description = "UUID of the webhook")), request_body = WebhookEditJson, responses(
    (status = 200, body = WebhookJson, description = "The webhook afterwards"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 422, body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn update(
    State(state): State<ServerState>,
    person: Person,
    Path(id): Path<String>,
    Given(edit): Given<WebhookEditJson>,
) -> Result<Json<WebhookJson>, Problem> {
    let edit = WebhookEdit {
        types: edit.types.as_deref().map(types).transpose()?,
        paused: edit.paused,
    };
    let webhook = state.app.edit_webhook(person.caller, &id, edit).await?;
    Ok(Json(webhook.into()))
}

/// Removes a webhook, its log and what was still to be told.
#[utoipa::path(delete, path = "/webhooks/{id}", operation_id = "remove_webhook", params(("id" = String, Path, description = "UUID of the webhook")), responses(
    (status = 204, description = "It is removed"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn remove(
    State(state): State<ServerState>,
    person: Person,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    state.app.remove_webhook(person.caller, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Makes a new signing secret.
#[utoipa::path(post, path = "/webhooks/{id}/secret", operation_id = "rotate_webhook_secret", params(("id" = String, Path, description = "UUID of the webhook")), request_body = RotateSecret, responses(
    (status = 201, body = WithSecretJson, description = "The webhook, with the secret that is shown this once"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 422, body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn rotate(
    State(state): State<ServerState>,
    person: Person,
    Path(id): Path<String>,
    Given(wanted): Given<RotateSecret>,
) -> Result<(StatusCode, Json<WithSecretJson>), Problem> {
    let grace = SignedDuration::from_secs(i64::from(wanted.grace_seconds));
    let rotated = state
        .app
        .rotate_webhook_secret(person.caller, &id, grace)
        .await?;
    Ok((StatusCode::CREATED, Json(rotated.into())))
}

/// Sends a test, and says what came back.
#[utoipa::path(post, path = "/webhooks/{id}/test", operation_id = "test_webhook", params(("id" = String, Path, description = "UUID of the webhook")), responses(
    (status = 200, body = DeliveryJson, description = "What became of it"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn test(
    State(state): State<ServerState>,
    person: Person,
    Path(id): Path<String>,
) -> Result<Json<DeliveryJson>, Problem> {
    let sent = state
        .app
        .test_webhook(person.caller, &*state.fixed.courier, &id)
        .await?;
    Ok(Json(sent.into()))
}

/// Sends the message of an earlier attempt once more, under the same `webhook-id`.
#[utoipa::path(post, path = "/webhooks/{id}/deliveries/{delivery}/send", operation_id = "send_again", params(("id" = String, Path, description = "UUID of the webhook"), ("delivery" = String, Path, description = "The attempt's number")), responses(
    (status = 200, body = DeliveryJson, description = "What became of it"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn send_again(
    State(state): State<ServerState>,
    person: Person,
    Path((id, delivery)): Path<(String, String)>,
) -> Result<Json<DeliveryJson>, Problem> {
    // What is no number is no delivery either.
    let delivery = delivery.parse().unwrap_or(0);
    let sent = state
        .app
        .send_again(person.caller, &*state.fixed.courier, &id, delivery)
        .await?;
    Ok(Json(sent.into()))
}
