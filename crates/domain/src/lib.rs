//! What Latchkey is about, as types and rules, without I/O.
//!
//! One file a concept: people ([`user`]), [`group`]s, [`access_role`]s, the [`organization`], its
//! [`connector`] and [`passkey`]s, the rules by which Okta's words become a user
//! ([`provisioning`]), who may sign in ([`sign_in`]) and with what second factor ([`second_factor`]), [`session`]s,
//! [`invite`]s, the record of it all ([`activity`]) and who is told of it ([`webhook`]s). A rule that needs only values belongs here; one that has to look something up
//! belongs into a use case of `latchkey-app`.

pub mod access_role;
pub mod activity;
pub mod connector;
pub mod document;
pub mod group;
pub mod invite;
pub mod logo;
pub mod network;
pub mod organization;
pub mod passkey;
pub mod private_file;
pub mod provisioning;
pub mod refusal;
pub mod second_factor;
pub mod session;
pub mod settings;
pub mod sign_in;
pub mod typed_code;
pub mod user;
pub mod webhook;

pub use access_role::AccessRole;
pub use document::Document;
pub use refusal::{Holder, Refusal, RefusalCode};
