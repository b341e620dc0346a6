//! Signing in through Okta, against the stand-in issuer.

mod linking;
