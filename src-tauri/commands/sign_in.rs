//! Signing in through the system's browser.

use latchkey_bridge::native::{NotSignedIn, Purpose};
use serde::Serialize;
use tauri::State;

use super::Refusal;
use crate::desktop::Desktop;

/// A sign-in that waits for the browser.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct UnderWay {
    /// The issuer's address, to copy where no browser could be opened.
    pub(crate) authorize_url: String,
    /// Where the browser comes back to, to know which address to paste.
    pub(crate) redirect_uri: String,
    /// Whether the system's browser could be opened.
    pub(crate) opened: bool,
}

/// Begins, opens the browser, and answers when someone is signed in or not.
#[tauri::command]
pub(crate) async fn sign_in(desktop: State<'_, Desktop>) -> Result<(), NotSignedIn> {
    desktop.sign_in(Purpose::SignIn).await
}

/// The same with values that may not be saved yet, by an EnterpriseAdmin who is signed in; nobody is signed in by it.
#[tauri::command]
pub(crate) async fn test_sign_in(
    desktop: State<'_, Desktop>,
    issuer: String,
    client_id: String,
) -> Result<(), NotSignedIn> {
    desktop.sign_in(Purpose::Test { issuer, client_id }).await
}

/// The one under way, if there is one.
#[tauri::command]
pub(crate) async fn sign_in_under_way(desktop: State<'_, Desktop>) -> Result<Option<UnderWay>, ()> {
    Ok(desktop.sign_ins.under_way())
}

/// Opens the browser again; false where there is nothing to open, or nothing to open it with.
#[tauri::command]
pub(crate) async fn open_sign_in_again(desktop: State<'_, Desktop>) -> Result<bool, ()> {
    Ok(desktop.sign_ins.open_again())
}

/// An address that the browser ended on, pasted by the person.
#[tauri::command]
pub(crate) async fn hand_in_address(
    desktop: State<'_, Desktop>,
    address: String,
) -> Result<(), Refusal> {
    if desktop.sign_ins.hand_in(&address) {
        return Ok(());
    }
    Err(match desktop.sign_ins.under_way() {
        Some(UnderWay { redirect_uri, .. }) => Refusal::new(
            "not_this_sign_in",
            format!(
                "This address does not belong to the sign-in that the app waits for, so it was not used. Copy the whole \
                 address that the browser ended on; it begins with {redirect_uri}?"
            ),
        ),
        None => Refusal::new(
            "not_waiting",
            "The app waits for no sign-in any more, so this address was not used. Start signing in again.",
        ),
    })
}

/// Gives it up.
#[tauri::command]
pub(crate) async fn cancel_sign_in(desktop: State<'_, Desktop>) -> Result<(), ()> {
    desktop.sign_ins.cancel();
    Ok(())
}
