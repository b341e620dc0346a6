//! What stands between the app and a real server: it remembers the session's token, and lies when it is told to.

use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::{Context as _, Result};
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{Html, IntoResponse as _, Response};
use latchkey_tests::scim::client;
use reqwest::Client;
use serde_json::{Value, json};
use tokio::task::JoinHandle;

/// What a hostile server has in place of names and sentences.
pub(crate) const MARKUP: &str = "\"><img src=x onerror=\"window.ran=1\"><script>window.ran=1</script>\
                                 <a href=\"javascript:window.ran=1\">x</a>";
/// The fields of answers that screens show.
const SHOWN: [&str; 8] = [
    "displayName",
    "name",
    "sentence",
    "detail",
    "title",
    "organization",
    "target",
    "actor",
];

/// What it does to answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lie {
    /// Nothing.
    None,
    /// The API's version is this one.
    Api(u64),
    /// What screens show is markup.
    Markup,
    /// A proxy's own page instead of every answer.
    Away,
}

/// Between the app and a server.
pub(crate) struct Between {
    pub(crate) url: String,
    told: Told,
    serving: JoinHandle<std::io::Result<()>>,
}

#[derive(Clone)]
struct Told {
    server: String,
    client: Client,
    state: Arc<Mutex<(Lie, Option<String>)>>,
}

impl Between {
    pub(crate) async fn of(server: &str, lie: Lie) -> Result<Self> {
        let told = Told {
            server: server.to_owned(),
            client: client()?,
            state: Arc::new(Mutex::new((lie, None))),
        };
        let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let url = format!("http://{}", listener.local_addr()?);
        let router = Router::new().fallback(pass_on).with_state(told.clone());
        let serving = tokio::spawn(async move { axum::serve(listener, router).await });
        Ok(Self { url, told, serving })
    }

    pub(crate) fn lie(&self, lie: Lie) {
        self.told.lock().0 = lie;
    }

    /// The token that the server gave the app.
    pub(crate) fn token(&self) -> Result<String> {
        let token = self.told.lock().1.clone();
        token.context("nobody has signed in through it")
    }
}

impl Drop for Between {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Told {
    fn lock(&self) -> MutexGuard<'_, (Lie, Option<String>)> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn pass_on(
    State(told): State<Told>,
    method: Method,
    uri: Uri,
    mut headers: HeaderMap,
    body: Bytes,
) -> Response {
    let lie = told.lock().0;
    if lie == Lie::Away {
        return (StatusCode::BAD_GATEWAY, Html("<h1>Bad gateway</h1>")).into_response();
    }
    headers.remove(header::HOST);
    headers.remove(header::ACCEPT_ENCODING);
    let asked = told
        .client
        .request(method, format!("{}{uri}", told.server))
        .headers(headers)
        .body(body)
        .send()
        .await;
    let Ok(answer) = asked else {
        return StatusCode::BAD_GATEWAY.into_response();
    };
    let (status, mut headers) = (answer.status(), answer.headers().clone());
    let mut body = answer.bytes().await.unwrap_or_default();
    if let Ok(mut document) = serde_json::from_slice::<Value>(&body) {
        if let Some(token) = document["token"].as_str() {
            told.lock().1 = Some(token.to_owned());
        }
        match lie {
            Lie::Api(version) if uri.path() == "/api/v1/about" => {
                document["api"] = json!(version);
                document["version"] = json!("9.0.0");
            }
            Lie::Markup => poison(&mut document),
            _ => {}
        }
        body = document.to_string().into();
    }
    headers.remove(header::CONTENT_LENGTH);
    headers.remove(header::TRANSFER_ENCODING);
    if lie == Lie::Markup {
        // What a server of pages could say; none of it may reach the app's page.
        let cookie = HeaderValue::from_static("latchkey_session=planted");
        headers.insert(header::SET_COOKIE, cookie);
        headers.insert(
            "refresh",
            HeaderValue::from_static("0; url=https://evil.example/"),
        );
    }
    (status, headers, body).into_response()
}

fn poison(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(poison),
        Value::Object(fields) => {
            for (name, value) in fields.iter_mut() {
                if value.is_string() && SHOWN.contains(&name.as_str()) {
                    *value = json!(MARKUP);
                } else {
                    poison(value);
                }
            }
        }
        _ => {}
    }
}
