//! Each route is called as everyone, and answers as its row says.

use axum::http::StatusCode;
use latchkey_domain::AccessRole;
use latchkey_server::access::table::{AREAS, SCIM};
use latchkey_server::access::{Door, Lock};
use latchkey_testkit::Answer;

use crate::callers::{Caller, Callers, roles};
use crate::requests::Request;

fn code(answer: &Answer) -> String {
    let code = &answer.json()["code"];
    code.as_str().unwrap_or_default().to_owned()
}

/// Stopped by the lock, and not by what was asked.
fn is_shut(answer: &Answer) -> bool {
    let by_role = ["forbidden", "fresh_sign_in"].contains(&code(answer).as_str());
    answer.status == StatusCode::UNAUTHORIZED || (answer.status == StatusCode::FORBIDDEN && by_role)
}

fn doors() -> impl Iterator<Item = &'static Door> {
    AREAS.iter().flat_map(|area| area.doors)
}

fn for_roles() -> impl Iterator<Item = (&'static Door, Option<AccessRole>)> {
    doors().filter_map(|door| match door.lock {
        Lock::From(least) => Some((door, least)),
        _ => None,
    })
}

#[tokio::test]
async fn without_the_right_credentials_no_door_opens() {
    let callers = Callers::new().await;
    let before = callers.latchkey.directory().await;
    for door in doors() {
        let request = Request::of(door, &callers);
        for caller in Callers::wrong() {
            let answer = callers.call(&request, &caller).await;
            let told = format!(
                "{} {} as {caller:?}: {}",
                door.method, door.path, answer.text
            );
            match door.lock {
                Lock::Passkey => {
                    assert_eq!(answer.status, 401, "{told}");
                    assert_eq!(answer.json()["status"], "401", "{told}");
                }
                Lock::From(_) => {
                    assert_eq!(answer.status, 401, "{told}");
                    assert_eq!(code(&answer), "unauthenticated", "{told}");
                }
                // Nobody has what they bring, so nothing but a refusal can come of it.
                Lock::Brings(_) => assert!(answer.status.is_client_error(), "{told}"),
                Lock::Open => assert!(!is_shut(&answer), "{told}"),
            }
        }
    }
    assert_eq!(callers.latchkey.directory().await, before);
}

#[tokio::test]
async fn a_session_is_no_passkey_and_a_passkey_no_session() {
    let callers = Callers::new().await;
    for door in SCIM {
        for role in roles() {
            let caller = callers.fresh(role).await;
            let answer = callers.call(&Request::of(door, &callers), &caller).await;
            assert_eq!(answer.status, 401, "{door:?} {role:?}: {}", answer.text);
        }
    }
    for (door, _) in for_roles() {
        let answer = callers
            .call(&Request::of(door, &callers), &Caller::Okta)
            .await;
        assert_eq!(answer.status, 401, "{door:?}: {}", answer.text);
    }
}

#[tokio::test]
async fn the_passkey_opens_every_door_of_scim() {
    let callers = Callers::new().await;
    for door in SCIM {
        let answer = callers
            .call(&Request::of(door, &callers), &Caller::Okta)
            .await;
        let shut = [401, 403].contains(&answer.status.as_u16());
        assert!(!shut, "{door:?}: {}", answer.text);
    }
}

#[tokio::test]
async fn a_role_that_is_too_low_is_told_so_and_changes_nothing() {
    let callers = Callers::new().await;
    let before = callers.latchkey.directory().await;
    for (door, least) in for_roles() {
        let request = Request::of(door, &callers);
        for role in roles().filter(|role| *role < least) {
            let answer = callers.call(&request, &callers.fresh(role).await).await;
            let told = format!("{door:?} as {role:?}: {}", answer.text);
            assert_eq!(answer.status, 403, "{told}");
            assert_eq!(code(&answer), "forbidden", "{told}");
        }
    }
    assert_eq!(callers.latchkey.directory().await, before);
}

/// Reads, one after the other.
#[tokio::test]
async fn a_role_that_is_high_enough_may_look() {
    let callers = Callers::new().await;
    for (door, least) in for_roles().filter(|(door, _)| door.method == "GET") {
        opens(&callers, door, least).await;
    }
}

/// Changes, each on an installation of its own: it may be another one afterwards.
#[tokio::test]
async fn a_role_that_is_high_enough_may_act() {
    for (door, least) in for_roles().filter(|(door, _)| door.method != "GET") {
        opens(&Callers::new().await, door, least).await;
    }
}

async fn opens(callers: &Callers, door: &Door, least: Option<AccessRole>) {
    let request = Request::of(door, callers);
    for role in roles().filter(|role| *role >= least) {
        let stale = callers.call(&request, &callers.stale(role).await).await;
        let told = format!(
            "{door:?} as {role:?}, signed in a while ago: {}",
            stale.text
        );
        if door.fresh {
            assert_eq!(stale.status, 403, "{told}");
            assert_eq!(code(&stale), "fresh_sign_in", "{told}");
        } else {
            assert!(!is_shut(&stale), "{told}");
            continue;
        }
        let answer = callers.call(&request, &callers.fresh(role).await).await;
        assert!(!is_shut(&answer), "{door:?} as {role:?}: {}", answer.text);
    }
}
