//! Callers at other addresses.

pub(crate) const GUESSER: &str = "203.0.113.9";
pub(crate) const ELSEWHERE: &str = "198.51.100.7";
