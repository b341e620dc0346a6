//! Every door has a lock: the router against the written table (`latchkey_server::access`), each route called as everyone,
//! and the browser's doors.

mod before_set_up;
mod callers;
mod cross_site;
mod doors;
mod headers;
mod higher_roles;
mod hosts;
mod last_one;
mod proxies;
mod requests;
mod routes;
