//! Who may do what: one row a route ([`table`]), from which `docs/access.md` is made.
//!
//! Nothing here lets anybody in or keeps anybody out: the use cases do (`latchkey_app::authority`), and the extractors
//! before them. `tests/access` calls every route as everyone and holds the answers against this table, and the router
//! against it in both directions. To add a route: add its row, then run `./dev generate`.

mod page;
pub mod table;

use std::collections::BTreeSet;

use latchkey_domain::AccessRole;

pub use page::page;

/// What a door opens to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lock {
    /// Anyone.
    Open,
    /// Whoever brings what is named: a one-time code, an invite link.
    Brings(&'static str),
    /// Okta, with an Integration Passkey.
    Passkey,
    /// Someone who is signed in and has at least this access role; `None` is app access only.
    From(Option<AccessRole>),
}

/// One route.
#[derive(Clone, Copy, Debug)]
pub struct Door {
    /// The method; "any" for all of them.
    pub method: &'static str,
    /// The whole path, parameters in braces.
    pub path: &'static str,
    /// What it opens to.
    pub lock: Lock,
    /// Whether the sign-in has to be less than five minutes old.
    pub fresh: bool,
    /// What else there is to know.
    pub note: &'static str,
}

impl Door {
    const fn new(method: &'static str, path: &'static str, lock: Lock) -> Self {
        Self {
            method,
            path,
            lock,
            fresh: false,
            note: "",
        }
    }

    const fn fresh(mut self) -> Self {
        self.fresh = true;
        self
    }

    const fn note(mut self, note: &'static str) -> Self {
        self.note = note;
        self
    }
}

/// Routes that belong together.
#[derive(Clone, Copy, Debug)]
pub struct Area {
    /// Its heading.
    pub title: &'static str,
    /// What holds for all of them.
    pub text: &'static str,
    /// The routes.
    pub doors: &'static [Door],
}

/// The row of a route.
pub fn door(method: &str, path: &str) -> Option<&'static Door> {
    table::AREAS
        .iter()
        .flat_map(|area| area.doors)
        .find(|door| door.method == method && door.path == path)
}

/// What the OpenAPI document and the table do not agree on, in words; empty is well.
pub fn disagreements() -> Vec<String> {
    let document = serde_json::to_value(crate::api::document()).unwrap_or_default();
    let mut described = BTreeSet::new();
    let paths = document["paths"].as_object().into_iter().flatten();
    for (path, item) in paths {
        let methods = item.as_object().into_iter().flatten();
        for (method, _) in methods.filter(|(name, _)| METHODS.contains(&name.as_str())) {
            described.insert((method.to_uppercase(), path.clone()));
        }
    }
    let rows: BTreeSet<(String, String)> = table::API
        .iter()
        .map(|door| (door.method.to_owned(), door.path.to_owned()))
        .collect();
    let without_row = described.difference(&rows).map(|(method, path)| {
        format!("{method} {path} has no row in crates/server/src/access/table.rs: who may?")
    });
    let without_route = rows.difference(&described).map(|(method, path)| {
        format!("{method} {path} has a row in crates/server/src/access/table.rs, and is no route.")
    });
    without_row.chain(without_route).collect()
}

/// As OpenAPI writes them.
const METHODS: [&str; 7] = ["get", "post", "put", "patch", "delete", "head", "options"];
