//! A stand-in Okta tenant: an issuer and a provisioning client that hold Okta's side of the bargain.
