//! A bare TCP connection, for what no HTTP client would send.

use anyhow::{Context as _, Result, bail};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use crate::patience::LIMIT;

/// Opens a connection, writes `bytes` and reads until the server closes it or a whole answer's head is there.
pub async fn exchange(address: &str, bytes: &[u8]) -> Result<String> {
    let mut stream = TcpStream::connect(address)
        .await
        .with_context(|| format!("could not connect to {address}"))?;
    // A server that refuses early closes before it has read everything.
    let _ = stream.write_all(bytes).await;
    let mut answer = Vec::new();
    let mut chunk = [0; 4096];
    loop {
        match tokio::time::timeout(LIMIT, stream.read(&mut chunk)).await {
            Ok(Ok(0) | Err(_)) => break,
            Ok(Ok(length)) => {
                answer.extend_from_slice(&chunk[..length]);
                if answer.windows(4).any(|window| window == b"\r\n\r\n") {
                    break;
                }
            }
            Err(_) => bail!("no answer within {LIMIT:?}"),
        }
    }
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

/// The status of an answer's first line.
pub fn status(answer: &str) -> Result<u16> {
    answer
        .split(' ')
        .nth(1)
        .and_then(|word| word.parse().ok())
        .with_context(|| format!("not an HTTP answer: {answer:?}"))
}
