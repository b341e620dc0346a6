//! How the issuer departs from a well-behaved Okta, for trying what a relying party does then.

/// Switches for each way to differ. The default is Okta at its best.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Behaviour {
    /// Profile claims come by userinfo alone, as with some of Okta's "thin" ID tokens.
    pub slim_id_token: bool,
}
