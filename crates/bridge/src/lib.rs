//! What the desktop app does without its window, so that it runs and is tested without a desktop.
//!
//! | file | what is in it |
//! | --- | --- |
//! | [`call`] | one request of the page, checked: a path below `/api/v1`, two headers, a body, whether a person is there |
//! | [`reply`] | what the page gets back, and what it does not |
//! | [`destination`] | where requests go: the router in this process, or a server elsewhere |
//! | [`tokens`] | where the session's token rests: the system's keychain, or memory where there is none |
//! | [`bridge`] | the way from the page to the destination, with the session added |
//! | [`hosting`] | the server in this process, on the data folder |
//! | [`native`] | signing in through the system's browser, end to end |
//! | [`server_address`], [`about`] | an address that a person typed, and whether a Latchkey that fits answers there |
//! | [`choice`] | what is remembered between starts: hosts or connects |
//! | [`links`] | deep links, which anyone may forge |
//! | [`attention`], [`lookout`] | what needs an admin, for notifications, and how the app hears of it |
//!
//! The page never sees a token: answers that carry one are stripped in [`reply`]. To let the page do something that is no
//! API call, add a command in the desktop package; what it does belongs here.

pub mod about;
pub mod attention;
pub mod bridge;
pub mod call;
pub mod choice;
pub mod destination;
pub mod hosting;
pub mod links;
pub mod lookout;
pub mod native;
pub mod reply;
pub mod server_address;
pub mod tokens;

pub use bridge::Bridge;
pub use call::PageCall;
pub use destination::Destination;
pub use reply::PageReply;

/// The version of the API that this app's screens are made for (`api` in `GET /api/v1/about`).
pub const API: u64 = 1;
