//! Refusals as SCIM has them (RFC 7644 §3.12): a status, sometimes a `scimType`, and a detail for
//! people.
//!
//! There is no way to make one but a named constructor, so a `scimType` never meets the wrong
//! status. To add a reason, add a line to the table at the end of the `constructors!` call.

use serde_json::{Value, json};

use crate::text::sentence;
use crate::urn;

/// The keyword that tells a client why a 400, 403 or 409 came (RFC 7644 §3.12, table 9; RFC 9865 §2.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ScimType {
    /// The filter does not follow the grammar, or compares what cannot be compared.
    InvalidFilter,
    /// The filter matches more than the server is willing to return.
    TooMany,
    /// A value that must be unique is taken.
    Uniqueness,
    /// The attribute may not be changed in this way.
    Mutability,
    /// The body does not have the shape of the message that it should be.
    InvalidSyntax,
    /// The path of a PATCH operation names nothing that exists.
    InvalidPath,
    /// The path of a PATCH operation selects nothing.
    NoTarget,
    /// A value is missing, of another type, or outside of what the attribute takes.
    InvalidValue,
    /// The SCIM version asked for is not spoken here.
    InvalidVers,
    /// What was asked for may not travel in a URL.
    Sensitive,
    /// The cursor is none that was given for this question.
    InvalidCursor,
    /// The cursor was good once.
    ExpiredCursor,
    /// A page that a cursor asks for cannot have so many resources.
    InvalidCount,
}

impl ScimType {
    /// The keyword as it stands in the body.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InvalidFilter => "invalidFilter",
            Self::TooMany => "tooMany",
            Self::Uniqueness => "uniqueness",
            Self::Mutability => "mutability",
            Self::InvalidSyntax => "invalidSyntax",
            Self::InvalidPath => "invalidPath",
            Self::NoTarget => "noTarget",
            Self::InvalidValue => "invalidValue",
            Self::InvalidVers => "invalidVers",
            Self::Sensitive => "sensitive",
            Self::InvalidCursor => "invalidCursor",
            Self::ExpiredCursor => "expiredCursor",
            Self::InvalidCount => "invalidCount",
        }
    }
}

/// A request that was refused, and why. Displays as its detail.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{detail}")]
pub struct ScimError {
    status: u16,
    scim_type: Option<ScimType>,
    detail: String,
}

/// One constructor a line: documentation, name, status, `scimType`.
macro_rules! constructors {
    ($($(#[$doc:meta])* $name:ident => $status:literal, $scim_type:expr;)*) => {
        impl ScimError {
            $(
                $(#[$doc])*
                pub fn $name(detail: impl Into<String>) -> Self {
                    Self { status: $status, scim_type: $scim_type, detail: sentence(detail) }
                }
            )*
        }
    };
}

constructors! {
    /// 400: the filter cannot be read, or asks for a comparison that has no meaning.
    invalid_filter => 400, Some(ScimType::InvalidFilter);
    /// 400: the answer would be larger than the server is willing to give.
    too_many => 400, Some(ScimType::TooMany);
    /// 409: a value that must be unique belongs to another resource.
    uniqueness => 409, Some(ScimType::Uniqueness);
    /// 400: the attribute may not be changed in this way.
    mutability => 400, Some(ScimType::Mutability);
    /// 400: the body is no JSON, or not the message that it should be.
    invalid_syntax => 400, Some(ScimType::InvalidSyntax);
    /// 400: a PATCH path names an attribute that does not exist.
    invalid_path => 400, Some(ScimType::InvalidPath);
    /// 400: a PATCH path selects no value.
    no_target => 400, Some(ScimType::NoTarget);
    /// 400: a value is missing, of another type, or not among those accepted.
    invalid_value => 400, Some(ScimType::InvalidValue);
    /// 400: another version of SCIM was asked for.
    invalid_vers => 400, Some(ScimType::InvalidVers);
    /// 403: what was asked for may not travel in a URL.
    sensitive => 403, Some(ScimType::Sensitive);
    /// 400: the cursor is none that was given for this question.
    invalid_cursor => 400, Some(ScimType::InvalidCursor);
    /// 400: the cursor was good once, and the place that it stands for is gone.
    expired_cursor => 400, Some(ScimType::ExpiredCursor);
    /// 400: a page that a cursor asks for cannot have so many resources.
    invalid_count => 400, Some(ScimType::InvalidCount);
    /// 401: the credentials are missing or wrong.
    unauthorized => 401, None;
    /// 403: the credentials are right, and what was asked for is not allowed now.
    forbidden => 403, None;
    /// 404: there is no such resource or endpoint.
    not_found => 404, None;
    /// 405: the endpoint does not take this method.
    method_not_allowed => 405, None;
    /// 406: the client accepts no form in which the answer can be given.
    not_acceptable => 406, None;
    /// 408: the request took too long to arrive.
    request_timeout => 408, None;
    /// 409: the request contradicts the state of the directory, other than by a taken value.
    conflict => 409, None;
    /// 412: the resource is no longer the one that `If-Match` names.
    precondition_failed => 412, None;
    /// 413: the body, or the number of things in it, is larger than accepted.
    payload_too_large => 413, None;
    /// 414: the URL is longer than accepted.
    uri_too_long => 414, None;
    /// 415: the body is of a media type that is not read here.
    unsupported_media_type => 415, None;
    /// 429: too many requests for now; the answer carries `Retry-After`.
    too_many_requests => 429, None;
    /// 500: it failed here. The detail must not tell the cause: that belongs in the log.
    internal => 500, None;
    /// 501: the endpoint is known and not offered.
    not_implemented => 501, None;
    /// 503: the server cannot answer for now.
    unavailable => 503, None;
}

impl ScimError {
    /// The HTTP status.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The keyword for the client, where RFC 7644 has one.
    pub fn scim_type(&self) -> Option<ScimType> {
        self.scim_type
    }

    /// What happened, with which value, and what to do, for the admin who reads it in Okta.
    pub fn detail(&self) -> &str {
        &self.detail
    }

    /// The response body.
    ///
    /// RFC 7644 §3.12: `status` is "the HTTP status code […] expressed as a JSON string".
    pub fn to_body(&self) -> Value {
        let mut body = json!({ "schemas": [urn::ERROR], "status": self.status.to_string() });
        if let Some(scim_type) = self.scim_type {
            body["scimType"] = scim_type.as_str().into();
        }
        body["detail"] = self.detail.as_str().into();
        body
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_without_a_keyword_has_no_scim_type_member() {
        insta::assert_snapshot!(
            ScimError::not_found("There is no user with the id 42.").to_body(),
            @r#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"404","detail":"There is no user with the id 42."}"#
        );
    }

    #[test]
    fn a_taken_value_is_a_409_with_its_keyword_and_the_status_as_a_string() {
        insta::assert_snapshot!(
            ScimError::uniqueness("userName “a@b.example” belongs to another user.").to_body(),
            @r#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"409","scimType":"uniqueness","detail":"userName “a@b.example” belongs to another user."}"#
        );
    }

    #[test]
    fn displays_as_its_detail() {
        assert_eq!(
            ScimError::internal("It failed here.").to_string(),
            "It failed here."
        );
    }
}
