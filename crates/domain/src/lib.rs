//! Users, access roles, the connector, the sign-in policy and activity: types and rules, no I/O.
