//! `latchkey toolkit`: the add-on that unlocks connectors (product rule 7).

use clap::Subcommand;
use latchkey_app::record::Caller;
use latchkey_host::Installation;

use super::Context;
use crate::json::ToolkitJson;

#[derive(Clone, Copy, Debug, Subcommand)]
pub(crate) enum Action {
    /// Switch it on
    Enable,
    /// Switch it off: the connector is suspended, nothing is deleted
    Disable,
    /// Say whether it is on
    Status,
}

pub(crate) async fn run(context: &Context<'_>, action: Action) -> anyhow::Result<()> {
    let app = Installation::open(&context.data_dir)?.app;
    let before = app.toolkit()?;
    match action {
        Action::Enable => app.enable_toolkit(Caller::operator()).await?,
        Action::Disable => app.disable_toolkit(Caller::operator()).await?,
        Action::Status => {}
    }
    let now = app.toolkit()?;
    let has_connector = app.read(|store| store.connector())?.is_some();
    let document = ToolkitJson::from(now);
    let text = match (action, before.is_some()) {
        (Action::Status, true) => format!(
            "Enterprise Toolkit is on{}.",
            now.map(|at| format!(" since {at}")).unwrap_or_default()
        ),
        (Action::Status, false) => "Enterprise Toolkit is off.".to_owned(),
        (Action::Enable, true) => "Enterprise Toolkit was on already. Nothing was changed.".to_owned(),
        (Action::Disable, false) => {
            "Enterprise Toolkit was off already. Nothing was changed.".to_owned()
        }
        (Action::Enable, false) if has_connector => {
            "Enterprise Toolkit is on again, and so is the Okta connector. What Okta tried meanwhile was refused: ask \
             for a full push under Provisioning in Okta."
                .to_owned()
        }
        (Action::Enable, false) => format!(
            "Enterprise Toolkit is on. Next: \"{}\".",
            context.next("connector add okta")
        ),
        (Action::Disable, true) if has_connector => {
            let sign_in = if app.sign_in_policy()?.is_some() {
                ", and only EnterpriseAdmins sign in with a local password"
            } else {
                ""
            };
            format!(
                "Enterprise Toolkit is off and the Okta connector suspended: SCIM answers 403{sign_in}. Nothing was \
                 deleted; enabling it again restores all."
            )
        }
        (Action::Disable, true) => "Enterprise Toolkit is off. Nothing was deleted.".to_owned(),
    };
    if matches!(action, Action::Status) {
        context.terminal.show(&document, &text)
    } else {
        context.terminal.done(&document, &text)
    }
}
