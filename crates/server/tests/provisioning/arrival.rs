//! A request that takes too long to arrive is dropped: over TCP, for only there a request can be half a one.

use std::net::SocketAddr;
use std::time::Duration;

use latchkey_server::{Limits, ServeConfig};
use latchkey_testkit::Latchkey;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

async fn impatient() -> Latchkey {
    let limits = Limits {
        arrival: Duration::from_millis(300),
        ..Limits::default()
    };
    let mut latchkey = Latchkey::with_config(ServeConfig {
        limits,
        ..Latchkey::usual_config()
    })
    .unwrap();
    latchkey.add_connector().await.unwrap();
    latchkey
}

/// Writes `sent`, then waits until the server has closed the connection; gives back what it said. The read ends by
/// the server's own patience, far under that of the test runner.
async fn until_closed(address: SocketAddr, sent: &str) -> String {
    let mut socket = TcpStream::connect(address).await.unwrap();
    socket.write_all(sent.as_bytes()).await.unwrap();
    let mut said = Vec::new();
    // A reset ends it as well as an end does.
    let _ = socket.read_to_end(&mut said).await;
    String::from_utf8_lossy(&said).into_owned()
}

#[tokio::test]
async fn half_a_head_ends_the_connection() {
    let latchkey = impatient().await;
    let server = latchkey.serve().await.unwrap();
    for sent in [
        "",
        "GET /healthz HTT",
        "GET /healthz HTTP/1.1\r\nHost: x\r\nAcc",
    ] {
        let said = until_closed(server.address(), sent).await;
        assert!(
            said.is_empty() || said.starts_with("HTTP/1.1 408"),
            "{said}"
        );
    }
    server.stop().await;
}

#[tokio::test]
async fn half_a_scim_body_is_408_and_nothing_is_made_of_it() {
    let latchkey = impatient().await;
    let server = latchkey.serve().await.unwrap();
    let before = latchkey.directory().await;
    let sent = format!(
        "POST /scim/v2/Users HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\nContent-Type: application/scim+json\r\n\
         Content-Length: 1000\r\n\r\n{{\"userName\"",
        latchkey.passkey()
    );
    let said = until_closed(server.address(), &sent).await;
    assert!(said.starts_with("HTTP/1.1 408"), "{said}");
    assert!(said.contains("\"status\":\"408\""), "{said}");
    assert_eq!(latchkey.directory().await, before);
    let entry = latchkey.last_entry().await.unwrap();
    assert_eq!(entry.call.unwrap().status, 408);
    server.stop().await;
}

#[tokio::test]
async fn half_a_body_of_the_api_is_408_too() {
    let latchkey = impatient().await;
    let server = latchkey.serve().await.unwrap();
    let sent = "POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
                Content-Length: 1000\r\n\r\n{\"userName\"";
    let said = until_closed(server.address(), sent).await;
    assert!(said.starts_with("HTTP/1.1 408"), "{said}");
    server.stop().await;
}

#[tokio::test]
async fn a_whole_request_is_answered() {
    let latchkey = impatient().await;
    let server = latchkey.serve().await.unwrap();
    let sent = "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    let said = until_closed(server.address(), sent).await;
    assert!(said.starts_with("HTTP/1.1 200"), "{said}");
    server.stop().await;
}
