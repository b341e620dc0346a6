//! What was answered, counted around every answer. Labels are of closed sets and known by number, so that an answer costs a
//! few additions and no text.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use axum::http::Method;
use axum::response::Response;
use latchkey_app::spread::{Counted, MICROS_UP_TO, Spread};

use crate::scim;
use crate::scim::answer::RefusedAs;

/// The parts of the address space.
pub const AREAS: [&str; 5] = ["scim", "api", "auth", "machines", "portal"];
/// The methods that are told apart.
pub const METHODS: [&str; 7] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "other"];
/// The classes of statuses.
pub const STATUSES: [&str; 5] = ["1xx", "2xx", "3xx", "4xx", "5xx"];

const COMBINATIONS: usize = AREAS.len() * METHODS.len() * STATUSES.len();

/// What a request asked for, as far as it is told apart.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked {
    area: usize,
    method: usize,
}

impl Asked {
    pub(crate) fn of(method: &Method, path: &str) -> Self {
        let area = if scim::is_below(path) {
            0
        } else if path.starts_with("/api/v1") {
            1
        } else if path.starts_with("/auth/") {
            2
        } else if matches!(path, "/healthz" | "/readyz" | "/metrics") {
            3
        } else {
            4
        };
        let other = METHODS.len() - 1;
        let method = METHODS[..other]
            .iter()
            .position(|known| *known == method.as_str())
            .unwrap_or(other);
        Self { area, method }
    }
}

/// Counts of one server.
#[derive(Debug)]
pub struct Requests {
    answers: [AtomicU64; COMBINATIONS],
    micros: [Spread; AREAS.len()],
    refused: Mutex<BTreeMap<(u16, &'static str), u64>>,
}

impl Default for Requests {
    fn default() -> Self {
        Self {
            answers: std::array::from_fn(|_| AtomicU64::new(0)),
            micros: std::array::from_fn(|_| Spread::new(MICROS_UP_TO)),
            refused: Mutex::default(),
        }
    }
}

/// Answers of one kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Answers {
    pub(super) area: &'static str,
    pub(super) method: &'static str,
    pub(super) status: &'static str,
    pub(super) count: u64,
}

impl Requests {
    /// Counts an answer, which took so long until its headers were there.
    pub(crate) fn note(&self, asked: Asked, response: &Response, took: Duration) {
        let status = response.status().as_u16();
        let class = usize::from(status / 100).clamp(1, STATUSES.len()) - 1;
        let place = (asked.area * METHODS.len() + asked.method) * STATUSES.len() + class;
        if let Some(count) = self.answers.get(place) {
            count.fetch_add(1, Ordering::Relaxed);
        }
        if let Some(micros) = self.micros.get(asked.area) {
            micros.note(u64::try_from(took.as_micros()).unwrap_or(u64::MAX));
        }
        if status >= 400
            && let Some(RefusedAs(scim_type)) = response.extensions().get::<RefusedAs>()
        {
            let mut refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
            *refused.entry((status, *scim_type)).or_default() += 1;
        }
    }

    /// Every kind of answer that there was.
    pub(super) fn answers(&self) -> Vec<Answers> {
        let mut answers = Vec::new();
        let mut counts = self.answers.iter();
        for area in AREAS {
            for method in METHODS {
                for status in STATUSES {
                    let count = counts
                        .next()
                        .map_or(0, |count| count.load(Ordering::Relaxed));
                    if count > 0 {
                        answers.push(Answers {
                            area,
                            method,
                            status,
                            count,
                        });
                    }
                }
            }
        }
        answers
    }

    /// How long answers took, by area, in microseconds.
    pub(super) fn micros(&self) -> impl Iterator<Item = (&'static str, Counted)> + '_ {
        let now = self.micros.iter().map(Spread::now);
        AREAS.into_iter().zip(now)
    }

    /// SCIM's refusals by status and `scimType`.
    pub(super) fn refused(&self) -> Vec<((u16, &'static str), u64)> {
        let refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        refused
            .iter()
            .map(|(kind, count)| (*kind, *count))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;
    use axum::response::IntoResponse as _;

    use super::*;

    #[test]
    fn what_nobody_knows_is_counted_under_words_that_are_known() {
        let requests = Requests::default();
        let brew = Method::from_bytes(b"BREW").unwrap();
        let strange = (StatusCode::from_u16(999).unwrap(), "").into_response();
        for path in [
            "/scim/v2/Users",
            "/scim/v2evil",
            "/api/v1/x",
            "/auth/x",
            "/metrics",
            "/",
        ] {
            requests.note(Asked::of(&brew, path), &strange, Duration::from_secs(9));
        }
        let counted = requests.answers();
        assert_eq!(counted.len(), AREAS.len());
        assert!(
            counted
                .iter()
                .all(|kind| kind.method == "other" && kind.status == "5xx")
        );
        assert_eq!(counted.iter().map(|kind| kind.count).sum::<u64>(), 6);
    }

    #[test]
    fn two_servers_count_each_for_itself() {
        let (one, two) = (Requests::default(), Requests::default());
        let well = StatusCode::OK.into_response();
        one.note(Asked::of(&Method::GET, "/"), &well, Duration::ZERO);
        assert_eq!(one.answers().len(), 1);
        assert!(two.answers().is_empty());
    }
}
