//! What the use cases need from outside, as traits. The programs put the implementations in.

pub mod clock;
pub mod entropy;
pub mod host;
pub mod outside;
pub mod rehearsals;
pub mod store;
pub mod vault;
