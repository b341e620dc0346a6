//! The second factor of a local sign-in: who is asked for it, how it is got around, and that it is not.

mod attacks;
mod enrolment;
mod forged_passkeys;
mod home;
mod own;
mod reset;
mod sign_in;
mod tickets;

use jiff::SignedDuration;
use latchkey_domain::AccessRole;
use latchkey_server::ServeConfig;
use latchkey_testkit::{Answer, Authenticator, Latchkey, OWNER, OWNER_PASSWORD, Screen, totp_code};
use serde_json::{Value, json};

use crate::staff::add;

/// Where the servers of these tests are known.
const ORIGIN: &str = "https://latchkey.acme.com";

/// Set up, on a server that is reached from elsewhere.
async fn elsewhere() -> Latchkey {
    let latchkey = Latchkey::with_config(ServeConfig {
        public_url: Some(ORIGIN.parse().unwrap()),
        ..Latchkey::usual_config()
    })
    .unwrap();
    latchkey.set_up().await.unwrap();
    latchkey
}

async fn post(latchkey: &Latchkey, path: &str, body: Value) -> Answer {
    latchkey.post_as_anyone(path, &body).await.unwrap()
}

/// A user name and the password of all tests.
async fn password(latchkey: &Latchkey, name: &str) -> Answer {
    let body = json!({"userName": name, "password": OWNER_PASSWORD});
    post(latchkey, "/session", body).await
}

/// The ticket that the right password gives.
async fn ticket(latchkey: &Latchkey, name: &str) -> Value {
    let asked = password(latchkey, name).await.json();
    assert_eq!(asked["code"], "second_factor_needed", "{asked}");
    asked["ticket"].clone()
}

/// The second step, with one of code, recoveryCode and passkey.
async fn step(latchkey: &Latchkey, ticket: &Value, what: &str, with: impl Into<Value>) -> Answer {
    let mut body = json!({"ticket": ticket});
    body[what] = with.into();
    post(latchkey, "/session/second-factor", body).await
}

fn code_of(answer: &Answer) -> (u16, String) {
    crate::staff::refusal(answer)
}

/// Wrong, and the ticket counts on.
fn is_wrong(answer: &Answer) {
    assert_eq!(
        code_of(answer),
        (401, "wrong_second_factor".into()),
        "{}",
        answer.text
    );
}

/// Over.
fn is_spent(answer: &Answer) {
    assert_eq!(
        code_of(answer),
        (401, "ticket_spent".into()),
        "{}",
        answer.text
    );
}

/// An authenticator app in somebody's hands.
struct App<'a> {
    latchkey: &'a Latchkey,
    secret: String,
    recovery_codes: Vec<String>,
}

impl App<'_> {
    fn code(&self) -> String {
        totp_code(&self.secret, self.latchkey.app.now()).unwrap()
    }

    /// The code of so many seconds from now.
    fn code_in(&self, seconds: i64) -> String {
        let at = self.latchkey.app.now() + SignedDuration::from_secs(seconds);
        totp_code(&self.secret, at).unwrap()
    }
}

/// Adds an authenticator app by a first sign-in, which asks for one. A minute passes, so that its next code is a fresh one.
async fn with_app<'a>(latchkey: &'a Latchkey, name: &str) -> (App<'a>, Screen<'a>) {
    let asked = password(latchkey, name).await;
    assert_eq!(
        code_of(&asked),
        (401, "second_factor_enrolment_needed".into()),
        "{}",
        asked.text
    );
    let (done, secret) = latchkey.enrol_totp_by(&asked).await.unwrap();
    let screen = latchkey.screen_after(&done).unwrap();
    let recovery_codes = texts(&done.json()["recoveryCodes"]);
    latchkey.clock.advance(SignedDuration::from_secs(60));
    let app = App {
        latchkey,
        secret,
        recovery_codes,
    };
    (app, screen)
}

/// Adds a passkey by a first sign-in, which asks for one.
async fn with_passkey<'a>(
    latchkey: &'a Latchkey,
    name: &str,
    number: u8,
) -> (Authenticator, Screen<'a>) {
    let asked = password(latchkey, name).await.json();
    let ticket = &asked["ticket"];
    let begun = post(
        latchkey,
        "/session/second-factor/passkey",
        json!({"ticket": ticket}),
    )
    .await;
    assert_eq!(begun.status, 201, "{}", begun.text);
    let mut authenticator = Authenticator::new(number, ORIGIN).unwrap();
    let made = authenticator.make(&begun.json()["options"]);
    let body = json!({"ticket": ticket, "passkey": made, "name": "Laptop"});
    let done = post(latchkey, "/session/second-factor/enrolment", body).await;
    let screen = latchkey.screen_after(&done).unwrap();
    (authenticator, screen)
}

/// An Admin beside the owner; gives back the id. The user name is `name@acme.com`.
async fn admin(latchkey: &Latchkey, name: &str) -> String {
    add(latchkey, name, Some(AccessRole::Admin)).await
}

fn texts(list: &Value) -> Vec<String> {
    let items = list.as_array().expect("a list");
    items
        .iter()
        .map(|item| item.as_str().unwrap().to_owned())
        .collect()
}

/// Actions and reasons on record, the newest first.
async fn on_record(latchkey: &Latchkey) -> Vec<(String, String)> {
    let entries = latchkey.entries().await.unwrap();
    entries
        .into_iter()
        .map(|entry| (entry.action, entry.reason.unwrap_or_default()))
        .collect()
}

async fn owner_with_app(latchkey: &Latchkey) -> (App<'_>, Screen<'_>) {
    with_app(latchkey, OWNER).await
}
