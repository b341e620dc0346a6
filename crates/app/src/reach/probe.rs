//! The way to the public URL, walked step by step from outside in, as far as that can be done from here.
//!
//! It goes to this installation's own public URL and nowhere else: no caller names another one.

use std::net::{IpAddr, SocketAddr};

use jiff::Timestamp;
use latchkey_domain::network::is_private;
use url::{Host, Url};

use super::step::{Step, filled_up};
use super::through;
use super::voucher::Voucher;
use crate::certificate::day;
use crate::ports::outside::{Answer, Outside, Request, Shown, Trust};

/// So many addresses are named in a sentence.
const NAMED: usize = 4;
/// A certificate with fewer days left is warned of, as the server's own is.
const ENOUGH_DAYS: i64 = 20;

/// Where it goes and what it brings.
pub(super) struct Probe<'a> {
    pub(super) outside: &'a dyn Outside,
    pub(super) url: &'a Url,
    pub(super) voucher: Option<Voucher>,
    pub(super) now: Timestamp,
}

impl Probe<'_> {
    /// Every step, those behind a broken one as not tried.
    pub(super) async fn walk(&self) -> Vec<Step> {
        let mut steps = Vec::new();
        self.approach(&mut steps).await;
        filled_up(steps)
    }

    /// As far as it goes; what is missing then was not tried.
    async fn approach(&self, steps: &mut Vec<Step>) {
        let Some(addresses) = self.resolve(steps).await else {
            return;
        };
        let Some(address) = self.connect(steps, &addresses).await else {
            return;
        };
        if !self.shake_hands(steps, address).await || !self.greet(steps).await {
            return;
        }
        match &self.voucher {
            Some(voucher) => through::look(self, steps, voucher).await,
            None => steps.push(Step::not_tried(
                "own",
                "Not tried: which installation answers is proven by the Integration Passkey, and there is none yet. Add \
                 the Okta connector.",
            )),
        }
    }

    async fn resolve(&self, steps: &mut Vec<Step>) -> Option<Vec<IpAddr>> {
        let (addresses, name) = match self.url.host()? {
            Host::Ipv4(address) => (vec![address.into()], None),
            Host::Ipv6(address) => (vec![address.into()], None),
            Host::Domain(name) => match self.outside.resolve(name).await {
                Ok(addresses) if !addresses.is_empty() => (addresses, Some(name)),
                unknown => {
                    let why = unknown.err().unwrap_or_else(|| "no address".to_owned());
                    steps.push(Step::failed(
                        "dns",
                        format!("The name {name} leads to no address ({why})."),
                        format!("Add an A or AAAA record for {name}, or mend the public URL under Settings."),
                    ));
                    return None;
                }
            },
        };
        steps.push(of_addresses(&addresses, name));
        Some(addresses)
    }

    async fn connect(&self, steps: &mut Vec<Step>, addresses: &[IpAddr]) -> Option<SocketAddr> {
        let port = self.url.port_or_known_default().unwrap_or(443);
        let mut refused = Vec::new();
        let mut open = None;
        for address in addresses {
            let socket = SocketAddr::new(*address, port);
            match self.outside.connect(socket).await {
                Ok(()) => open = open.or(Some(socket)),
                Err(why) => refused.push(format!("{socket}: {why}")),
            }
        }
        refused.truncate(NAMED);
        let refused = refused.join("; ");
        let step = match open {
            Some(socket) if refused.is_empty() => {
                Step::passed("tcp", format!("{socket} takes connections."))
            }
            // Okta takes any of a name's addresses.
            Some(_) => Step::warned(
                "tcp",
                format!("Not every address of the name takes connections ({refused})."),
                "Take the record that leads nowhere out of DNS, or open the port there.",
            ),
            None => Step::failed(
                "tcp",
                format!("Nothing takes a connection on port {port} ({refused})."),
                "Start the reverse proxy, tunnel or server that is to listen there, and let the port through the firewall. \
                 Some networks do not lead back to themselves: if it works from elsewhere, Okta gets through.",
            ),
        };
        steps.push(step);
        open
    }

    /// Whether a request may follow.
    async fn shake_hands(&self, steps: &mut Vec<Step>, address: SocketAddr) -> bool {
        if self.url.scheme() != "https" {
            steps.push(Step::failed(
                "tls",
                format!(
                    "{} is plain http. Okta's cloud calls https only.",
                    self.url
                ),
                "Put a reverse proxy or a tunnel with a certificate before this server, and set its https address as the \
                 public URL. An on-premises agent inside the network may call plain http.",
            ));
            return true;
        }
        let host = self.url.host_str().unwrap_or_default();
        match self.outside.handshake(address, host).await {
            Ok(shown) => {
                let trusted = !matches!(shown.trust, Trust::Nobody(_));
                steps.push(of_certificate(&shown, host, self.now));
                trusted
            }
            Err(why) => {
                steps.push(Step::failed(
                    "tls",
                    format!("{address} does not speak TLS as it should ({why})."),
                    "Look at the proxy's configuration of this port: it is to speak TLS 1.2 or 1.3 with a certificate.",
                ));
                false
            }
        }
    }

    /// Whether what answers may be Latchkey.
    async fn greet(&self, steps: &mut Vec<Step>) -> bool {
        let url = self.below("/healthz");
        let answer = self
            .outside
            .call(Request {
                method: "GET",
                url: url.clone(),
                headers: Vec::new(),
                body: Vec::new(),
            })
            .await;
        let step = of_greeting(&url, answer);
        let passed = step.fix.is_none();
        steps.push(step);
        passed
    }

    /// An address below the public URL.
    pub(super) fn below(&self, path: &str) -> String {
        format!("{}{path}", self.url.as_str().trim_end_matches('/'))
    }
}

fn of_addresses(addresses: &[IpAddr], name: Option<&str>) -> Step {
    let list: Vec<String> = addresses
        .iter()
        .take(NAMED)
        .map(IpAddr::to_string)
        .collect();
    let list = list.join(", ");
    let private: Vec<&IpAddr> = addresses.iter().filter(|it| is_private(**it)).collect();
    let fix = "Let the name lead to a public address. Where names inside your network lead elsewhere than outside, test from \
               outside. An on-premises agent inside the network needs no public address.";
    match (private.is_empty(), name) {
        (true, Some(name)) => Step::passed("dns", format!("{name} leads to {list}.")),
        (true, None) => Step::passed("dns", format!("{list} is an address of the Internet.")),
        (false, Some(name)) if private.len() == addresses.len() => Step::failed(
            "dns",
            format!(
                "From here {name} leads to {list}, inside the network. Okta's cloud cannot come in there."
            ),
            fix,
        ),
        // Okta takes any of them.
        (false, Some(name)) => Step::failed(
            "dns",
            format!(
                "From here {name} leads to {list}, of which {} is inside the network. Okta's cloud cannot come in there.",
                private[0]
            ),
            fix,
        ),
        (false, None) => Step::failed(
            "dns",
            format!("{list} is an address inside the network. Okta's cloud cannot come in there."),
            fix,
        ),
    }
}

fn of_certificate(shown: &Shown, host: &str, now: Timestamp) -> Step {
    let days = shown
        .ends_at
        .duration_since(now)
        .as_secs()
        .div_euclid(24 * 3600);
    let end = format!("ends on {} ({days} days left)", day(shown.ends_at));
    match &shown.trust {
        Trust::Public if days >= ENOUGH_DAYS => Step::passed(
            "tls",
            format!(
                "{}, with a certificate for {host} by {}, which everyone trusts and which {end}.",
                shown.protocol, shown.issuer
            ),
        ),
        Trust::Public => Step::warned(
            "tls",
            format!("The certificate for {host} by {} {end}.", shown.issuer),
            "Renew it, and let what renews it run by itself.",
        ),
        Trust::ThisMachine(why) => Step::failed(
            "tls",
            format!(
                "Only this machine trusts the certificate by {}; Okta's cloud does not ({why}). It {end}.",
                shown.issuer
            ),
            format!(
                "Get a certificate for {host} from a public authority, with its intermediate certificates behind it. For an \
                 on-premises agent, add the authority to the agent's trust store."
            ),
        ),
        Trust::Nobody(why) => Step::failed(
            "tls",
            format!(
                "Nobody trusts the certificate by {} ({why}). It {end}.",
                shown.issuer
            ),
            format!(
                "Get a certificate for {host} from a public authority, and serve the intermediate certificates behind it."
            ),
        ),
    }
}

fn of_greeting(url: &str, answer: Result<Answer, String>) -> Step {
    let answer = match answer {
        Ok(answer) => answer,
        Err(why) => {
            return Step::failed(
                "http",
                format!("{url} gave no answer ({why})."),
                "Look whether Latchkey runs, and whether the proxy passes calls on to the address that it listens on.",
            );
        }
    };
    match (answer.status, answer.header("location")) {
        (200, _) if answer.body.starts_with(b"ok") => {
            Step::passed("http", format!("{url} answers 200, without a redirect."))
        }
        (200, _) => Step::failed(
            "http",
            format!("{url} answers 200 with something else than Latchkey's own words."),
            "Another server answers there, or the proxy's sign-in page does. Let everything below the public URL through to \
             Latchkey.",
        ),
        (301..=308, Some(to)) => Step::failed(
            "http",
            format!("{url} redirects to {to}. Okta follows no redirect."),
            "Set the address that answers itself as the public URL, or take the redirect out of the proxy.",
        ),
        (status, _) => Step::failed(
            "http",
            format!("{url} answers with status {status}."),
            "Look whether Latchkey runs, and whether the proxy passes calls on to the address that it listens on.",
        ),
    }
}

#[cfg(test)]
mod tests;
