//! The Issuer URL that an admin types: its exact text, and the mistakes that are made when it is copied out of Okta.

use std::fmt;

use thiserror::Error;
use url::{Host, Url};

/// A longer text is not an Issuer URL, whatever it is.
const LONGEST: usize = 2048;

/// The domains under which Okta gives out organizations; each has a second, `-admin` address for its console.
const OKTA_DOMAINS: [&str; 6] = [
    "okta.com",
    "oktapreview.com",
    "okta-emea.com",
    "okta-gov.com",
    "okta.mil",
    "trexcloud.com",
];

/// Pages and endpoints below an issuer that get copied instead of it.
const BELOW_AN_ISSUER: [&str; 6] = [
    "/.well-known",
    "/v1/authorize",
    "/v1/token",
    "/v1/keys",
    "/v1/userinfo",
    "/admin",
];

/// An Issuer URL whose form was checked: exactly the text that was configured.
///
/// OIDC compares issuers letter by letter, so nothing here normalises.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct IssuerUrl(String);

impl IssuerUrl {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the issuer is on this machine, where plain http is accepted.
    pub fn is_loopback(&self) -> bool {
        Url::parse(&self.0).is_ok_and(|url| is_loopback(&url))
    }

    /// The name of the authorization server, `default` in `https://acme.okta.com/oauth2/default`.
    pub(crate) fn authorization_server(&self) -> Option<&str> {
        let (_, name) = self.0.rsplit_once("/oauth2/")?;
        (!name.is_empty() && !name.contains('/')).then_some(name)
    }
}

impl fmt::Display for IssuerUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// What is wrong with a text that should be an Issuer URL. `wanted` is the text with every mistake taken out.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum IssuerMistake {
    /// Nothing but blanks.
    #[error(
        "The Issuer URL is missing. It looks like https://acme.okta.com or https://acme.okta.com/oauth2/default."
    )]
    Missing,
    /// No URL, or one with blanks inside.
    #[error(
        "\"{input}\" is no URL. The Issuer URL looks like https://acme.okta.com or https://acme.okta.com/oauth2/default."
    )]
    NotAUrl {
        /// What was typed, shortened.
        input: String,
    },
    /// A host without `https://` in front.
    #[error("The Issuer URL begins with https://. Write {wanted}.")]
    NoScheme {
        /// The text as it should be.
        wanted: String,
    },
    /// The console's address.
    #[error(
        "This is the admin address of your Okta. The Issuer URL is {wanted}, without \"-admin\"."
    )]
    AdminHost {
        /// The text as it should be.
        wanted: String,
    },
    /// http to another machine, or another scheme altogether.
    #[error("An issuer on another machine is reached by https only. Write {wanted}.")]
    PlainHttp {
        /// The text as it should be.
        wanted: String,
    },
    /// A user name or password in front of the host.
    #[error("The Issuer URL carries no user name or password. Write {wanted}.")]
    UserInfo {
        /// The text as it should be.
        wanted: String,
    },
    /// A `?` or `#` and what follows.
    #[error("The Issuer URL ends before the \"?\" or \"#\". Write {wanted}.")]
    QueryOrFragment {
        /// The text as it should be.
        wanted: String,
    },
    /// The address of a document, an endpoint or a page of the issuer.
    #[error(
        "This is the address of a page below the issuer. The Issuer URL is {wanted}, without \"{extra}\"."
    )]
    BelowIssuer {
        /// The text as it should be.
        wanted: String,
        /// The path that does not belong to it.
        extra: String,
    },
    /// A `/` at the end.
    #[error("The Issuer URL has no slash at its end. Write {wanted}.")]
    TrailingSlash {
        /// The text as it should be.
        wanted: String,
    },
}

/// Looks at the form of an Issuer URL; what stands behind it is [`crate::RelyingParty::discover`]'s to find out.
///
/// Blanks and line breaks around the text are dropped, since they come with copying. Of several mistakes the first is
/// named, and `wanted` has all of them taken out.
pub fn check_form(input: &str) -> Result<IssuerUrl, IssuerMistake> {
    let text = input.trim();
    if text.is_empty() {
        return Err(IssuerMistake::Missing);
    }
    let not_a_url = || IssuerMistake::NotAUrl {
        input: crate::failure::quoted(text),
    };
    // The URL parser drops line breaks inside a text and encodes blanks, so the exact text would not be the URL's.
    if text.len() > LONGEST
        || text
            .chars()
            .any(|c| c.is_whitespace() || c.is_control() || c == '\\')
    {
        return Err(not_a_url());
    }
    let Some(url) = with_host(text) else {
        // "acme.okta.com" has no scheme, and "acme.okta.com:443" has one that nobody meant.
        let guess = with_host(&format!("https://{text}"))
            .filter(|guess| !text.contains("://") && looks_like_a_host(guess));
        return Err(
            guess.map_or_else(not_a_url, |guess| IssuerMistake::NoScheme {
                wanted: mended(&guess),
            }),
        );
    };
    let wanted = mended(&url);
    if without_admin(&url).is_some() {
        return Err(IssuerMistake::AdminHost { wanted });
    }
    match url.scheme() {
        "https" => {}
        "http" if is_loopback(&url) => {}
        _ => return Err(IssuerMistake::PlainHttp { wanted }),
    }
    if !url.username().is_empty() || url.password().is_some() || text.contains('@') {
        return Err(IssuerMistake::UserInfo { wanted });
    }
    if text.contains(['?', '#']) {
        return Err(IssuerMistake::QueryOrFragment { wanted });
    }
    if let Some(extra) = below_issuer(url.path()) {
        let extra = extra.to_owned();
        return Err(IssuerMistake::BelowIssuer { wanted, extra });
    }
    if text.ends_with('/') {
        return Err(IssuerMistake::TrailingSlash { wanted });
    }
    Ok(IssuerUrl(text.to_owned()))
}

fn with_host(text: &str) -> Option<Url> {
    // Without "//" the parser still reads "https:acme" as a host, which no issuer would be called.
    Url::parse(text)
        .ok()
        .filter(|url| url.host_str().is_some_and(|host| !host.is_empty()) && text.contains("://"))
}

fn looks_like_a_host(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name.contains('.') || name == "localhost",
        Some(_) => true,
        None => false,
    }
}

/// Whether an address leads to this machine by what is written: `localhost`, or a loopback address.
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// The host without `-admin`, if it is the console of an organization at Okta.
fn without_admin(url: &Url) -> Option<String> {
    let (label, domain) = url.host_str()?.split_once('.')?;
    let organization = label
        .strip_suffix("-admin")
        .filter(|name| !name.is_empty())?;
    OKTA_DOMAINS
        .contains(&domain)
        .then(|| format!("{organization}.{domain}"))
}

/// The part of a path that does not belong to an issuer.
fn below_issuer(path: &str) -> Option<&str> {
    BELOW_AN_ISSUER
        .iter()
        .filter_map(|below| {
            let start = path.find(below)?;
            let whole_segment = path[start + below.len()..]
                .chars()
                .next()
                .is_none_or(|next| next == '/');
            // The organization's own server has its endpoints under /oauth2/v1, without a name between.
            let start = if path[..start].ends_with("/oauth2") && below.starts_with("/v1") {
                start - "/oauth2".len()
            } else {
                start
            };
            whole_segment.then_some(start)
        })
        .min()
        .map(|start| &path[start..])
}

/// The Issuer URL that was most likely meant.
fn mended(url: &Url) -> String {
    let scheme = if url.scheme() == "http" && is_loopback(url) {
        "http"
    } else {
        "https"
    };
    let host = without_admin(url).unwrap_or_else(|| url.host_str().unwrap_or_default().to_owned());
    let port = url
        .port()
        .map_or_else(String::new, |port| format!(":{port}"));
    let path = url.path();
    let path = &path[..path.len() - below_issuer(path).map_or(0, str::len)];
    format!("{scheme}://{host}{port}{}", path.trim_end_matches('/'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn sentence(input: &str) -> String {
        check_form(input).expect_err("it is refused").to_string()
    }

    #[test]
    fn the_admin_address_is_recognized() {
        let wanted = "This is the admin address of your Okta. The Issuer URL is https://acme.okta.com, without \"-admin\".";
        for pasted in [
            "https://acme-admin.okta.com",
            "https://acme-admin.okta.com/",
            "https://acme-admin.okta.com/admin/dashboard",
            "http://acme-admin.okta.com",
        ] {
            assert_eq!(sentence(pasted), wanted, "{pasted}");
        }
        assert_eq!(
            sentence("https://acme-admin.oktapreview.com/oauth2/default"),
            "This is the admin address of your Okta. The Issuer URL is https://acme.oktapreview.com/oauth2/default, without \
             \"-admin\"."
        );
    }

    #[test]
    fn a_host_of_ones_own_may_end_in_admin() {
        assert!(check_form("https://id-admin.acme.com").is_ok());
    }

    #[test]
    fn other_slips_say_what_is_wanted() {
        for (pasted, said) in [
            (
                "",
                "The Issuer URL is missing. It looks like https://acme.okta.com or https://acme.okta.com/oauth2/default.",
            ),
            (
                "acme.okta.com",
                "The Issuer URL begins with https://. Write https://acme.okta.com.",
            ),
            (
                "acme.okta.com/",
                "The Issuer URL begins with https://. Write https://acme.okta.com.",
            ),
            (
                "https://acme.okta.com/",
                "The Issuer URL has no slash at its end. Write https://acme.okta.com.",
            ),
            (
                "https://acme.okta.com/oauth2/default/",
                "The Issuer URL has no slash at its end. Write https://acme.okta.com/oauth2/default.",
            ),
            (
                "https://acme.okta.com/oauth2/default/.well-known/openid-configuration",
                "This is the address of a page below the issuer. The Issuer URL is https://acme.okta.com/oauth2/default, \
                 without \"/.well-known/openid-configuration\".",
            ),
            (
                "https://acme.okta.com/oauth2/v1/authorize",
                "This is the address of a page below the issuer. The Issuer URL is https://acme.okta.com, without \
                 \"/oauth2/v1/authorize\".",
            ),
            (
                "http://acme.okta.com",
                "An issuer on another machine is reached by https only. Write https://acme.okta.com.",
            ),
            (
                "https://acme.okta.com?client_id=1",
                "The Issuer URL ends before the \"?\" or \"#\". Write https://acme.okta.com.",
            ),
            (
                "https://acme.okta.com#top",
                "The Issuer URL ends before the \"?\" or \"#\". Write https://acme.okta.com.",
            ),
            (
                "https://ana:pw@acme.okta.com",
                "The Issuer URL carries no user name or password. Write https://acme.okta.com.",
            ),
            (
                "ask the admin",
                "\"ask the admin\" is no URL. The Issuer URL looks like https://acme.okta.com or \
                 https://acme.okta.com/oauth2/default.",
            ),
            (
                "https://",
                "\"https://\" is no URL. The Issuer URL looks like https://acme.okta.com or \
                 https://acme.okta.com/oauth2/default.",
            ),
        ] {
            assert_eq!(sentence(pasted), said, "{pasted}");
        }
    }

    #[test]
    fn what_comes_with_copying_is_dropped_and_the_rest_kept_to_the_letter() {
        for (pasted, kept) in [
            (" https://acme.okta.com\r\n", "https://acme.okta.com"),
            (
                "\thttps://acme.okta.com/oauth2/aus1AbC",
                "https://acme.okta.com/oauth2/aus1AbC",
            ),
            ("http://127.0.0.1:9080", "http://127.0.0.1:9080"),
            ("http://localhost:3000/oidc", "http://localhost:3000/oidc"),
            ("http://[::1]:3000", "http://[::1]:3000"),
            ("https://Login.Acme.com", "https://Login.Acme.com"),
        ] {
            assert_eq!(
                check_form(pasted).map(|issuer| issuer.to_string()),
                Ok(kept.to_owned())
            );
        }
    }

    #[test]
    fn the_authorization_server_has_a_name() {
        let named = |text| {
            check_form(text)
                .expect("an issuer")
                .authorization_server()
                .map(str::to_owned)
        };
        assert_eq!(
            named("https://acme.okta.com/oauth2/default").as_deref(),
            Some("default")
        );
        assert_eq!(named("https://acme.okta.com"), None);
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in any::<String>()) {
            let _ = check_form(&text);
        }

        #[test]
        fn nothing_like_a_url_makes_it_panic(text in "(https?://)?[a-z@:.#?/%\\-\\[\\]0-9é ]{0,40}(/oauth2|/v1/keys|/admin|-admin.okta.com)?/?") {
            let _ = check_form(&text);
        }

        #[test]
        fn what_is_suggested_is_accepted(host in "[a-z]{1,8}(-admin)?\\.(okta|acme)\\.com", tail in "(/oauth2/default)?(/v1/keys|/\\.well-known/x|/)?(\\?q)?") {
            let pasted = format!("https://{host}{tail}");
            let wanted = match check_form(&pasted) {
                Ok(_) => return Ok(()),
                Err(IssuerMistake::AdminHost { wanted }
                    | IssuerMistake::BelowIssuer { wanted, .. }
                    | IssuerMistake::TrailingSlash { wanted }
                    | IssuerMistake::QueryOrFragment { wanted }) => wanted,
                Err(other) => return Err(TestCaseError::fail(format!("{pasted}: {other}"))),
            };
            prop_assert!(check_form(&wanted).is_ok(), "{pasted} → {wanted}");
        }
    }
}
