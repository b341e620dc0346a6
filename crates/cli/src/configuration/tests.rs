use std::ffi::OsString;
use std::fs;

use clap::CommandFactory as _;
use tempfile::TempDir;

use super::settings::SETTINGS;
use super::{Configuration, Fault, Origin, argument, example};
use crate::arguments::{Arguments, Command};

/// A file and the folder that it lies in.
struct Written(TempDir);

impl Written {
    fn new(text: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("latchkey.toml"), text).expect("written");
        Self(folder)
    }

    fn read(&self, words: &[&str]) -> Result<(Arguments, Configuration), Fault> {
        let file = self.0.path().join("latchkey.toml");
        let mut line: Vec<OsString> = vec!["latchkey".into(), "--config".into(), file.into()];
        line.extend(words.iter().map(OsString::from));
        Configuration::read(line)
    }

    /// What is wrong with it, from the file's name on.
    fn fault(&self, words: &[&str]) -> String {
        match self.read(words) {
            Err(Fault::File(said)) => match said.split_once("latchkey.toml") {
                Some((_, rest)) => rest.to_owned(),
                None => said,
            },
            Err(Fault::Usage(usage)) => panic!("not the file's: {usage}"),
            Ok(_) => panic!("it was taken"),
        }
    }
}

fn value<'a>(configuration: &'a Configuration, path: &str) -> &'a super::Value {
    configuration
        .values()
        .iter()
        .find(|value| value.setting.path() == path)
        .expect("it means something to the command")
}

#[test]
fn a_wrong_type_is_told_with_line_column_and_what_is_wanted() {
    for (text, said) in [
        (
            "[serve]\nlisten = 8765\n",
            ":2:10: \"listen\" in [serve] is the number 8765, and a text in quotes is wanted. Write it as listen = \
             \"127.0.0.1:8765\".",
        ),
        (
            "[serve]\ntrusted-proxies = \"127.0.0.1\"\n",
            ":2:19: \"trusted-proxies\" in [serve] is the text \"127.0.0.1\", and a list of texts is wanted. Write it as \
             trusted-proxies = [\"127.0.0.1/32\"].",
        ),
        (
            "[serve]\ntrusted-proxies = [\n  \"127.0.0.1\",\n  10,\n]\n",
            ":4:3: \"trusted-proxies\" in [serve] is the number 10, and a list of texts is wanted. Write it as \
             trusted-proxies = [\"127.0.0.1/32\"].",
        ),
        (
            "data-dir = true\n",
            ":1:12: \"data-dir\" is the word true without quotes, and a text in quotes is wanted. Write it as data-dir = \
             \"/var/lib/latchkey\".",
        ),
        (
            "serve = \"127.0.0.1:8765\"\n",
            ":1:1: \"serve\" is the text \"127.0.0.1:8765\", and it is a table: write [serve] on a line of its own, and its \
             keys below.",
        ),
    ] {
        assert_eq!(Written::new(text).fault(&["serve"]), said);
    }
}

#[test]
fn a_value_is_refused_as_its_flag_refuses_it() {
    for (text, said) in [
        (
            "[serve]\nlisten = \"everywhere\"\n",
            "invalid socket address",
        ),
        (
            "[serve]\npublic-url = \"https://a.example?x\"\n",
            "it ends in a query or a fragment",
        ),
        (
            "[serve]\ntrusted-proxies = [\"the proxy\"]\n",
            "write it as 10.0.0.0/8 or 10.1.2.3",
        ),
        ("[passkeys]\nstore = \"drawer\"\n", "drawer"),
        ("[log]\nfilter = \"loud=everything\"\n", "no log filter"),
        ("[serve]\ntls-cert = \" \"\n", "is empty"),
    ] {
        let found = Written::new(text).fault(&["serve"]);
        assert!(found.starts_with(":2:"), "{found}");
        assert!(found.contains(said), "{found}");
    }
}

#[test]
fn unknown_keys_and_what_is_no_toml_are_refused() {
    for (text, said) in [
        ("lisen = 1\n", ":1:1: there is no key \"lisen\""),
        (
            "[serve]\n\nLISTEN = \"x\"\n",
            ":3:1: there is no key \"LISTEN\"",
        ),
        (
            "[server]\nlisten = \"x\"\n",
            ":1:2: there is no table [server]",
        ),
        ("[serve]\nlisten = \n", ":2:"),
        (
            "[log]\nfilter = \"info\"\nfilter = \"warn\"\n",
            ":3:1: this is no TOML (duplicate key).",
        ),
    ] {
        let found = Written::new(text).fault(&["toolkit", "status"]);
        assert!(found.starts_with(said), "{found}");
    }
}

#[test]
#[cfg(unix)]
fn a_file_that_others_can_write_is_refused() {
    use std::os::unix::fs::PermissionsExt as _;
    let written = Written::new("");
    let file = written.0.path().join("latchkey.toml");
    for mode in [0o666, 0o620, 0o602] {
        fs::set_permissions(&file, fs::Permissions::from_mode(mode)).expect("set");
        let said = written.fault(&["serve"]);
        assert!(said.contains("chmod go-w"), "{mode:o}: {said}");
    }
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).expect("set");
    assert!(written.read(&["serve"]).is_ok());
}

#[test]
fn a_named_file_has_to_be_there_and_one_in_the_data_folder_names_no_other() {
    let written = Written::new("data-dir = \"elsewhere\"\n");
    let folder = written.0.path().as_os_str().to_owned();
    let words = |words: &[&str]| {
        let mut line: Vec<OsString> = vec!["latchkey".into(), "--data-dir".into(), folder.clone()];
        line.extend(words.iter().map(OsString::from));
        line
    };
    let found = Configuration::read(words(&["toolkit", "status"]));
    let said = found.expect_err("it names another folder").to_string();
    assert!(
        said.contains(":1: this file was found in the data folder"),
        "{said}"
    );
    let found = Configuration::read(words(&["--config", "/nowhere/latchkey.toml", "serve"]));
    let said = found.expect_err("it is not there").to_string();
    assert!(
        said.contains("/nowhere/latchkey.toml could not be read"),
        "{said}"
    );
}

#[test]
fn half_a_certificate_is_refused_wherever_the_half_stands() {
    let written = Written::new("[serve]\ntls-cert = \"cert.pem\"\n");
    assert!(matches!(written.read(&["serve"]), Err(Fault::Usage(_))));
    let key = written.0.path().join("key.pem");
    let key = key.to_str().expect("UTF-8");
    assert!(written.read(&["serve", "--tls-key", key]).is_ok());
}

#[test]
fn a_flag_goes_before_the_file_and_that_before_the_default() {
    let written = Written::new(
        "data-dir = \"data\"\n\n[serve]\nlisten = \"127.0.0.1:1\"\ntrusted-proxies = [\"10.0.0.0/8\", \"::1\"]\n\n[passkeys]\nstore = \
         \"once\"\n",
    );
    let (arguments, configuration) = written
        .read(&["serve", "--listen", "127.0.0.1:2"])
        .expect("it is right");
    let Command::Serve(_) = arguments.command else {
        panic!("another command");
    };
    // Relative to the file, not to where the program was started.
    let data = written.0.path().join("data");
    assert_eq!(arguments.global.data_dir, Some(data));
    let listen = value(&configuration, "serve.listen");
    assert_eq!(listen.texts, ["127.0.0.1:2"]);
    assert_eq!(listen.origin, Origin::Flag);
    let proxies = value(&configuration, "serve.trusted-proxies");
    assert_eq!(proxies.texts, ["10.0.0.0/8", "::1"]);
    let file = written.0.path().join("latchkey.toml");
    assert_eq!(proxies.origin, Origin::File(file.clone(), 5));
    let url = value(&configuration, "serve.public-url");
    assert_eq!(url.text(), None);
    assert_eq!(url.origin, Origin::Default);
    // A global flag of one command, below that.
    let (_, of_connector) = written.read(&["connector", "show"]).expect("it is right");
    let store = value(&of_connector, "passkeys.store");
    assert_eq!(
        (store.text().as_deref(), &store.origin),
        (Some("once"), &Origin::File(file, 8))
    );
    let (_, of_connector) = written
        .read(&["connector", "--passkey-store", "keychain", "show"])
        .expect("it is right");
    assert_eq!(value(&of_connector, "passkeys.store").origin, Origin::Flag);
}

#[test]
fn every_setting_has_its_flag_its_variable_and_a_place_in_the_example() {
    let command = Arguments::command();
    let example = example::text();
    for setting in SETTINGS {
        let argument = argument(&command, setting.flag)
            .unwrap_or_else(|| panic!("{} has no flag --{}", setting.path(), setting.flag));
        let variable = argument.get_env().map(|name| name.to_string_lossy());
        assert!(
            variable.is_some_and(|name| name.starts_with("LATCHKEY_")),
            "--{} has no variable",
            setting.flag
        );
        assert!(
            example.contains(&format!("\n#{}\n", setting.line())),
            "{example}"
        );
    }
    // Every line in force, it is a file that is taken. The two files of TLS need not be there yet.
    let in_force: String = example
        .lines()
        .map(|line| match line.strip_prefix('#') {
            Some(rest) if !rest.starts_with(' ') && !rest.is_empty() => format!("{rest}\n"),
            _ => format!("{line}\n"),
        })
        .collect();
    let (_, configuration) = Written::new(&in_force)
        .read(&["serve"])
        .expect("the example is right");
    for value in configuration.values() {
        assert!(matches!(value.origin, Origin::File(..)), "{value:?}");
    }
    let (_, none) = Written::new(&example)
        .read(&["serve"])
        .expect("it is right");
    for value in none.values() {
        assert_eq!(value.origin, Origin::Default, "{value:?}");
    }
}

#[test]
fn every_flag_of_serve_is_a_setting() {
    let command = Arguments::command();
    let serve = command.find_subcommand("serve").expect("there is serve");
    for argument in serve.get_arguments() {
        let Some(flag) = argument.get_long().filter(|flag| *flag != "help") else {
            continue;
        };
        assert!(
            SETTINGS.iter().any(|setting| setting.flag == flag),
            "--{flag} is in no row of crates/cli/src/configuration/settings.rs"
        );
    }
}
