//! The headless program's package, installed into a clean Debian: it is started by its unit's own command line, set up and
//! called, upgraded, removed and purged. `./dev test packages` makes what this needs; there is no systemd in the root, so
//! what only systemd does (the sandbox, restarts) is not shown here.

mod root;

use anyhow::{Result, ensure};
use latchkey_tests::installation::{Connector, OWNER_PASSWORD, SETUP, Server};
use latchkey_tests::process::Process;

use root::{CONFIGURATION, DATA, Root};

/// Started as the unit says, and accepting connections.
async fn start(root: &Root) -> Result<Server> {
    Server::of(Process::start(root.service()?)?).await
}

/// Stopped as the unit says.
async fn stop(mut server: Server) -> Result<()> {
    let id = server
        .process
        .id()
        .map(|id| id.to_string())
        .unwrap_or_default();
    std::process::Command::new("kill")
        .args(["-s", "TERM", &id])
        .status()?;
    let ended = server.process.ended().await?;
    ensure!(
        ended.code() == Some(0),
        "{ended}: {}",
        server.process.output()
    );
    Ok(())
}

/// Any free port instead of the usual one, as an operator would write it.
fn listen_anywhere(root: &Root) -> Result<()> {
    let text = root.read(CONFIGURATION)?;
    let line = "#listen = \"127.0.0.1:8765\"";
    ensure!(text.contains(line), "{text}");
    root.write(
        CONFIGURATION,
        &text.replace(line, "listen = \"127.0.0.1:0\""),
    )
}

/// As `systemd-analyze security` counts: from 0, closed, to 10, open.
#[tokio::test]
async fn the_unit_leaves_little_open() -> Result<()> {
    let unit = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../packaging/systemd/latchkey.service"
    );
    let counted = std::process::Command::new("systemd-analyze")
        .args([
            "security",
            "--offline=true",
            "--no-pager",
            "--threshold=20",
            unit,
        ])
        .output()?;
    let said = String::from_utf8_lossy(&counted.stdout);
    ensure!(counted.status.success(), "{said}");
    Ok(())
}

#[tokio::test]
async fn what_is_installed_is_complete_and_closed() -> Result<()> {
    let root = Root::fresh()?;
    let said = root.install(&root.package()?)?;
    ensure!(said.contains("latchkey-service setup"), "{said}");
    ensure!(root.read("/etc/passwd")?.contains("\nlatchkey:"), "no user");
    ensure!(root.mode(DATA)? == 0o700, "{:o}", root.mode(DATA)?);
    ensure!(root.owner(DATA)? != 0, "the data folder belongs to root");
    ensure!(
        root.mode(CONFIGURATION)? == 0o644 && root.owner(CONFIGURATION)? == 0,
        "the configuration is not root's"
    );
    for path in [
        "/etc/systemd/system/multi-user.target.wants/latchkey.service",
        "/usr/share/man/man1/latchkey.1.gz",
        "/usr/share/man/man1/latchkey-connector-add.1.gz",
        "/usr/share/man/man8/latchkey-service.8.gz",
        "/usr/share/bash-completion/completions/latchkey",
        "/usr/share/zsh/vendor-completions/_latchkey",
        "/usr/share/fish/vendor_completions.d/latchkey.fish",
        "/usr/share/doc/latchkey/copyright",
    ] {
        ensure!(root.has(path), "{path} is missing");
    }
    let broken = root.run(&["dpkg", "--verify", "latchkey"])?;
    ensure!(broken.trim().is_empty(), "{broken}");
    Ok(())
}

#[tokio::test]
async fn it_serves_is_upgraded_and_leaves_its_data() -> Result<()> {
    let root = Root::fresh()?;
    root.install(&root.package()?)?;
    listen_anywhere(&root)?;
    let server = start(&root).await?;
    let service = |arguments: &[&str], input: &str| {
        let mut line = vec!["latchkey-service"];
        line.extend(arguments);
        root.run_with_input(&line, input)
    };
    service(&SETUP, OWNER_PASSWORD)?;
    service(&["toolkit", "enable"], "")?;
    let added = service(&["connector", "add", "okta", "--json"], "")?;
    let connector = Connector::of(serde_json::from_str(&added)?)?;
    let people = server.scim(&connector)?.get("/Users").await?;
    ensure!(people.status == 200, "{people:?}");
    stop(server).await?;

    root.install(&root.next_package()?)?;
    ensure!(
        root.read(CONFIGURATION)?
            .contains("\nlisten = \"127.0.0.1:0\""),
        "the configuration was replaced"
    );
    let server = start(&root).await?;
    let people = server.scim(&connector)?.get("/Users").await?;
    ensure!(people.status == 200, "{people:?}");
    stop(server).await?;

    root.run(&["dpkg", "--remove", "latchkey"])?;
    ensure!(!root.has("/usr/bin/latchkey"), "the program is still there");
    ensure!(
        root.has("/var/lib/latchkey/latchkey.db"),
        "removal took the data"
    );
    ensure!(root.has(CONFIGURATION), "removal took the configuration");

    // Nobody answers: it is kept.
    let said = root.run(&["dpkg", "--purge", "latchkey"])?;
    ensure!(said.contains("/var/lib/latchkey is kept"), "{said}");
    ensure!(
        root.has("/var/lib/latchkey/latchkey.db"),
        "purge took the data without an answer"
    );
    ensure!(!root.has(CONFIGURATION), "purge left the configuration");

    // Installed again it goes on with what is there; and the answer is yes.
    root.install(&root.next_package()?)?;
    listen_anywhere(&root)?;
    let server = start(&root).await?;
    let people = server.scim(&connector)?.get("/Users").await?;
    ensure!(people.status == 200, "{people:?}");
    stop(server).await?;
    root.run_with_input(
        &["debconf-set-selections"],
        "latchkey latchkey/delete-data boolean true",
    )?;
    root.run(&["dpkg", "--purge", "latchkey"])?;
    ensure!(!root.has(DATA), "purge kept the data against the answer");
    ensure!(
        !root.read("/etc/passwd")?.contains("\nlatchkey:"),
        "the user stayed"
    );
    Ok(())
}
