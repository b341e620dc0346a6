//! How Okta reaches this server: over the Internet, by an agent inside the network, or not yet.
//!
//! | file | what is in it |
//! | --- | --- |
//! | `probe`, `through` | the way to the public URL, step by step: to the server's door, and what arrives of a call |
//! | `step` | one step: how it went, what was seen, what to do |
//! | `voucher`, `arrived` | by what probe and server know each other, and what the server tells of a call |
//! | `recipes` | configurations of proxies and tunnels, with this installation's names in them |
//!
//! To add a step: its id in `step::STEPS`, where it is taken in `probe` or `through`, its name in the interface's texts.

pub mod arrived;
mod probe;
pub mod recipes;
pub mod step;
mod through;
mod voucher;

use std::net::IpAddr;

use jiff::Timestamp;
use latchkey_domain::network::is_private;
use latchkey_domain::{AccessRole, Refusal};
use url::{Host, Url};

use crate::App;
use crate::failure::Failure;
use crate::ports::store::{ActivityQuery, Reads};
use crate::record::Caller;
use probe::Probe;
use step::{Step, StepState};

/// Which of the three.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Okta's cloud calls a public https address.
    Public,
    /// Okta's on-premises agent calls from inside the network.
    Agent,
    /// Okta has no way yet.
    NotYet,
}

impl Way {
    /// The word in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Agent => "agent",
            Self::NotYet => "not_yet",
        }
    }
}

/// How Okta reaches this server.
#[derive(Clone, Debug)]
pub struct Reach {
    /// Which of the three.
    pub way: Way,
    /// The public URL.
    pub public_url: String,
    /// What is known, and what to do.
    pub sentence: String,
    /// When a call last came from outside of this machine's network.
    pub last_external_call_at: Option<Timestamp>,
    /// The way from outside in, where it was walked.
    pub steps: Vec<Step>,
}

/// What no test from this machine shows.
pub const NOT_SEEN_FROM_HERE: &str = "From this machine nobody sees what stands farther out: a firewall that lets only some \
     addresses in, or a name that leads elsewhere outside. And where a network does not lead back to itself, a way that works \
     for Okta looks broken from here. Okta's own Test API Credentials decides.";

/// So many of the newest calls by Okta are looked through for where they came from.
const LOOKED_THROUGH: u64 = 50;

impl App {
    /// What the recorded calls and the public URL say, for an EnterpriseAdmin.
    pub fn reach(&self, caller: &Caller, public_url: &str) -> Result<Reach, Failure> {
        self.read_as(caller, AccessRole::EnterpriseAdmin, |store| {
            known(store, public_url)
        })
    }

    /// The same, after the way to the public URL was walked from outside in.
    pub async fn test_reach(&self, caller: &Caller, public_url: &str) -> Result<Reach, Failure> {
        let reach = self.reach(caller, public_url)?;
        let probe = Probe {
            outside: &*self.ports.outside,
            url: &read(public_url)?,
            voucher: self.voucher()?,
            now: self.now(),
        };
        let steps = probe.walk().await;
        Ok(reach.tested(steps))
    }
}

impl Reach {
    /// What calls that arrived prove holds, whatever the test finds.
    fn tested(mut self, steps: Vec<Step>) -> Self {
        let broken = steps.iter().find(|step| step.state == StepState::Failed);
        let called = self.last_external_call_at.is_some();
        match broken {
            None if self.way == Way::Public => {
                self.sentence = format!("{} answers from here. {}", self.public_url, self.sentence);
            }
            None => {}
            Some(step) if called => {
                self.sentence = format!(
                    "{} From here the test says otherwise: {}",
                    self.sentence, step.sentence
                );
            }
            Some(step) => {
                self.way = Way::NotYet;
                self.sentence = format!("Okta's cloud does not get through yet. {}", step.sentence);
            }
        }
        self.steps = steps;
        self
    }
}

fn read(public_url: &str) -> Result<Url, Refusal> {
    Url::parse(public_url).map_err(|fault| {
        Refusal::new(
            latchkey_domain::RefusalCode::UnacceptedValue,
            format!("The public URL {public_url} cannot be read: {fault}. Nothing was tested. Set it under Settings."),
        )
    })
}

/// What an address says about who can reach it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Public,
    PlainHttp,
    Private,
    ThisMachine,
}

fn kind(url: &Url) -> Kind {
    let address = match url.host() {
        Some(Host::Ipv4(address)) => Some(IpAddr::from(address)),
        Some(Host::Ipv6(address)) => Some(IpAddr::from(address)),
        Some(Host::Domain("localhost")) | None => return Kind::ThisMachine,
        Some(Host::Domain(_)) => None,
    };
    match address {
        Some(address) if address.to_canonical().is_loopback() => Kind::ThisMachine,
        Some(address) if is_private(address) => Kind::Private,
        _ if url.scheme() == "https" => Kind::Public,
        _ => Kind::PlainHttp,
    }
}

fn known(store: &dyn Reads, public_url: &str) -> Result<Reach, Failure> {
    let url = read(public_url)?;
    let since = store.connector()?.map(|connector| connector.added_at);
    let calls = store.list_activity(&ActivityQuery {
        actors: vec!["okta".to_owned()],
        since,
        limit: LOOKED_THROUGH,
        ..ActivityQuery::default()
    })?;
    let newest = |wanted: fn(IpAddr) -> bool| {
        calls.iter().find_map(|(_, entry)| {
            let from = entry
                .call
                .as_ref()?
                .from
                .as_deref()?
                .parse::<IpAddr>()
                .ok()?;
            wanted(from).then_some(entry.last_at)
        })
    };
    let outside = newest(|from| !is_private(from));
    let inside = newest(|from| is_private(from) && !from.to_canonical().is_loopback());
    let kind = kind(&url);
    let (way, sentence) = match (kind, outside, inside) {
        (_, Some(_), _) => (
            Way::Public,
            "Okta's calls arrive from the Internet.".to_owned(),
        ),
        (Kind::Public, None, None) => (
            Way::Public,
            "The public URL is https, as Okta's cloud needs it. No call from the Internet has arrived yet.".to_owned(),
        ),
        (_, None, Some(_)) => (
            Way::Agent,
            "Calls arrive from inside the network, as Okta's on-premises agent makes them.".to_owned(),
        ),
        (Kind::PlainHttp, None, None) => (
            Way::NotYet,
            format!("{public_url} is plain http, and Okta's cloud calls https only. Put a reverse proxy or a tunnel with a \
                     certificate before this server and set its address as the public URL."),
        ),
        (Kind::Private, None, None) => (
            Way::NotYet,
            format!("{public_url} is an address inside the network. Okta's cloud cannot call it; an on-premises agent in the \
                     network can, or a reverse proxy or tunnel with a public https address."),
        ),
        (Kind::ThisMachine, None, None) => (
            Way::NotYet,
            format!("{public_url} leads to this machine only. Okta's cloud calls public https addresses: set one up with a \
                     reverse proxy or a tunnel, and set it as the public URL."),
        ),
    };
    Ok(Reach {
        way,
        public_url: public_url.to_owned(),
        sentence,
        last_external_call_at: outside.or(inside),
        steps: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reach(way: Way, called: Option<Timestamp>) -> Reach {
        Reach {
            way,
            public_url: "https://latchkey.acme.com".to_owned(),
            sentence: "Known.".to_owned(),
            last_external_call_at: called,
            steps: Vec::new(),
        }
    }

    #[test]
    fn a_broken_step_counts_unless_a_call_proves_otherwise() {
        let broken = || vec![Step::failed("dns", "Broken.", "Mend it.")];
        let seen = reach(Way::Public, None).tested(broken());
        assert_eq!(seen.way, Way::NotYet);
        assert!(seen.sentence.ends_with("Broken."), "{}", seen.sentence);
        for way in [Way::Public, Way::Agent] {
            let seen = reach(way, Some(Timestamp::UNIX_EPOCH)).tested(broken());
            assert_eq!(seen.way, way);
            assert!(
                seen.sentence.contains("otherwise: Broken."),
                "{}",
                seen.sentence
            );
        }
        let seen = reach(Way::NotYet, None).tested(vec![Step::passed("dns", "Fine.")]);
        assert_eq!(seen.way, Way::NotYet, "a test alone makes no way");
    }

    #[test]
    fn an_address_says_who_can_reach_it() {
        for (url, wanted) in [
            ("http://127.0.0.1:8765", Kind::ThisMachine),
            ("https://localhost", Kind::ThisMachine),
            ("http://[::1]:8765", Kind::ThisMachine),
            ("https://10.0.0.7", Kind::Private),
            ("http://latchkey.acme.com", Kind::PlainHttp),
            ("https://latchkey.acme.com", Kind::Public),
        ] {
            assert_eq!(kind(&Url::parse(url).unwrap()), wanted, "{url}");
        }
    }
}
