//! Erasing someone for good.

use std::fmt::Write as _;

use latchkey_app::App;
use latchkey_app::record::Caller;
use latchkey_domain::user::User;
use serde_json::json;

use crate::commands::Context;

pub(crate) async fn run(context: &Context<'_>, app: &App, user: &User) -> anyhow::Result<()> {
    let erased = app.erase_user(Caller::operator(), &user.id).await?;
    let mut sentence = format!(
        "{} is erased, with {} entries of activity that named them; one stays that names nobody. Backups from before still have \
         them: remove those in the folder \"backups\", and copies elsewhere, when they are no longer needed. Okta makes the \
         person anew while they are assigned there.",
        user.name(),
        erased.entries
    );
    if let Some(cause) = &erased.left_in_file {
        let _ = write!(
            sentence,
            " The database could not be written anew ({cause}), so what was deleted may lie about in its file until something \
             else is written there; a backup made now has none of it."
        );
    }
    let document = json!({
        "entries": erased.entries,
        "goneFromFile": erased.left_in_file.is_none(),
    });
    context.terminal.done(&document, &sentence)
}
