//! The installation under load: a fresh data folder, set up with the program's own commands and served.

use anyhow::{Context as _, Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::{Method, Request, StatusCode, header};
use http_body_util::Full;
use latchkey_tests::installation::{Installation, Server};
use serde_json::{Value, json};

use crate::load::{Answer, Connection};

/// So many operations a bulk has at most.
const BULK: usize = 1000;

/// A served installation with users in it.
pub(crate) struct Served {
    /// `host:port`.
    pub(crate) address: String,
    /// The ids of the users.
    pub(crate) ids: Vec<String>,
    /// What Okta sends as `Authorization`.
    authorization: String,
    /// Its folder, on the disk that is measured.
    pub(crate) installation: Installation,
    _server: Server,
}

impl Served {
    /// Sets up, serves, and creates `users` users as Okta would.
    pub(crate) async fn start(users: usize) -> Result<Self> {
        let (installation, connector) = Installation::connected().await?;
        let server = installation.serve().await?;
        let credentials = format!("{}:{}", connector.user_name, connector.password);
        let mut this = Self {
            address: server.address().to_owned(),
            ids: Vec::with_capacity(users),
            authorization: format!("Basic {}", STANDARD.encode(credentials)),
            installation,
            _server: server,
        };
        let mut connection = Connection::open(&this.address).await?;
        for n in 0..users {
            let answer = connection.send(this.create(&user_name(n))).await?;
            let created = read(&answer, StatusCode::CREATED)?;
            let id = created["id"].as_str().context("a user without id")?;
            this.ids.push(id.to_owned());
        }
        Ok(this)
    }

    /// The same with many people, who are sent in bulk: they are there to be looked at.
    pub(crate) async fn crowded(people: usize) -> Result<Self> {
        let this = Self::start(0).await?;
        let mut connection = Connection::open(&this.address).await?;
        for first in (0..people).step_by(BULK) {
            let names = (first..people.min(first + BULK)).map(user_name);
            let operations: Vec<Value> = names
                .map(|name| {
                    Ok(json!({
                        "method": "POST",
                        "path": "/Users",
                        "bulkId": name,
                        "data": serde_json::from_slice::<Value>(&user(&name))?,
                    }))
                })
                .collect::<Result<_>>()?;
            let body = json!({
                "schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],
                "Operations": operations,
            });
            let bulk = this.request(Method::POST, "/Bulk", Bytes::from(body.to_string()));
            let answer = read(&connection.send(bulk).await?, StatusCode::OK)?;
            let last = &answer["Operations"][operations.len() - 1];
            ensure!(last["status"] == "201", "the last one of a bulk: {last}");
        }
        Ok(this)
    }

    /// GET of a path below the base.
    pub(crate) fn get(&self, path: &str) -> Request<Full<Bytes>> {
        self.request(Method::GET, path, Bytes::new())
    }

    /// DELETE of a path below the base.
    pub(crate) fn delete(&self, path: &str) -> Request<Full<Bytes>> {
        self.request(Method::DELETE, path, Bytes::new())
    }

    /// POST of a user.
    pub(crate) fn create(&self, user_name: &str) -> Request<Full<Bytes>> {
        self.request(Method::POST, "/Users", user(user_name))
    }

    /// Sends one request and reads the JSON that comes back.
    pub(crate) async fn ask(&self, request: Request<Full<Bytes>>) -> Result<Value> {
        let answer = self.record(request).await?;
        read(&answer, StatusCode::OK)
    }

    /// Sends one request and keeps all that comes back.
    pub(crate) async fn record(&self, request: Request<Full<Bytes>>) -> Result<Answer> {
        Connection::open(&self.address).await?.send(request).await
    }

    fn request(&self, method: Method, path: &str, body: Bytes) -> Request<Full<Bytes>> {
        let builder = Request::builder()
            .method(method)
            .uri(format!("/scim/v2{path}"))
            .header(header::HOST, &self.address)
            .header(header::AUTHORIZATION, &self.authorization)
            .header(header::ACCEPT, "application/scim+json")
            .header(header::CONTENT_TYPE, "application/scim+json; charset=utf-8");
        #[expect(
            clippy::expect_used,
            reason = "made of an id, a name and fixed text; a mistake here must stop the run"
        )]
        builder
            .body(Full::new(body))
            .expect("a request of fixed text is well formed")
    }
}

/// The name that the `n`th user has.
pub(crate) fn user_name(n: usize) -> String {
    format!("person{n:06}@atko.com")
}

/// A user as Okta's AIW dialect sends one.
fn user(user_name: &str) -> Bytes {
    let (local, _) = user_name.split_once('@').unwrap_or((user_name, ""));
    let body = json!({
        "schemas": [
            "urn:ietf:params:scim:schemas:core:2.0:User",
            "urn:ietf:params:scim:schemas:extension:latchkey:2.0:User",
        ],
        "userName": user_name,
        "name": {"givenName": "Person", "familyName": local},
        "emails": [{"primary": true, "value": user_name, "type": "work"}],
        "displayName": format!("Person {local}"),
        "locale": "en-US",
        "externalId": format!("00u{local}"),
        "groups": [],
        "password": "1mz050nq",
        "active": true,
        "urn:ietf:params:scim:schemas:extension:latchkey:2.0:User": {"accessRole": "User"},
    });
    Bytes::from(body.to_string())
}

fn read(answer: &Answer, status: StatusCode) -> Result<Value> {
    ensure!(
        answer.status == status,
        "answered {} instead of {status}: {}",
        answer.status,
        String::from_utf8_lossy(&answer.body)
    );
    Ok(serde_json::from_slice(&answer.body)?)
}
