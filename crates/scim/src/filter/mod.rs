//! Filters (RFC 7644 §3.4.2.2).

mod ast;
mod matches;
mod parse;
mod print;

pub use ast::{AttributePath, Compare, Filter, Literal, Operator};
