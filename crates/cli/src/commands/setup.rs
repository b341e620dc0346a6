//! `latchkey setup`: the organization and its owner, on a folder that has none.

use clap::Args;
use latchkey_app::password;
use latchkey_app::record::Caller;
use latchkey_app::setup::Setup;
use latchkey_host::Installation;

use super::Context;
use crate::commands::user::find;
use crate::json::SetupJson;
use crate::{terminal, values};

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The organization's name, as people read it
    #[arg(long, value_name = "NAME", value_parser = values::name)]
    organization: String,
    /// The owner's address, which is also their user name
    #[arg(long, value_name = "EMAIL", value_parser = values::email)]
    owner_email: String,
    /// The owner's given name
    #[arg(long, value_name = "NAME", value_parser = values::name)]
    owner_given_name: String,
    /// The owner's family name
    #[arg(long, value_name = "NAME", value_parser = values::name)]
    owner_family_name: String,
    /// Read the owner's local password as one line from standard input
    #[arg(long, required = true)]
    password_stdin: bool,
}

pub(crate) async fn run(context: &Context<'_>, arguments: Arguments) -> anyhow::Result<()> {
    // Before the folder is made: a refusal here leaves nothing behind.
    let password = terminal::read_password()?;
    password::check(&password)?;
    let installation = Installation::make(&context.data_dir)?;
    let app = &installation.app;
    let wanted = Setup {
        organization: arguments.organization,
        owner_email: arguments.owner_email,
        owner_given_name: arguments.owner_given_name,
        owner_family_name: arguments.owner_family_name,
        password,
    };
    let made = app.set_up(Caller::operator(), wanted).await?;
    let owner = find(app, &made.owner_id)?;
    let sentence = format!(
        "{name} is set up in {folder}. Its Company ID is {company}; {owner} is EnterpriseAdmin and signs in with that \
         password.\nNext: \"{toolkit}\", then \"{connector}\", then \"{serve}\".",
        name = made.organization.name,
        folder = installation.folder.path().display(),
        company = made.organization.company_id,
        owner = owner.user_name,
        toolkit = context.next("toolkit enable"),
        connector = context.next("connector add okta"),
        serve = context.next("serve"),
    );
    let document = SetupJson {
        organization: made.organization.name,
        company_id: made.organization.company_id,
        owner,
    };
    context.terminal.done(&document, &sentence)
}
