//! `/api/v1` through the router: who may not, what is refused, and then what is done.

mod app_access;
mod bulk;
mod first_run;
mod groups;
mod invites;
mod me;
mod people_list;
mod person;
mod roles;
mod staff;
