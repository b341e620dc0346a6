//! The listener on this machine's loopback address. RFC 8252, section 7.3 and 8.3: it is bound to the loopback address
//! alone, open while a sign-in is under way, and answers nothing but the redirect.

use std::convert::Infallible;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use http::{HeaderValue, Method, Request, Response, StatusCode, header};
use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use latchkey_oidc::Callback;
use secrecy::SecretString;
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, oneshot};
use tokio::task::JoinHandle;

use crate::arrival::has_state;
use crate::page::{self, Page};

/// A browser opens a few connections at most; more are somebody else's.
const CONNECTIONS: usize = 16;
/// A request's head has to be there by then.
const HEAD_WITHIN: Duration = Duration::from_secs(10);
/// The browser waits this long for the app to say what came of it.
const OUTCOME_WITHIN: Duration = Duration::from_mins(1);
/// After a failure to accept, which would otherwise repeat at once.
const AFTER_A_FAULT: Duration = Duration::from_millis(100);

/// A callback with the right state, and the browser that waits for its page.
pub(crate) struct Landed {
    pub(crate) callback: Callback,
    pub(crate) page: oneshot::Sender<Page>,
}

/// A bound port that answers nothing yet.
pub(crate) struct Listener {
    tcp: TcpListener,
    port: u16,
}

/// Answers until it is dropped.
pub(crate) struct Listening {
    accepting: JoinHandle<()>,
}

struct Wait {
    /// The Host that is answered, to the letter.
    host: String,
    state: SecretString,
    /// Taken by the first callback with the right state.
    landed: Mutex<Option<oneshot::Sender<Landed>>>,
}

impl Listener {
    /// Binds the first of `ports` that is free on 127.0.0.1.
    pub(crate) async fn on_first_free(ports: &[u16]) -> Option<Self> {
        for port in ports {
            match TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).await {
                Ok(tcp) => {
                    let port = tcp.local_addr().ok()?.port();
                    return Some(Self { tcp, port });
                }
                Err(fault) => tracing::info!(port, %fault, "a port for the sign-in is not free"),
            }
        }
        None
    }

    pub(crate) fn redirect_uri(&self) -> String {
        format!("http://127.0.0.1:{}/callback", self.port)
    }

    /// Answers from now on; the first callback with this state goes to `landed`.
    pub(crate) fn listen(self, state: SecretString, landed: oneshot::Sender<Landed>) -> Listening {
        let wait = Arc::new(Wait {
            host: format!("127.0.0.1:{}", self.port),
            state,
            landed: Mutex::new(Some(landed)),
        });
        Listening {
            accepting: tokio::spawn(accept(self.tcp, wait)),
        }
    }
}

impl Listening {
    /// Stops accepting and waits until the port is free again.
    pub(crate) async fn close(mut self) {
        self.accepting.abort();
        // Aborted or panicked: either way the socket is gone.
        let _ = (&mut self.accepting).await;
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn accept(tcp: TcpListener, wait: Arc<Wait>) {
    let room = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let Ok(place) = Arc::clone(&room).acquire_owned().await else {
            return;
        };
        let stream = match tcp.accept().await {
            Ok((stream, _)) => stream,
            Err(fault) => {
                tracing::warn!(%fault, "the sign-in's listener could not accept a connection");
                tokio::time::sleep(AFTER_A_FAULT).await;
                continue;
            }
        };
        let wait = Arc::clone(&wait);
        // Of its own, so that the last page still reaches the browser when the listener closes.
        tokio::spawn(async move {
            let service = service_fn(move |request| {
                let wait = Arc::clone(&wait);
                async move { Ok::<_, Infallible>(wait.answer(request).await) }
            });
            let served = http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(HEAD_WITHIN)
                .keep_alive(false)
                .max_buf_size(64 * 1024)
                .serve_connection(TokioIo::new(stream), service)
                .await;
            if let Err(fault) = served {
                tracing::debug!(%fault, "a connection to the sign-in's listener ended early");
            }
            drop(place);
        });
    }
}

impl Wait {
    async fn answer(&self, request: Request<Incoming>) -> Response<Full<Bytes>> {
        // A page that resolves its own name to this machine names that one as its Host (DNS rebinding).
        let mut hosts = request.headers().get_all(header::HOST).iter();
        let right_host = hosts.next().is_some_and(|host| host == self.host.as_str());
        if !right_host || hosts.next().is_some() {
            return bare(StatusCode::MISDIRECTED_REQUEST);
        }
        if request.uri().path() != "/callback" {
            return bare(StatusCode::NOT_FOUND);
        }
        if request.method() != Method::GET {
            let mut response = bare(StatusCode::METHOD_NOT_ALLOWED);
            response
                .headers_mut()
                .insert(header::ALLOW, HeaderValue::from_static("GET"));
            return response;
        }
        let callback = match Callback::from_query(request.uri().query().unwrap_or_default()) {
            Ok(callback) if has_state(&callback, &self.state) => callback,
            // The wait goes on: anyone on this machine can ask for an address.
            _ => return show(&Page::not_ours()),
        };
        let first = self
            .landed
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        let Some(first) = first else {
            return show(&Page::not_ours());
        };
        let (page, outcome) = oneshot::channel();
        if first.send(Landed { callback, page }).is_err() {
            return show(&Page::gone());
        }
        match tokio::time::timeout(OUTCOME_WITHIN, outcome).await {
            Ok(Ok(page)) => show(&page),
            _ => show(&Page::gone()),
        }
    }
}

fn show(page: &Page) -> Response<Full<Bytes>> {
    let mut response = bare(page.status);
    *response.body_mut() = Full::new(Bytes::from(page.html()));
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/html; charset=utf-8"),
    );
    if let Ok(policy) = HeaderValue::from_str(&page::policy()) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

fn bare(status: StatusCode) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::default());
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // The address holds the code.
    headers.insert(
        header::REFERRER_POLICY,
        HeaderValue::from_static("no-referrer"),
    );
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    response
}
