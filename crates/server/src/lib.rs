//! The HTTP server: SCIM, the API, sign-in, the portal and health. Thin: what happens is in `latchkey-app`.
//!
//! One folder a part of the address space: [`scim`] is `/scim/v2`, [`api`] is `/api/v1`, [`auth`] is `/auth`,
//! [`portal`] is everything that a browser shows. To add an endpoint: a handler of about ten lines in the file of
//! its subject, its route in that folder's `mod.rs`, its refusals in words by the folder's one error type.
//! [`router`] puts them together; [`start`] runs it all on a socket.

pub mod access;
mod after_panic;
pub mod api;
mod arrival;
pub mod auth;
pub mod client;
mod compressed;
pub mod config;
pub mod csrf;
pub mod health;
mod host;
mod housekeeping;
pub mod issuer_http;
pub mod listen;
pub mod outside;
pub mod portal;
pub mod request_id;
pub mod router;
pub mod scim;
pub mod state;
pub mod tls;

pub use config::{Limits, ServeConfig};
pub use issuer_http::{issuer_http, issuer_http_within};
pub use listen::{RunningServer, start};
pub use outside::outside;
