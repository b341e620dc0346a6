//! The end of a host that nobody quits by hand: the machine's logout, an operator's kill.

use std::net::Ipv4Addr;

use anyhow::{Context as _, Result, ensure};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use latchkey_tests::desktop::app::{Desk, Machine, free_port, program};
use latchkey_tests::installation::Installation;
use latchkey_tests::patience::{LIMIT, until};
use latchkey_tests::scim::{client, new_user};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

#[tokio::test]
async fn told_to_end_it_answers_what_is_under_way_and_lets_the_folder_go_whole() -> Result<()> {
    for signal in ["TERM", "INT"] {
        let (installation, connector) = Installation::connected().await?;
        let desk = Desk::prepare(Machine::Usual).await?;
        desk.remember_hosting()?;
        let (data, port) = (installation.data(), free_port()?);
        let listen = format!("127.0.0.1:{port}");
        let data_dir = data.to_string_lossy();
        let arguments = ["--data-dir", &data_dir, "--listen", &listen];
        let mut app = desk.start_program(&program()?, &arguments)?;
        let http = client()?;
        until(LIMIT, "the host", async || {
            let answer = http.get(format!("http://{listen}/readyz")).send().await;
            Ok(answer.map(|_| ()).map_err(|_| app.output()))
        })
        .await?;

        // A create of which Okta has sent half.
        let name = format!("ana.{}@atko.com", signal.to_lowercase());
        let user = new_user(&name, "Ana", "Lind", "00uana").to_string();
        let (half, rest) = user.split_at(user.len() / 2);
        let credentials = format!("{}:{}", connector.user_name, connector.password);
        let mut okta = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await?;
        let head = format!(
            "POST /scim/v2/Users HTTP/1.1\r\nHost: {listen}\r\nAuthorization: Basic {}\r\n\
             Content-Type: application/scim+json\r\nContent-Length: {}\r\n\r\n",
            STANDARD.encode(credentials),
            user.len()
        );
        okta.write_all(head.as_bytes()).await?;
        okta.write_all(half.as_bytes()).await?;
        // Another one that waits for nothing, and must not hold up the end.
        let _idle = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await?;
        // The server has read the first half when it has answered a later connection.
        http.get(format!("http://{listen}/healthz")).send().await?;

        let number = app.id().context("it has ended")?.to_string();
        desk.run("kill", &["-s", signal, &number]).await?;
        until(LIMIT, "an end of listening", async || {
            Ok(
                match TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await {
                    Err(_) => Ok(()),
                    Ok(_) => Err(format!("it still listens: {}", app.output())),
                },
            )
        })
        .await?;
        okta.write_all(rest.as_bytes()).await?;
        let mut answer = String::new();
        okta.read_to_string(&mut answer).await?;
        ensure!(answer.starts_with("HTTP/1.1 201 "), "{signal}: {answer}");

        let status = app.ended().await?;
        ensure!(
            status.code() == Some(0),
            "{signal}: {status}\n{}",
            app.output()
        );
        let log = data.join("latchkey.db-wal");
        let left = std::fs::metadata(&log).map_or(0, |log| log.len());
        ensure!(
            left == 0,
            "{signal}: {left} bytes are left in {}",
            log.display()
        );
        let alone = installation.beside("alone.db");
        std::fs::copy(installation.database(), &alone)?;
        let found: i64 = rusqlite::Connection::open(&alone)?.query_row(
            "SELECT count(*) FROM user WHERE user_name = ?1",
            [&name],
            |row| row.get(0),
        )?;
        ensure!(found == 1, "{signal}: who was created is not in the file");
        // The lock was let go.
        let server = installation.serve().await?;
        ensure!(!server.url.is_empty());
    }
    Ok(())
}
