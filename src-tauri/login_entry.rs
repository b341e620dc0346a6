//! Starting at login. On Linux by an entry of our own ([`crate::desktop_entry`]): the plugin's lies in the home folder
//! wherever `XDG_CONFIG_HOME` is. Elsewhere by the plugin.

use tauri::AppHandle;

/// Whether the system starts the app when the person logs in.
pub(crate) fn is_there(app: &AppHandle) -> anyhow::Result<bool> {
    system::is_there(app)
}

/// Puts the entry there, or takes it away.
pub(crate) fn set(app: &AppHandle, on: bool) -> anyhow::Result<()> {
    system::set(app, on)
}

/// An argument as the plugin has to be given it on Windows, for it writes the command line as its parts with blanks between:
/// by the rules of `CommandLineToArgvW`, so that a folder's name with a blank in it stays one argument.
#[cfg(any(windows, test))]
pub(crate) fn spelled_for_windows(argument: &str) -> String {
    if !argument.is_empty() && !argument.contains([' ', '\t', '"']) {
        return argument.to_owned();
    }
    let mut quoted = String::from("\"");
    let mut backslashes = 0;
    for letter in argument.chars() {
        match letter {
            '\\' => backslashes += 1,
            // Those before a quote count for half, and the quote needs one of its own.
            '"' => {
                quoted.extend(std::iter::repeat_n('\\', backslashes + 1));
                backslashes = 0;
            }
            _ => backslashes = 0,
        }
        quoted.push(letter);
    }
    quoted.extend(std::iter::repeat_n('\\', backslashes));
    quoted.push('"');
    quoted
}

/// An argument as the plugin has to be given it on macOS, for it writes it into a property list as it is.
#[cfg(any(target_os = "macos", test))]
pub(crate) fn spelled_for_macos(argument: &str) -> String {
    argument
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(not(target_os = "linux"))]
pub(crate) use system::plugin;

#[cfg(not(target_os = "linux"))]
mod system {
    use tauri::plugin::TauriPlugin;
    use tauri::{AppHandle, Wry};
    use tauri_plugin_autostart::ManagerExt as _;

    #[cfg(target_os = "macos")]
    use super::spelled_for_macos as spelled;
    #[cfg(windows)]
    use super::spelled_for_windows as spelled;

    /// What it starts with these arguments.
    pub(crate) fn plugin(arguments: &[String]) -> TauriPlugin<Wry> {
        tauri_plugin_autostart::Builder::new()
            .app_name("Latchkey")
            .args(arguments.iter().map(|argument| spelled(argument)))
            .build()
    }

    pub(super) fn is_there(app: &AppHandle) -> anyhow::Result<bool> {
        Ok(app.autolaunch().is_enabled()?)
    }

    pub(super) fn set(app: &AppHandle, on: bool) -> anyhow::Result<()> {
        let plugin = app.autolaunch();
        Ok(if on {
            plugin.enable()?
        } else {
            plugin.disable()?
        })
    }
}

#[cfg(target_os = "linux")]
mod system {
    use std::fs;
    use std::io::ErrorKind;
    use std::path::PathBuf;

    use tauri::{AppHandle, Manager as _};

    use crate::desktop::Desktop;
    use crate::desktop_entry;

    pub(super) fn is_there(app: &AppHandle) -> anyhow::Result<bool> {
        match fs::read_to_string(file(app)?) {
            Ok(entry) => Ok(is_on(&entry)),
            Err(fault) if fault.kind() == ErrorKind::NotFound => Ok(false),
            Err(fault) => Err(fault.into()),
        }
    }

    pub(super) fn set(app: &AppHandle, on: bool) -> anyhow::Result<()> {
        let file = file(app)?;
        if !on {
            return match fs::remove_file(file) {
                Err(fault) if fault.kind() != ErrorKind::NotFound => Err(fault.into()),
                _ => Ok(()),
            };
        }
        let mut command = vec![desktop_entry::program(app)?];
        command.extend(app.state::<Desktop>().at_login().iter().cloned());
        desktop_entry::write(&file, &entry(&desktop_entry::exec(&command)?))
    }

    fn file(app: &AppHandle) -> anyhow::Result<PathBuf> {
        let folder = app.path().config_dir()?;
        Ok(folder.join("autostart").join("Latchkey.desktop"))
    }

    /// An entry that is there may be switched off: "Hidden" by the Desktop Application Autostart Specification, the other
    /// one by GNOME's and MATE's settings.
    fn is_on(entry: &str) -> bool {
        !entry.lines().any(|line| {
            let line: String = line.split_whitespace().collect();
            line == "Hidden=true" || line == "X-GNOME-Autostart-enabled=false"
        })
    }

    fn entry(exec: &str) -> String {
        format!(
            "[Desktop Entry]\nType=Application\nVersion=1.0\nName=Latchkey\nComment=Answers Okta's calls while you are \
             logged in\nExec={exec}\nTerminal=false\nStartupNotify=false\n"
        )
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn an_entry_that_was_switched_off_elsewhere_counts_as_off() {
            let on = entry("/usr/bin/latchkey-desktop --hidden");
            assert!(is_on(&on));
            assert!(!is_on(&format!("{on}Hidden = true\n")));
            assert!(!is_on(&format!("{on}X-GNOME-Autostart-enabled=false\n")));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_reads_each_argument_as_it_was() {
        for (argument, spelled) in [
            ("--hidden", "--hidden"),
            (r"C:\data", r"C:\data"),
            (r"C:\my data", r#""C:\my data""#),
            (r"C:\my data\", r#""C:\my data\\""#),
            (r#"a" --evil"#, r#""a\" --evil""#),
            (r#"a\" b"#, r#""a\\\" b""#),
            ("", r#""""#),
        ] {
            assert_eq!(spelled_for_windows(argument), spelled, "{argument}");
        }
    }

    #[test]
    fn macos_reads_no_markup_in_an_argument() {
        assert_eq!(
            spelled_for_macos("/data/R&D</string><string>--evil"),
            "/data/R&amp;D&lt;/string&gt;&lt;string&gt;--evil"
        );
    }
}
