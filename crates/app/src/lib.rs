//! The use cases, and the traits that they need from outside.
