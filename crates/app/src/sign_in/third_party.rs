//! A sign-in that somebody else starts, such as Okta's dashboard with its tile (OpenID Connect Core 1.0, section 4).

use latchkey_domain::sign_in::RefusedSignIn;

use super::SignInRefused;
use crate::App;
use crate::failure::Failure;

/// More of what anybody wrote does not come onto a page.
const SHOWN_AT_MOST: usize = 200;

impl App {
    /// Whether `iss` is the issuer in force, to the letter: whoever sends people here to sign in says at whom.
    pub fn is_issuer_in_force(&self, iss: &str) -> Result<Result<(), SignInRefused>, Failure> {
        let configured = self
            .read(|store| store.sign_in_policy())?
            .map(|policy| policy.issuer);
        if configured.as_deref() == Some(iss) {
            return Ok(Ok(()));
        }
        let asked = shown(iss);
        let (text, todo) = match configured {
            Some(configured) => (
                format!(
                    "{asked} sent you here to sign in, and the Issuer URL of this server is {configured}. The two must be equal \
                     to the letter, so no sign-in was started."
                ),
                "Choose Try again to sign in with this server's own issuer. If the tile in Okta brought you here, show this \
                 page to an EnterpriseAdmin.",
            ),
            None => (
                format!(
                    "{asked} sent you here to sign in, and signing in with Okta is not set up here yet."
                ),
                "Go back and sign in with your local password. An EnterpriseAdmin sets Okta up under Organization Setup.",
            ),
        };
        Ok(Err(SignInRefused::new(
            RefusedSignIn::OtherIssuer,
            text,
            todo,
        )
        .gathered()))
    }
}

/// The `iss` as a page may show it: an address, or nothing of it at all, for anybody can put a sentence there.
fn shown(iss: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || ":/.-_[]".contains(letter);
    let address = (iss.starts_with("https://") || iss.starts_with("http://"))
        && iss.len() <= SHOWN_AT_MOST
        && iss.chars().all(plain);
    if address {
        iss.to_owned()
    } else {
        "Another site".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn nothing_but_an_address_is_shown() {
        for hostile in [
            "",
            "call 555 0100",
            "https://a.example/ call 555 0100",
            "https://a.example/<script>",
            "https://a@b.example",
            "javascript:alert(1)",
            "https://\u{202e}elpmaxe.a",
        ] {
            assert_eq!(shown(hostile), "Another site", "{hostile:?}");
        }
        assert_eq!(
            shown(&format!("https://{}", "a".repeat(200))),
            "Another site"
        );
        let other = "https://acme.okta.com/oauth2/aus1";
        assert_eq!(shown(other), other);
    }
}
