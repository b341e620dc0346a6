//! The book in `docs/`: each page is in its summary, each link leads somewhere, each command does what its page says.
//!
//! A block that is marked `console` holds commands, each behind `$ `; they are run in their order on an installation of the page's own, with
//! the program on the path, its data folder named by `LATCHKEY_DATA_DIR`, and a person `ana@acme.com` in it. A server that a page starts
//! runs until the page ends. A command of ours in any other block is a fault, for nobody would notice when it stops working.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail, ensure};
use latchkey_tests::installation::Installation;
use latchkey_tests::process::Process;
use latchkey_tests::program;
use tokio::process::Command;

fn docs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs")
}

/// Every page with its text, by its path below `docs/`.
fn pages() -> Result<Vec<(PathBuf, String)>> {
    let root = docs();
    let mut found = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "md") {
                let text = fs::read_to_string(&path)?;
                found.push((path.strip_prefix(&root)?.to_owned(), text));
            }
        }
    }
    found.sort();
    ensure!(found.len() > 10, "only {} pages were found", found.len());
    Ok(found)
}

/// The blocks between fences: what each is marked as, and its lines.
fn blocks(text: &str) -> Vec<(String, Vec<String>)> {
    let mut found: Vec<(String, Vec<String>)> = Vec::new();
    let mut inside = false;
    for line in text.lines() {
        let bare = line.trim_start();
        if let Some(mark) = bare.strip_prefix("```") {
            inside = !inside;
            if inside {
                found.push((mark.trim().to_owned(), Vec::new()));
            }
        } else if let Some((_, lines)) = found.last_mut().filter(|_| inside) {
            lines.push(bare.to_owned());
        }
    }
    found
}

/// The commands of a `console` block; one that ends in a backslash goes on in the next line.
fn commands(lines: &[String]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut goes_on = false;
    for line in lines {
        if let Some(command) = line.strip_prefix("$ ") {
            found.push(command.to_owned());
        } else if let Some(last) = found.last_mut().filter(|_| goes_on) {
            last.push('\n');
            last.push_str(line);
        } else {
            goes_on = false;
            continue;
        }
        goes_on = line.ends_with('\\');
    }
    found
}

/// What stands outside of fences.
fn prose(text: &str) -> String {
    let mut inside = false;
    text.lines()
        .filter(|line| {
            let fence = line.trim_start().starts_with("```");
            inside ^= fence;
            !inside && !fence
        })
        .collect::<Vec<_>>()
        .join("\n")
}

/// The targets of `[text](target)` and `![text](target)`.
fn links(text: &str) -> Vec<String> {
    prose(text)
        .split("](")
        .skip(1)
        .filter_map(|rest| rest.split_once(')'))
        .map(|(target, _)| target.to_owned())
        .collect()
}

/// The anchors that headings make, as mdBook and code forges make them.
fn anchors(text: &str) -> HashSet<String> {
    prose(text)
        .lines()
        .filter(|line| line.starts_with('#'))
        .map(|line| {
            line.trim_start_matches('#')
                .trim()
                .to_lowercase()
                .chars()
                .filter_map(|letter| match letter {
                    ' ' => Some('-'),
                    letter if letter.is_alphanumeric() || "-_".contains(letter) => Some(letter),
                    _ => None,
                })
                .collect()
        })
        .collect()
}

#[test]
fn every_page_is_in_the_summary_once() -> Result<()> {
    let listed = links(&fs::read_to_string(docs().join("SUMMARY.md"))?);
    for (page, _) in pages()? {
        if page != Path::new("SUMMARY.md") {
            let count = listed.iter().filter(|link| Path::new(link) == page).count();
            ensure!(
                count == 1,
                "{} is in the summary {count} times",
                page.display()
            );
        }
    }
    Ok(())
}

#[test]
fn every_link_leads_to_a_file_and_a_heading() -> Result<()> {
    let mut looked_at = 0;
    for (page, text) in pages()? {
        for link in links(&text) {
            if link.contains("://") {
                continue;
            }
            looked_at += 1;
            let (file, anchor) = link.split_once('#').unwrap_or((&link, ""));
            let own = docs().join(&page);
            let target = if file.is_empty() {
                own
            } else {
                own.with_file_name(file)
            };
            ensure!(
                target.is_file(),
                "{} links to {link}, where there is no file",
                page.display()
            );
            if !anchor.is_empty() {
                let headings = anchors(&fs::read_to_string(&target)?);
                ensure!(
                    headings.contains(anchor),
                    "{} links to {link}, which has no such heading",
                    page.display()
                );
            }
        }
    }
    ensure!(looked_at > 30, "only {looked_at} links were found");
    Ok(())
}

#[test]
fn a_command_of_ours_stands_where_it_is_run() -> Result<()> {
    for (page, text) in pages()? {
        for (mark, lines) in blocks(&text) {
            let ours =
                |line: &&String| line.starts_with("latchkey ") || line.starts_with("$ latchkey ");
            if let Some(line) = lines.iter().find(ours).filter(|_| mark != "console") {
                bail!(
                    "{}: \"{line}\" is in a block that nothing runs",
                    page.display()
                );
            }
        }
    }
    Ok(())
}

#[tokio::test]
async fn every_command_is_done() -> Result<()> {
    let mut ran = 0;
    for (page, text) in pages()? {
        let commands: Vec<String> = blocks(&text)
            .into_iter()
            .filter(|(mark, _)| mark == "console")
            .flat_map(|(_, lines)| commands(&lines))
            .collect();
        if !commands.is_empty() {
            ran += commands.len();
            run_page(&commands)
                .await
                .with_context(|| format!("docs/{}", page.display()))?;
        }
    }
    ensure!(ran > 10, "only {ran} commands were found");
    Ok(())
}

async fn run_page(commands: &[String]) -> Result<()> {
    let (installation, _) = Installation::connected().await?;
    installation
        .run(&[
            "user",
            "add",
            "--email",
            "ana@acme.com",
            "--given-name",
            "Ana",
            "--family-name",
            "Berg",
        ])
        .await?
        .done()?;
    let mut servers = Vec::new();
    for line in commands {
        if line.starts_with("latchkey serve") {
            // In place of the shell, so that what is ended is the server.
            let mut server = Process::start(shell(&installation, &format!("exec {line}"))?)?;
            server.line_after("listening on ").await?;
            servers.push(server);
        } else {
            program::run(shell(&installation, line)?, "")
                .await?
                .done()
                .with_context(|| format!("$ {line}"))?;
        }
    }
    for server in servers {
        server.kill().await?;
    }
    Ok(())
}

/// The line as a shell on the host would run it.
fn shell(installation: &Installation, line: &str) -> Result<Command> {
    let program = program::path()?;
    let beside = program.parent().context("the program is in no folder")?;
    let path = std::env::var("PATH").unwrap_or_default();
    let mut command = Command::new("sh");
    command
        .args(["-euc", line])
        .current_dir(installation.outer())
        .env("PATH", format!("{}:{path}", beside.display()))
        .env("HOME", installation.outer())
        .env("LATCHKEY_DATA_DIR", installation.data())
        .env("NO_COLOR", "1")
        .env_remove("DBUS_SESSION_BUS_ADDRESS")
        .kill_on_drop(true);
    Ok(command)
}
