//! Codes: used twice, guessed, raced for, read from the disk.

use jiff::SignedDuration;
use latchkey_testkit::{Latchkey, OWNER};
use serde_json::json;

use super::{
    admin, code_of, elsewhere, is_spent, is_wrong, on_record, owner_with_app, password, step,
    ticket, with_app,
};

fn wait(latchkey: &Latchkey, seconds: i64) {
    latchkey.clock.advance(SignedDuration::from_secs(seconds));
}

/// Six digits that are none of the codes of now.
fn no_code(app: &super::App<'_>) -> String {
    let near = [app.code_in(-30), app.code(), app.code_in(30)];
    ["000000", "111111", "222222", "333333"]
        .into_iter()
        .find(|code| !near.iter().any(|right| right == code))
        .unwrap()
        .to_owned()
}

#[tokio::test]
async fn a_code_is_taken_once() {
    let latchkey = elsewhere().await;
    let (app, _) = owner_with_app(&latchkey).await;
    let (first, second) = (
        ticket(&latchkey, OWNER).await,
        ticket(&latchkey, OWNER).await,
    );
    let code = app.code();
    assert_eq!(
        step(&latchkey, &first, "code", code.clone()).await.status,
        201
    );
    let again = step(&latchkey, &second, "code", code).await;
    is_wrong(&again);
    assert!(again.text.contains("used already"), "{}", again.text);
    wait(&latchkey, 30);
    assert_eq!(
        step(&latchkey, &second, "code", app.code()).await.status,
        201
    );
}

#[tokio::test]
async fn the_code_that_confirmed_the_app_is_used_by_that() {
    let latchkey = elsewhere().await;
    let asked = password(&latchkey, OWNER).await;
    let (_, secret) = latchkey.enrol_totp_by(&asked).await.unwrap();
    let code = latchkey_testkit::totp_code(&secret, latchkey.app.now()).unwrap();
    let next = ticket(&latchkey, OWNER).await;
    is_wrong(&step(&latchkey, &next, "code", code).await);
}

#[tokio::test]
async fn the_code_of_the_step_before_is_taken_once_and_not_after_a_newer_one() {
    let latchkey = elsewhere().await;
    let (app, _) = owner_with_app(&latchkey).await;
    let tickets = [
        ticket(&latchkey, OWNER).await,
        ticket(&latchkey, OWNER).await,
        ticket(&latchkey, OWNER).await,
    ];
    let before = app.code_in(-30);
    assert_eq!(
        step(&latchkey, &tickets[0], "code", before.clone())
            .await
            .status,
        201
    );
    is_wrong(&step(&latchkey, &tickets[1], "code", before.clone()).await);
    assert_eq!(
        step(&latchkey, &tickets[1], "code", app.code())
            .await
            .status,
        201
    );
    is_wrong(&step(&latchkey, &tickets[2], "code", before).await);
    for far in [-60, 60] {
        is_wrong(&step(&latchkey, &tickets[2], "code", app.code_in(far)).await);
    }
}

#[tokio::test]
async fn wrong_codes_end_the_ticket_and_an_admin_is_told_that_the_password_is_known() {
    let latchkey = elsewhere().await;
    let (app, owner) = owner_with_app(&latchkey).await;
    let ticket = ticket(&latchkey, OWNER).await;
    for _ in 0..5 {
        is_wrong(&step(&latchkey, &ticket, "code", no_code(&app)).await);
    }
    is_spent(&step(&latchkey, &ticket, "code", app.code()).await);
    is_spent(
        &step(
            &latchkey,
            &ticket,
            "recoveryCode",
            app.recovery_codes[0].clone(),
        )
        .await,
    );
    let home = owner.get("/home").await.json();
    let told = home["attention"]
        .as_array()
        .unwrap()
        .iter()
        .find(|item| item["code"] == "second_factor_guessed")
        .unwrap_or_else(|| panic!("{home}"));
    assert!(
        told["sentence"]
            .as_str()
            .unwrap()
            .contains("was wrong at the second step 5 times"),
        "{told}"
    );
    // Gathered, not one row a try; and no code is on record.
    let mut refused: Vec<_> = latchkey
        .entries()
        .await
        .unwrap()
        .into_iter()
        .filter(|entry| entry.action == "session.refused")
        .map(|entry| entry.count)
        .collect();
    refused.sort_unstable();
    assert_eq!(refused, [2, 5]);
    let entries = on_record(&latchkey).await;
    assert!(!format!("{entries:?}").contains(&no_code(&app)));
}

#[tokio::test]
async fn wrong_codes_for_two_accounts_are_two_entries() {
    let latchkey = elsewhere().await;
    let (owner, _) = owner_with_app(&latchkey).await;
    admin(&latchkey, "ana").await;
    let (ana, _) = with_app(&latchkey, "ana@acme.com").await;
    for (name, app) in [(OWNER, &owner), ("ana@acme.com", &ana)] {
        let ticket = ticket(&latchkey, name).await;
        is_wrong(&step(&latchkey, &ticket, "code", no_code(app)).await);
    }
    let entries = latchkey.entries().await.unwrap();
    let mut refused: Vec<_> = entries
        .into_iter()
        .filter(|entry| entry.action == "session.refused")
        .map(|entry| (entry.target.name, entry.count))
        .collect();
    refused.sort_unstable();
    assert_eq!(
        refused,
        [("Olga Ek".to_owned(), 1), ("ana Lind".to_owned(), 1)]
    );
}

#[tokio::test]
async fn guesses_are_counted_by_account_whatever_the_ticket() {
    let latchkey = elsewhere().await;
    let (app, _) = owner_with_app(&latchkey).await;
    for _ in 0..5 {
        let ticket = ticket(&latchkey, OWNER).await;
        is_wrong(&step(&latchkey, &ticket, "code", no_code(&app)).await);
    }
    let ticket = ticket(&latchkey, OWNER).await;
    for code in [no_code(&app), app.code()] {
        let refused = step(&latchkey, &ticket, "code", code).await;
        assert_eq!(code_of(&refused), (429, "too_many_attempts".into()));
        assert_eq!(refused.header("retry-after"), "30");
    }
    // What nobody guesses goes on meanwhile.
    let other = super::ticket(&latchkey, OWNER).await;
    let done = step(
        &latchkey,
        &other,
        "recoveryCode",
        app.recovery_codes[0].clone(),
    )
    .await;
    assert_eq!(done.status, 201, "{}", done.text);
    wait(&latchkey, 30);
    let done = step(&latchkey, &ticket, "code", app.code()).await;
    assert_eq!(done.status, 201, "{}", done.text);
}

#[tokio::test]
async fn of_two_at_once_with_one_recovery_code_one_is_signed_in() {
    let latchkey = elsewhere().await;
    let (app, _) = owner_with_app(&latchkey).await;
    let (one, other) = (
        ticket(&latchkey, OWNER).await,
        ticket(&latchkey, OWNER).await,
    );
    let code = app.recovery_codes[0].clone();
    let (one, other) = tokio::join!(
        step(&latchkey, &one, "recoveryCode", code.clone()),
        step(&latchkey, &other, "recoveryCode", code)
    );
    let mut statuses = [one.status.as_u16(), other.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 401], "{} {}", one.text, other.text);
}

#[tokio::test]
async fn of_two_at_once_with_one_code_one_is_signed_in() {
    let latchkey = elsewhere().await;
    let (app, _) = owner_with_app(&latchkey).await;
    let (one, other) = (
        ticket(&latchkey, OWNER).await,
        ticket(&latchkey, OWNER).await,
    );
    let code = app.code();
    let (one, other) = tokio::join!(
        step(&latchkey, &one, "code", code.clone()),
        step(&latchkey, &other, "code", code)
    );
    let mut statuses = [one.status.as_u16(), other.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 401], "{} {}", one.text, other.text);
}

#[tokio::test]
async fn neither_folder_nor_record_holds_a_secret() {
    let latchkey = elsewhere().await;
    let (app, owner) = owner_with_app(&latchkey).await;
    let ticket = ticket(&latchkey, OWNER).await;
    step(
        &latchkey,
        &ticket,
        "recoveryCode",
        app.recovery_codes[0].clone(),
    )
    .await;
    let file = owner.post("/backups", json!({})).await.json()["file"].clone();
    assert!(file.is_string());
    let raw = totp_rs::Secret::try_from_base32(&app.secret).unwrap();
    let mut wanted: Vec<Vec<u8>> = vec![
        app.secret.clone().into_bytes(),
        raw.as_bytes().to_vec(),
        ticket.as_str().unwrap().as_bytes().to_vec(),
    ];
    for code in &app.recovery_codes {
        wanted.push(code.clone().into_bytes());
        wanted.push(code.replace('-', "").into_bytes());
    }
    let mut files = 0;
    for folder in [
        latchkey.folder().to_owned(),
        latchkey.folder().join("backups"),
    ] {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if !path.is_file() {
                continue;
            }
            files += 1;
            let bytes = if path.extension().is_some_and(|ending| ending == "backup") {
                latchkey_testkit::database_in(&path).unwrap()
            } else {
                std::fs::read(&path).unwrap()
            };
            for secret in &wanted {
                let found = bytes.windows(secret.len()).any(|part| part == secret);
                assert!(!found, "{}", path.display());
            }
        }
    }
    assert!(files >= 3, "the database, its log and a backup");
}
