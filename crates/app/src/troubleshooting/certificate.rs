//! The server's own certificate: how long it lasts, and what is wrong with the one that was to replace it.

use jiff::Timestamp;

use super::check::{Check, CheckState};
use crate::certificate::{ServedCertificate, TroubleKind, day};

pub(super) fn check(served: Option<&ServedCertificate>, now: Timestamp) -> Check {
    const ID: &str = "certificate";
    let Some(served) = served else {
        return Check::new(
            ID,
            CheckState::Unknown,
            "This server holds no certificate itself. Where a reverse proxy ends TLS, look at that one's.",
        );
    };
    let Some(trouble) = served.trouble(now) else {
        let certificate = &served.certificate;
        return Check::new(
            ID,
            CheckState::Ok,
            format!(
                "The certificate is for {} and ends on {}.",
                certificate.all_names(),
                day(certificate.ends_at)
            ),
        );
    };
    match trouble.kind {
        TroubleKind::Ended | TroubleKind::NotYet => {
            Check::new(ID, CheckState::Failed, trouble.sentence)
        }
        TroubleKind::Refused(_) => Check::new(ID, CheckState::Failed, trouble.sentence).fix(
            "Mend the files as it says; the server looks at them every few seconds and takes them by itself.",
        ),
        TroubleKind::EndsSoon | TroubleKind::Stranger => {
            Check::new(ID, CheckState::Warning, trouble.sentence)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::certificate::Certificate;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn it_says_what_to_do_and_when_it_ends() {
        let mut served = ServedCertificate {
            certificate: Certificate {
                names: vec!["latchkey.acme.com".to_owned()],
                issuer: "Acme CA".to_owned(),
                begins_at: at("2026-01-01T00:00:00Z"),
                ends_at: at("2026-04-01T00:00:00Z"),
                certificate_file: "/etc/latchkey/cert.pem".to_owned(),
                key_file: "/etc/latchkey/key.pem".to_owned(),
                stranger: None,
            },
            refused: None,
        };
        let ending = check(Some(&served), at("2026-03-29T00:00:00Z"));
        assert_eq!(ending.state, CheckState::Warning);
        assert_eq!(
            ending.sentence,
            "The certificate in /etc/latchkey/cert.pem ends on 1 April 2026, in 3 days. Put the renewed one and its key \
             into /etc/latchkey/cert.pem and /etc/latchkey/key.pem; a server that runs takes them by itself."
        );
        let ended = check(Some(&served), at("2026-04-02T00:00:00Z"));
        assert_eq!(ended.state, CheckState::Failed);
        served.refused = Some(("KEY is encrypted.".to_owned(), at("2026-02-01T00:00:00Z")));
        let refused = check(Some(&served), at("2026-02-02T00:00:00Z"));
        assert_eq!(refused.state, CheckState::Failed);
        assert!(
            refused.sentence.ends_with("still shown."),
            "{}",
            refused.sentence
        );
        assert_eq!(
            check(None, at("2026-02-02T00:00:00Z")).state,
            CheckState::Unknown
        );
    }
}
