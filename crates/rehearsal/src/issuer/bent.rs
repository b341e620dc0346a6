//! Where the switches of [`super::Behaviour`] take hold: answers, and the way back to the application.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_TYPE, LOCATION};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use serde_json::{Value, json};

use super::behaviour::{AnswerFlaw, CallbackFlaw, DiscoveryFlaw, Endpoint};
use super::pages;
use super::tenant::Tenant;

/// Where a redirect leads. Nothing that a relying party may use is there.
pub(super) const ELSEWHERE: &str = "/elsewhere";
/// Ten times what a relying party should read.
const ENDLESS: usize = 10 * 1024 * 1024;
const BETWEEN_DROPS: Duration = Duration::from_millis(50);
/// Longer than any query that an issuer sends.
const TOO_LONG: usize = 20_000;

/// Counts who asks for what, and answers otherwise where it is told to.
pub(super) async fn instead(
    State(tenant): State<Arc<Tenant>>,
    request: Request,
    next: Next,
) -> Response {
    let Some(endpoint) = endpoint(&tenant, request.uri().path()) else {
        return next.run(request).await;
    };
    let flaw = {
        let mut memory = tenant.memory();
        memory.count(endpoint);
        memory.behaviour.answer
    };
    match flaw {
        Some((bent, flaw)) if bent == endpoint => answer(flaw).await,
        _ => next.run(request).await,
    }
}

fn endpoint(tenant: &Tenant, path: &str) -> Option<Endpoint> {
    if path == ELSEWHERE {
        return Some(Endpoint::Elsewhere);
    }
    if path
        .strip_prefix(&tenant.issuer_path)
        .is_some_and(|rest| rest == "/.well-known/openid-configuration")
    {
        return Some(Endpoint::Discovery);
    }
    match path.strip_prefix(&tenant.endpoints)? {
        "/v1/keys" => Some(Endpoint::Keys),
        "/v1/token" => Some(Endpoint::Token),
        "/v1/userinfo" => Some(Endpoint::Userinfo),
        _ => None,
    }
}

async fn answer(flaw: AnswerFlaw) -> Response {
    let json = HeaderValue::from_static("application/json");
    match flaw {
        AnswerFlaw::Silence => std::future::pending().await,
        AnswerFlaw::Drip => {
            let drops = stream::unfold((), |()| async {
                tokio::time::sleep(BETWEEN_DROPS).await;
                Some((Ok::<_, Infallible>(Bytes::from_static(b" ")), ()))
            });
            ([(CONTENT_TYPE, json)], Body::from_stream(drops)).into_response()
        }
        AnswerFlaw::Page => pages::statement("Sign in", "This is no answer to a program."),
        AnswerFlaw::Endless => {
            let body = format!("{{\"padding\":\"{}\"}}", "x".repeat(ENDLESS));
            ([(CONTENT_TYPE, json)], body).into_response()
        }
        AnswerFlaw::Redirect => (
            StatusCode::TEMPORARY_REDIRECT,
            [(LOCATION, HeaderValue::from_static(ELSEWHERE))],
        )
            .into_response(),
        AnswerFlaw::Fault => (
            StatusCode::INTERNAL_SERVER_ERROR,
            "java.lang.NullPointerException\n\tat com.example.issuer.Token.issue(Token.java:42)",
        )
            .into_response(),
    }
}

/// The discovery document, bent.
pub(super) fn discovery(document: &mut Value, flaw: Option<&DiscoveryFlaw>) {
    match flaw {
        None => {}
        Some(DiscoveryFlaw::IssuerOther) => {
            document["issuer"] = json!("https://other.example/oauth2/default");
        }
        Some(DiscoveryFlaw::IssuerWithSlash) => {
            let slashed = format!("{}/", document["issuer"].as_str().unwrap_or_default());
            document["issuer"] = json!(slashed);
        }
        Some(DiscoveryFlaw::TokenEndpointAt(url)) => document["token_endpoint"] = json!(url),
        Some(DiscoveryFlaw::KeysAt(url)) => document["jwks_uri"] = json!(url),
        Some(DiscoveryFlaw::AuthorizationEndpointAt(url)) => {
            document["authorization_endpoint"] = json!(url);
        }
        Some(DiscoveryFlaw::PlainPkceOnly) => {
            document["code_challenge_methods_supported"] = json!(["plain"]);
        }
    }
}

/// How the application is told.
pub(super) enum Way {
    /// In the query of a redirect.
    Query,
    /// In the fragment of a redirect.
    Fragment,
    /// By a form that the browser sends.
    Form,
}

/// The parameters of an authorization response, bent.
pub(super) fn callback(
    pairs: &mut Vec<(&'static str, String)>,
    flaw: Option<CallbackFlaw>,
    issuer: Option<&str>,
) -> Way {
    if let Some(issuer) = issuer.filter(|_| flaw != Some(CallbackFlaw::IssMissing)) {
        pairs.push(("iss", issuer.to_owned()));
    }
    let Some(flaw) = flaw else {
        return Way::Query;
    };
    let mut put = |name: &'static str, value: String| {
        pairs.retain(|(known, _)| *known != name);
        pairs.push((name, value));
    };
    match flaw {
        CallbackFlaw::StateOther => put("state", "A".repeat(43)),
        CallbackFlaw::CodeOther => put("code", "B".repeat(43)),
        CallbackFlaw::IssOther => put("iss", "https://other.example".to_owned()),
        CallbackFlaw::Endless => put("padding", "x".repeat(TOO_LONG)),
        CallbackFlaw::StateMissing => pairs.retain(|(name, _)| *name != "state"),
        CallbackFlaw::CodeMissing => pairs.retain(|(name, _)| *name != "code"),
        CallbackFlaw::StateTwice => twice(pairs, "state"),
        CallbackFlaw::CodeTwice => twice(pairs, "code"),
        CallbackFlaw::RefusalInMarkup => {
            pairs.retain(|(name, _)| *name != "code");
            pairs.push(("error", "access_denied".to_owned()));
            pairs.push((
                "error_description",
                "<script>alert(1)</script><img src=x onerror=alert(2)> \"'&".to_owned(),
            ));
        }
        CallbackFlaw::RefusalBesideCode => pairs.push(("error", "access_denied".to_owned())),
        CallbackFlaw::IssMissing => {}
        CallbackFlaw::ByForm => return Way::Form,
        CallbackFlaw::InFragment => return Way::Fragment,
    }
    Way::Query
}

fn twice(pairs: &mut Vec<(&'static str, String)>, wanted: &str) {
    if let Some(pair) = pairs.iter().find(|(name, _)| *name == wanted) {
        let (name, value) = pair.clone();
        pairs.push((name, value.chars().rev().collect()));
    }
}
