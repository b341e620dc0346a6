//! The values that go into Okta.

use jiff::Timestamp;
use latchkey_app::connector::ConnectorDetails;
use latchkey_domain::passkey::Passkey;
use secrecy::ExposeSecret as _;
use serde::Serialize;

/// `latchkey connector … --json`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ConnectorJson {
    pub(crate) scim_url: String,
    pub(crate) user_name: String,
    /// Null when the clear text is nowhere any more.
    pub(crate) password: Option<String>,
    pub(crate) login_redirect_uris: Vec<String>,
    pub(crate) passkeys: Vec<PasskeyJson>,
}

/// A passkey without its clear text.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PasskeyJson {
    pub(crate) ends_in: String,
    pub(crate) created_at: Timestamp,
    pub(crate) last_used_at: Option<Timestamp>,
    /// The end of its grace period, for one that was rotated out.
    pub(crate) expires_at: Option<Timestamp>,
}

impl From<&ConnectorDetails> for ConnectorJson {
    fn from(details: &ConnectorDetails) -> Self {
        Self {
            scim_url: details.scim_url.clone(),
            user_name: details.user_name.clone(),
            password: details
                .password
                .as_ref()
                .map(|clear| clear.expose_secret().to_owned()),
            login_redirect_uris: details.login_redirect_uris.clone(),
            passkeys: details.passkeys.iter().map(PasskeyJson::from).collect(),
        }
    }
}

impl From<&Passkey> for PasskeyJson {
    fn from(passkey: &Passkey) -> Self {
        Self {
            ends_in: passkey.last_four.clone(),
            created_at: passkey.created_at,
            last_used_at: passkey.last_used_at,
            expires_at: passkey.expires_at,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_passkey_that_is_not_kept_is_null_and_its_hash_stays_inside() {
        let details = ConnectorDetails {
            scim_url: "http://127.0.0.1:8765/scim/v2".into(),
            user_name: "acme-abcd".into(),
            password: None,
            shown_again: false,
            login_redirect_uris: vec!["http://127.0.0.1:8765/auth/callback".into()],
            passkeys: vec![Passkey {
                id: "p1".into(),
                hash: [7; 32],
                last_four: "HBwc".into(),
                created_at: Timestamp::UNIX_EPOCH,
                last_used_at: None,
                expires_at: None,
            }],
            added_at: Timestamp::UNIX_EPOCH,
        };
        insta::assert_json_snapshot!(ConnectorJson::from(&details), @r#"
        {
          "scimUrl": "http://127.0.0.1:8765/scim/v2",
          "userName": "acme-abcd",
          "password": null,
          "loginRedirectUris": [
            "http://127.0.0.1:8765/auth/callback"
          ],
          "passkeys": [
            {
              "endsIn": "HBwc",
              "createdAt": "1970-01-01T00:00:00Z",
              "lastUsedAt": null,
              "expiresAt": null
            }
          ]
        }
        "#);
    }
}
