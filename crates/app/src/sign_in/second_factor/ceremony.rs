//! The two ceremonies of WebAuthn (Level 3, §7.1 and §7.2), by webauthn-rs: user verification is always required, and
//! what a person's authenticator says of its maker is not asked.

use jiff::Timestamp;
use latchkey_domain::second_factor::Credential;
use latchkey_domain::user::User;
use latchkey_domain::{Refusal, RefusalCode};
use serde_json::Value;
use url::{Host, Url};
use webauthn_rs::Webauthn;
use webauthn_rs::prelude::{
    AuthenticationResult, CredentialID, Passkey, PasskeyAuthentication, PasskeyRegistration,
    PublicKeyCredential, RegisterPublicKeyCredential, Uuid, WebauthnBuilder, WebauthnError,
};

use crate::App;
use crate::failure::Failure;
use crate::ports::store::StoreError;
use crate::serving::Serving;

/// This server, as a browser's authenticator knows it.
pub(super) struct Party {
    webauthn: Webauthn,
    /// The host that passkeys are bound to.
    pub(super) rp_id: String,
}

/// A passkey that was just made, without its owner.
#[derive(Debug)]
pub(super) struct Made {
    pub(super) credential_id: Vec<u8>,
    pub(super) rp_id: String,
    pub(super) document: String,
    pub(super) counter: u32,
}

impl App {
    /// This server; where passkeys can be neither made nor used, the sentence says why.
    pub(super) fn party(&self) -> Result<Result<Party, String>, Failure> {
        let organization = self.organization()?.name;
        Ok(party(self.serving().as_ref(), &organization))
    }
}

fn party(serving: Option<&Serving>, organization: &str) -> Result<Party, String> {
    let Some(serving) = serving else {
        return Err("No server runs in this process, so no browser can use a passkey.".to_owned());
    };
    let url = Url::parse(&serving.public_url).map_err(|_| no_name(&serving.public_url))?;
    let Some(Host::Domain(host)) = url.host() else {
        return Err(no_name(&serving.public_url));
    };
    let host = host.to_owned();
    let is_local = host == "localhost" || host.ends_with(".localhost");
    if url.scheme() != "https" && !is_local {
        return Err(format!(
            "Browsers offer passkeys over https only, and this server's public URL is {}.",
            serving.public_url
        ));
    }
    let webauthn = WebauthnBuilder::new(&host, &url)
        .and_then(|builder| builder.rp_name(organization).build())
        .map_err(|fault| {
            format!(
                "Passkeys cannot be used at {}: {fault}.",
                serving.public_url
            )
        })?;
    Ok(Party {
        webauthn,
        rp_id: host,
    })
}

fn no_name(public_url: &str) -> String {
    format!(
        "A passkey is bound to a name, and this server is known by {public_url}. Set a public URL with a name under \
         Settings (on this machine alone: http://localhost with the same port), and open Latchkey there."
    )
}

impl Party {
    /// Begins to make one: what the browser is given, and what has to be kept meanwhile.
    pub(super) fn register(
        &self,
        user: &User,
        existing: &[Credential],
    ) -> Result<(Value, PasskeyRegistration), Failure> {
        let id = Uuid::parse_str(&user.id).map_err(|_| fault("a user's id is no UUID"))?;
        let known = existing
            .iter()
            .map(|credential| CredentialID::from(credential.credential_id.clone()))
            .collect();
        let (options, state) = self
            .webauthn
            .start_passkey_registration(id, &user.user_name, user.name(), Some(known))
            .map_err(|cause| fault(&cause.to_string()))?;
        Ok((public_key(&options)?, state))
    }

    /// Ends it with what the browser brings.
    pub(super) fn registered(
        &self,
        answer: Value,
        state: &PasskeyRegistration,
    ) -> Result<Made, Refusal> {
        let answer: RegisterPublicKeyCredential =
            serde_json::from_value(answer).map_err(|_| unreadable())?;
        let passkey = self
            .webauthn
            .finish_passkey_registration(&answer, state)
            .map_err(|cause| wrong(&cause))?;
        let document = serde_json::to_value(&passkey).map_err(|_| unreadable())?;
        let counter = document["cred"]["counter"].as_u64();
        Ok(Made {
            credential_id: passkey.cred_id().clone(),
            rp_id: self.rp_id.clone(),
            counter: counter.and_then(|at| u32::try_from(at).ok()).unwrap_or(0),
            document: document.to_string(),
        })
    }

    /// Asks for one of these; `None` if none of them belongs to this host.
    pub(super) fn ask(
        &self,
        credentials: &[Credential],
    ) -> Result<Option<(Value, PasskeyAuthentication)>, Failure> {
        let own: Vec<Passkey> = credentials
            .iter()
            .filter(|credential| credential.rp_id == self.rp_id)
            .map(of_document)
            .collect::<Result<_, _>>()?;
        if own.is_empty() {
            return Ok(None);
        }
        let (options, state) = self
            .webauthn
            .start_passkey_authentication(&own)
            .map_err(|cause| fault(&cause.to_string()))?;
        Ok(Some((public_key(&options)?, state)))
    }

    /// Checks what the browser brings: challenge, origin, host, user verification, signature, and the count.
    pub(super) fn answered(
        &self,
        answer: Value,
        state: &PasskeyAuthentication,
    ) -> Result<AuthenticationResult, Wrong> {
        let answer: PublicKeyCredential =
            serde_json::from_value(answer).map_err(|_| Wrong::Refused(unreadable()))?;
        self.webauthn
            .finish_passkey_authentication(&answer, state)
            .map_err(|cause| match cause {
                WebauthnError::CredentialPossibleCompromise => Wrong::Copied {
                    credential_id: answer.raw_id,
                },
                cause => Wrong::Refused(wrong(&cause)),
            })
    }
}

/// Why an assertion was not taken.
#[derive(Debug)]
pub(super) enum Wrong {
    /// It is not one for this sign-in.
    Refused(Refusal),
    /// The authenticator's count was seen before: there may be two of it.
    Copied {
        /// Which.
        credential_id: Vec<u8>,
    },
}

/// What is known of a passkey after it was used.
pub(super) fn after_use(
    credential: &Credential,
    result: &AuthenticationResult,
) -> Result<String, Failure> {
    let mut passkey = of_document(credential)?;
    passkey.update_credential(result);
    serde_json::to_string(&passkey).map_err(|cause| fault(&cause.to_string()))
}

/// As it is stored.
pub(super) fn credential(
    made: Made,
    id: String,
    user_id: &str,
    name: String,
    now: Timestamp,
) -> Credential {
    Credential {
        id,
        user_id: user_id.to_owned(),
        credential_id: made.credential_id,
        rp_id: made.rp_id,
        name,
        document: made.document,
        counter: made.counter,
        added_at: now,
        last_used_at: None,
    }
}

fn of_document(credential: &Credential) -> Result<Passkey, Failure> {
    serde_json::from_str(&credential.document)
        .map_err(|cause| fault(&format!("a passkey cannot be read: {cause}")))
}

/// What `PublicKeyCredential.parse…OptionsFromJSON` takes.
fn public_key(options: &impl serde::Serialize) -> Result<Value, Failure> {
    let mut options = serde_json::to_value(options).map_err(|cause| fault(&cause.to_string()))?;
    Ok(options["publicKey"].take())
}

fn fault(what: &str) -> Failure {
    StoreError::Fault(format!("WebAuthn: {what}")).into()
}

fn unreadable() -> Refusal {
    Refusal::new(
        RefusalCode::WrongSecondFactor,
        "What the browser brought is no passkey's answer. Nothing was changed. Try again.",
    )
}

fn wrong(cause: &WebauthnError) -> Refusal {
    let why = match cause {
        WebauthnError::MismatchedChallenge => "it was made for another sign-in",
        WebauthnError::InvalidRPOrigin | WebauthnError::CredentialCrossOrigin => {
            "it was made at another address"
        }
        WebauthnError::InvalidRPIDHash => "it belongs to another host",
        WebauthnError::UserNotPresent | WebauthnError::UserNotVerified => {
            "the authenticator did not check who uses it, by a PIN, a finger or a face"
        }
        WebauthnError::CredentialNotFound | WebauthnError::ChallengeNotFound => {
            "it is none of this account's passkeys"
        }
        WebauthnError::AuthenticationFailure | WebauthnError::SignatureInvalid => {
            "its signature does not fit"
        }
        _ => "it is not what WebAuthn asks for",
    };
    Refusal::new(
        RefusalCode::WrongSecondFactor,
        format!(
            "The passkey's answer was not taken: {why}. Nothing was changed. Try again, or use another way."
        ),
    )
}
