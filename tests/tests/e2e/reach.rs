//! `latchkey reach` on the real program, by itself and behind the real Caddy and nginx, with what it prints for them.

use std::fs;
use std::net::TcpListener;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use latchkey_testkit::certificates::{Authority, write_key};
use latchkey_tests::{
    installation::{Connector, Installation, Server},
    patience::{LIMIT, until},
    process::Process,
    program,
    scim::client_trusting,
};
use serde_json::Value;
use tokio::process::Command;

const HOST: &str = "127.0.0.1";
/// What a recipe names where there is no public name, and these tests have none.
const STAND_IN: &str = "latchkey.example.com";

/// A port that nobody listens on.
fn free_port() -> Result<u16> {
    Ok(TcpListener::bind((HOST, 0))?.local_addr()?.port())
}

/// A Debian program, or why the test cannot be: on the way, or where administrators' programs lie.
fn found(name: &str) -> Option<String> {
    let path = ["/usr/bin", "/usr/sbin", "/usr/local/bin"]
        .map(|folder| format!("{folder}/{name}"))
        .into_iter()
        .find(|path| Path::new(path).is_file());
    if path.is_none() {
        println!(
            "SKIPPED: {name} is not installed, so its recipe was not run; ./dev setup brings it"
        );
    }
    path
}

fn step<'a>(document: &'a Value, id: &str) -> &'a Value {
    document["steps"]
        .as_array()
        .into_iter()
        .flatten()
        .find(|step| step["id"] == id)
        .unwrap_or(&Value::Null)
}

/// The configuration as it is printed, for the address that the server listens on.
async fn recipe(installation: &Installation, product: &str, server: &Server) -> Result<String> {
    let listen = server.address();
    let run = installation
        .run(&["reach", "--recipe", product, "--listen", listen])
        .await?
        .done()?;
    ensure!(
        run.stderr.contains("--trusted-proxy 127.0.0.1/32"),
        "it does not say how Latchkey is started: {}",
        run.stderr
    );
    Ok(run.stdout)
}

/// An installation that is known under the port of a proxy, and its server.
async fn behind(port: u16) -> Result<(Installation, Connector, Server)> {
    let (installation, connector) = Installation::connected().await?;
    let mut command = installation.serving()?;
    command.args(["--public-url", &format!("https://{HOST}:{port}")]);
    command.args(["--trusted-proxy", "127.0.0.1/32"]);
    let server = Server::of(Process::start(command)?).await?;
    Ok((installation, connector, server))
}

/// Waits for the proxy, provisions through it with the rehearsal's client, and looks at it from outside in.
async fn provision_and_look(
    installation: &Installation,
    connector: &Connector,
    authority: &str,
    port: u16,
    proxy: &Process,
) -> Result<()> {
    let url = format!("https://{HOST}:{port}");
    let client = client_trusting(authority)?;
    until(LIMIT, "an answer through the proxy", async || {
        let answer = client.get(format!("{url}/healthz")).send().await;
        Ok(match answer.and_then(reqwest::Response::error_for_status) {
            Ok(_) => Ok(()),
            Err(fault) => Err(format!("{fault:?}\n{}", proxy.output())),
        })
    })
    .await?;
    let file = installation.beside("authority.pem");
    fs::write(&file, authority)?;

    let mut command = program::command()?;
    command
        .env("SSL_CERT_FILE", &file)
        .args(["rehearse", "--users", "5", "--json"])
        .args(["--url", &format!("{url}/scim/v2")])
        .args(["--user-name", &connector.user_name])
        .args(["--password", &connector.password]);
    let report = program::run(command, "").await?.done()?.json()?;
    ensure!(report["passed"] == true, "{report}");

    let mut command = program::command()?;
    command
        .env("SSL_CERT_FILE", &file)
        .arg("--data-dir")
        .arg(installation.data())
        .args(["reach", "--json"]);
    let run = program::run(command, "").await?;
    ensure!(run.code == 1, "Okta's cloud reaches no {HOST}: {run:?}");
    let seen = run.json()?;
    ensure!(seen["served"] == true && seen["publicUrl"] == url, "{seen}");
    for id in ["tcp", "http", "own", "scim", "headers", "body", "forwarded"] {
        ensure!(step(&seen, id)["state"] == "passed", "{id}: {seen:#}");
    }
    // An address of this machine, and an authority that only this machine trusts.
    for id in ["dns", "tls"] {
        ensure!(step(&seen, id)["state"] == "failed", "{id}: {seen:#}");
    }
    let tls = step(&seen, "tls")["sentence"].as_str().unwrap_or_default();
    ensure!(tls.contains("Only this machine trusts"), "{tls}");
    Ok(())
}

#[tokio::test]
async fn nobody_there_and_a_server_that_does_not_run_are_said() -> Result<()> {
    let (installation, _) = Installation::connected().await?;
    let server = installation.serve().await?;
    server.process.kill().await?;
    let run = installation.run(&["reach"]).await?;
    ensure!(run.stdout.contains("No server runs on"), "{}", run.stdout);
    ensure!(
        run.stdout.contains("From this machine nobody sees"),
        "{}",
        run.stdout
    );
    let said = run.refused()?;
    ensure!(said.contains("reach --recipe"), "{said}");
    let seen = installation.run(&["reach", "--json"]).await?.json()?;
    ensure!(
        seen["served"] == false && seen["state"] == "not_yet",
        "{seen}"
    );
    ensure!(step(&seen, "tcp")["state"] == "failed", "{seen}");
    Ok(())
}

#[tokio::test]
async fn every_recipe_is_printed_with_the_name_that_is_wanted() -> Result<()> {
    let installation = Installation::set_up().await?;
    for product in ["caddy", "nginx", "traefik", "cloudflare"] {
        let run = installation
            .run(&[
                "reach",
                "--recipe",
                product,
                "--public-url",
                "https://latchkey.acme.com",
            ])
            .await?
            .done()?;
        ensure!(run.stdout.contains("latchkey.acme.com"), "{}", run.stdout);
        ensure!(
            run.stderr
                .contains("--public-url https://latchkey.acme.com"),
            "{}",
            run.stderr
        );
    }
    let run = installation
        .run(&[
            "reach",
            "--recipe",
            "tailscale",
            "--public-url",
            "https://latchkey.tail1.ts.net",
        ])
        .await?
        .done()?;
    ensure!(
        run.stderr.contains("https://latchkey.tail1.ts.net"),
        "{}",
        run.stderr
    );
    // What is pasted into a shell has to be what a shell reads.
    for product in ["cloudflare", "tailscale"] {
        let text = installation
            .run(&["reach", "--recipe", product])
            .await?
            .done()?
            .stdout;
        let read = Command::new("sh")
            .args(["-n", "-c", &text])
            .status()
            .await?;
        ensure!(read.success(), "{text}");
    }
    Ok(())
}

#[tokio::test]
async fn caddy_with_the_printed_configuration_lets_everything_through() -> Result<()> {
    let Some(caddy) = found("caddy") else {
        return Ok(());
    };
    let port = free_port()?;
    let (installation, connector, server) = behind(port).await?;
    let printed = recipe(&installation, "caddy", &server).await?;
    let site = format!("{STAND_IN} {{");
    ensure!(printed.contains(&site), "{printed}");
    // As it is, but for the name and the authority that there are here.
    let own = format!("https://{HOST}:{port} {{\n    tls internal");
    let storage = installation.beside("caddy");
    let file = installation.beside("Caddyfile");
    let options = format!(
        "{{\n    admin off\n    auto_https disable_redirects\n    skip_install_trust\n    storage file_system {}\n}}\n",
        storage.display()
    );
    fs::write(&file, format!("{options}{}", printed.replace(&site, &own)))?;
    let mut command = Command::new(caddy);
    command
        .args(["run", "--adapter", "caddyfile", "--config"])
        .arg(&file)
        .env("HOME", installation.outer());
    let proxy = Process::start(command)?;
    let root = storage.join("pki/authorities/local/root.crt");
    let (authority, _) = until(LIMIT, "Caddy's authority", async || {
        Ok(fs::read_to_string(&root).map_err(|fault| format!("{fault}\n{}", proxy.output())))
    })
    .await?;
    provision_and_look(&installation, &connector, &authority, port, &proxy).await
}

#[tokio::test]
async fn nginx_with_the_printed_configuration_lets_everything_through() -> Result<()> {
    let Some(nginx) = found("nginx") else {
        return Ok(());
    };
    let port = free_port()?;
    let (installation, connector, server) = behind(port).await?;
    let printed = recipe(&installation, "nginx", &server).await?;
    let authority = Authority::new()?;
    let issued = authority.issue(&[HOST], "2060-01-01T00:00:00Z".parse()?)?;
    let folder = installation.beside("nginx");
    fs::create_dir(&folder)?;
    fs::write(folder.join("cert.pem"), &issued.certificate)?;
    write_key(&folder.join("key.pem"), &issued.key)?;
    // As it is, but for the name, the port and the files that there are here.
    let mut site = printed;
    for (from, to) in [
        ("    listen [::]:443 ssl;\n".to_owned(), String::new()),
        ("listen 443".to_owned(), format!("listen {HOST}:{port}")),
        (
            format!("/etc/ssl/{STAND_IN}.pem"),
            folder.join("cert.pem").display().to_string(),
        ),
        (
            format!("/etc/ssl/{STAND_IN}.key"),
            folder.join("key.pem").display().to_string(),
        ),
        (
            format!("server_name {STAND_IN}"),
            format!("server_name {HOST}"),
        ),
    ] {
        ensure!(site.contains(&from), "{from} is not in\n{site}");
        site = site.replace(&from, &to);
    }
    let here = folder.display();
    let places: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .map(|kind| format!("    {kind}_temp_path {here}/{kind};\n"))
        .concat();
    let file = folder.join("nginx.conf");
    fs::write(
        &file,
        format!(
            "daemon off;\nmaster_process off;\npid {here}/pid;\nerror_log stderr;\nevents {{}}\nhttp {{\n    access_log off;\n\
             {places}{site}\n}}\n"
        ),
    )?;
    let mut command = Command::new(nginx);
    command
        .arg("-e")
        .arg("stderr")
        .arg("-p")
        .arg(&folder)
        .arg("-c")
        .arg(&file);
    let proxy = Process::start(command)?;
    provision_and_look(&installation, &connector, &authority.pem, port, &proxy)
        .await
        .with_context(|| proxy.output())
}
