//! Webhooks: what an endpoint is sent, over TCP, and what follows from how it answers.

mod addresses;
mod delivered;
mod endpoints;
mod not_taken;
mod receiver;
