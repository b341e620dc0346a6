//! What the use cases need from outside, as traits. The programs put the implementations in.

pub mod clock;
pub mod courier;
pub mod entropy;
pub mod host;
pub mod rehearsals;
pub mod sealing;
pub mod store;
pub mod vault;
