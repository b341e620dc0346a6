//! TLS in the server itself, with a certificate and a key from two files.
//!
//! | file | what is in it |
//! | --- | --- |
//! | `files` | reading the two files, and every way in which they cannot be used |
//! | `facts` | what a certificate says of itself, for screens and warnings |
//! | `reload` | taking over what the files hold when they change |
//! | `door` | the handshake, its time, and whoever speaks plain http to it |
//!
//! TLS 1.2 and 1.3, by ring; HTTP/2 and HTTP/1.1 by ALPN.

mod door;
mod facts;
mod files;
mod reload;

pub(crate) use door::Door;
pub(crate) use facts::issuer_and_end;
pub use files::{TlsFault, load};
pub(crate) use reload::Reloading;
