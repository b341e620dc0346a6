//! The built program: exit codes, what goes to which output, and that a refusal leaves nothing behind.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// A data folder that is gone with the test.
struct Folder(TempDir);

/// What one run came to.
struct Run {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

impl From<Output> for Run {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).expect("standard output is UTF-8"),
            stderr: String::from_utf8(output.stderr).expect("standard error is UTF-8"),
        }
    }
}

impl Run {
    fn refused(self) -> String {
        assert_eq!(self.code, Some(1), "{}{}", self.stdout, self.stderr);
        assert_eq!(self.stdout, "", "a refusal leaves standard output empty");
        assert!(!self.stderr.contains("panicked"), "{}", self.stderr);
        self.stderr
    }

    fn done(self) -> Self {
        assert_eq!(self.code, Some(0), "{}{}", self.stdout, self.stderr);
        self
    }

    fn json(self) -> Value {
        serde_json::from_str(&self.done().stdout).expect("one JSON document")
    }
}

impl Folder {
    fn new() -> Self {
        Self(TempDir::new().expect("a temporary folder"))
    }

    fn set_up() -> Self {
        let folder = Self::new();
        folder.setup("correct horse battery\n").done();
        folder
    }

    fn data(&self) -> PathBuf {
        self.0.path().join("data")
    }

    fn setup(&self, input: &str) -> Run {
        self.run_with(
            &[
                "setup",
                "--organization",
                "Acme",
                "--owner-email",
                "ana@acme.com",
                "--owner-given-name",
                "Ana",
                "--owner-family-name",
                "Berg",
                "--password-stdin",
                "--json",
            ],
            input,
        )
    }

    fn run(&self, arguments: &[&str]) -> Run {
        self.run_with(arguments, "")
    }

    fn run_with(&self, arguments: &[&str], input: &str) -> Run {
        latchkey(Some(&self.data()), arguments, input)
    }
}

/// Runs it away from the caller's own settings and keychain.
fn latchkey(data: Option<&Path>, arguments: &[&str], input: &str) -> Run {
    let mut command = Command::new(env!("CARGO_BIN_EXE_latchkey"));
    for name in [
        "LATCHKEY_DATA_DIR",
        "LATCHKEY_LOG",
        "LATCHKEY_PASSKEY_STORE",
        "DBUS_SESSION_BUS_ADDRESS",
        "XDG_RUNTIME_DIR",
    ] {
        command.env_remove(name);
    }
    if let Some(data) = data {
        command.arg("--data-dir").arg(data);
    }
    let mut child = command
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut stdin = child.stdin.take().expect("its input is a pipe");
    // A program that refuses before it reads closes the pipe: that is its right.
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    child.wait_with_output().expect("it ends").into()
}

#[test]
fn wrong_usage_is_2_and_makes_no_folder() {
    let folder = Folder::new();
    for arguments in [
        &["frobnicate"][..],
        &["user", "edit", "ana@acme.com"],
        &["rehearse", "--url", "http://127.0.0.1:1/scim/v2"],
    ] {
        let run = folder.run(arguments);
        assert_eq!(run.code, Some(2), "{arguments:?}: {}", run.stderr);
        assert_eq!(run.stdout, "");
    }
    assert!(!folder.data().exists());
}

#[test]
fn before_set_up_every_command_names_setup_and_makes_no_folder() {
    let folder = Folder::new();
    for arguments in [
        &["toolkit", "status"][..],
        &["connector", "show", "--json"],
        &["sign-in", "disable"],
        &["user", "list"],
        &["activity"],
        &["check"],
        &["backup", "copy.db"],
    ] {
        let said = folder.run(arguments).refused();
        assert!(said.contains("latchkey setup"), "{arguments:?}: {said}");
    }
    assert!(!folder.data().exists());
}

#[test]
fn a_password_that_is_missing_or_short_leaves_no_folder() {
    let folder = Folder::new();
    for input in ["", "\n", "short\n"] {
        let said = folder.setup(input).refused();
        assert!(said.contains("password"), "{input:?}: {said}");
    }
    assert!(!folder.data().exists());
}

#[test]
fn a_folder_with_other_files_is_not_taken() {
    let folder = Folder::new();
    std::fs::create_dir(folder.data()).expect("a folder");
    std::fs::write(folder.data().join("letter.txt"), "dear Ana").expect("a file");
    let said = folder.setup("correct horse battery\n").refused();
    assert!(said.contains("letter.txt"), "{said}");
    assert!(!folder.data().join("latchkey.db").exists());
}

#[test]
fn a_refusal_by_a_use_case_is_one_sentence() {
    let folder = Folder::set_up();
    let said = folder.setup("correct horse battery\n").refused();
    assert!(said.contains("set up already"), "{said}");
    let said = folder
        .run(&["connector", "add", "okta", "--json"])
        .refused();
    assert!(said.contains("latchkey toolkit enable"), "{said}");
    let said = folder.run(&["user", "show", "bo@acme.com"]).refused();
    assert!(said.contains("bo@acme.com"), "{said}");
    let said = folder.run(&["serve", "--listen", "0.0.0.0:0"]).refused();
    assert!(said.contains("--trusted-proxy"), "{said}");
}

#[test]
fn set_up_prints_the_organization_and_its_owner() {
    let document = Folder::new().setup("correct horse battery\n").json();
    assert_eq!(document["organization"], "Acme");
    assert_eq!(document["owner"]["userName"], "ana@acme.com");
    assert_eq!(document["owner"]["accessRole"], "EnterpriseAdmin");
    assert!(
        document["companyId"]
            .as_str()
            .is_some_and(|id| id.starts_with("acme-"))
    );
}

#[test]
fn a_passkey_without_a_keychain_is_shown_once() {
    let folder = Folder::set_up();
    folder.run(&["toolkit", "enable"]).done();
    let added = folder
        .run(&[
            "connector",
            "add",
            "okta",
            "--passkey-store",
            "once",
            "--json",
        ])
        .done();
    assert!(added.stderr.contains("once"), "{}", added.stderr);
    let added: Value = serde_json::from_str(&added.stdout).expect("one JSON document");
    assert!(added["password"].is_string());
    let shown = folder
        .run(&["connector", "show", "--passkey-store", "once", "--json"])
        .json();
    assert_eq!(shown["password"], Value::Null);
    assert_eq!(shown["scimUrl"], "http://127.0.0.1:8765/scim/v2");
    assert_eq!(shown["passkeys"].as_array().map(Vec::len), Some(1));
}

#[test]
fn people_go_by_id_or_user_name() {
    let folder = Folder::set_up();
    let added = folder
        .run(&[
            "user",
            "add",
            "--email",
            "bo@acme.com",
            "--given-name",
            "Bo",
            "--family-name",
            "Lind",
            "--access-role",
            "readonly",
            "--json",
        ])
        .json();
    assert_eq!(added["accessRole"], "ReadOnly");
    let id = added["id"].as_str().expect("an id");
    let edited = folder
        .run(&[
            "user",
            "edit",
            "BO@acme.com",
            "--access-role",
            "none",
            "--json",
        ])
        .json();
    assert_eq!(edited["accessRole"], Value::Null);
    assert_eq!(edited["id"], id);
    let gone = folder.run(&["user", "deactivate", id, "--json"]).json();
    assert_eq!(gone["active"], false);
    let again = folder.run(&["user", "deactivate", id]).done();
    assert!(
        again.stderr.contains("Nothing was changed"),
        "{}",
        again.stderr
    );
    let entries = folder.run(&["activity", "--json"]).json();
    assert_eq!(entries[0]["actor"], "operator");
}

#[test]
fn a_backup_becomes_an_installation_and_writes_over_nothing() {
    let folder = Folder::set_up();
    let copy = folder.0.path().join("copy.db");
    let copy = copy.to_str().expect("UTF-8");
    folder.run(&["backup", copy]).done();
    folder.run(&["backup", copy]).refused();
    let said = folder.run(&["restore", copy]).refused();
    assert!(said.contains("already"), "{said}");

    let other = Folder::new();
    let junk = other.0.path().join("junk.db");
    std::fs::write(&junk, [0x5a; 8192]).expect("a file");
    other
        .run(&["restore", junk.to_str().expect("UTF-8")])
        .refused();
    assert!(!other.data().join("latchkey.db").exists());
    other.run(&["restore", copy]).done();
    let people = other.run(&["user", "list", "--json"]).json();
    assert_eq!(people[0]["userName"], "ana@acme.com");
    assert_eq!(other.run(&["check", "--json"]).json()["ok"], true);
}

#[test]
fn the_record_is_held_against_an_anchor_that_was_kept() {
    let folder = Folder::set_up();
    let told = folder.run(&["check", "--json"]).json();
    assert_eq!(told["chain"]["whole"], true);
    let anchor = told["chain"]["anchor"].as_str().expect("an anchor");
    folder.run(&["toolkit", "enable"]).done();
    folder.run(&["check", "--anchor", anchor]).done();
    let (place, _) = anchor.split_once(':').expect("a place and a link");
    let another = format!("{place}:{}", "0".repeat(64));
    folder.run(&["check", "--anchor", &another]).refused();
}

#[test]
fn what_is_kept_of_a_person_is_one_document_without_a_secret() {
    let folder = Folder::set_up();
    folder.run(&["user", "export", "nobody@acme.com"]).refused();
    let run = folder.run(&["user", "export", "ana@acme.com"]);
    let document: Value = serde_json::from_str(&run.stdout).expect("one JSON document");
    assert_eq!(document["profile"]["userName"], "ana@acme.com");
    assert_eq!(document["account"]["accessRole"], "EnterpriseAdmin");
    let newest = document["activity"]
        .as_array()
        .and_then(|all| all.last())
        .expect("activity");
    assert_eq!(newest["action"], "user.exported");
    assert!(!run.stdout.contains("argon2"), "{}", run.stdout);
}

#[test]
fn nothing_of_who_was_erased_is_left_in_the_files() {
    let folder = Folder::set_up();
    let added = folder
        .run(&[
            "user",
            "add",
            "--email",
            "cyprian@acme.com",
            "--given-name",
            "Cyprian",
            "--family-name",
            "Quist",
            "--json",
        ])
        .json();
    let id = added["id"].as_str().expect("an id");
    let active = folder.run(&["user", "erase", id, "--yes"]).refused();
    assert!(active.contains("is active"), "{active}");
    folder.run(&["user", "deactivate", id]).done();
    let told = folder.run(&["user", "erase", id, "--yes", "--json"]).json();
    assert_eq!(told["goneFromFile"], true);
    for file in std::fs::read_dir(folder.data()).expect("the folder") {
        let path = file.expect("a file").path();
        let Ok(bytes) = std::fs::read(&path) else {
            continue;
        };
        let text = String::from_utf8_lossy(&bytes).to_lowercase();
        for left in ["cyprian", "quist", id] {
            assert!(!text.contains(left), "{left} is in {}", path.display());
        }
    }
    let check = folder.run(&["check", "--json"]).json();
    assert_eq!(check["ok"], true, "{check}");
    assert_eq!(check["chain"]["erased"], told["entries"]);
    let newest = folder.run(&["activity", "--json"]).json()[0].clone();
    assert_eq!(newest["action"], "user.erased");
    assert_eq!(newest["target"], "people");
}

#[test]
fn a_broken_database_is_a_fault_in_the_document_too() {
    let folder = Folder::set_up();
    std::fs::write(folder.data().join("latchkey.db"), [0x5a; 8192]).expect("a file");
    let run = folder.run(&["check", "--json"]);
    assert_eq!(run.code, Some(1), "{}", run.stderr);
    let document: Value = serde_json::from_str(&run.stdout).expect("one JSON document");
    assert_eq!(document["ok"], false);
    assert_eq!(document["findings"][0]["fault"], true);
}
