//! End to end: the real `latchkey` program as a process, reached over TCP, and judges that others wrote.
//!
//! What the tests share is here: [`program`] finds and runs the program, [`installation`] is a data folder that is
//! set up and served, [`scim`] and [`raw`] speak to it, [`issuer`] is a certified issuer from npm, [`browser`] walks
//! its pages. The tests are in `tests/e2e` (Rust alone) and `tests/judges` (with what `./dev test` installs).
//!
//! To add a test, put it in the module that is named for what it shows, and start from
//! [`installation::Installation::connected`]. Nothing here waits by sleeping: it waits for a line that a program
//! prints, or asks again until an answer is as expected, for [`patience::LIMIT`] at most.

pub mod browser;
pub mod desktop;
pub mod installation;
pub mod issuer;
pub mod patience;
pub mod process;
pub mod program;
pub mod raw;
pub mod scim;
