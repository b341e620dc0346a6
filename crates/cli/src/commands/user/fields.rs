//! What can be said of a person on the command line.

use clap::Args;
use latchkey_app::directory::users::edit::UserEdit;
use latchkey_app::directory::users::fields;
use latchkey_app::directory::users::local::NewLocalUser;

use crate::values::{self, RoleWord};

/// What `--access-role` takes.
const ROLES: &str = "ReadOnly, User, Admin, EnterpriseAdmin, or none for app access only";

/// For someone new.
#[derive(Debug, Args)]
pub(crate) struct NewFields {
    /// Their address
    #[arg(long, value_name = "EMAIL", value_parser = values::email)]
    email: String,
    /// Given name
    #[arg(long, value_name = "NAME", value_parser = values::name)]
    given_name: String,
    /// Family name
    #[arg(long, value_name = "NAME", value_parser = values::name)]
    family_name: String,
    /// User name [default: the address]
    #[arg(long, value_name = "NAME", value_parser = values::name)]
    user_name: Option<String>,
    /// The name that is shown [default: given and family name]
    #[arg(long, value_name = "NAME", value_parser = values::name)]
    display_name: Option<String>,
    #[arg(long, value_name = "ROLE", help = format!("{ROLES} [default: none]"))]
    access_role: Option<RoleWord>,
}

impl NewFields {
    pub(crate) fn into_new_user(self) -> NewLocalUser {
        NewLocalUser {
            user_name: self.user_name,
            email: self.email,
            given_name: self.given_name,
            family_name: self.family_name,
            display_name: self.display_name,
            access_role: self.access_role.and_then(|word| word.0),
        }
    }
}

/// For someone who is there: at least one of them.
#[derive(Debug, Args)]
#[group(required = true, multiple = true)]
pub(crate) struct EditFields {
    /// Their address
    #[arg(long, value_name = "EMAIL", value_parser = values::email)]
    email: Option<String>,
    /// Given name
    #[arg(long, value_name = "NAME", value_parser = values::name)]
    given_name: Option<String>,
    /// Family name
    #[arg(long, value_name = "NAME", value_parser = values::name)]
    family_name: Option<String>,
    /// User name
    #[arg(long, value_name = "NAME", value_parser = values::name)]
    user_name: Option<String>,
    /// The name that is shown
    #[arg(long, value_name = "NAME", value_parser = values::name)]
    display_name: Option<String>,
    #[arg(long, value_name = "ROLE", help = ROLES)]
    access_role: Option<RoleWord>,
}

impl EditFields {
    pub(crate) fn into_edit(self) -> UserEdit {
        let mut edit = UserEdit::default()
            .with(&fields::USER_NAME, self.user_name)
            .with(&fields::EMAIL, self.email)
            .with(&fields::GIVEN_NAME, self.given_name)
            .with(&fields::FAMILY_NAME, self.family_name)
            .with(&fields::DISPLAY_NAME, self.display_name);
        edit.access_role = self.access_role.map(|word| word.0);
        edit
    }
}
