//! The client against a server that misbehaves, and what exactly it sends.

mod reactions;
mod sent;

use std::collections::VecDeque;
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
