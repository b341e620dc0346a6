//! Where notifications look for what needs an admin, and how they hear of it at once.
//!
//! A host looks into its own installation, as the host's terminal would: whoever sits there is told of a mass deactivation
//! while nobody is signed in, too. A window that is connected sees what the person who is signed in may see.

use std::time::Duration;

use latchkey_app::App;
use latchkey_app::failure::Failure;
use latchkey_app::ports::store::ActivityQuery;
use latchkey_app::record::Caller;
use latchkey_domain::activity::Outcome;
use serde_json::Value;

use crate::attention::Matter;
use crate::bridge::Bridge;
use crate::call::PageCall;

/// What needs an admin comes with an entry of one of these outcomes.
const OUTCOMES: [Outcome; 3] = [Outcome::Refused, Outcome::WrongPasskey, Outcome::Notice];
/// Looked at again after this, whatever was heard: passkeys run out without an entry.
const AT_LEAST_EVERY: Duration = Duration::from_mins(5);
/// While Okta pushes many people, there is no look for each of them.
const AT_MOST_EVERY: Duration = Duration::from_secs(1);
/// A server that does not answer, or nobody signed in.
const AGAIN_AFTER: Duration = Duration::from_secs(30);

/// Where to look.
#[derive(Clone)]
pub enum Lookout {
    /// The installation in this process.
    Here(App),
    /// A server elsewhere, by the session there.
    There(Bridge),
}

impl Lookout {
    /// Which installation this is, for what is remembered of it.
    pub fn place(&self) -> String {
        match self {
            Self::Here(app) => app.organization().map_or_else(
                |_| String::new(),
                |organization| format!("here: {}", organization.company_id),
            ),
            Self::There(bridge) => bridge.destination().account().to_owned(),
        }
    }

    /// What needs an admin now; `None` where that is not known: a server that is lost, or nobody signed in.
    pub async fn look(&self) -> Option<Vec<Matter>> {
        match self {
            Self::Here(app) => match app.home(&Caller::operator()) {
                Ok(home) => Some(home.attention.into_iter().map(Matter::from).collect()),
                // Not set up yet.
                Err(failure) => {
                    tracing::debug!(%failure, "there is no Home to look at");
                    None
                }
            },
            Self::There(bridge) => {
                let mut home = get(bridge, "/api/v1/home").await?;
                serde_json::from_value(home["attention"].take()).ok()
            }
        }
    }

    /// The last entry of activity that there is now: what comes after it is news.
    pub async fn newest(&self) -> Option<u64> {
        match self {
            Self::Here(app) => newest_after(app, 0).ok(),
            Self::There(bridge) => get(bridge, "/api/v1/activity?limit=1")
                .await
                .map(|page| page["entries"][0]["sequence"].as_u64().unwrap_or_default()),
        }
    }

    /// Waits until there is reason to look again. `seen` is what [`Lookout::newest`] gave before the last look.
    pub async fn wait(&self, seen: Option<u64>) {
        let Some(seen) = seen else {
            return tokio::time::sleep(AGAIN_AFTER).await;
        };
        let news = async {
            match self {
                Self::Here(app) => wait_here(app, seen).await,
                Self::There(bridge) => wait_there(bridge, seen).await,
            }
        };
        // Late is fine: the same is looked at anew.
        let _ = tokio::time::timeout(AT_LEAST_EVERY, news).await;
    }
}

async fn wait_here(app: &App, seen: u64) {
    let mut pulse = app.pulse();
    loop {
        pulse.mark_unchanged();
        match newest_after(app, seen) {
            Ok(newest) if newest <= seen => {}
            Ok(_) => return,
            Err(_) => return tokio::time::sleep(AGAIN_AFTER).await,
        }
        tokio::time::sleep(AT_MOST_EVERY).await;
        if pulse.changed().await.is_err() {
            // Nothing will happen here any more.
            return std::future::pending().await;
        }
    }
}

fn newest_after(app: &App, seen: u64) -> Result<u64, Failure> {
    let query = ActivityQuery {
        after: Some(seen),
        outcomes: OUTCOMES.to_vec(),
        limit: 1,
        ..ActivityQuery::default()
    };
    let found = app.activity_page(&Caller::operator(), &query)?;
    Ok(found.first().map_or(seen, |(sequence, _)| *sequence))
}

async fn wait_there(bridge: &Bridge, seen: u64) {
    let outcomes = OUTCOMES.map(Outcome::as_str).join(",");
    let path = format!("/api/v1/activity?after={seen}&wait=25&limit=1&outcome={outcomes}");
    loop {
        match get(bridge, &path).await {
            Some(page) if page["entries"].as_array().is_some_and(Vec::is_empty) => {}
            Some(_) => return tokio::time::sleep(AT_MOST_EVERY).await,
            None => return tokio::time::sleep(AGAIN_AFTER).await,
        }
    }
}

/// The answer of 200; nothing where there is none, or another. That the app looks by itself keeps no session alive.
async fn get(bridge: &Bridge, path: &str) -> Option<Value> {
    let reply = bridge.call(PageCall::get(path).unattended()).await.ok()?;
    (reply.status == 200).then(|| reply.json())
}
