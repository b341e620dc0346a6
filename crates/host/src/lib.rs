//! One installation, put together: what every program that runs Latchkey on a machine of its own needs.
//!
//! | file | what is in it |
//! | --- | --- |
//! | [`closed_process`] | no other process reads this one's memory |
//! | [`log`], `log_filter` | what is logged, what never is; what of it at the moment |
//! | [`data_dir`] | which folder, when nobody names one |
//! | [`installation`] | a data folder that is opened, and the use cases on it |
//! | [`serving`] | the same with its lock held and the server running |
//! | [`files`] | the folder's size, disk and backups, for the settings page |
//! | [`rehearsals`] | the rehearsal that screens start |
//! | [`scratch`] | an installation in a temporary folder, connected to the stand-in Okta |
//!
//! The programs around it (`cli`, the desktop) decide what to open, and what to say of it. To add a part of which an
//! installation is made: put it in where [`installation`] makes the `App`.

pub mod closed_process;
pub mod data_dir;
pub mod files;
pub mod installation;
pub mod log;
mod log_filter;
pub mod rehearsals;
pub mod scratch;
pub mod serving;

pub use files::Files;
pub use installation::Installation;
pub use rehearsals::ScratchRehearsals;
pub use scratch::Scratch;
pub use serving::Serving;
