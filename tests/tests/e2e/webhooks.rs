//! `latchkey webhook`, and a running server that tells another program what happened, also after it was killed.

use anyhow::{Context as _, Result, ensure};
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use latchkey_tests::{
    installation::{Connector, Installation, Server},
    patience,
    scim::new_user,
};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::mpsc;

type Message = (HeaderMap, String);

async fn take(
    State(sender): State<mpsc::UnboundedSender<Message>>,
    headers: HeaderMap,
    body: String,
) -> StatusCode {
    let _ = sender.send((headers, body));
    StatusCode::NO_CONTENT
}

/// An endpoint on this machine: its address, and what it was sent.
async fn receiver() -> Result<(String, mpsc::UnboundedReceiver<Message>)> {
    let (sender, received) = mpsc::unbounded_channel();
    let router = Router::new().route("/hook", post(take)).with_state(sender);
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}/hook", listener.local_addr()?);
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok((url, received))
}

async fn next(received: &mut mpsc::UnboundedReceiver<Message>) -> Result<Message> {
    tokio::time::timeout(patience::LIMIT, received.recv())
        .await
        .context("no message came")?
        .context("the receiver ended")
}

async fn add(installation: &Installation, url: &str) -> Result<Value> {
    let add = ["webhook", "add", url, "--event", "user.created", "--json"];
    installation.run(&add).await?.done()?.json()
}

async fn serve(installation: &Installation) -> Result<Server> {
    let mut command = installation.serving()?;
    command.args(["--webhooks-may-reach", "127.0.0.1"]);
    Server::of(latchkey_tests::process::Process::start(command)?).await
}

async fn provision(server: &Server, connector: &Connector, name: &str) -> Result<()> {
    let user = new_user(&format!("{name}@atko.com"), name, "Lind", name);
    server
        .scim(connector)?
        .post("/Users", &user)
        .await?
        .expect(201)?;
    Ok(())
}

#[tokio::test]
async fn what_cannot_be_one_is_refused_and_nothing_is_added() -> Result<()> {
    let installation = Installation::set_up().await?;
    let said = installation
        .run(&["webhook", "add", "http://hooks.example/x"])
        .await?
        .refused()?;
    ensure!(said.contains("Nothing was changed"), "{said}");
    let all = installation.run(&["webhook", "list", "--json"]).await?;
    ensure!(all.done()?.json()? == Value::Array(Vec::new()));
    Ok(())
}

#[tokio::test]
async fn a_private_address_that_nobody_allowed_gets_no_test() -> Result<()> {
    let installation = Installation::set_up().await?;
    let (url, mut received) = receiver().await?;
    let added = add(&installation, &url).await?;
    let id = added["id"].as_str().context("no id")?;
    let said = installation
        .run(&["webhook", "test", id])
        .await?
        .refused()?;
    ensure!(said.contains("--webhooks-may-reach 127.0.0.1"), "{said}");
    ensure!(received.try_recv().is_err(), "it was sent");
    let allowed = ["webhook", "test", id, "--webhooks-may-reach", "127.0.0.1"];
    installation.run(&allowed).await?.done()?;
    let (_, body) = next(&mut received).await?;
    ensure!(body.contains("\"type\":\"test\""), "{body}");
    installation.run(&["webhook", "remove", id]).await?.done()?;
    installation
        .run(&["webhook", "test", id])
        .await?
        .refused()?;
    Ok(())
}

#[tokio::test]
async fn what_happened_is_told_signed_also_what_happened_before_the_server_was_killed() -> Result<()>
{
    let (installation, connector) = Installation::connected().await?;
    let (url, mut received) = receiver().await?;
    let added = add(&installation, &url).await?;
    let secret = added["secret"].as_str().context("no secret")?;
    // Not allowed to reach the endpoint: what happens waits.
    let server = installation.serve().await?;
    provision(&server, &connector, "Ana").await?;
    server.process.kill().await?;
    ensure!(received.try_recv().is_err(), "it was sent");
    let server = serve(&installation).await?;
    provision(&server, &connector, "Bo").await?;
    for name in ["Ana", "Bo"] {
        let (headers, body) = next(&mut received).await?;
        standardwebhooks::Webhook::new(secret)?.verify(body.as_bytes(), &headers)?;
        let message: Value = serde_json::from_str(&body)?;
        ensure!(message["type"] == "user.created", "{message}");
        ensure!(
            message["data"]["userName"] == format!("{name}@atko.com"),
            "{message}"
        );
    }
    Ok(())
}
