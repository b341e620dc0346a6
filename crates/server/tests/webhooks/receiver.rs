//! An endpoint on this machine that answers as it is told, and an installation that tells it things.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use http::HeaderMap;
use latchkey_app::App;
use latchkey_app::record::Caller;
use latchkey_app::webhooks::{AddedWebhook, Round, WebhookPage};
use latchkey_domain::webhook::EventType;
use latchkey_server::ServeConfig;
use latchkey_server::webhooks::HttpCourier;
use latchkey_testkit::Latchkey;
use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

/// How long a test waits for what has to come.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long the courier waits for an endpoint that never answers.
const SHORT: Duration = Duration::from_millis(500);

/// How the next request is met; 204 when nothing is said.
#[derive(Clone, Debug)]
pub(crate) enum Act {
    /// The whole answer.
    Answer(String),
    /// A status and nothing more.
    Status(u16),
    /// The connection is closed without a word.
    Close,
    /// The connection stays open without a word.
    Silence,
}

/// A message as it came.
#[derive(Debug)]
pub(crate) struct Received {
    /// Its headers.
    pub(crate) headers: HeaderMap,
    /// Its body, to the byte.
    pub(crate) body: String,
}

impl Received {
    /// One header.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers[name].to_str().unwrap()
    }

    /// The body.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    /// The body's type.
    pub(crate) fn kind(&self) -> String {
        self.json()["type"].as_str().unwrap().to_owned()
    }

    /// Whether one of the signatures is by this secret, by the word of another implementation.
    pub(crate) fn is_signed_by(&self, secret: &str) -> bool {
        let own = standardwebhooks::Webhook::new(secret).unwrap();
        let timestamp = self.header("webhook-timestamp").parse().unwrap();
        let expected = own
            .sign(self.header("webhook-id"), timestamp, self.body.as_bytes())
            .unwrap();
        self.header("webhook-signature")
            .split(' ')
            .any(|one| one == expected)
    }
}

/// The endpoint.
pub(crate) struct Receiver {
    address: SocketAddr,
    acts: Arc<Mutex<VecDeque<Act>>>,
    received: mpsc::UnboundedReceiver<Received>,
}

impl Receiver {
    /// Listens on a free port.
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let acts = Arc::<Mutex<VecDeque<Act>>>::default();
        let (sender, received) = mpsc::unbounded_channel();
        let told = Arc::clone(&acts);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(meet(stream, Arc::clone(&told), sender.clone()));
            }
        });
        Self {
            address,
            acts,
            received,
        }
    }

    /// Where it is.
    pub(crate) fn url(&self) -> String {
        format!("http://{}/hook/t0ken", self.address)
    }

    /// How it meets the next ones.
    pub(crate) fn will(&self, acts: impl IntoIterator<Item = Act>) {
        self.acts.lock().unwrap().extend(acts);
    }

    /// From now on it takes everything.
    pub(crate) fn acts_again(&self) {
        self.acts.lock().unwrap().clear();
    }

    /// The next message.
    pub(crate) async fn next(&mut self) -> Received {
        tokio::time::timeout(PATIENCE, self.received.recv())
            .await
            .expect("a message comes")
            .expect("the receiver listens")
    }

    /// What came and was not looked at yet.
    pub(crate) fn rest(&mut self) -> Vec<Received> {
        std::iter::from_fn(|| self.received.try_recv().ok()).collect()
    }
}

async fn meet(
    mut stream: TcpStream,
    acts: Arc<Mutex<VecDeque<Act>>>,
    sender: mpsc::UnboundedSender<Received>,
) {
    let Some(received) = read(&mut stream).await else {
        return;
    };
    let act = acts.lock().unwrap().pop_front();
    let _ = sender.send(received);
    let answer = match act.unwrap_or(Act::Status(204)) {
        Act::Answer(answer) => answer,
        Act::Status(status) => {
            format!("HTTP/1.1 {status} Said\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
        }
        Act::Close => return,
        Act::Silence => {
            // Until the other side gives up.
            let _ = stream.read(&mut [0]).await;
            return;
        }
    };
    let _ = stream.write_all(answer.as_bytes()).await;
}

async fn read(stream: &mut TcpStream) -> Option<Received> {
    let mut bytes = Vec::new();
    let mut chunk = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let headers = headers(head);
            let length: usize = headers["content-length"].to_str().ok()?.parse().ok()?;
            if body.len() >= length {
                return Some(Received {
                    headers,
                    body: body.to_owned(),
                });
            }
        }
        match stream.read(&mut chunk).await {
            Ok(read) if read > 0 => bytes.extend_from_slice(&chunk[..read]),
            _ => return None,
        }
    }
}

fn headers(head: &str) -> HeaderMap {
    let pairs = head
        .lines()
        .skip(1)
        .filter_map(|line| line.split_once(": "));
    pairs
        .map(|(name, value)| {
            let name: http::HeaderName = name.parse().unwrap();
            (name, value.parse().unwrap())
        })
        .collect()
}

/// An installation whose webhooks may reach this machine.
pub(crate) async fn installation() -> Latchkey {
    let mut latchkey = Latchkey::with_config(ServeConfig {
        webhooks_may_reach: vec!["127.0.0.0/8".parse().unwrap()],
        ..Latchkey::usual_config()
    })
    .unwrap();
    latchkey.add_connector().await.unwrap();
    latchkey
}

/// A courier that reaches this machine and has little patience.
pub(crate) fn courier() -> HttpCourier {
    HttpCourier::within(SHORT, vec!["127.0.0.0/8".parse().unwrap()])
}

/// A webhook for these events; all of them when none is named.
pub(crate) async fn webhook(latchkey: &Latchkey, url: &str, types: &[EventType]) -> AddedWebhook {
    let types = if types.is_empty() {
        EventType::ALL.into()
    } else {
        types.iter().copied().collect()
    };
    latchkey
        .app
        .add_webhook(Caller::operator(), url, types)
        .await
        .unwrap()
}

/// Sends until there is nothing to send at the moment.
pub(crate) async fn deliver(app: &App, courier: &HttpCourier, id: &str) -> Round {
    loop {
        let round = app.deliver_next(courier, id).await.unwrap();
        if round != Round::Again {
            return round;
        }
    }
}

/// The webhook and its log now.
pub(crate) fn page(latchkey: &Latchkey, id: &str) -> WebhookPage {
    latchkey.app.webhook(&Caller::operator(), id).unwrap()
}
