//! Looking at an Issuer URL while it is typed: what is wrong with it, and what it should be.

use latchkey_domain::AccessRole;
use latchkey_oidc::{Discovery, DiscoveryFailure, IssuerMistake, check_form};

use crate::App;
use crate::failure::Failure;
use crate::record::Caller;

/// What is wrong with an Issuer URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrongIssuer {
    /// Which mistake, of a closed set.
    pub mistake: &'static str,
    /// In words.
    pub detail: String,
    /// What to write instead, where that is known.
    pub suggestion: Option<String>,
}

impl App {
    /// Looks at the form, then asks the issuer, for an EnterpriseAdmin.
    pub async fn look_at_issuer(
        &self,
        caller: &Caller,
        issuer: &str,
    ) -> Result<Result<Discovery, WrongIssuer>, Failure> {
        // Whoever may not set an issuer may not send this server to other machines either.
        self.read_as(caller, AccessRole::EnterpriseAdmin, |_| Ok(()))?;
        let url = match check_form(issuer) {
            Ok(url) => url,
            Err(mistake) => return Ok(Err(of_form(&mistake))),
        };
        let found = self.ports.relying_party.discover(&url).await;
        Ok(found.map_err(|failure| of_discovery(&failure)))
    }
}

fn of_form(mistake: &IssuerMistake) -> WrongIssuer {
    let (word, wanted) = match mistake {
        IssuerMistake::Missing => ("missing", None),
        IssuerMistake::NotAUrl { .. } => ("not_a_url", None),
        IssuerMistake::NoScheme { wanted } => ("no_scheme", Some(wanted)),
        IssuerMistake::AdminHost { wanted } => ("admin_host", Some(wanted)),
        IssuerMistake::PlainHttp { wanted } => ("plain_http", Some(wanted)),
        IssuerMistake::UserInfo { wanted } => ("user_info", Some(wanted)),
        IssuerMistake::QueryOrFragment { wanted } => ("query_or_fragment", Some(wanted)),
        IssuerMistake::BelowIssuer { wanted, extra } if extra.starts_with("/.well-known") => {
            ("well_known", Some(wanted))
        }
        IssuerMistake::BelowIssuer { wanted, .. } => ("below_issuer", Some(wanted)),
        IssuerMistake::TrailingSlash { wanted } => ("trailing_slash", Some(wanted)),
    };
    WrongIssuer {
        mistake: word,
        detail: mistake.to_string(),
        suggestion: wanted.cloned(),
    }
}

fn of_discovery(failure: &DiscoveryFailure) -> WrongIssuer {
    let (word, suggestion) = match failure {
        DiscoveryFailure::NoAuthorizationServer { organization, .. } => {
            ("no_such_server", Some(organization.clone()))
        }
        DiscoveryFailure::IssuerDiffers { found, .. } => ("issuer_differs", Some(found.clone())),
        DiscoveryFailure::Unreachable { .. } => ("unreachable", None),
        DiscoveryFailure::Status { .. } => ("status", None),
        DiscoveryFailure::NotAnIssuer { .. } => ("not_an_issuer", None),
        DiscoveryFailure::NotOffered { .. } => ("not_offered", None),
        DiscoveryFailure::UnsafeEndpoint { .. } => ("unsafe_endpoint", None),
        DiscoveryFailure::NoUsableKey { .. } => ("no_usable_key", None),
    };
    WrongIssuer {
        mistake: word,
        detail: failure.to_string(),
        suggestion,
    }
}
