//! The windows on the screen, as the window manager knows them: `wmctrl` and `xprop`.

use anyhow::{Context as _, Result};

use super::app::Desk;
use crate::patience::{LIMIT, until};

/// What the app calls its window.
const TITLE: &str = "Latchkey";

/// The app's window, as the window manager lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    /// The X server's number of it.
    pub id: String,
    /// Of its contents, in pixels from the screen's corner.
    pub left: i32,
    /// The same.
    pub top: i32,
    /// Of its contents.
    pub width: i32,
    /// The same.
    pub height: i32,
}

impl Desk {
    /// The app's window, if it is on the screen. Fails where a window goes while wmctrl lists them: whoever waits looks again.
    pub async fn window(&self) -> Result<Option<Window>> {
        let list = self.run("wmctrl", &["-l", "-G"]).await?;
        list.lines().find_map(read).transpose()
    }

    /// Waits until the window is on the screen and as wanted.
    pub async fn window_is(&self, what: &str, wanted: impl Fn(&Window) -> bool) -> Result<Window> {
        let (window, _) = until(LIMIT, what, async || {
            Ok(match self.window().await {
                Ok(Some(window)) if wanted(&window) => Ok(window),
                other => Err(format!("{other:?}")),
            })
        })
        .await?;
        Ok(window)
    }

    /// Waits until the window is on the screen.
    pub async fn window_is_shown(&self) -> Result<Window> {
        self.window_is("a window", |_| true).await
    }

    /// Waits until no window of the app is on the screen.
    pub async fn window_is_gone(&self) -> Result<()> {
        until(LIMIT, "no window", async || {
            Ok(match self.window().await {
                Ok(None) => Ok(()),
                other => Err(format!("{other:?}")),
            })
        })
        .await?;
        Ok(())
    }

    /// Waits until the app's window is the one that keys go to.
    pub async fn window_is_in_front(&self) -> Result<()> {
        until(LIMIT, "the window in front", async || {
            let active = self.run("xprop", &["-root", "_NET_ACTIVE_WINDOW"]).await?;
            let number = |text: &str| u64::from_str_radix(text.trim().trim_start_matches("0x"), 16);
            let active = active.rsplit("# ").next().map(number);
            let window = self.window().await?;
            Ok(match (&window, &active) {
                (Some(window), Some(Ok(active))) if number(&window.id).as_ref() == Ok(active) => {
                    Ok(())
                }
                _ => Err(format!("{window:?}, and in front {active:?}")),
            })
        })
        .await?;
        Ok(())
    }

    /// Whether the window manager has it maximised.
    pub async fn window_is_maximised(&self, window: &Window) -> Result<bool> {
        let state = self
            .run("xprop", &["-id", &window.id, "_NET_WM_STATE"])
            .await?;
        Ok(state.contains("_NET_WM_STATE_MAXIMIZED_VERT"))
    }

    /// Closes it by its frame's button.
    pub async fn close_window(&self) -> Result<()> {
        self.run("wmctrl", &["-F", "-c", TITLE]).await?;
        Ok(())
    }

    /// Has the window manager do something to it: `["-e", "0,10,10,1000,700"]`.
    pub async fn change_window(&self, change: &[&str]) -> Result<()> {
        let mut arguments = vec!["-F", "-r", TITLE];
        arguments.extend(change);
        self.run("wmctrl", &arguments).await?;
        Ok(())
    }
}

/// `0x01200003  0 10   20   1200 800  host Latchkey`
fn read(line: &str) -> Option<Result<Window>> {
    let mut words = line.split_whitespace();
    let id = words.next()?.to_owned();
    let _desktop = words.next()?;
    let mut place = [0; 4];
    for slot in &mut place {
        match words.next()?.parse() {
            Ok(number) => *slot = number,
            Err(odd) => return Some(Err(odd).context(line.to_owned())),
        }
    }
    let _host = words.next()?;
    let title: Vec<&str> = words.collect();
    let [left, top, width, height] = place;
    (title.join(" ") == TITLE).then_some(Ok(Window {
        id,
        left,
        top,
        width,
        height,
    }))
}
