//! Serves every endpoint: one task each while it has something to send, so that none waits for another. In memory is one
//! message for each endpoint and nothing more.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use latchkey_app::App;
use latchkey_app::ports::courier::Courier;
use latchkey_app::webhooks::Round;
use tokio::task::{Id, JoinSet};

use crate::state::ServerState;

/// After news it is waited this long, for there is seldom one alone.
const PACE: Duration = Duration::from_millis(200);
/// It is looked this often without news.
const AT_LEAST: Duration = Duration::from_mins(1);
/// After a fault of the store an endpoint waits this long: what was sent could not be noted, and would be sent again.
const AFTER_FAULT: Duration = Duration::from_secs(30);

/// Until the task is ended; what is under way is broken off with it.
pub(crate) async fn for_ever(state: ServerState) {
    let app = state.app.clone();
    let courier = Arc::clone(&state.fixed.courier);
    let mut pulse = app.pulse();
    let mut round = Rounds::default();
    loop {
        // Before looking, so that nothing is missed between the two.
        pulse.borrow_and_update();
        round.begin(&app, &courier);
        loop {
            let rest = round.rest(app.now());
            tokio::select! {
                news = pulse.changed() => {
                    if news.is_err() {
                        return;
                    }
                    tokio::time::sleep(PACE).await;
                    break;
                }
                look = round.end_one() => {
                    if look {
                        break;
                    }
                }
                () = tokio::time::sleep(rest) => break,
            }
        }
    }
}

/// Who is served at the moment.
#[derive(Default)]
struct Rounds {
    tasks: JoinSet<Option<Timestamp>>,
    of: HashMap<Id, String>,
    /// Those for whom there was news while they were served.
    missed: HashSet<String>,
    /// When an endpoint is to be served without news.
    wakes: HashMap<String, Timestamp>,
}

impl Rounds {
    fn begin(&mut self, app: &App, courier: &Arc<dyn Courier>) {
        let ids = match app.webhooks_to_serve() {
            Ok(ids) => ids,
            Err(fault) => {
                tracing::warn!(%fault, "it could not be looked which webhooks there are");
                return;
            }
        };
        self.wakes.retain(|id, _| ids.contains(id));
        for id in ids {
            if self.of.values().any(|served| *served == id) {
                self.missed.insert(id);
                continue;
            }
            // Whether it still waits is looked at anew: it may have been resumed.
            self.wakes.remove(&id);
            let task = self
                .tasks
                .spawn(serve(app.clone(), Arc::clone(courier), id.clone()));
            self.of.insert(task.id(), id);
        }
    }

    /// Waits until one has nothing to send at the moment; says whether it has to be looked again.
    async fn end_one(&mut self) -> bool {
        let (task, wake) = match self.tasks.join_next_with_id().await {
            Some(Ok((task, wake))) => (task, wake),
            Some(Err(fault)) => {
                tracing::error!(%fault, "a webhook's task ended");
                (fault.id(), None)
            }
            None => std::future::pending().await,
        };
        let Some(id) = self.of.remove(&task) else {
            return false;
        };
        let missed = self.missed.remove(&id);
        if let Some(at) = wake {
            self.wakes.insert(id, at);
        }
        missed
    }

    fn rest(&self, now: Timestamp) -> Duration {
        let next = self.wakes.values().min().map(|at| now.duration_until(*at));
        next.map_or(AT_LEAST, |wait| {
            Duration::try_from(wait).unwrap_or_default().min(AT_LEAST)
        })
    }
}

/// Sends until there is nothing more at the moment; gives when there is again, where that is known.
async fn serve(app: App, courier: Arc<dyn Courier>, id: String) -> Option<Timestamp> {
    loop {
        match app.deliver_next(&*courier, &id).await {
            Ok(Round::Again) => tokio::task::yield_now().await,
            Ok(Round::At(at)) => return Some(at),
            Ok(Round::Idle) => return None,
            Err(fault) => {
                tracing::warn!(%fault, webhook = id, "a webhook could not be served");
                tokio::time::sleep(AFTER_FAULT).await;
                return Some(app.now());
            }
        }
    }
}
