//! Refusals of the API: RFC 9457 problem details with a closed set of codes.

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use latchkey_app::Failure;
use latchkey_domain::{Holder, Refusal, RefusalCode};
use serde::Serialize;
use utoipa::ToSchema;

use crate::after_panic::{Panic, SENTENCE, log_panic};
use crate::request_id;

/// Why something was not done. Screens decide by `code`, people read `detail`.
#[derive(Clone, Debug)]
pub struct Problem {
    /// The status of the answer.
    pub status: StatusCode,
    code: &'static str,
    detail: String,
    retry_after: Option<u64>,
    members: Vec<(String, serde_json::Value)>,
}

/// The body.
#[derive(Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Problem)]
pub struct ProblemBody {
    /// Always "about:blank": the code tells them apart.
    #[serde(rename = "type")]
    kind: &'static str,
    /// The status in words.
    title: String,
    /// The status.
    status: u16,
    /// Which of the closed set.
    code: &'static str,
    /// What was wrong, with which value, what to do.
    detail: String,
    /// The request's number, by which the operator finds it in the log and in Activity.
    request_id: String,
    /// What else this code says (RFC 9457 §3.2).
    #[serde(flatten)]
    #[schema(ignore)]
    members: serde_json::Map<String, serde_json::Value>,
}

impl From<Failure> for Problem {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Refused(refusal) => refusal.into(),
            Failure::Scim(error) => Self {
                status: StatusCode::from_u16(error.status())
                    .unwrap_or(StatusCode::UNPROCESSABLE_ENTITY),
                code: Failure::Scim(error.clone())
                    .code()
                    .unwrap_or(RefusalCode::UnacceptedValue)
                    .as_str(),
                detail: error.detail().to_owned(),
                retry_after: None,
                members: Vec::new(),
            },
            Failure::Store(fault) => {
                tracing::error!(%fault, "a request could not be served");
                match fault.told() {
                    Some(told) => Self {
                        status: StatusCode::SERVICE_UNAVAILABLE,
                        code: "unavailable",
                        detail: told.sentence(),
                        retry_after: Some(told.retry_after),
                        members: Vec::new(),
                    },
                    None => Self::new(
                        StatusCode::INTERNAL_SERVER_ERROR,
                        "fault",
                        SENTENCE.to_owned(),
                    ),
                }
            }
        }
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let problem = Self {
            status: status(refusal.code),
            code: refusal.code.as_str(),
            detail: refusal.detail,
            retry_after: refusal.retry_after,
            members: Vec::new(),
        };
        let Some(about) = refusal.about else {
            return problem;
        };
        let problem = problem.with("field", about.field);
        match about.holder {
            Some(Holder { id, name }) => {
                problem.with("holder", serde_json::json!({"id": id, "name": name}))
            }
            None => problem,
        }
    }
}

impl Problem {
    /// Says something besides, under a name of its own.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<serde_json::Value>) -> Self {
        self.members.push((name.to_owned(), value.into()));
        self
    }

    /// For work on another thread that did not come to its end.
    pub fn lost(lost: &tokio::task::JoinError) -> Self {
        Failure::Store(latchkey_app::ports::store::StoreError::Fault(
            lost.to_string(),
        ))
        .into()
    }

    /// One with a code of the sign-in pages.
    pub fn new(status: StatusCode, code: &'static str, detail: String) -> Self {
        Self {
            status,
            code,
            detail,
            retry_after: None,
            members: Vec::new(),
        }
    }

    /// Which of the closed set.
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// What was wrong, and what to do.
    pub fn detail(&self) -> &str {
        &self.detail
    }
}

fn status(code: RefusalCode) -> StatusCode {
    match code {
        RefusalCode::MissingValue | RefusalCode::UnacceptedValue => {
            StatusCode::UNPROCESSABLE_ENTITY
        }
        RefusalCode::Taken
        | RefusalCode::Conflict
        | RefusalCode::LastOne
        | RefusalCode::AlreadySetUp
        | RefusalCode::NotTested => StatusCode::CONFLICT,
        RefusalCode::NotFound | RefusalCode::NoConnector => StatusCode::NOT_FOUND,
        RefusalCode::Forbidden
        | RefusalCode::NotFresh
        | RefusalCode::ToolkitOff
        | RefusalCode::OktaRequired => StatusCode::FORBIDDEN,
        RefusalCode::Unauthenticated
        | RefusalCode::WrongCredentials
        | RefusalCode::WrongSecondFactor
        | RefusalCode::TicketSpent => StatusCode::UNAUTHORIZED,
        RefusalCode::NotSetUp => StatusCode::SERVICE_UNAVAILABLE,
        RefusalCode::PreconditionFailed => StatusCode::PRECONDITION_FAILED,
        RefusalCode::TooMany => StatusCode::TOO_MANY_REQUESTS,
        RefusalCode::Issuer => StatusCode::BAD_GATEWAY,
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = ProblemBody {
            kind: "about:blank",
            title: self
                .status
                .canonical_reason()
                .unwrap_or("Refused")
                .to_owned(),
            status: self.status.as_u16(),
            code: self.code,
            detail: self.detail,
            // A refusal does not know by which request it was met; see `with_request_id`.
            request_id: String::new(),
            members: self.members.into_iter().collect(),
        };
        let mut response = (self.status, axum::Json(&body)).into_response();
        response.extensions_mut().insert(body);
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

/// A handler of the API panicked.
pub(crate) fn after_panic(panic: Panic) -> Response {
    log_panic(panic);
    Problem::new(
        StatusCode::INTERNAL_SERVER_ERROR,
        "fault",
        SENTENCE.to_owned(),
    )
    .into_response()
}

/// Puts the request's number into a refusal on its way out.
pub async fn with_request_id(request: Request, next: Next) -> Response {
    let id = request_id::of(request.extensions());
    let mut response = next.run(request).await;
    if let Some(mut body) = response.extensions_mut().remove::<ProblemBody>() {
        body.request_id = id;
        if let Ok(text) = serde_json::to_vec(&body) {
            response.headers_mut().remove(header::CONTENT_LENGTH);
            *response.body_mut() = Body::from(text);
        }
    }
    response
}
