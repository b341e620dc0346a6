//! The client against a server that misbehaves, and what exactly it sends.

use std::collections::VecDeque;
use std::io::{Read, Write};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::*;
use crate::people::{People, Person};

const NOTHING_FOUND: &str = "{\"totalResults\": 0, \"Resources\": []}";
// `{"totalResults":0}`, by another implementation.
const GZIP: &[u8] = &[
    31, 139, 8, 0, 0, 0, 0, 0, 2, 3, 171, 86, 42, 201, 47, 73, 204, 9, 74, 45, 46, 205, 41, 41, 86,
    178, 50, 168, 5, 0, 87, 233, 68, 51, 18, 0, 0, 0,
];
const DEFLATE: &[u8] = &[
    120, 156, 171, 86, 42, 201, 47, 73, 204, 9, 74, 45, 46, 205, 41, 41, 86, 178, 50, 168, 5, 0,
    66, 57, 6, 189,
];

/// What the server says next.
#[derive(Clone)]
struct Canned {
    status: u16,
    headers: Vec<(&'static str, &'static str)>,
    body: Vec<u8>,
}

fn says(status: u16, body: impl AsRef<[u8]>) -> Canned {
    Canned {
        status,
        headers: vec![("content-type", "application/scim+json")],
        body: body.as_ref().to_vec(),
    }
}

fn with(mut canned: Canned, name: &'static str, value: &'static str) -> Canned {
    canned.headers.push((name, value));
    canned
}

#[derive(Clone)]
struct Seen {
    call: String,
    body: Value,
}

#[derive(Clone, Default)]
struct Stub {
    answers: Arc<Mutex<VecDeque<Canned>>>,
    seen: Arc<Mutex<Vec<Seen>>>,
}

async fn answer(
    State(stub): State<Stub>,
    method: Method,
    uri: Uri,
    _headers: HeaderMap,
    body: Bytes,
) -> Response {
    let call = format!("{method} {uri}");
    let body = serde_json::from_slice(&body).unwrap_or(Value::Null);
    stub.seen
        .lock()
        .expect("not poisoned")
        .push(Seen { call, body });
    let next = stub.answers.lock().expect("not poisoned").pop_front();
    let Some(canned) = next else {
        return StatusCode::NOT_IMPLEMENTED.into_response();
    };
    let status = StatusCode::from_u16(canned.status).expect("a status");
    let mut response = (status, canned.body).into_response();
    for (name, value) in canned.headers {
        let (name, value) = (
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        );
        response.headers_mut().insert(name, value);
    }
    response
}

impl Stub {
    /// A server that gives these answers one after the other, and a client of it that waits for nothing.
    async fn serve(dialect: Dialect, answers: Vec<Canned>) -> (Self, Provisioner, Waits) {
        let stub = Self {
            answers: Arc::new(Mutex::new(answers.into())),
            ..Self::default()
        };
        let router = Router::new().fallback(answer).with_state(stub.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a port");
        let address = listener.local_addr().expect("an address");
        tokio::spawn(async move { axum::serve(listener, router).await });
        let connection = Connection {
            base_url: format!("http://{address}/scim/v2/"),
            auth: Auth::Bearer("passkey".to_owned()),
        };
        let waits = Waits::default();
        let noted = waits.clone();
        let pause: Pause = Arc::new(move |wait| {
            noted.0.lock().expect("not poisoned").push(wait);
            Box::pin(std::future::ready(()))
        });
        let okta = Provisioner::new(&connection, dialect)
            .expect("a client")
            .with_pause(pause);
        (stub, okta, waits)
    }

    fn calls(&self) -> Vec<String> {
        self.seen
            .lock()
            .expect("not poisoned")
            .iter()
            .map(|seen| seen.call.clone())
            .collect()
    }

    fn body(&self, index: usize) -> Value {
        self.seen.lock().expect("not poisoned")[index].body.clone()
    }
}

#[derive(Clone, Default)]
struct Waits(Arc<Mutex<Vec<Duration>>>);

impl Waits {
    fn seconds(&self) -> Vec<u64> {
        self.0
            .lock()
            .expect("not poisoned")
            .iter()
            .map(Duration::as_secs)
            .collect()
    }
}

fn person() -> Person {
    People::invent(1, 0).into_iter().next().expect("one person")
}

fn created(changes: &Value) -> String {
    let person = person();
    let mut user = json!({
        "schemas": [USER],
        "id": "u1",
        "userName": person.user_name,
        "externalId": person.okta_id,
        "name": {"givenName": person.given_name, "familyName": person.family_name},
        "active": true,
    });
    for (key, value) in changes.as_object().expect("an object") {
        user[key] = value.clone();
    }
    user.to_string()
}

async fn provision(answer: Canned) -> Result<Provisioned, ScimFailure> {
    let (_, mut okta, _) = Stub::serve(Dialect::Aiw, vec![says(200, NOTHING_FOUND), answer]).await;
    okta.provision(&person()).await
}

#[tokio::test]
async fn a_create_answered_without_a_body_is_an_empty_user() {
    let failure = provision(says(201, "")).await.expect_err("no body");
    assert!(
        matches!(failure, ScimFailure::EmptyUser { status: 201, .. }),
        "{failure}"
    );
}

#[tokio::test]
async fn a_create_answered_without_an_id_cannot_be_linked() {
    for id in [json!(null), json!(7), json!("")] {
        let failure = provision(says(201, created(&json!({"id": id}))))
            .await
            .expect_err("no id");
        assert!(
            matches!(failure, ScimFailure::MissingId { .. }),
            "{failure}"
        );
    }
}

#[tokio::test]
async fn a_conflict_ends_the_job() {
    let body = "{\"status\": \"409\", \"scimType\": \"uniqueness\", \"detail\": \"Taken by Bo.\"}";
    let failure = provision(says(409, body)).await.expect_err("a conflict");
    assert_eq!(
        failure.to_string(),
        "POST /Users: 409, which ends Okta's job for good. The server says: Taken by Bo."
    );
}

#[tokio::test]
async fn a_create_must_answer_201_and_what_was_sent() {
    let failure = provision(says(200, created(&json!({}))))
        .await
        .expect_err("200");
    assert!(
        matches!(failure, ScimFailure::Refused { status: 200, .. }),
        "{failure}"
    );
    let lower = json!({"userName": person().user_name.to_uppercase()});
    for change in [lower, json!({"externalId": null}), json!({"active": false})] {
        let failure = provision(says(201, created(&change)))
            .await
            .expect_err("a difference");
        assert!(matches!(failure, ScimFailure::Differs { .. }), "{failure}");
    }
    assert_eq!(
        provision(says(201, created(&json!({}))))
            .await
            .expect("created")
            .id,
        "u1"
    );
}

#[tokio::test]
async fn html_is_a_parse_failure() {
    let page = with(
        says(502, "<html>Bad Gateway</html>"),
        "content-type",
        "text/html",
    );
    let failure = provision(page).await.expect_err("HTML");
    assert_eq!(
        failure.to_string(),
        "POST /Users: Okta expects JSON and shows a parse failure for what came: status 502, text/html, \"<html>Bad Gateway</html>\"."
    );
}

#[tokio::test]
async fn a_retry_after_that_is_no_whole_number_is_not_waited_for() {
    for value in ["soon", "1.5", "-1", "Fri, 01 Jan 2027 00:00:00 GMT", "3600"] {
        let answers = vec![
            with(says(429, ""), "retry-after", value),
            says(200, NOTHING_FOUND),
        ];
        let (stub, mut okta, waits) = Stub::serve(Dialect::Aiw, answers).await;
        let failure = okta.test_credentials().await.expect_err("held");
        assert!(matches!(failure, ScimFailure::Held { .. }), "{failure}");
        assert_eq!(
            (stub.calls().len(), waits.seconds().len()),
            (1, 0),
            "{value}"
        );
    }
    let (_, mut okta, _) =
        Stub::serve(Dialect::Aiw, vec![says(429, "<html>slow down</html>")]).await;
    let failure = okta.test_credentials().await.expect_err("held");
    assert!(failure.to_string().contains("no Retry-After"), "{failure}");
}

#[tokio::test]
async fn a_retry_after_in_seconds_is_honoured_ten_times_at_most() {
    let held = with(says(429, ""), "retry-after", "1");
    let answers = vec![held.clone(), held.clone(), says(200, NOTHING_FOUND)];
    let (stub, mut okta, waits) = Stub::serve(Dialect::Aiw, answers).await;
    okta.test_credentials().await.expect("let in at last");
    assert_eq!((stub.calls().len(), waits.seconds()), (3, vec![1, 1]));
    let notes: Vec<_> = okta
        .take_exchanges()
        .into_iter()
        .filter_map(|call| call.note)
        .collect();
    assert_eq!(
        notes,
        [
            "Okta waits 1 s and calls again",
            "Okta waits 1 s and calls again"
        ]
    );

    let (stub, mut okta, _) = Stub::serve(Dialect::Aiw, vec![held; 20]).await;
    let failure = okta.test_credentials().await.expect_err("held for good");
    assert!(matches!(failure, ScimFailure::Held { .. }), "{failure}");
    assert_eq!(stub.calls().len(), 10);
}

#[tokio::test]
async fn counts_must_be_numbers_and_true() {
    let one = "{\"id\": \"a\"}";
    for body in [
        "{\"totalResults\": \"0\", \"Resources\": []}".to_owned(),
        "{\"Resources\": []}".to_owned(),
        "{\"totalResults\": 3}".to_owned(),
        format!("{{\"totalResults\": 1, \"itemsPerPage\": 2, \"Resources\": [{one}]}}"),
        format!("{{\"totalResults\": 1, \"startIndex\": \"1\", \"Resources\": [{one}]}}"),
        format!("{{\"totalResults\": 1, \"Resources\": [{one}, {one}]}}"),
    ] {
        let (_, mut okta, _) = Stub::serve(Dialect::Aiw, vec![says(200, &body)]).await;
        let failure = okta.test_credentials().await.expect_err(&body);
        assert!(matches!(failure, ScimFailure::Differs { .. }), "{failure}");
    }
}

#[tokio::test]
async fn an_import_notices_doubled_and_lost_people() {
    let page = |ids: &[&str], total: usize| {
        let users: Vec<_> = ids.iter().map(|id| json!({"id": id})).collect();
        says(
            200,
            json!({"totalResults": total, "Resources": users}).to_string(),
        )
    };
    let doubled = vec![page(&["a", "b"], 3), page(&["b"], 3)];
    let lost = vec![page(&["a", "b"], 3), page(&[], 3)];
    for answers in [doubled, lost] {
        let (stub, mut okta, _) = Stub::serve(Dialect::Aiw, answers).await;
        let failure = okta.import().await.expect_err("a wrong list");
        assert!(matches!(failure, ScimFailure::Differs { .. }), "{failure}");
        assert_eq!(
            stub.calls()[1],
            "GET /scim/v2/Users?startIndex=101&count=100"
        );
    }
}

#[tokio::test]
async fn an_update_answered_2xx_and_left_undone_is_noticed() {
    for (dialect, answers) in [
        (
            Dialect::Aiw,
            vec![
                says(200, created(&json!({}))),
                says(200, created(&json!({}))),
            ],
        ),
        (
            Dialect::Oiw,
            vec![says(204, ""), says(200, created(&json!({})))],
        ),
    ] {
        let (_, mut okta, _) = Stub::serve(dialect, answers).await;
        let failure = okta
            .set_active("u1", false)
            .await
            .expect_err("still active");
        assert!(
            failure
                .to_string()
                .contains("active to be false; it is true"),
            "{failure}"
        );
    }
}

#[tokio::test]
async fn a_401_must_have_a_scim_body() {
    let refusal =
        "{\"schemas\": [\"urn:ietf:params:scim:api:messages:2.0:Error\"], \"status\": \"401\"}";
    let good = || says(401, refusal);
    let plain = with(good(), "content-type", "text/plain");
    for bad in [
        says(200, NOTHING_FOUND),
        says(401, ""),
        says(401, "{}"),
        plain,
    ] {
        let (_, mut okta, _) = Stub::serve(Dialect::Aiw, vec![good(), bad]).await;
        okta.try_wrong_credentials("acme")
            .await
            .expect_err("not as Okta needs it");
    }
    let (_, mut okta, _) = Stub::serve(Dialect::Aiw, vec![good(); 4]).await;
    assert_eq!(
        okta.try_wrong_credentials("acme")
            .await
            .expect("all refused"),
        4
    );
}

#[tokio::test]
async fn nobody_there_is_told_with_the_call() {
    let connection = Connection {
        base_url: "http://127.0.0.1:1/v2".to_owned(),
        auth: Auth::Bearer("p".to_owned()),
    };
    let mut okta = Provisioner::new(&connection, Dialect::Aiw).expect("a client");
    let failure = okta.test_credentials().await.expect_err("nobody there");
    let told = failure.to_string();
    assert!(
        told.starts_with("GET /Users?startIndex=1&count=2: no answer came ("),
        "{told}"
    );
    assert_eq!(okta.take_exchanges().len(), 1);
}

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
