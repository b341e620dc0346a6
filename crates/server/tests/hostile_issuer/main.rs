//! The relying party against an issuer that breaks every rule, and against browsers and apps that do. Over TCP, by both ways
//! in: the browser's, from `/auth/login` to `/auth/callback`, and a native app's, whose ID token comes to
//! POST `/api/v1/session`.
//!
//! [`stage`] has the server, the stand-in Okta and Ana, who may sign in; [`browser`] and [`app`] are the two ways with what
//! must be so after a refusal. A new attack: a switch in the stand-in's `Behaviour`, and a line in the table of its subject.

mod answers;
mod app;
mod begun_elsewhere;
mod browser;
mod callback;
mod discovery;
mod id_token;
mod keys;
mod outage;
mod stage;
mod third_party;
mod transaction;
mod userinfo;
