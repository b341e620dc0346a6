//! Backups: on demand, each day by themselves, what is kept of them, and what is said when there are none.

use jiff::SignedDuration;
use latchkey_testkit::{Latchkey, database_in};
use serde_json::{Value, json};

const HOUR: SignedDuration = SignedDuration::from_hours(1);
const DAY: SignedDuration = SignedDuration::from_hours(24);

async fn attention(latchkey: &Latchkey) -> Vec<Value> {
    let owner = latchkey.owner().await.unwrap();
    let home = owner.get("/home").await.json();
    let all = home["attention"].as_array().unwrap().clone();
    all.into_iter()
        .filter(|one| one["code"] == "backup_old")
        .collect()
}

async fn check(latchkey: &Latchkey) -> Value {
    let owner = latchkey.owner().await.unwrap();
    let page = owner.get("/troubleshooting").await.json();
    let checks = page["checks"].as_array().unwrap().clone();
    checks
        .into_iter()
        .find(|check| check["id"] == "backups")
        .unwrap()
}

#[tokio::test]
async fn one_that_fails_is_on_record_and_after_two_days_on_home() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let folder = latchkey.folder().join("backups");
    std::fs::remove_dir(&folder).unwrap();
    std::fs::write(&folder, "in the way").unwrap();
    latchkey.clock.advance(HOUR);
    assert_eq!(latchkey.app.back_up_if_due().await.unwrap(), None);
    // Not again at once.
    assert_eq!(latchkey.app.back_up_if_due().await.unwrap(), None);
    let owner = latchkey.owner().await.unwrap();
    let failed = owner.get("/activity?q=backup.failed").await;
    assert_eq!(
        failed.text.matches("\"backup.failed\"").count(),
        1,
        "{}",
        failed.text
    );
    assert_eq!(attention(&latchkey).await, Vec::<Value>::new());
    assert_eq!(check(&latchkey).await["state"], "warning");

    latchkey.clock.advance(DAY * 2);
    let told = attention(&latchkey).await;
    assert_eq!(told.len(), 1);
    let sentence = told[0]["sentence"].as_str().unwrap();
    assert!(
        sentence.starts_with("There is no good backup yet."),
        "{sentence}"
    );

    std::fs::remove_file(&folder).unwrap();
    std::fs::create_dir(&folder).unwrap();
    assert!(latchkey.app.back_up_if_due().await.unwrap().is_some());
    assert_eq!(attention(&latchkey).await, Vec::<Value>::new());
    assert_eq!(check(&latchkey).await["state"], "ok");
}

#[tokio::test]
async fn a_backup_is_made_listed_and_never_written_over() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let owner = latchkey.owner().await.unwrap();
    let made = owner.post("/backups", json!({})).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let file = made.json()["file"].as_str().unwrap().to_owned();
    assert_eq!(file, "latchkey-2026-05-01T120000Z.backup");
    let at: jiff::Timestamp = made.json()["at"].as_str().unwrap().parse().unwrap();
    assert_eq!(at.subsec_nanosecond() % 1_000_000, 0, "milliseconds: {at}");
    let path = latchkey.folder().join("backups").join(&file);
    assert_eq!(
        std::fs::metadata(path).unwrap().len(),
        made.json()["bytes"].as_u64().unwrap()
    );
    assert_eq!(
        owner.get("/settings").await.json()["backups"][0]["file"],
        file
    );
    let again = owner.post("/backups", json!({})).await;
    assert_eq!(
        again.status, 409,
        "the same second, the same name: {}",
        again.text
    );
}

#[tokio::test]
async fn each_day_one_is_made_and_eleven_are_kept_beside_what_is_somebodys_own() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let mine = latchkey.folder().join("backups").join("mine.db");
    std::fs::write(&mine, "mine").unwrap();
    assert_eq!(latchkey.app.back_up_if_due().await.unwrap(), None);
    latchkey.clock.advance(HOUR);
    for _ in 0..60 {
        let made = latchkey.app.back_up_if_due().await.unwrap();
        assert!(made.is_some_and(|made| made.file.ends_with("Z-daily.backup")));
        assert_eq!(latchkey.app.back_up_if_due().await.unwrap(), None);
        latchkey.clock.advance(DAY);
    }
    let owner = latchkey.owner().await.unwrap();
    let page = owner.get("/settings").await.json();
    let listed = page["backups"].as_array().unwrap();
    let daily = |kind: &Value| {
        listed
            .iter()
            .filter(|backup| backup["kind"] == *kind)
            .count()
    };
    assert_eq!((daily(&json!("daily")), daily(&Value::Null)), (11, 1));
    assert!(mine.exists());
    let newest = listed
        .iter()
        .find(|backup| backup["kind"] == "daily")
        .unwrap();
    assert_eq!([&newest["checked"], &newest["encrypted"]], [true, false]);
    let file = latchkey
        .folder()
        .join("backups")
        .join(newest["file"].as_str().unwrap());
    assert!(database_in(&file).unwrap().starts_with(b"SQLite format 3"));
}

#[tokio::test]
async fn switched_off_none_is_made_and_home_is_silent() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let owner = latchkey.owner().await.unwrap();
    let before = owner.get("/settings").await.json();
    assert_eq!(before["nextBackupAt"], "2026-05-01T13:00:00Z");
    let off = owner
        .patch("/settings", json!({"dailyBackups": false}))
        .await
        .json();
    assert_eq!(off["nextBackupAt"], Value::Null);
    latchkey.clock.advance(DAY * 3);
    assert_eq!(latchkey.app.back_up_if_due().await.unwrap(), None);
    assert_eq!(attention(&latchkey).await, Vec::<Value>::new());
    assert_eq!(check(&latchkey).await["state"], "warning");
}
