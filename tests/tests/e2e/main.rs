//! The real program as a process, over TCP. Each module is named for what it shows.

mod activity;
mod bad_input;
mod connector;
mod data_folder;
mod first_run;
mod okta_lifecycle;
mod okta_suite;
mod portal;
mod rehearsal;
mod sessions;
mod setup;
mod sign_in;
mod users;
