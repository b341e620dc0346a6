//! How quick the people list is with many people: each kind of question, asked as a screen asks it, as the middle one of
//! several times.
//!
//! `cargo run --release -p latchkey-store-sqlite --example crowd [PEOPLE [FOLDER]]`. With the data folder of an installation
//! that nobody serves, the people come into that one and stay, to look at it with them.

use std::env;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use latchkey_app::ports::store::{
    Narrowing, PeopleFilter, PeopleOrder, PeopleSort, Place, Reads, StoreError, StoreExt as _,
    UserSelection,
};
use latchkey_domain::group::Group;
use latchkey_domain::user::{Source, User};
use latchkey_domain::{AccessRole, Document};
use latchkey_store_sqlite::SqliteStore;

const TIMES: usize = 9;
const PAGE: u64 = 100;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let people: u64 = match env::args().nth(1) {
        Some(text) => text.parse()?,
        None => 100_000,
    };
    let scratch = tempfile::tempdir()?;
    let folder = env::args().nth(2).map(PathBuf::from);
    let store = SqliteStore::open(folder.as_deref().unwrap_or(scratch.path()))?;
    let began = Instant::now();
    fill(&store, people)?;
    println!(
        "{people} people were added in {:.1} s",
        began.elapsed().as_secs_f64()
    );
    let people = store.read(|reads| reads.count_users())?;
    for question in questions(people) {
        let mut matching = 0;
        let taken = middle(&store, |reads| {
            let order = PeopleOrder {
                sort: question.sort,
                descending: question.descending,
            };
            let found = reads.find_people(&question.filter, order, question.offset, PAGE)?;
            matching = found.matching;
            reads.people_at(&found.places).map(drop)
        })?;
        println!(
            "{}: {matching} found; counted, and a page of them, in {taken}",
            question.what
        );
    }
    let total = middle(&store, |reads| reads.count_users().map(drop))?;
    println!("everyone counted in {total}");
    lists(&store, people)?;
    Ok(())
}

/// What SCIM asks: pages by index and by cursor, and filters that no index answers alone.
fn lists(store: &SqliteStore, people: u64) -> Result<(), Box<dyn std::error::Error>> {
    for size in [100, 200] {
        let by_index = |offset| {
            middle(store, |reads| {
                reads.count_users()?;
                reads.page_user_documents(offset, size).map(drop)
            })
        };
        let last = people.saturating_sub(size);
        let (first, last) = (by_index(0)?, by_index(last)?);
        println!("a page of {size} by index: first {first}, last {last}");
        let after = Place(i64::try_from(people.saturating_sub(size))?);
        let by_cursor = middle(store, |reads| {
            reads.page_user_documents_after(after, size).map(drop)
        })?;
        println!("a page of {size} by cursor, last: {by_cursor}");
    }
    let narrowed = UserSelection::Narrowed(Narrowing {
        texts: vec!["p77777@".into()],
        ..Narrowing::default()
    });
    for (what, selection) in [
        ("rows that the narrow table does not rule out", narrowed),
        ("every row, looked through for a text", UserSelection::All),
    ] {
        let mut found = 0;
        let taken = middle(store, |reads| {
            found = 0;
            reads.scan_user_documents(&selection, Place::START, &mut |_, document| {
                found += u64::from(document.resource.as_str().contains("p77777@"));
                ControlFlow::Continue(())
            })
        })?;
        println!("{what}: {found} in {taken}");
    }
    Ok(())
}

/// What a screen asks.
struct Question {
    what: &'static str,
    filter: PeopleFilter,
    sort: PeopleSort,
    descending: bool,
    offset: u64,
}

fn questions(people: u64) -> Vec<Question> {
    use PeopleSort::{Created, Email, LastSignIn, Modified, Name, Role, Status};
    let far = people.saturating_sub(PAGE);
    let all = PeopleFilter::default;
    let text = |text: &str| PeopleFilter {
        words: latchkey_app::directory::people::words(text),
        ..all()
    };
    let mut admins = all();
    admins.roles = Some([Some(AccessRole::Admin), Some(AccessRole::EnterpriseAdmin)].into());
    let mut gone = all();
    gone.active = Some(false);
    let mut absent = all();
    absent.source = Some(Source::Local);
    absent.never_signed_in = true;
    let mut tenth = all();
    tenth.group = Some("group".into());
    let ask = |what, filter, sort, descending, offset| Question {
        what,
        filter,
        sort,
        descending,
        offset,
    };
    vec![
        ask("all by name, first page", all(), Name, false, 0),
        ask("all by name, last page", all(), Name, false, far),
        ask("all by email, last page", all(), Email, true, far),
        ask("all by role, last page", all(), Role, true, far),
        ask("all by status, last page", all(), Status, false, far),
        ask("all by sign-in, last page", all(), LastSignIn, true, far),
        ask("all by coming, last page", all(), Created, false, far),
        ask("all by change, last page", all(), Modified, true, far),
        ask("one letter", text("a"), Name, false, 0),
        ask("one letter, by change, far", text("a"), Modified, true, far),
        ask("two letters", text("an"), Name, false, 0),
        ask("many, far", text("berg"), Name, false, people / 50),
        ask("two words", text("ana berg"), Name, false, 0),
        ask("one person", text("p77777@"), Name, false, 0),
        ask("nobody", text("zzzz"), Modified, true, 0),
        ask("Admins and above", admins, Name, false, 0),
        ask("deactivated, by change", gone, Modified, true, 0),
        ask("local, never signed in", absent, Email, false, 0),
        ask("a group of a tenth", tenth, Name, false, 0),
    ]
}

fn middle(
    store: &SqliteStore,
    mut read: impl FnMut(&dyn Reads) -> Result<(), StoreError>,
) -> Result<String, StoreError> {
    let mut times = Vec::new();
    for _ in 0..TIMES {
        let began = Instant::now();
        store.read(&mut read)?;
        times.push(began.elapsed());
    }
    times.sort_unstable();
    Ok(millis(times[TIMES / 2]))
}

fn millis(time: Duration) -> String {
    format!("{:.2} ms", time.as_secs_f64() * 1000.0)
}

fn fill(store: &SqliteStore, people: u64) -> Result<(), Box<dyn std::error::Error>> {
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    let group = Group {
        id: "group".into(),
        display_name: "A tenth".into(),
        external_id: None,
        version: 1,
        created_at: Timestamp::UNIX_EPOCH,
        modified_at: Timestamp::UNIX_EPOCH,
    };
    runtime.block_on(store.write::<_, StoreError>(move |writes| writes.add_group(&group)))?;
    let mut next = 0;
    while next < people {
        let some: Vec<User> = (next..people.min(next + 1000)).map(user).collect();
        next += 1000;
        runtime.block_on(store.write::<_, StoreError>(move |writes| {
            let tenth: Vec<String> = some
                .iter()
                .step_by(10)
                .map(|user| user.id.clone())
                .collect();
            for user in &some {
                writes.add_user(user)?;
            }
            writes.add_members("group", &tenth).map(drop)
        }))?;
    }
    Ok(())
}

const GIVEN: [&str; 10] = [
    "Ana", "Bo", "Cy", "Dag", "Eva", "Finn", "Gry", "Hal", "Ida", "Þóra",
];
const FAMILY: [&str; 50] = [
    "Berg",
    "Lind",
    "Ek",
    "Nord",
    "Holm",
    "Dahl",
    "Strand",
    "Vik",
    "Sand",
    "Moe",
    "Lie",
    "Hagen",
    "Bakke",
    "Lund",
    "Haugen",
    "Solberg",
    "Myhre",
    "Eide",
    "Aas",
    "Ruud",
    "Foss",
    "Krogh",
    "Wold",
    "Falk",
    "Gran",
    "Hoff",
    "Juul",
    "Kvam",
    "Lange",
    "Munch",
    "Ness",
    "Opdal",
    "Prytz",
    "Quam",
    "Riis",
    "Sunde",
    "Thon",
    "Ulven",
    "Vang",
    "Wiik",
    "Ytre",
    "Zahl",
    "Ødegård",
    "Åsen",
    "Engen",
    "Flaten",
    "Gjerde",
    "Hovland",
    "Iversen",
    "Jahr",
];

/// Scattered, so that no order is the order of coming.
fn user(number: u64) -> User {
    let scattered = number.wrapping_mul(7_919) % 1_000_003;
    let pick = |from: &[&str], by: u64| {
        let at = usize::try_from(by).unwrap_or_default() % from.len();
        from[at].to_owned()
    };
    let (given, family) = (pick(&GIVEN, scattered), pick(&FAMILY, scattered / 10));
    let email = format!(
        "{}.{}.p{number}@acme.com",
        given.to_lowercase(),
        family.to_lowercase()
    );
    let at = Timestamp::from_second(1_700_000_000 + i64::try_from(scattered).unwrap_or_default())
        .unwrap_or(Timestamp::UNIX_EPOCH);
    User {
        id: format!("0198f000-0000-7000-8000-{number:012x}"),
        user_name: email.clone(),
        external_id: Some(format!("00u{number:017}")),
        display_name: format!("{given} {family}"),
        active: !scattered.is_multiple_of(20),
        deactivation_held_at: None,
        access_role: match scattered % 1000 {
            0 => Some(AccessRole::EnterpriseAdmin),
            1..10 => Some(AccessRole::Admin),
            10..300 => Some(AccessRole::User),
            300..600 => Some(AccessRole::ReadOnly),
            _ => None,
        },
        source: if scattered.is_multiple_of(50) {
            Source::Local
        } else {
            Source::Okta
        },
        managed: [
            "active",
            "userName",
            "name.givenName",
            "name.familyName",
            "emails",
        ]
        .map(str::to_owned)
        .into(),
        resource: Document::from_stored(format!(
            "{{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"id\":\"x\",\"userName\":\"{email}\",\
             \"name\":{{\"givenName\":\"{given}\",\"familyName\":\"{family}\"}},\"displayName\":\"{given} {family}\",\
             \"locale\":\"en-US\",\"emails\":[{{\"primary\":true,\"value\":\"{email}\",\"type\":\"work\"}}],\
             \"active\":true}}"
        )),
        has_password: false,
        created_at: at,
        modified_at: at,
        last_sign_in_at: (!scattered.is_multiple_of(3)).then_some(at),
        given_name: given,
        family_name: family,
        email,
    }
}
