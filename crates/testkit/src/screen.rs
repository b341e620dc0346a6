//! Someone who is signed in and speaks `/api/v1`, as a screen does.

use anyhow::{Context as _, Result, ensure};
use axum::body::Body;
use axum::http::{Method, Request, header};
use latchkey_app::directory::users::local::NewLocalUser;
use latchkey_app::record::Caller;
use latchkey_domain::AccessRole;
use secrecy::SecretString;
use serde_json::{Value, json};

use crate::{Answer, Latchkey, OWNER, OWNER_PASSWORD, totp_code};

/// By which a browser says which page asks.
const FROM: &str = "sec-fetch-site";

/// A person's session.
pub struct Screen<'a> {
    pub(crate) latchkey: &'a Latchkey,
    pub(crate) cookie: String,
    /// The person's id.
    pub id: String,
}

impl Latchkey {
    /// The owner, signed in with the local password.
    pub async fn owner(&self) -> Result<Screen<'_>> {
        self.screen_of(OWNER).await
    }

    /// A local person of this role, signed in; one with app access only has no portal to sign in to.
    pub async fn person(&self, role: AccessRole) -> Result<Screen<'_>> {
        let email = format!("{}@acme.com", role.name().to_lowercase());
        let saved = self
            .app
            .create_user(
                Caller::operator(),
                NewLocalUser {
                    user_name: None,
                    email: email.clone(),
                    given_name: role.name().to_owned(),
                    family_name: "Ek".to_owned(),
                    display_name: None,
                    access_role: Some(role),
                }
                .into_incoming()?,
            )
            .await?;
        self.app
            .set_password(
                Caller::operator(),
                &saved.view.id,
                SecretString::from(OWNER_PASSWORD),
            )
            .await?;
        self.screen_of(&email).await
    }

    /// Signs someone in who has the owner's password.
    pub async fn screen_of(&self, user_name: &str) -> Result<Screen<'_>> {
        let body = json!({"userName": user_name, "password": OWNER_PASSWORD});
        let request = Request::post("/api/v1/session")
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(body.to_string()))?;
        let answer = self.send(request).await;
        if answer.json()["code"] == "second_factor_enrolment_needed" {
            let (answer, _) = self.enrol_totp_by(&answer).await?;
            return self.screen_after(&answer);
        }
        self.screen_after(&answer)
    }

    /// Adds an authenticator app with the ticket of a sign-in that asked for one; gives back the answer to that, and the
    /// app's secret in base32.
    pub async fn enrol_totp_by(&self, asked: &Answer) -> Result<(Answer, String)> {
        let ticket = &asked.json()["ticket"];
        let begun = self
            .post_as_anyone("/session/second-factor/totp", &json!({"ticket": ticket}))
            .await?;
        ensure!(begun.status == 201, "{}", begun.text);
        let secret = begun.json()["secret"]
            .as_str()
            .context("there is no secret")?
            .to_owned();
        let code = totp_code(&secret, self.app.now())?;
        let done = self
            .post_as_anyone(
                "/session/second-factor/enrolment",
                &json!({"ticket": ticket, "code": code}),
            )
            .await?;
        Ok((done, secret))
    }

    /// POST below `/api/v1` by a browser that nobody is signed in with.
    pub async fn post_as_anyone(&self, path: &str, body: &Value) -> Result<Answer> {
        let request = Request::post(format!("/api/v1{path}"))
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(body.to_string()))?;
        Ok(self.send(request).await)
    }

    /// The session that an answer has just begun.
    pub fn screen_after(&self, answer: &Answer) -> Result<Screen<'_>> {
        ensure!(answer.status == 201, "{}", answer.text);
        let cookie = answer
            .header("set-cookie")
            .split(';')
            .next()
            .context("there is no cookie")?
            .to_owned();
        let id = answer.json()["user"]["id"]
            .as_str()
            .context("there is nobody")?
            .to_owned();
        Ok(Screen {
            latchkey: self,
            cookie,
            id,
        })
    }
}

impl Screen<'_> {
    /// Any call; the path is below `/api/v1`.
    pub async fn call(&self, method: Method, path: &str, body: Option<Value>) -> Answer {
        let body = body.map(|body| body.to_string().into_bytes());
        self.send(method, path, "application/json", body).await
    }

    /// Any call with any body.
    pub async fn send(
        &self,
        method: Method,
        path: &str,
        content_type: &str,
        body: Option<Vec<u8>>,
    ) -> Answer {
        let request = Request::builder()
            .method(method)
            .uri(format!("/api/v1{path}"))
            .header(header::COOKIE, &self.cookie)
            .header(FROM, "same-origin")
            .header(header::CONTENT_TYPE, content_type);
        match request.body(body.map_or(Body::empty(), Body::from)) {
            Ok(request) => self.latchkey.send(request).await,
            Err(fault) => Answer::fault(&fault),
        }
    }

    /// GET below `/api/v1`.
    pub async fn get(&self, path: &str) -> Answer {
        self.call(Method::GET, path, None).await
    }

    /// POST below `/api/v1`.
    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.call(Method::POST, path, Some(body)).await
    }

    /// PUT below `/api/v1`.
    pub async fn put(&self, path: &str, body: Value) -> Answer {
        self.call(Method::PUT, path, Some(body)).await
    }

    /// PATCH below `/api/v1`.
    pub async fn patch(&self, path: &str, body: Value) -> Answer {
        self.call(Method::PATCH, path, Some(body)).await
    }

    /// PATCH of the version that `etag` names.
    pub async fn edit(&self, path: &str, etag: &str, body: &Value) -> Answer {
        let request = Request::patch(format!("/api/v1{path}"))
            .header(header::COOKIE, &self.cookie)
            .header(FROM, "same-origin")
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::IF_MATCH, etag);
        match request.body(Body::from(body.to_string())) {
            Ok(request) => self.latchkey.send(request).await,
            Err(fault) => Answer::fault(&fault),
        }
    }

    /// DELETE below `/api/v1`.
    pub async fn delete(&self, path: &str) -> Answer {
        self.call(Method::DELETE, path, None).await
    }
}
