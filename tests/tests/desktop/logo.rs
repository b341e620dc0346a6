//! The organization's own logo in the window, which has no page of the server's.

use anyhow::{Result, ensure};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use latchkey_tests::desktop::app::Machine;
use latchkey_tests::desktop::stage::Hosted;
use latchkey_tests::patience::{LIMIT, until};
use serde_json::Value;

const LOGO: &[u8] = include_bytes!("../../../icons/128x128.png");

/// How many pixels across the picture of this name is, and what it is: an `<img>` of the app's own file, or drawn.
const PICTURE: &str = "const picture = document.querySelector('img, canvas'); \
                       return picture && [picture.tagName, picture.naturalWidth ?? picture.width]";

#[tokio::test]
async fn a_logo_that_was_put_there_shows_on_organization_setup_and_on_the_sign_in_page()
-> Result<()> {
    let hosted = Hosted::on(Machine::Usual).await?;
    let page = &hosted.page;
    let picture = async |wanted: Value| {
        until(LIMIT, "the logo", async || {
            let seen = page.run(PICTURE).await?;
            Ok(if seen == wanted {
                Ok(())
            } else {
                Err(seen.to_string())
            })
        })
        .await
    };
    let call = format!(
        "return window.__TAURI_INTERNALS__\
         .invoke('call', {{request: {{method: 'PUT', path: '/api/v1/organization/logo', contentType: 'image/png', \
         body: {{base64: '{}'}}}}}}).then(({{status}}) => status)",
        STANDARD.encode(LOGO)
    );
    ensure!(page.run(&call).await? == 200, "it was not taken");
    page.click("Organization Setup").await?;
    picture(serde_json::json!(["CANVAS", 128])).await?;
    page.click("Sign out").await?;
    page.shows("Sign in to Atko").await?;
    picture(serde_json::json!(["CANVAS", 128])).await?;
    hosted.page.has_ended().await;
    Ok(())
}
