//! Why something was not done, in a form that each boundary can turn into its own words.

use latchkey_scim::error::ScimError;
use latchkey_scim::text::sentence;
use serde::{Deserialize, Serialize};

/// The closed set of reasons. Screens decide by the code, people read the detail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefusalCode {
    /// A required value is missing or blank.
    MissingValue,
    /// A value that is not accepted.
    UnacceptedValue,
    /// The value already belongs to someone else.
    Taken,
    /// There is no such thing.
    NotFound,
    /// Who asks may not do this.
    Forbidden,
    /// The sign-in is too old for this.
    #[serde(rename = "fresh_sign_in")]
    NotFresh,
    /// Nobody is signed in, or the credentials are wrong.
    Unauthenticated,
    /// The user name and the password do not belong together.
    WrongCredentials,
    /// The code, passkey or recovery code of a second factor is not the one, or was used already.
    WrongSecondFactor,
    /// The ticket of a sign-in, or an enrolment that was begun, is over.
    TicketSpent,
    /// Enterprise Toolkit is off.
    ToolkitOff,
    /// The connector is not there.
    NoConnector,
    /// This installation has not been set up.
    NotSetUp,
    /// This installation is set up already.
    AlreadySetUp,
    /// It would leave nobody who can do what is needed.
    LastOne,
    /// The state is another one than the request assumes.
    Conflict,
    /// If-Match or If-None-Match did not hold.
    PreconditionFailed,
    /// Sign-in has to go through Okta.
    OktaRequired,
    /// Too many attempts, or held back.
    #[serde(rename = "too_many_attempts")]
    TooMany,
    /// The issuer could not be reached or answered wrongly.
    Issuer,
    /// A test sign-in has to come first.
    NotTested,
}

impl RefusalCode {
    /// The code's word in JSON, the same as its serde name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::MissingValue => "missing_value",
            Self::UnacceptedValue => "unaccepted_value",
            Self::Taken => "taken",
            Self::NotFound => "not_found",
            Self::Forbidden => "forbidden",
            Self::NotFresh => "fresh_sign_in",
            Self::Unauthenticated => "unauthenticated",
            Self::WrongCredentials => "wrong_credentials",
            Self::WrongSecondFactor => "wrong_second_factor",
            Self::TicketSpent => "ticket_spent",
            Self::ToolkitOff => "toolkit_off",
            Self::NoConnector => "no_connector",
            Self::NotSetUp => "not_set_up",
            Self::AlreadySetUp => "already_set_up",
            Self::LastOne => "last_one",
            Self::Conflict => "conflict",
            Self::PreconditionFailed => "precondition_failed",
            Self::OktaRequired => "okta_required",
            Self::TooMany => "too_many_attempts",
            Self::Issuer => "issuer",
            Self::NotTested => "not_tested",
        }
    }
}

/// One refusal: nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{detail}")]
pub struct Refusal {
    /// Which of the closed set.
    pub code: RefusalCode,
    /// What was wrong, with which value, and what to do: for the person who can act on it.
    pub detail: String,
    /// For [`RefusalCode::TooMany`]: whole seconds until another try makes sense.
    pub retry_after: Option<u64>,
    /// Which value of a person it is about, for a form that shows it beside its field.
    pub about: Option<Box<About>>,
}

/// The value that a refusal is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    /// The field, by the name that the API has for it: "email".
    pub field: &'static str,
    /// Who has what was asked for.
    pub holder: Option<Holder>,
}

/// Who has a value that belongs to one person only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// Their id.
    pub id: String,
    /// Their name.
    pub name: String,
}

impl Refusal {
    /// A refusal with its sentence.
    pub fn new(code: RefusalCode, detail: impl Into<String>) -> Self {
        Self {
            code,
            detail: sentence(detail),
            retry_after: None,
            about: None,
        }
    }

    /// Says which field it is about, and who has the value already.
    #[must_use]
    pub fn about(mut self, field: &'static str, holder: Option<Holder>) -> Self {
        self.about = Some(Box::new(About { field, holder }));
        self
    }

    /// No such thing under this id.
    pub fn not_found(what: &str, id: &str) -> Self {
        Self::new(
            RefusalCode::NotFound,
            format!("There is no {what} with the id {id} here."),
        )
    }

    /// The same refusal in SCIM's words (RFC 7644 §3.12).
    pub fn to_scim(&self) -> ScimError {
        let detail = self.detail.clone();
        match self.code {
            RefusalCode::MissingValue | RefusalCode::UnacceptedValue => {
                ScimError::invalid_value(detail)
            }
            RefusalCode::Taken => ScimError::uniqueness(detail),
            RefusalCode::NotFound => ScimError::not_found(detail),
            RefusalCode::Forbidden | RefusalCode::NotFresh | RefusalCode::ToolkitOff => {
                ScimError::forbidden(detail)
            }
            RefusalCode::Unauthenticated
            | RefusalCode::WrongCredentials
            | RefusalCode::WrongSecondFactor
            | RefusalCode::TicketSpent
            | RefusalCode::NoConnector
            | RefusalCode::NotSetUp
            | RefusalCode::OktaRequired => ScimError::unauthorized(detail),
            RefusalCode::PreconditionFailed => ScimError::precondition_failed(detail),
            RefusalCode::TooMany => ScimError::too_many_requests(detail),
            RefusalCode::LastOne
            | RefusalCode::Conflict
            | RefusalCode::AlreadySetUp
            | RefusalCode::Issuer
            | RefusalCode::NotTested => ScimError::conflict(detail),
        }
    }
}
