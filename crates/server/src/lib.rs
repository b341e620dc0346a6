//! The HTTP server: SCIM, the API, sign-in, the portal, health and metrics.
