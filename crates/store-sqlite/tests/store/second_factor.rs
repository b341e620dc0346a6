use latchkey_app::ports::store::{StoreError, StoreExt as _};
use latchkey_domain::AccessRole;
use latchkey_domain::second_factor::{Credential, SealedTotp};

use crate::people::{Fresh, at, fresh, user};

fn totp() -> SealedTotp {
    SealedTotp {
        user_id: "id-ana".into(),
        salt: [1; 16],
        nonce: [2; 24],
        sealed: vec![3; 36],
        last_step: 60_000_000,
        added_at: at(1),
        last_used_at: None,
    }
}

fn credential(id: &str, user: &str) -> Credential {
    Credential {
        id: id.to_owned(),
        user_id: format!("id-{user}"),
        credential_id: id.as_bytes().to_vec(),
        rp_id: "latchkey.acme.com".into(),
        name: "Phone".into(),
        document: "{}".into(),
        counter: 0,
        added_at: at(1),
        last_used_at: None,
    }
}

async fn with_people() -> Fresh {
    let fresh = fresh();
    fresh
        .write(|writes| {
            writes.add_user(&user("ana"))?;
            writes.add_user(&user("bo"))
        })
        .await
        .unwrap();
    fresh
}

#[tokio::test]
async fn of_nobody_nothing_is_kept() {
    let fresh = fresh();
    assert!(
        fresh
            .write(|writes| writes.put_totp(&totp()))
            .await
            .is_err()
    );
    let added = fresh
        .write(|writes| writes.add_credential(&credential("c", "ana")))
        .await;
    assert!(matches!(added, Err(StoreError::Fault(_))));
    let kept = fresh
        .write(|writes| writes.put_recovery_codes("id-ana", &[[1; 32]]))
        .await;
    assert!(kept.is_err());
}

#[tokio::test]
async fn a_step_is_taken_once_and_none_before_it() {
    let fresh = with_people().await;
    let taken = fresh
        .write(|writes| {
            writes.put_totp(&totp())?;
            let mut taken = Vec::new();
            for (user, step) in [
                ("id-ana", 60_000_000),
                ("id-ana", 60_000_001),
                ("id-ana", 60_000_001),
                ("id-ana", 59_999_999),
                ("id-bo", 60_000_009),
            ] {
                taken.push(writes.use_totp_step(user, step, at(9))?);
            }
            Ok(taken)
        })
        .await;
    assert_eq!(taken.unwrap(), [false, true, false, false, false]);
    let found = fresh.store.read(|reads| reads.totp_of("id-ana")).unwrap();
    let expected = SealedTotp {
        last_step: 60_000_001,
        last_used_at: Some(at(9)),
        ..totp()
    };
    assert_eq!(found, Some(expected));
}

#[tokio::test]
async fn a_count_only_goes_up_and_one_that_is_none_stays_so() {
    let fresh = with_people().await;
    let used = fresh
        .write(|writes| {
            writes.add_credential(&credential("c", "ana"))?;
            let mut used = Vec::new();
            for counter in [0, 0, 5, 5, 4, 0, 6] {
                used.push(writes.use_credential("c", "{}", counter, at(2))?);
            }
            used.push(writes.use_credential("none", "{}", 9, at(2))?);
            Ok(used)
        })
        .await;
    assert_eq!(
        used.unwrap(),
        [true, true, true, false, false, false, true, false]
    );
}

#[tokio::test]
async fn a_passkey_belongs_to_one_person() {
    let fresh = with_people().await;
    let taken = fresh
        .write(|writes| {
            writes.add_credential(&credential("c", "ana"))?;
            let mut other = credential("d", "bo");
            other.credential_id = b"c".to_vec();
            writes.add_credential(&other)
        })
        .await;
    assert!(matches!(taken, Err(StoreError::Taken(_))), "{taken:?}");
    let done = fresh
        .write(|writes| {
            writes.add_credential(&credential("c", "ana"))?;
            Ok([
                writes.rename_credential("id-bo", "c", "Mine")?,
                writes.remove_credential("id-bo", "c")?,
                writes.rename_credential("id-ana", "c", "Mine")?,
            ])
        })
        .await;
    assert_eq!(done.unwrap(), [false, false, true]);
    let found = fresh.store.read(|reads| reads.credentials_of("id-ana"));
    assert_eq!(found.unwrap()[0].name, "Mine");
}

#[tokio::test]
async fn a_recovery_code_is_spent_once_and_by_its_owner() {
    let fresh = with_people().await;
    let spent = fresh
        .write(|writes| {
            writes.put_recovery_codes("id-ana", &[[1; 32], [2; 32]])?;
            Ok([
                writes.use_recovery_code("id-bo", &[1; 32])?,
                writes.use_recovery_code("id-ana", &[1; 32])?,
                writes.use_recovery_code("id-ana", &[1; 32])?,
                writes.has_recovery_code("id-ana", &[2; 32])?,
            ])
        })
        .await;
    assert_eq!(spent.unwrap(), [false, true, false, true]);
    let left = fresh
        .write(|writes| {
            writes.put_recovery_codes("id-ana", &[[3; 32], [4; 32], [5; 32]])?;
            writes.count_recovery_codes("id-ana")
        })
        .await;
    assert_eq!(left.unwrap(), 3);
}

#[tokio::test]
async fn admins_with_a_password_alone_are_listed() {
    let fresh = fresh();
    fresh
        .write(|writes| {
            for (name, role, active, password) in [
                ("ana", Some(AccessRole::Admin), true, true),
                ("bo", Some(AccessRole::EnterpriseAdmin), true, true),
                ("cy", Some(AccessRole::Admin), true, false),
                ("di", Some(AccessRole::Admin), false, true),
                ("ed", Some(AccessRole::User), true, true),
                ("flo", Some(AccessRole::Admin), true, true),
            ] {
                let mut user = user(name);
                user.access_role = role;
                user.active = active;
                writes.add_user(&user)?;
                let hash = password.then_some("$argon2id$");
                writes.put_password_hash(&user.id, hash)?;
            }
            writes.put_totp(&totp())?;
            writes.add_credential(&credential("c", "flo"))
        })
        .await
        .unwrap();
    let found = fresh
        .store
        .read(|reads| reads.admins_without_second_factor())
        .unwrap();
    let ids: Vec<_> = found.into_iter().map(|admin| admin.id).collect();
    assert_eq!(ids, ["id-bo"]);
}

#[tokio::test]
async fn all_of_it_goes_with_its_owner() {
    let fresh = with_people().await;
    let left = fresh
        .write(|writes| {
            writes.put_totp(&totp())?;
            writes.add_credential(&credential("c", "ana"))?;
            writes.put_recovery_codes("id-ana", &[[1; 32]])?;
            assert!(writes.has_second_factor("id-ana")?);
            assert!(writes.remove_user("id-ana")?);
            Ok((
                writes.has_second_factor("id-ana")?,
                writes.count_recovery_codes("id-ana")?,
            ))
        })
        .await;
    assert_eq!(left.unwrap(), (false, 0));
}
