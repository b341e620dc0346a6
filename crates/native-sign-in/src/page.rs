//! What the browser shows when it is back: that its tab can be closed, or what went wrong, in Okta's own words where they
//! are Okta's.

use askama::Template;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::StatusCode;
use latchkey_oidc::SignInFailure;
use sha2::{Digest as _, Sha256};

/// A page for the browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    pub(crate) status: StatusCode,
    title: String,
    text: String,
    todo: String,
    issuer_said: Option<(String, String)>,
}

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>{{ page.title }} · Latchkey</title>
<style>{{ STYLE|safe }}</style></head><body><main>
<h1>{{ page.title }}</h1>
<p{% if page.status != StatusCode::OK %} role="alert"{% endif %}>{{ page.text }}</p>
{% if let Some((code, words)) = page.issuer_said %}<p class="muted">In Okta’s own words</p>
<blockquote><code>{{ code }}</code>{% if !words.is_empty() %}<br>{{ words }}{% endif %}</blockquote>{% endif %}
<p class="muted">{{ page.todo }}</p>
</main></body></html>
"#
)]
struct Html<'a> {
    page: &'a Page,
}

/// The one style of the page.
const STYLE: &str = "
:root{color-scheme:light dark;--canvas:#f6f7f9;--surface:#fff;--text:#1a1f27;--muted:#525c6a;--line:#dde2e8}
@media (prefers-color-scheme:dark){:root{--canvas:#0f1216;--surface:#161a20;--text:#e7eaef;--muted:#a6afbb;--line:#2b323b}}
body{margin:0;padding:0 16px;background:var(--canvas);color:var(--text);font:14px/20px system-ui,sans-serif}
main{max-width:400px;margin:12vh auto 0;padding:32px;background:var(--surface);border:1px solid var(--line);border-radius:8px}
h1{margin:0 0 12px;font-size:20px;line-height:28px;font-weight:600}p{margin:0 0 12px}.muted{color:var(--muted)}
blockquote{margin:0 0 12px;padding-left:12px;border-left:3px solid var(--line);overflow-wrap:anywhere}code{font-size:12px}
";

/// The Content-Security-Policy of the page: this very style by its hash, nothing else, no script at all.
pub(crate) fn policy() -> String {
    let hash = STANDARD.encode(Sha256::digest(STYLE));
    format!(
        "default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
}

impl Page {
    /// Someone is signed in.
    pub fn signed_in() -> Self {
        Self {
            status: StatusCode::OK,
            title: "You are signed in".to_owned(),
            text: "Latchkey has what it needs.".to_owned(),
            todo: "You can close this tab and go back to the app.".to_owned(),
            issuer_said: None,
        }
    }

    /// A test passed; nobody was signed in by it.
    pub fn tested() -> Self {
        Self {
            title: "The test sign-in worked".to_owned(),
            text: "Okta and Latchkey agree. Nothing was saved.".to_owned(),
            ..Self::signed_in()
        }
    }

    /// Nobody was signed in, for a reason that Latchkey knows: `text` is a sentence.
    pub fn refused(text: impl Into<String>) -> Self {
        Self {
            status: StatusCode::FORBIDDEN,
            title: "You are not signed in".to_owned(),
            text: text.into(),
            todo: "You can close this tab. The app says the same and lets you try again."
                .to_owned(),
            issuer_said: None,
        }
    }

    /// Nobody was signed in, for a reason of the issuer's or of what it sent.
    pub fn of_failure(failure: &SignInFailure) -> Self {
        match failure {
            SignInFailure::IssuerRefused { error, description }
            | SignInFailure::TokenRefused { error, description } => Self {
                issuer_said: Some((error.clone(), description.clone().unwrap_or_default())),
                ..Self::refused("Okta did not sign you in. Nothing was changed in Latchkey.")
            },
            other => Self::refused(other.to_string()),
        }
    }

    /// It came back, and the app is gone or busy.
    pub(crate) fn gone() -> Self {
        Self {
            status: StatusCode::SERVICE_UNAVAILABLE,
            ..Self::refused("The app stopped waiting for this sign-in.")
        }
    }

    /// A callback of another sign-in, or of nobody's.
    pub(crate) fn not_ours() -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            title: "Not this app’s sign-in".to_owned(),
            text: "This address belongs to no sign-in that Latchkey waits for. It was not used.".to_owned(),
            todo: "Close this tab. If you are signing in, go on in the tab that the app opened, or choose “Open again” there."
                .to_owned(),
            issuer_said: None,
        }
    }

    pub(crate) fn html(&self) -> String {
        Html { page: self }.render().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_issuer_wrote_is_text_and_never_markup() {
        let failure = SignInFailure::IssuerRefused {
            error: "access_denied".to_owned(),
            description: Some("<script>alert(1)</script> \"&\"".to_owned()),
        };
        let html = Page::of_failure(&failure).html();
        assert!(!html.contains("<script"), "{html}");
        assert!(
            html.contains("access_denied") && html.contains("alert(1)"),
            "{html}"
        );
    }

    #[test]
    fn the_page_of_a_refusal_has_the_issuers_own_words() {
        let failure = SignInFailure::IssuerRefused {
            error: "access_denied".to_owned(),
            description: Some("User is not assigned to the client application.".to_owned()),
        };
        let html = Page::of_failure(&failure).html();
        assert!(
            html.contains("User is not assigned to the client application."),
            "{html}"
        );
        assert!(html.contains("role=\"alert\""), "{html}");
    }

    #[test]
    fn the_page_of_a_sign_in_says_that_the_tab_can_be_closed() {
        let html = Page::signed_in().html();
        assert!(html.contains("You can close this tab"), "{html}");
        assert!(!html.contains("role=\"alert\""), "{html}");
    }
}
