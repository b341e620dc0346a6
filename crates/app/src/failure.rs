//! Why a use case did not do what it was asked.

use latchkey_domain::{Refusal, RefusalCode};
use latchkey_scim::error::ScimError;

use crate::ports::store::StoreError;

/// A use case that ends in one of these changed nothing.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Failure {
    /// Refused by SCIM's own rules.
    #[error("{0}")]
    Scim(#[from] ScimError),
    /// Refused by Latchkey's rules.
    #[error("{0}")]
    Refused(#[from] Refusal),
    /// A fault of the store: nobody's request was wrong.
    #[error("{0}")]
    Store(StoreError),
}

impl From<StoreError> for Failure {
    fn from(fault: StoreError) -> Self {
        match fault {
            // Two units raced past the check; the database decided. It is a refusal like any other.
            StoreError::Taken(what) => Self::Refused(Refusal::new(
                RefusalCode::Taken,
                format!("That {what} already belongs to someone else. Nothing was changed."),
            )),
            fault => Self::Store(fault),
        }
    }
}

impl Failure {
    /// As a SCIM answer. A fault says that it is one and not more: its cause is for the log.
    pub fn to_scim(&self) -> ScimError {
        match self {
            Self::Scim(error) => error.clone(),
            Self::Refused(refusal) => refusal.to_scim(),
            Self::Store(fault) => match fault.told() {
                Some(told) => ScimError::unavailable(told.sentence()),
                None => ScimError::internal(
                    "Latchkey could not store this. Nothing was changed. Its log has the cause under this request's id.",
                ),
            },
        }
    }

    /// After how many seconds it is worth trying again, where that is known.
    pub fn retry_after(&self) -> Option<u64> {
        match self {
            Self::Scim(_) => None,
            Self::Refused(refusal) => refusal.retry_after,
            Self::Store(fault) => fault.told().map(|told| told.retry_after),
        }
    }

    /// Whether it is a fault of the store that lasts a while, and not this request's.
    pub(crate) fn is_passing(&self) -> bool {
        matches!(self, Self::Store(fault) if fault.told().is_some())
    }

    /// The refusal's code; `None` for a fault.
    pub fn code(&self) -> Option<RefusalCode> {
        match self {
            Self::Refused(refusal) => Some(refusal.code),
            Self::Scim(error) => Some(match error.status() {
                404 => RefusalCode::NotFound,
                409 => RefusalCode::Taken,
                412 => RefusalCode::PreconditionFailed,
                403 => RefusalCode::Forbidden,
                401 => RefusalCode::Unauthenticated,
                _ => RefusalCode::UnacceptedValue,
            }),
            Self::Store(_) => None,
        }
    }
}
