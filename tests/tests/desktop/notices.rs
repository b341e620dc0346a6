//! Notifications for what needs an admin.

use anyhow::{Result, ensure};
use latchkey_tests::desktop::app::Machine;
use latchkey_tests::desktop::stage::Hosted;
use latchkey_tests::scim::{LATCHKEY_USER, Scim, new_user};
use serde_json::json;

async fn create(okta: &Scim, name: &str) -> Result<String> {
    let user = new_user(
        &format!("{name}@atko.com"),
        name,
        "<b>Lind</b>",
        &format!("00u{name}"),
    );
    let created = okta.post("/Users", &user).await?.expect(201)?;
    Ok(created.text("/id")?.to_owned())
}

async fn promote(okta: &Scim, id: &str) -> Result<()> {
    let role =
        json!([{"op": "replace", "value": {LATCHKEY_USER: {"accessRole": "EnterpriseAdmin"}}}]);
    okta.patch(&format!("/Users/{id}"), &role)
        .await?
        .expect(200)?;
    Ok(())
}

#[tokio::test]
async fn a_mass_deactivation_and_a_new_enterprise_admin_are_told_of_at_once() -> Result<()> {
    let hosted = Hosted::on(Machine::Complete).await?;
    let (desk, page) = (&hosted.desk, &hosted.page);
    let okta = hosted.scim().await?;
    let mut notices = desk.notices().await?;

    let id = create(&okta, "ana").await?;
    promote(&okta, &id).await?;
    let told = notices.says("EnterpriseAdmin").await?;
    ensure!(told.summary == "Latchkey", "{told:?}");
    // What Okta sends is text, whatever it looks like.
    ensure!(
        told.body.contains("&lt;b&gt;Lind") && !told.body.contains("<b>"),
        "{told:?}"
    );

    // With the window put away, a click opens it at the person.
    hosted.put_window_away().await?;
    desk.click_on_notice().await?;
    desk.window_is_shown().await?;
    page.is_at(&format!("/people/{id}")).await?;

    for number in 0..12 {
        let id = create(&okta, &format!("person{number}")).await?;
        let off = json!([{"op": "replace", "value": {"active": false}}]);
        okta.patch(&format!("/Users/{id}"), &off)
            .await?
            .expect(200)?;
    }
    let told = notices.says("deactivated many people").await?;
    ensure!(
        !told.body.contains('@') && !told.body.contains("00u"),
        "it names people on a screen that others see: {told:?}"
    );
    desk.click_on_notice().await?;
    page.is_at("/").await?;
    page.shows("Bring all").await?;
    desk.quit(page).await?;

    // All that is so still at the next start, and was said: the first that is heard is what happens then.
    let again = hosted.start_again().await?;
    again.shows("Bring all").await?;
    let okta = hosted.scim().await?;
    let id = create(&okta, "bo").await?;
    promote(&okta, &id).await?;
    let told = notices.next().await?;
    ensure!(told.body.contains("bo &lt;b&gt;Lind"), "{told:?}");
    desk.quit(&again).await
}
