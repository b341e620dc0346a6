//! POST /Bulk (RFC 7644 §3.7).

use axum::body::Body;
use axum::http::StatusCode;
use axum::response::Response;
use latchkey_scim::bulk::BulkRequest;

use super::answer::{self, Refused};
use super::call::OktaCall;

/// Runs the operations; the answer tells of each.
pub(super) async fn run(mut call: OktaCall, body: Body) -> Result<Response, Refused> {
    let limit = call.large_body_limit();
    let request = call
        .body(body, limit, "scim.bulk", BulkRequest::parse)
        .await?;
    let done = call.app().bulk(&call.caller(), request, call.base()).await;
    // What one operation is refused by is in its own result; this is the refusal of the request as a whole.
    let answer = call.or_refuse("scim.bulk", done).await?;
    Ok(answer::value(StatusCode::OK, &answer.to_body()))
}
