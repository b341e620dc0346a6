//! `/api/v1` through the router: who may not, what is refused, and then what is done.

mod activity;
mod connector;
mod live;
mod organization;
mod sign_in_policy;
