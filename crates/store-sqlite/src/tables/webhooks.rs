//! The tables `webhook` and `webhook_delivery`.

use jiff::Timestamp;
use latchkey_app::ports::store::{StoreError, WebhookReads, WebhookWrites};
use latchkey_domain::webhook::{Delivery, SealedSecret, Webhook};
use rusqlite::{Row, named_params, params};

use super::Tables;
use super::columns::{
    json, millis, optional_millis, optional_time, signed, time, to_json, unsigned, word,
};

macro_rules! select_webhook {
    ($rest:literal) => {
        concat!(
            "SELECT id, url, types, state, created_at, secret, old_secret, old_secret_until, place, attempts, next_at, \
             failing_since, last_taken_at FROM webhook ",
            $rest
        )
    };
}

macro_rules! select_delivery {
    ($rest:literal) => {
        concat!(
            "SELECT seq, webhook_id, message_id, entry_id, kind, at, attempt, status, error, millis, next_at \
             FROM webhook_delivery ",
            $rest
        )
    };
}

fn webhook(row: &Row<'_>) -> rusqlite::Result<Webhook> {
    let mut secrets = vec![SealedSecret {
        sealed: row.get(5)?,
        until: None,
    }];
    if let Some(sealed) = row.get(6)? {
        secrets.push(SealedSecret {
            sealed,
            until: optional_time(row, 7)?,
        });
    }
    Ok(Webhook {
        id: row.get(0)?,
        url: row.get(1)?,
        types: json(row, 2)?,
        state: word(row, 3)?,
        created_at: time(row, 4)?,
        secrets,
        place: unsigned(row, 8)?,
        attempts: row.get(9)?,
        next_at: optional_time(row, 10)?,
        failing_since: optional_time(row, 11)?,
        last_taken_at: optional_time(row, 12)?,
    })
}

fn delivery(row: &Row<'_>) -> rusqlite::Result<Delivery> {
    Ok(Delivery {
        id: unsigned(row, 0)?,
        webhook_id: row.get(1)?,
        message_id: row.get(2)?,
        entry_id: row.get(3)?,
        kind: row.get(4)?,
        at: time(row, 5)?,
        attempt: row.get(6)?,
        status: row.get(7)?,
        error: row.get(8)?,
        millis: unsigned(row, 9)?,
        next_at: optional_time(row, 10)?,
    })
}

impl WebhookReads for Tables<'_> {
    fn list_webhooks(&self) -> Result<Vec<Webhook>, StoreError> {
        self.many(select_webhook!("ORDER BY seq"), [], webhook)
    }

    fn get_webhook(&self, id: &str) -> Result<Option<Webhook>, StoreError> {
        self.one(select_webhook!("WHERE id = ?1"), [id], webhook)
    }

    fn list_deliveries(&self, webhook_id: &str, limit: u64) -> Result<Vec<Delivery>, StoreError> {
        self.many(
            select_delivery!("WHERE webhook_id = ?1 ORDER BY seq DESC LIMIT ?2"),
            params![webhook_id, signed(limit)],
            delivery,
        )
    }

    fn get_delivery(&self, webhook_id: &str, id: u64) -> Result<Option<Delivery>, StoreError> {
        self.one(
            select_delivery!("WHERE seq = ?2 AND webhook_id = ?1"),
            params![webhook_id, signed(id)],
            delivery,
        )
    }

    fn last_taken(
        &self,
        webhook_id: &str,
        entry_id: &str,
    ) -> Result<Option<Timestamp>, StoreError> {
        let last = self.one(
            "SELECT max(at) FROM webhook_delivery WHERE webhook_id = ?1 AND entry_id = ?2 AND status BETWEEN 200 AND 299",
            params![webhook_id, entry_id],
            |row| optional_time(row, 0),
        )?;
        Ok(last.flatten())
    }
}

impl WebhookWrites for Tables<'_> {
    fn put_webhook(&mut self, webhook: &Webhook) -> Result<(), StoreError> {
        let secret = webhook
            .secrets
            .first()
            .ok_or_else(|| StoreError::Fault("a webhook has no secret".into()))?;
        let old = webhook.secrets.get(1);
        self.run(
            "INSERT INTO webhook (id, url, types, state, created_at, secret, old_secret, old_secret_until, place, attempts, \
             next_at, failing_since, last_taken_at) VALUES (:id, :url, :types, :state, :created_at, :secret, :old_secret, \
             :old_secret_until, :place, :attempts, :next_at, :failing_since, :last_taken_at) \
             ON CONFLICT (id) DO UPDATE SET url = excluded.url, types = excluded.types, state = excluded.state, \
             secret = excluded.secret, old_secret = excluded.old_secret, old_secret_until = excluded.old_secret_until, \
             place = excluded.place, attempts = excluded.attempts, next_at = excluded.next_at, \
             failing_since = excluded.failing_since, last_taken_at = excluded.last_taken_at",
            named_params! {
                ":id": webhook.id,
                ":url": webhook.url,
                ":types": to_json(&webhook.types)?,
                ":state": webhook.state.as_str(),
                ":created_at": millis(webhook.created_at),
                ":secret": secret.sealed,
                ":old_secret": old.map(|old| &old.sealed),
                ":old_secret_until": optional_millis(old.and_then(|old| old.until)),
                ":place": signed(webhook.place),
                ":attempts": webhook.attempts,
                ":next_at": optional_millis(webhook.next_at),
                ":failing_since": optional_millis(webhook.failing_since),
                ":last_taken_at": optional_millis(webhook.last_taken_at),
            },
        )?;
        Ok(())
    }

    fn remove_webhook(&mut self, id: &str) -> Result<(), StoreError> {
        self.run("DELETE FROM webhook WHERE id = ?1", [id])?;
        Ok(())
    }

    fn add_delivery(&mut self, delivery: &Delivery, keep: u64) -> Result<u64, StoreError> {
        let id = self.one(
            "INSERT INTO webhook_delivery (webhook_id, message_id, entry_id, kind, at, attempt, status, error, millis, \
             next_at) VALUES (:webhook_id, :message_id, :entry_id, :kind, :at, :attempt, :status, :error, :millis, :next_at) \
             RETURNING seq",
            named_params! {
                ":webhook_id": delivery.webhook_id,
                ":message_id": delivery.message_id,
                ":entry_id": delivery.entry_id,
                ":kind": delivery.kind,
                ":at": millis(delivery.at),
                ":attempt": delivery.attempt,
                ":status": delivery.status,
                ":error": delivery.error,
                ":millis": signed(delivery.millis),
                ":next_at": optional_millis(delivery.next_at),
            },
            |row| unsigned(row, 0),
        )?;
        self.run(
            "DELETE FROM webhook_delivery WHERE webhook_id = ?1 AND seq <= (SELECT seq FROM webhook_delivery \
             WHERE webhook_id = ?1 ORDER BY seq DESC LIMIT 1 OFFSET ?2)",
            params![delivery.webhook_id, signed(keep)],
        )?;
        Ok(id.unwrap_or(0))
    }
}
