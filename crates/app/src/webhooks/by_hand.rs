//! What a person sends: a test, and a message that was sent before.

use latchkey_domain::AccessRole;
use latchkey_domain::webhook::{Delivery, EventType};
use latchkey_domain::{Refusal, RefusalCode};

use super::deliver::delivery;
use super::event::{self, Message};
use super::{KEPT, existing, target};
use crate::App;
use crate::authority::Authority;
use crate::failure::Failure;
use crate::ports::courier::Courier;
use crate::record::Caller;

impl App {
    /// Sends a message of the type `test` and says what came back. A webhook that is paused is tested, too.
    pub async fn test_webhook(
        &self,
        caller: Caller,
        courier: &dyn Courier,
        id: &str,
    ) -> Result<Delivery, Failure> {
        self.read_as(&caller, AccessRole::EnterpriseAdmin, |store| {
            existing(store, id).map(drop)
        })?;
        let message = event::test(id, &self.id(), self.now());
        self.send_by_hand(caller, courier, id, message, "webhook.tested")
            .await
    }

    /// Sends the message of an earlier attempt once more, under its old id, and says what came back. It says how the person
    /// is now. The place in the record stays.
    pub async fn send_again(
        &self,
        caller: Caller,
        courier: &dyn Courier,
        id: &str,
        delivery_id: u64,
    ) -> Result<Delivery, Failure> {
        let message = self.read_as(&caller, AccessRole::EnterpriseAdmin, |store| {
            existing(store, id)?;
            let sent = store
                .get_delivery(id, delivery_id)?
                .ok_or_else(|| Refusal::not_found("delivery", &delivery_id.to_string()))?;
            let entry_id = sent.entry_id.ok_or_else(not_again)?;
            let (_, entry) = store.get_activity(&entry_id)?.ok_or_else(not_again)?;
            let kind = EventType::of(&entry).ok_or_else(not_again)?;
            let message = event::of_entry(store, id, &entry, kind)?;
            Ok(Message {
                id: sent.message_id,
                ..message
            })
        })?;
        self.send_by_hand(caller, courier, id, message, "webhook.sent_again")
            .await
    }

    async fn send_by_hand(
        &self,
        caller: Caller,
        courier: &dyn Courier,
        id: &str,
        message: Message,
        action: &str,
    ) -> Result<Delivery, Failure> {
        let webhook = self.look(|store| existing(store, id))?;
        let carried = self.carry(courier, &webhook, &message).await;
        let sent = delivery(&webhook, &message, &carried, self.now());
        let asking = caller.clone();
        self.recorded(caller, action, target(&webhook), move |store, record| {
            Authority::of(store, &asking)?.demand(AccessRole::EnterpriseAdmin)?;
            existing(store, &sent.webhook_id)?;
            let id = store.add_delivery(&sent, KEPT)?;
            record.done().remark(match (sent.status, &sent.error) {
                (_, Some(why)) => why.clone(),
                (Some(status), None) => format!("It answered {status}."),
                (None, None) => "It was sent.".to_owned(),
            });
            Ok(Delivery { id, ..sent })
        })
        .await
    }
}

fn not_again() -> Refusal {
    Refusal::new(
        RefusalCode::Conflict,
        "This message cannot be sent again: it was a test, or what it tells of is not kept any more. Nothing was sent. \
         Use the test instead.",
    )
}
