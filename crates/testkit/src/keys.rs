//! The issuer's RSA keys. A key takes a second to make and each test runs in a process of its own, so the first one
//! leaves them to the others.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, Result};
use latchkey_rehearsal::issuer::Key;

/// The key of this number: the same one in every test, whichever made it.
pub async fn kept(number: usize) -> Result<Key> {
    tokio::task::spawn_blocking(move || made_or_kept(number)).await?
}

fn made_or_kept(number: usize) -> Result<Key> {
    let kept = folder()?.join(format!("issuer-key-{number}.der"));
    let made_before = fs::read(&kept)
        .ok()
        .and_then(|der| Key::from_der(&der).ok());
    if let Some(key) = made_before {
        return Ok(key);
    }
    let key = Key::fresh()?;
    // Others may be at it too: whoever renames last wins, and each goes on with the key that it made.
    let own = kept.with_extension(std::process::id().to_string());
    fs::write(&own, key.to_der()?)?;
    fs::rename(&own, &kept)?;
    Ok(key)
}

/// Beside the tests' own programs, with which it is cleaned away.
fn folder() -> Result<PathBuf> {
    let program = std::env::current_exe()?;
    let folder = program
        .parent()
        .context("a program lies in a folder")?
        .join("issuer-keys");
    fs::create_dir_all(&folder)?;
    Ok(folder)
}
