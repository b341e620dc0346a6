//! A clean Debian in a folder, and what is done in it.

use std::io::Write as _;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::{env, fs};

use anyhow::{Context as _, Result, ensure};
use tempfile::TempDir;

/// The configuration that the package brings.
pub(crate) const CONFIGURATION: &str = "/etc/latchkey/latchkey.toml";
/// The data folder of the service.
pub(crate) const DATA: &str = "/var/lib/latchkey";
const UNIT: &str = "/usr/lib/systemd/system/latchkey.service";

/// A root of its own, removed when this is dropped.
pub(crate) struct Root(TempDir);

impl Root {
    /// A copy of the one on tape.
    pub(crate) fn fresh() -> Result<Self> {
        let tape = named("LATCHKEY_CLEAN_ROOT")?;
        let folder = TempDir::with_prefix("latchkey-root-")?;
        // Every account has to find its way into it, as into any root.
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755))?;
        let unpacked = Command::new("tar")
            .args([
                "--extract",
                "--numeric-owner",
                "--same-permissions",
                "--file",
            ])
            .arg(&tape)
            .arg("--directory")
            .arg(folder.path())
            .status()?;
        ensure!(
            unpacked.success(),
            "{} could not be unpacked",
            tape.display()
        );
        Ok(Self(folder))
    }

    /// The package that is tested.
    pub(crate) fn package(&self) -> Result<PathBuf> {
        self.take("LATCHKEY_PACKAGE")
    }

    /// The one of the next version.
    pub(crate) fn next_package(&self) -> Result<PathBuf> {
        self.take("LATCHKEY_NEXT_PACKAGE")
    }

    /// Lays a package into the root; its path there.
    fn take(&self, variable: &str) -> Result<PathBuf> {
        let package = named(variable)?;
        let inside = PathBuf::from("/var/tmp").join(package.file_name().context("no name")?);
        fs::copy(&package, self.outside(&inside.to_string_lossy()))?;
        Ok(inside)
    }

    /// Installs a package that was laid into the root, without a network and with nobody to ask.
    pub(crate) fn install(&self, package: &std::path::Path) -> Result<String> {
        self.run(&["dpkg", "--install", &package.to_string_lossy()])
    }

    /// Runs a program of the root to its end as root; both its outputs.
    pub(crate) fn run(&self, words: &[&str]) -> Result<String> {
        let (out, err) = self.ran(words, "")?;
        Ok(out + &err)
    }

    /// Runs one with a line on its standard input; its standard output.
    pub(crate) fn run_with_input(&self, words: &[&str], input: &str) -> Result<String> {
        Ok(self.ran(words, input)?.0)
    }

    fn ran(&self, words: &[&str], input: &str) -> Result<(String, String)> {
        let mut child = self
            .inside(&[])
            .args(words)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        if let Some(mut stdin) = child.stdin.take() {
            // A program that reads nothing closes the pipe: that is its right.
            let _ = writeln!(stdin, "{input}");
        }
        let output = child.wait_with_output()?;
        let out = String::from_utf8_lossy(&output.stdout).into_owned();
        let err = String::from_utf8_lossy(&output.stderr).into_owned();
        ensure!(
            output.status.success(),
            "{words:?}: {}\n{out}{err}",
            output.status
        );
        Ok((out, err))
    }

    /// `chroot` into it, with nothing of the caller's environment.
    fn inside(&self, options: &[String]) -> Command {
        let mut command = Command::new("chroot");
        command
            .env_clear()
            .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")
            .env("LANG", "C.UTF-8")
            .env("DEBIAN_FRONTEND", "noninteractive")
            .args(options)
            .arg(self.0.path());
        command
    }

    /// The unit's own command line, as its own user, with its own environment.
    pub(crate) fn service(&self) -> Result<tokio::process::Command> {
        let unit = self.read(UNIT)?;
        let values = |key: &str| -> Vec<String> {
            let lines = unit.lines().filter_map(|line| line.split_once('='));
            lines
                .filter(|(name, _)| *name == key)
                .map(|(_, value)| value.to_owned())
                .collect()
        };
        let one = |key: &str| {
            values(key)
                .pop()
                .with_context(|| format!("the unit has no {key}"))
        };
        let mut command = self.inside(&[format!("--userspec={}:{}", one("User")?, one("Group")?)]);
        for variable in values("Environment") {
            let (name, value) = variable.split_once('=').context("no variable")?;
            command.env(name, value);
        }
        command.env("HOME", DATA).args(one("ExecStart")?.split(' '));
        Ok(command.into())
    }

    fn outside(&self, path: &str) -> PathBuf {
        self.0.path().join(path.trim_start_matches('/'))
    }

    /// Whether there is something at a path, if only a link.
    pub(crate) fn has(&self, path: &str) -> bool {
        fs::symlink_metadata(self.outside(path)).is_ok()
    }

    /// A file's text.
    pub(crate) fn read(&self, path: &str) -> Result<String> {
        fs::read_to_string(self.outside(path)).with_context(|| path.to_owned())
    }

    /// Writes over a file.
    pub(crate) fn write(&self, path: &str, text: &str) -> Result<()> {
        fs::write(self.outside(path), text).with_context(|| path.to_owned())
    }

    /// The permissions of a path.
    pub(crate) fn mode(&self, path: &str) -> Result<u32> {
        Ok(fs::metadata(self.outside(path))?.mode() & 0o777)
    }

    /// The number of whom it belongs to.
    pub(crate) fn owner(&self, path: &str) -> Result<u32> {
        Ok(fs::metadata(self.outside(path))?.uid())
    }
}

fn named(variable: &str) -> Result<PathBuf> {
    let path = env::var_os(variable).map(PathBuf::from);
    path.filter(|path| path.is_file())
        .with_context(|| format!("{variable} names no file: run this by \"./dev test packages\""))
}
