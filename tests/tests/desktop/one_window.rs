//! One window: a second start, where it was, what it was.

use anyhow::{Result, ensure};
use latchkey_tests::desktop::app::{Desk, Machine};
use latchkey_tests::desktop::stage::Hosted;
use latchkey_tests::desktop::windows::Window;

#[tokio::test]
async fn a_second_start_raises_the_first_window_and_one_at_login_does_not() -> Result<()> {
    let hosted = Hosted::on(Machine::Complete).await?;
    let desk = &hosted.desk;
    let window = desk.window_is_shown().await?;
    hosted.put_window_away().await?;

    let mut quiet = desk.start_beside(&["--hidden"])?;
    ensure!(quiet.ended().await?.success(), "{}", quiet.output());
    ensure!(
        desk.window().await?.is_none(),
        "a start at login shows the window"
    );

    let mut second = desk.start_beside(&[])?;
    ensure!(second.ended().await?.success(), "{}", second.output());
    let again = desk.window_is_shown().await?;
    desk.window_is_in_front().await?;
    ensure!(again.id == window.id, "{again:?} instead of {window:?}");
    desk.quit(&hosted.page).await
}

/// A frame's borders are no part of what is compared.
fn near(one: &Window, other: &Window) -> bool {
    let close = |a: i32, b: i32| (a - b).abs() <= 2;
    close(one.left, other.left)
        && close(one.top, other.top)
        && close(one.width, other.width)
        && close(one.height, other.height)
}

/// A window that is not shown draws no frames: a page that waits for one would only be shown when patience ends.
#[tokio::test]
async fn it_is_shown_when_the_page_says_so_and_not_for_want_of_a_word() -> Result<()> {
    let desk = Desk::prepare(Machine::Complete).await?;
    let app = desk.start_beside(&[])?;
    desk.window_is_shown().await?;
    let output = app.output();
    ensure!(!output.contains("did not say"), "{output}");
    app.kill().await
}

#[tokio::test]
async fn its_place_and_size_are_those_of_the_last_time() -> Result<()> {
    let desk = Desk::prepare(Machine::Complete).await?;
    let page = desk.start().await?;
    page.shows("Start with Latchkey").await?;
    desk.window_is_shown().await?;
    desk.change_window(&["-e", "0,120,90,1010,700"]).await?;
    let moved = desk
        .window_is("a window of 1010 by 700", |window| {
            (window.width, window.height) == (1010, 700)
        })
        .await?;
    desk.quit(&page).await?;

    let page = desk.start().await?;
    page.shows("Start with Latchkey").await?;
    desk.window_is("the same place", |window| near(window, &moved))
        .await?;
    desk.change_window(&["-b", "add,maximized_vert,maximized_horz"])
        .await?;
    let large = desk
        .window_is("a maximised window", |window| window.width > 1200)
        .await?;
    ensure!(desk.window_is_maximised(&large).await?);
    desk.quit(&page).await?;

    let page = desk.start().await?;
    page.shows("Start with Latchkey").await?;
    let large = desk
        .window_is("a maximised window", |window| window.width > 1200)
        .await?;
    ensure!(desk.window_is_maximised(&large).await?);
    // And back where it was before.
    desk.change_window(&["-b", "remove,maximized_vert,maximized_horz"])
        .await?;
    desk.window_is("the size from before", |window| {
        (window.width, window.height) == (1010, 700)
    })
    .await?;
    desk.quit(&page).await
}

#[tokio::test]
async fn a_place_on_a_screen_that_is_gone_is_not_gone_to() -> Result<()> {
    let desk = Desk::prepare(Machine::Complete).await?;
    let folder = desk.home().join("config/app.latchkey.desktop");
    std::fs::create_dir_all(&folder)?;
    std::fs::write(
        folder.join(".window-state.json"),
        r#"{"main": {"width": 1000, "height": 700, "x": 5000, "y": 4000, "prev_x": 5000, "prev_y": 4000,
            "maximized": false, "visible": true, "decorated": true, "fullscreen": false}}"#,
    )?;
    let page = desk.start().await?;
    page.shows("Start with Latchkey").await?;
    desk.window_is("a window on the screen of 1280 by 900", |window| {
        (0..1280).contains(&window.left) && (0..900).contains(&window.top)
    })
    .await?;
    page.close().await
}
