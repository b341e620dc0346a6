//! What the test of the public URL asks for: how its own request arrived (`latchkey_app::reach::arrived`).
//!
//! Who shows no fresh voucher of this installation is answered as anybody without a passkey is. It changes nothing, and
//! nothing of it is on record: Okta did not call.

use axum::body::Body;
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;
use latchkey_app::reach::arrived::{
    Arrived, Authorization, ENTITY_TAG, LARGEST_BODY, REFUSE, VOUCHER, digest,
};
use latchkey_scim::error::ScimError;
use url::form_urlencoded;

use super::answer::{self, Refused};
use crate::client;
use crate::state::ServerState;

/// What such a request asks; none where it is not one of this installation's.
pub(super) struct Question {
    voucher: String,
    proof: String,
    refuse: bool,
    filter: Option<String>,
}

impl Question {
    /// Reads the query of a request.
    pub(super) fn read(parts: &Parts, state: &ServerState) -> Option<Self> {
        let (mut voucher, mut refuse, mut filter) = (None, false, None);
        for (name, value) in form_urlencoded::parse(parts.uri.query()?.as_bytes()) {
            match &*name {
                VOUCHER => voucher = Some(value.into_owned()),
                REFUSE => refuse = true,
                "filter" => filter = Some(value.into_owned()),
                _ => {}
            }
        }
        let voucher = voucher?;
        // A store that fails is told of where it matters.
        let proof = state.app.honour_voucher(&voucher).ok()??;
        Some(Self {
            voucher,
            proof,
            refuse,
            filter,
        })
    }

    /// What came, or the refusal that was asked for.
    pub(super) async fn answer(
        self,
        parts: &Parts,
        body: Body,
        state: &ServerState,
    ) -> Result<Response, Refused> {
        if self.refuse {
            return Err(ScimError::unauthorized(
                "This call brought no credentials, as the test of the public URL wanted it.",
            )
            .into());
        }
        let arrival = state.fixed.limits.arrival;
        let reading = axum::body::to_bytes(body, LARGEST_BODY);
        let body = match tokio::time::timeout(arrival, reading).await {
            Ok(Ok(body)) => body,
            Ok(Err(_)) => {
                return Err(ScimError::payload_too_large(format!(
                    "The body broke off, or is larger than {LARGEST_BODY} bytes. Test again."
                ))
                .into());
            }
            Err(_) => {
                return Err(ScimError::request_timeout(format!(
                    "The body did not arrive within {} s. Test again.",
                    arrival.as_secs()
                ))
                .into());
            }
        };
        let text = |name: HeaderName| Some(parts.headers.get(name)?.to_str().ok()?.to_owned());
        let peer = client::peer(&parts.extensions);
        let arrived = Arrived {
            authorization: Authorization::of(text(header::AUTHORIZATION).as_deref(), &self.voucher),
            proof: self.proof,
            method: parts.method.as_str().to_owned(),
            path: parts.uri.path().to_owned(),
            filter: self.filter,
            if_match: text(header::IF_MATCH),
            content_type: text(header::CONTENT_TYPE),
            body_bytes: body.len(),
            body_sha256: digest(&body),
            peer: peer.map(|peer| peer.to_string()),
            peer_is_trusted: peer
                .is_some_and(|peer| client::is_trusted(peer, &state.fixed.trusted_proxies)),
            forwarded: parts.headers.contains_key("x-forwarded-for"),
            tls: state.fixed.tls,
        };
        let arrived = serde_json::to_string(&arrived).unwrap_or_default();
        let mut response = answer::text(StatusCode::OK, arrived);
        response
            .headers_mut()
            .insert(header::ETAG, HeaderValue::from_static(ENTITY_TAG));
        Ok(response)
    }
}
