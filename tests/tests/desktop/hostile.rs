//! What a hostile server, page or link cannot do to the window.

use std::io::Read as _;
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;

use anyhow::{Result, ensure};
use latchkey_tests::desktop::app::{Desk, Machine};
use latchkey_tests::desktop::webdriver::Page;
use latchkey_tests::installation::{Installation, OWNER, OWNER_PASSWORD};
use serde_json::json;

use crate::between::{Between, Lie, MARKUP};

async fn sign_in_through(page: &Page, url: &str) -> Result<()> {
    page.click("Connect to a Latchkey server").await?;
    page.fill("Server address", url).await?;
    page.click("Connect").await?;
    page.fill("Email or user name", OWNER).await?;
    page.fill("Password", OWNER_PASSWORD).await?;
    page.click("Sign in").await?;
    page.shows("Sign out").await
}

#[tokio::test]
async fn a_server_cannot_script_the_window_whatever_it_answers() -> Result<()> {
    let installation = Installation::set_up().await?;
    let server = installation.serve().await?;
    let between = Between::of(&server.url, Lie::Markup).await?;
    let desk = Desk::prepare(Machine::Usual).await?;
    let page = desk.start().await?;
    sign_in_through(&page, &between.url).await?;
    for screen in [
        "Home",
        "People",
        "Activity",
        "Organization Setup",
        "Billing",
        "Settings",
    ] {
        page.click(screen).await?;
        page.shows("<script>window.ran=1</script>").await?;
        let ran = page.run("return window.ran ?? null").await?;
        ensure!(ran.is_null(), "{screen}: the server's script ran");
        let planted = page
            .run(
                "return [...document.querySelectorAll('img[src=x], a[href^=javascript], script')] \
                 .map((one) => one.outerHTML).filter((one) => one.includes('window.ran'))",
            )
            .await?;
        ensure!(planted == json!([]), "{screen}: {planted}");
        let at = page.run("return location.origin").await?;
        ensure!(at == "tauri://localhost", "{screen}: it was led to {at}");
        let cookies = page.run("return document.cookie").await?;
        ensure!(cookies == "", "{screen}: {cookies}");
    }
    ensure!(!MARKUP.is_empty());
    page.close().await
}

/// Whether any file below a folder has these bytes in it.
fn anywhere_below(folder: &Path, wanted: &[u8]) -> Result<Option<String>> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        if kind.is_dir() {
            if let Some(found) = anywhere_below(&entry.path(), wanted)? {
                return Ok(Some(found));
            }
        } else if kind.is_file() {
            // One may go while this looks.
            let bytes = std::fs::read(entry.path()).unwrap_or_default();
            if bytes.windows(wanted.len()).any(|window| window == wanted) {
                return Ok(Some(entry.path().display().to_string()));
            }
        }
    }
    Ok(None)
}

#[tokio::test]
async fn the_sessions_token_is_in_nothing_that_the_page_or_the_disk_keeps() -> Result<()> {
    let installation = Installation::set_up().await?;
    let server = installation.serve().await?;
    for machine in [Machine::Usual, Machine::Bare] {
        let between = Between::of(&server.url, Lie::None).await?;
        let desk = Desk::prepare(machine).await?;
        let page = desk.start().await?;
        sign_in_through(&page, &between.url).await?;
        let token = between.token()?;
        let kept = page
            .run(
                "return JSON.stringify([document.cookie, {...localStorage}, {...sessionStorage}, name, history.state, \
                 document.documentElement.outerHTML])",
            )
            .await?;
        ensure!(
            !kept.as_str().unwrap_or_default().contains(&token),
            "{machine:?}: the page holds the token"
        );
        let databases = page
            .run("return indexedDB.databases().then((all) => all.map(({name}) => name))")
            .await?;
        ensure!(databases == json!([]), "{machine:?}: {databases}");
        // What the page is answered has none either.
        let answer = page
            .run(
                "return window.__TAURI_INTERNALS__\
                 .invoke('call', {request: {method: 'GET', path: '/api/v1/session'}}).then(JSON.stringify)",
            )
            .await?;
        let answer = answer.as_str().unwrap_or_default();
        ensure!(
            answer.contains(OWNER) && !answer.contains(&token),
            "{answer}"
        );
        // The keychain's own file is encrypted.
        let found = anywhere_below(desk.home(), token.as_bytes())?;
        ensure!(found.is_none(), "{machine:?}: the token lies in {found:?}");
        page.close().await?;
    }
    Ok(())
}

#[tokio::test]
#[expect(
    clippy::too_many_lines,
    reason = "one window, and everything that is tried in it"
)]
async fn the_page_reaches_no_command_but_its_own_and_goes_nowhere_else() -> Result<()> {
    let elsewhere = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    elsewhere.set_nonblocking(true)?;
    let elsewhere_url = format!("http://{}/", elsewhere.local_addr()?);
    let desk = Desk::prepare(Machine::Usual).await?;
    let page = desk.start().await?;
    page.shows("Start with Latchkey").await?;

    for (command, arguments) in [
        ("plugin:opener|open_url", json!({"url": "https://acme.com"})),
        ("plugin:opener|open_path", json!({"path": "/etc/passwd"})),
        (
            "plugin:opener|reveal_item_in_dir",
            json!({"paths": ["/etc/passwd"]}),
        ),
        (
            "plugin:notification|notify",
            json!({"options": {"title": "x"}}),
        ),
        ("plugin:deep-link|register", json!({"protocol": "https"})),
        (
            "plugin:window-state|save_window_state",
            json!({"flags": 63}),
        ),
        (
            "plugin:event|listen",
            json!({"event": "x", "target": {"kind": "Any"}, "handler": 1}),
        ),
        ("plugin:event|emit", json!({"event": "x", "payload": null})),
        ("plugin:window|hide", json!({"label": "main"})),
        (
            "plugin:window|create",
            json!({"options": {"label": "other"}}),
        ),
        (
            "plugin:webview|create_webview_window",
            json!({"options": {"label": "other", "url": "https://acme.com"}}),
        ),
        ("plugin:path|resolve_directory", json!({"directory": 1})),
        ("plugin:app|version", json!({})),
        ("plugin:menu|new", json!({"kind": "Menu", "handler": 1})),
        ("plugin:tray|new", json!({"options": {}})),
        ("plugin:resources|close", json!({"rid": 1})),
        ("plugin:image|from_path", json!({"path": "/etc/passwd"})),
    ] {
        let script = format!(
            "return window.__TAURI_INTERNALS__.invoke({}, {arguments}).then(() => 'carried out', String)",
            json!(command)
        );
        let answer = page.run(&script).await?;
        let answer = answer.as_str().unwrap_or_default();
        ensure!(
            answer.contains("not allowed") || answer.contains("not found"),
            "{command}: {answer}"
        );
    }

    // A link that starts a program, or leaves for a page in the clear, is not opened.
    for address in [
        "file:///etc/passwd",
        "javascript:alert(1)",
        "http://acme.com/",
        "ssh://acme.com",
    ] {
        let script = format!(
            "return window.__TAURI_INTERNALS__.invoke('open_outside', {{address: {}}}).then(() => 'opened', ({{code}}) => code)",
            json!(address)
        );
        ensure!(page.run(&script).await? == "not_opened", "{address}");
    }
    ensure!(!desk.home().join("opened").exists(), "something was opened");

    // Each of these would load another origin into the window, or beside it.
    let url = json!(elsewhere_url);
    let own = page.run("return location.href").await?;
    for way in [
        format!("location.href = {url}"),
        format!("location.replace({url})"),
        format!("document.location.assign({url})"),
        "location.href = 'data:text/html,<h1>x</h1>'".to_owned(),
        format!("window.opened = window.open({url})"),
        format!("const a = document.createElement('a'); a.href = {url}; document.body.append(a); a.click()"),
        format!(
            "const a = document.createElement('a'); a.href = {url}; a.target = 'other'; document.body.append(a); a.click()"
        ),
        format!("const f = document.createElement('iframe'); f.src = {url}; document.body.append(f)"),
        format!("const f = document.createElement('form'); f.action = {url}; document.body.append(f); f.submit()"),
        format!("const s = document.createElement('script'); s.src = {url}; document.body.append(s)"),
        format!("const i = new Image(); i.src = {url}; document.body.append(i)"),
        "const s = document.createElement('script'); s.textContent = 'window.ran = 1'; document.body.append(s)".to_owned(),
        "document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"window.ran = 1\">')".to_owned(),
        format!("fetch({url}).catch(() => undefined)"),
        format!("navigator.sendBeacon({url})"),
        format!("try {{ new WebSocket('ws' + {url}.slice(4)) }} catch {{}}"),
    ] {
        // Without a value: a script of the driver's would wait for a page that does not come.
        page.run(&format!("{way}; return null")).await?;
        page.shows("Start with Latchkey").await?;
        let at = page.run("return [location.href, window.opened ?? null, window.ran ?? null]").await?;
        ensure!(
            at == json!([own, null, null]),
            "{way}: {at}"
        );
    }
    // NB: WebKit connects ahead to where a clicked link leads, before it asks whether the window may go there. Nothing is sent.
    while let Ok((mut ahead, _)) = elsewhere.accept() {
        ahead.set_nonblocking(true)?;
        let mut asked = [0; 500];
        let count = ahead.read(&mut asked).unwrap_or_default();
        ensure!(
            count == 0,
            "another origin was asked: {}",
            String::from_utf8_lossy(&asked[..count])
        );
    }
    page.close().await
}
