//! The window and the machine around it.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tauri::{AppHandle, Manager as _, State};
use url::{Host, Url};

use super::Refusal;
use crate::desktop::Desktop;
use crate::events::Event;
use crate::login_entry;
use crate::window;

/// So many files of one name are told apart.
const MOST_OF_ONE_NAME: u32 = 1000;

/// The page has something to read.
#[tauri::command]
pub(crate) async fn ready(app: AppHandle) -> Result<(), Refusal> {
    window::first_page(&app);
    Ok(())
}

/// Waits for the next event of this page; null once another page is there.
#[tauri::command]
pub(crate) async fn next_event(
    desktop: State<'_, Desktop>,
    page: u64,
) -> Result<Option<Event>, Refusal> {
    Ok(desktop.events.next(page).await)
}

/// What the person answered when the window was closed for the first time.
#[tauri::command]
pub(crate) async fn close_window(app: AppHandle, keep_running: bool) -> Result<(), Refusal> {
    app.state::<Desktop>().told_about_closing();
    if keep_running {
        window::put_away(&app);
    } else {
        app.exit(0);
    }
    Ok(())
}

/// Opens a web page or a mail in the program that the system has for it.
#[tauri::command]
pub(crate) async fn open_outside(address: String) -> Result<(), Refusal> {
    let url = outside(&address).ok_or_else(|| {
        Refusal::new(
            "not_opened",
            "This link leads to no web page, so it was not opened.",
        )
    })?;
    tauri_plugin_opener::open_url(url.as_str(), None::<&str>).map_err(|fault| {
        Refusal::new(
            "no_browser",
            format!("This machine opened no browser ({fault}). The address is {url}"),
        )
    })
}

/// https, mail, and http on this machine: nothing that starts a program.
fn outside(address: &str) -> Option<Url> {
    let url = Url::parse(address).ok()?;
    let local = match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    };
    match url.scheme() {
        "https" | "mailto" => Some(url),
        "http" if local => Some(url),
        _ => None,
    }
}

/// Puts a file that the page made or fetched into the Downloads folder; gives its path.
#[tauri::command]
pub(crate) async fn save(app: AppHandle, name: String, base64: String) -> Result<String, Refusal> {
    let not_saved = |why: String| Refusal::new("not_saved", format!("{why} Nothing was saved."));
    let bytes = STANDARD
        .decode(base64)
        .map_err(|_| not_saved("What should be saved arrived damaged.".to_owned()))?;
    let name = plain_name(&name)
        .ok_or_else(|| not_saved(format!("\"{name}\" is no name for a file here.")))?;
    let folder = app
        .path()
        .download_dir()
        .or_else(|_| app.path().home_dir())
        .map_err(|_| {
            not_saved("This account has no Downloads folder and no home folder.".to_owned())
        })?;
    let path = write_new(&folder, &name, &bytes).map_err(|fault| {
        not_saved(format!(
            "{} could not be written: {fault}.",
            folder.display()
        ))
    })?;
    Ok(path.display().to_string())
}

/// A file's name without a folder, a leading dot or anything that a system reads as more than a name.
fn plain_name(name: &str) -> Option<String> {
    let fits =
        |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-' | '_' | ' ');
    let plain = !name.is_empty()
        && name.len() <= 120
        && name.chars().all(fits)
        && !name.starts_with(['.', ' ', '-'])
        && !name.ends_with(['.', ' ']);
    plain.then(|| name.to_owned())
}

/// Never over a file that is there: "people (2).csv".
fn write_new(folder: &Path, name: &str, bytes: &[u8]) -> std::io::Result<PathBuf> {
    std::fs::create_dir_all(folder)?;
    let (stem, extension) = match name.rsplit_once('.') {
        Some((stem, extension)) => (stem, format!(".{extension}")),
        None => (name, String::new()),
    };
    for number in 1..=MOST_OF_ONE_NAME {
        let path = if number == 1 {
            folder.join(name)
        } else {
            folder.join(format!("{stem} ({number}){extension}"))
        };
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(mut file) => {
                file.write_all(bytes)?;
                return Ok(path);
            }
            Err(fault) if fault.kind() == ErrorKind::AlreadyExists => {}
            Err(fault) => return Err(fault),
        }
    }
    Err(ErrorKind::AlreadyExists.into())
}

/// Whether the app starts when the person logs in to the machine.
#[tauri::command]
pub(crate) async fn start_at_login(app: AppHandle) -> Result<bool, Refusal> {
    login_entry::is_there(&app).map_err(|fault| unknown(&fault))
}

/// Changes it; gives what holds afterwards.
#[tauri::command]
pub(crate) async fn set_start_at_login(app: AppHandle, on: bool) -> Result<bool, Refusal> {
    login_entry::set(&app, on)
        .and_then(|()| login_entry::is_there(&app))
        .map_err(|fault| unknown(&fault))
}

fn unknown(fault: &anyhow::Error) -> Refusal {
    Refusal::new(
        "not_changed",
        format!(
            "This machine does not let Latchkey start at login ({fault:#}). Nothing was changed."
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_that_starts_a_program_is_not_opened() {
        for address in [
            "file:///etc/passwd",
            "javascript:alert(1)",
            "http://acme.com",
            "tauri://localhost/",
            "app.latchkey.desktop:/callback?code=c",
            "ssh://acme.com",
            "/usr/bin/true",
            "",
        ] {
            assert_eq!(outside(address), None, "{address}");
        }
        for address in [
            "https://acme.okta.com/admin",
            "mailto:it@acme.com",
            "http://127.0.0.1:8765/",
        ] {
            assert!(outside(address).is_some(), "{address}");
        }
    }

    #[test]
    fn a_name_with_a_folder_in_it_is_none() {
        for name in [
            "", ".", "..", "../x", "a/b", "a\\b", ".bashrc", "-rf", "a\0", "c:x", "x.", " x",
        ] {
            assert_eq!(plain_name(name), None, "{name:?}");
        }
        assert!(plain_name("people 2026-11-23.csv").is_some());
    }

    #[test]
    fn a_file_that_is_there_is_not_written_over() {
        let folder = tempfile::tempdir().expect("a folder");
        let first = write_new(folder.path(), "people.csv", b"1").expect("it is written");
        let second = write_new(folder.path(), "people.csv", b"2").expect("it is written");
        assert_eq!(std::fs::read(first).expect("it is there"), b"1");
        assert!(second.ends_with("people (2).csv"), "{}", second.display());
    }
}
