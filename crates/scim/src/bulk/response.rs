//! The answer to a Bulk request (RFC 7644 §3.7.3).

use serde_json::{Value, json};

use super::request::BulkMethod;
use crate::{Object, urn};

/// What became of one operation.
#[derive(Clone, Debug, PartialEq)]
pub struct BulkResult {
    /// Its method.
    pub method: BulkMethod,
    /// Its `bulkId`.
    pub bulk_id: Option<String>,
    /// The URL of the resource; none only for a POST that was refused.
    pub location: Option<String>,
    /// The entity tag of the resource now.
    pub version: Option<String>,
    /// The HTTP status that the operation alone would have had.
    pub status: u16,
    /// The body: a refusal always has one ([`crate::ScimError::to_body`]).
    pub response: Option<Value>,
}

/// The answer, result by result.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BulkResponse {
    results: Vec<BulkResult>,
}

impl BulkResponse {
    /// Adds a result, in the order of the request.
    pub fn push(&mut self, result: BulkResult) {
        self.results.push(result);
    }

    /// How many operations were refused, to compare with `failOnErrors`.
    pub fn failures(&self) -> u64 {
        self.results
            .iter()
            .map(|result| u64::from(result.status >= 400))
            .sum()
    }

    /// The body of the answer.
    pub fn to_body(&self) -> Value {
        let operations: Vec<Value> = self.results.iter().map(body_of).collect();
        json!({ "schemas": [urn::BULK_RESPONSE], "Operations": operations })
    }
}

fn body_of(result: &BulkResult) -> Value {
    let mut body = Object::new();
    let mut put = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            body.insert(name.to_owned(), value);
        }
    };
    put("location", result.location.as_deref().map(Value::from));
    put("method", Some(result.method.as_str().into()));
    put("bulkId", result.bulk_id.as_deref().map(Value::from));
    put("version", result.version.as_deref().map(Value::from));
    // RFC 7644 §3.7.3 shows the status as a string, as in an error.
    put("status", Some(result.status.to_string().into()));
    put("response", result.response.clone());
    Value::Object(body)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ScimError;

    #[test]
    fn refusals_are_counted_and_shown_with_their_body() {
        let mut response = BulkResponse::default();
        response.push(BulkResult {
            method: BulkMethod::Post,
            bulk_id: Some("a".into()),
            location: None,
            version: None,
            status: 409,
            response: Some(ScimError::uniqueness("Taken.").to_body()),
        });
        response.push(BulkResult {
            method: BulkMethod::Delete,
            bulk_id: None,
            location: Some("https://x.example/scim/v2/Users/1".into()),
            version: None,
            status: 204,
            response: None,
        });
        assert_eq!(response.failures(), 1);
        insta::assert_snapshot!(response.to_body(), @r#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkResponse"],"Operations":[{"method":"POST","bulkId":"a","status":"409","response":{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"409","scimType":"uniqueness","detail":"Taken."}},{"location":"https://x.example/scim/v2/Users/1","method":"DELETE","status":"204"}]}"#);
    }
}
