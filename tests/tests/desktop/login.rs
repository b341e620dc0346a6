//! Starting at login.

use anyhow::{Result, ensure};
use latchkey_tests::desktop::app::{Machine, program};
use latchkey_tests::desktop::stage::Hosted;

#[tokio::test]
async fn the_switch_writes_an_entry_that_starts_the_host_without_a_window() -> Result<()> {
    let hosted = Hosted::on(Machine::Complete).await?;
    let (desk, page) = (&hosted.desk, &hosted.page);
    let entry = desk.home().join("config/autostart/Latchkey.desktop");
    page.click("Settings").await?;
    page.shows("Start Latchkey at login").await?;
    ensure!(!entry.exists(), "it starts at login unasked");
    page.check("Start Latchkey at login", true).await?;
    ensure!(entry.exists(), "nothing was written");
    // A judge of the form that is not ours.
    desk.run("desktop-file-validate", &[&entry.to_string_lossy()])
        .await?;
    let text = std::fs::read_to_string(&entry)?;
    let data = hosted.installation.data();
    let exec = format!(
        "Exec={} --hidden --data-dir {} --listen 127.0.0.1:0\n",
        program()?.display(),
        data.display()
    );
    ensure!(text.contains(&exec), "{text}");

    // As a session starts it. The panel's tray is where it is seen, and nowhere else.
    desk.quit(page).await?;
    let _started = desk.start_entry(&entry)?;
    let tray = desk.tray().await?;
    tray.says("Running at http://127.0.0.1:").await?;
    ensure!(desk.window().await?.is_none(), "it shows a window");
    hosted
        .scim()
        .await?
        .get("/ServiceProviderConfig")
        .await?
        .expect(200)?;
    tray.click("Quit Latchkey").await?;
    desk.app_has_ended().await?;

    let page = hosted.start_again().await?;
    page.click("Settings").await?;
    page.check("Start Latchkey at login", false).await?;
    ensure!(!entry.exists(), "it is still there");
    page.close().await
}
