//! What someone has as a second factor, and the way back in for someone who lost it.

use latchkey_app::App;
use latchkey_app::record::Caller;
use latchkey_app::sign_in::second_factor::own::SecondFactors;
use latchkey_domain::user::User;
use serde_json::json;

use crate::commands::Context;

pub(crate) fn show(context: &Context<'_>, app: &App, user: &User) -> anyhow::Result<()> {
    let found = app.second_factors(&Caller::operator(), &user.id)?;
    context.terminal.show(&json(&found), &sentence(&found))
}

pub(crate) async fn reset(context: &Context<'_>, app: &App, user: &User) -> anyhow::Result<()> {
    let name = user.name();
    let sentence = if app
        .reset_second_factor(Caller::operator(), &user.id)
        .await?
    {
        format!(
            "The second factors of {name} are taken away, and their sessions have ended. The password alone signs in, until \
             another one is added; an admin of a server that is reached from elsewhere is asked for one at once."
        )
    } else {
        format!("{name} has no second factor. Nothing was changed.")
    };
    let after = app.second_factors(&Caller::operator(), &user.id)?;
    context.terminal.done(&json(&after), &sentence)
}

fn json(found: &SecondFactors) -> serde_json::Value {
    let passkeys: Vec<_> = found
        .passkeys
        .iter()
        .map(|passkey| {
            json!({
                "id": passkey.id,
                "name": passkey.name,
                "host": passkey.rp_id,
                "addedAt": passkey.added_at,
                "lastUsedAt": passkey.last_used_at,
            })
        })
        .collect();
    json!({
        "userId": found.user.id,
        "totp": found.totp.map(|(added, used)| json!({"addedAt": added, "lastUsedAt": used})),
        "passkeys": passkeys,
        "recoveryCodes": found.recovery_codes,
    })
}

fn sentence(found: &SecondFactors) -> String {
    let name = found.user.name();
    let app = found.totp.is_some();
    let passkeys = match found.passkeys.len() {
        0 => None,
        1 => Some("1 passkey".to_owned()),
        many => Some(format!("{many} passkeys")),
    };
    match (app, passkeys) {
        (false, None) => format!("{name} has no second factor."),
        (true, None) => format!(
            "{name} has an authenticator app; {} recovery codes are left.",
            found.recovery_codes
        ),
        (false, Some(passkeys)) => format!(
            "{name} has {passkeys}; {} recovery codes are left.",
            found.recovery_codes
        ),
        (true, Some(passkeys)) => format!(
            "{name} has an authenticator app and {passkeys}; {} recovery codes are left.",
            found.recovery_codes
        ),
    }
}
