//! A backup as a file: each thing that can be wrong with one, and the way there and back.

use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use latchkey_app::ports::entropy::SystemEntropy;
use latchkey_app::ports::host::BackupKind;
use latchkey_app::record::Caller;
use latchkey_app::setup::Setup;
use latchkey_host::Installation;
use latchkey_host::backup::{self, MakeError, Making, ReadError, Taken};
use secrecy::SecretString;
use tempfile::TempDir;

const PASSPHRASE: &str = "correct horse battery staple";

struct Stage {
    folder: TempDir,
    installation: Installation,
}

impl Stage {
    async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let installation = Installation::make(&folder.path().join("data")).expect("made");
        let setup = Setup {
            organization: "Acme".to_owned(),
            owner_email: "olga@acme.com".to_owned(),
            owner_given_name: "Olga".to_owned(),
            owner_family_name: "Ek".to_owned(),
            password: SecretString::from("a local password"),
        };
        installation
            .app
            .set_up(Caller::operator(), setup)
            .await
            .expect("set up");
        Self {
            folder,
            installation,
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn make(&self, name: &str, passphrase: Option<&str>) -> Result<PathBuf, MakeError> {
        let target = self.path(name);
        let passphrase = passphrase.map(SecretString::from);
        backup::make(&Making {
            database: self.installation.store.path(),
            beside: &self.installation.folder.backups(),
            target: &target,
            kind: BackupKind::OnDemand,
            at: Timestamp::UNIX_EPOCH,
            passphrase: passphrase.as_ref(),
            entropy: &SystemEntropy,
        })?;
        Ok(target)
    }

    fn read(&self, file: &Path, passphrase: Option<&str>) -> Result<Taken, ReadError> {
        let passphrase = passphrase.map(SecretString::from);
        let into = self.path("taken.db");
        let _ = fs::remove_file(&into);
        backup::unpack(file, &into, passphrase.as_ref())
    }

    /// The file with other bytes.
    fn changed(&self, file: &Path, change: impl FnOnce(&mut Vec<u8>)) -> PathBuf {
        let mut bytes = fs::read(file).expect("read");
        change(&mut bytes);
        let other = self.path("changed.backup");
        fs::write(&other, bytes).expect("written");
        other
    }

    /// Nothing is left where backups are made.
    fn is_clean(&self) {
        let left = fs::read_dir(self.installation.folder.backups()).expect("the folder");
        assert_eq!(left.count(), 0);
    }
}

/// The header's text.
fn header(bytes: &[u8]) -> serde_json::Value {
    let length = u32::from_be_bytes(bytes[16..20].try_into().expect("four bytes"));
    serde_json::from_slice(&bytes[20..20 + length as usize]).expect("JSON")
}

/// The same file with another header, whose digest is right.
fn with_header(bytes: &mut Vec<u8>, header: &serde_json::Value) {
    use sha2::Digest as _;
    let length = u32::from_be_bytes(bytes[16..20].try_into().expect("four bytes")) as usize;
    let body = bytes.split_off(20 + length + 32);
    let text = header.to_string();
    bytes.truncate(16);
    bytes.extend(u32::try_from(text.len()).expect("short").to_be_bytes());
    bytes.extend(text.as_bytes());
    let digest = sha2::Sha256::digest(&*bytes);
    bytes.extend(digest);
    bytes.extend(body);
}

#[tokio::test]
async fn one_that_is_cut_short_anywhere_is_told_apart_from_a_whole_one() {
    let stage = Stage::new().await;
    for (name, passphrase) in [("open", None), ("sealed", Some(PASSPHRASE))] {
        let whole = stage.make(name, passphrase).expect("made");
        let length = fs::metadata(&whole).expect("there").len() as usize;
        for cut in [3, 18, 100, 700, length / 2, length - 100, length - 1] {
            let short = stage.changed(&whole, |bytes| bytes.truncate(cut));
            let refused = stage.read(&short, passphrase);
            assert!(
                matches!(refused, Err(ReadError::CutShort(_))),
                "{name} at {cut}: {refused:?}"
            );
        }
    }
}

#[tokio::test]
async fn one_that_was_changed_is_not_taken() {
    let stage = Stage::new().await;
    let whole = stage.make("whole", None).expect("made");
    let length = fs::metadata(&whole).expect("there").len() as usize;
    for at in [17, 40, length / 2] {
        let other = stage.changed(&whole, |bytes| bytes[at] ^= 1);
        let refused = stage.read(&other, None);
        assert!(
            matches!(refused, Err(ReadError::Changed(_) | ReadError::CutShort(_))),
            "{at}: {refused:?}"
        );
    }
    // Another whole stream than the header speaks of.
    let other = stage.changed(&whole, |bytes| {
        let mut header = header(bytes);
        header["sha256"] = "00".repeat(32).into();
        with_header(bytes, &header);
    });
    assert!(matches!(
        stage.read(&other, None),
        Err(ReadError::Changed(_))
    ));
}

#[tokio::test]
async fn another_products_file_is_none() {
    let stage = Stage::new().await;
    for bytes in [&b""[..], b"PK\x03\x04", &[0x5a; 9000]] {
        let file = stage.path("other");
        fs::write(&file, bytes).expect("written");
        let refused = stage.read(&file, None);
        assert!(matches!(refused, Err(ReadError::NotOurs(_))), "{refused:?}");
    }
}

#[tokio::test]
async fn a_newer_ones_says_which_program_it_needs() {
    let stage = Stage::new().await;
    let whole = stage.make("whole", None).expect("made");
    for (name, value) in [("format", 2), ("schema", 4000)] {
        let newer = stage.changed(&whole, |bytes| {
            let mut header = header(bytes);
            header[name] = value.into();
            header["program"] = "7.1.0".into();
            with_header(bytes, &header);
        });
        let refused = stage.read(&newer, None).expect_err("refused").to_string();
        assert!(
            refused.contains("Use Latchkey 7.1.0 or a later one"),
            "{name}: {refused}"
        );
    }
}

#[tokio::test]
async fn another_passphrase_and_none_open_nothing() {
    let stage = Stage::new().await;
    let sealed = stage.make("sealed", Some(PASSPHRASE)).expect("made");
    assert!(matches!(
        stage.read(&sealed, None),
        Err(ReadError::Encrypted(_))
    ));
    assert!(matches!(
        stage.read(&sealed, Some("another passphrase")),
        Err(ReadError::WrongPassphrase(_))
    ));
    let bytes = fs::read(&sealed).expect("read");
    assert!(!bytes.windows(4).any(|four| four == b"Olga"));
}

#[tokio::test]
async fn a_file_that_is_there_is_never_written_over() {
    let stage = Stage::new().await;
    fs::write(stage.path("mine"), "mine").expect("written");
    assert!(matches!(
        stage.make("mine", None),
        Err(MakeError::Exists(_))
    ));
    assert_eq!(fs::read(stage.path("mine")).expect("read"), b"mine");
    assert!(matches!(
        stage.make("gone/copy", None),
        Err(MakeError::File { .. })
    ));
    stage.is_clean();
}

#[tokio::test]
async fn what_is_taken_out_is_what_was_put_in_with_a_passphrase_and_without() {
    let stage = Stage::new().await;
    for (name, passphrase) in [("open", None), ("sealed", Some(PASSPHRASE))] {
        let file = stage.make(name, passphrase).expect("made");
        let Ok(Taken::Backup(header)) = stage.read(&file, passphrase) else {
            panic!("{name} was not read");
        };
        let taken = fs::metadata(stage.path("taken.db")).expect("there");
        assert_eq!(taken.len(), header.bytes);
        let company_id = stage
            .installation
            .app
            .organization()
            .expect("one")
            .company_id;
        assert_eq!(header.company_id, Some(company_id));
        let described = backup::described(&file).expect("a backup");
        assert_eq!(described.encrypted, passphrase.is_some());
        assert!(described.checked);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            for path in [&file, &stage.path("taken.db")] {
                let mode = fs::metadata(path).expect("there").permissions().mode();
                assert_eq!(mode & 0o777, 0o600);
            }
        }
    }
    stage.is_clean();
}

#[tokio::test]
async fn a_plain_copy_of_an_earlier_version_is_taken_as_it_is() {
    let stage = Stage::new().await;
    let copy = stage.path("copy.db");
    stage.installation.store.backup_to(&copy).expect("copied");
    assert_eq!(stage.read(&copy, None).expect("taken"), Taken::Database);
    assert_eq!(
        fs::read(&copy).expect("read"),
        fs::read(stage.path("taken.db")).expect("read")
    );
}
