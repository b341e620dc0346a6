//! `latchkey user`: people, by the terminal.

mod erase;
mod export;
mod fields;
mod list;
mod second_factor;

use clap::Subcommand;
use latchkey_app::App;
use latchkey_app::directory::users::edit::UserEdit;
use latchkey_app::record::Caller;
use latchkey_domain::user::User;
use latchkey_domain::{AccessRole, Refusal, RefusalCode};
use latchkey_host::Installation;
use latchkey_scim::text::caseless;
use latchkey_server::api::views::UserJson;

use self::fields::{EditFields, NewFields};
use super::Context;
use crate::terminal;

#[derive(Debug, Subcommand)]
pub(crate) enum Action {
    /// List everyone, the first to come first
    List,
    /// Show one person
    Show {
        /// Their id or user name
        id: String,
    },
    /// Add someone who is not in Okta
    Add(NewFields),
    /// Change what Okta does not manage, and the access role
    Edit {
        /// Their id or user name
        id: String,
        #[command(flatten)]
        fields: EditFields,
    },
    /// Deactivate someone: their sessions end at once
    Deactivate {
        /// Their id or user name
        id: String,
    },
    /// Bring someone back, under the same id
    Reactivate {
        /// Their id or user name
        id: String,
    },
    /// Set a local password
    Password {
        /// Their id or user name
        id: String,
        /// Read the password as one line from standard input
        #[arg(long, required = true)]
        password_stdin: bool,
    },
    /// Show what someone has as a second factor, or take it away from someone who lost it
    SecondFactor {
        /// Their id or user name
        id: String,
        /// Take it away: their sessions end, and where one is required the next sign-in asks for another
        #[arg(long)]
        reset: bool,
    },
    /// Erase someone who was deactivated, with all that is on record of them; it cannot be undone
    Erase {
        /// Their id or user name
        id: String,
        /// Say that it is meant
        #[arg(long, required = true)]
        yes: bool,
    },
    /// Print everything that is kept of someone as one JSON document; on record
    Export {
        /// Their id or user name
        id: String,
    },
    /// Link someone to their Okta account by hand
    Link {
        /// Their id or user name
        id: String,
        /// Issuer URL, as it is set for signing in
        #[arg(long, value_name = "URL")]
        issuer: String,
        /// Okta's id of the person, the "sub" of their ID token: 00u…
        #[arg(long, value_name = "SUB")]
        sub: String,
    },
}

pub(crate) async fn run(context: &Context<'_>, action: Action) -> anyhow::Result<()> {
    let app = &Installation::open(&context.data_dir)?.app;
    app.organization()?;
    let terminal = context.terminal;
    let operator = Caller::operator();
    match action {
        Action::List => list::run(context, app),
        Action::Show { id } => {
            let user = find(app, &resolve(app, &id)?.id)?;
            terminal.show(&user, &list::profile(&user))
        }
        Action::Add(fields) => {
            let saved = app
                .create_user(operator, fields.into_new_user().into_incoming()?)
                .await?;
            let user = find(app, &saved.view.id)?;
            let sentence = format!(
                "{} is added with the access role: {}. The id is {}.",
                user.display_name,
                AccessRole::label(user.access_role),
                user.id
            );
            terminal.done(&user, &sentence)
        }
        Action::Edit { id, fields } => {
            let before = resolve(app, &id)?;
            app.edit_user(operator, &before.id, fields.into_edit())
                .await?;
            let after = find(app, &before.id)?;
            let sentence = if after.modified_at == before.modified_at {
                format!(
                    "{} was so already. Nothing was changed.",
                    before.display_name
                )
            } else {
                format!("{} is saved.", after.display_name)
            };
            terminal.done(&after, &sentence)
        }
        Action::Deactivate { id } => set_active(context, app, &id, false).await,
        Action::Reactivate { id } => set_active(context, app, &id, true).await,
        Action::Password { id, .. } => {
            let user = resolve(app, &id)?;
            let okta = if app.sign_in_policy()?.is_some() {
                " It does not open the portal while signing in with Okta is required."
            } else {
                ""
            };
            let had_app = app
                .second_factors(&Caller::operator(), &user.id)?
                .totp
                .is_some();
            let password = terminal::read_password()?;
            app.set_password(operator, &user.id, password).await?;
            let lost = if had_app {
                " Their authenticator app went with the old one and has to be added again; passkeys stay."
            } else {
                ""
            };
            let sentence = format!(
                "{} has a new local password, and their sessions have ended.{lost}{okta}",
                user.display_name
            );
            terminal.done(&find(app, &user.id)?, &sentence)
        }
        Action::SecondFactor { id, reset } => {
            let user = resolve(app, &id)?;
            if reset {
                second_factor::reset(context, app, &user).await
            } else {
                second_factor::show(context, app, &user)
            }
        }
        Action::Erase { id, .. } => erase::run(context, app, &resolve(app, &id)?).await,
        Action::Export { id } => export::run(context, app, &resolve(app, &id)?).await,
        Action::Link { id, issuer, sub } => {
            let user = resolve(app, &id)?;
            app.link_user(operator, &user.id, &issuer, &sub).await?;
            let sentence = format!(
                "{} is linked to {} at {}.",
                user.display_name,
                sub.trim(),
                issuer.trim()
            );
            terminal.done(&find(app, &user.id)?, &sentence)
        }
    }
}

async fn set_active(
    context: &Context<'_>,
    app: &App,
    id: &str,
    active: bool,
) -> anyhow::Result<()> {
    let before = resolve(app, id)?;
    app.edit_user(Caller::operator(), &before.id, UserEdit::active(active))
        .await?;
    let name = &before.display_name;
    let was_so = before.active == active && before.deactivation_held_at.is_none();
    let sentence = match (active, was_so) {
        (true, true) => format!("{name} is active already. Nothing was changed."),
        (false, true) => format!("{name} is deactivated already. Nothing was changed."),
        (true, false) => format!("{name} is active again, under the same id."),
        (false, false) => format!(
            "{name} is deactivated and signed out everywhere. \"{}\" brings them back.",
            context.next(&format!("user reactivate {}", before.id))
        ),
    };
    context.terminal.done(&find(app, &before.id)?, &sentence)
}

/// Whom the word on the command line means: an id, else a user name.
fn resolve(app: &App, word: &str) -> anyhow::Result<User> {
    let found = app.read(|store| match store.get_user(word)? {
        Some(user) => Ok(Some(user)),
        None => store.find_user_by_user_name(&caseless(word.trim())),
    });
    found
        .map_err(latchkey_app::Failure::from)?
        .ok_or_else(|| nobody(word).into())
}

/// The person of this id with their groups.
pub(crate) fn find(app: &App, id: &str) -> anyhow::Result<UserJson> {
    let found = app
        .read(|store| {
            let Some(user) = store.get_user(id)? else {
                return Ok(None);
            };
            let groups = store.groups_of(id)?;
            Ok(Some(UserJson::new(user, groups)))
        })
        .map_err(latchkey_app::Failure::from)?;
    found.ok_or_else(|| nobody(id).into())
}

fn nobody(word: &str) -> Refusal {
    Refusal::new(
        RefusalCode::NotFound,
        format!(
            "Nobody here has the id or the user name \"{word}\". Nothing was changed. \"latchkey user list\" shows \
             everyone."
        ),
    )
}
