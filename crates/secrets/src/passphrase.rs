//! A passphrase of the operator's: from a file, from the service manager, or from the environment.
//!
//! A file is the better place: an environment is handed on to every program that is started from here.

use std::env;
use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};

use latchkey_app::ports::vault::VaultError;
use secrecy::SecretString;
use secrecy::zeroize::Zeroizing;

/// Where a service manager lays its credentials (systemd.exec(5), `LoadCredential=`).
const CREDENTIALS: &str = "CREDENTIALS_DIRECTORY";

/// Where one passphrase is looked for.
pub(crate) struct Places {
    /// What it is called among the service manager's credentials.
    credential: &'static str,
    /// The variable that holds the passphrase itself.
    variable: &'static str,
}

/// Of the sealed file of passkeys.
pub(crate) const OF_PASSKEYS: Places = Places {
    credential: "latchkey-passphrase",
    variable: "LATCHKEY_PASSPHRASE",
};

/// Of backups: another one, for they are kept elsewhere, by other people, and for longer.
pub(crate) const OF_BACKUPS: Places = Places {
    credential: "latchkey-backup-passphrase",
    variable: "LATCHKEY_BACKUP_PASSPHRASE",
};
/// Shorter ones are guessed, however slowly each guess is.
const SHORTEST: usize = 12;
/// Longer files hold something else.
const LONGEST: u64 = 4096;

/// The passphrase, if there is one: in `file`, else the service manager's credential, else in the environment.
pub(crate) fn find(
    places: &Places,
    file: Option<&Path>,
) -> Result<Option<SecretString>, VaultError> {
    if let Some(file) = file {
        return read(file).map(Some);
    }
    if let Some(folder) = env::var_os(CREDENTIALS) {
        let credential = PathBuf::from(folder).join(places.credential);
        if credential.exists() {
            return read(&credential).map(Some);
        }
    }
    let variable = places.variable;
    match env::var(variable) {
        Ok(text) => long_enough(&Zeroizing::new(text), variable).map(Some),
        Err(env::VarError::NotPresent) => Ok(None),
        Err(env::VarError::NotUnicode(_)) => Err(VaultError(format!(
            "The passphrase in {variable} is not UTF-8. Nothing was read or changed."
        ))),
    }
}

/// What to do for who gave none.
pub(crate) fn how_to_give_one() -> String {
    format!(
        "Name a file that holds it with --passphrase-file (or LATCHKEY_PASSPHRASE_FILE), give it as the service manager's \
         credential \"{}\", or in {}.",
        OF_PASSKEYS.credential, OF_PASSKEYS.variable
    )
}

fn read(path: &Path) -> Result<SecretString, VaultError> {
    let shown = path.display();
    let failed = |failure: std::io::Error| {
        VaultError(format!(
            "The passphrase file {shown} could not be read: {failure}. Nothing was read or changed."
        ))
    };
    // Before it is opened: whoever opens a pipe waits for its other end.
    let metadata = fs::metadata(path).map_err(failed)?;
    if !metadata.is_file() || metadata.len() > LONGEST {
        return Err(VaultError(format!(
            "{shown} holds no passphrase: it is no file, or longer than {LONGEST} bytes. Nothing was read or changed."
        )));
    }
    refuse_open(path, &metadata)?;
    let mut bytes = Zeroizing::new(Vec::with_capacity(
        usize::try_from(LONGEST + 1).unwrap_or_default(),
    ));
    File::open(path)
        .and_then(|file| file.take(LONGEST).read_to_end(&mut bytes))
        .map_err(failed)?;
    let text = std::str::from_utf8(&bytes).map_err(|_| {
        VaultError(format!(
            "The passphrase in {shown} is not UTF-8. Nothing was read or changed."
        ))
    })?;
    // An editor ends a file with a line's end; spaces belong to the passphrase.
    let text = text.strip_suffix('\n').unwrap_or(text);
    let text = text.strip_suffix('\r').unwrap_or(text);
    long_enough(text, &shown.to_string())
}

fn long_enough(text: &str, place: &str) -> Result<SecretString, VaultError> {
    if text.chars().count() < SHORTEST {
        return Err(VaultError(format!(
            "The passphrase in {place} has fewer than {SHORTEST} characters. Nothing was read or changed. Take a longer one: \
             \"openssl rand -base64 32\" makes one."
        )));
    }
    Ok(SecretString::from(text))
}

#[cfg(unix)]
fn refuse_open(path: &Path, metadata: &fs::Metadata) -> Result<(), VaultError> {
    use std::os::unix::fs::MetadataExt as _;
    if latchkey_domain::private_file::is_open_to_others(metadata.mode(), metadata.uid()) {
        return Err(VaultError(format!(
            "Others on this machine can read the passphrase file {path} (its mode is {mode:03o}). Nothing was read or \
             changed. Run \"chmod 600 {path}\".",
            path = path.display(),
            mode = metadata.mode() & 0o777
        )));
    }
    Ok(())
}

#[cfg(not(unix))]
fn refuse_open(_: &Path, _: &fs::Metadata) -> Result<(), VaultError> {
    Ok(())
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use secrecy::ExposeSecret as _;

    use super::*;

    fn file(text: &[u8], mode: u32) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("passphrase");
        fs::write(&path, text).expect("written");
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).expect("set");
        (folder, path)
    }

    #[test]
    fn a_file_that_is_open_missing_short_or_none_is_refused_by_name() {
        let long = b"correct horse battery staple\n".as_slice();
        for (text, mode, said) in [
            (long, 0o644, "chmod 600"),
            (b"short\n".as_slice(), 0o600, "fewer than 12"),
            (b"".as_slice(), 0o600, "fewer than 12"),
            (
                b"\xff\xfe correct horse battery".as_slice(),
                0o600,
                "not UTF-8",
            ),
            (&[b'x'; 5000], 0o600, "holds no passphrase"),
        ] {
            let (_folder, path) = file(text, mode);
            let refused = find(Some(&path)).expect_err(said).0;
            assert!(refused.contains(said), "{refused}");
            assert!(refused.contains(&path.display().to_string()), "{refused}");
        }
        let (folder, path) = file(long, 0o600);
        assert!(find(Some(&path.join("gone"))).is_err());
        assert!(find(Some(folder.path())).is_err());
    }

    #[test]
    fn only_the_lines_end_is_taken_off() {
        let (_folder, path) = file(b" correct horse battery \r\n", 0o600);
        let read = find(Some(&path))
            .expect("it is read")
            .expect("there is one");
        assert_eq!(read.expose_secret(), " correct horse battery ");
    }
}
