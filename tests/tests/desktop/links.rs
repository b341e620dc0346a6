//! Links of the app's own scheme, as the system hands them over.

use anyhow::{Result, ensure};
use latchkey_tests::desktop::app::Machine;
use latchkey_tests::desktop::stage::Hosted;
use latchkey_tests::scim::new_user;

const SCHEME: &str = "app.latchkey.desktop";

#[tokio::test]
async fn a_forged_link_changes_nothing_and_a_good_one_opens_its_screen() -> Result<()> {
    let hosted = Hosted::on(Machine::Complete).await?;
    let (desk, page) = (&hosted.desk, &hosted.page);
    let okta = hosted.scim().await?;
    let user = new_user("ana@atko.com", "Ana", "Lind", "00uana");
    let id = okta
        .post("/Users", &user)
        .await?
        .expect(201)?
        .text("/id")?
        .to_owned();
    page.is_at("/").await?;

    for forged in [
        format!("{SCHEME}:/people/../billing"),
        format!("{SCHEME}:/people/{id}/edit"),
        format!("{SCHEME}:/people/{id}?role=Admin"),
        format!("{SCHEME}://evil.example/people/{id}"),
        format!("{SCHEME}:/callback?code=stolen&state=guessed"),
        format!("{SCHEME}:javascript:alert(1)"),
    ] {
        let mut second = desk.start_beside(&[&forged])?;
        ensure!(second.ended().await?.success(), "{}", second.output());
        page.is_at("/").await?;
    }

    // The callback among them is nobody's, which is said.
    page.shows("A sign-in came back from the browser that this app does not wait for")
        .await?;
    page.click("Dismiss").await?;

    desk.knows_the_scheme().await?;
    hosted.put_window_away().await?;
    desk.follow(&format!("{SCHEME}:/people/{id}")).await?;
    page.is_at(&format!("/people/{id}")).await?;
    desk.window_is_shown().await?;
    page.shows("Ana Lind").await?;

    let entry = page
        .run(
            "return window.__TAURI_INTERNALS__\
             .invoke('call', {request: {method: 'GET', path: '/api/v1/activity?limit=1'}})\
             .then(({body}) => JSON.parse(body.text).entries[0].id)",
        )
        .await?;
    let entry = entry.as_str().unwrap_or_default();
    let mut second = desk.start_beside(&[&format!("{SCHEME}:/activity/{entry}")])?;
    ensure!(second.ended().await?.success(), "{}", second.output());
    page.is_at(&format!("/activity/{entry}")).await?;
    desk.quit(page).await
}
