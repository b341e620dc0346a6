//! Reading through: what a filter or an order that no index has costs, and how that is kept from hurting anybody.
//!
//! Each read holds a state of the database, and so keeps the write-ahead log from being emptied. So it is short
//! ([`Bounds::read`]), and the next one goes on behind the place that was reached: who is there all the time is seen once, for a
//! place is never given twice. [`AT_ONCE`] run at a time, however many are asked for; whoever waits too long is told when to come again.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::{Duration, Instant};

use latchkey_domain::{Refusal, RefusalCode};
use latchkey_scim::cursor::List;
use latchkey_scim::error::ScimError;
use latchkey_scim::list::Paging;
use latchkey_scim::sort::SortKey;
use tokio::sync::Semaphore;

use super::window::Window;
use super::{ListQuery, Listed};
use crate::App;
use crate::failure::Failure;
use crate::ports::store::{Place, Reads, StoreError};

/// How many read through at the same time.
pub const AT_ONCE: usize = 2;

/// How long others wait for that.
const PATIENCE: Duration = Duration::from_secs(10);

/// So many are looked at between two looks at the time.
const BETWEEN_LOOKS: u32 = 64;

/// How long a list may read where no index answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// In one state of the database.
    pub read: Duration,
    /// In all, before it is refused.
    pub whole: Duration,
    /// For a page of a cursor, which then gives what was found so far.
    pub page: Duration,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            read: Duration::from_millis(100),
            whole: Duration::from_secs(5),
            page: Duration::from_secs(1),
        }
    }
}

/// The place in the order that was asked for; none where it is that of coming.
pub(super) type Judged = Option<SortKey>;

/// What a filter has to be asked of.
pub(super) trait Candidates {
    /// What they are.
    const LIST: List;
    /// What is found at once.
    const QUICK: &'static str;

    /// Walks those behind a place, the oldest first: none for who does not match.
    fn walk(
        &self,
        store: &dyn Reads,
        after: Place,
        each: &mut dyn FnMut(Place, Result<Option<Judged>, StoreError>) -> ControlFlow<()>,
    ) -> Result<(), StoreError>;

    /// The key of the one at a place, if there still is one.
    fn key_at(&self, store: &dyn Reads, place: Place) -> Result<Option<SortKey>, StoreError>;
}

impl App {
    /// The places of the page that is asked for.
    pub(super) fn read_through<C: Candidates>(
        &self,
        query: &ListQuery,
        candidates: &C,
    ) -> Result<Listed<Place>, Failure> {
        let began = Instant::now();
        let sorted = query.sort.is_some();
        let (mut reached, behind) = self.beginning(query, candidates)?;
        let mut window = Window::new(query.paging, behind);
        let most = match query.paging {
            Paging::Cursor(_) if !sorted => query.bounds.page,
            _ => query.bounds.whole,
        };
        loop {
            let mut looked = 0_u32;
            let mut fault = None;
            let mut ended = true;
            let reading = Instant::now();
            self.read(|store| {
                candidates.walk(store, reached, &mut |place, judged| {
                    reached = place;
                    let offered = match judged {
                        Ok(Some(key)) => window.offer(place, key),
                        Ok(None) => ControlFlow::Continue(()),
                        Err(error) => {
                            fault = Some(error);
                            ControlFlow::Break(())
                        }
                    };
                    looked += 1;
                    if looked.is_multiple_of(BETWEEN_LOOKS)
                        && reading.elapsed() >= query.bounds.read
                    {
                        ended = offered.is_break();
                        return ControlFlow::Break(());
                    }
                    offered
                })
            })?;
            if let Some(fault) = fault {
                return Err(fault.into());
            }
            if ended {
                return Ok(window.close(C::LIST, sorted));
            }
            if began.elapsed() >= most {
                return window
                    .break_off(C::LIST, sorted, reached)
                    .ok_or_else(|| took_too_long(query, C::QUICK));
            }
        }
    }

    /// Where the walk begins, and of a sorted list, behind whom the page does.
    fn beginning<C: Candidates>(
        &self,
        query: &ListQuery,
        candidates: &C,
    ) -> Result<(Place, Option<(SortKey, Place)>), Failure> {
        let Paging::Cursor(page) = &query.paging else {
            return Ok((Place::START, None));
        };
        let Some(cursor) = page.after else {
            return Ok((Place::START, None));
        };
        let place = Place(cursor.after);
        if query.sort.is_none() {
            return Ok((place, None));
        }
        let key = self.read(|store| candidates.key_at(store, place))?;
        match key.filter(|key| key.fingerprint() == cursor.key) {
            // All are read again, for the order is not that of the places.
            Some(key) => Ok((Place::START, Some((key, place)))),
            None => Err(ScimError::expired_cursor(
                "The resource at which the page before ended was changed or removed meanwhile, so it cannot be said who comes behind \
                 it. Ask for the first page again, with an empty cursor; without sortBy, a cursor never runs out.",
            )
            .into()),
        }
    }
}

/// RFC 7644 §3.12, `tooMany`: the "filter yields many more results than the server is willing to calculate or process".
fn took_too_long(query: &ListQuery, quick: &str) -> Failure {
    let seconds = query.bounds.whole.as_secs();
    let advice = if query.sort.is_some() {
        "Leave sortBy out"
    } else {
        "Page with a cursor, which gives what was found so far"
    };
    ScimError::too_many(format!(
        "To answer this, everything has to be read through, and that takes longer than the {seconds} s that it may. Ask by {quick}, \
         which is found at once. {advice}."
    ))
    .into()
}

/// Where everything is read through: a few at a time, the others wait.
#[derive(Clone, Debug)]
pub(crate) struct Scans {
    places: Arc<Semaphore>,
    patience: Duration,
}

impl Default for Scans {
    fn default() -> Self {
        Self {
            places: Arc::new(Semaphore::new(AT_ONCE)),
            patience: PATIENCE,
        }
    }
}

impl Scans {
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Failure> {
        let place = Arc::clone(&self.places).acquire_owned();
        let place = match tokio::time::timeout(self.patience, place).await {
            Ok(place) => place.map_err(|closed| StoreError::Fault(closed.to_string()))?,
            Err(_) => return Err(busy().into()),
        };
        aside(move || {
            // The place goes with the work: whoever asked may have hung up, and the work goes on.
            let _place = place;
            work()
        })
        .await
    }
}

fn busy() -> Refusal {
    let mut refusal = Refusal::new(
        RefusalCode::TooMany,
        format!(
            "Latchkey reads through everything for {AT_ONCE} other requests, and this one waited {} s for its turn. Send it again \
             later, or ask by an attribute that has an index, such as userName with eq.",
            PATIENCE.as_secs()
        ),
    );
    refusal.retry_after = Some(PATIENCE.as_secs());
    refusal
}

/// Work that takes time, beside the threads that serve requests.
pub(super) async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Failure> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|panic| StoreError::Fault(panic.to_string()).into())
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[tokio::test]
    async fn whoever_waits_too_long_is_told_when_to_come_again_and_the_place_is_free_later() {
        let scans = Scans {
            patience: Duration::ZERO,
            ..Scans::default()
        };
        let mut held = Vec::new();
        for _ in 0..AT_ONCE {
            let (go, may_go) = mpsc::channel::<()>();
            let (begun, has_begun) = tokio::sync::oneshot::channel();
            let scans = scans.clone();
            let work = tokio::spawn(async move {
                let work = move || {
                    let _ = begun.send(());
                    may_go.recv().is_ok()
                };
                scans.run(work).await
            });
            has_begun.await.unwrap();
            held.push((go, work));
        }
        let Err(Failure::Refused(refusal)) = scans.run(|| ()).await else {
            panic!("there was a place");
        };
        assert_eq!(refusal.retry_after, Some(10));
        assert_eq!(refusal.to_scim().status(), 429);
        for (go, work) in held {
            go.send(()).unwrap();
            assert!(work.await.unwrap().unwrap());
        }
        scans.run(|| ()).await.unwrap();
    }
}
