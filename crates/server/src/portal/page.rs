//! Pages: the interface with what it needs to begin, and every refusal, readable in the HTML as served.

use askama::Template;
use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse as _, Response};
use latchkey_app::Failure;
use latchkey_app::sign_in::SignInRefused;
use latchkey_domain::RefusalCode;
use latchkey_domain::sign_in::RefusedSignIn;
use serde::Serialize;
use serde_json::{Value, json};

use super::assets;
use crate::after_panic::{Panic, log_panic};
use crate::api::sign_in::SignIn;
use crate::auth::return_to::own_path;
use crate::state::ServerState;

/// What a page says, in the closed set of `ui/`.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Refusal {
    code: &'static str,
    title: String,
    text: String,
    todo: String,
    issuer_said: Option<IssuerSaid>,
    who: Option<String>,
    support_contact: Option<String>,
    /// The request's number.
    reference: String,
}

impl Refusal {
    /// Whether going to Okta again may end otherwise. The closed set of `ui/src/pages/RefusalPage.tsx`.
    fn try_again(&self) -> bool {
        !matches!(self.code, "toolkit_off" | "not_set_up" | INTERFACE_ONLY)
    }

    /// What the way back is called.
    fn way_back(&self) -> &'static str {
        if self.code == INTERFACE_ONLY {
            "Go to the first page"
        } else {
            "Back to sign in"
        }
    }
}

/// The code of what is no refused sign-in at all.
const INTERFACE_ONLY: &str = "interface_only";

/// Above everything that a rehearsal's server serves.
const REHEARSAL: &str = "<aside><p><strong>This is a rehearsal.</strong> The people here and the Okta behind them are \
                         stand-ins. No real tenant is touched.</p></aside>";

#[derive(Clone, Debug, Serialize)]
struct IssuerSaid {
    error: String,
    description: String,
}

/// The refusal inside the interface's page, for readers without scripts and for whoever reads the source.
#[derive(Template)]
#[template(path = "refusal.html")]
struct RefusalHtml<'a> {
    refusal: &'a Refusal,
}

/// A page on its own, where the interface was not built.
#[derive(Template)]
#[template(path = "plain.html")]
struct PlainHtml<'a> {
    nonce: &'a str,
    title: &'a str,
    content: &'a str,
}

/// Where this server is, for whoever came by another name.
#[derive(Template)]
#[template(path = "wrong_address.html")]
struct WrongAddressHtml<'a> {
    text: &'a str,
    todo: &'a str,
    public_url: &'a str,
    reference: &'a str,
}

#[derive(Template)]
#[template(path = "sign_out.html")]
struct SignOutHtml;

/// The interface.
pub(super) fn interface(state: &ServerState, reference: &str, wanted: &str) -> Response {
    match SignIn::now(state, &own_path(Some(wanted))) {
        Ok(sign_in) => whole(
            state,
            StatusCode::OK,
            "Latchkey",
            &json!({"signIn": sign_in}),
            "",
        ),
        // The first run: the interface asks the API what comes next.
        Err(failure) if failure.code() == Some(RefusalCode::NotSetUp) => {
            whole(state, StatusCode::OK, "Latchkey", &json!({}), "")
        }
        Err(failure) => self::failure(state, reference, &failure),
    }
}

/// A refused sign-in.
pub fn refusal(state: &ServerState, reference: &str, refused: &SignInRefused) -> Response {
    let status = match refused.code {
        _ if refused.issuer_failed => StatusCode::BAD_GATEWAY,
        RefusedSignIn::StateMismatch
        | RefusedSignIn::Expired
        | RefusedSignIn::AlreadyUsed
        | RefusedSignIn::OtherIssuer => StatusCode::BAD_REQUEST,
        RefusedSignIn::NotSetUp => StatusCode::NOT_FOUND,
        _ => StatusCode::FORBIDDEN,
    };
    let said = refused.issuer_said.as_ref();
    show(
        state,
        status,
        &Refusal {
            code: refused.code.code(),
            title: title(refused.code).to_owned(),
            text: refused.text.clone(),
            todo: refused.todo.clone(),
            issuer_said: said.map(|(error, description)| IssuerSaid {
                error: error.clone(),
                description: description.clone(),
            }),
            who: refused.who.clone(),
            support_contact: support_contact(state),
            reference: reference.to_owned(),
        },
    )
}

fn title(code: RefusedSignIn) -> &'static str {
    match code {
        RefusedSignIn::NotProvisioned => "No account here yet",
        RefusedSignIn::Deactivated => "This account is deactivated",
        RefusedSignIn::AppAccessOnly => "App access only",
        RefusedSignIn::NotAssigned => "Not assigned in Okta",
        RefusedSignIn::IssuerRefused => "Okta did not sign you in",
        RefusedSignIn::IssuerUnreachable => "Okta could not be reached",
        RefusedSignIn::IssuerMisbehaved => "Okta's answer was not trusted",
        RefusedSignIn::Expired => "This sign-in has expired",
        RefusedSignIn::StateMismatch => "Not a sign-in of this browser",
        RefusedSignIn::AlreadyUsed => "Used already",
        RefusedSignIn::OtherIssuer => "Sent here by another issuer",
        RefusedSignIn::NotLinked => "Not linked to Okta yet",
        RefusedSignIn::ToolkitOff => "Okta sign-on is suspended",
        RefusedSignIn::NotSetUp => "Okta is not set up here",
    }
}

/// A use case that failed while a page was wanted.
pub fn failure(state: &ServerState, reference: &str, failure: &Failure) -> Response {
    let (status, code, title, text, todo) = match failure {
        Failure::Store(fault) => {
            tracing::error!(%fault, "a page could not be served");
            let (status, text, todo) = match fault.told() {
                Some(told) => (
                    StatusCode::SERVICE_UNAVAILABLE,
                    format!("{} Nothing was changed.", told.what),
                    told.fix,
                ),
                None => (
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "Nothing was changed.".to_owned(),
                    "Try again. If it stays so, the operator finds the cause in the log.",
                ),
            };
            (
                status,
                INTERFACE_ONLY,
                "Latchkey could not do this",
                text,
                todo.to_owned(),
            )
        }
        other => (
            StatusCode::SERVICE_UNAVAILABLE,
            "not_set_up",
            "Not set up yet",
            other.to_string(),
            "Ask the operator of this machine.".to_owned(),
        ),
    };
    let contact = match failure {
        Failure::Store(_) => None,
        _ => support_contact(state),
    };
    let mut response = show(
        state,
        status,
        &Refusal {
            code,
            title: title.to_owned(),
            text,
            todo,
            issuer_said: None,
            who: None,
            support_contact: contact,
            reference: reference.to_owned(),
        },
    );
    if let Some(seconds) = failure.retry_after() {
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, seconds.into());
    }
    response
}

/// A path that is not there.
pub(super) fn not_found(state: &ServerState, reference: &str) -> Response {
    plain_refusal(
        state,
        reference,
        StatusCode::NOT_FOUND,
        "Nothing here",
        "There is nothing at this address.",
        "Go to the first page.",
    )
}

/// Too many sign-ins from one address.
pub fn too_many_starts(state: &ServerState, reference: &str) -> Response {
    let mut response = plain_refusal(
        state,
        reference,
        StatusCode::TOO_MANY_REQUESTS,
        "Too many sign-ins",
        &format!(
            "More than {} sign-ins were started from this address, or came back to it, within a minute.",
            state.fixed.limits.sign_ins_a_minute
        ),
        "Wait a minute, then start again.",
    );
    response
        .headers_mut()
        .insert(header::RETRY_AFTER, HeaderValue::from_static("60"));
    response
}

fn plain_refusal(
    state: &ServerState,
    reference: &str,
    status: StatusCode,
    title: &str,
    text: &str,
    todo: &str,
) -> Response {
    show(
        state,
        status,
        &Refusal {
            code: INTERFACE_ONLY,
            title: title.to_owned(),
            text: text.to_owned(),
            todo: todo.to_owned(),
            issuer_said: None,
            who: None,
            support_contact: None,
            reference: reference.to_owned(),
        },
    )
}

/// GET `/auth/logout`.
pub fn sign_out(state: &ServerState) -> Response {
    let content = SignOutHtml.render().unwrap_or_default();
    plain(state, StatusCode::OK, "Sign out", &content)
}

/// The handler of a page panicked. Without the interface: whatever made it panic may be there too.
pub fn broken(state: &ServerState, panic: Panic) -> Response {
    log_panic(panic);
    plain(
        state,
        StatusCode::INTERNAL_SERVER_ERROR,
        "Latchkey could not do this",
        "<h1>Latchkey could not do this</h1><p role=\"alert\">Nothing was changed.</p><h2>What to do</h2><p>Try again. If it \
         stays so, the operator finds the cause in the log.</p><p><a href=\"/\">Go to the first page</a></p>",
    )
}

/// Asked for under a name that is not ours. Without the interface: its files would be refused alike.
pub fn wrong_address(
    state: &ServerState,
    reference: &str,
    status: StatusCode,
    text: &str,
    todo: &str,
) -> Response {
    let content = WrongAddressHtml {
        text,
        todo,
        public_url: &state.fixed.public_url,
        reference,
    }
    .render()
    .unwrap_or_default();
    plain(state, status, "Not an address of this server", &content)
}

fn support_contact(state: &ServerState) -> Option<String> {
    state
        .app
        .organization()
        .ok()
        .and_then(|organization| organization.support_contact)
}

fn show(state: &ServerState, status: StatusCode, refusal: &Refusal) -> Response {
    // An address that is not there is any crawler's business.
    if refusal.code != INTERFACE_ONLY {
        tracing::info!(
            code = refusal.code,
            status = status.as_u16(),
            "a page was refused"
        );
    }
    let html = RefusalHtml { refusal }.render().unwrap_or_default();
    let title = format!("{} · Latchkey", refusal.title);
    whole(state, status, &title, &json!({"refusal": refusal}), &html)
}

/// The interface's page with its boot data and what is served inside of it.
fn whole(
    state: &ServerState,
    status: StatusCode,
    title: &str,
    boot: &Value,
    inside: &str,
) -> Response {
    let Some(index) = assets::index() else {
        let content = if inside.is_empty() {
            "<h1>The interface is not built</h1><p>This program was built without <code>ui/dist</code>. SCIM, sign-in and \
             the API work. Run <code>./dev build</code> for the interface.</p>"
        } else {
            inside
        };
        return plain(state, status, title, content);
    };
    let nonce = nonce(state);
    let mut boot = boot.clone();
    boot["rehearsal"] = state.fixed.rehearsal.into();
    let inside = if inside.is_empty() {
        String::new()
    } else {
        announced(state, inside)
    };
    // "<" would let a value close the block that it stands in.
    let boot = boot.to_string().replace('<', "\\u003c");
    let title = format!("<title>{}</title>", escape(title));
    let page = index
        // The page's one placeholder for a nonce; Tauri fills it in the desktop window.
        .replace("__TAURI_STYLE_NONCE__", &nonce)
        .replace("<title>Latchkey</title>", &title)
        .replacen("__BOOT__", &boot, 1)
        .replacen("<!--boot-->", &inside, 1);
    respond(status, page, &nonce)
}

fn plain(state: &ServerState, status: StatusCode, title: &str, content: &str) -> Response {
    let nonce = nonce(state);
    let page = PlainHtml {
        nonce: &nonce,
        title,
        content: &announced(state, content),
    }
    .render()
    .unwrap_or_default();
    respond(status, page, &nonce)
}

/// What is served, behind the word that it is a rehearsal where it is one.
fn announced(state: &ServerState, content: &str) -> String {
    if state.fixed.rehearsal {
        format!("{REHEARSAL}{content}")
    } else {
        content.to_owned()
    }
}

fn respond(status: StatusCode, page: String, nonce: &str) -> Response {
    let mut response = (status, Html(Body::from(page))).into_response();
    let policy = format!(
        "default-src 'self'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self'; font-src 'self'; \
         connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
    );
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response
            .headers_mut()
            .insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// Fresh for every page.
fn nonce(state: &ServerState) -> String {
    state.app.nonce()
}

fn escape(text: &str) -> String {
    askama::filters::escape(text, askama::filters::Html)
        .map(|escaped| escaped.to_string())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(code: &'static str, who: Option<&str>) -> String {
        let refusal = Refusal {
            code,
            title: "t".to_owned(),
            text: "t".to_owned(),
            todo: "t".to_owned(),
            issuer_said: None,
            who: who.map(str::to_owned),
            support_contact: None,
            reference: "r1".to_owned(),
        };
        RefusalHtml { refusal: &refusal }.render().unwrap()
    }

    #[test]
    fn the_account_is_named_where_it_is_known_and_as_text() {
        assert!(!html("not_provisioned", None).contains("Account"));
        let named = html("not_provisioned", Some("<cy@acme.com>"));
        assert!(named.contains("Account: &#60;cy@acme.com&#62;"), "{named}");
    }

    #[test]
    fn trying_again_is_offered_where_it_may_end_otherwise() {
        for code in ["toolkit_off", "not_set_up", INTERFACE_ONLY] {
            assert!(!html(code, None).contains("Try again"), "{code}");
        }
        for code in ["not_assigned", "expired", "issuer_unreachable"] {
            assert!(html(code, None).contains("Try again"), "{code}");
        }
    }
}
