//! What must hold of every input that comes from outside, whatever is in it.
//!
//! One module an entrance, each with one function `holds`, which panics where something does not. `fuzz/` hands it what
//! libFuzzer makes up; `tests/seeds.rs` hands it the seed corpus in `fuzz/seeds`, so that every shape that was once
//! interesting, findings included, is tried with every test run and without the fuzzer.
//!
//! Nothing here is part of a program. To add an entrance: a module here, its line in [`ENTRANCES`], a target of the same
//! name in `fuzz/targets`, a folder of seeds.

#![expect(
    clippy::missing_panics_doc,
    reason = "panicking is how every function here says that something does not hold"
)]

pub mod authorization;
pub mod bulk;
pub mod callback;
pub mod filter;
pub mod id_token;
mod issuer;
pub mod patch_group;
pub mod patch_user;
pub mod path;
mod people;
mod refused;

/// An entrance: the name of its fuzz target, and what must hold of each input.
pub type Entrance = (&'static str, fn(&[u8]));

/// Every entrance.
pub const ENTRANCES: [Entrance; 8] = [
    ("authorization", authorization::holds),
    ("bulk", bulk::holds),
    ("callback", callback::holds),
    ("filter", filter::holds),
    ("id_token", id_token::holds),
    ("patch_group", patch_group::holds),
    ("patch_user", patch_user::holds),
    ("path", path::holds),
];
