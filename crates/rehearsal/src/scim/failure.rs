//! What stops Okta's provisioning, told as what was called, what Okta needs and what came.

/// Why a provisioning job ended.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ScimFailure {
    /// The base URL cannot be one of a SCIM server.
    #[error("{url:?} cannot be used as the SCIM URL: {why}.")]
    BaseUrl {
        /// As given.
        url: String,
        /// What is wrong with it.
        why: String,
    },
    /// This dialect cannot send these credentials.
    #[error("An app of the {dialect} kind has no {auth} authentication in Okta.")]
    NoSuchAuth {
        /// The app kind.
        dialect: &'static str,
        /// The name of the authentication.
        auth: &'static str,
    },
    /// The credentials cannot be sent at all.
    #[error("The credentials have letters that no header can carry. Nothing was sent.")]
    Credentials,
    /// No connection, or it broke.
    #[error("{call}: no answer came ({why}).")]
    Unreachable {
        /// Method and path.
        call: String,
        /// The cause.
        why: String,
    },
    /// Okta closes the socket after 60 seconds.
    #[error("{call}: no answer within {seconds} seconds, after which Okta closes the connection.")]
    TimedOut {
        /// Method and path.
        call: String,
        /// The limit.
        seconds: u64,
    },
    /// The body is not JSON.
    #[error(
        "{call}: Okta expects JSON and shows a parse failure for what came: status {status}, {content_type}, {excerpt:?}."
    )]
    NotJson {
        /// Method and path.
        call: String,
        /// The status.
        status: u16,
        /// The Content-Type, or that there was none.
        content_type: String,
        /// The first characters of the body.
        excerpt: String,
    },
    /// A created resource came back without its body.
    #[error(
        "{call}: Okta expects the whole resource; status {status} came without a body. Okta shows the admin an \"empty user\" failure."
    )]
    EmptyUser {
        /// Method and path.
        call: String,
        /// The status.
        status: u16,
    },
    /// The resource has no id to come back to.
    #[error("{call}: Okta expects an \"id\" in the answer; it is {came}.")]
    MissingId {
        /// Method and path.
        call: String,
        /// What stands there.
        came: String,
    },
    /// 409: Okta ends the job for good.
    #[error("{call}: 409, which ends Okta's job for good. The server says: {detail}")]
    Conflict {
        /// Method and path.
        call: String,
        /// The server's detail.
        detail: String,
        /// The scimType, if there is one.
        scim_type: Option<String>,
    },
    /// Another status than Okta needs.
    #[error("{call}: Okta expects {expected}; {status} came. The server says: {detail}")]
    Refused {
        /// Method and path.
        call: String,
        /// The status that Okta needs.
        expected: String,
        /// The status that came.
        status: u16,
        /// The server's detail, or that there is none.
        detail: String,
        /// The scimType, if there is one.
        scim_type: Option<String>,
    },
    /// 429 that the rehearsal does not wait out.
    #[error("{call}: 429. {why}")]
    Held {
        /// Method and path.
        call: String,
        /// What Okta would do now.
        why: String,
    },
    /// The answer is not what was asked for.
    #[error("{call}: Okta expects {attribute} to be {expected}; it is {came}.")]
    Differs {
        /// Method and path.
        call: String,
        /// The attribute, or what else was looked at.
        attribute: String,
        /// What should stand there.
        expected: String,
        /// What stands there.
        came: String,
    },
}
