//! `/api/v1` through the router: who may not, what is refused, and then what is done.

mod activity;
mod app_access;
mod billing;
mod bulk;
mod checklist;
mod connector;
mod first_run;
mod groups;
mod home;
mod invites;
mod keeping;
mod live;
mod me;
mod organization;
mod people_list;
mod person;
mod rehearsal;
mod roles;
mod second_factor;
mod settings;
mod sign_in_policy;
mod staff;
mod troubleshooting;
mod why;
