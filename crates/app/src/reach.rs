//! How Okta reaches this server: over the Internet, by an agent inside the network, or not yet.

use std::net::IpAddr;

use jiff::Timestamp;
use latchkey_domain::network::is_private;
use latchkey_domain::{AccessRole, Refusal};
use url::{Host, Url};

use crate::App;
use crate::failure::Failure;
use crate::ports::store::{ActivityQuery, Reads};
use crate::record::Caller;

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
}

/// So many of the newest calls by Okta are looked through for where they came from.
const LOOKED_THROUGH: u64 = 50;

impl App {
    /// What the recorded calls and the public URL say, for an EnterpriseAdmin.
    pub fn reach(&self, caller: &Caller, public_url: &str) -> Result<Reach, Failure> {
        self.read_as(caller, AccessRole::EnterpriseAdmin, |store| {
            known(store, public_url)
        })
    }

    /// The same, after the public URL was resolved and fetched from here.
    pub async fn test_reach(&self, caller: &Caller, public_url: &str) -> Result<Reach, Failure> {
        let mut reach = self.reach(caller, public_url)?;
        let answer = self.fetch_health(public_url).await;
        if let Err(why) = &answer
            && reach.last_external_call_at.is_none()
        {
            reach.way = Way::NotYet;
            reach.sentence = format!(
                "{public_url} does not lead to this server: {why}. Look at the name in DNS and at the reverse proxy or \
                 tunnel, then test again."
            );
        } else if let Err(why) = answer {
            reach.sentence = format!(
                "{} From this machine, {public_url} could not be fetched: {why}. Some networks do not lead back to \
                 themselves.",
                reach.sentence
            );
        } else if reach.way == Way::Public {
            reach.sentence = format!("{public_url} answers from here. {}", reach.sentence);
        }
        Ok(reach)
    }

    /// Whether the public URL leads to a Latchkey; else why not, as a clause.
    pub(crate) async fn fetch_health(&self, public_url: &str) -> Result<(), String> {
        let url = format!("{}/healthz", public_url.trim_end_matches('/'));
        let answer = self
            .ports
            .relying_party
            .fetch(&url)
            .await
            .map_err(|why| why.to_string())?;
        match answer.status().as_u16() {
            200 if answer.body().starts_with(b"ok") => Ok(()),
            200 => Err("another server answers there".to_owned()),
            status => Err(format!("{url} answered with status {status}")),
        }
    }
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
    let url = Url::parse(public_url).map_err(|fault| {
        Refusal::new(
            latchkey_domain::RefusalCode::UnacceptedValue,
            format!("The public URL {public_url} cannot be read: {fault}."),
        )
    })?;
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
    })
}

#[cfg(test)]
mod tests {
    use super::*;

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
