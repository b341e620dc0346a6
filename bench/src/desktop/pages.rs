//! The pages of the served program: in a browser, and scrolled there and in the window.

use anyhow::{Context as _, Result};
use latchkey_tests::desktop::app::{Desk, Machine};
use latchkey_tests::desktop::chromium::Chromium;
use latchkey_tests::desktop::webdriver::Page;
use latchkey_tests::installation::{OWNER, OWNER_PASSWORD};
use latchkey_tests::patience::{LIMIT, until};
use serde_json::Value;

use super::{Plan, spread};
use crate::report::median;
use crate::served::Served;

/// A frame that takes longer than this and a half was shown twice.
const FRAME_MS: f64 = 1000.0 / 60.0;

/// Measures and prints.
pub(crate) async fn measure(plan: Plan) -> Result<()> {
    let served = Served::crowded(plan.people).await?;
    let url = format!("http://{}", served.address);
    let mut paints = Vec::new();
    let mut scripts = 0.0;
    for _ in 0..plan.rounds.max(1) {
        // A browser of its own each time: nothing is kept from the last one.
        let browser = Chromium::start().await?;
        browser.page.go(&url).await?;
        browser.page.shows("Sign in to Atko").await?;
        let (paint, bytes) = first_screen(&browser.page).await?;
        paints.push(paint);
        scripts = bytes;
    }
    println!("\nThe first screen in Chromium, from a server on the same machine:");
    println!("  first contentful paint  {} ms", spread(&paints));
    println!("  its scripts, as sent    {:>6.0} KB", scripts / 1000.0);

    println!(
        "\nScrolling {} people, {} frames of 60 a second wanted:",
        plan.people, plan.frames
    );
    let browser = Chromium::start().await?;
    browser.page.go(&url).await?;
    sign_in(&browser.page).await?;
    scroll("Chromium", &browser.page, plan).await?;
    let desk = Desk::prepare(Machine::Complete).await?;
    let window = desk.start().await?;
    window.click("Connect to a Latchkey server").await?;
    window.fill("Server address", &url).await?;
    window.click("Connect").await?;
    sign_in(&window).await?;
    scroll("WebKitGTK", &window, plan).await?;
    window.close().await
}

async fn sign_in(page: &Page) -> Result<()> {
    page.fill("Email or user name", OWNER).await?;
    page.fill("Password", OWNER_PASSWORD).await?;
    page.click("Sign in").await?;
    page.shows("Sign out").await
}

/// When something was first painted, in milliseconds, and the bytes of the scripts that came over the network.
async fn first_screen(page: &Page) -> Result<(f64, f64)> {
    let script = "const paint = performance.getEntriesByName('first-contentful-paint')[0]; \
                  const scripts = performance.getEntriesByType('resource').filter(({name}) => new URL(name).pathname.endsWith('.js')); \
                  return paint && [paint.startTime, scripts.reduce((sum, one) => sum + one.encodedBodySize, 0)]";
    let (found, _) = until(LIMIT, "a first paint", async || {
        let found = page.run(script).await?;
        Ok(match numbers(&found).as_deref() {
            Some(&[paint, bytes]) => Ok((paint, bytes)),
            _ => Err(found.to_string()),
        })
    })
    .await?;
    Ok(found)
}

fn numbers(value: &Value) -> Option<Vec<f64>> {
    value.as_array()?.iter().map(Value::as_f64).collect()
}

/// Scrolls a row and a half a frame from the top, and prints how long the frames took.
async fn scroll(name: &str, page: &Page, plan: Plan) -> Result<()> {
    page.click("People").await?;
    let ready = "return [...document.querySelectorAll('*')].some((one) => one.scrollHeight > 20 * innerHeight \
                 && one.querySelector('tbody th'))";
    until(LIMIT, "the people", async || {
        let there = page.run(ready).await?;
        Ok(if there == true {
            Ok(())
        } else {
            Err(there.to_string())
        })
    })
    .await?;
    let script = format!(
        "const pane = [...document.querySelectorAll('*')].reverse().find((one) => one.scrollHeight > 20 * innerHeight \
           && one.clientHeight < one.scrollHeight && getComputedStyle(one).overflowY !== 'visible') ?? document.scrollingElement; \
         const took = []; let last; \
         const step = (now) => {{ if (last !== undefined) took.push(now - last); last = now; pane.scrollTop += 54; \
           if (took.length < {}) requestAnimationFrame(step); else window.framesTook = took; }}; \
         requestAnimationFrame(step)",
        plan.frames.max(2)
    );
    page.run(&script).await?;
    let (took, _) = until(LIMIT * 4, "the end of scrolling", async || {
        let took = page.run("return window.framesTook ?? null").await?;
        Ok(numbers(&took).ok_or("it scrolls".to_owned()))
    })
    .await?;
    let all: f64 = took
        .iter()
        .map(|took| (took / FRAME_MS).round().max(1.0))
        .sum();
    #[expect(clippy::cast_precision_loss, reason = "some hundreds of frames")]
    let shown = took.len() as f64;
    let longest = took.iter().copied().fold(0.0, f64::max);
    println!(
        "  {name:<24}{:>6.1} % dropped, a frame {:.1} ms in the middle, {longest:.0} ms at most",
        (all - shown) / all * 100.0,
        median(&took),
    );
    let top = page
        .run("return document.querySelectorAll('tbody tr').length")
        .await?;
    top.as_u64()
        .filter(|rows| *rows < 200)
        .context("it draws all the rows")?;
    Ok(())
}
