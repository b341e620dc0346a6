//! Whose budget is spent waits for a turn, a second at most, and is heard then all the same: it slows whoever guesses one
//! after the other. Many at once wait that second together; what bounds them is the one lane in which late passwords are
//! hashed ([`crate::password`]).

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{sleep, timeout};

use super::Counted;

/// Nobody waits longer, and whoever was wrong keeps the turn this long.
const TURN: Duration = Duration::from_secs(1);
/// Callers are told apart by the first byte of their key; two that share one may wait for each other.
const PLACES: usize = 256;

#[derive(Debug)]
pub(super) struct Turns {
    places: Vec<Arc<Semaphore>>,
}

impl Default for Turns {
    fn default() -> Self {
        let place = || Arc::new(Semaphore::new(1));
        Self {
            places: std::iter::repeat_with(place).take(PLACES).collect(),
        }
    }
}

impl Turns {
    /// Waits for the turn; without it after a second.
    pub(super) async fn come(&self, counted: &[Counted]) -> Option<OwnedSemaphorePermit> {
        let at = counted.first().map_or(0, |it| usize::from(it.key[0]));
        let place = Arc::clone(self.places.get(at)?);
        timeout(TURN, place.acquire_owned()).await.ok()?.ok()
    }
}

/// Keeps the turn of someone who was wrong for a second more, whether or not they wait for it.
pub(super) fn hold(turn: Option<OwnedSemaphorePermit>) {
    if let Some(turn) = turn {
        tokio::spawn(async move {
            sleep(TURN).await;
            drop(turn);
        });
    }
}
