//! The OpenID Connect relying party: discovery, PKCE, ID token checks and the key cache, without an HTTP client of its own.
