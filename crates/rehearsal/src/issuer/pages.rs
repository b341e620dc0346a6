//! The pages that people see. Each says that it is a rehearsal.

use std::fmt::Write as _;

use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY};
use axum::response::{Html, IntoResponse, Response};

use crate::people::Person;

/// More buttons than this are no help; everyone else signs in by typing.
const MOST_BUTTONS: usize = 12;

const STYLE: &str = "\
:root { color-scheme: light dark; --canvas: #f6f7f9; --surface: #fff; --text: #1a1f27; --muted: #525c6a;
  --edge: #7c8695; --line: #dde2e8; --accent: #2b55ce; --waiting: #7a4a00; --waiting-tint: #fdf1d3; }
@media (prefers-color-scheme: dark) { :root { --canvas: #0f1216; --surface: #161a20; --text: #e7eaef;
  --muted: #a6afbb; --edge: #727d8b; --line: #2b323b; --accent: #3c63de; --waiting: #f0bb55; --waiting-tint: #33260b; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--canvas); color: var(--text); font: 14px/20px system-ui, sans-serif; }
main { max-width: 480px; margin: 48px auto; padding: 24px; background: var(--surface);
  border: 1px solid var(--line); border-radius: 8px; }
h1 { margin: 0 0 16px; font-size: 20px; line-height: 28px; font-weight: 600; }
p, dl, ul, form { margin: 0 0 16px; } dt { color: var(--muted); } dd { margin: 0 0 8px; overflow-wrap: anywhere; }
.rehearsal { padding: 8px 12px; border-radius: 6px; background: var(--waiting-tint); color: var(--waiting); }
label { display: block; margin-bottom: 12px; }
input { display: block; width: 100%; height: 36px; margin-top: 4px; padding: 0 10px; font: inherit;
  color: inherit; background: var(--canvas); border: 1px solid var(--edge); border-radius: 6px; }
button { min-height: 36px; width: 100%; padding: 4px 12px; font: inherit; cursor: pointer; border-radius: 6px;
  color: inherit; background: transparent; border: 1px solid var(--edge); overflow-wrap: anywhere; }
button.first { color: #fff; background: var(--accent); border-color: var(--accent); font-weight: 600; }
form.person { margin-bottom: 8px; } .muted { color: var(--muted); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
";

/// The one style sheet, its own resource so that the policy needs no exception.
pub(super) async fn style() -> Response {
    (
        [
            (CONTENT_TYPE, "text/css; charset=utf-8"),
            (CACHE_CONTROL, "max-age=300"),
        ],
        STYLE,
    )
        .into_response()
}

/// What a page looks like around its own content.
///
/// `form_target` is where a form on it may lead in the end: browsers hold `form-action` against
/// every redirect that follows, so the application's own origin has to be named.
fn page(status: StatusCode, title: &str, content: &str, form_target: Option<&str>) -> Response {
    let form_action = match form_target {
        Some(target) => format!("'self' {target}"),
        None => "'self'".to_owned(),
    };
    let policy = format!(
        "default-src 'none'; style-src 'self'; form-action {form_action}; base-uri 'none'; frame-ancestors 'none'"
    );
    let html = format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>{title} · Rehearsal</title><link rel=\"stylesheet\" href=\"/rehearsal.css\"></head>\n\
         <body><main><p class=\"rehearsal\"><strong>This is a rehearsal.</strong> You are looking at a \
         stand-in for Okta that runs on this machine. No real Okta tenant takes part.</p>\n\
         <h1>{title}</h1>\n{content}</main></body></html>\n",
        title = escape(title),
    );
    let mut response = (status, Html(html)).into_response();
    let headers = response.headers_mut();
    match policy.parse() {
        Ok(policy) => headers.insert(CONTENT_SECURITY_POLICY, policy),
        Err(_) => return StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    };
    // Not no-referrer: with it a browser sends "Origin: null" with the form, which is refused.
    headers.insert(
        REFERRER_POLICY,
        http::HeaderValue::from_static("same-origin"),
    );
    headers.insert(CACHE_CONTROL, http::HeaderValue::from_static("no-store"));
    response
}

/// A refusal that never calls back, since whoever asked may not be the application.
pub(super) fn refusal(status: StatusCode, title: &str, text: &str) -> Response {
    page(
        status,
        title,
        &format!("<p role=\"alert\">{}</p>\n", escape(text)),
        None,
    )
}

/// A plain statement.
pub(super) fn statement(title: &str, text: &str) -> Response {
    page(
        StatusCode::OK,
        title,
        &format!("<p>{}</p>\n", escape(text)),
        None,
    )
}

/// What the sign-in page is filled with.
pub(super) struct SignIn<'a> {
    /// Path and query to go on with.
    pub(super) from_uri: &'a str,
    /// Where the application waits, as a source of a `form-action`.
    pub(super) application: Option<&'a str>,
    pub(super) user_name: &'a str,
    pub(super) people: &'a [Person],
    pub(super) problem: Option<&'a str>,
}

/// The sign-in page: a name and any password, or a button a person.
pub(super) fn sign_in(form: &SignIn<'_>) -> Response {
    let from_uri = escape(form.from_uri);
    let hidden = format!("<input type=\"hidden\" name=\"fromURI\" value=\"{from_uri}\">");
    let mut content = String::new();
    if let Some(problem) = form.problem {
        let _ = writeln!(content, "<p role=\"alert\">{}</p>", escape(problem));
    }
    let _ = writeln!(
        content,
        "<form method=\"post\" action=\"/login/login.htm\">{hidden}\
         <label>User name<input name=\"userName\" value=\"{user_name}\" autocomplete=\"username\" required></label>\
         <label>Password (any; it is not looked at)<input name=\"password\" type=\"password\" \
         autocomplete=\"off\"></label><button class=\"first\">Sign in</button></form>",
        user_name = escape(form.user_name),
    );
    if !form.people.is_empty() {
        content.push_str("<p class=\"muted\">Or sign in as</p>\n");
    }
    for person in form.people.iter().take(MOST_BUTTONS) {
        let assignment = if person.assigned {
            ""
        } else {
            " (not assigned to the application)"
        };
        let _ = writeln!(
            content,
            "<form class=\"person\" method=\"post\" action=\"/login/login.htm\">{hidden}\
             <input type=\"hidden\" name=\"userName\" value=\"{user_name}\">\
             <button>{name} · {user_name}{assignment}</button></form>",
            user_name = escape(&person.user_name),
            name = escape(&person.display_name),
        );
    }
    if form.people.len() > MOST_BUTTONS {
        let more = form.people.len() - MOST_BUTTONS;
        let _ = writeln!(
            content,
            "<p class=\"muted\">{more} more sign in by name.</p>"
        );
    }
    let status = if form.problem.is_some() {
        StatusCode::UNAUTHORIZED
    } else {
        StatusCode::OK
    };
    page(
        status,
        "Sign in to the stand-in Okta",
        &content,
        form.application,
    )
}

/// `OAuth` 2.0 Form Post Response Mode: the browser sends the parameters by itself, as soon as somebody presses the button.
pub(super) fn form_post(redirect_uri: &str, pairs: &[(&str, String)]) -> Response {
    let mut fields = String::new();
    for (name, value) in pairs {
        let _ = write!(
            fields,
            "<input type=\"hidden\" name=\"{name}\" value=\"{}\">",
            escape(value)
        );
    }
    let content = format!(
        "<form method=\"post\" action=\"{}\">{fields}<button class=\"first\">Go on</button></form>\n",
        escape(redirect_uri)
    );
    let target = super::authorize::form_target(redirect_uri);
    page(
        StatusCode::OK,
        "You are signed in",
        &content,
        target.as_deref(),
    )
}

/// What the tenant is, for someone who opens its address.
pub(super) fn front(
    issuer: &str,
    client_id: &str,
    redirect_uris: &[String],
    people: usize,
    tile: Option<&str>,
) -> Response {
    // OpenID Connect Core §4: whoever sends somebody to sign in says at which issuer.
    let tile = tile.map_or_else(String::new, |uri| {
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("iss", issuer)
            .finish();
        format!(
            "<p><a href=\"{}?{query}\">Open the application</a></p>\n",
            escape(uri)
        )
    });
    let mut uris = String::new();
    for uri in redirect_uris {
        let _ = write!(uris, "<dd>{}</dd>", escape(uri));
    }
    let content = format!(
        "<dl><dt>Issuer URL</dt><dd>{}</dd><dt>Client ID</dt><dd>{}</dd>\
         <dt>Login redirect URIs</dt>{uris}<dt>People</dt><dd>{people}</dd></dl>\
         {tile}<p><a href=\"/login/signout\">Sign out of the stand-in Okta</a></p>\n",
        escape(issuer),
        escape(client_id),
    );
    page(StatusCode::OK, "Stand-in Okta", &content, None)
}

/// For text and for attribute values in double quotes.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}
