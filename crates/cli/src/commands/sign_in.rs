//! `latchkey sign-in`: who has to sign in with Okta, and the way back in after a lockout (product rule 6).

use clap::Subcommand;
use latchkey_app::record::Caller;
use latchkey_app::sign_in::policy::NewPolicy;
use latchkey_domain::sign_in::Policy;
use latchkey_host::Installation;

use super::Context;
use crate::json::SignInJson;

#[derive(Debug, Subcommand)]
pub(crate) enum Action {
    /// Make signing in with Okta required of everyone
    Set {
        #[arg(
            long,
            value_name = "URL",
            help = "Issuer URL, from Okta: https://acme.okta.com, or with /oauth2/default behind it"
        )]
        issuer: String,
        /// Client ID of the OIDC app in Okta
        #[arg(long, value_name = "ID")]
        client_id: String,
        /// Save although no test sign-in passed with these values in the last hour
        #[arg(long)]
        without_test: bool,
    },
    /// Say whether signing in with Okta is required
    Status,
    /// Lift the requirement: local passwords work again
    Disable,
}

pub(crate) async fn run(context: &Context<'_>, action: Action) -> anyhow::Result<()> {
    let app = Installation::open(&context.data_dir)?.app;
    let terminal = context.terminal;
    match action {
        Action::Set {
            issuer,
            client_id,
            without_test,
        } => {
            let wanted = NewPolicy {
                issuer,
                client_id,
                without_test,
            };
            let policy = app.set_sign_in_policy(Caller::operator(), wanted).await?;
            let sentence = what_saving_means(context, &policy);
            terminal.done(&SignInJson::from(Some(policy)), &sentence)
        }
        Action::Status => {
            let policy = app.sign_in_policy()?;
            let text = match &policy {
                None => "Signing in with Okta is not required: local passwords work.".to_owned(),
                Some(policy) => format!(
                    "Signing in with Okta is required of everyone.\nIssuer URL   {}\nClient ID    {}\nSaved        {}\n\
                     Tested       {}",
                    policy.issuer,
                    policy.client_id,
                    policy.saved_at,
                    policy.tested_at.map_or_else(
                        || "saved without a test sign-in".to_owned(),
                        |at| at.to_string()
                    ),
                ),
            };
            terminal.show(&SignInJson::from(policy), &text)
        }
        Action::Disable => {
            let before = app.lift_sign_in_policy(Caller::operator()).await?;
            let text = if before.is_some() {
                format!(
                    "Signing in with Okta is no longer required: local passwords work again. In Okta nothing has to \
                     change. Someone without a local password gets one with \"{}\".",
                    context.next("user password ID --password-stdin")
                )
            } else {
                "Signing in with Okta was not required. Nothing was changed.".to_owned()
            };
            terminal.done(&SignInJson::default(), &text)
        }
    }
}

/// Product rules 6 and 16: what it means, how to get back in, and which of Okta's fields it hangs on.
fn what_saving_means(context: &Context<'_>, policy: &Policy) -> String {
    let test = match policy.tested_at {
        Some(at) => format!("A test sign-in with these values passed at {at}."),
        None => "No test sign-in was made with these values: try one now in a private window."
            .to_owned(),
    };
    format!(
        "From now on everyone signs in with Okta at {}; local passwords are not accepted, and the sessions that began \
         otherwise have ended. {test}\n\
         In Okta this hangs on the OIDC app: its Client ID ({}), the Login Redirect URIs that \"{}\" lists, the grant \
         type Authorization Code, and who is assigned to it. The provisioning app stays as it is.\n\
         To get back in without Okta, run \"{}\" on this host.",
        policy.issuer,
        policy.client_id,
        context.next("connector show"),
        context.next("sign-in disable"),
    )
}
