//! Desktop entries on Linux: the file by which the system starts the app at login, or with a link. Tauri's plugins write
//! their own, one without quotes and one with quotes that Debian 12's `xdg-open` does not understand.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use tauri::{AppHandle, Manager as _};

/// The command that starts this program, an `AppImage` as the file that it was started from.
pub(crate) fn program(app: &AppHandle) -> anyhow::Result<String> {
    let program = match app.env().appimage {
        Some(image) => PathBuf::from(image),
        None => std::env::current_exe()?,
    };
    program
        .into_os_string()
        .into_string()
        .map_err(|_| anyhow::anyhow!("the program's own path is no text"))
}

/// The value of an entry's `Exec`.
pub(crate) fn exec(command: &[String]) -> anyhow::Result<String> {
    let broken = |argument: &&String| argument.contains(['\n', '\r', '\0']);
    if let Some(broken) = command.iter().find(broken) {
        anyhow::bail!("{broken:?} has a line break in it");
    }
    let quoted: Vec<String> = command.iter().map(|argument| quoted(argument)).collect();
    Ok(quoted.join(" "))
}

/// Desktop Entry Specification, "The Exec key": what has a reserved character stands in double quotes, with a backslash
/// before each double quote, backtick, dollar sign and backslash; a percent sign is written twice. The value is a string
/// besides, so a backslash is written as two.
fn quoted(argument: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "/._-+:,@=".contains(letter);
    if !argument.is_empty() && argument.chars().all(plain) {
        return argument.to_owned();
    }
    let mut inside = String::with_capacity(argument.len() + 2);
    for letter in argument.chars() {
        match letter {
            '"' | '`' | '$' => inside.push_str(r"\\"),
            '\\' => inside.push_str(r"\\\"),
            '%' => inside.push('%'),
            _ => {}
        }
        inside.push(letter);
    }
    format!("\"{inside}\"")
}

/// Writes an entry whole or not at all: half of one would start something else.
pub(crate) fn write(file: &Path, entry: &str) -> anyhow::Result<()> {
    let folder = file.parent().context("there is no folder for it")?;
    fs::create_dir_all(folder)?;
    let beside = file.with_extension("desktop.new");
    let mut written = fs::File::create(&beside)?;
    written.write_all(entry.as_bytes())?;
    written.sync_all()?;
    Ok(fs::rename(beside, file)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_break_cannot_add_a_line() {
        assert!(exec(&["/opt/x\nExec=evil".to_owned()]).is_err());
    }

    #[test]
    fn what_a_shell_or_a_desktop_would_read_otherwise_is_quoted() {
        for (argument, line) in [
            ("/opt/my apps/latchkey", r#""/opt/my apps/latchkey""#),
            (r#"a"b"#, r#""a\\"b""#),
            ("a$HOME`id`", r#""a\\$HOME\\`id\\`""#),
            (r"a\b", r#""a\\\\b""#),
            ("100%u", r#""100%%u""#),
            ("a;b", r#""a;b""#),
            ("", r#""""#),
        ] {
            assert_eq!(quoted(argument), line, "{argument}");
        }
    }

    #[test]
    fn an_ordinary_path_stands_as_it_is() {
        let command = ["/usr/bin/latchkey-desktop", "--listen", "127.0.0.1:0"];
        let command = command.map(str::to_owned);
        assert_eq!(
            exec(&command).expect("a line"),
            "/usr/bin/latchkey-desktop --listen 127.0.0.1:0"
        );
    }
}
