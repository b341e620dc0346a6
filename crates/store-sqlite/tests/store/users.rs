use std::ops::ControlFlow;

use latchkey_app::ports::store::{Narrowing, Place, StoreError, StoreExt as _, UserSelection};
use latchkey_domain::AccessRole;
use latchkey_domain::user::Source;

use crate::people::{Fresh, at, fresh, user};

async fn refused(fresh: &Fresh, change: impl FnOnce(&mut latchkey_domain::user::User)) -> String {
    let mut second = user("bo");
    change(&mut second);
    match fresh.write(move |writes| writes.add_user(&second)).await {
        Err(StoreError::Taken(what)) => what,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn what_is_taken_is_named() {
    let fresh = fresh();
    fresh
        .write(|writes| writes.add_user(&user("ana")))
        .await
        .unwrap();
    let user_name = refused(&fresh, |bo| bo.user_name = "ANA@acme.com".into()).await;
    let email = refused(&fresh, |bo| bo.email = "Ana@ACME.com".into()).await;
    let external_id = refused(&fresh, |bo| bo.external_id = Some("00uana".into())).await;
    let id = refused(&fresh, |bo| bo.id = "id-ana".into()).await;
    assert_eq!(
        [user_name, email, external_id, id],
        ["userName", "email", "externalId", "id"]
    );
    fresh
        .write(|writes| writes.add_user(&user("bo")))
        .await
        .unwrap();
    let mut bo = user("bo");
    bo.user_name = "ana@acme.com".into();
    let update = fresh.write(move |writes| writes.update_user(&bo)).await;
    assert!(matches!(update, Err(StoreError::Taken(what)) if what == "userName"));
    assert_eq!(fresh.store.read(|reads| reads.count_users()).unwrap(), 2);
}

#[tokio::test]
async fn a_change_to_nobody_fails() {
    let fresh = fresh();
    let updates = [
        fresh.write(|writes| writes.update_user(&user("ana"))).await,
        fresh
            .write(|writes| writes.put_password_hash("id-ana", Some("$argon2id$")))
            .await,
        fresh
            .write(|writes| writes.put_last_sign_in("id-ana", at(5)))
            .await,
    ];
    for update in updates {
        let text = update.unwrap_err().to_string();
        assert!(text.contains("no user with the id id-ana"), "{text}");
    }
    assert!(
        !fresh
            .write(|writes| writes.remove_user("id-ana"))
            .await
            .unwrap()
    );
}

#[tokio::test]
async fn nobody_is_found_by_what_nobody_has() {
    let fresh = fresh();
    let found = fresh.store.read(|reads| {
        Ok([
            reads.get_user("x")?,
            reads.find_user_by_user_name("x")?,
            reads.find_user_by_email("x")?,
            reads.find_user_by_external_id("x")?,
        ])
    });
    assert_eq!(found.unwrap(), [const { None }; 4]);
    let rest = fresh
        .store
        .read(|reads| Ok((reads.user_document("x")?, reads.password_hash("x")?)));
    assert_eq!(rest.unwrap(), (None, None));
}

#[tokio::test]
async fn a_user_comes_back_as_it_went_in() {
    let fresh = fresh();
    let mut ana = user("ana");
    ana.user_name = "Ana@Acme.com".into();
    ana.email = "ÅNA@acme.com".into();
    ana.active = false;
    ana.deactivation_held_at = Some(at(7));
    ana.access_role = Some(AccessRole::EnterpriseAdmin);
    ana.source = Source::Local;
    ana.last_sign_in_at = Some(at(9));
    let added = ana.clone();
    fresh
        .write(move |writes| writes.add_user(&added))
        .await
        .unwrap();
    let found = fresh.store.read(|reads| {
        Ok([
            reads.get_user("id-ana")?,
            reads.find_user_by_user_name("ana@acme.com")?,
            reads.find_user_by_email("åna@acme.com")?,
            reads.find_user_by_external_id("00uana")?,
        ])
    });
    assert_eq!(found.unwrap(), [const { 0 }; 4].map(|_| Some(ana.clone())));
    let document = fresh
        .store
        .read(|reads| reads.user_document("id-ana"))
        .unwrap()
        .unwrap();
    assert_eq!(document.resource, ana.resource);
    assert_eq!((document.created_at, document.modified_at), (at(0), at(1)));
}

#[tokio::test]
async fn several_users_may_have_no_external_id() {
    let fresh = fresh();
    for name in ["ana", "bo"] {
        let mut one = user(name);
        one.external_id = None;
        fresh
            .write(move |writes| writes.add_user(&one))
            .await
            .unwrap();
    }
    assert_eq!(fresh.store.read(|reads| reads.count_users()).unwrap(), 2);
}

#[tokio::test]
async fn an_update_leaves_the_password_and_the_last_sign_in() {
    let fresh = fresh();
    fresh
        .write(|writes| {
            writes.add_user(&user("ana"))?;
            writes.put_password_hash("id-ana", Some("$argon2id$x"))?;
            writes.put_last_sign_in("id-ana", at(5))?;
            let mut ana = user("ana");
            ana.user_name = "ana.berg@acme.com".into();
            ana.active = false;
            writes.update_user(&ana)
        })
        .await
        .unwrap();
    let ana = fresh
        .store
        .read(|reads| reads.get_user("id-ana"))
        .unwrap()
        .unwrap();
    assert!(ana.has_password && !ana.active);
    assert_eq!(ana.last_sign_in_at, Some(at(5)));
    let hash = fresh.store.read(|reads| reads.password_hash("id-ana"));
    assert_eq!(hash.unwrap().as_deref(), Some("$argon2id$x"));
    let by_old_name = fresh
        .store
        .read(|reads| reads.find_user_by_user_name("ana@acme.com"));
    assert_eq!(by_old_name.unwrap(), None);
    fresh
        .write(|writes| writes.put_password_hash("id-ana", None))
        .await
        .unwrap();
    let ana = fresh.store.read(|reads| reads.get_user("id-ana")).unwrap();
    assert!(!ana.unwrap().has_password);
}

#[tokio::test]
async fn the_oldest_come_first_and_a_place_is_never_reused() {
    let fresh = fresh();
    fresh
        .write(|writes| {
            // The ids and the times are in another order than the coming.
            for (name, second) in [("zoe", 9), ("ana", 3), ("mia", 5)] {
                let mut one = user(name);
                one.created_at = at(second);
                writes.add_user(&one)?;
            }
            writes.remove_user("id-mia")?;
            writes.add_user(&user("bo"))
        })
        .await
        .unwrap();
    let names = |offset, limit| {
        fresh
            .store
            .read(|reads| {
                let documents = reads.page_user_documents(offset, limit)?;
                let users = reads.page_users(offset, limit)?;
                let ids: Vec<String> = documents.into_iter().map(|one| one.id).collect();
                assert!(users.iter().map(|one| &one.id).eq(&ids));
                Ok(ids)
            })
            .unwrap()
    };
    assert_eq!(names(0, 10), ["id-zoe", "id-ana", "id-bo"]);
    assert_eq!(names(1, 1), ["id-ana"]);
    assert_eq!(names(2, 10), ["id-bo"]);
    assert!(names(3, 10).is_empty());
    assert!(names(u64::MAX, u64::MAX).is_empty());
    assert!(names(0, 0).is_empty());
}

/// Over the borders of the ranges that users are counted by, and with whole ranges gone.
#[tokio::test]
async fn each_page_begins_where_the_one_before_ended_whoever_was_removed() {
    let fresh = fresh();
    let everyone: Vec<String> = (0..700).map(|number| format!("u{number}")).collect();
    let coming = everyone.clone();
    fresh
        .write(move |writes| {
            coming
                .iter()
                .try_for_each(|name| writes.add_user(&user(name)))
        })
        .await
        .unwrap();
    let is_gone = |number: &usize| (100..400).contains(number) || number.is_multiple_of(7);
    let going: Vec<String> = (0..700)
        .filter(is_gone)
        .map(|number| format!("id-u{number}"))
        .collect();
    fresh
        .write(move |writes| {
            for id in &going {
                assert!(writes.remove_user(id)?);
            }
            let mut off = user("u650");
            off.active = false;
            writes.update_user(&off)?;
            writes.add_user(&user("late"))
        })
        .await
        .unwrap();
    let mut left: Vec<String> = (0..700)
        .filter(|number| !is_gone(number))
        .map(|number| format!("id-u{number}"))
        .collect();
    left.push("id-late".into());
    let counts = fresh
        .store
        .read(|reads| Ok((reads.count_users()?, reads.count_active_users()?)));
    assert_eq!(counts.unwrap(), (left.len() as u64, left.len() as u64 - 1));
    for offset in 0..=left.len() {
        let page = fresh
            .store
            .read(|reads| reads.page_user_documents(offset as u64, 3))
            .unwrap();
        let ids: Vec<&String> = page.iter().map(|document| &document.id).collect();
        let expected: Vec<&String> = left.iter().skip(offset).take(3).collect();
        assert_eq!(ids, expected, "{offset}");
    }
    assert_eq!(fresh.store.check(), []);
}

#[tokio::test]
async fn a_user_that_was_refused_is_not_counted() {
    let fresh = fresh();
    fresh
        .write(|writes| {
            writes.add_user(&user("ana"))?;
            assert!(writes.add_user(&user("ana")).is_err());
            Ok(())
        })
        .await
        .unwrap();
    let undone: Result<(), StoreError> = fresh
        .write(|writes| {
            writes.add_user(&user("bo"))?;
            Err(StoreError::Taken("something".into()))
        })
        .await;
    undone.unwrap_err();
    assert_eq!(fresh.store.read(|reads| reads.count_users()).unwrap(), 1);
    assert_eq!(fresh.store.check(), []);
}

#[tokio::test]
async fn a_scan_follows_its_selection_and_stops_when_told() {
    let fresh = fresh();
    fresh
        .write(|writes| {
            for name in ["zoe", "ana", "mia"] {
                writes.add_user(&user(name))?;
            }
            writes.add_group(&crate::people::group("staff"))?;
            writes.add_members("group-staff", &["id-mia".into(), "id-zoe".into()])?;
            Ok(())
        })
        .await
        .unwrap();
    let mut last = Place::START;
    let mut scan_after = |selection: UserSelection, after: Place, most: usize| {
        let mut ids = Vec::new();
        fresh
            .store
            .read(|reads| {
                reads.scan_user_documents(&selection, after, &mut |place, document| {
                    last = place;
                    ids.push(document.id);
                    if ids.len() == most {
                        return ControlFlow::Break(());
                    }
                    ControlFlow::Continue(())
                })
            })
            .unwrap();
        (ids, last)
    };
    let (first, after) = scan_after(UserSelection::All, Place::START, 1);
    assert_eq!(first, ["id-zoe"]);
    let in_group = UserSelection::InGroup("group-staff".into());
    for (selection, rest) in [
        (UserSelection::All, vec!["id-ana", "id-mia"]),
        (in_group, vec!["id-mia"]),
        (UserSelection::Id("id-zoe".into()), vec![]),
        (UserSelection::UserNameKey("zoe@acme.com".into()), vec![]),
        (UserSelection::ExternalId("00uzoe".into()), vec![]),
        (UserSelection::EmailKey("zoe@acme.com".into()), vec![]),
        (
            UserSelection::Narrowed(Narrowing::default()),
            vec!["id-ana", "id-mia"],
        ),
    ] {
        assert_eq!(scan_after(selection, after, 9).0, rest);
    }
    let mut scan = |selection, most| scan_after(selection, Place::START, most).0;
    assert!(scan(UserSelection::Id("x".into()), 9).is_empty());
    assert!(scan(UserSelection::InGroup("x".into()), 9).is_empty());
    assert_eq!(scan(UserSelection::All, 2), ["id-zoe", "id-ana"]);
    assert_eq!(scan(UserSelection::Id("id-ana".into()), 9), ["id-ana"]);
    let by_name = UserSelection::UserNameKey("mia@acme.com".into());
    assert_eq!(scan(by_name, 9), ["id-mia"]);
    let by_email = UserSelection::EmailKey("mia@acme.com".into());
    assert_eq!(scan(by_email, 9), ["id-mia"]);
    let by_external_id = UserSelection::ExternalId("00uzoe".into());
    assert_eq!(scan(by_external_id, 9), ["id-zoe"]);
    let in_group = UserSelection::InGroup("group-staff".into());
    assert_eq!(scan(in_group, 9), ["id-zoe", "id-mia"]);
}

#[tokio::test]
async fn a_narrowed_scan_leaves_out_whom_the_narrow_table_rules_out() {
    let fresh = fresh();
    fresh
        .write(|writes| {
            for (name, second) in [("zoe", 10), ("ana", 20), ("mia", 30)] {
                let mut one = user(name);
                one.active = name != "mia";
                one.modified_at = at(second);
                writes.add_user(&one)?;
            }
            Ok(())
        })
        .await
        .unwrap();
    let found = |narrowing: Narrowing| {
        let mut ids = Vec::new();
        fresh
            .store
            .read(|reads| {
                let selection = UserSelection::Narrowed(narrowing);
                reads.scan_user_documents(&selection, Place::START, &mut |_, document| {
                    ids.push(document.id);
                    ControlFlow::Continue(())
                })
            })
            .unwrap();
        ids
    };
    let usual = Narrowing::default;
    let texts = |texts: [&str; 2]| Narrowing {
        texts: texts.map(str::to_owned).into(),
        ..usual()
    };
    assert!(found(texts(["ana", "mia"])).is_empty());
    assert_eq!(found(texts(["ana", "berg"])), ["id-ana"]);
    let active = found(Narrowing {
        active: Some(false),
        ..usual()
    });
    assert_eq!(active, ["id-mia"]);
    let modified = Narrowing {
        modified_from: Some(at(20)),
        modified_to: Some(at(20)),
        ..usual()
    };
    assert_eq!(found(modified), ["id-ana"]);
    let pages = fresh.store.read(|reads| {
        let first = reads.page_user_documents_after(Place::START, 2)?;
        let after = first[1].0;
        let rest = reads.page_user_documents_after(after, 2)?;
        assert_eq!(
            reads.user_documents_at(&[Place(99), after])?[0].id,
            "id-ana"
        );
        Ok((first.len(), rest.len(), rest[0].1.id.clone()))
    });
    assert_eq!(pages.unwrap(), (2, 1, "id-mia".into()));
}

#[tokio::test]
async fn the_active_and_the_enterprise_admins_are_counted() {
    let fresh = fresh();
    fresh
        .write(|writes| {
            for (name, role, active) in [
                ("ana", Some(AccessRole::EnterpriseAdmin), true),
                ("bo", Some(AccessRole::EnterpriseAdmin), false),
                ("cy", Some(AccessRole::Admin), true),
                ("dee", None, true),
            ] {
                let mut one = user(name);
                one.access_role = role;
                one.active = active;
                writes.add_user(&one)?;
            }
            Ok(())
        })
        .await
        .unwrap();
    let counts = fresh.store.read(|reads| {
        Ok([
            reads.count_users()?,
            reads.count_active_users()?,
            reads.count_enterprise_admins()?,
        ])
    });
    assert_eq!(counts.unwrap(), [4, 3, 1]);
}
