//! The forms of single values on the command line. What is refused here is wrong usage: nothing was opened yet.

use std::str::FromStr;

use ipnet::IpNet;
use jiff::{SignedDuration, Span, SpanRelativeTo};
use latchkey_domain::AccessRole;
use latchkey_domain::provisioning::required::is_address;
use url::Url;

/// `--access-role`: one of the four, or `none`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RoleWord(pub(crate) Option<AccessRole>);

/// A word that names no access role.
#[derive(Debug, thiserror::Error)]
#[error("{0}; \"none\" gives app access only")]
pub(crate) struct UnknownRole(latchkey_domain::access_role::UnknownAccessRole);

impl FromStr for RoleWord {
    type Err = UnknownRole;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        if word.trim().eq_ignore_ascii_case("none") {
            return Ok(Self(None));
        }
        word.parse()
            .map(|role| Self(Some(role)))
            .map_err(UnknownRole)
    }
}

/// A network, or one address of it.
pub(crate) fn network(text: &str) -> Result<IpNet, String> {
    text.parse::<IpNet>()
        .or_else(|_| text.parse::<std::net::IpAddr>().map(IpNet::from))
        .map_err(|_| "write it as 10.0.0.0/8 or 10.1.2.3".to_owned())
}

/// A name that is more than spaces.
pub(crate) fn name(text: &str) -> Result<String, String> {
    let text = text.trim();
    if text.is_empty() {
        return Err("it is blank, and a value is needed".to_owned());
    }
    Ok(text.to_owned())
}

/// An email address.
pub(crate) fn email(text: &str) -> Result<String, String> {
    let text = name(text)?;
    if is_address(&text) {
        Ok(text)
    } else {
        Err("an address has a name, an @ and a domain, without spaces".to_owned())
    }
}

/// A year: a passkey that was rotated out does not outlive that.
const LONGEST_GRACE: SignedDuration = SignedDuration::from_hours(365 * 24);

/// `--grace`: 24h, 30m, 7d, "1h 30m", or 0.
pub(crate) fn grace(text: &str) -> Result<SignedDuration, String> {
    let text = text.trim();
    if text == "0" {
        return Ok(SignedDuration::ZERO);
    }
    let grace = text
        .parse::<Span>()
        .and_then(|span| span.to_duration(SpanRelativeTo::days_are_24_hours()))
        .map_err(|_| "write it as 24h, 30m, 7d, or 0 to end the old passkey at once".to_owned())?;
    if grace.is_negative() {
        return Err("it lies in the past; 0 ends the old passkey at once".to_owned());
    }
    if grace > LONGEST_GRACE {
        return Err("that is too long; use at most 365d".to_owned());
    }
    Ok(grace)
}

/// `--public-url`: where the server is known, to which paths are added.
pub(crate) fn public_url(text: &str) -> Result<Url, String> {
    let example = "write it as https://latchkey.example.com";
    let url = Url::parse(text.trim()).map_err(|fault| format!("{fault}; {example}"))?;
    if !matches!(url.scheme(), "https" | "http") {
        return Err(format!(
            "a public URL begins with https:// or http://; {example}"
        ));
    }
    if url.cannot_be_a_base() || url.host_str().is_none() {
        return Err(format!("it names no host; {example}"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(format!("it carries a user name or a password; {example}"));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(format!("it ends in a query or a fragment; {example}"));
    }
    Ok(url)
}

/// `--url` of a SCIM server.
pub(crate) fn scim_url(text: &str) -> Result<String, String> {
    let text = text.trim().trim_end_matches('/');
    let example = "write it as https://example.com/scim/v2";
    let url = Url::parse(text).map_err(|fault| format!("{fault}; {example}"))?;
    if matches!(url.scheme(), "https" | "http") && url.host_str().is_some() {
        Ok(text.to_owned())
    } else {
        Err(format!("it is no http address; {example}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_role_is_answered_with_all_that_there_are() {
        let refused = "Manager".parse::<RoleWord>().expect_err("no such role");
        assert_eq!(
            refused.to_string(),
            "\"Manager\" is not an access role; Latchkey knows ReadOnly, User, Admin and EnterpriseAdmin; \
             \"none\" gives app access only"
        );
    }

    #[test]
    fn roles_are_read_in_any_case() {
        assert_eq!(
            "readonly".parse::<RoleWord>().ok(),
            Some(RoleWord(Some(AccessRole::ReadOnly)))
        );
        assert_eq!("None".parse::<RoleWord>().ok(), Some(RoleWord(None)));
    }

    #[test]
    fn a_grace_period_in_the_past_or_of_no_length_known_is_refused() {
        for wrong in ["soon", "-1h", "400d", "1 month", "", "24"] {
            assert!(grace(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn grace_periods_are_read_as_people_write_them() {
        for (text, minutes) in [("0", 0), ("30m", 30), ("24h", 24 * 60), ("7d", 7 * 24 * 60)] {
            assert_eq!(
                grace(text),
                Ok(SignedDuration::from_mins(minutes)),
                "{text}"
            );
        }
    }

    #[test]
    fn a_public_url_has_a_host_and_nothing_that_paths_cannot_follow() {
        for wrong in [
            "latchkey.acme.com",
            "ftp://acme.com",
            "https://a:b@acme.com",
            "https://acme.com/?x=1",
            "https://acme.com/#x",
        ] {
            assert!(public_url(wrong).is_err(), "{wrong}");
        }
        assert!(public_url("https://latchkey.acme.com").is_ok());
    }

    #[test]
    fn an_email_needs_its_parts() {
        for wrong in ["", " ", "ana", "@acme.com", "ana@", "a na@acme.com"] {
            assert!(email(wrong).is_err(), "{wrong:?}");
        }
        assert_eq!(email(" ana@acme.com "), Ok("ana@acme.com".to_owned()));
    }
}
