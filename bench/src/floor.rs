//! The floor: an axum server that does nothing but send the bytes that Latchkey sent.
//!
//! It is a process of its own, as the program is, so that both share the machine with the load in the same way.

use std::path::Path;

use anyhow::{Context as _, Result};
use axum::Router;
use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use http::{HeaderName, HeaderValue, StatusCode};
use latchkey_tests::process::Process;
use serde::{Deserialize, Serialize};
use tempfile::NamedTempFile;
use tokio::net::TcpListener;
use tokio::process::Command;

use crate::load::Target;
use crate::wire::Answer;

/// An answer, as it is handed to the floor's process.
#[derive(Serialize, Deserialize)]
struct Recorded {
    status: u16,
    headers: Vec<(String, String)>,
    body: String,
}

/// A floor that runs until it is dropped.
pub(crate) struct Floor {
    /// What a turn loads.
    pub(crate) target: Target,
    _process: Process,
    _answer: NamedTempFile,
}

impl Floor {
    /// Starts a bare server that gives `answer` to everything.
    pub(crate) async fn start(answer: &Answer) -> Result<Self> {
        let file = NamedTempFile::new()?;
        // hyper writes these two itself.
        let headers = answer
            .headers
            .iter()
            .filter(|(name, _)| name != "date" && name != "content-length");
        let recorded = Recorded {
            status: answer.status,
            headers: headers.cloned().collect(),
            body: String::from_utf8(answer.body.clone())?,
        };
        serde_json::to_writer(&file, &recorded)?;
        let mut command = Command::new(std::env::current_exe()?);
        command.arg("floor").arg(file.path());
        let mut process = Process::start(command)?;
        let address = process.line_after("listening on ").await?;
        let target = Target {
            address,
            processes: process.id().into_iter().collect(),
        };
        Ok(Self {
            target,
            _process: process,
            _answer: file,
        })
    }
}

/// Serves the answer in `file` for ever.
pub(crate) async fn serve(file: &Path) -> Result<()> {
    let text = std::fs::read_to_string(file)
        .with_context(|| format!("{} cannot be read", file.display()))?;
    let recorded: Recorded = serde_json::from_str(&text)?;
    let status = StatusCode::from_u16(recorded.status)?;
    let body = Bytes::from(recorded.body);
    let headers = recorded
        .headers
        .into_iter()
        .map(|(name, value)| Ok((name.parse()?, value.parse()?)))
        .collect::<Result<Vec<(HeaderName, HeaderValue)>>>()?;
    // The body that was sent is read to its end, as any server must before it answers the next request.
    let answer = move |_sent: Bytes| {
        let mut response = Response::new(Body::from(body.clone()));
        *response.status_mut() = status;
        response.headers_mut().extend(headers.iter().cloned());
        std::future::ready(response)
    };
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("listening on {}", listener.local_addr()?);
    axum::serve(listener, Router::new().fallback(answer)).await?;
    Ok(())
}
