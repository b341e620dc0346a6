//! Signing in from a native app (RFC 8252): the system's browser opens the issuer and comes back to a listener on this
//! machine's loopback address, or through the app's own scheme. No window, no desktop library: who uses it opens the
//! browser.
//!
//! - [`sign_in`] is one sign-in from its beginning to the ID token that the server is handed.
//! - `listener.rs` is the loopback listener, open while a sign-in is under way and no longer; `page.rs` is what it shows.
//! - [`arrival`] reads an address that came another way: by the custom scheme, or pasted by a person.
//!
//! The server makes a challenge, the app a secret; the nonce is made of both and of the server's public URL, so that the ID
//! token is worth nothing to another server. The code is redeemed here, and the server checks the ID token by itself.
//!
//! To add a way back from the browser: something that hands the address it came to into [`sign_in::Arrivals`].

pub mod arrival;
mod listener;
pub mod page;
pub mod sign_in;

pub use page::Page;
pub use sign_in::{Arrivals, Challenge, Ended, Redeemed, SignIn, Start};

/// The ports of the loopback redirect URIs, in the order in which they are tried. Okta matches them to the letter and has
/// no any-port rule for loopback, so no release may change them.
pub const PORTS: [u16; 3] = [8766, 18766, 28766];

/// The redirect URI of the custom scheme, for when none of the ports is free.
pub const SCHEME_REDIRECT_URI: &str = "app.latchkey.desktop:/callback";
