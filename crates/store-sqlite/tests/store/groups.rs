use std::ops::ControlFlow;

use latchkey_app::ports::store::{GroupSelection, Place, StoreError, StoreExt as _};

use crate::people::{at, fresh, group, user};

fn ids(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| format!("id-{name}")).collect()
}

#[tokio::test]
async fn a_name_that_differs_in_case_only_is_taken() {
    let fresh = fresh();
    fresh
        .write(|writes| writes.add_group(&group("Staff")))
        .await
        .unwrap();
    let mut second = group("STAFF");
    second.id = "other".into();
    let added = fresh.write(move |writes| writes.add_group(&second)).await;
    assert!(matches!(added, Err(StoreError::Taken(what)) if what == "displayName"));
}

#[tokio::test]
async fn a_change_to_no_group_fails() {
    let fresh = fresh();
    fresh
        .write(|writes| writes.add_user(&user("ana")))
        .await
        .unwrap();
    let update = fresh.write(|writes| writes.update_group(&group("x"))).await;
    let added = fresh
        .write(|writes| writes.add_members("group-x", &ids(&["ana"])).map(drop))
        .await;
    let removed = fresh
        .write(|writes| writes.remove_members("group-x", &ids(&["ana"])).map(drop))
        .await;
    for change in [update, added, removed] {
        let text = change.unwrap_err().to_string();
        assert!(text.contains("no group with the id group-x"), "{text}");
    }
    let gone = fresh.write(|writes| writes.remove_group("group-x")).await;
    assert!(!gone.unwrap());
}

#[tokio::test]
async fn unknown_members_are_named_and_the_known_ones_added() {
    let fresh = fresh();
    let answer = fresh
        .write(|writes| {
            writes.add_group(&group("staff"))?;
            for name in ["ana", "bo"] {
                writes.add_user(&user(name))?;
            }
            writes.add_members("group-staff", &ids(&["bo"]))?;
            writes.add_members("group-staff", &ids(&["y", "ana", "bo", "x", "y", "ana"]))
        })
        .await;
    assert_eq!(answer.unwrap(), (1, ids(&["y", "x"])));
    let members = fresh
        .store
        .read(|reads| reads.members("group-staff"))
        .unwrap();
    let shown: Vec<_> = members
        .iter()
        .map(|member| (member.id.as_str(), member.display.as_str()))
        .collect();
    assert_eq!(shown, [("id-ana", "ana Berg"), ("id-bo", "bo Berg")]);
}

#[tokio::test]
async fn a_group_comes_back_as_it_went_in_and_as_it_was_changed() {
    let fresh = fresh();
    let mut staff = group("Staff");
    staff.external_id = Some("ext".into());
    let added = staff.clone();
    fresh
        .write(move |writes| writes.add_group(&added))
        .await
        .unwrap();
    let found = fresh
        .store
        .read(|reads| reads.find_group_by_display_name("staff"));
    assert_eq!(found.unwrap(), Some(staff.clone()));
    staff.display_name = "Crew".into();
    staff.version = 2;
    staff.modified_at = at(8);
    let changed = staff.clone();
    fresh
        .write(move |writes| writes.update_group(&changed))
        .await
        .unwrap();
    let found = fresh.store.read(|reads| reads.get_group("group-Staff"));
    assert_eq!(found.unwrap(), Some(staff));
    let by_old_name = fresh
        .store
        .read(|reads| reads.find_group_by_display_name("staff"));
    assert_eq!(by_old_name.unwrap(), None);
}

#[tokio::test]
async fn memberships_go_with_the_group_or_the_user() {
    let fresh = fresh();
    fresh
        .write(|writes| {
            for name in ["ana", "bo", "cy"] {
                writes.add_user(&user(name))?;
            }
            for name in ["staff", "crew"] {
                writes.add_group(&group(name))?;
                writes.add_members(&format!("group-{name}"), &ids(&["ana", "bo", "cy"]))?;
            }
            assert!(writes.remove_user("id-ana")?);
            assert!(writes.remove_group("group-crew")?);
            Ok(())
        })
        .await
        .unwrap();
    let state = fresh.store.read(|reads| {
        Ok((
            reads.count_members("group-staff")?,
            reads.count_members("group-crew")?,
            reads.groups_of("id-bo")?.len(),
            reads.count_groups()?,
        ))
    });
    assert_eq!(state.unwrap(), (2, 0, 1, 1));
    let removed = fresh
        .write(|writes| {
            let one = writes.remove_members("group-staff", &ids(&["bo", "ana", "x"]))?;
            Ok((one, writes.remove_all_members("group-staff")?))
        })
        .await;
    assert_eq!(removed.unwrap(), (1, 1));
}

#[tokio::test]
async fn groups_are_paged_and_scanned_the_oldest_first() {
    let fresh = fresh();
    fresh
        .write(|writes| {
            writes.add_user(&user("ana"))?;
            for name in ["z", "a", "m"] {
                let mut one = group(name);
                one.external_id = (name != "a").then(|| "same".to_owned());
                writes.add_group(&one)?;
            }
            writes.add_members("group-m", &ids(&["ana"]))?;
            writes.add_members("group-a", &ids(&["ana"]))?;
            Ok(())
        })
        .await
        .unwrap();
    let scan = |selection: GroupSelection| {
        let mut names = Vec::new();
        fresh
            .store
            .read(|reads| {
                let mut places = Vec::new();
                reads.scan_groups(&selection, Place::START, &mut |place, group| {
                    names.push(group.display_name);
                    places.push(place);
                    ControlFlow::Continue(())
                })?;
                // Behind the first one are all the others.
                let Some(first) = places.first() else {
                    return Ok(());
                };
                let mut behind = Vec::new();
                reads.scan_groups(&selection, *first, &mut |place, _| {
                    behind.push(place);
                    ControlFlow::Continue(())
                })?;
                assert_eq!(behind, places[1..]);
                let at: Vec<String> = reads
                    .groups_at(&places)?
                    .into_iter()
                    .map(|group| group.display_name)
                    .collect();
                assert_eq!(at, names);
                Ok(())
            })
            .unwrap();
        names
    };
    assert!(scan(GroupSelection::Id("x".into())).is_empty());
    assert_eq!(scan(GroupSelection::All), ["z", "a", "m"]);
    assert_eq!(scan(GroupSelection::DisplayNameKey("a".into())), ["a"]);
    assert_eq!(scan(GroupSelection::ExternalId("same".into())), ["z", "m"]);
    assert_eq!(
        scan(GroupSelection::WithMember("id-ana".into())),
        ["a", "m"]
    );
    let page = fresh.store.read(|reads| reads.page_groups(1, 1)).unwrap();
    assert_eq!(page[0].display_name, "a");
}
