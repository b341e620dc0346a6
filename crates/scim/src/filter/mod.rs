//! Filters (RFC 7644 §3.4.2.2): `userName sw "a" and emails[type eq "work" and value co
//! "@x.example"]`.
//!
//! `parse.rs` reads one and checks it against the schemas, so that everything after it can rely on
//! names in their canonical spelling and values of the right kind. `matches.rs` asks it of a
//! resource, `print.rs` writes it out, `required.rs` says what every match has, and a store may walk the
//! public tree of `ast.rs` to make a query of it.
//!
//! To add an operator: a variant of [`Operator`], what it may be asked of in `literal.rs`, what it
//! means in `matches.rs`.

mod ast;
mod literal;
mod matches;
mod parse;
mod print;
#[cfg(test)]
mod properties;
mod required;
#[cfg(test)]
mod tests;

pub use ast::{AttributePath, Compare, Filter, Literal, Operator};
pub use parse::{MAX_DEPTH, MAX_LENGTH, MAX_TERMS};
pub use required::RequiredText;

pub(crate) use parse::parse_entry_filter;
