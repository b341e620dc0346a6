//! `latchkey webhook`: other systems that are told what happened.

use std::fmt::Write as _;

use clap::Subcommand;
use ipnet::IpNet;
use latchkey_app::record::Caller;
use latchkey_domain::webhook::{EventType, Webhook};
use latchkey_host::Installation;
use latchkey_server::api::webhooks::{DeliveryJson, WebhookJson};
use latchkey_server::webhooks::HttpCourier;
use secrecy::ExposeSecret as _;
use serde_json::json;

use super::Context;
use crate::values;

#[derive(Debug, Subcommand)]
pub(crate) enum Action {
    /// List the webhooks, with how they do
    List,
    /// Add one; its signing secret is shown this once
    Add {
        /// Where messages are posted: https, or http to this machine
        url: String,
        /// An event that it is to hear of; may be given several times [default: all of them]
        #[arg(long = "event", value_name = "EVENT", value_parser = event)]
        events: Vec<EventType>,
    },
    /// Send a test and say what came back
    Test {
        /// The webhook's id
        id: String,
        /// A private network that messages may go to; may be given several times
        #[arg(long = "webhooks-may-reach", value_name = "CIDR", env = "LATCHKEY_WEBHOOKS_MAY_REACH", value_delimiter = ',', value_parser = values::network)]
        may_reach: Vec<IpNet>,
    },
    /// Remove one, with its log and what was still to be told
    Remove {
        /// The webhook's id
        id: String,
    },
}

fn event(word: &str) -> Result<EventType, String> {
    EventType::from_word(word).map_err(|refusal| refusal.detail)
}

pub(crate) async fn run(context: &Context<'_>, action: Action) -> anyhow::Result<()> {
    let app = Installation::open(&context.data_dir)?.app;
    app.organization()?;
    let operator = Caller::operator();
    match action {
        Action::List => {
            let all = app.webhooks(&operator)?;
            let text = table(&all);
            let all: Vec<WebhookJson> = all.into_iter().map(Into::into).collect();
            context.terminal.show(&all, &text)
        }
        Action::Add { url, events } => {
            let events = if events.is_empty() {
                EventType::ALL.into()
            } else {
                events.into_iter().collect()
            };
            let added = app.add_webhook(operator, &url, events).await?;
            let secret = added.secret.expose_secret();
            context.terminal.say(&format!(
                "The webhook is added, and told what happens from now on. Its signing secret is shown this once. Next: \"{}\".",
                context.next(&format!("webhook test {}", added.webhook.id))
            ));
            let text = format!("id: {}\nsecret: {secret}", added.webhook.id);
            let mut document = serde_json::to_value(WebhookJson::from(added.webhook))?;
            document["secret"] = json!(secret);
            context.terminal.show(&document, &text)
        }
        Action::Test { id, may_reach } => {
            let courier = HttpCourier::new(may_reach);
            let sent = app.test_webhook(operator, &courier, &id).await?;
            let taken = sent.is_taken();
            let sentence = match (&sent.error, sent.status) {
                (Some(why), _) => why.clone(),
                (None, Some(status)) => {
                    format!("The test was taken: {status}, after {} ms.", sent.millis)
                }
                (None, None) => "The test was sent.".to_owned(),
            };
            if taken {
                return context.terminal.done(&DeliveryJson::from(sent), &sentence);
            }
            if context.terminal.is_json() {
                context.terminal.show(&DeliveryJson::from(sent), "")?;
            }
            anyhow::bail!("The test was not taken. {sentence}")
        }
        Action::Remove { id } => {
            app.remove_webhook(operator, &id).await?;
            context.terminal.done(
                &json!({"id": id}),
                "The webhook is removed, with its log and what was still to be told.",
            )
        }
    }
}

/// A few lines for each.
fn table(all: &[Webhook]) -> String {
    if all.is_empty() {
        return "There is no webhook.".to_owned();
    }
    let mut text = String::new();
    for webhook in all {
        let state = match webhook.failing_since {
            Some(since) => format!("{}, nothing taken since {since}", webhook.state.as_str()),
            None => webhook.state.as_str().to_owned(),
        };
        let events: Vec<&str> = webhook.types.iter().map(|one| one.as_str()).collect();
        let _ = writeln!(
            text,
            "{}  {}  {state}\n  {}",
            webhook.id,
            webhook.url,
            events.join(", ")
        );
    }
    text.trim_end().to_owned()
}
