//! The pages of the served program: in a browser, and scrolled there and in the window.

use anyhow::{Context as _, Result};
use latchkey_tests::desktop::app::{Desk, Machine};
use latchkey_tests::desktop::chromium::Chromium;
use latchkey_tests::desktop::webdriver::Page;
use latchkey_tests::installation::{OWNER, OWNER_PASSWORD};
use latchkey_tests::patience::{LIMIT, until};
use serde_json::Value;

use super::{Plan, spread};
use crate::figures::median;
use crate::served::Served;

/// A frame that takes longer than this and a half was shown twice.
const FRAME_MS: f64 = 1000.0 / 60.0;

/// Measures and prints.
pub(crate) async fn measure(plan: Plan) -> Result<()> {
    let served = Served::with(plan.people).await?;
    let url = format!("http://{}", served.address());
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

/// What the page's scripts below work on: the pane that scrolls, and its rows in sight that are not there yet.
const PANE: &str = "const pane = [...document.querySelectorAll('*')].reverse().find((one) => one.scrollHeight > 20 * innerHeight \
   && one.clientHeight < one.scrollHeight && getComputedStyle(one).overflowY !== 'visible'); \
   const blank = () => { const { top, bottom } = pane.getBoundingClientRect(); \
     const rows = [...pane.querySelectorAll('tbody tr[data-index]')].filter((row) => { \
       const at = row.getBoundingClientRect(); return at.bottom > top + 32 && at.top < bottom; }); \
     return rows.length === 0 ? 1 : rows.filter((row) => !row.querySelector('th')).length; };";

/// Scrolls a row and a half a frame from the top, and prints how long the frames took; then goes to places far apart, and
/// prints how soon each has its rows.
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
    let frames = plan.frames.max(2);
    let script = format!(
        "{PANE} const took = []; let last, bare = 0; \
         const step = (now) => {{ if (last !== undefined) took.push(now - last); last = now; \
           if (blank() > 0) bare += 1; pane.scrollTop += 54; \
           if (took.length < {frames}) requestAnimationFrame(step); else window.scrolled = [bare, ...took]; }}; \
         requestAnimationFrame(step)"
    );
    let answer = measured(page, &script, "scrolled").await?;
    let (bare, took) = answer.split_first().context("no frames")?;
    let all: f64 = took
        .iter()
        .map(|took| (took / FRAME_MS).round().max(1.0))
        .sum();
    #[expect(clippy::cast_precision_loss, reason = "some hundreds of frames")]
    let shown = took.len() as f64;
    let longest = took.iter().copied().fold(0.0, f64::max);
    println!(
        "  {name:<12}{:>6.1} % dropped, a frame {:.1} ms in the middle, {longest:.0} ms at most; {:.0} % of the frames with a row \
         that was not there yet",
        (all - shown) / all * 100.0,
        median(took),
        bare / shown * 100.0,
    );

    // At rest from the moment that it is set: what is counted is when the last row in sight is there.
    let script = format!(
        "{PANE} const took = []; const places = {PLACES}; \
         const go = (place) => {{ pane.scrollTop = (pane.scrollHeight - pane.clientHeight) * ((place * 7) % places) / places; \
           const since = performance.now(); \
           const look = () => {{ if (performance.now() - since < 20 || blank() > 0) return setTimeout(look, 2); \
             took.push(performance.now() - since); \
             if (place < places) setTimeout(() => go(place + 1), 100); else window.rested = took; }}; \
           setTimeout(look, 20); }}; \
         go(1)"
    );
    let rested = measured(page, &script, "rested").await?;
    let within = rested.iter().filter(|&&took| took <= 100.0).count();
    println!(
        "  {:<12}{:>6} ms until the rows of a far place are there; {within} of {PLACES} within 100 ms",
        "",
        spread(&rested).trim()
    );
    let rows = page
        .run("return document.querySelectorAll('tbody tr').length")
        .await?;
    rows.as_u64()
        .filter(|rows| *rows < 200)
        .context("it draws all the rows")?;
    Ok(())
}

/// So many places of the list are gone to.
const PLACES: usize = 20;

/// Starts a script, and waits for the numbers that it leaves under a name.
async fn measured(page: &Page, script: &str, name: &str) -> Result<Vec<f64>> {
    page.run(&format!("{script}; return null")).await?;
    let (numbers, _) = until(LIMIT * 4, name, async || {
        let left = page.run(&format!("return window.{name} ?? null")).await?;
        Ok(numbers(&left).ok_or("it goes on".to_owned()))
    })
    .await?;
    Ok(numbers)
}
