//! `/api/v1` through the router: who may not, what is refused, and then what is done.

mod activity;
mod app_access;
mod bulk;
mod connector;
mod first_run;
mod groups;
mod invites;
mod live;
mod me;
mod organization;
mod people_list;
mod person;
mod roles;
mod sign_in_policy;
mod staff;
