//! The store from outside, each test on a fresh database. One program, so that it is linked once.

mod activity;
mod care;
mod crash;
mod groups;
mod opening;
mod organization;
mod people;
mod processes;
mod search;
mod second_factor;
mod sessions;
mod sign_in;
mod units;
mod users;
mod webhooks;
