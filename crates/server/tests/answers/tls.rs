//! TLS by the server itself, over TCP: what is spoken, what is turned away, and files that change meanwhile.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use http_body_util::{BodyExt as _, Empty};
use hyper_util::rt::{TokioExecutor, TokioIo};
use jiff::Timestamp;
use latchkey_server::{Limits, RunningServer, ServeConfig};
use latchkey_testkit::Latchkey;
use latchkey_testkit::certificates::{Authority, Issued, write_key};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ProtocolVersion, RootCertStore, SupportedProtocolVersion};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

const HOST: &str = "127.0.0.1";
const EVERY: &[&SupportedProtocolVersion] = &[&rustls::version::TLS12, &rustls::version::TLS13];

/// A server with a certificate of a test's own authority.
struct Site {
    latchkey: Latchkey,
    authority: Authority,
    files: TempDir,
    server: RunningServer,
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn far() -> Timestamp {
    at("2040-01-01T00:00:00Z")
}

impl Site {
    /// Its files are read so often that nobody waits for a change to be noticed.
    async fn open() -> Self {
        let limits = Limits {
            certificate_look: Duration::from_millis(200),
            ..Limits::default()
        };
        Self::with(limits, far()).await
    }

    async fn with(limits: Limits, end: Timestamp) -> Self {
        let files = TempDir::new().unwrap();
        let authority = Authority::new().unwrap();
        let issued = authority.issue(&[HOST], end).unwrap();
        let latchkey = Latchkey::with_config(ServeConfig {
            tls: Some(issued.write(files.path()).unwrap()),
            limits,
            ..Latchkey::usual_config()
        })
        .unwrap();
        latchkey.set_up().await.unwrap();
        let server = latchkey.serve().await.unwrap();
        Self {
            latchkey,
            authority,
            files,
            server,
        }
    }

    fn folder(&self) -> &Path {
        self.files.path()
    }

    async fn connect(
        &self,
        versions: &[&'static SupportedProtocolVersion],
        alpn: &[&[u8]],
    ) -> std::io::Result<TlsStream<TcpStream>> {
        let mut roots = RootCertStore::empty();
        let pem = self.authority.pem.as_bytes();
        roots
            .add(CertificateDer::from_pem_slice(pem).unwrap())
            .unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut config = ClientConfig::builder_with_provider(provider)
            .with_protocol_versions(versions)
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        config.alpn_protocols = alpn.iter().map(|name| name.to_vec()).collect();
        // A session that is taken up again shows no certificate.
        config.resumption = rustls::client::Resumption::disabled();
        let socket = TcpStream::connect(self.server.address()).await?;
        TlsConnector::from(Arc::new(config))
            .connect(ServerName::try_from(HOST).unwrap(), socket)
            .await
    }

    /// The certificate that a new connection is shown.
    async fn shown(&self) -> Vec<u8> {
        let stream = self.connect(EVERY, &[]).await.unwrap();
        stream.get_ref().1.peer_certificates().unwrap()[0].to_vec()
    }

    /// Waits until a new connection is shown this one.
    async fn until_shown(&self, issued: &Issued) {
        while self.shown().await != own(issued) {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Waits until it stands on record that what the files hold was refused; gives the reason.
    async fn until_refused(&self) -> String {
        loop {
            if let Some(served) = self.latchkey.app.certificate()
                && let Some((reason, _)) = served.refused
            {
                return reason;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    async fn actions(&self) -> Vec<String> {
        let entries = self.latchkey.entries().await.unwrap();
        entries.into_iter().map(|entry| entry.action).collect()
    }
}

fn own(issued: &Issued) -> Vec<u8> {
    CertificateDer::from_pem_slice(issued.certificate.as_bytes())
        .unwrap()
        .to_vec()
}

async fn get(stream: &mut TlsStream<TcpStream>, path: &str) -> String {
    let request = format!("GET {path} HTTP/1.1\r\nHost: {HOST}\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut said = Vec::new();
    let mut chunk = [0; 4096];
    while !said.windows(2).any(|two| two == b"ok") {
        let read = stream.read(&mut chunk).await.unwrap();
        assert!(read > 0, "closed after {}", String::from_utf8_lossy(&said));
        said.extend_from_slice(&chunk[..read]);
    }
    String::from_utf8(said).unwrap()
}

/// Writes `sent` without TLS and reads until the server has closed the connection.
async fn until_closed(address: SocketAddr, sent: &[u8]) -> Vec<u8> {
    let mut socket = TcpStream::connect(address).await.unwrap();
    socket.write_all(sent).await.unwrap();
    let mut said = Vec::new();
    // A reset ends it as well as an end does.
    let _ = socket.read_to_end(&mut said).await;
    said
}

/// A `ClientHello` that knows TLS 1.1 and nothing newer (RFC 4346 §7.4.1.2): two suites of that time, and the
/// signature algorithms without which rustls would not even look at the version.
fn hello_of_tls_1_1() -> Vec<u8> {
    let mut body = vec![3, 2];
    body.extend([7; 32]);
    body.extend([0, 0, 4, 0xc0, 0x13, 0x00, 0x2f, 1, 0]);
    body.extend([0, 8, 0, 0x0d, 0, 4, 0, 2, 4, 3]);
    let length = u8::try_from(body.len()).unwrap();
    let mut hello = vec![22, 3, 1, 0, length + 4, 1, 0, 0, length];
    hello.extend(body);
    hello
}

#[tokio::test]
async fn tls_1_1_is_refused_by_an_alert() {
    let site = Site::open().await;
    let said = until_closed(site.server.address(), &hello_of_tls_1_1()).await;
    // RFC 8446 §6: an alert, fatal, protocol_version.
    assert_eq!(said.first(), Some(&21), "{said:?}");
    assert_eq!(said.get(5..7), Some([2, 70].as_slice()), "{said:?}");
    site.server.stop().await;
}

#[tokio::test]
async fn plain_http_is_answered_in_plain_words_and_led_nowhere() {
    let site = Site::open().await;
    for sent in [
        "GET /scim/v2/Users HTTP/1.1\r\nHost: x\r\nAuthorization: Basic Zm9vOmJhcg==\r\n\r\n",
        "POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ] {
        let said = until_closed(site.server.address(), sent.as_bytes()).await;
        let said = String::from_utf8(said).unwrap();
        assert!(said.starts_with("HTTP/1.1 400 "), "{said}");
        assert!(said.contains("speaks https"), "{said}");
        assert!(!said.to_lowercase().contains("location:"), "{said}");
    }
    site.server.stop().await;
}

#[tokio::test]
async fn what_is_neither_tls_nor_http_and_what_never_comes_is_closed() {
    let limits = Limits {
        handshake: Duration::from_millis(300),
        ..Limits::default()
    };
    let site = Site::with(limits, far()).await;
    let hello = hello_of_tls_1_1();
    for sent in [
        // Nothing at all; half a record; a record's head that announces what never comes; noise.
        b"".as_slice(),
        &hello[..3],
        &[22, 3, 1, 0x40, 0],
        &[0, 1, 2, 3, 4, 5, 6, 7],
    ] {
        let said = until_closed(site.server.address(), sent).await;
        assert!(said.first().is_none_or(|first| *first == 21), "{said:?}");
    }
    site.server.stop().await;
}

#[tokio::test]
async fn a_client_that_does_not_know_the_authority_turns_back() {
    let site = Site::open().await;
    let stranger = Site {
        authority: Authority::new().unwrap(),
        ..site
    };
    assert!(stranger.connect(EVERY, &[]).await.is_err());
    stranger.server.stop().await;
}

#[tokio::test]
async fn tls_1_2_and_1_3_are_spoken() {
    let site = Site::open().await;
    for (version, spoken) in [
        (&rustls::version::TLS12, ProtocolVersion::TLSv1_2),
        (&rustls::version::TLS13, ProtocolVersion::TLSv1_3),
    ] {
        let mut stream = site.connect(&[version], &[b"http/1.1"]).await.unwrap();
        assert_eq!(stream.get_ref().1.protocol_version(), Some(spoken));
        assert_eq!(
            stream.get_ref().1.alpn_protocol(),
            Some(b"http/1.1".as_slice())
        );
        let said = get(&mut stream, "/healthz").await;
        assert!(said.starts_with("HTTP/1.1 200"), "{said}");
    }
    site.server.stop().await;
}

#[tokio::test]
async fn http_2_is_chosen_where_both_know_it() {
    let site = Site::open().await;
    let stream = site.connect(EVERY, &[b"h2", b"http/1.1"]).await.unwrap();
    assert_eq!(stream.get_ref().1.alpn_protocol(), Some(b"h2".as_slice()));
    let (mut sender, connection) =
        hyper::client::conn::http2::handshake(TokioExecutor::new(), TokioIo::new(stream))
            .await
            .unwrap();
    let connection = tokio::spawn(connection);
    let request = http::Request::get(format!("https://{HOST}/healthz"))
        .body(Empty::<bytes::Bytes>::new())
        .unwrap();
    let answer = sender.send_request(request).await.unwrap();
    assert_eq!(answer.version(), http::Version::HTTP_2);
    assert_eq!(answer.status(), 200);
    assert!(
        answer
            .into_body()
            .collect()
            .await
            .unwrap()
            .to_bytes()
            .starts_with(b"ok")
    );
    drop(sender);
    connection.await.unwrap().unwrap();
    site.server.stop().await;
}

#[tokio::test]
async fn its_address_is_https_and_so_is_the_public_url_and_the_cookie_is_bound_to_it() {
    let site = Site::open().await;
    assert_eq!(
        site.server.origin(),
        format!("https://{}", site.server.address())
    );
    assert_eq!(site.server.public_url(), site.server.origin());
    let body =
        json!({"userName": latchkey_testkit::OWNER, "password": latchkey_testkit::OWNER_PASSWORD});
    let request = http::Request::post("/api/v1/session")
        .header("content-type", "application/json")
        .header("host", site.server.address().to_string())
        .body(Body::from(body.to_string()))
        .unwrap();
    let answer = tower::ServiceExt::oneshot(site.server.router(), request)
        .await
        .unwrap();
    assert_eq!(answer.status(), 201);
    let cookie = answer.headers()["set-cookie"].to_str().unwrap();
    assert!(cookie.starts_with("__Host-latchkey_session="), "{cookie}");
    assert!(cookie.ends_with("; Secure"), "{cookie}");
    site.server.stop().await;
}

#[tokio::test]
async fn a_public_url_of_plain_http_beside_a_certificate_is_refused() {
    let files = TempDir::new().unwrap();
    let issued = Authority::new().unwrap().issue(&[HOST], far()).unwrap();
    let latchkey = Latchkey::with_config(ServeConfig {
        tls: Some(issued.write(files.path()).unwrap()),
        public_url: Some("http://latchkey.acme.com".parse().unwrap()),
        ..Latchkey::usual_config()
    })
    .unwrap();
    let refused = latchkey.serve().await.err().unwrap();
    assert!(
        format!("{refused:#}").contains("speaks https only"),
        "{refused:#}"
    );
}

#[tokio::test]
async fn plain_http_on_an_address_that_others_reach_is_refused_with_the_three_ways() {
    let latchkey = Latchkey::with_config(ServeConfig {
        listen: SocketAddr::from(([0, 0, 0, 0], 0)),
        ..Latchkey::usual_config()
    })
    .unwrap();
    let refused = format!("{:#}", latchkey.serve().await.err().unwrap());
    for way in ["--tls-cert", "--trusted-proxy", "127.0.0.1"] {
        assert!(refused.contains(way), "{way}: {refused}");
    }
}

#[tokio::test]
async fn a_renewed_pair_is_shown_to_new_connections_and_the_old_ones_stay() {
    let site = Site::open().await;
    let mut before = site.connect(EVERY, &[b"http/1.1"]).await.unwrap();
    get(&mut before, "/healthz").await;
    let renewed = site
        .authority
        .issue(&[HOST, "latchkey.acme.com"], far())
        .unwrap();
    renewed.write(site.folder()).unwrap();
    site.until_shown(&renewed).await;
    let said = get(&mut before, "/healthz").await;
    assert!(said.starts_with("HTTP/1.1 200"), "{said}");
    let served = site.latchkey.app.certificate().unwrap();
    assert_eq!(served.refused, None);
    assert_eq!(served.certificate.names, [HOST, "latchkey.acme.com"]);
    while !site
        .actions()
        .await
        .contains(&"certificate.replaced".to_owned())
    {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    site.server.stop().await;
}

#[tokio::test]
async fn a_pair_that_does_not_belong_together_keeps_the_old_one_and_is_told() {
    let site = Site::open().await;
    let shown = site.shown().await;
    let other = site.authority.issue(&[HOST], far()).unwrap();
    // The certificate is there, its key is not yet.
    std::fs::write(site.folder().join("cert.pem"), &other.certificate).unwrap();
    let reason = site.until_refused().await;
    assert!(
        reason.contains("does not belong to the certificate"),
        "{reason}"
    );
    assert_eq!(site.shown().await, shown);

    let owner = site.latchkey.owner().await.unwrap();
    let home = owner.get("/home").await.json();
    let told = &home["attention"][0];
    assert_eq!(told["code"], "certificate_refused", "{home}");
    assert!(
        told["sentence"].as_str().unwrap().contains("still shown"),
        "{told}"
    );
    let page = owner.get("/troubleshooting").await.json();
    let check = page["checks"]
        .as_array()
        .unwrap()
        .iter()
        .find(|check| check["id"] == "certificate")
        .unwrap();
    assert_eq!(check["state"], "failed", "{check}");
    let settings = owner.get("/settings").await.json();
    assert!(settings["certificate"]["trouble"].is_string(), "{settings}");
    while !site
        .actions()
        .await
        .contains(&"certificate.refused".to_owned())
    {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }

    write_key(&site.folder().join("key.pem"), &other.key).unwrap();
    site.until_shown(&other).await;
    assert_eq!(site.latchkey.app.certificate().unwrap().refused, None);
    site.server.stop().await;
}

#[tokio::test]
async fn half_a_file_a_missing_one_and_an_open_key_keep_the_old_one_until_all_is_well_again() {
    let site = Site::open().await;
    let shown = site.shown().await;
    let (cert, key) = (
        site.folder().join("cert.pem"),
        site.folder().join("key.pem"),
    );
    let good = std::fs::read_to_string(&cert).unwrap();
    std::fs::write(&cert, &good[..good.len() / 3]).unwrap();
    assert!(site.until_refused().await.contains("is broken"));
    assert_eq!(site.shown().await, shown);
    std::fs::remove_file(&cert).unwrap();
    while !site.until_refused().await.contains("could not be read") {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(site.shown().await, shown);
    std::fs::write(&cert, &good).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o644)).unwrap();
        while !site.until_refused().await.contains("chmod 600") {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o600)).unwrap();
    }
    while site.latchkey.app.certificate().unwrap().refused.is_some() {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(site.shown().await, shown);
    site.server.stop().await;
}

#[tokio::test]
async fn an_end_within_20_days_is_on_home_and_an_end_behind_us_is_a_fault() {
    let site = Site::open().await;
    let owner = site.latchkey.owner().await.unwrap();
    let settings = owner.get("/settings").await.json();
    assert_eq!(settings["tls"], true);
    assert_eq!(settings["tlsEndedBy"], "server");
    let certificate = &settings["certificate"];
    assert_eq!(certificate["names"], json!([HOST]));
    assert_eq!(certificate["issuer"], "Test Authority");
    assert_eq!(certificate["endsAt"], "2040-01-01T00:00:00Z");
    assert_eq!(certificate["daysLeft"], 4992);
    assert_eq!(certificate["trouble"], Value::Null);
    for (now, code, state) in [
        ("2039-12-05T00:00:00Z", Value::Null, "ok"),
        (
            "2039-12-20T00:00:00Z",
            json!("certificate_ending"),
            "warning",
        ),
        ("2040-01-02T00:00:00Z", json!("certificate_ended"), "failed"),
    ] {
        site.latchkey.clock.set(at(now));
        // The session ended with the time that passed.
        let owner = site.latchkey.owner().await.unwrap();
        let home = owner.get("/home").await.json();
        assert_eq!(home["attention"][0]["code"], code, "{now}: {home}");
        let page = owner.get("/troubleshooting").await.json();
        let found = page["checks"]
            .as_array()
            .unwrap()
            .iter()
            .find(|check| check["id"] == "certificate")
            .unwrap()
            .clone();
        assert_eq!(found["state"], state, "{now}: {found}");
    }
    site.server.stop().await;
}
