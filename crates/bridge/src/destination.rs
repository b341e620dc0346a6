//! Where the window's requests go: the router in this process when the app hosts, a server elsewhere when it connects.

use std::time::Duration;

use axum::Router;
use axum::body::Body;
use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt as _, Limited};
use latchkey_server::api::setup::HostingWindow;
use reqwest::redirect::Policy;
use tower::ServiceExt as _;
use url::Url;

/// Live screens wait 25 seconds for news; past this there is no server.
const ANSWER_WITHIN: Duration = Duration::from_mins(1);
const CONNECT_WITHIN: Duration = Duration::from_secs(10);
/// An export of 100,000 people has about 20 MB.
const LARGEST_ANSWER: usize = 256 * 1024 * 1024;

/// Where requests go.
#[derive(Clone, Debug)]
pub enum Destination {
    /// The server runs in this process.
    Here {
        /// Everything that it answers.
        router: Router,
        /// Its public URL, without a slash at the end.
        public_url: String,
        /// Tells this installation's session from another's in the keychain: its data folder.
        account: String,
    },
    /// The server runs elsewhere.
    There(There),
}

/// A server elsewhere.
#[derive(Clone, Debug)]
pub struct There {
    client: reqwest::Client,
    address: Url,
}

/// Nobody answered, or not as a Latchkey does.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Lost(pub String);

/// Whether a proxy spoke for a server that is away, being started again or updated: to a person nobody answered.
pub fn is_gateway(status: u16) -> bool {
    matches!(status, 502..=504)
}

impl There {
    /// A server at this address; nothing is asked of it yet.
    pub fn at(address: Url) -> Result<Self, Lost> {
        // Whoever comes first installs it.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder()
            // Another address could be anybody's, and the session would go along.
            .redirect(Policy::none())
            .connect_timeout(CONNECT_WITHIN)
            .timeout(ANSWER_WITHIN)
            .user_agent(concat!("latchkey-desktop/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|fault| Lost(format!("This machine's TLS cannot be used: {fault}.")))?;
        Ok(Self { client, address })
    }
}

impl Destination {
    /// The server's address as the person knows it, without a slash at the end.
    pub fn public_url(&self) -> &str {
        match self {
            Self::Here { public_url, .. } => public_url,
            Self::There(there) => there.address.as_str().trim_end_matches('/'),
        }
    }

    /// Under which name the session's token rests.
    pub fn account(&self) -> &str {
        match self {
            Self::Here { account, .. } => account,
            Self::There(_) => self.public_url(),
        }
    }

    /// Sends a request whose target is a path, and reads the answer whole.
    pub async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, Lost> {
        match self {
            Self::Here { router, .. } => {
                let mut request = request.map(Body::from);
                request.extensions_mut().insert(HostingWindow);
                let answer = router.clone().oneshot(request).await;
                let response = answer.unwrap_or_else(|never| match never {});
                let (parts, body) = response.into_parts();
                let body = Limited::new(body, LARGEST_ANSWER).collect().await;
                let body = body.map_err(|fault| Lost(format!("The answer broke off: {fault}.")))?;
                Ok(Response::from_parts(parts, body.to_bytes()))
            }
            Self::There(there) => there.send(request).await,
        }
    }
}

impl There {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, Lost> {
        let host = self.address.as_str().trim_end_matches('/');
        let (parts, body) = request.into_parts();
        let target = parts
            .uri
            .path_and_query()
            .and_then(|path| self.address.join(path.as_str()).ok())
            .filter(|target| target.origin() == self.address.origin())
            .ok_or_else(|| Lost(format!("{} is no address at {host}.", parts.uri)))?;
        let sent = self
            .client
            .request(parts.method, target)
            .headers(parts.headers)
            .body(body)
            .send()
            .await;
        let mut answer = sent.map_err(|fault| Lost(why(&fault, host)))?;
        if answer.status().is_redirection() && answer.status() != http::StatusCode::NOT_MODIFIED {
            return Err(Lost(format!(
                "{host} answered with a redirect to another address, which the app does not follow. Connect to the \
                 address that it leads to."
            )));
        }
        let mut response = Response::new(Bytes::new());
        *response.status_mut() = answer.status();
        *response.headers_mut() = std::mem::take(answer.headers_mut());
        let mut body = Vec::new();
        while let Some(chunk) = answer
            .chunk()
            .await
            .map_err(|fault| Lost(why(&fault, host)))?
        {
            if body.len() + chunk.len() > LARGEST_ANSWER {
                return Err(Lost(format!("The answer of {host} has no end.")));
            }
            body.extend_from_slice(&chunk);
        }
        *response.body_mut() = Bytes::from(body);
        Ok(response)
    }
}

/// The innermost cause says what happened: "connection refused", "certificate has expired".
fn why(fault: &reqwest::Error, host: &str) -> String {
    let mut cause: &dyn std::error::Error = fault;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    format!("{host} did not answer: {cause}.")
}
