//! What the server answers beside provisioning: sessions, refusals, pages, through the router.

mod housekeeping;
mod keychain;
mod peers;
mod public_url;
mod reach;
mod refusal_pages;
mod rehearsal;
mod request_ids;
mod session;
mod store_faults;
mod tls;
mod wrong_passwords;
mod wrong_tokens;
