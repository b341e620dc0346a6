//! A server's address as a person types it.

use url::{Host, Url};

/// Why a text is no address that the app connects to.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddressMistake {
    /// Nothing but blanks.
    #[error("Enter the address of your Latchkey server. It looks like https://latchkey.acme.com.")]
    Missing,
    /// No URL at all.
    #[error("{0} is no web address. It looks like https://latchkey.acme.com.")]
    NoAddress(String),
    /// Not https, and not this machine.
    #[error(
        "{0} would carry passwords and sessions in the clear. Use its https:// address; http:// is for servers on this \
         machine only."
    )]
    Plain(String),
    /// A user name or password in it.
    #[error(
        "There is a user name in this address. Enter the address alone; you sign in on the next page."
    )]
    Credentials,
}

/// The server at what was typed: its scheme, host and port. What a browser shows after them (a path, a query) is left
/// out, so that the address of any of its pages does.
pub fn read(typed: &str) -> Result<Url, AddressMistake> {
    let text: String = typed.split_whitespace().collect();
    if text.is_empty() {
        return Err(AddressMistake::Missing);
    }
    let shown: String = text.chars().take(120).collect();
    let whole = if text.contains("://") {
        text
    } else if seems_local(&text) {
        format!("http://{text}")
    } else {
        format!("https://{text}")
    };
    let no_address = || AddressMistake::NoAddress(shown.clone());
    let mut url = Url::parse(&whole).map_err(|_| no_address())?;
    if !matches!(url.scheme(), "http" | "https") || url.host().is_none() {
        return Err(no_address());
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(AddressMistake::Credentials);
    }
    let loopback = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    if url.scheme() == "http" && !loopback {
        return Err(AddressMistake::Plain(shown));
    }
    url.set_path("/");
    url.set_query(None);
    url.set_fragment(None);
    Ok(url)
}

/// Which scheme to try where none was typed; whether it may be used is decided on the whole address.
fn seems_local(text: &str) -> bool {
    let host = text.split(['/', ':']).next().unwrap_or_default();
    host.eq_ignore_ascii_case("localhost") || host.starts_with("127.") || text.starts_with("[::1]")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_address_is_refused() {
        assert_eq!(read(" \n"), Err(AddressMistake::Missing));
        for typed in [
            "https://",
            "file:///etc/passwd",
            "app.latchkey.desktop://x",
            "https://a b]c",
            "ftp://acme.com",
        ] {
            assert!(
                matches!(read(typed), Err(AddressMistake::NoAddress(_))),
                "{typed}: {:?}",
                read(typed)
            );
        }
        assert_eq!(
            read("https://ana@acme.com"),
            Err(AddressMistake::Credentials)
        );
    }

    #[test]
    fn plain_http_is_for_this_machine_only() {
        for typed in [
            "http://latchkey.acme.com",
            "http://10.0.0.7:8765",
            "http://127.evil.example",
            "127.evil.example",
            "http://localhost.evil.example",
        ] {
            assert!(
                matches!(read(typed), Err(AddressMistake::Plain(_))),
                "{typed}"
            );
        }
        for typed in [
            "http://127.0.0.1:8765",
            "localhost:8765",
            "http://[::1]:8765",
            "[::1]:8765",
        ] {
            assert!(read(typed).is_ok(), "{typed}");
        }
    }

    #[test]
    fn the_address_of_any_page_does() {
        for typed in [
            "latchkey.acme.com",
            " https://latchkey.acme.com/ ",
            "https://latchkey.acme.com/people?q=a#x",
            "https://latchkey.\nacme.com",
        ] {
            let url = read(typed).map(String::from);
            assert_eq!(url, Ok("https://latchkey.acme.com/".to_owned()), "{typed}");
        }
    }
}
