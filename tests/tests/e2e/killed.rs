//! The server is killed at random moments while it is written to: what it had answered is there, and nothing is half done.
//!
//! `LATCHKEY_TEST_KILLS=100 ./dev test e2e` kills it a hundred times instead of a few; `LATCHKEY_TEST_SEED` repeats the moments
//! of a run that printed it.
//!
//! The same when it is told to stop, which it does within ten seconds whoever hangs on.

mod half_done;
mod load;

use std::env;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, Result, ensure};
use latchkey_tests::installation::{Connector, Installation, Server};
use latchkey_tests::patience;
use latchkey_tests::process::Process;
use latchkey_tests::scim::Scim;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;
use tokio::process::Command;

use load::{Load, Written};

/// After so long a service manager kills what it told to stop.
const STOPPED_WITHIN: Duration = Duration::from_secs(10);

/// How often, where nothing else is said: as many as take a few seconds.
const KILLS: u64 = 20;

/// Random enough for moments (`SplitMix64`), and the same for the same seed.
struct Moments(u64);

impl Moments {
    fn between(&mut self, from: u64, to: u64) -> Duration {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        Duration::from_micros(from * 1000 + (mixed ^ (mixed >> 31)) % ((to - from) * 1000))
    }
}

fn number_from(variable: &str) -> Result<Option<u64>> {
    match env::var(variable) {
        Ok(text) => {
            Ok(Some(text.parse().with_context(|| {
                format!("{variable} is no number: {text}")
            })?))
        }
        Err(_) => Ok(None),
    }
}

/// Starts the server, and tells how long it took to its first answer.
async fn start(
    installation: &Installation,
    connector: &Connector,
) -> Result<(Server, Scim, Duration)> {
    let began = Instant::now();
    let mut serving = installation.serving()?;
    // Whatever its port, what it answers names one place.
    serving.args(["--public-url", "http://127.0.0.1:8765"]);
    let server = Server::of(Process::start(serving)?).await?;
    let scim = server.scim(connector)?;
    scim.get("/Users?count=1").await?.expect(200)?;
    Ok((server, scim, began.elapsed()))
}

/// Kills a server that has hardly begun, wherever it is by then.
async fn kill_while_it_starts(installation: &Installation, after: Duration) -> Result<()> {
    let process: Process = installation.start_serving()?;
    tokio::time::sleep(after).await;
    ensure!(
        !process.output().contains("panicked"),
        "{}",
        process.output()
    );
    process.kill().await
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_answered_is_there_and_nothing_half_done_after_each_kill() -> Result<()> {
    let kills = number_from("LATCHKEY_TEST_KILLS")?.unwrap_or(KILLS);
    let seed = match number_from("LATCHKEY_TEST_SEED")? {
        Some(seed) => seed,
        None => u64::try_from(SystemTime::now().duration_since(UNIX_EPOCH)?.as_nanos() >> 8)?,
    };
    println!("LATCHKEY_TEST_SEED={seed} LATCHKEY_TEST_KILLS={kills}");
    let mut moments = Moments(seed);
    let (installation, connector) = Installation::connected().await?;
    let mut written = Written::default();
    let mut slowest = Duration::ZERO;
    for kill in 0..kills {
        if kill % 5 == 4 {
            kill_while_it_starts(&installation, moments.between(0, 100)).await?;
        }
        let (server, scim, took) = start(&installation, &connector).await?;
        slowest = slowest.max(took);
        written
            .newest_are_there(&scim)
            .await
            .with_context(|| format!("after kill {kill}"))?;
        half_done::none(&installation).with_context(|| format!("after kill {kill}"))?;
        let load = Load::begin(&scim, kill);
        tokio::time::sleep(moments.between(50, 150)).await;
        server.process.kill().await?;
        written.add(load.end().await?);
    }
    let (_server, scim, took) = start(&installation, &connector).await?;
    slowest = slowest.max(took);
    written.newest_are_there(&scim).await?;
    written.all_are_there(&scim).await?;
    half_done::none(&installation)?;
    installation.run(&["check"]).await?.done()?;
    println!(
        "{kills} kills, {} users and {} groups answered; the slowest start took {} ms to its first answer",
        written.users(),
        written.groups(),
        slowest.as_millis()
    );
    ensure!(written.users() > 0, "nothing was written at all");
    Ok(())
}

/// A request of which the rest never comes.
async fn hanging_on(server: &Server) -> Result<TcpStream> {
    let mut stream = TcpStream::connect(server.address()).await?;
    let head = "POST /scim/v2/Users HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/scim+json\r\nContent-Length: 5000\r\n\r\n{";
    stream.write_all(head.as_bytes()).await?;
    Ok(stream)
}

#[tokio::test(flavor = "multi_thread")]
async fn told_to_stop_under_load_it_ends_in_time_and_loses_nothing_that_it_answered() -> Result<()>
{
    let (installation, connector) = Installation::connected().await?;
    let (mut server, scim, _) = start(&installation, &connector).await?;
    let slow = hanging_on(&server).await?;
    let load = Load::begin(&scim, 0);
    patience::until(patience::LIMIT, "some users", async || {
        let page = scim.get("/Users?count=0").await?.expect(200)?;
        let total = page.body["totalResults"].as_u64().unwrap_or_default();
        Ok(if total > 50 {
            Ok(())
        } else {
            Err(total.to_string())
        })
    })
    .await?;
    let id = server.process.id().context("it is gone")?.to_string();
    let told = Instant::now();
    let sent = Command::new("kill")
        .args(["-s", "TERM", &id])
        .status()
        .await?;
    ensure!(sent.success(), "{sent}");
    let ended = server.process.ended().await?;
    ensure!(ended.success(), "{ended}: {}", server.process.output());
    ensure!(told.elapsed() < STOPPED_WITHIN, "{:?}", told.elapsed());
    drop(slow);
    let log = installation.database().with_extension("db-wal");
    ensure!(!log.exists(), "the database is not one file");
    let mut written = Written::default();
    written.add(load.end().await?);
    let (_server, scim, _) = start(&installation, &connector).await?;
    written.newest_are_there(&scim).await?;
    written.all_are_there(&scim).await?;
    half_done::none(&installation)?;
    ensure!(written.users() > 0, "nothing was written at all");
    Ok(())
}
