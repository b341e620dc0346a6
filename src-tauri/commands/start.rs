//! Hosts or connects.

use tauri::State;

use super::Refusal;
use crate::desktop::Desktop;
use crate::stage::DesktopState;

/// Where the app stands; waits while it starts.
#[tauri::command]
pub(crate) async fn desktop_state(desktop: State<'_, Desktop>) -> Result<DesktopState, Refusal> {
    Ok(desktop.state().await)
}

/// Runs Latchkey on this machine.
#[tauri::command]
pub(crate) async fn host(desktop: State<'_, Desktop>) -> Result<(), Refusal> {
    desktop.choose_to_host().await
}

/// Connects to a server elsewhere.
#[tauri::command]
pub(crate) async fn connect(desktop: State<'_, Desktop>, address: String) -> Result<(), Refusal> {
    desktop.choose_to_connect(&address).await
}

/// Back to the choice; a server that runs here stops.
#[tauri::command]
pub(crate) async fn choose_again(desktop: State<'_, Desktop>) -> Result<(), Refusal> {
    desktop.choose_again().await;
    Ok(())
}
