//! The one way from the page to a server: checked, with the session added, and stripped of the token on the way back.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use bytes::Bytes;
use http::{HeaderValue, Method, Request, Response, StatusCode, header};
use secrecy::ExposeSecret as _;

use crate::call::{CallRefused, PageCall};
use crate::destination::{Destination, Lost};
use crate::reply::{PageReply, take_token};
use crate::tokens::Tokens;

/// A destination and the session there.
#[derive(Clone)]
pub struct Bridge {
    destination: Destination,
    tokens: Tokens,
    in_memory_only: Arc<AtomicBool>,
}

/// Why a call of the page has no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CallFailed {
    /// It was not sent.
    #[error(transparent)]
    Refused(#[from] CallRefused),
    /// Nobody answered.
    #[error(transparent)]
    Lost(#[from] Lost),
}

impl Bridge {
    /// To `destination`, with the session that rests in `tokens`.
    pub fn new(destination: Destination, tokens: Tokens) -> Self {
        Self {
            destination,
            tokens,
            in_memory_only: Arc::default(),
        }
    }

    /// Where it leads.
    pub fn destination(&self) -> &Destination {
        &self.destination
    }

    /// Whether a session of this run could not be put into a keychain.
    pub fn keeps_in_memory_only(&self) -> bool {
        self.in_memory_only.load(Ordering::Relaxed)
    }

    /// Carries one call of the page.
    pub async fn call(&self, call: PageCall) -> Result<PageReply, CallFailed> {
        let request = call.checked()?;
        let ends_session = ends_session(&request);
        let asks_who = request.method() == Method::GET && request.uri().path() == SESSION;
        let begins_one = request.method() == Method::POST;
        let response = self.send(request).await?;
        let status = response.status();
        let response = if begins_one && status.is_success() {
            self.without_token(response).await
        } else {
            response
        };
        if (ends_session && status.is_success())
            || ((asks_who || ends_session) && status == StatusCode::UNAUTHORIZED)
        {
            self.tokens.forget(self.destination.account()).await;
        }
        Ok(PageReply::new(response))
    }

    async fn send(&self, mut request: Request<Bytes>) -> Result<Response<Bytes>, Lost> {
        if let Some(token) = self.tokens.get(self.destination.account()).await
            && let Ok(mut bearer) =
                HeaderValue::from_str(&format!("Bearer {}", token.expose_secret()))
        {
            bearer.set_sensitive(true);
            request.headers_mut().insert(header::AUTHORIZATION, bearer);
        }
        self.destination.send(request).await
    }

    /// Every answer to a POST is looked at: signing in, setting up and taking an invitation all begin a session.
    async fn without_token(&self, mut response: Response<Bytes>) -> Response<Bytes> {
        if let Some(token) = take_token(&mut response) {
            let kept = self.tokens.keep(self.destination.account(), token).await;
            self.in_memory_only.store(!kept, Ordering::Relaxed);
        }
        response
    }
}

const SESSION: &str = "/api/v1/session";

fn ends_session(request: &Request<Bytes>) -> bool {
    request.method() == Method::DELETE && request.uri().path() == SESSION
}
