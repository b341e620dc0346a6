//! What the page is told without having asked. It asks for the next event and waits, so that it needs no right to listen to
//! Tauri's own events.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use serde::Serialize;
use tokio::sync::watch;

/// An event for the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase", tag = "kind")]
pub(crate) enum Event {
    /// A link leads to this screen.
    Go {
        /// A path of the app's own.
        path: String,
    },
    /// The window is being closed for the first time while it hosts.
    Closing,
    /// Something that the person should read, where they are.
    Notice {
        /// "keychain", that this machine lacks; "`stray_sign_in`", that came and was not used.
        what: &'static str,
    },
    /// The app left the server; why, and what to choose from, is in the state.
    Choose,
}

/// Events that wait for the page.
pub(crate) struct Events {
    waiting: Mutex<VecDeque<Event>>,
    /// Counts what happens: an event, or a page that takes the place of another.
    stirred: watch::Sender<u64>,
    page: watch::Sender<u64>,
}

/// A page that never asks must not fill the memory.
const AT_MOST: usize = 32;

impl Events {
    pub(crate) fn new() -> Self {
        Self {
            waiting: Mutex::default(),
            stirred: watch::Sender::new(0),
            page: watch::Sender::new(0),
        }
    }

    pub(crate) fn tell(&self, event: Event) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.len() == AT_MOST {
            waiting.pop_front();
        }
        waiting.push_back(event);
        drop(waiting);
        self.stirred.send_modify(|count| *count += 1);
    }

    /// A page was loaded: the one before it gets no more events. Gives the new page's number.
    pub(crate) fn new_page(&self) -> u64 {
        let mut number = 0;
        self.page.send_modify(|page| {
            *page += 1;
            number = *page;
        });
        self.stirred.send_modify(|count| *count += 1);
        number
    }

    /// Waits for the next event; `None` once another page is there.
    pub(crate) async fn next(&self, page: u64) -> Option<Event> {
        let mut stirred = self.stirred.subscribe();
        loop {
            stirred.mark_unchanged();
            if *self.page.borrow() != page {
                return None;
            }
            let next = self
                .waiting
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .pop_front();
            if next.is_some() {
                return next;
            }
            stirred.changed().await.ok()?;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_page_that_is_gone_takes_no_event_from_the_one_after_it() {
        let events = Events::new();
        let first = events.new_page();
        let second = events.new_page();
        events.tell(Event::Closing);
        assert_eq!(events.next(first).await, None);
        assert_eq!(events.next(second).await, Some(Event::Closing));
    }

    #[tokio::test]
    async fn an_event_that_came_before_the_page_waits_for_it() {
        let events = Events::new();
        let path = "/people/1".to_owned();
        events.tell(Event::Go { path: path.clone() });
        let page = events.new_page();
        assert_eq!(events.next(page).await, Some(Event::Go { path }));
    }
}
