//! Whether a Latchkey that fits answers at a destination: `GET /api/v1/about`.

use http::StatusCode;
use serde::{Deserialize, Serialize};

use crate::API;
use crate::call::PageCall;
use crate::destination::{Destination, Lost, is_gateway};

/// What a server says of itself before anyone is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct About {
    /// Always "Latchkey".
    pub product: String,
    /// The server's own version, for people.
    pub version: String,
    /// The version of the API that it speaks.
    pub api: u64,
    /// Whether an organization is there.
    pub set_up: bool,
}

/// Why the app does not connect.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// Nobody answers there.
    #[error(transparent)]
    Lost(#[from] Lost),
    /// Something else does.
    #[error(
        "Something answers at {address}, but it is no Latchkey server ({found}). Check the address with whoever gave it \
         to you."
    )]
    NotLatchkey {
        /// The address.
        address: String,
        /// What came instead.
        found: String,
    },
    /// The server is older than the screens of this app.
    #[error(
        "The server at {address} is Latchkey {version}, which is too old for this app ({app}). Its operator updates the \
         server; nothing was changed.",
        app = env!("CARGO_PKG_VERSION")
    )]
    ServerOlder {
        /// The address.
        address: String,
        /// The server's version.
        version: String,
    },
    /// The app is older than the server.
    #[error(
        "The server at {address} is Latchkey {version}, which is too new for this app ({app}). Update the app on this \
         machine; nothing was changed.",
        app = env!("CARGO_PKG_VERSION")
    )]
    AppOlder {
        /// The address.
        address: String,
        /// The server's version.
        version: String,
    },
}

impl Unfit {
    /// A stable word for screens.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Lost(_) => "lost",
            Self::NotLatchkey { .. } => "not_latchkey",
            Self::ServerOlder { .. } => "server_older",
            Self::AppOlder { .. } => "app_older",
        }
    }
}

/// Asks the server who it is. No session goes along: it may be anybody.
pub async fn ask(destination: &Destination) -> Result<About, Unfit> {
    let address = destination.public_url().to_owned();
    let request = PageCall::get("/api/v1/about").checked();
    let request = request.map_err(|refused| Lost(refused.to_string()))?;
    let response = destination.send(request).await?;
    let not_latchkey = |found: String| Unfit::NotLatchkey {
        address: address.clone(),
        found,
    };
    if is_gateway(response.status().as_u16()) {
        return Err(Unfit::Lost(Lost(format!(
            "The gateway before {address} answered with status {}: the server behind it is not there. Try again later, \
             or ask its operator.",
            response.status().as_u16()
        ))));
    }
    if response.status() != StatusCode::OK {
        return Err(not_latchkey(format!(
            "status {}",
            response.status().as_u16()
        )));
    }
    let about: About = serde_json::from_slice(response.body())
        .map_err(|_| not_latchkey("its answer is not what Latchkey says of itself".to_owned()))?;
    if about.product != "Latchkey" {
        return Err(not_latchkey("it calls itself otherwise".to_owned()));
    }
    fits(about, address)
}

fn fits(about: About, address: String) -> Result<About, Unfit> {
    let version = about.version.chars().take(40).collect();
    match about.api.cmp(&API) {
        std::cmp::Ordering::Less => Err(Unfit::ServerOlder { address, version }),
        std::cmp::Ordering::Greater => Err(Unfit::AppOlder { address, version }),
        std::cmp::Ordering::Equal => Ok(about),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn about(api: u64) -> About {
        About {
            product: "Latchkey".to_owned(),
            version: "9.1.0".to_owned(),
            api,
            set_up: true,
        }
    }

    fn refusal(api: u64) -> (&'static str, String) {
        let unfit = fits(about(api), "https://l.acme.com".to_owned()).expect_err("it does not fit");
        (unfit.code(), unfit.to_string())
    }

    #[test]
    fn the_one_to_update_is_named() {
        let (code, sentence) = refusal(API + 1);
        assert_eq!(code, "app_older");
        assert!(
            sentence.contains("Update the app on this machine"),
            "{sentence}"
        );
        let (code, sentence) = refusal(API - 1);
        assert_eq!(code, "server_older");
        assert!(
            sentence.contains("Its operator updates the server"),
            "{sentence}"
        );
        assert!(sentence.contains("9.1.0"), "{sentence}");
    }

    #[test]
    fn the_same_version_of_the_api_fits_whatever_the_programs_are_called() {
        assert!(fits(about(API), String::new()).is_ok());
    }
}
