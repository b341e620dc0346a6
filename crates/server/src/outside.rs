//! The way to this server as somebody outside goes it: for the test of the public URL.
//!
//! No redirect is followed and no proxy of the environment used. A handshake tells of any certificate and sends nothing;
//! a request goes to one that this machine trusts.

use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use latchkey_app::ports::outside::{Answer, Outside, Request, Shown, Soon, Trust};
use reqwest::redirect::Policy;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{
    ClientConfig, DigitallySignedStruct, ProtocolVersion, RootCertStore, SignatureScheme,
};
use rustls_platform_verifier::Verifier;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

use crate::tls;

const CONNECT: Duration = Duration::from_secs(5);
/// A body of 8 MiB has to get through a slow line.
const ANSWER: Duration = Duration::from_secs(30);
const READ_AT_MOST: usize = 1024 * 1024;

/// What the programs put in.
pub fn outside() -> Arc<dyn Outside> {
    let _ = ring::default_provider().install_default();
    Arc::new(FromHere {
        client: reqwest::Client::builder()
            .redirect(Policy::none())
            .connect_timeout(CONNECT)
            .timeout(ANSWER)
            .no_proxy()
            // What was read before it was tested again would tell of another moment.
            .pool_max_idle_per_host(0)
            .build()
            .map_err(|fault| fault.to_string()),
    })
}

struct FromHere {
    client: Result<reqwest::Client, String>,
}

impl Outside for FromHere {
    fn resolve<'a>(&'a self, host: &'a str) -> Soon<'a, Vec<IpAddr>> {
        Box::pin(async move {
            let found = in_time(tokio::net::lookup_host((host, 0))).await?;
            let mut addresses: Vec<IpAddr> = found.map(|socket| socket.ip()).collect();
            addresses.sort_unstable();
            addresses.dedup();
            Ok(addresses)
        })
    }

    fn connect(&self, address: SocketAddr) -> Soon<'_, ()> {
        Box::pin(async move { in_time(TcpStream::connect(address)).await.map(drop) })
    }

    fn handshake<'a>(&'a self, address: SocketAddr, host: &'a str) -> Soon<'a, Shown> {
        Box::pin(async move {
            let name = ServerName::try_from(host.trim_matches(['[', ']']).to_owned())
                .map_err(|_| format!("{host} is no name that a certificate has"))?;
            let witness = Arc::new(Witness::new().map_err(|fault| fault.to_string())?);
            let config = ClientConfig::builder_with_provider(Arc::clone(&witness.provider))
                .with_safe_default_protocol_versions()
                .map_err(|fault| fault.to_string())?
                .dangerous()
                .with_custom_certificate_verifier(Arc::clone(&witness) as Arc<_>)
                .with_no_client_auth();
            let socket = in_time(TcpStream::connect(address)).await?;
            let connector = TlsConnector::from(Arc::new(config));
            let stream = in_time(connector.connect(name, socket)).await?;
            let protocol = match stream.get_ref().1.protocol_version() {
                Some(ProtocolVersion::TLSv1_2) => "TLS 1.2",
                _ => "TLS 1.3",
            };
            let seen = witness
                .seen
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .take();
            let (trust, certificate) = seen.ok_or("no certificate was shown")?;
            let (issuer, ends_at) = tls::issuer_and_end(&certificate)?;
            Ok(Shown {
                trust,
                protocol: protocol.to_owned(),
                issuer,
                ends_at,
            })
        })
    }

    fn call(&self, request: Request) -> Soon<'_, Answer> {
        Box::pin(async move {
            let client = self.client.as_ref().map_err(Clone::clone)?;
            let method = request
                .method
                .parse()
                .map_err(|_| format!("{} is no method", request.method))?;
            let mut sending = reqwest::Request::new(
                method,
                request
                    .url
                    .parse()
                    .map_err(|_| "the address cannot be read")?,
            );
            for (name, value) in request.headers {
                let value = value.parse().map_err(|_| "a header cannot be sent")?;
                sending.headers_mut().insert(name, value);
            }
            if !request.body.is_empty() {
                *sending.body_mut() = Some(request.body.into());
            }
            let mut answer = client.execute(sending).await.map_err(innermost)?;
            let mut body = Vec::new();
            while let Some(chunk) = answer.chunk().await.map_err(innermost)? {
                if body.len() + chunk.len() > READ_AT_MOST {
                    return Err("the answer is longer than 1 MiB".to_owned());
                }
                body.extend_from_slice(&chunk);
            }
            Ok(Answer {
                status: answer.status().as_u16(),
                headers: answer
                    .headers()
                    .iter()
                    .filter_map(|(name, value)| {
                        Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned()))
                    })
                    .collect(),
                body,
            })
        })
    }
}

/// What came in time; else why not, as a clause.
async fn in_time<T>(doing: impl Future<Output = std::io::Result<T>>) -> Result<T, String> {
    timeout(CONNECT, doing)
        .await
        .map_err(|_| format!("nothing came within {} s", CONNECT.as_secs()))?
        .map_err(|fault| fault.to_string())
}

/// What went wrong at the bottom of it, without the address, which has the voucher in it.
fn innermost(fault: reqwest::Error) -> String {
    if fault.is_timeout() {
        return format!("no complete answer came within {} s", ANSWER.as_secs());
    }
    let fault = fault.without_url();
    let mut why = fault.to_string();
    let mut cause = std::error::Error::source(&fault);
    while let Some(inner) = cause {
        why = inner.to_string();
        cause = inner.source();
    }
    why
}

/// Lets every certificate pass and remembers who trusts it. Only for a connection that nothing is sent on.
#[derive(Debug)]
struct Witness {
    provider: Arc<CryptoProvider>,
    public: Arc<WebPkiServerVerifier>,
    machine: Verifier,
    seen: Mutex<Option<(Trust, CertificateDer<'static>)>>,
}

impl Witness {
    fn new() -> Result<Self, rustls::Error> {
        let provider = Arc::new(ring::default_provider());
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(webpki_root_certs::TLS_SERVER_ROOT_CERTS.iter().cloned());
        let public =
            WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider))
                .build()
                .map_err(|fault| rustls::Error::General(fault.to_string()))?;
        Ok(Self {
            machine: Verifier::new(Arc::clone(&provider))?,
            provider,
            public,
            seen: Mutex::default(),
        })
    }
}

impl ServerCertVerifier for Witness {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let by = |verifier: &dyn ServerCertVerifier| {
            verifier.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
        };
        let trust = match by(&*self.public) {
            Ok(_) => Trust::Public,
            Err(why) => match by(&self.machine) {
                Ok(_) => Trust::ThisMachine(why.to_string()),
                Err(_) => Trust::Nobody(why.to_string()),
            },
        };
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner) =
            Some((trust, end_entity.clone().into_owned()));
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.public.verify_tls12_signature(message, cert, dss)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.public.verify_tls13_signature(message, cert, dss)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.public.supported_verify_schemes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_leads_nowhere_is_a_clause_without_the_address() {
        let outside = outside();
        // Nothing listens on port 1.
        let nowhere = SocketAddr::from(([127, 0, 0, 1], 1));
        outside.connect(nowhere).await.unwrap_err();
        outside.handshake(nowhere, "localhost").await.unwrap_err();
        let why = outside
            .call(Request {
                method: "GET",
                url: "http://127.0.0.1:1/scim/v2/.reach?voucher=abc".to_owned(),
                headers: Vec::new(),
                body: Vec::new(),
            })
            .await
            .unwrap_err();
        assert!(!why.contains("abc"), "{why}");
        let there = outside.resolve("localhost").await.unwrap();
        assert!(there.iter().all(IpAddr::is_loopback), "{there:?}");
    }
}
