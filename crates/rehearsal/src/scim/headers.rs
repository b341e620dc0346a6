//! What each request carries: Okta's headers, the credentials, and the address that the paths are added to.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use reqwest::header::{
    ACCEPT, ACCEPT_ENCODING, CONNECTION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue,
    USER_AGENT,
};
use url::Url;

use super::{Auth, Dialect, ScimFailure};

/// The base URL without a slash at the end, and the path of it alone.
pub(super) fn base(given: &str) -> Result<(String, String), ScimFailure> {
    let refused = |why: &str| ScimFailure::BaseUrl {
        url: given.to_owned(),
        why: why.to_owned(),
    };
    let url = Url::parse(given).map_err(|failure| refused(&failure.to_string()))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(refused(
            "it must begin with https:// (or http:// inside a network)",
        ));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(refused("it must end with the path"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(refused("credentials do not belong into it"));
    }
    let path = url.path().trim_end_matches('/').to_owned();
    Ok((url.as_str().trim_end_matches('/').to_owned(), path))
}

/// The `Authorization` header, as far as the kind of app has that scheme.
pub(super) fn authorization(auth: &Auth, dialect: Dialect) -> Result<HeaderValue, ScimFailure> {
    let impossible = match auth {
        Auth::Basic { .. } => dialect == Dialect::Oiw,
        Auth::RawHeader(_) => dialect == Dialect::Aiw,
        Auth::Bearer(_) => false,
    };
    let no_such = ScimFailure::NoSuchAuth {
        dialect: dialect.name(),
        auth: auth.name(),
    };
    if impossible {
        return Err(no_such);
    }
    let text = match auth {
        Auth::Basic {
            user_name,
            password,
        } => {
            format!(
                "Basic {}",
                STANDARD.encode(format!("{user_name}:{password}"))
            )
        }
        Auth::Bearer(passkey) => format!("Bearer {passkey}"),
        Auth::RawHeader(passkey) => passkey.clone(),
    };
    let mut value = HeaderValue::from_str(&text).map_err(|_| ScimFailure::Credentials)?;
    value.set_sensitive(true);
    Ok(value)
}

/// As recorded from real tenants, byte for byte.
pub(super) fn okta_headers() -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(
        USER_AGENT,
        HeaderValue::from_static("Okta SCIM Client 1.0.0"),
    );
    headers.insert(ACCEPT, HeaderValue::from_static("application/scim+json"));
    headers.insert(
        HeaderName::from_static("accept-charset"),
        HeaderValue::from_static("utf-8"),
    );
    headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("gzip,deflate"));
    headers.insert(
        CONTENT_TYPE,
        HeaderValue::from_static("application/scim+json; charset=utf-8"),
    );
    headers.insert(CONNECTION, HeaderValue::from_static("keep-alive"));
    headers
}
