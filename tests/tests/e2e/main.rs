//! The real program as a process, over TCP. Each module is named for what it shows.

mod activity;
mod bad_input;
mod closed_process;
mod connector;
mod damaged_files;
mod data_folder;
mod disk_faults;
mod first_run;
mod killed;
mod okta_lifecycle;
mod okta_suite;
mod portal;
mod reach;
mod rehearsal;
mod sealed_file;
mod secrets_at_rest;
mod sessions;
mod setup;
mod sign_in;
mod tls;
mod users;
