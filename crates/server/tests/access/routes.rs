//! The router has the table's routes, no more and no fewer, under each method.

use std::collections::BTreeSet;

use axum::http::{Method, StatusCode};
use latchkey_domain::AccessRole;
use latchkey_server::access::table::{AREAS, PORTAL};
use latchkey_server::access::{disagreements, page};
use latchkey_server::router::{AddressSpace, address_space};
use latchkey_server::scim::place::Place;
use latchkey_server::state::ServerState;
use latchkey_testkit::Latchkey;

use crate::callers::{Caller, Callers};
use crate::requests::Request;

const METHODS: [Method; 7] = [
    Method::GET,
    Method::POST,
    Method::PUT,
    Method::PATCH,
    Method::DELETE,
    Method::OPTIONS,
    Method::TRACE,
];

/// The paths of axum's routers, as their Debug shows them: there is no other word for them.
fn paths(space: &AddressSpace) -> BTreeSet<String> {
    let shown = format!("{space:?}");
    shown
        .split('"')
        .skip(1)
        .step_by(2)
        .filter(|text| text.starts_with('/') && !text.contains("__private__"))
        // Where axum keeps the fallbacks.
        .filter(|text| !["/", "/api/v1"].contains(text))
        .map(str::to_owned)
        .collect()
}

#[tokio::test]
async fn each_route_has_a_row_and_each_row_a_route() {
    assert_eq!(disagreements(), [""; 0]);
    let latchkey = Latchkey::new().unwrap();
    let state = ServerState::new(
        latchkey.app.clone(),
        "http://127.0.0.1:8765",
        &Latchkey::usual_config(),
    );
    let mut routed = paths(&address_space(state));
    routed.extend(Place::paths().map(|path| format!("/scim/v2{path}")));
    assert!(
        routed.len() > 50,
        "axum shows its routes otherwise: {routed:?}"
    );
    let rows: BTreeSet<String> = AREAS
        .iter()
        .flat_map(|area| area.doors)
        .filter(|door| !PORTAL.iter().any(|page| page.path == door.path))
        .map(|door| door.path.to_owned())
        .collect();
    assert_eq!(routed, rows);
}

#[tokio::test]
async fn no_route_answers_to_a_method_that_has_no_row() {
    let callers = Callers::new().await;
    for area in AREAS {
        for path in area.doors.iter().map(|door| door.path) {
            let known: Vec<&str> = area
                .doors
                .iter()
                .filter(|door| door.path == path)
                .map(|door| door.method)
                .collect();
            if known.contains(&"any") {
                continue;
            }
            for method in METHODS
                .iter()
                .filter(|method| !known.contains(&method.as_str()))
            {
                let caller = if path.starts_with("/scim/") {
                    Caller::Okta
                } else {
                    callers.fresh(Some(AccessRole::EnterpriseAdmin)).await
                };
                let request = Request::bare(method.as_str(), &callers.filled(path));
                let answer = callers.call(&request, &caller).await;
                let expected = if PORTAL.iter().any(|page| page.path == path) {
                    StatusCode::NOT_FOUND
                } else {
                    StatusCode::METHOD_NOT_ALLOWED
                };
                assert_eq!(answer.status, expected, "{method} {path}: {}", answer.text);
            }
        }
    }
}

#[test]
fn the_page_names_every_route() {
    let page = page();
    for door in AREAS.iter().flat_map(|area| area.doors) {
        assert!(page.contains(&format!("`{}`", door.path)), "{}", door.path);
    }
}
