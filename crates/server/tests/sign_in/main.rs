//! Signing in, what a session is worth and what ends it; with the stand-in Okta where it takes one.

mod backchannel_logout;
mod ended;
mod enforcement;
mod forged_transactions;
mod from_issuer;
mod held;
mod lifetime;
mod linking;
mod universal_logout;
mod ways_around;
