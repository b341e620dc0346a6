//! `/v1/authorize`: who asks, for what, and whether they may.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header::CACHE_CONTROL, header::LOCATION};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use url::{Url, form_urlencoded};

use super::discovery::SCOPES;
use super::tenant::{Grant, Session, Tenant};
use super::{bent, pages, sign_in};

/// An authorization request by GET.
pub(super) async fn by_query(
    State(tenant): State<Arc<Tenant>>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response {
    answer(&tenant, &headers, query.as_deref().unwrap_or_default())
}

/// `OpenID` Connect Core §3.1.2.1: "Authorization Servers MUST support the use of the HTTP GET and POST methods".
pub(super) async fn by_form(
    State(tenant): State<Arc<Tenant>>,
    headers: HeaderMap,
    body: String,
) -> Response {
    answer(&tenant, &headers, &body)
}

/// The parameters of a request, in the order they came.
struct Parameters(Vec<(String, String)>);

impl Parameters {
    fn parse(query: &str) -> Self {
        Self(
            form_urlencoded::parse(query.as_bytes())
                .into_owned()
                .collect(),
        )
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    fn twice(&self) -> Option<&str> {
        self.0.iter().enumerate().find_map(|(index, (name, _))| {
            self.0[..index]
                .iter()
                .any(|(earlier, _)| earlier == name)
                .then_some(name.as_str())
        })
    }
}

/// What is wrong with a request, as the application is told.
struct Refusal {
    error: &'static str,
    description: String,
}

fn refuse<T>(error: &'static str, description: impl Into<String>) -> Result<T, Refusal> {
    Err(Refusal {
        error,
        description: description.into(),
    })
}

/// A request that may go on.
struct Request {
    scopes: Vec<String>,
    state: String,
    code_challenge: String,
    nonce: Option<String>,
    prompt: Prompt,
    max_age: Option<i64>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Prompt {
    Unless,
    None,
    Login,
}

fn answer(tenant: &Tenant, headers: &HeaderMap, query: &str) -> Response {
    let parameters = Parameters::parse(query);
    let redirect_uri = match application(tenant, &parameters) {
        Ok(redirect_uri) => redirect_uri,
        Err(text) => {
            return pages::refusal(StatusCode::BAD_REQUEST, "The request was refused", &text);
        }
    };
    let request = match check(&parameters) {
        Ok(request) => request,
        Err(refusal) => {
            // A state outside Okta's letters is not handed on.
            let state = parameters
                .get("state")
                .filter(|state| state_is_okta_like(state));
            return call_back(tenant, &redirect_uri, &refusal, state);
        }
    };
    let now = tenant.now();
    let session = sign_in::session(tenant, headers).filter(|session| fresh(session, &request, now));
    let Some(session) = session else {
        if request.prompt == Prompt::None {
            let refusal = Refusal {
                error: "login_required",
                description: "The client specified not to prompt, but the user is not logged in."
                    .to_owned(),
            };
            return call_back(tenant, &redirect_uri, &refusal, Some(&request.state));
        }
        return ask_who(tenant, &parameters, &redirect_uri);
    };
    let mut memory = tenant.memory();
    let assigned = memory
        .people
        .get(&session.okta_id)
        .is_some_and(|person| person.assigned);
    if !assigned {
        drop(memory);
        let refusal = Refusal {
            error: "access_denied",
            description: "User is not assigned to the client application.".to_owned(),
        };
        return call_back(tenant, &redirect_uri, &refusal, Some(&request.state));
    }
    let grant = Grant {
        okta_id: session.okta_id,
        redirect_uri: redirect_uri.clone(),
        code_challenge: request.code_challenge,
        scopes: request.scopes,
        nonce: request.nonce,
        auth_time: session.auth_time,
    };
    let code = memory.issue_code(grant, now);
    drop(memory);
    let pairs = vec![("code", code), ("state", request.state)];
    send_back(tenant, &redirect_uri, pairs)
}

/// Client and redirect URI first: as long as they are in doubt nobody is called back.
///
/// RFC 6749 §4.1.2.1: "the authorization server SHOULD inform the resource owner of the error and
/// MUST NOT automatically redirect the user-agent to the invalid redirection URI."
fn application(tenant: &Tenant, parameters: &Parameters) -> Result<String, String> {
    for name in ["client_id", "redirect_uri"] {
        if parameters.twice() == Some(name) {
            return Err(format!("The parameter '{name}' was sent twice."));
        }
    }
    match parameters.get("client_id") {
        Some(client_id) if client_id == tenant.client_id => {}
        Some(client_id) => {
            return Err(format!(
                "There is no application with the client_id {client_id:?} here. It is {:?}.",
                tenant.client_id
            ));
        }
        None => return Err("The parameter 'client_id' is missing.".to_owned()),
    }
    let Some(redirect_uri) = parameters.get("redirect_uri") else {
        return Err("The parameter 'redirect_uri' is missing.".to_owned());
    };
    // Okta compares to the letter and has no any-port rule for loopback.
    if tenant
        .memory()
        .redirect_uris
        .iter()
        .any(|known| known == redirect_uri)
    {
        Ok(redirect_uri.to_owned())
    } else {
        Err(format!(
            "The 'redirect_uri' parameter must be a Login redirect URI in the client app settings. \
             {redirect_uri:?} is none of them; they match to the letter, port included."
        ))
    }
}

fn check(parameters: &Parameters) -> Result<Request, Refusal> {
    if let Some(name) = parameters.twice() {
        return refuse(
            "invalid_request",
            format!("The parameter '{name}' was sent twice."),
        );
    }
    for (name, error) in [
        ("request", "request_not_supported"),
        ("request_uri", "request_uri_not_supported"),
    ] {
        if parameters.get(name).is_some() {
            return refuse(error, format!("The parameter '{name}' is not supported."));
        }
    }
    match parameters.get("response_type") {
        Some("code") => {}
        Some(other) => {
            return refuse(
                "unsupported_response_type",
                format!(
                    "The response type {other:?} is not supported. This application may use 'code'."
                ),
            );
        }
        None => {
            return refuse(
                "invalid_request",
                "The parameter 'response_type' is missing.",
            );
        }
    }
    if !matches!(parameters.get("response_mode"), None | Some("query")) {
        return refuse(
            "unsupported_response_mode",
            "The response mode is not supported here. Use 'query'.",
        );
    }
    let state = match parameters.get("state") {
        Some(state) if state_is_okta_like(state) => state.to_owned(),
        _ => {
            return refuse(
                "invalid_request",
                "The authentication request has an invalid 'state' parameter.",
            );
        }
    };
    let (prompt, max_age) = (prompt(parameters)?, max_age(parameters)?);
    Ok(Request {
        scopes: scopes(parameters)?,
        state,
        code_challenge: code_challenge(parameters)?,
        nonce: parameters.get("nonce").map(str::to_owned),
        prompt,
        max_age,
    })
}

/// Okta: letters, digits and `,._-`.
fn state_is_okta_like(state: &str) -> bool {
    !state.is_empty()
        && state
            .chars()
            .all(|letter| letter.is_ascii_alphanumeric() || ",._-".contains(letter))
}

fn scopes(parameters: &Parameters) -> Result<Vec<String>, Refusal> {
    let scopes: Vec<_> = parameters
        .get("scope")
        .unwrap_or_default()
        .split_ascii_whitespace()
        .map(str::to_owned)
        .collect();
    if let Some(unknown) = scopes
        .iter()
        .find(|scope| !SCOPES.contains(&scope.as_str()))
    {
        return refuse(
            "invalid_scope",
            format!(
                "One or more scopes are not configured for the authorization server resource: {unknown}."
            ),
        );
    }
    if scopes.iter().any(|scope| scope == "openid") {
        Ok(scopes)
    } else {
        refuse("invalid_scope", "The 'openid' scope is required.")
    }
}

/// RFC 7636 §4.4.1, and Okta's rule for an application without a secret.
fn code_challenge(parameters: &Parameters) -> Result<String, Refusal> {
    let Some(challenge) = parameters.get("code_challenge") else {
        return refuse(
            "invalid_request",
            "PKCE code challenge is required when the token endpoint authentication method is 'NONE'.",
        );
    };
    if parameters.get("code_challenge_method") != Some("S256") {
        return refuse(
            "invalid_request",
            "The 'code_challenge_method' must be 'S256'.",
        );
    }
    let base64url = |letter: char| letter.is_ascii_alphanumeric() || letter == '-' || letter == '_';
    if challenge.len() != 43 || !challenge.chars().all(base64url) {
        return refuse(
            "invalid_request",
            "The 'code_challenge' must be the 43 letters of a base64url-encoded SHA-256.",
        );
    }
    Ok(challenge.to_owned())
}

fn prompt(parameters: &Parameters) -> Result<Prompt, Refusal> {
    match parameters.get("prompt") {
        None | Some("consent") => Ok(Prompt::Unless),
        Some("none") => Ok(Prompt::None),
        Some("login" | "login consent" | "consent login") => Ok(Prompt::Login),
        Some(other) => refuse(
            "invalid_request",
            format!("The prompt {other:?} is not supported."),
        ),
    }
}

fn max_age(parameters: &Parameters) -> Result<Option<i64>, Refusal> {
    match parameters.get("max_age").map(str::parse::<i64>) {
        None => Ok(None),
        Some(Ok(seconds)) if seconds >= 0 => Ok(Some(seconds)),
        Some(_) => refuse(
            "invalid_request",
            "The 'max_age' must be a whole number of seconds.",
        ),
    }
}

fn fresh(session: &Session, request: &Request, now: Timestamp) -> bool {
    let age = now.duration_since(session.auth_time).as_secs();
    request.prompt != Prompt::Login && request.max_age.is_none_or(|limit| age <= limit)
}

/// Shows the sign-in page, which comes back here with a session.
fn ask_who(tenant: &Tenant, parameters: &Parameters, redirect_uri: &str) -> Response {
    // Signing in is what these two ask for: kept, they would ask again for ever.
    let again = parameters
        .0
        .iter()
        .filter(|(name, _)| name != "prompt" && name != "max_age");
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(again)
        .finish();
    let from_uri = format!("{}/v1/authorize?{query}", tenant.endpoints);
    let people: Vec<_> = tenant.memory().people.iter().cloned().collect();
    pages::sign_in(&pages::SignIn {
        from_uri: &from_uri,
        application: form_target(redirect_uri).as_deref(),
        user_name: parameters.get("login_hint").unwrap_or_default(),
        people: &people,
        problem: None,
    })
}

/// The redirect URI as a source of the page's `form-action`: an origin, or a custom scheme.
pub(super) fn form_target(redirect_uri: &str) -> Option<String> {
    let url = Url::parse(redirect_uri).ok()?;
    let target = match url.scheme() {
        "http" | "https" => url.origin().ascii_serialization(),
        scheme => format!("{scheme}:"),
    };
    target
        .chars()
        .all(|letter| letter.is_ascii_graphic() && !";,".contains(letter))
        .then_some(target)
}

/// The redirect URI in a path and query of `/v1/authorize`.
pub(super) fn redirect_uri_of(from_uri: &str) -> Option<String> {
    let (_, query) = from_uri.split_once('?')?;
    Parameters::parse(query)
        .get("redirect_uri")
        .map(str::to_owned)
}

fn call_back(
    tenant: &Tenant,
    redirect_uri: &str,
    refusal: &Refusal,
    state: Option<&str>,
) -> Response {
    let mut pairs = Vec::new();
    if let Some(state) = state {
        pairs.push(("state", state.to_owned()));
    }
    pairs.push(("error", refusal.error.to_owned()));
    pairs.push(("error_description", refusal.description.clone()));
    send_back(tenant, redirect_uri, pairs)
}

/// RFC 6749 §4.1.2: parameters are added to the query of the redirect URI, which keeps what it has.
fn send_back(
    tenant: &Tenant,
    redirect_uri: &str,
    mut pairs: Vec<(&'static str, String)>,
) -> Response {
    let behaviour = tenant.memory().behaviour.clone();
    let issuer = behaviour
        .names_itself_at_callback
        .then_some(tenant.issuer.as_str());
    let way = bent::callback(&mut pairs, behaviour.callback, issuer);
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(&pairs)
        .finish();
    let joint = match way {
        bent::Way::Form => return pages::form_post(redirect_uri, &pairs),
        bent::Way::Fragment => '#',
        bent::Way::Query if redirect_uri.contains('?') => '&',
        bent::Way::Query => '?',
    };
    match HeaderValue::from_str(&format!("{redirect_uri}{joint}{query}")) {
        Ok(location) => (
            StatusCode::FOUND,
            [
                (LOCATION, location),
                (
                    CACHE_CONTROL,
                    HeaderValue::from_static("no-cache, no-store"),
                ),
            ],
        )
            .into_response(),
        Err(_) => pages::refusal(
            StatusCode::BAD_REQUEST,
            "The request was refused",
            &format!("The redirect URI {redirect_uri:?} has letters that no address can have."),
        ),
    }
}
