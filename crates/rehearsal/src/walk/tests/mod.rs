//! The whole walk against a small server of another author, good and with one flaw at a time.

mod directory;
mod portal;

use std::sync::Arc;

use directory::{Directory, Flaw};
use jiff::Timestamp;

use super::*;
use crate::issuer::{Behaviour, IssuerConfig};
use crate::people::People;

/// Keeps the order of events.
#[derive(Default)]
struct Events(Vec<String>);

impl Report for Events {
    fn walk_started(&mut self, headline: &str) {
        self.0.push(headline.to_owned());
    }

    fn step_started(&mut self, n: usize, of: usize, _title: &str) {
        self.0.push(format!("{n}/{of}"));
    }

    fn line(&mut self, exchange: &crate::scim::Exchange) {
        self.0.push(exchange.method.clone());
    }

    fn progress(&mut self, done: usize, of: usize) {
        self.0.push(format!("{done} of {of}"));
    }

    fn step_ended(&mut self, step: &StepResult) {
        self.0.push(format!("ended {}", step.ok));
    }
}

async fn scim_only(directory: &Directory, options: &Options) -> Outcome {
    let target = Target {
        scim_url: directory.serve().await,
        user_name: "acme".to_owned(),
        password: directory::PASSKEY.to_owned(),
        sign_in: None,
    };
    walk(&target, options, &mut JsonReport).await
}

fn failures(outcome: &Outcome) -> Vec<String> {
    let failed = outcome.steps.iter().filter(|step| !step.ok);
    failed
        .map(|step| {
            format!(
                "{}: {}",
                step.title,
                step.why.as_deref().unwrap_or_default()
            )
        })
        .collect()
}

#[tokio::test]
async fn refused_credentials_end_the_walk_at_once() {
    let directory = Directory::new(None);
    let target = Target {
        scim_url: directory.serve().await,
        user_name: "acme".to_owned(),
        password: "another".to_owned(),
        sign_in: None,
    };
    let mut events = Events::default();
    let outcome = walk(&target, &Options::default(), &mut events).await;
    assert_eq!(
        failures(&outcome),
        [
            "Test API Credentials: GET /Users?startIndex=1&count=2: Okta expects 200; 401 came. \
          The server says: Not with these credentials."
        ]
    );
    assert!(
        events.0[0].starts_with("This is a rehearsal."),
        "{:?}",
        events.0
    );
    assert_eq!(events.0[1..], ["1/22", "GET", "ended false"]);
}

#[tokio::test]
async fn each_flaw_fails_the_step_that_it_hurts_and_says_what_came() {
    let cases = [
        (
            Flaw::ActiveIgnored,
            "Deactivate a person",
            "active to be false; it is true",
        ),
        (
            Flaw::RenameEmpties,
            "Rename the group, members stay",
            "0 came",
        ),
        (
            Flaw::UnknownMemberRefused,
            "Push an unknown member among known ones",
            "400 came",
        ),
        (Flaw::UserNameLowered, "Create 3 people", "userName"),
        (
            Flaw::CaseMatters,
            "Find 3 people again, the name in capitals",
            "0 came",
        ),
        (Flaw::TitleStays, "Clear a title", "title to be cleared"),
        (Flaw::DuplicatesTaken, "A duplicate is refused", "201 came"),
        (
            Flaw::ScimTypeMissing,
            "A duplicate is refused",
            "409 came with none",
        ),
        (
            Flaw::ItemsPerPageAsAsked,
            "Test API Credentials",
            "itemsPerPage",
        ),
        (
            Flaw::FamilyNameOptional,
            "A person without a family name is refused",
            "201 came",
        ),
    ];
    for (flaw, title, told) in cases {
        let options = Options {
            dialect: Dialect::Oin,
            users: 3,
            seed: 0,
        };
        let outcome = scim_only(&Directory::new(Some(flaw)), &options).await;
        assert!(!outcome.passed, "{flaw:?}");
        let failures = failures(&outcome);
        assert!(
            failures
                .iter()
                .any(|failure| failure.starts_with(title) && failure.contains(told)),
            "{flaw:?}: {failures:#?}"
        );
    }
}

#[tokio::test]
async fn a_good_server_passes_in_every_dialect_and_is_left_tidy() {
    for dialect in Dialect::ALL {
        for (users, seed) in [(1, 0), (5, 7)] {
            let directory = Directory::new(None);
            let outcome = scim_only(
                &directory,
                &Options {
                    dialect,
                    users,
                    seed,
                },
            )
            .await;
            assert!(outcome.passed, "{dialect}: {:#?}", failures(&outcome));
            assert!(outcome.steps.iter().all(|step| !step.skipped));
            assert_eq!(
                directory.active_and_groups(),
                (1, 0),
                "{dialect}: only the owner stays active"
            );
        }
    }
}

#[tokio::test]
async fn a_second_walk_links_whom_the_first_one_left() {
    let directory = Directory::new(None);
    for _ in 0..2 {
        let outcome = scim_only(&directory, &Options::default()).await;
        assert!(outcome.passed, "{:#?}", failures(&outcome));
    }
}

#[tokio::test]
async fn a_server_that_advertises_nothing_is_judged_by_the_rest() {
    let outcome = scim_only(
        &Directory::new(Some(Flaw::NothingAdvertised)),
        &Options::default(),
    )
    .await;
    assert!(outcome.passed, "{:#?}", failures(&outcome));
    assert_eq!(outcome.steps.iter().filter(|step| step.skipped).count(), 4);
}

#[tokio::test]
async fn many_people_are_imported_and_pushed_by_the_hundred() {
    let directory = Directory::new(None);
    let options = Options {
        dialect: Dialect::Oiw,
        users: 230,
        seed: 0,
    };
    let outcome = scim_only(&directory, &options).await;
    assert!(outcome.passed, "{:#?}", failures(&outcome));
    let calls = |title: &str| {
        outcome
            .steps
            .iter()
            .find(|step| step.title.starts_with(title))
            .map(|step| step.exchanges.len())
    };
    assert_eq!(calls("Create 230"), Some(460));
    assert_eq!(calls("Import users again"), Some(3));
    assert_eq!(calls("Push a group"), Some(6));
}

#[expect(
    clippy::disallowed_methods,
    reason = "the walk and the server under it share the host's clock"
)]
async fn with_sign_in(flaw: Option<Flaw>, users: usize) -> Outcome {
    let directory = Directory::new(flaw);
    let config = IssuerConfig {
        listen: "127.0.0.1:0".parse().expect("an address"),
        path: "/oauth2/default".to_owned(),
        client_id: "0oa1".to_owned(),
        redirect_uris: Vec::new(),
        people: People::nobody(),
        clock: Arc::new(Timestamp::now),
        behaviour: Behaviour::default(),
    };
    let issuer = Issuer::start(config).await.expect("it starts");
    let portal_url = portal::serve(directory.clone(), issuer.issuer_url()).await;
    issuer.allow_redirect_uri(&format!("{portal_url}/auth/callback"));
    let target = Target {
        scim_url: directory.serve().await,
        user_name: "acme".to_owned(),
        password: directory::PASSKEY.to_owned(),
        sign_in: Some(SignIn { portal_url, issuer }),
    };
    walk(
        &target,
        &Options {
            dialect: Dialect::Aiw,
            users,
            seed: 0,
        },
        &mut JsonReport,
    )
    .await
}

#[tokio::test]
async fn a_session_that_outlives_its_person_is_noticed() {
    let outcome = with_sign_in(Some(Flaw::SessionsStay), 3).await;
    let failures = failures(&outcome);
    assert_eq!(failures.len(), 1, "{failures:#?}");
    assert!(
        failures[0].contains("should have ended with the deactivation (401); 200 came"),
        "{failures:#?}"
    );
}

#[tokio::test]
async fn a_session_that_outlives_its_logout_is_noticed() {
    let outcome = with_sign_in(Some(Flaw::LogoutIgnored), 3).await;
    let failures = failures(&outcome);
    assert_eq!(failures.len(), 2, "{failures:#?}");
    for (failure, step) in failures
        .iter()
        .zip(["Universal Logout", "OpenID back-channel logout"])
    {
        assert!(failure.starts_with(step), "{failure}");
        assert!(failure.ends_with("(401); 200 came."), "{failure}");
    }
}

#[tokio::test]
async fn people_sign_in_and_are_refused_with_a_reason() {
    let outcome = with_sign_in(None, 4).await;
    assert!(outcome.passed, "{:#?}", failures(&outcome));
    let why = |title: &str| {
        let step = outcome
            .steps
            .iter()
            .find(|step| step.title.starts_with(title));
        step.and_then(|step| step.why.clone()).unwrap_or_default()
    };
    assert!(
        why("Sign in with Okta").ends_with("@atko.com, ReadOnly."),
        "{}",
        why("Sign in with Okta")
    );
    assert!(why("A deactivated person").starts_with("403: Refused This person is deactivated."));
    assert!(
        why("A person not assigned").contains("User is not assigned to the client application.")
    );
    let names = [
        &outcome.can_sign_in,
        &outcome.deactivated,
        &outcome.unassigned,
    ];
    let ids: std::collections::HashSet<_> = names
        .into_iter()
        .flatten()
        .map(|person| &person.okta_id)
        .collect();
    assert_eq!(
        ids.len(),
        3,
        "three different people are left to try it with"
    );
    let document = serde_json::to_value(&outcome).expect("JSON");
    assert!(
        !document.to_string().contains("code_challenge=E9"),
        "challenges and codes are masked"
    );
    let keys: Vec<_> = document
        .as_object()
        .expect("an object")
        .keys()
        .cloned()
        .collect();
    assert_eq!(keys, ["dialect", "passed", "steps"]);
}

#[tokio::test]
async fn one_person_is_enough_for_every_step() {
    let outcome = with_sign_in(None, 1).await;
    assert!(outcome.passed, "{:#?}", failures(&outcome));
    assert!(outcome.can_sign_in.is_some() && outcome.deactivated.is_none());
}
