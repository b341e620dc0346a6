//! What systemd is told, by the protocol of `Type=notify` (sd_notify(3)).

use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use latchkey_tests::{
    installation::{Installation, Server},
    patience::LIMIT,
    process::Process,
};
use tokio::net::UnixDatagram;

/// What arrives next.
async fn told(socket: &UnixDatagram) -> Result<String> {
    let mut text = [0; 512];
    let length = tokio::time::timeout(LIMIT, socket.recv(&mut text))
        .await
        .context("nothing was told")??;
    Ok(String::from_utf8_lossy(&text[..length]).into_owned())
}

fn send(signal: &str, server: &Server) -> Result<()> {
    let id = server.process.id().context("it ended")?.to_string();
    let sent = Command::new("kill").args(["-s", signal, &id]).status()?;
    ensure!(sent.success(), "the signal was not sent");
    Ok(())
}

#[tokio::test]
async fn it_is_told_when_requests_are_accepted_when_a_reload_ends_and_of_the_stop() -> Result<()> {
    let installation = Installation::set_up().await?;
    let path = installation.beside("notify");
    let socket = UnixDatagram::bind(&path)?;
    let mut command = installation.serving()?;
    command.env("NOTIFY_SOCKET", &path);
    let mut server = Server::of(Process::start(command)?).await?;
    ensure!(told(&socket).await?.contains("READY=1"), "not ready");
    send("HUP", &server)?;
    let reloading = told(&socket).await?;
    ensure!(
        reloading.contains("RELOADING=1") && reloading.contains("MONOTONIC_USEC="),
        "{reloading}"
    );
    ensure!(
        told(&socket).await?.contains("READY=1"),
        "the reload has no end"
    );
    send("TERM", &server)?;
    ensure!(told(&socket).await?.contains("STOPPING=1"), "no stop");
    let ended = server.process.ended().await?;
    ensure!(
        ended.code() == Some(0),
        "{ended}: {}",
        server.process.output()
    );
    Ok(())
}
