//! The relying party against an issuer in memory, one file for each part of a sign-in.

mod cache;
mod discovery;
mod fake_issuer;
mod id_token;
mod sign_in;
