//! The installation under load: a fresh data folder, set up with the program's own commands and served.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use latchkey_tests::installation::{Installation, OWNER, OWNER_PASSWORD, Server};
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::endpoint::Endpoint;
use crate::load::Target;
use crate::people::{user, user_name};
use crate::wire::Connection;

/// So many operations a bulk has at most.
pub(crate) const BULK: usize = 1000;

/// So many bulks are under way at once.
const AT_ONCE: usize = 4;

/// A served installation with users in it.
pub(crate) struct Served {
    /// Its SCIM endpoint, as Okta speaks to it.
    pub(crate) scim: Endpoint,
    /// The ids of the users.
    pub(crate) ids: Vec<String>,
    authorization: String,
    // Ends before its folder goes.
    server: Server,
    /// Its folder, on the disk that is measured.
    pub(crate) installation: Installation,
}

impl Served {
    /// Sets up, serves, and creates so many people as Okta would with a bulk.
    pub(crate) async fn with(people: usize) -> Result<Self> {
        let (installation, connector) = Installation::connected().await?;
        let server = installation.serve().await?;
        let credentials = format!("{}:{}", connector.user_name, connector.password);
        let authorization = format!("Basic {}", STANDARD.encode(credentials));
        let scim = Endpoint::scim(server.address(), "/scim/v2", &authorization);
        let ids = create(&scim, people).await?;
        Ok(Self {
            scim,
            ids,
            authorization,
            server,
            installation,
        })
    }

    /// What a turn loads.
    pub(crate) fn target(&self) -> Target {
        Target {
            address: self.scim.address.clone(),
            processes: self.server.process.id().into_iter().collect(),
        }
    }

    /// `host:port`.
    pub(crate) fn address(&self) -> &str {
        &self.scim.address
    }

    /// The number of the process that serves.
    pub(crate) fn process(&self) -> Result<u32> {
        self.server.process.id().context("the server has ended")
    }

    /// Kills the server, starts it again, and says how long it took from there to the first answer.
    pub(crate) async fn start_again(mut self) -> Result<(Self, Duration)> {
        self.server.process.kill().await?;
        let started = Instant::now();
        self.server = self.installation.serve().await?;
        self.scim = Endpoint::scim(self.server.address(), "/scim/v2", &self.authorization);
        let first = match self.ids.first() {
            Some(id) => format!("/Users/{id}"),
            None => "/Users?count=1".to_owned(),
        };
        self.scim.ask(&self.scim.get(&first), 200).await?;
        Ok((self, started.elapsed()))
    }

    /// Signs the owner in, as a browser does, and gives what the screens ask with.
    pub(crate) async fn screens(&self) -> Result<Endpoint> {
        let anyone = Endpoint::screens(self.address(), None);
        let answer = anyone.record(&sign_in(&anyone)).await?;
        ensure!(answer.status == 201, "no sign-in: {}", answer.text());
        let cookie = answer
            .headers
            .iter()
            .find(|(name, _)| name == "set-cookie")
            .and_then(|(_, value)| value.split(';').next())
            .context("a session without a cookie")?;
        Ok(Endpoint::screens(self.address(), Some(cookie)))
    }
}

/// The owner's sign-in with a local password.
pub(crate) fn sign_in(anyone: &Endpoint) -> Vec<u8> {
    let body = json!({"userName": OWNER, "password": OWNER_PASSWORD});
    anyone.post("/session", &body.to_string())
}

/// Creates people in bulk, several bulks at once, and gives their ids in the order of their names.
async fn create(scim: &Endpoint, people: usize) -> Result<Vec<String>> {
    let mut made = BTreeMap::new();
    let mut lanes = JoinSet::new();
    for lane in 0..AT_ONCE {
        let scim = scim.clone();
        lanes.spawn(async move {
            let mut connection = Connection::open(&scim.address).await?;
            let mut made = Vec::new();
            for first in (lane * BULK..people).step_by(BULK * AT_ONCE) {
                let bulk = scim.post("/Bulk", &bulk(first, people.min(first + BULK)));
                made.push((first, ids(&connection.ask(&bulk).await?.json(200)?)?));
            }
            anyhow::Ok(made)
        });
    }
    while let Some(lane) = lanes.join_next().await {
        made.extend(lane??);
    }
    Ok(made.into_values().flatten().collect())
}

fn bulk(first: usize, end: usize) -> String {
    let operations: Vec<Value> = (first..end)
        .map(|n| {
            let name = user_name(n);
            json!({"method": "POST", "path": "/Users", "bulkId": name, "data": user(&name, "A Person")})
        })
        .collect();
    json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],
        "Operations": operations,
    })
    .to_string()
}

fn ids(answer: &Value) -> Result<Vec<String>> {
    let done = answer["Operations"].as_array().context("no operations")?;
    done.iter()
        .map(|one| {
            ensure!(one["status"] == "201", "one of a bulk: {one}");
            let location = one["location"].as_str().context("no location")?;
            let (_, id) = location.rsplit_once('/').context("no id")?;
            Ok(id.to_owned())
        })
        .collect()
}
