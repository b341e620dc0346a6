//! `/api/v1/session`: who is signed in, signing in with a local password or a native app's ID token, signing out.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use latchkey_app::sign_in::SignInRefused;
use latchkey_app::sign_in::native::Brought;
use latchkey_app::sign_in::second_factor::Entrance;
use latchkey_app::sign_in::session::{Begun, SignedIn};
use latchkey_domain::{Refusal, RefusalCode, session};
use latchkey_scim::json;
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::input::{Given, JsonBytes};
use super::problem::{Problem, ProblemBody};
use super::second_step;
use super::views::SignedInJson;
use super::who::{Anyone, Person, Surface};
use crate::auth::cookie;
use crate::auth::pace::is_too_often;
use crate::state::ServerState;

/// The longest body of a sign-in: an ID token is a few kilobytes.
const LONGEST: usize = 64 * 1024;

/// Signing in: with a local password, or with an ID token.
#[derive(Deserialize, ToSchema)]
#[serde(untagged)]
#[schema(as = NewSession)]
pub enum NewSession {
    /// A local password.
    #[serde(rename_all = "camelCase")]
    Password {
        /// What they sign in with.
        user_name: String,
        /// The password.
        #[schema(value_type = String)]
        password: SecretString,
    },
    /// What a native app obtained from the issuer.
    #[serde(rename_all = "camelCase")]
    IdToken {
        /// The ID token, with the nonce that the challenge asked for.
        #[schema(value_type = String)]
        id_token: SecretString,
        /// The challenge.
        challenge: String,
        /// What the app mixed into the nonce.
        #[schema(value_type = String)]
        secret: SecretString,
    },
}

/// A challenge for a native app, and where it goes with it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_field_names, reason = "the name in the contract")]
pub struct Challenge {
    /// 256 random bits, base64url. Lives 10 minutes and works once.
    challenge: String,
    /// The public URL that the nonce has to be made with. An app that knows this server by another address signs nobody
    /// in: it says so and names this one.
    public_url: String,
    /// The Issuer URL; null where sign-on through Okta is not set up.
    #[schema(required)]
    issuer: Option<String>,
    /// The Client ID there.
    #[schema(required)]
    client_id: Option<String>,
}

/// Who is signed in, with the token of a native app.
#[derive(Serialize, ToSchema)]
pub struct AppSession {
    #[serde(flatten)]
    signed_in: SignedInJson,
    /// For `Authorization: Bearer`; null for a browser, which has a cookie.
    #[schema(required)]
    token: Option<String>,
}

/// Who is signed in.
#[utoipa::path(get, path = "/session", operation_id = "get_session", responses(
    (status = 200, body = SignedInJson, description = "The session of this cookie"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn get(
    State(state): State<ServerState>,
    person: Person,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let cookie = renewed(&state, &person.signed_in, &headers);
    let mut response = Json(view(&state, person.signed_in)?).into_response();
    if let Some(cookie) = cookie {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// The cookie again, to end when the session does: how long that is may have been set anew since it was given.
fn renewed(state: &ServerState, of: &SignedIn, headers: &HeaderMap) -> Option<HeaderValue> {
    let secure = state.fixed.secure;
    let by_cookie = !headers.contains_key(header::AUTHORIZATION);
    let token = cookie::read(headers, &cookie::session_name(secure)).filter(|_| by_cookie)?;
    let (now, token) = (state.app.now(), SecretString::from(token));
    Some(cookie::session(
        &token,
        &of.session,
        of.lifetime,
        now,
        secure,
    ))
}

/// Signs in.
#[utoipa::path(post, path = "/session", operation_id = "create_session", request_body = NewSession, responses(
    (status = 201, body = AppSession, description = "Signed in; a browser's cookie is set"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json",
        description = "`second_factor_needed` or `second_factor_enrolment_needed`: the password is right, and there is a \
            ticket for the second step. Else the sign-in is refused"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    (status = 415, body = ProblemBody, content_type = "application/problem+json"),
    (status = 429, body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn create(
    State(state): State<ServerState>,
    Anyone(caller): Anyone,
    Surface(surface): Surface,
    JsonBytes(body): JsonBytes,
) -> Result<Response, Problem> {
    match read(&body)? {
        NewSession::Password {
            user_name,
            password,
        } => {
            let begun = state
                .app
                .sign_in_locally(caller, &user_name, password, surface)
                .await?;
            match begun {
                Entrance::SignedIn(begun) => self::begun(&state, *begun),
                Entrance::SecondStep(step) => Err(second_step::asked(*step)),
            }
        }
        NewSession::IdToken {
            id_token,
            challenge,
            secret,
        } => {
            let finished = state
                .app
                .sign_in_with_id_token(
                    caller,
                    &Brought {
                        id_token: &id_token,
                        challenge: &challenge,
                        secret: &secret,
                        public_url: &state.fixed.public_url,
                    },
                )
                .await?;
            let begun = finished.map_err(|refused| refusal(&refused))?;
            self::begun(&state, *begun)
        }
    }
}

/// Why a native app's ID token was not taken, for the app to show.
pub(super) fn refusal(refused: &SignInRefused) -> Problem {
    let status = if refused.issuer_failed {
        StatusCode::BAD_GATEWAY
    } else {
        StatusCode::FORBIDDEN
    };
    Problem::new(
        status,
        refused.code.code(),
        format!("{} {}", refused.text, refused.todo),
    )
}

/// Signs out.
#[utoipa::path(delete, path = "/session", operation_id = "delete_session", responses(
    (status = 204, description = "The session is ended"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn delete(State(state): State<ServerState>, person: Person) -> Result<Response, Problem> {
    state.app.sign_out(person.caller, person.signed_in).await?;
    let mut headers = HeaderMap::new();
    headers.insert(header::SET_COOKIE, cookie::end_session(state.fixed.secure));
    Ok((StatusCode::NO_CONTENT, headers).into_response())
}

/// Gives a challenge to a native app that begins a sign-in.
#[utoipa::path(post, path = "/session/challenge", operation_id = "create_challenge", responses(
    (status = 201, body = Challenge, description = "A fresh challenge"),
    (status = 429, body = ProblemBody, content_type = "application/problem+json"),
    (status = 503, body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn challenge(
    State(state): State<ServerState>,
    Anyone(caller): Anyone,
) -> Result<(StatusCode, Json<Challenge>), Problem> {
    // The same number as in a browser, and together with it.
    if is_too_often(&state.fixed.sign_in_starts, &caller) {
        return Err(too_many_starts(state.fixed.limits.sign_ins_a_minute).into());
    }
    let (issuer, client_id) = state
        .app
        .sign_in_policy()?
        .map(|policy| (policy.issuer, policy.client_id))
        .unzip();
    let challenge = Challenge {
        challenge: state.app.challenge(),
        public_url: state.fixed.public_url.clone(),
        issuer,
        client_id,
    };
    Ok((StatusCode::CREATED, Json(challenge)))
}

/// A sign-in that a native app gave up.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GivenUp {
    /// The challenge that it began with.
    challenge: String,
    /// Why, in one of the words by which the app names what went wrong.
    code: String,
}

/// Takes note that a native app gave a sign-in up.
#[utoipa::path(post, path = "/session/challenge/given-up", operation_id = "give_up_challenge", request_body = GivenUp, responses(
    (status = 204, description = "It is on record, and the challenge is worth nothing any more"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 422, body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn give_up(
    State(state): State<ServerState>,
    Anyone(caller): Anyone,
    Given(given): Given<GivenUp>,
) -> Result<StatusCode, Problem> {
    state
        .app
        .give_up_native(caller, &given.challenge, &given.code)?;
    Ok(StatusCode::NO_CONTENT)
}

fn too_many_starts(a_minute: u32) -> Refusal {
    let mut refusal = Refusal::new(
        RefusalCode::TooMany,
        format!(
            "More than {a_minute} sign-ins were started from this address within a minute. Nothing was changed. Wait a \
             minute, then start again."
        ),
    );
    refusal.retry_after = Some(60);
    refusal
}

fn read(body: &Bytes) -> Result<NewSession, Problem> {
    let unreadable = |detail: &str| {
        Problem::from(Refusal::new(
            RefusalCode::UnacceptedValue,
            format!("{detail} Nothing was changed."),
        ))
    };
    if body.len() > LONGEST {
        return Err(unreadable("The body is too long for a sign-in."));
    }
    let value = json::parse(body).map_err(|error| unreadable(error.detail()))?;
    serde_json::from_value(value).map_err(|_| {
        unreadable("A sign-in has userName and password, or idToken, challenge and secret.")
    })
}

/// Answers with a session that has just begun: its token goes into a browser's cookie, or to the app itself.
pub(super) fn begun(state: &ServerState, begun: Begun) -> Result<Response, Problem> {
    begun_as(state, begun, |session| session)
}

/// The same, with more to say.
pub(super) fn begun_as<T: Serialize>(
    state: &ServerState,
    begun: Begun,
    say: impl FnOnce(AppSession) -> T,
) -> Result<Response, Problem> {
    let Begun {
        token,
        session,
        user,
        lifetime,
    } = begun;
    let is_app = session.surface == session::Surface::App;
    let secure = state.fixed.secure;
    let cookie = cookie::session(&token, &session, lifetime, state.app.now(), secure);
    let signed_in = SignedIn {
        session,
        user,
        lifetime,
    };
    let body = AppSession {
        signed_in: view(state, signed_in)?,
        token: is_app.then(|| token.expose_secret().to_owned()),
    };
    let mut response = (StatusCode::CREATED, Json(say(body))).into_response();
    if !is_app {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

fn view(state: &ServerState, signed_in: SignedIn) -> Result<SignedInJson, Problem> {
    let organization = state.app.organization()?;
    let groups = state
        .app
        .read(|store| store.groups_of(&signed_in.user.id))
        .map_err(latchkey_app::Failure::from)?;
    Ok(SignedInJson::new(signed_in, groups, organization.name))
}
