//! Signing in, what a session is worth and what ends it; with the stand-in Okta where it takes one.

mod ended;
mod enforcement;
mod forged_transactions;
mod held;
mod lifetime;
mod linking;
