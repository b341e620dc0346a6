//! What the browser brings back to the redirect URI.

use std::fmt;

use crate::failure::SignInFailure;

/// A query longer than this is not read: an issuer's answer is a few hundred characters.
const LONGEST_QUERY: usize = 16 * 1024;

/// The parameters of an authorization response (RFC 6749, sections 4.1.2 and 4.1.2.1; RFC 9207, section 2).
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Callback {
    /// The state that was sent.
    pub state: Option<String>,
    /// The authorization code.
    pub code: Option<String>,
    /// The issuer's refusal, such as `access_denied`.
    pub error: Option<String>,
    /// The issuer's own words to it.
    pub error_description: Option<String>,
    /// Who answers.
    pub iss: Option<String>,
}

impl Callback {
    /// Reads the query of the redirect, without its question mark. Unknown parameters are left alone.
    ///
    /// RFC 6749, section 3.1: "Request and response parameters MUST NOT be included more than once."
    pub fn from_query(query: &str) -> Result<Self, SignInFailure> {
        if query.len() > LONGEST_QUERY {
            return Err(SignInFailure::BadCallback {
                why: format!(
                    "its query has {} bytes, and {LONGEST_QUERY} are read",
                    query.len()
                ),
            });
        }
        let mut callback = Self::default();
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            let (name, place) = match name.as_ref() {
                "state" => ("state", &mut callback.state),
                "code" => ("code", &mut callback.code),
                "error" => ("error", &mut callback.error),
                "error_description" => ("error_description", &mut callback.error_description),
                "iss" => ("iss", &mut callback.iss),
                _ => continue,
            };
            if place.is_some() {
                return Err(SignInFailure::BadCallback {
                    why: format!("the parameter {name} stands in it twice"),
                });
            }
            *place = Some(value.into_owned());
        }
        Ok(callback)
    }
}

/// The code is worth a session and the state guards it, so neither is printed.
impl fmt::Debug for Callback {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Callback")
            .field("state", &self.state.as_ref().map(|_| "…"))
            .field("code", &self.code.as_ref().map(|_| "…"))
            .field("error", &self.error)
            .field("error_description", &self.error_description)
            .field("iss", &self.iss)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_parameter_twice_is_refused() {
        for twice in ["state", "code", "error", "error_description", "iss"] {
            let failure = Callback::from_query(&format!("{twice}=1&other=2&{twice}=1"))
                .expect_err("it is refused");
            assert_eq!(
                failure,
                SignInFailure::BadCallback {
                    why: format!("the parameter {twice} stands in it twice")
                }
            );
        }
    }

    #[test]
    fn a_name_written_in_percent_signs_counts_as_the_same_parameter() {
        assert!(Callback::from_query("code=1&c%6Fde=2").is_err());
    }

    #[test]
    fn an_endless_query_is_refused() {
        assert!(Callback::from_query(&"a".repeat(LONGEST_QUERY + 1)).is_err());
    }

    #[test]
    fn neither_code_nor_state_is_printed() {
        let callback = Callback::from_query("code=sesame&state=secret").expect("it reads");
        let printed = format!("{callback:?}");
        assert!(
            !printed.contains("sesame") && !printed.contains("secret"),
            "{printed}"
        );
    }

    #[test]
    fn the_refusal_of_okta_is_read_with_its_words() {
        let callback = Callback::from_query(
            "state=s&error=access_denied&error_description=User+is+not+assigned+to+the+client+application.&extra=1",
        )
        .expect("it reads");
        assert_eq!(callback.error.as_deref(), Some("access_denied"));
        assert_eq!(
            callback.error_description.as_deref(),
            Some("User is not assigned to the client application.")
        );
        assert_eq!(callback.code, None);
    }

    proptest! {
        #[test]
        fn no_query_makes_it_panic(query in any::<String>()) {
            let _ = Callback::from_query(&query);
        }

        #[test]
        fn what_an_issuer_encodes_is_what_is_read(code in any::<String>(), state in any::<String>()) {
            let query = url::form_urlencoded::Serializer::new(String::new())
                .append_pair("code", &code)
                .append_pair("state", &state)
                .finish();
            let callback = Callback::from_query(&query).expect("it reads");
            prop_assert_eq!(callback.code, Some(code));
            prop_assert_eq!(callback.state, Some(state));
        }
    }
}
