//! What each route is asked, so that it could be answered: a refusal has to come from the lock, not from the body.

use latchkey_server::access::Door;

use crate::callers::Callers;

/// A request without its caller.
#[derive(Debug)]
pub(crate) struct Request {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) content_type: &'static str,
    pub(crate) body: String,
}

impl Request {
    /// With no body.
    pub(crate) fn bare(method: &str, path: &str) -> Self {
        Self {
            method: method.to_owned(),
            path: path.to_owned(),
            content_type: "application/json",
            body: String::new(),
        }
    }

    /// What the route is for.
    pub(crate) fn of(door: &Door, callers: &Callers) -> Self {
        let method = if door.method == "any" {
            "GET"
        } else {
            door.method
        };
        let mut request = Self::bare(method, &callers.filled(door.path));
        if door.path == "/api/v1/sign-in/tested" {
            request
                .path
                .push_str("?issuer=http://127.0.0.1:9&clientId=0oa1");
        }
        if door.path == "/api/v1/organization/logo" {
            request.content_type = "image/png";
        }
        request.body = body(door.method, door.path).replace("{victim}", &callers.victim);
        request
    }
}

fn body(method: &str, path: &str) -> &'static str {
    let issuer = r#"{"issuer": "http://127.0.0.1:9", "clientId": "0oa1"}"#;
    match (method, path.trim_start_matches("/api/v1")) {
        ("POST", "/setup") => {
            r#"{"organization": "Other", "password": "another good password", "code": "AAAA-AAAA",
                "owner": {"email": "x@other.com", "givenName": "X", "familyName": "Y"}}"#
        }
        ("POST", "/session") => r#"{"userName": "owner@acme.com", "password": "a guess"}"#,
        ("POST", "/session/challenge/given-up") => {
            r#"{"challenge": "a guess", "code": "issuer_refused"}"#
        }
        ("POST", "/invites/{token}") => r#"{"password": "another good password"}"#,
        ("PATCH", "/me" | "/users/{id}") => r#"{"title": "Clerk"}"#,
        ("POST", "/session/second-factor" | "/session/second-factor/enrolment") => {
            r#"{"ticket": "x", "code": "123456"}"#
        }
        ("POST", "/session/second-factor/totp" | "/session/second-factor/passkey") => {
            r#"{"ticket": "x"}"#
        }
        ("POST", "/me/second-factor/totp") => r#"{"password": "a guess"}"#,
        ("POST", "/me/second-factor/enrolments") => r#"{"enrolment": "x", "code": "123456"}"#,
        ("PATCH", "/me/second-factor/passkeys/{id}") => r#"{"name": "Phone"}"#,
        ("PUT", "/me/password") => r#"{"current": "a guess", "new": "another good password"}"#,
        ("POST", "/users") => {
            r#"{"email": "new@acme.com", "givenName": "New", "familyName": "Lind", "accessRole": null}"#
        }
        ("POST", "/users/bulk") => r#"{"action": "deactivate", "ids": ["{victim}"]}"#,
        ("POST", "/deactivations/bring-back") => r#"{"since": "2020-01-01T00:00:00Z"}"#,
        ("POST", "/deactivations/waiting/{entryId}") => r#"{"do": "dismiss"}"#,
        ("PUT", "/billing/toolkit") => r#"{"enabled": true}"#,
        ("POST", "/connectors") => r#"{"kind": "okta"}"#,
        ("POST", "/connectors/okta/passkeys") => r#"{"graceSeconds": 60}"#,
        ("POST", "/sign-in/check" | "/sign-in/test") | ("PUT", "/sign-in/policy") => issuer,
        ("POST", "/sign-in/test/native") => {
            r#"{"issuer": "http://127.0.0.1:9", "clientId": "0oa1", "idToken": "x", "challenge": "x", "secret": "x"}"#
        }
        // Refused for its number by whoever may start one: none is walked.
        ("POST", "/rehearsal") => r#"{"dialect": "oin", "users": 0}"#,
        ("POST", "/webhooks") => r#"{"url": "https://hooks.example/", "types": ["user.created"]}"#,
        ("POST", "/webhooks/{id}/secret") => r#"{"graceSeconds": 60}"#,
        ("PATCH", "/settings") => r#"{"publicUrl": null}"#,
        (_, "/scim/v2/Users") if method == "POST" => r#"{"userName": "x"}"#,
        ("POST" | "PUT" | "PATCH", _) => "{}",
        _ => "",
    }
}
