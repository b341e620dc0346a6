//! Signing in through Okta, against the stand-in issuer.

mod forged_transactions;
mod linking;
