//! Everyone in a table, and one person in full.

use std::iter;

use latchkey_app::{App, Failure};
use latchkey_domain::AccessRole;
use latchkey_server::api::views::UserJson;

use crate::commands::Context;

/// So many are read at a time, so that a large directory does not hold one read transaction for long.
const PAGE: u64 = 500;

pub(crate) fn run(context: &Context<'_>, app: &App) -> anyhow::Result<()> {
    let terminal = context.terminal;
    let (mut listed, mut active) = (0_u64, 0_u64);
    let counted = everyone(app).inspect(|user| {
        if let Ok(user) = user {
            listed += 1;
            active += u64::from(user.active);
        }
    });
    if terminal.is_json() {
        terminal.rows(counted)?;
    } else {
        // Read twice instead of kept: whoever comes in between has a line that is less well aligned.
        let widths = Widths::of(everyone(app))?;
        for user in counted {
            terminal.print(&widths.line(&user?))?;
        }
    }
    terminal.say(&format!(
        "{} listed, {active} of them active.",
        match listed {
            1 => "1 person".to_owned(),
            many => format!("{many} people"),
        }
    ));
    Ok(())
}

/// Everyone, the first to come first, a page at a time.
fn everyone(app: &App) -> impl Iterator<Item = anyhow::Result<UserJson>> {
    let mut next = Some(0);
    iter::from_fn(move || {
        let offset = next?;
        let page = page(app, offset);
        next = match &page {
            Ok(page) if page.len() as u64 == PAGE => Some(offset + PAGE),
            _ => None,
        };
        Some(page)
    })
    .flat_map(|page| match page {
        Ok(page) => page.into_iter().map(Ok).collect(),
        Err(failure) => vec![Err(failure.into())],
    })
}

fn page(app: &App, offset: u64) -> Result<Vec<UserJson>, Failure> {
    let page = app.read(|store| {
        store
            .page_users(offset, PAGE)?
            .into_iter()
            .map(|user| {
                let groups = store.groups_of(&user.id)?;
                Ok(UserJson::new(user, groups))
            })
            .collect()
    });
    Ok(page?)
}

fn state(user: &UserJson) -> &'static str {
    if user.active { "active" } else { "deactivated" }
}

/// Columns as wide as what is in them.
struct Widths {
    names: usize,
    user_names: usize,
}

impl Widths {
    fn of(people: impl Iterator<Item = anyhow::Result<UserJson>>) -> anyhow::Result<Self> {
        let mut widths = Self {
            names: 0,
            user_names: 0,
        };
        for user in people {
            let user = user?;
            widths.names = widths.names.max(user.display_name.chars().count());
            widths.user_names = widths.user_names.max(user.user_name.chars().count());
        }
        Ok(widths)
    }

    /// One line a person.
    fn line(&self, user: &UserJson) -> String {
        format!(
            "{}  {:<names$}  {:<user_names$}  {:<15}  {}",
            user.id,
            user.display_name,
            user.user_name,
            AccessRole::label(user.access_role),
            state(user),
            names = self.names,
            user_names = self.user_names,
        )
    }
}

/// Everything about one person.
pub(crate) fn profile(user: &UserJson) -> String {
    let groups: Vec<&str> = user
        .groups
        .iter()
        .map(|group| group.display_name.as_str())
        .collect();
    let source = match user.source {
        latchkey_domain::user::Source::Okta => "Okta",
        latchkey_domain::user::Source::Local => "added here",
    };
    let rows = [
        ("Name", user.display_name.clone()),
        ("User name", user.user_name.clone()),
        ("Email", user.email.clone()),
        (
            "Access role",
            AccessRole::label(user.access_role).to_owned(),
        ),
        ("State", state(user).to_owned()),
        ("Comes from", source.to_owned()),
        (
            "External id",
            user.external_id
                .clone()
                .unwrap_or_else(|| "none".to_owned()),
        ),
        (
            "Groups",
            if groups.is_empty() {
                "none".to_owned()
            } else {
                groups.join(", ")
            },
        ),
        ("Added", user.created_at.to_string()),
        ("Changed", user.modified_at.to_string()),
        (
            "Last sign-in",
            user.last_sign_in_at
                .map_or_else(|| "never".to_owned(), |at| at.to_string()),
        ),
        ("Id", user.id.clone()),
    ];
    let lines: Vec<String> = rows
        .iter()
        .map(|(label, value)| format!("{label:<14}{value}"))
        .collect();
    lines.join("\n")
}
