//! Where a connection comes in: the handshake within its time, and whoever speaks plain http is told.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::time::Duration;

use axum_server::accept::{Accept, NoDelayAcceptor};
use axum_server::tls_rustls::{RustlsAcceptor, RustlsConfig};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout_at};

/// What plain http gets. The request was not read, and not led on to https: what it carried has crossed the network in the
/// clear already, and whoever sent it is to notice.
const PLAIN_HTTP: &str = "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\
Content-Length: 95\r\n\r\n\
This server speaks https here, and this was plain http. Nothing was read. Write https:// first.";
/// So much of a plain request is read away, so that its sender gets to read the answer.
const READ_AWAY: u64 = 64 * 1024;

/// Takes connections in by TLS.
#[derive(Clone)]
pub(crate) struct Door {
    rustls: RustlsAcceptor<NoDelayAcceptor>,
    patience: Duration,
}

impl Door {
    /// With the configuration of the moment; from the connection to the end of the handshake it may take `patience`.
    pub(crate) fn new(config: RustlsConfig, patience: Duration) -> Self {
        Self {
            // Its own limit begins later than ours, and so never ends first.
            rustls: RustlsAcceptor::new(config)
                .handshake_timeout(patience)
                .acceptor(NoDelayAcceptor::new()),
            patience,
        }
    }
}

impl<S: Send + 'static> Accept<TcpStream, S> for Door {
    type Stream = <RustlsAcceptor<NoDelayAcceptor> as Accept<TcpStream, S>>::Stream;
    type Service = <RustlsAcceptor<NoDelayAcceptor> as Accept<TcpStream, S>>::Service;
    type Future =
        Pin<Box<dyn Future<Output = io::Result<(Self::Stream, Self::Service)>> + Send + 'static>>;

    fn accept(&self, stream: TcpStream, service: S) -> Self::Future {
        let Self { rustls, patience } = self.clone();
        Box::pin(async move {
            // One for all of it: whoever waits with the first byte has the less for the rest.
            let deadline = Instant::now() + patience;
            let mut first = [0];
            timeout_at(deadline, stream.peek(&mut first)).await??;
            // A TLS record begins with its type, 22 for a handshake (RFC 8446 §5.1); a request line with a letter.
            if first[0].is_ascii_alphabetic() {
                // Whoever reads slowly is not waited for.
                let _ = timeout_at(deadline, turn_away(stream)).await;
                return Err(io::Error::new(
                    io::ErrorKind::InvalidData,
                    "plain http was spoken to the port of https",
                ));
            }
            timeout_at(deadline, rustls.accept(stream, service)).await?
        })
    }
}

async fn turn_away(mut stream: TcpStream) -> io::Result<()> {
    stream.write_all(PLAIN_HTTP.as_bytes()).await?;
    stream.shutdown().await?;
    // Closed with something unread, a connection is reset, and the answer lost.
    let mut rest = stream.take(READ_AWAY);
    tokio::io::copy(&mut rest, &mut tokio::io::sink()).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use rustls::ServerConfig;
    use rustls::server::ResolvesServerCertUsingSni;
    use tokio::net::TcpListener;

    use super::*;

    /// Of no name: no handshake gets as far as that.
    fn config() -> RustlsConfig {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_cert_resolver(Arc::new(ResolvesServerCertUsingSni::new()));
        RustlsConfig::from_config(Arc::new(config))
    }

    #[tokio::test]
    async fn whoever_waits_with_the_first_byte_has_the_less_for_the_rest() {
        let patience = Duration::from_secs(2);
        let first_byte = patience * 3 / 4;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mut client = TcpStream::connect(listener.local_addr().unwrap())
            .await
            .unwrap();
        let (stream, _) = listener.accept().await.unwrap();
        let door = Door::new(config(), patience);
        let began = Instant::now();
        let (taken_in, ()) = tokio::join!(door.accept(stream, ()), async {
            tokio::time::sleep(first_byte).await;
            client.write_all(&[22]).await.unwrap();
        });
        let took = began.elapsed();
        assert!(taken_in.is_err());
        assert!(took >= patience && took < first_byte + patience, "{took:?}");
    }

    #[test]
    fn the_answer_to_plain_http_is_as_long_as_it_says() {
        let (head, body) = PLAIN_HTTP.split_once("\r\n\r\n").unwrap();
        assert!(
            head.ends_with(&format!("Content-Length: {}", body.len())),
            "{}",
            body.len()
        );
    }
}
