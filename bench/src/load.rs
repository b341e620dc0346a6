//! The load: some connections, each of which sends its next request once the last was answered.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use bytes::Bytes;
use http::{HeaderMap, Request, StatusCode};
use http_body_util::{BodyExt as _, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

/// Makes the `n`th request of a run.
pub(crate) type Requests = Arc<dyn Fn(usize) -> Request<Full<Bytes>> + Send + Sync>;

/// What came back.
pub(crate) struct Answer {
    /// The status.
    pub(crate) status: StatusCode,
    /// The headers.
    pub(crate) headers: HeaderMap,
    /// The body.
    pub(crate) body: Bytes,
}

/// What one turn came to.
pub(crate) struct Turn {
    /// Answers a second.
    pub(crate) per_second: f64,
    /// How long each took, the shortest first.
    took: Vec<Duration>,
}

impl Turn {
    /// How long the slowest of this share took.
    pub(crate) fn within(&self, share: f64) -> Duration {
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a place in a list of some thousands"
        )]
        let place = (self.took.len() as f64 * share) as usize;
        self.took
            .get(place.min(self.took.len().saturating_sub(1)))
            .copied()
            .unwrap_or_default()
    }
}

/// When a turn ends.
#[derive(Clone, Copy)]
pub(crate) enum Until {
    /// After this time.
    Over(Duration),
    /// After so many requests.
    Sent(usize),
}

/// Keeps `connections` busy with `requests`, each of which must be answered with `status`.
pub(crate) async fn turn(
    address: &str,
    connections: usize,
    until: Until,
    status: StatusCode,
    requests: &Requests,
) -> Result<Turn> {
    let next = Arc::new(AtomicUsize::new(0));
    let mut lines = Vec::new();
    for _ in 0..connections {
        lines.push(Connection::open(address).await?);
    }
    let started = Instant::now();
    let mut running = Vec::new();
    for mut line in lines {
        let next = Arc::clone(&next);
        let requests = Arc::clone(requests);
        running.push(tokio::spawn(async move {
            let mut took = Vec::new();
            loop {
                let n = next.fetch_add(1, Ordering::Relaxed);
                let over = match until {
                    Until::Over(time) => started.elapsed() >= time,
                    Until::Sent(count) => n >= count,
                };
                if over {
                    return anyhow::Ok(took);
                }
                let sent = Instant::now();
                let answer = line.send(requests(n)).await?;
                took.push(sent.elapsed());
                ensure!(
                    answer.status == status,
                    "answered {} instead of {status}: {}",
                    answer.status,
                    String::from_utf8_lossy(&answer.body)
                );
            }
        }));
    }
    let mut took = Vec::new();
    for connection in running {
        took.extend(connection.await??);
    }
    let elapsed = started.elapsed().as_secs_f64();
    took.sort_unstable();
    #[expect(clippy::cast_precision_loss, reason = "some thousands")]
    let per_second = took.len() as f64 / elapsed;
    Ok(Turn { per_second, took })
}

/// One connection that is kept.
pub(crate) struct Connection {
    sender: SendRequest<Full<Bytes>>,
}

impl Connection {
    /// Connects to `host:port`.
    pub(crate) async fn open(address: &str) -> Result<Self> {
        let stream = TcpStream::connect(address)
            .await
            .with_context(|| format!("nothing listens on {address}"))?;
        stream.set_nodelay(true)?;
        let (sender, driver) = handshake(TokioIo::new(stream)).await?;
        // It ends with the connection; why, the sender is told.
        tokio::spawn(driver);
        Ok(Self { sender })
    }

    /// Sends a request and reads its answer to the end.
    pub(crate) async fn send(&mut self, request: Request<Full<Bytes>>) -> Result<Answer> {
        self.sender.ready().await?;
        let (parts, body) = self.sender.send_request(request).await?.into_parts();
        Ok(Answer {
            status: parts.status,
            headers: parts.headers,
            body: body.collect().await?.to_bytes(),
        })
    }
}
