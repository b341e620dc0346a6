//! The one way from the page to the server.

use latchkey_bridge::bridge::CallFailed;
use latchkey_bridge::destination::is_gateway;
use latchkey_bridge::{PageCall, PageReply};
use tauri::State;

use super::Refusal;
use crate::desktop::Desktop;

#[tauri::command]
pub(crate) async fn call(
    desktop: State<'_, Desktop>,
    request: PageCall,
) -> Result<PageReply, Refusal> {
    let bridge = desktop.bridge().ok_or_else(|| {
        Refusal::new("not_started", "The app neither hosts nor is connected yet.")
    })?;
    let reply = bridge.call(request).await.map_err(|failed| match failed {
        CallFailed::Refused(refused) => Refusal::new("refused", refused.to_string()),
        CallFailed::Lost(lost) => {
            desktop.ask_when_it_is_back(bridge.clone());
            Refusal::new("lost", lost.to_string())
        }
    })?;
    if is_gateway(reply.status) {
        desktop.ask_when_it_is_back(bridge.clone());
    }
    desktop.after_call(&bridge);
    Ok(reply)
}
