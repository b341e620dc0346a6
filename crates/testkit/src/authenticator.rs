//! What people sign in with beside a password: an authenticator app's codes, and an authenticator of WebAuthn in
//! software, which can be told to misbehave.

use anyhow::{Context as _, Result};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use totp_rs::{Builder, Secret};

/// The code that an authenticator app shows at `now` for this secret, in base32.
pub fn totp_code(secret: &str, now: Timestamp) -> Result<String> {
    let totp = Builder::new()
        .with_secret(Secret::try_from_base32(secret)?)
        .build()?;
    let seconds = u64::try_from(now.as_second())?;
    Ok(totp.generate(seconds).to_string())
}

/// An authenticator with one ES256 key that counts its uses, in a browser.
#[derive(Clone, Debug)]
pub struct Authenticator {
    key: SigningKey,
    id: Vec<u8>,
    /// How often it was used.
    pub counter: u32,
    /// Where the browser is: the page's origin.
    pub origin: String,
    /// The host that it answers for.
    pub rp_id: String,
    /// Whether it asks for a PIN, a finger or a face.
    pub verifies_user: bool,
}

impl Authenticator {
    /// One of its own kind for each `number` from 1 on, in a browser that shows `origin`.
    pub fn new(number: u8, origin: &str) -> Result<Self> {
        let rp_id = url::Url::parse(origin)?
            .host_str()
            .context("an origin has a host")?
            .to_owned();
        Ok(Self {
            key: SigningKey::from_slice(&[number; 32])?,
            id: vec![number; 32],
            counter: 0,
            origin: origin.to_owned(),
            rp_id,
            verifies_user: true,
        })
    }

    /// Makes a passkey (WebAuthn §6.3.2): what `PublicKeyCredential.toJSON` gives for these options.
    pub fn make(&mut self, options: &Value) -> Value {
        self.counter += 1;
        let point = self.key.verifying_key().to_sec1_point(false);
        // RFC 9052: an EC2 key, ES256, on P-256.
        let mut cose = vec![0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20];
        cose.extend_from_slice(&point.as_bytes()[1..33]);
        cose.extend_from_slice(&[0x22, 0x58, 0x20]);
        cose.extend_from_slice(&point.as_bytes()[33..]);
        let mut data = self.data(0x40);
        data.extend_from_slice(&[0; 16]);
        data.extend_from_slice(&[0, 32]);
        data.extend_from_slice(&self.id);
        data.extend_from_slice(&cose);
        // {"fmt": "none", "attStmt": {}, "authData": data}
        let mut object = vec![0xa3, 0x63];
        object.extend_from_slice(b"fmt\x64none\x67attStmt\xa0\x68authData\x58");
        object.push(u8::try_from(data.len()).unwrap_or(u8::MAX));
        object.extend_from_slice(&data);
        json!({
            "id": URL_SAFE_NO_PAD.encode(&self.id),
            "rawId": URL_SAFE_NO_PAD.encode(&self.id),
            "type": "public-key",
            "clientExtensionResults": {},
            "response": {
                "clientDataJSON": URL_SAFE_NO_PAD.encode(self.client_data("webauthn.create", options)),
                "attestationObject": URL_SAFE_NO_PAD.encode(object),
                "transports": ["internal"],
            },
        })
    }

    /// Answers for its passkey (WebAuthn §6.3.3).
    pub fn answer(&mut self, options: &Value) -> Value {
        self.counter += 1;
        let data = self.data(0);
        let client_data = self.client_data("webauthn.get", options);
        let mut signed = data.clone();
        signed.extend_from_slice(&Sha256::digest(&client_data));
        let signature: Signature = self.key.sign(&signed);
        json!({
            "id": URL_SAFE_NO_PAD.encode(&self.id),
            "rawId": URL_SAFE_NO_PAD.encode(&self.id),
            "type": "public-key",
            "clientExtensionResults": {},
            "response": {
                "clientDataJSON": URL_SAFE_NO_PAD.encode(client_data),
                "authenticatorData": URL_SAFE_NO_PAD.encode(data),
                "signature": URL_SAFE_NO_PAD.encode(signature.to_der().as_bytes()),
                "userHandle": null,
            },
        })
    }

    /// The part of the authenticator data that every answer has.
    fn data(&self, further_flags: u8) -> Vec<u8> {
        let mut data = Sha256::digest(self.rp_id.as_bytes()).to_vec();
        let verified = if self.verifies_user { 0x04 } else { 0 };
        data.push(0x01 | verified | further_flags);
        data.extend_from_slice(&self.counter.to_be_bytes());
        data
    }

    fn client_data(&self, kind: &str, options: &Value) -> Vec<u8> {
        json!({"type": kind, "challenge": options["challenge"], "origin": self.origin, "crossOrigin": false})
            .to_string()
            .into_bytes()
    }
}
