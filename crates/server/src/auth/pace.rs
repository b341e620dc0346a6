//! How often a network may start a sign-in, and come back from one: as often as the limit says within a minute.

use std::net::IpAddr;

use governor::DefaultKeyedRateLimiter;
use latchkey_app::record::Caller;
use latchkey_domain::network::of_one_site;

/// Whether the caller's network has had its share of the minute. Within this process there is no address, and no limit.
pub(crate) fn is_too_often(limit: &DefaultKeyedRateLimiter<IpAddr>, caller: &Caller) -> bool {
    caller
        .from()
        .and_then(|from| from.parse().ok())
        .is_some_and(|address| limit.check_key(&of_one_site(address)).is_err())
}
