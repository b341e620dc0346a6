//! Every door has a lock: the router against the written table (`latchkey_server::access`), and each route called as
//! everyone.

mod before_set_up;
mod callers;
mod doors;
mod requests;
mod routes;
