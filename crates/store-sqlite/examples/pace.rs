//! How quick the store is on this disk: units of work a second with eight threads, beside syncs a second of the same
//! disk; and reads a second.
//!
//! `cargo run --release -p latchkey-store-sqlite --example pace [FOLDER]`

use std::env;
use std::fs::File;
use std::io::{Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use latchkey_app::ports::store::{Salt, StoreError, StoreExt as _};
use latchkey_domain::Document;
use latchkey_domain::activity::{Actor, Entry, Outcome, Target};
use latchkey_domain::user::{Source, User};
use latchkey_store_sqlite::SqliteStore;

const THREADS: u64 = 8;
const SPAN: Duration = Duration::from_secs(3);

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let base = env::args_os()
        .nth(1)
        .map_or_else(env::temp_dir, PathBuf::from);
    let folder = tempfile::tempdir_in(base)?;
    let before = syncs(folder.path())?;
    let store = SqliteStore::open(folder.path())?;
    let alone = units(&store, 1, 1);
    let together = units(&store, THREADS, 2);
    let tally = store.tally();
    let after = syncs(folder.path())?;
    // A disk that others use too is not the same from one minute to the next.
    let syncs = f64::midpoint(before, after);
    println!("syncs of 4 KiB, before: {before:.0} a second; after: {after:.0} a second");
    println!(
        "units, 1 thread: {alone:.0} a second ({:.2} a sync)",
        alone / syncs
    );
    println!(
        "units, {THREADS} threads: {together:.0} a second ({:.2} a sync); {} units in {} commits over both",
        together / syncs,
        tally.units,
        tally.commits
    );
    for threads in [1, 2, THREADS] {
        let documents = reads(threads, |number| {
            let id = id(1, 0, number % 100);
            store.read(|reads| reads.user_document(&id)).map(drop)
        });
        let nothing = reads(threads, |_| store.read(|_| Ok(())));
        println!("reads, {threads} threads: documents by id {documents}; empty reads {nothing}");
    }
    Ok(())
}

/// Over a file that has its length already, as the WAL has after its first round: the quicker kind of sync.
fn syncs(folder: &Path) -> std::io::Result<f64> {
    let mut file = File::create(folder.join("syncs"))?;
    file.write_all(&vec![0; 4 << 20])?;
    file.sync_all()?;
    let began = Instant::now();
    let mut count: u32 = 0;
    while began.elapsed() < SPAN {
        file.seek(SeekFrom::Start(u64::from(count % 1024) * 4096))?;
        file.write_all(&[7; 4096])?;
        file.sync_data()?;
        count += 1;
    }
    Ok(f64::from(count) / began.elapsed().as_secs_f64())
}

/// Each unit adds a user and an entry of activity, as a POST by Okta does.
fn units(store: &SqliteStore, threads: u64, run: u64) -> f64 {
    let count = AtomicU64::new(0);
    let began = Instant::now();
    thread::scope(|scope| {
        for thread in 0..threads {
            let (store, count) = (store.clone(), &count);
            scope.spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread().build();
                let Ok(runtime) = runtime else { return };
                for number in 0.. {
                    if began.elapsed() > SPAN {
                        return;
                    }
                    let (user, entry) = (user(run, thread, number), entry(run, thread, number));
                    let unit = store.write::<_, StoreError>(move |writes| {
                        writes.add_user(&user)?;
                        writes.add_activity(&entry, &Salt::new([1; 32]))
                    });
                    if let Err(cause) = runtime.block_on(unit) {
                        eprintln!("{cause}");
                        return;
                    }
                    count.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
    });
    rate(&count, began)
}

fn reads(threads: u64, read: impl Fn(u64) -> Result<(), StoreError> + Sync) -> String {
    let (count, busy) = (AtomicU64::new(0), AtomicU64::new(0));
    let began = Instant::now();
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                let mut own = 0;
                while began.elapsed() < SPAN {
                    for _ in 0..100 {
                        if let Err(cause) = read(own) {
                            eprintln!("{cause}");
                            return;
                        }
                        own += 1;
                    }
                }
                count.fetch_add(own, Ordering::Relaxed);
                busy.fetch_add(on_processor(), Ordering::Relaxed);
            });
        }
    });
    let each = busy.into_inner() / count.load(Ordering::Relaxed).max(1);
    format!(
        "{:.0} a second, {each} ns of processor time each",
        rate(&count, began)
    )
}

/// Nanoseconds that this thread was on a processor, where the system tells (Linux): what a read costs, also on a machine
/// that is busy with something else.
fn on_processor() -> u64 {
    let schedule = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let first = schedule.split(' ').next().unwrap_or_default();
    first.parse().unwrap_or(0)
}

#[expect(
    clippy::cast_precision_loss,
    reason = "far fewer than 2^52 are counted in some seconds"
)]
fn rate(count: &AtomicU64, began: Instant) -> f64 {
    count.load(Ordering::Relaxed) as f64 / began.elapsed().as_secs_f64()
}

fn id(run: u64, thread: u64, number: u64) -> String {
    format!("0198f000-{run:04x}-7000-{thread:04x}-{number:012x}")
}

fn user(run: u64, thread: u64, number: u64) -> User {
    let id = id(run, thread, number);
    let name = format!("{id}@acme.com");
    User {
        user_name: name.clone(),
        email: name.clone(),
        external_id: Some(format!("00u{run}x{thread}x{number}")),
        given_name: "Ana".into(),
        family_name: "Berg".into(),
        display_name: "Ana Berg".into(),
        active: true,
        deactivation_held_at: None,
        access_role: None,
        source: Source::Okta,
        managed: ["active", "userName", "name.givenName", "name.familyName"]
            .map(str::to_owned)
            .into(),
        resource: Document::from_stored(format!(
            "{{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"{name}\",\
             \"name\":{{\"givenName\":\"Ana\",\"familyName\":\"Berg\"}},\"active\":true,\
             \"emails\":[{{\"primary\":true,\"value\":\"{name}\",\"type\":\"work\"}}]}}"
        )),
        has_password: false,
        created_at: Timestamp::UNIX_EPOCH,
        modified_at: Timestamp::UNIX_EPOCH,
        last_sign_in_at: None,
        id,
    }
}

fn entry(run: u64, thread: u64, number: u64) -> Entry {
    let id = id(run, thread, number);
    Entry {
        at: Timestamp::UNIX_EPOCH,
        actor: Actor::Okta,
        action: "user.created".into(),
        target: Target::new("user", &id, "Ana Berg"),
        outcome: Outcome::Changed,
        reason: None,
        changes: Vec::new(),
        left_out: Vec::new(),
        call: None,
        count: 1,
        last_at: Timestamp::UNIX_EPOCH,
        id,
    }
}
