use latchkey_app::ports::store::{StoreError, StoreExt as _};
use latchkey_domain::sign_in::{Binding, Policy, SignInTest, TestLink};

use crate::people::{at, fresh, user};

fn binding(user: &str, subject: &str) -> Binding {
    Binding {
        user_id: format!("id-{user}"),
        issuer: "https://acme.okta.com".into(),
        subject: subject.into(),
        bound_at: at(3),
    }
}

#[tokio::test]
async fn a_second_binding_of_the_person_or_the_subject_is_refused() {
    let fresh = fresh();
    fresh
        .write(|writes| {
            writes.add_user(&user("ana"))?;
            writes.add_user(&user("bo"))?;
            writes.add_binding(&binding("ana", "00u1"))
        })
        .await
        .unwrap();
    for second in [binding("bo", "00u1"), binding("ana", "00u2")] {
        let added = fresh.write(move |writes| writes.add_binding(&second)).await;
        assert!(matches!(added, Err(StoreError::Taken(what)) if what == "binding"));
    }
    let nobodys = fresh
        .write(|writes| writes.add_binding(&binding("cy", "00u3")))
        .await;
    assert!(matches!(nobodys, Err(StoreError::Fault(_))));
}

#[tokio::test]
async fn a_binding_is_found_both_ways_until_it_is_removed() {
    let fresh = fresh();
    let bound = binding("ana", "00u1");
    fresh
        .write(|writes| {
            writes.add_user(&user("ana"))?;
            writes.add_binding(&binding("ana", "00u1"))
        })
        .await
        .unwrap();
    let both = |issuer: &'static str| {
        fresh.store.read(|reads| {
            Ok((
                reads.find_binding(issuer, "00u1")?,
                reads.binding_of("id-ana", issuer)?,
            ))
        })
    };
    assert_eq!(both("https://other.okta.com").unwrap(), (None, None));
    let found = both("https://acme.okta.com").unwrap();
    assert_eq!(found, (Some(bound.clone()), Some(bound)));
    let removed = fresh
        .write(|writes| writes.remove_bindings_of("id-ana"))
        .await;
    assert_eq!(removed.unwrap(), 1);
    assert_eq!(both("https://acme.okta.com").unwrap(), (None, None));
}

#[tokio::test]
async fn the_policy_is_set_replaced_and_lifted() {
    let fresh = fresh();
    let read = || fresh.store.read(|reads| reads.sign_in_policy()).unwrap();
    assert_eq!(read(), None);
    let mut policy = Policy {
        issuer: "https://acme.okta.com".into(),
        client_id: "0oa1".into(),
        saved_at: at(1),
        tested_at: None,
    };
    for tested_at in [None, Some(at(2))] {
        policy.tested_at = tested_at;
        let put = policy.clone();
        fresh
            .write(move |writes| writes.put_sign_in_policy(Some(&put)))
            .await
            .unwrap();
        assert_eq!(read(), Some(policy.clone()));
    }
    fresh
        .write(|writes| writes.put_sign_in_policy(None))
        .await
        .unwrap();
    assert_eq!(read(), None);
}

fn test_at(second: i64) -> SignInTest {
    SignInTest {
        issuer: "https://a".into(),
        client_id: "c1".into(),
        at: at(second),
        tester: "u1".into(),
        account: "ana@acme.com".into(),
        link: TestLink::NotMade,
        belongs_to: Some("u2".into()),
    }
}

#[tokio::test]
async fn a_test_counts_for_its_own_values_only() {
    let fresh = fresh();
    fresh
        .write(|writes| {
            writes.put_sign_in_test(&test_at(1))?;
            writes.put_sign_in_test(&test_at(2))
        })
        .await
        .unwrap();
    let tests = fresh.store.read(|reads| {
        Ok([
            reads.sign_in_test("https://a", "c2")?,
            reads.sign_in_test("https://b", "c1")?,
            reads.sign_in_test("https://a", "c1")?,
        ])
    });
    assert_eq!(tests.unwrap(), [None, None, Some(test_at(2))]);
}
