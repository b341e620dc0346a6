//! From what a client sent to what it means: the shared first half of POST, PUT and PATCH.
//!
//! `document.rs` walks an object and finds the attribute that each key stands for, `value.rs`
//! checks one value, `limits.rs` has the lengths, `describe.rs` says in words what came.

mod describe;
mod document;
mod limits;
mod value;

pub(crate) use describe::{described, short};
pub(crate) use document::{Edit, Ignored, Intake};
pub(crate) use limits::check_entries;
pub(crate) use value::{entry, is_nothing, names_nobody, part};
