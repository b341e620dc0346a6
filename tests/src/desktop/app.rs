//! The app as a person starts it, in surroundings that the test chooses.

use std::env;
use std::ffi::OsStr;
use std::net::TcpListener;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use serde_json::json;
use tempfile::TempDir;
use tokio::process::Command;

use super::display::Display;
use super::webdriver::Page;
use crate::patience::{LIMIT, until};
use crate::process::Process;
use crate::scim::client;

/// Others find the bus by this file.
const BUS: &str = "printf '%s' \"$DBUS_SESSION_BUS_ADDRESS\" >\"$XDG_RUNTIME_DIR/address\"";
/// An empty password unlocks the keychain that it makes.
const KEYCHAIN: &str =
    "printf '\\n' | gnome-keyring-daemon --unlock --components=secrets >/dev/null";
/// The panel asks at its first start whether it may begin with its usual plugins; the variable answers.
const DESKTOP: &str =
    "openbox & dunst & XFCE_PANEL_MIGRATE_DEFAULT=1 xfce4-panel --disable-wm-check &";

/// What the machine around the app has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Machine {
    /// A session bus and an unlocked keychain; no tray.
    Usual,
    /// The same with a window manager, a panel that has a tray, and a program that shows notifications.
    Complete,
    /// None of all this.
    Bare,
}

/// A machine of its own: a home folder, a display, perhaps a bus, and a driver that starts the app on it.
#[derive(Debug)]
pub struct Desk {
    home: TempDir,
    driver: String,
    arguments: Vec<String>,
    processes: Process,
    display: Display,
}

impl Desk {
    /// Prepares one; the app is not started yet.
    pub async fn prepare(machine: Machine) -> Result<Self> {
        let home = TempDir::with_prefix("latchkey-desk-")?;
        let display = Display::start().await?;
        write_browser(home.path())?;
        let (port, native_port) = (free_port()?, free_port()?);
        let mut command = match machine {
            Machine::Bare => Command::new("tauri-driver"),
            Machine::Usual | Machine::Complete => {
                let desktop = if machine == Machine::Complete {
                    DESKTOP
                } else {
                    ""
                };
                let script = format!("{BUS} && {KEYCHAIN} && {desktop} exec tauri-driver \"$@\"");
                let mut command = Command::new("dbus-run-session");
                command.args(["--", "sh", "-c", &script, "sh"]);
                command
            }
        };
        command
            .arg(format!("--port={port}"))
            .arg(format!("--native-port={native_port}"));
        surroundings(&mut command, home.path(), &display.name)?;
        let processes = Process::start_with_family(command)?;
        let driver = format!("http://127.0.0.1:{port}");
        let http = client()?;
        until(LIMIT, "the driver", async || {
            let answer = http.get(format!("{driver}/status")).send().await;
            Ok(answer.map(|_| ()).map_err(|_| processes.output()))
        })
        .await?;
        let desk = Self {
            arguments: vec!["--listen".to_owned(), "127.0.0.1:0".to_owned()],
            home,
            driver,
            processes,
            display,
        };
        if machine == Machine::Complete {
            until(LIMIT, "the window manager", async || {
                let there = desk.run("wmctrl", &["-l"]).await;
                Ok(there.map(|_| ()).map_err(|not_yet| not_yet.to_string()))
            })
            .await?;
        }
        Ok(desk)
    }

    /// Starts the app and waits for its page.
    pub async fn start(&self) -> Result<Page> {
        self.start_with(&[]).await
    }

    /// Starts the app with more arguments.
    pub async fn start_with(&self, more: &[&str]) -> Result<Page> {
        let mut arguments = self.arguments.clone();
        arguments.extend(more.iter().map(|&argument| argument.to_owned()));
        let options = json!({"application": program()?, "args": arguments});
        Page::open(&self.driver, json!({"tauri:options": options}))
            .await
            .with_context(|| self.processes.output())
    }

    /// Runs another program on this machine to its end and gives what it printed.
    pub async fn run(&self, program: &str, arguments: &[&str]) -> Result<String> {
        let output = self.command(program)?.args(arguments).output().await;
        let output = output.with_context(|| format!("could not start {program}"))?;
        ensure!(
            output.status.success(),
            "{program} {arguments:?}: {}\n{}",
            output.status,
            String::from_utf8_lossy(&output.stderr)
        );
        Ok(String::from_utf8(output.stdout)?)
    }

    /// Starts the app beside the one that may be running, as a person or the system does: without a driver.
    pub fn start_beside(&self, arguments: &[&str]) -> Result<Process> {
        let mut all: Vec<&str> = self.arguments.iter().map(String::as_str).collect();
        all.extend(arguments);
        self.start_program(&program()?, &all)
    }

    /// Starts another program on this machine.
    pub fn start_program(&self, program: &Path, arguments: &[&str]) -> Result<Process> {
        let mut command = self.command(program)?;
        command.args(arguments);
        Process::start(command)
    }

    /// Starts what an entry of the desktop starts, as `GLib` reads it.
    pub fn start_entry(&self, entry: &Path) -> Result<Process> {
        let mut command = self.command("gio")?;
        command.arg("launch").arg(entry);
        Process::start_with_family(command)
    }

    /// Follows a link of the app's own scheme, as a browser does with a link that is none of its own.
    pub async fn follow(&self, link: &str) -> Result<()> {
        let mut opener = self.start_program(&self.home.path().join("bin/xdg-open"), &[link])?;
        let status = opener.ended().await?;
        ensure!(status.success(), "{status}: {}", opener.output());
        Ok(())
    }

    /// Waits until the system has learned of the app's own scheme, which it does when the app has started.
    pub async fn knows_the_scheme(&self) -> Result<()> {
        until(LIMIT, "the scheme", async || {
            let asked = ["query", "default", "x-scheme-handler/app.latchkey.desktop"];
            let known = self.run("xdg-mime", &asked).await?;
            Ok(if known.trim() == "latchkey-desktop-handler.desktop" {
                Ok(())
            } else {
                Err(known)
            })
        })
        .await?;
        Ok(())
    }

    /// As if the person had chosen at an earlier start to run Latchkey here.
    pub fn remember_hosting(&self) -> Result<()> {
        let folder = self.home.path().join("config/app.latchkey.desktop");
        std::fs::create_dir_all(&folder)?;
        let remembered = json!({"choice": {"mode": "host"}, "toldAboutClosing": true});
        Ok(std::fs::write(
            folder.join("desktop.json"),
            remembered.to_string(),
        )?)
    }

    /// The address of the session bus.
    pub fn bus(&self) -> Result<String> {
        Ok(std::fs::read_to_string(
            self.home.path().join("run/address"),
        )?)
    }

    /// The home folder.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// Another program on this machine, not started yet.
    pub(super) fn command(&self, program: impl AsRef<OsStr>) -> Result<Command> {
        let mut command = Command::new(program);
        surroundings(&mut command, self.home.path(), &self.display.name)?;
        if let Ok(bus) = self.bus() {
            command.env("DBUS_SESSION_BUS_ADDRESS", bus);
        }
        Ok(command)
    }

    /// The data folder that the app hosts.
    pub fn data(&self) -> PathBuf {
        self.home.path().join("share/latchkey")
    }

    /// The address that the app asked the system's browser to open, once it did.
    pub async fn opened_in_browser(&self) -> Result<String> {
        let file = self.home.path().join("opened");
        let (address, _) = until(LIMIT, "an address for the browser", async || {
            Ok(std::fs::read_to_string(&file)
                .map(|text| text.trim().to_owned())
                .map_err(|missing| missing.to_string()))
        })
        .await?;
        std::fs::remove_file(file)?;
        Ok(address)
    }
}

/// Where the app is: `LATCHKEY_DESKTOP_BIN`, else beside the test's own folder in the build's output.
pub fn program() -> Result<PathBuf> {
    if let Some(given) = env::var_os("LATCHKEY_DESKTOP_BIN") {
        return Ok(given.into());
    }
    let own = env::current_exe()?;
    let beside = own
        .parent()
        .and_then(Path::parent)
        .map(|profile| profile.join("latchkey-desktop"))
        .filter(|found| found.is_file());
    beside.context("the desktop app is not built: run `./dev test desktop`, or `cargo build -p latchkey-desktop`")
}

/// Nothing of the caller's own desktop, keychain or home reaches the app.
fn surroundings(command: &mut Command, home: &Path, display: &str) -> Result<()> {
    let path = env::var("PATH").unwrap_or_default();
    command.env_clear();
    for (name, folder) in [
        ("HOME", ""),
        ("XDG_CONFIG_HOME", "config"),
        ("XDG_DATA_HOME", "share"),
        ("XDG_CACHE_HOME", "cache"),
        ("XDG_RUNTIME_DIR", "run"),
    ] {
        let folder = home.join(folder);
        std::fs::create_dir_all(&folder)?;
        command.env(name, folder);
    }
    command
        .env("PATH", format!("{}:{path}", home.join("bin").display()))
        .env("DISPLAY", display)
        .env("LANG", "C.UTF-8")
        .env("GDK_BACKEND", "x11")
        .env("LIBGL_ALWAYS_SOFTWARE", "1")
        .env("NO_AT_BRIDGE", "1");
    Ok(())
}

/// The system's browser of this machine writes down what it is asked to open, for a browser that the test drives. What is no
/// web page is the system's own `xdg-open`'s.
fn write_browser(home: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = home.join("bin");
    std::fs::create_dir_all(&folder)?;
    let opener = folder.join("xdg-open");
    let written = home.join("opened");
    let script = format!(
        "#!/bin/sh\ncase \"$1\" in\nhttp:* | https:* | mailto:*) printf '%s' \"$1\" >'{opened}.new' && mv '{opened}.new' '{opened}' ;;\n\
         *) exec /usr/bin/xdg-open \"$1\" ;;\nesac\n",
        opened = written.display()
    );
    std::fs::write(&opener, script)?;
    std::fs::set_permissions(&opener, std::fs::Permissions::from_mode(0o755))?;
    Ok(())
}

/// A port of the loopback address that was free just now.
pub fn free_port() -> Result<u16> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let port = listener.local_addr()?.port();
    ensure!(port != 0, "no port is free");
    Ok(port)
}
