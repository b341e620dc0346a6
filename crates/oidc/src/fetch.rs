//! One GET to an issuer: the answer's body, and how long it may be kept.

use ::http::header::{ACCEPT, AUTHORIZATION, CACHE_CONTROL, HeaderMap, HeaderValue};
use jiff::SignedDuration;
use openidconnect::AccessToken;

use crate::discovery::DiscoveryFailure;
use crate::http::{HttpFailure, IssuerHttp};

/// What is kept when the issuer does not say for how long.
const KEPT_BY_DEFAULT: SignedDuration = SignedDuration::from_hours(1);
/// An issuer that wants nothing kept would be asked at every sign-in.
const KEPT_AT_LEAST: SignedDuration = SignedDuration::from_mins(1);
/// An issuer that rotates its keys must get through within a day.
pub(crate) const KEPT_AT_MOST: SignedDuration = SignedDuration::from_hours(24);

/// What an issuer answered with status 200.
pub(crate) struct Answer {
    pub(crate) body: Vec<u8>,
    pub(crate) keep_for: SignedDuration,
}

/// Asks for a JSON document. With a token, as RFC 6750, section 2.1 has it.
///
/// openidconnect-rs fetches documents as well, but keeps the answer's headers to itself, and with them how long the answer
/// may be kept.
pub(crate) async fn get(
    http: &dyn IssuerHttp,
    issuer: &str,
    url: &str,
    token: Option<&AccessToken>,
) -> Result<Answer, DiscoveryFailure> {
    let unfit = |why: &str| DiscoveryFailure::NotAnIssuer {
        url: url.to_owned(),
        why: why.to_owned(),
    };
    let mut request =
        ::http::Request::get(url).header(ACCEPT, HeaderValue::from_static("application/json"));
    if let Some(token) = token {
        let mut bearer = HeaderValue::try_from(format!("Bearer {}", token.secret()))
            .map_err(|_| unfit("its access token has characters that no header carries"))?;
        bearer.set_sensitive(true);
        request = request.header(AUTHORIZATION, bearer);
    }
    let request = request
        .body(Vec::new())
        .map_err(|_| unfit("this address cannot be asked for"))?;
    let response = http.call(issuer, request).await.map_err(|why| match why {
        HttpFailure::TooLarge { .. } => unfit(&why.to_string()),
        why => DiscoveryFailure::Unreachable {
            url: url.to_owned(),
            why,
        },
    })?;
    let status = response.status().as_u16();
    if status != 200 {
        return Err(DiscoveryFailure::Status {
            url: url.to_owned(),
            status,
        });
    }
    Ok(Answer {
        keep_for: keep_for(response.headers()),
        body: response.into_body(),
    })
}

/// RFC 9111, section 5.2.2: `no-store` and `no-cache` forbid keeping, `max-age` bounds it.
fn keep_for(headers: &HeaderMap) -> SignedDuration {
    let mut kept = KEPT_BY_DEFAULT;
    for directive in headers
        .get_all(CACHE_CONTROL)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
    {
        let directive = directive.trim().to_ascii_lowercase();
        if directive == "no-store" || directive == "no-cache" {
            return KEPT_AT_LEAST;
        }
        if let Some(seconds) = directive.strip_prefix("max-age=") {
            // More digits than fit are a very long time, and anything else is no time at all.
            let digits = seconds.trim_matches('"');
            kept = match digits.parse::<u32>() {
                Ok(seconds) => SignedDuration::from_secs(i64::from(seconds)),
                Err(_)
                    if !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit()) =>
                {
                    KEPT_AT_MOST
                }
                Err(_) => KEPT_AT_LEAST,
            };
        }
    }
    kept.clamp(KEPT_AT_LEAST, KEPT_AT_MOST)
}

/// Says what a body is that should have been JSON, without showing it.
pub(crate) fn what_it_is_instead(body: &[u8]) -> &'static str {
    let start = body.trim_ascii_start();
    if start.is_empty() {
        "the answer is empty"
    } else if start.starts_with(b"<") {
        "the answer is a web page, not JSON"
    } else {
        "the answer is not the JSON that belongs there"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(cache_control: &str) -> i64 {
        let mut headers = HeaderMap::new();
        headers.insert(
            CACHE_CONTROL,
            HeaderValue::from_str(cache_control).expect("a header"),
        );
        keep_for(&headers).as_secs()
    }

    #[test]
    fn an_issuer_is_kept_between_a_minute_and_a_day() {
        assert_eq!(kept("no-store"), 60);
        assert_eq!(kept("max-age=3600, no-cache"), 60);
        assert_eq!(kept("max-age=0"), 60);
        assert_eq!(kept("max-age=soon"), 60);
        assert_eq!(kept("max-age=99999999999999999999"), 86_400);
        assert_eq!(kept("max-age=31536000"), 86_400);
        assert_eq!(kept("public, Max-Age=7200, must-revalidate"), 7_200);
        assert_eq!(kept("public"), 3_600);
        assert_eq!(keep_for(&HeaderMap::new()).as_secs(), 3_600);
    }
}
