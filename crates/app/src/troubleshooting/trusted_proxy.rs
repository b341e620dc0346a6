//! Whether a reverse proxy stands in front that was not named: everyone behind it is one address then.

use std::net::IpAddr;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use latchkey_domain::network::is_private;

use super::check::{Check, CheckState};

/// The first machine near by that brought forwarding headers without being named as a trusted proxy. It is remembered until
/// it is named, by a reload or another start.
///
/// NB: once it was named by a reload, a second one is noticed only after another start: every request asks here, and one that
/// is forgotten costs none of them a lock.
#[derive(Debug, Default)]
pub struct Forwarders {
    first: OnceLock<IpAddr>,
    is_named: AtomicBool,
}

impl Forwarders {
    /// Notes one; says whether it is the first. One that calls from the internet is a caller who makes things up.
    pub fn note(&self, peer: IpAddr) -> bool {
        is_private(peer) && self.first.set(peer).is_ok()
    }

    /// The one that was noted and is not named yet.
    pub fn first(&self) -> Option<IpAddr> {
        let first = self.first.get().copied()?;
        (!self.is_named.load(Ordering::Relaxed)).then_some(first)
    }

    /// Forgets it if it is named by now.
    pub fn forget(&self, is_named: impl FnOnce(IpAddr) -> bool) {
        if let Some(first) = self.first.get() {
            self.is_named.store(is_named(*first), Ordering::Relaxed);
        }
    }
}

/// What to pass to `serve` for this proxy.
pub fn trust(peer: IpAddr) -> String {
    let bits = if peer.is_ipv4() { 32 } else { 128 };
    format!("--trusted-proxy {peer}/{bits}")
}

pub(super) fn check(seen: Option<IpAddr>) -> Check {
    let Some(peer) = seen else {
        return Check::new(
            "trusted_proxy",
            CheckState::Ok,
            "No request came through a reverse proxy that is not named.",
        );
    };
    Check::new(
        "trusted_proxy",
        CheckState::Warning,
        format!(
            "Requests come from {peer} with forwarding headers, and it is not named as a trusted proxy. Everyone behind it \
             counts as one address: the wrong passwords of one make all of them wait."
        ),
    )
    .fix(format!(
        "If it is your reverse proxy, start Latchkey with {}.",
        trust(peer)
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_one_near_by_is_remembered_and_a_stranger_is_not() {
        let forwarders = Forwarders::default();
        assert!(!forwarders.note("52.34.71.8".parse().unwrap()));
        assert_eq!(check(forwarders.first()).state, CheckState::Ok);
        assert!(forwarders.note("::1".parse().unwrap()));
        assert!(!forwarders.note("127.0.0.1".parse().unwrap()));
        let check = check(forwarders.first());
        assert_eq!(check.state, CheckState::Warning);
        assert_eq!(
            check.fix.as_deref(),
            Some("If it is your reverse proxy, start Latchkey with --trusted-proxy ::1/128.")
        );
        forwarders.forget(|address| address.is_ipv4());
        assert!(forwarders.first().is_some());
        forwarders.forget(|address| address.is_ipv6());
        assert_eq!(forwarders.first(), None);
    }
}
