//! End to end: the real programs, third-party clients and issuers.
