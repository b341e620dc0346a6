//! What a newcomer reads when the rehearsal stays: where to go, who can sign in, how to stop.

use std::fmt::Write as _;

use latchkey_app::Failure;
use latchkey_domain::AccessRole;
use latchkey_domain::user::{Source, User};
use latchkey_host::scratch::{OWNER, Scratch};
use latchkey_rehearsal::walk::Outcome;
use secrecy::ExposeSecret as _;

/// So many people are listed.
const LISTED: usize = 10;

pub(super) fn words(scratch: &Scratch, outcome: &Outcome) -> anyhow::Result<String> {
    let everyone = scratch
        .installation()
        .app
        .read(|store| store.page_users(0, 1000))
        .map_err(Failure::from)?;
    let mut people: Vec<(&User, String)> = everyone
        .iter()
        .filter(|user| user.source == Source::Okta)
        .map(|user| (user, what_happens(user, outcome)))
        .collect();
    // Whoever gets in stands first, then who is refused for a reason of its own; the rest is alike.
    people.sort_by_key(|(user, _)| place(user, outcome));
    let mut text = format!(
        "\nThe rehearsal stays: Latchkey and the stand-in Okta run until you press Ctrl-C.\n\n\
         Open      {portal}\n\
         Choose    Sign in with Okta, then one of these people; any password will do.\n\n",
        portal = scratch.portal(),
    );
    let wide = people
        .iter()
        .take(LISTED)
        .map(|(user, _)| user.user_name.chars().count())
        .max()
        .unwrap_or_default();
    for (user, what) in people.iter().take(LISTED) {
        let _ = writeln!(text, "  {:<wide$}  {what}", user.user_name);
    }
    if people.len() > LISTED {
        let _ = writeln!(text, "  … and {} more", people.len() - LISTED);
    }
    let target = &scratch.target;
    let _ = write!(
        text,
        "\nWhat an admin copies into Okta (good for this scratch installation only):\n\
         \x20 SCIM Url    {}\n\
         \x20 User Name   {}\n\
         \x20 Password    {}\n\
         and pastes back from it:\n\
         \x20 Issuer URL  {}\n\
         \x20 Client ID   {}\n\n\
         Okta sign-on is required here, so no local password opens the portal. In another terminal\n\
         \x20 {program} sign-in disable --data-dir {folder}\n\
         brings them back; then {OWNER} signs in with {owner_password}. Look around with\n\
         \x20 {program} activity --follow --data-dir {folder}\n\n\
         Ctrl-C stops both and removes the folder.",
        target.scim_url,
        target.user_name,
        target.password,
        scratch.issuer_url(),
        target
            .sign_in
            .as_ref()
            .map(|sign_in| sign_in.issuer.client_id())
            .unwrap_or_default(),
        program = program(),
        folder = scratch.installation().folder.path().display(),
        owner_password = scratch.owner_password.expose_secret(),
    );
    Ok(text)
}

fn is_unassigned(user: &User, outcome: &Outcome) -> bool {
    outcome
        .unassigned
        .as_ref()
        .is_some_and(|person| user.external_id.as_ref() == Some(&person.okta_id))
}

fn place(user: &User, outcome: &Outcome) -> u8 {
    match (user.active, is_unassigned(user, outcome), user.access_role) {
        (true, false, Some(_)) => 0,
        (false, ..) => 1,
        (true, true, _) => 2,
        (true, false, None) => 3,
    }
}

fn what_happens(user: &User, outcome: &Outcome) -> String {
    let name = user.name();
    if is_unassigned(user, outcome) {
        return format!("{name}: refused, not assigned to the app in Okta");
    }
    if !user.active {
        return format!("{name}: refused, deactivated by Okta");
    }
    match user.access_role {
        Some(role) => format!("{name}: signs in, access role {role}"),
        None => format!("{name}: refused by the portal, {}", AccessRole::label(None)),
    }
}

/// The program as it was called, short where it lies below the current folder.
fn program() -> String {
    let called = std::env::args_os()
        .next()
        .unwrap_or_else(|| "latchkey".into());
    let path = std::path::PathBuf::from(called);
    let short = std::env::current_dir().ok().and_then(|here| {
        path.strip_prefix(here)
            .ok()
            .map(|rest| rest.display().to_string())
    });
    short.unwrap_or_else(|| path.display().to_string())
}
