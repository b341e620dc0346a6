//! Whose access lies idle.

use std::fmt::Write as _;

use latchkey_app::ports::store::ListedPerson;
use latchkey_app::record::Caller;
use latchkey_app::{App, Failure};
use latchkey_domain::AccessRole;
use latchkey_domain::user::Source;
use latchkey_server::api::users::ListedUserJson;

use crate::commands::Context;

pub(crate) fn run(context: &Context<'_>, app: &App, days: u32) -> anyhow::Result<()> {
    let places = app.dormant_people(&Caller::operator(), days)?;
    let people = app.people_at(&places).map_err(Failure::from)?;
    let active = people.iter().filter(|person| person.active).count();
    let deactivated = people.len() - active;
    let text = table(&people);
    let rows: Vec<ListedUserJson> = people.into_iter().map(ListedUserJson::from).collect();
    if context.terminal.is_json() || !rows.is_empty() {
        context.terminal.show(&rows, &text)?;
    }
    context.terminal.say(&format!(
        "{active} active without a sign-in for {days} days, {deactivated} deactivated for {days} days. Whoever is added \
         here is deactivated by \"{}\"; whom Okta manages is unassigned in Okta.",
        context.next("user deactivate ID")
    ));
    Ok(())
}

/// One line a person; columns as wide as what is in them.
fn table(people: &[ListedPerson]) -> String {
    let width = |cell: fn(&ListedPerson) -> &str| {
        people
            .iter()
            .map(|person| cell(person).chars().count())
            .max()
            .unwrap_or_default()
    };
    let names = width(|person| &person.display_name);
    let user_names = width(|person| &person.user_name);
    let mut text = String::new();
    for person in people {
        let _ = writeln!(
            text,
            "{}  {:<names$}  {:<user_names$}  {:<15}  {:<11}  {:<5}  {}",
            person.id,
            person.display_name,
            person.user_name,
            AccessRole::label(person.access_role),
            if person.active {
                "active"
            } else {
                "deactivated"
            },
            match person.source {
                Source::Okta => "Okta",
                Source::Local => "local",
            },
            person
                .last_sign_in_at
                .map_or_else(|| "never".to_owned(), |at| at.to_string()),
        );
    }
    text.truncate(text.trim_end().len());
    text
}
