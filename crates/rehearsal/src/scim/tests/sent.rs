//! What Okta sends.

use std::io::{Read, Write};

use super::*;

#[test]
fn what_a_kind_of_app_cannot_send_is_refused_at_once() {
    let connection = |auth| Connection {
        base_url: "https://scim.example/v2".to_owned(),
        auth,
    };
    let basic = Auth::Basic {
        user_name: "acme".to_owned(),
        password: "p".to_owned(),
    };
    assert!(Provisioner::new(&connection(basic), Dialect::Oiw).is_err());
    assert!(Provisioner::new(&connection(Auth::RawHeader("p".to_owned())), Dialect::Aiw).is_err());
    assert!(Provisioner::new(&connection(Auth::Bearer("p\n".to_owned())), Dialect::Aiw).is_err());
    for base_url in [
        "scim.example",
        "ftp://scim.example",
        "https://u:p@scim.example",
        "https://scim.example/v2?a=b",
    ] {
        let connection = Connection {
            base_url: base_url.to_owned(),
            auth: Auth::Bearer("p".to_owned()),
        };
        assert!(
            Provisioner::new(&connection, Dialect::Aiw).is_err(),
            "{base_url}"
        );
    }
}

#[tokio::test]
async fn compressed_answers_are_read() {
    for (encoding, bytes) in [("gzip", GZIP), ("deflate", DEFLATE)] {
        let answer = with(says(200, bytes), "content-encoding", encoding);
        let (_, mut okta, _) = Stub::serve(Dialect::Aiw, vec![answer]).await;
        assert_eq!(okta.test_credentials().await.expect(encoding).total, 0);
    }
}

#[tokio::test]
async fn the_dialects_deactivate_each_in_their_way() {
    let gone = || {
        says(
            200,
            created(&json!({"active": false, "meta": {"version": "1"}})),
        )
    };
    for dialect in Dialect::ALL {
        let (stub, mut okta, _) = Stub::serve(dialect, vec![gone(), gone()]).await;
        okta.set_active("u1", false).await.expect("deactivated");
        if dialect == Dialect::Aiw {
            assert_eq!(
                stub.calls(),
                ["GET /scim/v2/Users/u1", "PUT /scim/v2/Users/u1"]
            );
            let echoed = stub.body(1);
            assert_eq!(
                (&echoed["meta"], &echoed["id"]),
                (&json!({"version": "1"}), &json!("u1"))
            );
        } else {
            assert_eq!(stub.calls(), ["PATCH /scim/v2/Users/u1"]);
            let operations = json!([{"op": "replace", "value": {"active": false}}]);
            assert_eq!(stub.body(0)["Operations"], operations);
        }
    }
}

#[tokio::test]
async fn a_group_patch_begins_with_the_path_less_replace() {
    let group = PushedGroup {
        id: "g1".to_owned(),
        name: "Crew".to_owned(),
    };
    let (stub, mut okta, _) = Stub::serve(Dialect::Oin, vec![says(204, ""), says(204, "")]).await;
    okta.add_members(&group, &["u1".to_owned()])
        .await
        .expect("added");
    okta.remove_member(&group, "u1").await.expect("removed");
    let name = json!({"op": "replace", "value": {"id": "g1", "displayName": "Crew"}});
    assert_eq!(
        stub.body(0)["Operations"],
        json!([name, {"op": "add", "path": "members", "value": [{"value": "u1"}]}])
    );
    assert_eq!(
        stub.body(1)["Operations"],
        json!([name, {"op": "remove", "path": "members[value eq \"u1\"]"}])
    );
}

#[tokio::test]
async fn spaces_in_a_filter_are_sent_in_both_ways() {
    for (dialect, wanted) in [
        (
            Dialect::Aiw,
            "filter=userName%20eq%20%22a%2Bb%40atko.com%22&startIndex=1&count=100",
        ),
        (
            Dialect::Oin,
            "startIndex=1&count=100&filter=userName+eq+%22a%2Bb%40atko.com%22",
        ),
    ] {
        let (stub, mut okta, _) = Stub::serve(dialect, vec![says(200, NOTHING_FOUND)]).await;
        okta.find_users("a+b@atko.com").await.expect("a list");
        assert_eq!(stub.calls(), [format!("GET /scim/v2/Users?{wanted}")]);
    }
}

/// Read from the socket itself, since a server's library would fold the names' case.
#[tokio::test]
async fn the_headers_are_oktas_to_the_byte() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let server = std::thread::spawn(move || {
        let (mut socket, _) = listener.accept().expect("a connection");
        let mut head = Vec::new();
        let mut byte = [0_u8; 1];
        while !head.ends_with(b"\r\n\r\n") && socket.read(&mut byte).expect("readable") == 1 {
            head.push(byte[0]);
        }
        let answer = format!(
            "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{NOTHING_FOUND}",
            NOTHING_FOUND.len()
        );
        socket.write_all(answer.as_bytes()).expect("writable");
        String::from_utf8(head).expect("UTF-8")
    });
    let auth = Auth::Basic {
        user_name: "acme".to_owned(),
        password: "passkey".to_owned(),
    };
    let connection = Connection {
        base_url: format!("http://{address}/scim/v2"),
        auth,
    };
    let mut okta = Provisioner::new(&connection, Dialect::Aiw).expect("a client");
    okta.test_credentials().await.expect("a list");
    let head = server.join().expect("a request");
    let mut lines: Vec<_> = head.trim_end().split("\r\n").collect();
    assert_eq!(
        lines.remove(0),
        "GET /scim/v2/Users?startIndex=1&count=2 HTTP/1.1"
    );
    lines.sort_unstable();
    let host = format!("Host: {address}");
    assert_eq!(
        lines,
        [
            "Accept-Charset: utf-8",
            "Accept-Encoding: gzip,deflate",
            "Accept: application/scim+json",
            "Authorization: Basic YWNtZTpwYXNza2V5",
            "Connection: keep-alive",
            "Content-Type: application/scim+json; charset=utf-8",
            &host,
            "User-Agent: Okta SCIM Client 1.0.0",
        ]
    );
}
