//! What shows that a step is done: an entry, never a guess.

use jiff::Timestamp;
use latchkey_domain::activity::Entry;

use super::State;
use crate::evidence::Evidence;

pub(super) struct Proof {
    pub(super) state: State,
    pub(super) at: Option<Timestamp>,
    pub(super) entry_id: Option<String>,
    pub(super) sentence: String,
}

fn without(state: State, sentence: &str) -> Proof {
    Proof {
        state,
        at: None,
        entry_id: None,
        sentence: sentence.to_owned(),
    }
}

fn by(entry: &Entry, state: State, sentence: impl Into<String>) -> Proof {
    Proof {
        state,
        at: Some(entry.last_at),
        entry_id: Some(entry.id.clone()),
        sentence: sentence.into(),
    }
}

pub(super) fn of(id: &str, evidence: &Evidence) -> Proof {
    match id {
        "toolkit" => match evidence.toolkit {
            Some(at) => Proof {
                at: Some(at),
                ..without(State::Done, "Enterprise Toolkit is on.")
            },
            None => without(State::ToDo, "Enterprise Toolkit is off."),
        },
        "connector" => match evidence.connector {
            Some(at) => Proof {
                at: Some(at),
                ..without(State::Done, "The Okta connector is added.")
            },
            None => without(State::ToDo, "The Okta connector is not added yet."),
        },
        // Before there is a connector there is nothing to paste into Okta.
        _ if evidence.connector.is_none() => {
            without(State::ToDo, "The Okta connector comes first.")
        }
        "oidc_app" | "oidc_settings" => oidc_app(evidence),
        "oidc_assign" => oidc_assign(evidence),
        "sign_in_test" => match &evidence.tested {
            Some(entry) => by(entry, State::Done, "A test sign-in worked."),
            None => without(State::ToDo, "No test sign-in worked yet."),
        },
        "sign_in_save" => match (&evidence.policy, &evidence.policy_entry) {
            (Some(_), Some(entry)) => {
                by(entry, State::Done, "Okta sign-on is required of everyone.")
            }
            (Some(policy), None) => Proof {
                at: Some(policy.saved_at),
                ..without(State::Done, "Okta sign-on is required of everyone.")
            },
            (None, _) => without(State::ToDo, "Okta sign-on is not required of anyone yet."),
        },
        "scim_app" => scim_app(evidence),
        "credentials" => credentials(evidence),
        "import_settings" => user_name(evidence),
        "to_app" | "assign" => created(evidence),
        "role_attribute" => match &evidence.role {
            Some(entry) => by(
                entry,
                State::Done,
                format!("Okta sent an access role for {}.", entry.target.name),
            ),
            None => without(
                State::Waiting,
                "Okta has sent no access role yet. This ticks itself when it sends the first.",
            ),
        },
        "update_seen" => match &evidence.updated {
            Some(entry) => by(
                entry,
                State::Done,
                format!("Okta updated {}.", entry.target.name),
            ),
            None => without(State::NotSeen, "No update was seen yet."),
        },
        "deactivate_seen" => match &evidence.deactivated {
            Some(entry) => by(
                entry,
                State::Done,
                format!("Okta deactivated {}.", entry.target.name),
            ),
            None => without(State::NotSeen, "No deactivation was seen yet."),
        },
        _ => without(State::NotSeen, ""),
    }
}

fn oidc_app(evidence: &Evidence) -> Proof {
    match evidence.tested.as_ref().or(evidence.signed_in.as_ref()) {
        Some(entry) => by(entry, State::Done, "A sign-in through Okta worked."),
        None => without(
            State::Waiting,
            "Okta does not report this. It ticks itself at the first sign-in through Okta.",
        ),
    }
}

fn oidc_assign(evidence: &Evidence) -> Proof {
    if let Some(refused) = evidence.not_assigned() {
        let why = refused.reason.clone().unwrap_or_default();
        return by(refused, State::Refused, why);
    }
    match &evidence.signed_in {
        Some(entry) => by(
            entry,
            State::Done,
            format!("{} signed in with Okta.", entry.target.name),
        ),
        None => without(State::Waiting, "Nobody has signed in with Okta yet."),
    }
}

/// Whoever calls exists, with the right credentials or not.
fn scim_app(evidence: &Evidence) -> Proof {
    let state = &evidence.state;
    let call = [&evidence.listed, &state.last_call, &state.shut_out]
        .into_iter()
        .flatten()
        .max_by_key(|entry| entry.last_at);
    match call {
        Some(entry) => by(entry, State::Done, "Okta's app for provisioning called."),
        None => without(State::Waiting, "Nothing has called yet."),
    }
}

fn credentials(evidence: &Evidence) -> Proof {
    if let Some(shut) = &evidence.state.shut_out {
        let why = shut.reason.clone().unwrap_or_default();
        return by(shut, State::Refused, why);
    }
    match evidence
        .listed
        .as_ref()
        .or(evidence.state.last_call.as_ref())
    {
        Some(entry) => {
            let is_test = entry
                .call
                .as_ref()
                .is_some_and(|call| call.path.contains("startIndex=1&count=2"));
            let sentence = if is_test {
                "Okta tested the credentials and got in."
            } else {
                "Okta got in with the credentials."
            };
            by(entry, State::Done, sentence)
        }
        None => without(
            State::Waiting,
            "Nothing has called with these credentials yet.",
        ),
    }
}

fn user_name(evidence: &Evidence) -> Proof {
    let Some(entry) = &evidence.created else {
        return without(
            State::Waiting,
            "The user name shows at the first create. Okta does not report the import's schedule.",
        );
    };
    let differs = entry
        .reason
        .as_deref()
        .is_some_and(|reason| reason.contains("differs from the email"));
    if differs {
        let why = entry.reason.clone().unwrap_or_default();
        return by(entry, State::Refused, why);
    }
    by(
        entry,
        State::Done,
        "The newest user name that Okta sent is the email.",
    )
}

fn created(evidence: &Evidence) -> Proof {
    match (&evidence.created, &evidence.create_refused) {
        (None, Some(refused)) => {
            let why = refused.reason.clone().unwrap_or_default();
            by(refused, State::Refused, why)
        }
        (Some(entry), _) => by(
            entry,
            State::Done,
            format!("Okta created {}.", entry.target.name),
        ),
        (None, None) => without(
            State::Waiting,
            "Okta has created nobody yet. This ticks itself at the first create.",
        ),
    }
}
