//! Judges that others wrote: a SCIM tester from Python, and a certified issuer from Node.
//!
//! `./dev test judges` installs them first. A new judge gets a module of its own here.

mod oidc_provider;
mod scim2_tester;
