//! `docs/access.md`.

use std::fmt::Write as _;

use latchkey_domain::AccessRole;

use super::table::AREAS;
use super::{Area, Door, Lock};

const HEAD: &str = "# Who may do what

Every route of the server and who is let in. Made from `crates/server/src/access/table.rs` by `./dev generate`; the tests in
`crates/server/tests/access` call each route without credentials, with wrong ones and with each access role, and hold the
answers against this table.

Each access role has everything of the one before it. Whoever is let in still acts on nobody of a higher role: that is asked
for the person at hand, inside the unit of work. \"Fresh\" is a sign-in of the last five minutes.
";

/// The page, as Markdown.
pub fn page() -> String {
    let mut page = HEAD.to_owned();
    for area in AREAS {
        let _ = write!(page, "\n## {}\n\n{}\n\n", area.title, area.text);
        if area
            .doors
            .iter()
            .any(|door| matches!(door.lock, Lock::From(_)))
        {
            by_role(&mut page, area);
        } else {
            by_what_is_brought(&mut page, area);
        }
    }
    page
}

fn by_role(page: &mut String, area: &Area) {
    page.push_str(
        "| route | without signing in | app access only | ReadOnly | User | Admin | EnterpriseAdmin | besides |\n\
         | --- | --- | --- | --- | --- | --- | --- | --- |\n",
    );
    for door in area.doors {
        let _ = write!(page, "| {} | {} |", route(door), without(door.lock));
        for role in std::iter::once(None).chain(AccessRole::ALL.map(Some)) {
            let _ = write!(page, " {} |", with(door, role));
        }
        let _ = writeln!(page, " {} |", door.note);
    }
}

fn by_what_is_brought(page: &mut String, area: &Area) {
    page.push_str("| route | who | besides |\n| --- | --- | --- |\n");
    for door in area.doors {
        let _ = writeln!(
            page,
            "| {} | {} | {} |",
            route(door),
            without(door.lock),
            door.note
        );
    }
}

fn route(door: &Door) -> String {
    let method = if door.method == "any" {
        "any method"
    } else {
        door.method
    };
    format!("{method} `{}`", door.path)
}

fn without(lock: Lock) -> &'static str {
    match lock {
        Lock::Open => "anyone",
        Lock::Brings(what) => what,
        Lock::Passkey => "Company ID and Integration Passkey",
        Lock::From(_) => "–",
    }
}

fn with(door: &Door, role: Option<AccessRole>) -> &'static str {
    match door.lock {
        Lock::From(least) if role < least => "–",
        Lock::From(_) if door.fresh => "fresh",
        Lock::From(_) | Lock::Open => "yes",
        Lock::Brings(_) | Lock::Passkey => "alike",
    }
}
