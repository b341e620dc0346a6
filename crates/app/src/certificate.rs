//! The server's own certificate: what it says, how long it lasts, and what is wrong with the one that was to replace it.
//!
//! The server reads the files and notes here what it shows; Home, Troubleshooting and Settings tell of it. In memory alone:
//! whoever starts the server again reads the files again.

use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use latchkey_domain::activity::Target;

use crate::App;
use crate::attention::{Attention, Severity};
use crate::failure::Failure;
use crate::record::{Caller, change};

/// So long before its end a certificate is warned of. Those that renew by themselves do it at 30 days.
const WARN_BEFORE: SignedDuration = SignedDuration::from_hours(20 * 24);

/// A certificate and where it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// The names and addresses that it is for.
    pub names: Vec<String>,
    /// Who made it.
    pub issuer: String,
    /// From when on it counts.
    pub begins_at: Timestamp,
    /// Until when.
    pub ends_at: Timestamp,
    /// The file that it lies in.
    pub certificate_file: String,
    /// The file of its key.
    pub key_file: String,
    /// The public URL's host, where the certificate is not for it.
    pub stranger: Option<String>,
}

/// How it stands with a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outlook {
    /// It counts, and does for a while.
    Good,
    /// It counts, and ends within 20 days: so many are left.
    EndsSoon(i64),
    /// It does not count yet.
    NotYet,
    /// It counts no more.
    Ended,
}

impl Certificate {
    /// How it stands at `now`.
    pub fn outlook(&self, now: Timestamp) -> Outlook {
        if now > self.ends_at {
            Outlook::Ended
        } else if now < self.begins_at {
            Outlook::NotYet
        } else if self.ends_at.duration_since(now) <= WARN_BEFORE {
            Outlook::EndsSoon(self.days_left(now))
        } else {
            Outlook::Good
        }
    }

    /// Whole days until its end; negative after it.
    pub fn days_left(&self, now: Timestamp) -> i64 {
        self.ends_at
            .duration_since(now)
            .as_secs()
            .div_euclid(24 * 3600)
    }

    /// What is wrong with it at `now`, if anything.
    pub fn trouble(&self, now: Timestamp) -> Option<Trouble> {
        let (file, key) = (&self.certificate_file, &self.key_file);
        let mend = format!(
            "Put the renewed one and its key into {file} and {key}; a server that runs takes them by itself."
        );
        let (kind, sentence) = match self.outlook(now) {
            Outlook::Ended => (
                TroubleKind::Ended,
                format!(
                    "The certificate in {file} ended on {}. Neither Okta nor browsers accept it. {mend}",
                    day(self.ends_at)
                ),
            ),
            Outlook::NotYet => (
                TroubleKind::NotYet,
                format!(
                    "The certificate in {file} does not count before {}. Look at this machine's clock.",
                    day(self.begins_at)
                ),
            ),
            Outlook::EndsSoon(days) => (
                TroubleKind::EndsSoon,
                format!(
                    "The certificate in {file} ends on {}, {}. {mend}",
                    day(self.ends_at),
                    in_days(days)
                ),
            ),
            Outlook::Good => (
                TroubleKind::Stranger,
                format!(
                    "The certificate in {file} is not for {host}, the host of the public URL: it is for {}. Okta and \
                     browsers refuse it there. Start the server with the --public-url that the certificate is for, or get \
                     one for {host}.",
                    self.all_names(),
                    host = self.stranger.as_ref()?,
                ),
            ),
        };
        Some(Trouble { kind, sentence })
    }

    /// Its names as a list in words.
    pub fn all_names(&self) -> String {
        if self.names.is_empty() {
            "no name at all".to_owned()
        } else {
            self.names.join(", ")
        }
    }
}

/// What is wrong with a certificate, or with what was to replace it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// What it is.
    pub kind: TroubleKind,
    /// The same in words, with what to do.
    pub sentence: String,
}

/// The troubles that there are, the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TroubleKind {
    /// It counts no more.
    Ended,
    /// It does not count yet.
    NotYet,
    /// The files as they are since then cannot be used.
    Refused(Timestamp),
    /// It ends soon.
    EndsSoon,
    /// It is not for the public URL's host.
    Stranger,
}

impl TroubleKind {
    /// Whether nobody accepts the certificate.
    pub fn is_broken(self) -> bool {
        matches!(self, Self::Ended | Self::NotYet)
    }
}

/// `3 December 2026`.
pub(crate) fn day(at: Timestamp) -> String {
    at.strftime("%-d %B %Y").to_string()
}

fn in_days(days: i64) -> String {
    match days {
        0 => "within a day".to_owned(),
        1 => "in one day".to_owned(),
        many => format!("in {many} days"),
    }
}

/// What is served, and what was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServedCertificate {
    /// The one that is shown to whoever connects.
    pub certificate: Certificate,
    /// Why the files as they are now were not taken, and since when.
    pub refused: Option<(String, Timestamp)>,
}

impl ServedCertificate {
    /// What is wrong at `now` with it or with what was to replace it, the worse of the two.
    pub fn trouble(&self, now: Timestamp) -> Option<Trouble> {
        let trouble = self.certificate.trouble(now);
        match &self.refused {
            Some((reason, since)) if !trouble.as_ref().is_some_and(|it| it.kind.is_broken()) => {
                Some(Trouble {
                    kind: TroubleKind::Refused(*since),
                    sentence: format!("{reason} The certificate from before is still shown."),
                })
            }
            _ => trouble,
        }
    }
}

/// The certificate of this process's server.
#[derive(Debug, Default)]
pub struct Served(Mutex<Option<ServedCertificate>>);

impl App {
    /// The certificate that the server shows; none where TLS ends before it, or nowhere.
    pub fn certificate(&self) -> Option<ServedCertificate> {
        self.certificate
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn set_certificate(&self, served: ServedCertificate) {
        *self
            .certificate
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = Some(served);
    }

    /// Notes what the server shows from its start on.
    pub fn note_certificate(&self, certificate: Certificate) {
        self.set_certificate(ServedCertificate {
            certificate,
            refused: None,
        });
    }

    /// Notes that the files hold another one, which is shown from now on. On record.
    pub async fn replace_certificate(&self, certificate: Certificate) -> Result<(), Failure> {
        let before = self.certificate();
        self.note_certificate(certificate.clone());
        self.recorded(
            Caller::latchkey(),
            "certificate.replaced",
            Target::of("server"),
            move |_, record| {
                let before = before.map(|served| served.certificate);
                let ended = before
                    .as_ref()
                    .map(|certificate| certificate.ends_at.to_string());
                let named = before.as_ref().map(Certificate::all_names);
                let mut changes = Vec::new();
                if ended.as_deref() != Some(&certificate.ends_at.to_string()) {
                    changes.push(change(
                        "end of the certificate",
                        ended,
                        Some(certificate.ends_at.to_string()),
                    ));
                }
                if named.as_deref() != Some(&certificate.all_names()) {
                    changes.push(change(
                        "names of the certificate",
                        named,
                        Some(certificate.all_names()),
                    ));
                }
                if changes.is_empty() {
                    record.remark("Its names and its end are the same.");
                } else {
                    record.changes(changes);
                }
                Ok(())
            },
        )
        .await
    }

    /// Notes that the files hold what cannot be used, with the reason. The one from before stays. On record.
    pub async fn refuse_certificate(&self, reason: String) -> Result<(), Failure> {
        let Some(served) = self.certificate() else {
            return Ok(());
        };
        self.set_certificate(ServedCertificate {
            refused: Some((reason.clone(), self.now())),
            ..served
        });
        self.recorded(
            Caller::latchkey(),
            "certificate.refused",
            Target::of("server"),
            move |_, record| {
                record.refused("certificate.refused", Target::of("server"), &reason);
                Ok(())
            },
        )
        .await
    }

    /// Notes that the files hold what is shown, again.
    pub fn accept_certificate(&self) {
        if let Some(served) = self.certificate() {
            self.note_certificate(served.certificate);
        }
    }
}

/// What needs an EnterpriseAdmin, if anything.
pub(crate) fn attention(served: Option<&ServedCertificate>, now: Timestamp) -> Option<Attention> {
    let served = served?;
    let trouble = served.trouble(now)?;
    let ends_at = served.certificate.ends_at;
    let (code, since, severity) = match trouble.kind {
        TroubleKind::Ended => ("certificate_ended", ends_at, Severity::Refused),
        TroubleKind::NotYet => ("certificate_not_yet", now, Severity::Refused),
        TroubleKind::Refused(since) => ("certificate_refused", since, Severity::Waiting),
        TroubleKind::EndsSoon => (
            "certificate_ending",
            ends_at.checked_sub(WARN_BEFORE).unwrap_or(now),
            Severity::Waiting,
        ),
        TroubleKind::Stranger => ("certificate_stranger", now, Severity::Waiting),
    };
    Some(Attention {
        code,
        sentence: trouble.sentence,
        label: "Open Settings".to_owned(),
        posts: false,
        to: "/settings".to_owned(),
        since,
        severity,
        count: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn certificate() -> Certificate {
        Certificate {
            names: vec!["latchkey.acme.com".to_owned()],
            issuer: "Acme CA".to_owned(),
            begins_at: "2026-01-01T00:00:00Z".parse().unwrap(),
            ends_at: "2026-04-01T00:00:00Z".parse().unwrap(),
            certificate_file: "/etc/latchkey/cert.pem".to_owned(),
            key_file: "/etc/latchkey/key.pem".to_owned(),
            stranger: None,
        }
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn it_is_warned_of_20_days_before_its_end_and_broken_after_it() {
        for (now, wanted) in [
            ("2025-12-31T23:59:59Z", Outlook::NotYet),
            ("2026-03-11T23:59:59Z", Outlook::Good),
            ("2026-03-12T00:00:00Z", Outlook::EndsSoon(20)),
            ("2026-03-31T12:00:00Z", Outlook::EndsSoon(0)),
            ("2026-04-01T00:00:01Z", Outlook::Ended),
        ] {
            assert_eq!(certificate().outlook(at(now)), wanted, "{now}");
        }
    }

    #[test]
    fn an_ended_one_goes_before_a_broken_new_pair_and_that_before_a_warning() {
        let mut served = ServedCertificate {
            certificate: certificate(),
            refused: Some((
                "The key does not belong to it.".to_owned(),
                at("2026-03-20T00:00:00Z"),
            )),
        };
        let code = |served: &ServedCertificate, now: &str| {
            attention(Some(served), at(now)).map(|attention| attention.code)
        };
        assert_eq!(
            code(&served, "2026-04-02T00:00:00Z"),
            Some("certificate_ended")
        );
        assert_eq!(
            code(&served, "2025-12-31T00:00:00Z"),
            Some("certificate_not_yet")
        );
        assert_eq!(
            code(&served, "2026-03-20T00:00:00Z"),
            Some("certificate_refused")
        );
        served.refused = None;
        assert_eq!(
            code(&served, "2026-03-20T00:00:00Z"),
            Some("certificate_ending")
        );
        assert_eq!(code(&served, "2026-02-01T00:00:00Z"), None);
        served.certificate.stranger = Some("other.acme.com".to_owned());
        assert_eq!(
            code(&served, "2026-02-01T00:00:00Z"),
            Some("certificate_stranger")
        );
    }
}
