//! Requests as they are answered: how many, and how long they took.

use std::time::Duration;

use axum::http::{Method, StatusCode};
use prometheus::core::Collector;
use prometheus::proto::MetricFamily;
use prometheus::{HistogramOpts, HistogramVec, IntCounterVec, Opts};

/// From half a millisecond to five seconds, in seconds.
const BUCKETS: [f64; 12] = [
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0,
];

/// The first part of a path that is one of ours; nobody outside chooses how many there are.
fn area(path: &str) -> &'static str {
    match path.split('/').nth(1).unwrap_or_default() {
        "scim" => "scim",
        "api" => "api",
        "auth" => "auth",
        "healthz" | "readyz" | "metrics" => "health",
        _ => "portal",
    }
}

/// The methods that anything of ours has.
fn method(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

/// What is counted of them.
#[derive(Debug)]
pub(crate) struct Requests {
    answered: IntCounterVec,
    took: HistogramVec,
}

/// A request of which the answer is not known yet.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked {
    area: &'static str,
    method: &'static str,
}

impl Asked {
    pub(crate) fn of(asked: &Method, path: &str) -> Self {
        Self {
            area: area(path),
            method: method(asked),
        }
    }
}

impl Default for Requests {
    fn default() -> Self {
        let answered = Opts::new(
            "latchkey_http_requests_total",
            "Requests that were answered, by area, method and status.",
        );
        let took = HistogramOpts::new(
            "latchkey_http_request_duration_seconds",
            "How long it took from the head of a request to the head of its answer, by area and method.",
        )
        .buckets(BUCKETS.to_vec());
        Self {
            answered: IntCounterVec::new(answered, &["area", "method", "status"])
                .expect("the names are right"),
            took: HistogramVec::new(took, &["area", "method"]).expect("the names are right"),
        }
    }
}

impl Requests {
    pub(crate) fn count(&self, asked: Asked, status: StatusCode, took: Duration) {
        let Asked { area, method } = asked;
        self.answered
            .with_label_values(&[area, method, status.as_str()])
            .inc();
        self.took
            .with_label_values(&[area, method])
            .observe(took.as_secs_f64());
    }

    pub(super) fn collect(&self) -> Vec<MetricFamily> {
        let mut families = self.answered.collect();
        families.extend(self.took.collect());
        families
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_outside_makes_a_label() {
        for path in ["/", "/anything", "//scim", "/scimming", "", "/.."] {
            assert_eq!(area(path), "portal", "{path}");
        }
        assert_eq!(area("/scim/v2/Users"), "scim");
        assert_eq!(method(&Method::from_bytes(b"BREW").unwrap()), "other");
    }
}
