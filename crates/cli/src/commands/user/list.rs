//! Everyone in a table, and one person in full.

use std::fmt::Write as _;

use latchkey_app::{App, Failure};
use latchkey_domain::AccessRole;
use latchkey_server::api::views::UserJson;

use crate::commands::Context;

/// So many are read at a time, so that a large directory does not hold one read transaction for long.
const PAGE: u64 = 500;

pub(crate) fn run(context: &Context<'_>, app: &App) -> anyhow::Result<()> {
    let everyone = everyone(app)?;
    let active = everyone.iter().filter(|user| user.active).count();
    context.terminal.show(&everyone, &table(&everyone))?;
    context.terminal.say(&format!(
        "{} listed, {active} of them active.",
        match everyone.len() {
            1 => "1 person".to_owned(),
            many => format!("{many} people"),
        }
    ));
    Ok(())
}

/// Everyone, the first to come first.
pub(crate) fn everyone(app: &App) -> Result<Vec<UserJson>, Failure> {
    let mut everyone: Vec<UserJson> = Vec::new();
    loop {
        let offset = everyone.len() as u64;
        let page = app.read(|store| {
            store
                .page_users(offset, PAGE)?
                .into_iter()
                .map(|user| {
                    let groups = store.groups_of(&user.id)?;
                    Ok(UserJson::new(user, groups))
                })
                .collect::<Result<Vec<_>, _>>()
        })?;
        let last = (page.len() as u64) < PAGE;
        everyone.extend(page);
        if last {
            return Ok(everyone);
        }
    }
}

fn state(user: &UserJson) -> &'static str {
    if user.active { "active" } else { "deactivated" }
}

/// One line a person; columns as wide as what is in them.
pub(crate) fn table(people: &[UserJson]) -> String {
    let width = |cell: fn(&UserJson) -> &str| {
        people
            .iter()
            .map(|user| cell(user).chars().count())
            .max()
            .unwrap_or_default()
    };
    let names = width(|user| &user.display_name);
    let user_names = width(|user| &user.user_name);
    let mut text = String::new();
    for user in people {
        let _ = writeln!(
            text,
            "{}  {:<names$}  {:<user_names$}  {:<15}  {}",
            user.id,
            user.display_name,
            user.user_name,
            AccessRole::label(user.access_role),
            state(user),
        );
    }
    text.truncate(text.trim_end().len());
    text
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
